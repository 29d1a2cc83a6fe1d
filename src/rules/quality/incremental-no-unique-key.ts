import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace, onePerSweep } from '../shared/by-place.ts';
import { staysIncremental } from '../shared/materialized.ts';
import { changedPairs } from '../shared/pairs.ts';
import type { Pair } from '../shared/pairs.ts';

const config = (more: string) =>
  `{{ config(\n  materialized='incremental'${more}\n) }}\nselect 1 as id, current_date as day\n`;
const keyed = (strategy: string, more = '') =>
  config(`,\n  unique_key='id',\n  incremental_strategy='${strategy}'${more}`);
const newer = (sign: string, back = '') =>
  `{% if is_incremental() %}where day ${sign} (select max(day)${back} from {{ this }}){% endif %}\n`;

function adapter(type: string): Record<string, string> {
  return {
    'dbt_project.yml': 'name: shop\nprofile: shop\n',
    'profiles.yml': `shop:\n  target: prod\n  outputs: {prod: {type: ${type}}}\n`,
  };
}

export const rule = defineRule({
  id: 'quality/incremental-no-unique-key',
  summary: 'An incremental model merges by a key, but has none, or has one and no longer goes by it',
  severity: 'high',
  why: 'Without a key `merge` and `delete+insert` only append, and `append` does so whatever the key: a row that comes again is there twice.',
  advice:
    'Set `unique_key` and a strategy that goes by it, or take the key away and append if rows never come again.',
  silent: [
    '`append`, `insert_overwrite` and `microbatch`, and new models that name no strategy',
    'if base had no key either, or the key depends on the run',
    '`append` where the model itself keeps out what is there already, or ClickHouse puts rows together',
  ],
  examples: {
    fires: [
      {
        name: 'adds a model that merges without a key',
        base: {},
        head: { 'models/events.sql': config(",\n  incremental_strategy='merge'") },
        findings: [{ path: 'models/events.sql', line: 3, severity: 'medium' }],
      },
      {
        name: 'removes the key',
        base: {
          'models/events.sql': config(",\n  incremental_strategy='delete+insert',\n  unique_key='id'"),
        },
        head: { 'models/events.sql': config(",\n  incremental_strategy='delete+insert'") },
        findings: [{ path: 'models/events.sql', line: 3, severity: 'medium' }],
      },
      {
        name: 'removes the key of a model that names no strategy',
        base: { 'models/events.sql': config(",\n  unique_key='id'") },
        head: { 'models/events.sql': config('') },
        findings: [{ path: 'models/events.sql', line: 3, side: 'base', severity: 'medium' }],
      },
      {
        name: 'appends from now on and keeps the key',
        base: { 'models/events.sql': keyed('merge') },
        head: { 'models/events.sql': keyed('append') },
        findings: [{ path: 'models/events.sql', line: 4, severity: 'high' }],
      },
      {
        name: 'appends what is as new as the newest rows, where the adapter merges by default',
        base: { ...adapter('snowflake'), 'models/events.sql': config(", unique_key='id'") + newer('>=') },
        head: { 'models/events.sql': keyed('append') + newer('>=') },
        findings: [{ path: 'models/events.sql', line: 4, severity: 'high' }],
      },
      {
        name: 'appends only what is newer than all that is there',
        base: { 'models/events.sql': keyed('delete+insert') + newer('>') },
        head: { 'models/events.sql': keyed('append') + newer('>') },
        findings: [{ path: 'models/events.sql', line: 4, severity: 'medium' }],
      },
      {
        name: 'appends what is newer than three days before the newest row',
        base: { 'models/events.sql': keyed('merge') + newer('>', ' - 3') },
        head: { 'models/events.sql': keyed('append') + newer('>', ' - 3') },
        findings: [{ path: 'models/events.sql', line: 4, severity: 'high' }],
      },
      {
        name: 'lets a whole folder append',
        base: {
          'dbt_project.yml':
            'name: shop\nprofile: shop\nmodels:\n  +incremental_strategy: insert_overwrite\n',
          'models/events.sql': config(", unique_key='id'"),
          'models/visits.sql': config(", unique_key='id'"),
        },
        head: {
          'dbt_project.yml': 'name: shop\nprofile: shop\nmodels:\n  +incremental_strategy: append\n',
        },
        findings: [{ path: 'dbt_project.yml', line: 4, severity: 'high' }],
      },
      {
        name: 'no longer names a strategy where the adapter appends by default',
        base: { ...adapter('trino'), 'models/events.sql': keyed('merge') },
        head: { 'models/events.sql': config(", unique_key='id'") },
        findings: [{ path: 'models/events.sql', line: 4, side: 'base', severity: 'high' }],
      },
    ],
    silent: [
      {
        name: 'writes down the strategy that the adapter has by default',
        base: { ...adapter('spark'), 'models/events.sql': config(", unique_key='id'") },
        head: { 'models/events.sql': keyed('append') },
      },
      {
        name: 'appends, where the default of the adapter is not known',
        base: { 'models/events.sql': config(", unique_key='id'") },
        head: { 'models/events.sql': keyed('append') },
      },
      {
        name: 'appends what is not there yet, or deletes it first',
        base: { 'models/events.sql': keyed('merge'), 'models/visits.sql': keyed('merge') },
        head: {
          'models/events.sql': `${keyed('append')}{% if is_incremental() %}where id not in (select id from {{ this }}){% endif %}\n`,
          'models/visits.sql': keyed(
            'append',
            ",\n  pre_hook='delete from {{ this }} where day = current_date'",
          ),
        },
      },
      {
        name: 'appends in the way that a macro of the project writes',
        base: {
          'macros/append.sql':
            '{% macro default__get_incremental_append_sql(arg_dict) %}merge into x{% endmacro %}\n',
          'models/events.sql': keyed('merge'),
        },
        head: { 'models/events.sql': keyed('append') },
      },
      {
        name: 'appends to a table whose engine keeps one row of a key',
        base: { 'models/events.sql': keyed('delete+insert', ", engine='ReplacingMergeTree()'") },
        head: { 'models/events.sql': keyed('append', ", engine='ReplacingMergeTree()'") },
      },
      {
        name: 'removes the key of a model that appends from now on',
        base: { 'models/events.sql': config(",\n  unique_key='id'") },
        head: { 'models/events.sql': config(",\n  incremental_strategy='append'") },
      },
      {
        name: 'moves the key of a model that names no strategy to the properties file',
        base: { 'models/events.sql': config(",\n  unique_key='id'") },
        head: {
          'models/events.sql': config(''),
          'models/events.yml': 'models:\n  - name: events\n    config: {unique_key: id}\n',
        },
      },
      {
        name: 'appends on purpose',
        base: {},
        head: { 'models/events.sql': config(", incremental_strategy='append'") },
      },
      {
        name: 'replaces whole partitions',
        base: {},
        head: {
          'models/events.sql': config(
            ", incremental_strategy='insert_overwrite', partition_by={'field': 'day'}",
          ),
        },
      },
      {
        name: 'merges by a key from the properties file',
        base: {},
        head: {
          'models/events.sql': config(", incremental_strategy='merge'"),
          'models/events.yml': 'models:\n  - name: events\n    config: {unique_key: id}\n',
        },
      },
    ],
  },
  check: (context) => [...keyless(context), ...onePerSweep(onePerPlace(appending(context)))],
});

