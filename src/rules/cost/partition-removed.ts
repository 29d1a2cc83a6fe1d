import type { ChangeSet } from '../../change/change-set.ts';
import { code } from '../../finding.ts';
import type { Location, Severity } from '../../finding.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace, onePerSweep } from '../shared/by-place.ts';
import { certain, restored } from '../shared/fixes.ts';
import { followsLayout } from '../shared/layout.ts';
import { changedPairs } from '../shared/pairs.ts';
import type { Pair } from '../shared/pairs.ts';
import { listed } from '../shared/text.ts';

const daily = (asked: string) => ({
  'macros/daily.sql': `{% materialization daily, default %}\n{% set by = ${asked} %}\n{{ return({'relations': []}) }}\n{% endmaterialization %}\n`,
});

export const rule = defineRule({
  id: 'cost/partition-removed',
  summary: 'A table loses its partitioning, clustering, sort or distribution key, or changes it',
  severity: 'high',
  why: 'Queries that read a part of the table scan all of it from now on, and changing the layout rebuilds the table once.',
  advice:
    'Keep the setting; if the layout is meant to change, plan the rebuild and check who filters by the old column.',
  silent: [
    'if the model becomes a view, which has no layout',
    'materializations of the project’s own that do not ask for the setting by its name',
    'settings that one model loses, and models that lose the same ones, are one finding',
    'added or renamed columns, other spellings of the same columns, and settings that depend on the target',
    'Databricks: from `partition_by` to `liquid_clustered_by` is advised',
  ],
  examples: {
    fires: [
      {
        name: 'removes partition_by from a table',
        base: {
          'models/events.sql':
            "{{ config(\n  materialized='table',\n  partition_by={'field': 'day', 'data_type': 'date'}\n) }}\nselect 1 as id, current_date as day\n",
        },
        head: {
          'models/events.sql':
            "{{ config(\n  materialized='table'\n) }}\nselect 1 as id, current_date as day\n",
        },
        findings: [
          { path: 'models/events.sql', line: 3, side: 'base', severity: 'high', subject: 'partition_by' },
        ],
      },
      {
        name: 'no longer demands a partition filter',
        base: {
          'models/events.sql':
            "{{ config(\n  materialized='table',\n  partition_by={'field': 'day'},\n  require_partition_filter=true\n) }}\nselect 1 as id\n",
        },
        head: {
          'models/events.sql':
            "{{ config(\n  materialized='table',\n  partition_by={'field': 'day'},\n  require_partition_filter=false\n) }}\nselect 1 as id\n",
        },
        findings: [{ path: 'models/events.sql', line: 4, severity: 'high' }],
      },
      {
        name: 'removes what a materialization of the project’s own asks for',
        base: {
          ...daily("config.get('partition_by', none)"),
          'models/events.sql':
            "{{ config(materialized='daily', partition_by={'field': 'day'}) }}\nselect 1 as id, current_date as day\n",
        },
        head: {
          'models/events.sql': "{{ config(materialized='daily') }}\nselect 1 as id, current_date as day\n",
        },
        findings: [{ path: 'models/events.sql', line: 1, side: 'base', severity: 'high' }],
      },
      {
        name: 'clusters by another column',
        base: {
          'models/events.sql':
            "{{ config(materialized='table', cluster_by=['id']) }}\nselect 1 as id, 2 as day\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='table', cluster_by=['day']) }}\nselect 1 as id, 2 as day\n",
        },
        findings: [{ path: 'models/events.sql', line: 1, severity: 'medium' }],
      },
      {
        name: 'puts an old column of the table into the order',
        base: {
          'models/events.sql':
            "{{ config(materialized='table', order_by='(day, id)') }}\nselect 1 as id, 2 as day, 3 as kind\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='table', order_by='(day, kind, id)') }}\nselect 1 as id, 2 as day, 3 as kind\n",
        },
        findings: [{ path: 'models/events.sql', line: 1, severity: 'medium' }],
      },
      {
        name: 'removes the sort and the distribution key',
        base: {
          'models/events.sql':
            "{{ config(\n  materialized='table',\n  sort='day',\n  dist='id'\n) }}\nselect 1 as id, 2 as day\n",
        },
        head: {
          'models/events.sql': "{{ config(\n  materialized='table'\n) }}\nselect 1 as id, 2 as day\n",
        },
        findings: [
          { path: 'models/events.sql', line: 3, side: 'base', severity: 'high', subject: 'sort, dist' },
        ],
      },
      {
        name: 'removes cluster_by from several tables',
        base: {
          'models/days.sql': "{{ config(materialized='table', cluster_by='day') }}\nselect 1 as day\n",
          'models/months.sql': "{{ config(materialized='table', cluster_by='month') }}\nselect 1 as month\n",
        },
        head: {
          'models/days.sql': "{{ config(materialized='table') }}\nselect 1 as day\n",
          'models/months.sql': "{{ config(materialized='table') }}\nselect 1 as month\n",
        },
        findings: [
          { path: 'models/days.sql', line: 1, side: 'base', severity: 'medium', subject: 'cluster_by' },
        ],
      },
    ],
    silent: [
      {
        name: 'adds a second cluster column and writes the first as a list',
        base: {
          'models/events.sql': "{{ config(materialized='table', cluster_by='id') }}\nselect 1 as id\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='table', cluster_by=['id', 'day']) }}\nselect 1 as id\n",
        },
      },
      {
        name: 'adds a second column to an order in parentheses',
        base: {
          'models/events.sql':
            "{{ config(materialized='table', order_by='(id)') }}\nselect 1 as id, 2 as day\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='table', order_by='(id, day)') }}\nselect 1 as id, 2 as day\n",
        },
      },
      {
        name: 'puts a new column of the table into the order',
        base: {
          'models/events.sql':
            "{{ config(materialized='table', order_by='(day, id)') }}\nselect 1 as id, 2 as day\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='table', order_by='(day, kind, id)') }}\nselect 1 as id, 2 as day, 3 as kind\n",
        },
      },
      {
        name: 'renames the column that it is clustered by',
        base: {
          'models/events.sql': "{{ config(materialized='table', cluster_by='day') }}\nselect 1 as day\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='table', cluster_by='on_day') }}\nselect 1 as on_day\n",
        },
      },
      {
        name: 'removes what a materialization of the project’s own has no use for',
        base: {
          ...daily("none {# config.get('partition_by') #}"),
          'models/events.sql':
            "{{ config(materialized='daily', partition_by={'field': 'day'}) }}\nselect 1 as id, current_date as day\n",
        },
        head: {
          'models/events.sql': "{{ config(materialized='daily') }}\nselect 1 as id, current_date as day\n",
        },
      },
      {
        name: 'makes the table a view',
        base: {
          'models/events.sql': "{{ config(materialized='table', cluster_by='id') }}\nselect 1 as id\n",
        },
        head: { 'models/events.sql': "{{ config(materialized='view') }}\nselect 1 as id\n" },
      },
      {
        name: 'moves from partitions to liquid clustering',
        base: {
          'models/events.sql': "{{ config(materialized='table', partition_by='day') }}\nselect 1 as id\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='table', liquid_clustered_by='day') }}\nselect 1 as id\n",
        },
      },
      {
        name: 'moves the setting to the properties file',
        base: {
          'models/events.sql': "{{ config(materialized='table', cluster_by='id') }}\nselect 1 as id\n",
        },
        head: {
          'models/events.sql': "{{ config(materialized='table') }}\nselect 1 as id\n",
          'models/schema.yml': 'version: 2\nmodels:\n  - name: events\n    config: {cluster_by: id}\n',
        },
      },
    ],
  },
  check: (context) => onePerSweep(onePerPlace(lostLayouts(context))),
});

