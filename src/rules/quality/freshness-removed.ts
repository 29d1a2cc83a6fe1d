import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace, onePerSweep } from '../shared/by-place.ts';
import { changedPairs } from '../shared/pairs.ts';
import { settingPlace } from '../shared/setting-place.ts';
import type { Pair } from '../shared/pairs.ts';

const source = (body: string) =>
  `sources:\n  - name: raw\n    loaded_at_field: loaded_at\n    tables:\n      - name: orders\n${body}`;
const fresh =
  '        freshness:\n          warn_after: {count: 12, period: hour}\n          error_after: {count: 1, period: day}\n';
const reader = { 'models/orders.sql': "select 1 as id from {{ source('raw', 'orders') }}\n" };

export const rule = defineRule({
  id: 'quality/freshness-removed',
  summary: 'The freshness of a source that models read is no longer checked, or later than before',
  severity: 'medium',
  why: 'If the load stops, models go on with old data and nobody is told.',
  advice: 'Keep the check; if the source is loaded less often now, say so in the pull request.',
  silent: [
    'sources that no model reads',
    'a check that moves between the source, the table and their `config:`, or is written in another unit',
    'tighter limits, and settings that depend on the target',
  ],
  examples: {
    fires: [
      {
        name: 'removes the check',
        base: { ...reader, 'models/sources.yml': source(fresh) },
        head: { 'models/sources.yml': source('') },
        findings: [{ path: 'models/sources.yml', line: 6, side: 'base', subject: 'freshness' }],
      },
      {
        name: 'switches it off for one table',
        base: {
          ...reader,
          'models/sources.yml':
            'sources:\n  - name: raw\n    loaded_at_field: loaded_at\n    freshness: {warn_after: {count: 1, period: day}}\n    tables:\n      - name: orders\n',
        },
        head: {
          'models/sources.yml':
            'sources:\n  - name: raw\n    loaded_at_field: loaded_at\n    freshness: {warn_after: {count: 1, period: day}}\n    tables:\n      - name: orders\n        freshness: null\n',
        },
        findings: [{ path: 'models/sources.yml', line: 7 }],
      },
      {
        name: 'switches it off for two tables, one by one',
        base: {
          'models/orders.sql':
            "select * from {{ source('raw', 'orders') }} cross join {{ source('raw', 'items') }}\n",
          'models/sources.yml':
            'sources:\n  - name: raw\n    loaded_at_field: loaded_at\n    freshness: {warn_after: {count: 1, period: day}}\n    tables:\n      - name: orders\n      - name: items\n',
        },
        head: {
          'models/sources.yml':
            'sources:\n  - name: raw\n    loaded_at_field: loaded_at\n    freshness: {warn_after: {count: 1, period: day}}\n    tables:\n      - name: orders\n        freshness: null\n      - name: items\n        freshness: null\n',
        },
        findings: [{ path: 'models/sources.yml', line: 9 }],
      },
      {
        name: 'waits a week instead of a day',
        base: { ...reader, 'models/sources.yml': source(fresh) },
        head: { 'models/sources.yml': source(fresh.replace('1, period: day', '7, period: day')) },
        findings: [{ path: 'models/sources.yml', line: 6 }],
      },
    ],
    silent: [
      {
        name: 'moves the check to the source, in other units',
        base: { ...reader, 'models/sources.yml': source(fresh) },
        head: {
          'models/sources.yml':
            'sources:\n  - name: raw\n    config:\n      loaded_at_field: loaded_at\n      freshness:\n        warn_after: {count: 720, period: minute}\n        error_after: {count: 24, period: hour}\n    tables:\n      - name: orders\n',
        },
      },
      {
        name: 'checks more tightly',
        base: { ...reader, 'models/sources.yml': source(fresh) },
        head: { 'models/sources.yml': source(fresh.replace('count: 12', 'count: 6')) },
      },
      {
        name: 'removes the check of a source that nothing reads',
        base: { 'models/sources.yml': source(fresh) },
        head: { 'models/sources.yml': source('') },
      },
    ],
  },
  check: (context) => onePerSweep(onePerPlace(losses(context))),
});

function* losses(context: RuleContext): Iterable<RuleFinding> {
  for (const pair of changedPairs(context, ['source'])) {
    const { base, head, before, after } = pair;
    const isRead = after.consumers(head.id).some(({ resource }) => builds.has(resource.type));
    const [then, now] = [limitsOf(before, base), limitsOf(after, head)];
    if (!isRead || !then || !now) continue;
    if (then.size === 0) continue;
    const how = change(then, now);
    const field = how ? undefined : lostField(pair);
    if (!how && !field) continue;
    const key = field ?? 'freshness';
    yield {
      confidence: 'proven',
      title: field
        ? `Source ${code(head.name)} loses ${code(field)}, by which its freshness is checked`
        : `Source ${code(head.name)} ${how}`,
      message: field
        ? 'Where the warehouse does not know when a table was loaded, the check cannot run.'
        : 'A load that stops is noticed later, or not at all.',
      resource: head.id,
      subject: key,
      location: settingPlace(context.change, pair, key),
    };
  }
}

const builds = new Set<string>(['model', 'snapshot']);

/** Seconds by `warn_after` and `error_after`. Undefined if they depend on the run. */
function limitsOf(project: Project, resource: Resource): Map<string, number> | undefined {
  const { value } = project.setting(resource, 'freshness');
  if (!value.known) return undefined;
  const limits = new Map<string, number>();
  if (typeof value.value !== 'object' || value.value === null) return limits;
  for (const [key, limit] of Object.entries(value.value)) {
    if (key !== 'warn_after' && key !== 'error_after') continue;
    if (typeof limit !== 'object' || limit === null) continue;
    const { count, period } = limit as Record<string, unknown>;
    const unit = seconds[String(period).replace(/s$/, '')];
    if (unit === undefined || typeof count !== 'number') return undefined;
    limits.set(key, count * unit);
  }
  return limits;
}

const seconds: Record<string, number | undefined> = { minute: 60, hour: 3600, day: 86_400 };

/** In words, how the new limits are weaker. */
function change(then: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): string | undefined {
  if (now.size === 0) return 'is no longer checked for freshness';
  for (const key of ['error_after', 'warn_after']) {
    const [old, current] = [then.get(key), now.get(key)];
    if (old === undefined) continue;
    if (current === undefined) return `loses ${code(key)}`;
    if (current > old) return `may be ${words(current)} old before ${code(key)}, not ${words(old)}`;
  }
  return undefined;
}

function words(length: number): string {
  const [unit, size] = Object.entries(seconds)
    .toReversed()
    .find(([, each]) => each !== undefined && length % each === 0) ?? ['minute', 60];
  const count = length / (size ?? 60);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function lostField({ base, head, before, after }: Pair): string | undefined {
  const has = (project: Project, resource: Resource, key: string) =>
    !project.setting(resource, key).value.known || Boolean(project.known(resource, key));
  const keys = ['loaded_at_field', 'loaded_at_query'];
  const lost = keys.find((key) => has(before, base, key) && !has(after, head, key));
  return lost !== undefined && !keys.some((key) => has(after, head, key)) ? lost : undefined;
}