function* keyless({ workspace }: RuleContext): Iterable<RuleFinding> {
  for (const { base: before, head: after, changes } of workspace.projects) {
    for (const { base, head } of changes) {
      if (!after || head?.type !== 'model' || head.enabled === false) continue;
      if (before && base && losesKey(before, base, after, head)) {
        yield {
          severity: 'medium',
          confidence: 'likely',
          title: `${code(head.name)} loses its ${code('unique_key')}`,
          message: 'It names no strategy, and by default a run without a key appends.',
          resource: head.id,
          location: before.locate(before.setting(base, 'unique_key').span ?? base.span),
        };
        continue;
      }
      if (!lacksKey(after, head)) continue;
      if (before && base && lacksKey(before, base)) continue;
      const strategy = after.setting(head, strategyKey);
      yield {
        severity: 'medium',
        confidence: 'proven',
        title: `${code(head.name)} merges without a ${code('unique_key')}`,
        message: `Its strategy is ${code(String(after.known(head, strategyKey)))}; every run appends.`,
        resource: head.id,
        location: after.locate(strategy.span ?? head.span),
      };
    }
  }
}

/** Models that replaced rows by their key or partition, and now append whatever the key. */
function* appending(context: RuleContext): Iterable<RuleFinding> {
  for (const pair of changedPairs(context, ['model'])) {
    const { before, base, after, head } = pair;
    const was = strategyOf(before, base);
    if (was === undefined || !replacing.has(was) || strategyOf(after, head) !== 'append') continue;
    // Without a key, merging was appending already.
    const hadKey = was === 'insert_overwrite' || hasKey(before, base) === true;
    if (!staysIncremental(pair) || !hadKey || hasKey(after, head) !== true || keepsOut(pair)) continue;
    const now = after.setting(head, strategyKey).span;
    const isNewer = takesNewer(pair);
    const rows = isNewer
      ? 'Its runs take what is newer than the table: a row that comes again with a later value is there twice.'
      : 'A row that comes again is there twice.';
    yield {
      severity: isNewer ? 'medium' : 'high',
      confidence: isNewer ? 'likely' : 'proven',
      title: `${code(head.name)} appends now, which does not go by its ${code('unique_key')}`,
      message: `Its strategy was ${code(was)}, which replaced rows. ${rows}`,
      resource: head.id,
      location: now ? after.locate(now) : before.locate(before.setting(base, strategyKey).span ?? base.span),
    };
  }
}