function* lostLayouts(context: RuleContext): Iterable<RuleFinding> {
  for (const pair of changedPairs(context, ['model', 'snapshot', 'seed'])) {
    const groups = new Map<string, LostLayout[]>();
    for (const lost of layoutsOf(pair, context.change)) {
      const key = `${lost.severity} ${lost.verb}`;
      groups.set(key, [...(groups.get(key) ?? []), lost]);
    }
    for (const group of groups.values()) yield findingOf(pair, group, context.change);
  }
}

interface LostLayout {
  key: string;
  severity: Severity;
  confidence: 'proven' | 'likely';
  verb: string;
  was: unknown;
  is: unknown;
  location: Location;
  restore: Span | undefined;
}

function layoutsOf(pair: Pair, { base, head }: ChangeSet): LostLayout[] {
  return layoutKeys.flatMap((key) => {
    const change = layoutChange(pair, key);
    if (!change) return [];
    const followed = followsLayout(pair.before, base, pair.base, key);
    const follows = followsLayout(pair.after, head, pair.head, key);
    if (!followed || !follows) return [];
    return { key, ...change, confidence: followed === 'proven' ? follows : followed };
  });
}

/** What one model loses, or changes, of its layout is one decision. */
function findingOf({ head }: Pair, group: readonly LostLayout[], change: ChangeSet): RuleFinding {
  const [first, ...others] = group as [LostLayout, ...LostLayout[]];
  const told = group.map(({ key, was, is }) => {
    const name = others.length === 0 ? 'it' : code(key);
    return `${name} was ${written(was)}${is === undefined ? '' : `, now it is ${written(is)}`}`;
  });
  return {
    severity: first.severity,
    confidence: group.find(({ confidence }) => confidence !== 'proven')?.confidence ?? 'proven',
    title: `${code(head.name)} ${first.verb} ${listed(group.map(({ key }) => key))}`,
    message: `At base ${told.join('; ')}.`,
    resource: head.id,
    subject: group.map(({ key }) => key).join(', '),
    location: first.location,
    related: others.map(({ key, verb, location }) => ({ ...location, message: `${verb} ${code(key)}` })),
    ...(others.length === 0 && first.restore && certain([restored(change, first.restore)])),
  };
}

