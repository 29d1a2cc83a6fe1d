import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import type { ColumnUse, QueryFacts } from '../../project/lineage/facts.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { Project } from '../../project/project.ts';
import { partitionColumns } from '../shared/partitions.ts';
import { additions, changedPairs, type Pair } from '../shared/pairs.ts';
import { hasOtherQuery } from '../shared/query-change.ts';

export const rule = defineRule({
  id: 'cost/partition-filter-missing',
  summary:
    'A query no longer filters a partitioned table by its partition column, or reads one that demands it without',
  severity: 'high',
  why: 'Without a filter on the partition column each run scans the whole table, and LIMIT does not make that cheaper.',
  advice: 'Filter by the partition column, near where the table is read.',
  silent: [
    'tables whose partition column neither a setting nor `meta` names',
    'a condition that is left in a join, but for an equation of two columns in BigQuery',
    'incremental runs that still compare the column with what is already there',
    'queries that never filtered the table, unless it demands a filter',
    'queries that cannot be read completely, or whose other conditions depend on a variable',
    'the last filter of an incremental run: cost/incremental-filter-removed reports it',
    'microbatch models: dbt filters each upstream model that has an `event_time`',
  ],
  examples: {
    fires: [
      {
        name: 'removes the filter on a partitioned model',
        base: {
          'models/events.sql':
            "{{ config(materialized='table', partition_by={'field': 'day', 'data_type': 'date'}) }}\nselect 1 as id, current_date as day\n",
          'models/recent.sql':
            "{{ config(materialized='table') }}\nselect id\nfrom {{ ref('events') }}\nwhere day >= '2026-01-01'\n",
        },
        head: {
          'models/recent.sql': "{{ config(materialized='table') }}\nselect id\nfrom {{ ref('events') }}\n",
        },
        findings: [{ path: 'models/recent.sql', line: 4, side: 'base', severity: 'high', subject: 'day' }],
      },
      {
        name: 'removes the filter on a source whose meta names the partition column, in a view',
        base: {
          'models/sources.yml':
            'version: 2\nsources:\n  - name: raw\n    tables:\n      - name: events\n        meta: {partition_by: day}\n',
          'models/recent.sql':
            "{{ config(materialized='view') }}\nwith source as (\n  select * from {{ source('raw', 'events') }}\n  where day > current_date - 3\n)\nselect id from source\n",
        },
        head: {
          'models/recent.sql':
            "{{ config(materialized='view') }}\nwith source as (\n  select * from {{ source('raw', 'events') }}\n)\nselect id from source\n",
        },
        findings: [{ path: 'models/recent.sql', line: 4, side: 'base', severity: 'medium' }],
      },
      {
        name: 'leaves of the filters only the equation of a join, in BigQuery',
        base: {
          'profiles.yml': 'default: {target: dev, outputs: {dev: {type: bigquery}}}\n',
          'models/days.sql': 'select current_date as day\n',
          'models/events.sql':
            "{{ config(materialized='table', partition_by={'field': 'day', 'data_type': 'date'}) }}\nselect 1 as id, current_date as day\n",
          'models/recent.sql':
            "{{ config(materialized='table') }}\nselect e.id\nfrom {{ ref('days') }} as d\njoin {{ ref('events') }} as e on e.day = d.day\nwhere e.day >= '2026-01-01'\n",
        },
        head: {
          'models/recent.sql':
            "{{ config(materialized='table') }}\nselect e.id\nfrom {{ ref('days') }} as d\njoin {{ ref('events') }} as e on e.day = d.day\n",
        },
        findings: [{ path: 'models/recent.sql', line: 5, side: 'base', severity: 'high', subject: 'day' }],
      },
      {
        name: 'adds a model that reads a table that demands a filter without one',
        base: {
          'models/events.sql':
            "{{ config(materialized='table', partition_by={'field': 'day'}, require_partition_filter=true) }}\nselect 1 as id, current_date as day\n",
        },
        head: { 'models/all_events.sql': "select id\nfrom {{ ref('events') }}\n" },
        findings: [{ path: 'models/all_events.sql', line: 2, severity: 'high' }],
      },
    ],
    silent: [
      {
        name: 'compares with what is already there instead',
        base: {
          'models/events.sql':
            "{{ config(materialized='table', partition_by={'field': 'day'}) }}\nselect 1 as id, current_date as day\n",
          'models/recent.sql':
            "{{ config(materialized='incremental') }}\nselect id, day from {{ ref('events') }} where day >= '2026-01-01'\n",
        },
        head: {
          'models/recent.sql':
            "{{ config(materialized='incremental') }}\nselect id, day from {{ ref('events') }}\n{% if is_incremental() %}where day > (select max(day) from {{ this }}){% endif %}\n",
        },
      },
      {
        name: 'lets dbt filter each batch',
        base: {
          'models/events.sql':
            "{{ config(materialized='table', partition_by={'field': 'day'}, event_time='day') }}\nselect 1 as id, current_date as day\n",
          'models/recent.sql':
            "{{ config(materialized='table') }}\nselect id, day from {{ ref('events') }} where day >= '2026-01-01'\n",
        },
        head: {
          'models/recent.sql':
            "{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='day', begin='2026-01-01', batch_size='day') }}\nselect id, day from {{ ref('events') }}\n",
        },
      },
      {
        name: 'moves the filter behind a CTE',
        base: {
          'models/events.sql':
            "{{ config(materialized='table', partition_by={'field': 'day'}) }}\nselect 1 as id, current_date as day\n",
          'models/recent.sql': "select id from {{ ref('events') }} where day >= '2026-01-01'\n",
        },
        head: {
          'models/recent.sql':
            "with e as (select * from {{ ref('events') }})\nselect id from e where e.day >= '2026-02-01'\n",
        },
      },
      {
        name: 'removes a filter on another column',
        base: {
          'models/events.sql':
            "{{ config(materialized='table', partition_by={'field': 'day'}) }}\nselect 1 as id, current_date as day\n",
          'models/recent.sql': "select id from {{ ref('events') }} where id > 3\n",
        },
        head: { 'models/recent.sql': "select id from {{ ref('events') }}\n" },
      },
      {
        name: 'filters by a variable that may be the partition column',
        base: {
          'models/events.sql':
            "{{ config(materialized='table', partition_by={'field': 'day'}) }}\nselect 1 as id, current_date as day\n",
          'models/recent.sql': "select id from {{ ref('events') }} where day >= '2026-01-01'\n",
        },
        head: { 'models/recent.sql': "select id from {{ ref('events') }} where {{ var('which_days') }}\n" },
      },
    ],
  },
  *check(context) {
    for (const pair of changedPairs(context, ['model', 'snapshot'])) {
      if (hasOtherQuery(pair)) yield* lostFilters(pair);
    }
    for (const { after, head } of additions(context, ['model', 'snapshot'])) yield* refused(after, head);
  },
});