/** True if the model sees to it itself, or its table does, that no row is there twice; or may do so. */
function keepsOut({ after, head }: Pair): boolean {
  // The project may have its own idea of appending.
  if ([...after.macros.values()].some(({ name }) => name.endsWith('get_incremental_append_sql'))) return true;
  const engine = after.setting(head, 'engine').value;
  if (!engine.known || /replacing|collapsing|aggregating|summing/i.test(String(engine.value))) return true;
  const hooks = ['pre_hook', 'post_hook'].map((key) => after.setting(head, key));
  if (hooks.some(({ value }) => !value.known || /\b(delete|truncate)\b/i.test(JSON.stringify(value.value))))
    return true;
  const query = after.query(head.id);
  if (!query || query.problem || after.known(head, 'full_refresh') === true) return true;
  return query.incrementalPredicates.some(({ text }) => /\bnegated true\b|\bexists\b|\bis null\b/.test(text));
}

/** True if incremental runs take only rows with a greater value than any in the table, and look back no further. */
function takesNewer({ after, head }: Pair): boolean {
  const predicates = after.query(head.id)?.incrementalPredicates ?? [];
  return predicates.some(
    ({ text }) =>
      /\bmax\((?:[\w.]+\.)?(\w+)\).* < (?:[\w.]+\.)?\1\)*$/s.test(text) &&
      !/ - |\binterval\b|(date|time|timestamp)_?(add|sub)/.test(text),
  );
}

function lacksKey(project: Project, resource: Resource): boolean {
  const strategy = project.known(resource, strategyKey);
  return (strategy === 'merge' || strategy === 'delete+insert') && hasKey(project, resource) === false;
}

/** What adapters do with a model that has a key and names no strategy, where that is sure. */
const defaults = new Map([
  ['snowflake', 'merge'],
  ['bigquery', 'merge'],
  ['databricks', 'merge'],
  ['postgres', 'delete+insert'],
  ['redshift', 'delete+insert'],
  ['spark', 'append'],
  ['trino', 'append'],
  ['athena', 'insert_overwrite'],
]);

/** These go by no key. */
const ignoring = new Set(['append', 'insert_overwrite']);

const replacing = new Set(['merge', 'delete+insert', 'delete_insert', 'insert_overwrite']);

/** The strategy of a model with a key; undefined if it is not known. */
function strategyOf(project: Project, resource: Resource): string | undefined {
  const { value } = project.setting(resource, strategyKey);
  if (!value.known) return undefined;
  const named = String(value.value ?? 'default');
  return named === 'default' ? defaults.get(project.dialect) : named;
}

/** True if the default strategy replaced rows by a key at base, and has none to go by at head. */
function losesKey(before: Project, base: Resource, after: Project, head: Resource): boolean {
  const isDefault = [before.setting(base, strategyKey), after.setting(head, strategyKey)].every(
    ({ value }) => value.known && (value.value ?? 'default') === 'default',
  );
  if (!isDefault || ignoring.has(defaults.get(after.dialect) ?? '')) return false;
  return hasKey(before, base) === true && hasKey(after, head) === false;
}

const strategyKey = 'incremental_strategy';

/** Undefined if the model is not incremental, or its key depends on the run. */
function hasKey(project: Project, resource: Resource): boolean | undefined {
  if (project.known(resource, 'materialized') !== 'incremental') return undefined;
  const { value } = project.setting(resource, 'unique_key');
  if (!value.known) return undefined;
  return Boolean(value.value) && !(Array.isArray(value.value) && value.value.length === 0);
}