function written(value: unknown): string {
  return code(JSON.stringify(value));
}

const layoutKeys = [
  'partition_by',
  'cluster_by',
  'require_partition_filter',
  'sort',
  'dist',
  'partitioned_by',
  'clustered_by',
  'liquid_clustered_by',
  'order_by',
  'primary_index',
];

function layoutChange(pair: Pair, key: string) {
  const { base, head, before, after } = pair;
  const was = before.known(base, key);
  const now = after.setting(head, key);
  if (isEmpty(was) || !now.value.known) return undefined;
  const is = now.value.value;
  const place = now.span && after.locate(now.span);
  const oldSpan = before.setting(base, key).span;
  const oldPlace = before.locate(oldSpan ?? base.span);
  if (isEmpty(is) || is === false) {
    if (key === 'partition_by' && !isEmpty(after.known(head, 'liquid_clustered_by'))) return undefined;
    const location = isEmpty(is) ? oldPlace : (place ?? oldPlace);
    // Without its cluster key a table is still read by partitions, and a small one does not need any.
    const severity: Severity = key === 'cluster_by' ? 'medium' : 'high';
    return {
      severity,
      verb: 'loses',
      was,
      is: isEmpty(is) ? undefined : is,
      location,
      restore: isEmpty(is) ? oldSpan : undefined,
    };
  }
  if (JSON.stringify(was) === JSON.stringify(is)) return undefined;
  if (keepsLayout(pair, was, is) || isRename(pair, was, is)) return undefined;
  return {
    severity: 'medium' as Severity,
    verb: 'changes',
    was,
    is,
    location: place ?? oldPlace,
    restore: undefined,
  };
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

/** True if head orders by the same columns first, new ones of the table aside. Only what prunes counts, not how it is written. */
function keepsLayout({ before, base }: Pair, was: unknown, is: unknown): boolean {
  const [old, current] = [columnsOf(was), columnsOf(is)];
  const { columns, open } = before.output(base.id);
  const known = current.filter(
    (column) => old.includes(column) || open.length > 0 || columns.some(({ name }) => name === column),
  );
  return current[0] === old[0] && old.every((column, index) => known[index] === column);
}

/** True if the columns it was laid out by are gone: then it has to be laid out by others, which the rename brings. */
function isRename({ after, head }: Pair, was: unknown, is: unknown): boolean {
  const output = after.output(head.id);
  const [old, current] = [columnsOf(was), columnsOf(is)];
  if (output.open.length > 0 || old.length !== current.length) return false;
  const has = (entry: string | undefined) =>
    output.columns.some(({ name }) => name === entry?.split(' by ')[0]);
  const moved = old.flatMap((column, index) => (column === current[index] ? [] : [index]));
  return moved.every((index) => !has(old[index]) && has(current[index]));
}

function columnsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(columnsOf);
  if (typeof value === 'object' && value !== null) {
    const { field, granularity } = value as Record<string, unknown>;
    return [`${String(field).toLowerCase()} by ${String(granularity ?? 'day').toLowerCase()}`];
  }
  return String(value)
    .toLowerCase()
    .trim()
    .replace(/^\(([^()]*)\)$/, '$1')
    .split(',')
    .map((part) => part.trim());
}
