import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerLikeness } from '../shared/alike.ts';
import type { Likened } from '../shared/alike.ts';
import { changedPairs, type Pair } from '../shared/pairs.ts';
import { hasOtherQuery } from '../shared/query-change.ts';
import { typeFamily } from '../shared/sql-types.ts';
import { listed } from '../shared/text.ts';
import { staysIncremental } from '../shared/materialized.ts';

export const rule = defineRule({
  id: 'cost/full-refresh-forced',
  summary:
    'An incremental model gets a layout, a key or a column type that its table takes on only in a full refresh',
  severity: 'high',
  why: 'Incremental runs insert into the table as it is: a new layout does nothing, another key meets rows that were told apart by the old one, another type stops the run or is converted back, until somebody rebuilds the whole table.',
  advice: 'Plan the full refresh and say so in the pull request, or change the table by a migration first.',
  silent: [
    'layouts that are removed or changed, which is `cost/partition-removed`, and columns that come or go, which is `quality/incremental-schema-drift`',
    'types of the same family: `int` and `bigint`, `varchar(10)` and `text`',
    'models that always refresh fully, and new ones',
    'several models that get the same layout are one finding',
    'settings that depend on the target',
    'another `unique_key` where the strategy asks none, or where the query did not return the old one',
  ],
  examples: {
    fires: [
      {
        name: 'partitions the table of an incremental model',
        base: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect id, day from {{ source('raw', 'events') }}\n",
        },
        head: {
          'models/events.sql':
            "{{ config(\n  materialized='incremental',\n  partition_by={'field': 'day', 'data_type': 'date'}\n) }}\nselect id, day from {{ source('raw', 'events') }}\n",
        },
        findings: [{ path: 'models/events.sql', line: 3, severity: 'medium' }],
      },
      {
        name: 'casts a column of an incremental model to another type',
        base: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect\n  id,\n  cast(code as int) as code\nfrom {{ source('raw', 'events') }}\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect\n  id,\n  cast(code as varchar) as code\nfrom {{ source('raw', 'events') }}\n",
        },
        findings: [{ path: 'models/events.sql', line: 4, severity: 'high', subject: 'code' }],
      },
      {
        name: 'merges by a column that the rows of the table do not have',
        base: {
          'models/events.sql':
            "{{ config(\n  materialized='incremental',\n  unique_key='id',\n  on_schema_change='append_new_columns'\n) }}\nselect id, day from {{ source('raw', 'events') }}\n",
        },
        head: {
          'models/events.sql':
            "{{ config(\n  materialized='incremental',\n  unique_key='event_key',\n  on_schema_change='append_new_columns'\n) }}\nselect id, day, id || day as event_key from {{ source('raw', 'events') }}\n",
        },
        findings: [{ path: 'models/events.sql', line: 3, severity: 'high', subject: 'unique_key' }],
      },
      {
        name: 'gives two models other keys, each its own',
        base: {
          'models/a.sql':
            "{{ config(materialized='incremental', incremental_strategy='merge', unique_key='a') }}\nselect a, b from {{ source('raw', 'events') }}\n",
          'models/c.sql':
            "{{ config(materialized='incremental', incremental_strategy='merge', unique_key='c') }}\nselect c, d from {{ source('raw', 'events') }}\n",
        },
        head: {
          'models/a.sql':
            "{{ config(materialized='incremental', incremental_strategy='merge', unique_key='b') }}\nselect a, b from {{ source('raw', 'events') }}\n",
          'models/c.sql':
            "{{ config(materialized='incremental', incremental_strategy='merge', unique_key='d') }}\nselect c, d from {{ source('raw', 'events') }}\n",
        },
        findings: [{ path: 'models/a.sql', line: 1, severity: 'medium' }],
      },
      {
        name: 'keeps one row per day as well',
        base: {
          'models/events.sql':
            "{{ config(materialized='incremental', incremental_strategy='merge', unique_key='id') }}\nselect id, day from {{ source('raw', 'events') }}\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental', incremental_strategy='merge', unique_key=['id', 'day']) }}\nselect id, day from {{ source('raw', 'events') }}\n",
        },
        findings: [{ path: 'models/events.sql', line: 1, severity: 'medium', subject: 'unique_key' }],
      },
    ],
    silent: [
      {
        name: 'writes the same key in another way, and corrects one that was never there',
        base: {
          'models/events.sql':
            "{{ config(materialized='incremental', unique_key=['id', 'day']) }}\nselect id, day from {{ source('raw', 'events') }}\n",
          'models/orders.sql':
            "{{ config(materialized='incremental', incremental_strategy='merge', unique_key='order_id') }}\nselect id, day from {{ source('raw', 'orders') }}\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental', unique_key=['DAY', 'id']) }}\nselect id, day from {{ source('raw', 'events') }}\n",
          'models/orders.sql':
            "{{ config(materialized='incremental', incremental_strategy='merge', unique_key='id') }}\nselect id, day from {{ source('raw', 'orders') }}\n",
        },
      },
      {
        name: 'gives another key to models that only append, or replace all rows of a key',
        base: {
          'models/orders.sql':
            "{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='id') }}\nselect id, day from {{ source('raw', 'orders') }}\n",
          'models/events.sql':
            "{{ config(materialized='incremental', incremental_strategy='append', unique_key='id', on_schema_change='append_new_columns') }}\nselect id, day from {{ source('raw', 'events') }}\n",
        },
        head: {
          'models/orders.sql':
            "{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='day') }}\nselect id, day from {{ source('raw', 'orders') }}\n",
          'models/events.sql':
            "{{ config(materialized='incremental', incremental_strategy='append', unique_key='event_key', on_schema_change='append_new_columns') }}\nselect id, day, id || day as event_key from {{ source('raw', 'events') }}\n",
        },
      },
      {
        name: 'partitions a table, which is rebuilt in every run',
        base: {
          'models/events.sql':
            "{{ config(materialized='table') }}\nselect id, day from {{ source('raw', 'events') }}\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='table', partition_by='day') }}\nselect id, day from {{ source('raw', 'events') }}\n",
        },
      },
      {
        name: 'makes a table incremental and partitions it',
        base: {
          'models/events.sql':
            "{{ config(materialized='table') }}\nselect id, day from {{ source('raw', 'events') }}\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental', partition_by='day') }}\nselect id, day from {{ source('raw', 'events') }}\n",
        },
      },
      {
        name: 'clusters an incremental model that gets a column as well, which needs the refresh anyway',
        base: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect id from {{ source('raw', 'events') }}\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental', cluster_by='day') }}\nselect id, day from {{ source('raw', 'events') }}\n",
        },
      },
      {
        name: 'widens a type',
        base: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect cast(code as int) as code from {{ source('raw', 'events') }}\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect cast(code as bigint) as code from {{ source('raw', 'events') }}\n",
        },
      },
      {
        name: 'moves the layout to the properties file',
        base: {
          'models/events.sql':
            "{{ config(materialized='incremental', cluster_by='day') }}\nselect id, day from {{ source('raw', 'events') }}\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental') }}\nselect id, day from {{ source('raw', 'events') }}\n",
          'models/schema.yml': 'version: 2\nmodels:\n  - name: events\n    config: {cluster_by: day}\n',
        },
      },
    ],
  },
  check: (context) => onePerLikeness(forced(context)),
});