function* lostFilters({ base, head, before, after }: Pair): Iterable<RuleFinding> {
  const then = before.query(base.id);
  const now = after.query(head.id);
  if (!then || then.problem || !isReadable(now) || losesIncrementalFilter(then, now)) return;
  const stored = after.known(head, 'materialized');
  const isMicrobatch = after.known(head, 'incremental_strategy') === 'microbatch';
  for (const id of targets(head)) {
    const relation = after.resources.get(id);
    if (!relation) continue;
    const partitions = partitionColumns(after, relation);
    if (partitions.length === 0 || prunes(after, now, id, partitions)) continue;
    if (isMicrobatch && after.known(relation, 'event_time') !== undefined) continue;
    const lost = prunes(before, then, id, partitions);
    if (!lost) continue;
    yield {
      severity: stored === 'table' || stored === 'incremental' ? 'high' : 'medium',
      confidence: 'likely',
      title: `${code(head.name)} reads all of ${code(relation.name)}, no longer filtered by its partition column`,
      message: `${code(relation.name)} is partitioned by ${code(lost.column)}; the query filtered by it at base and does not any more, so it scans every partition.`,
      resource: head.id,
      subject: lost.column,
      location: before.locate(lost.span),
    };
  }
}

/** A new query of a table that demands a filter fails without one. */
function* refused(after: Project, head: Pair['head']): Iterable<RuleFinding> {
  const now = after.query(head.id);
  if (!isReadable(now) || now.predicates.length + now.incrementalPredicates.length > 0) return;
  for (const { target, span } of head.dependencies) {
    const relation = target === undefined ? undefined : after.resources.get(target);
    if (!relation || after.known(relation, 'require_partition_filter') !== true) continue;
    const [column] = partitionColumns(after, relation);
    if (column === undefined) continue;
    yield {
      confidence: 'likely',
      title: `${code(head.name)} reads ${code(relation.name)} without the filter that it demands`,
      message: `${code(relation.name)} sets ${code('require_partition_filter')}; the warehouse refuses queries that do not filter by ${code(column)}.`,
      resource: head.id,
      subject: column,
      location: after.locate(span),
    };
  }
}

/** True if all conditions are known: a placeholder among them may be the filter. */
function isReadable(query: QueryFacts | undefined): query is QueryFacts {
  if (!query || query.problem) return false;
  return ![...query.predicates, ...query.incrementalPredicates].some(({ text }) => /hole_\d+/.test(text));
}

function losesIncrementalFilter(then: QueryFacts, now: QueryFacts): boolean {
  return then.incrementalPredicates.length > 0 && now.incrementalPredicates.length === 0;
}

function targets({ dependencies }: Pair['head']): string[] {
  return [...new Set(dependencies.flatMap(({ target }) => target ?? []))];
}

/** Where the query says by the column which partitions it needs. */
function prunes(
  { dialect }: Project,
  query: QueryFacts,
  id: string,
  partitions: readonly string[],
): ColumnUse | undefined {
  return query.uses.find(
    ({ relation, column, kind, span }) =>
      relation === id &&
      partitions.includes(column) &&
      (kind === 'filter' || (kind === 'join' && !(dialect === 'bigquery' && isEquation(query, span)))),
  );
}

/** True if the condition at this place equates two columns: BigQuery reads every partition to find the equal ones. */
function isEquation({ predicates }: QueryFacts, { path, start, end }: Span): boolean {
  const column = String.raw`(?:\w+\('[^']*'(?:, '[^']*')?\)\.|\w+\.)*[a-z_]\w*`;
  const around = predicates.find(
    ({ clause, span }) => clause === 'on' && span.path === path && span.start <= start && span.end >= end,
  );
  return around !== undefined && new RegExp(`^\\(${column} = ${column}\\)$`, 'i').test(around.text);
}