function* forced(context: RuleContext): Iterable<Likened> {
  for (const pair of changedPairs(context, ['model'])) {
    if (!staysIncremental(pair) || pair.after.known(pair.head, 'full_refresh') === true) continue;
    const found = [...newLayout(pair), ...(hasOtherQuery(pair) ? otherTypes(pair) : [])];
    const said = found.length === 0 || isRebuiltAnyway(pair) ? [] : found;
    // Each model has columns of its own, and who gives many another key decides that once.
    for (const finding of otherKey(pair)) yield { finding, likeness: 'unique_key' };
    for (const finding of said) yield { finding, likeness: finding.title.replace(code(pair.head.name), '') };
  }
}

/** Strategies that ask no key. */
const keyless = new Set<unknown>(['append', 'insert_overwrite', 'microbatch']);
/** Warehouses in which dbt merges if nothing else is said. */
const merging = new Set(['snowflake', 'bigquery', 'databricks']);

/** The table was put together by another key. */
function* otherKey(pair: Pair): Iterable<RuleFinding> {
  const { base, head, before, after } = pair;
  const strategies = [before.known(base, 'incremental_strategy'), after.known(head, 'incremental_strategy')];
  const [then, now] = [keyOf(before, base), keyOf(after, head)];
  if (!then || !now || strategies.some((one) => keyless.has(one)) || isColumnChangeSaid(pair)) return;
  if ([...then].sort().join() === [...now].sort().join()) return;
  const [had, has] = [before.output(base.id), after.output(head.id)];
  const isThere = ({ columns }: typeof had, name: string) => columns.some((column) => column.name === name);
  // By a column that its query did not return no run merged anything.
  if (had.open.length === 0 && !then.every((name) => isThere(had, name))) return;
  const added = had.open.length > 0 ? [] : now.filter((name) => !isThere(had, name) && isThere(has, name));
  // A key by which rows are deleted and inserted anew may stand for any number of them.
  const merges = strategies.every(
    (one) => one === 'merge' || (one === undefined && merging.has(after.dialect)),
  );
  if (added.length === 0 && !merges) return;
  const [was, is] = [listed(then, 5), listed(now, 5)];
  yield {
    ...(added.length === 0 && { severity: 'medium' as const }),
    confidence: 'likely',
    title: `Rows of incremental model ${code(head.name)} are matched by ${is} now, and were by ${was}`,
    message:
      added.length > 0
        ? `Rows that are there already have no value in ${listed(added)}, so that nothing matches them: what is read again stands there twice, until a full refresh.`
        : `Its table holds rows that were kept one per ${was}: until a full refresh it holds both kinds.`,
    resource: head.id,
    subject: 'unique_key',
    location: after.locate(after.setting(head, 'unique_key').span ?? head.span),
  };
}

/** The columns of `unique_key` in lower case; undefined if there are none, or it is something else. */
function keyOf(project: Project, resource: Resource): string[] | undefined {
  const value = project.known(resource, 'unique_key');
  const names = (Array.isArray(value) ? value : [value ?? '']).map((name) =>
    String(name).trim().toLowerCase(),
  );
  return names.every((name) => /^[a-z_]\w*$/.test(name)) ? [...new Set(names)] : undefined;
}

const layoutKeys = ['partition_by', 'cluster_by', 'partitioned_by', 'clustered_by', 'sort', 'dist'];

/** True if other rules say already that the table has to be rebuilt: it loses its layout, or its columns change. */
function isRebuiltAnyway({ base, head, before, after }: Pair): boolean {
  const losesLayout = layoutKeys.some((key) => {
    const was = before.known(base, key);
    return !isEmpty(was) && JSON.stringify(was) !== JSON.stringify(after.known(head, key));
  });
  return losesLayout || isColumnChangeSaid({ base, head, before, after });
}

/** True if `quality/incremental-schema-drift` says that columns come or go. */
function isColumnChangeSaid({
  base,
  head,
  before,
  after,
}: Pick<Pair, 'base' | 'head' | 'before' | 'after'>): boolean {
  const policy = after.known(head, 'on_schema_change');
  if ((policy !== 'ignore' && policy !== 'fail') || after.keepsColumns(head.id)) return false;
  const [then, now] = [before.output(base.id), after.output(head.id)];
  if (then.open.length + now.open.length > 0) return false;
  const [old, current] = [then, now].map(({ columns }) => new Set(columns.map(({ name }) => name)));
  return [...current!].some((name) => !old!.has(name)) || [...old!].some((name) => !current!.has(name));
}

function* newLayout({ base, head, before, after }: Pair): Iterable<RuleFinding> {
  const added = layoutKeys.filter((key) => {
    const was = before.setting(base, key).value;
    const now = after.setting(head, key).value;
    return was.known && isEmpty(was.value) && now.known && !isEmpty(now.value);
  });
  const [first] = added;
  if (first === undefined) return;
  yield {
    severity: 'medium',
    confidence: 'likely',
    title: `${listed(added)} of incremental model ${code(head.name)} ${added.length === 1 ? 'takes' : 'take'} effect only after a full refresh`,
    message: `The table is there already, and incremental runs do not lay it out again${after.known(head, 'full_refresh') === false ? '; `full_refresh: false` forbids the one run that would' : ''}.`,
    resource: head.id,
    location: after.locate(after.setting(head, first).span ?? head.span),
  };
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  );
}

function* otherTypes({ base, head, before, after }: Pair): Iterable<RuleFinding> {
  const then = before.query(base.id)?.shape?.types;
  for (const [column, now] of after.query(head.id)?.shape?.types ?? []) {
    const was = then?.get(column)?.type;
    if (was === undefined) continue;
    const [old, current] = [typeFamily(was, before.dialect), typeFamily(now.type, after.dialect)];
    if (!old || !current || old === current) continue;
    yield {
      confidence: 'likely',
      title: `${code(column)} of incremental model ${code(head.name)} is now ${code(now.type)}, but its table holds ${code(was)}`,
      message:
        'Incremental runs insert into the column as it is: they fail or convert the values, until the table is rebuilt.',
      resource: head.id,
      subject: column,
      location: after.locate(now.span),
    };
  }
}
