import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace } from '../shared/by-place.ts';

const events = (config: string, columns: string) =>
  `{{ config(\n  materialized='incremental',\n${config}\n) }}\nselect ${columns}\n`;

export const rule = defineRule({
  id: 'quality/config-column-missing',
  summary: 'A setting names a column that the query does not return',
  severity: 'critical',
  why: 'The warehouse refuses to build or to merge a table by a column that it does not have.',
  advice: 'Return the column, or name another one in the setting.',
  silent: [
    'if the columns of the query cannot be known completely',
    'expressions, such as `date(created_at)`, and settings that depend on the target',
    'if the setting named a missing column before',
    'views, on which the setting has no effect',
  ],
  examples: {
    fires: [
      {
        name: 'renames the column that is the key',
        base: { 'models/events.sql': events("  unique_key='id'", '1 as id, 2 as kind') },
        head: { 'models/events.sql': events("  unique_key='id'", '1 as event_id, 2 as kind') },
        findings: [{ path: 'models/events.sql', line: 3, subject: 'unique_key id' }],
      },
      {
        name: 'partitions a new table by a column that is not there',
        base: {},
        head: {
          'models/events.sql':
            "{{ config(materialized='table', partition_by={'field': 'day', 'data_type': 'date'}) }}\nselect 1 as id\n",
        },
        findings: [{ path: 'models/events.sql', line: 1, subject: 'partition_by day' }],
      },
      {
        name: 'lets a snapshot look for changes by a column that is not there',
        base: {
          'dbt_project.yml': 'name: shop\n',
          'snapshots/s.sql':
            "{% snapshot s %}\n{{ config(unique_key='id', strategy='timestamp', updated_at='day') }}\nselect 1 as id, current_date as day\n{% endsnapshot %}\n",
        },
        head: {
          'snapshots/s.sql':
            "{% snapshot s %}\n{{ config(unique_key='id', strategy='timestamp', updated_at='changed_at') }}\nselect 1 as id, current_date as day\n{% endsnapshot %}\n",
        },
        findings: [{ path: 'snapshots/s.sql', line: 2, subject: 'updated_at changed_at' }],
      },
    ],
    silent: [
      {
        name: 'renames the column in the query and in the setting',
        base: { 'models/events.sql': events("  unique_key='id'", '1 as id') },
        head: { 'models/events.sql': events("  unique_key='event_id'", '1 as event_id') },
      },
      {
        name: 'clusters by an expression',
        base: {},
        head: {
          'models/events.sql':
            "{{ config(materialized='table', cluster_by=['to_date(created_at)', 'ID']) }}\nselect 1 as id, current_date as created_at\n",
        },
      },
      {
        name: 'partitions by a column of a source, of which everything is selected',
        base: { 'models/sources.yml': 'sources: [{name: raw, tables: [{name: events}]}]\n' },
        head: {
          'models/events.sql':
            "{{ config(materialized='table', partition_by={'field': 'day'}) }}\nselect * from {{ source('raw', 'events') }}\n",
        },
      },
      {
        name: 'partitions by the time of loading, which is no column',
        base: {},
        head: {
          'models/events.sql':
            "{{ config(materialized='table', partition_by={'field': '_PARTITIONTIME', 'data_type': 'timestamp', 'time_ingestion_partitioning': true}) }}\nselect 1 as id\n",
        },
      },
    ],
  },
  check: (context) => onePerPlace(missing(context)),
});

const keys = ['unique_key', 'partition_by', 'cluster_by', 'updated_at', 'check_cols'];

function* missing({ workspace }: RuleContext): Iterable<RuleFinding> {
  for (const { base: before, head: after, changes } of workspace.projects) {
    for (const { base, head } of changes) {
      if (!after || !head || head.enabled !== true || !isBuilt(after, head)) continue;
      for (const key of keys) {
        const known = new Set(before && base ? absent(before, base, key) : []);
        const column = absent(after, head, key).find((name) => !known.has(name));
        const { span } = after.setting(head, key);
        if (column === undefined || !span) continue;
        yield {
          confidence: 'proven',
          title: `${code(key)} of ${code(head.name)} names ${code(column)}, which the query does not return`,
          message: 'The run fails in the warehouse.',
          resource: head.id,
          subject: `${key} ${column}`,
          location: after.locate(span),
        };
      }
    }
  }
}

function isBuilt(project: Project, resource: Resource): boolean {
  if (!resource.path.endsWith('.sql')) return false;
  if (resource.type === 'snapshot') return true;
  const materialized = project.known(resource, 'materialized');
  return resource.type === 'model' && (materialized === 'table' || materialized === 'incremental');
}

/** Columns that a setting names and the query surely lacks; in lower case. */
function absent(project: Project, resource: Resource, key: string): string[] {
  if (key === 'unique_key' && project.known(resource, 'materialized') === 'table') return [];
  const named = namesIn(project.known(resource, key));
  if (named.length === 0) return [];
  const { columns, open } = project.output(resource.id);
  if (open.length > 0 || columns.length === 0) return [];
  const returned = new Set(columns.map(({ name }) => name));
  return named.filter((name) => !returned.has(name));
}

/** Plain column names; an expression is none. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value === 'object' && value !== null) {
    const { field, time_ingestion_partitioning: byLoading } = value as Record<string, unknown>;
    return byLoading === true ? [] : namesIn(field);
  }
  if (typeof value !== 'string') return [];
  const names = value.split(',').map((part) => part.trim().toLowerCase());
  return names.every((name) => /^[a-z_]\w*$/.test(name)) ? names.filter((name) => !pseudo.has(name)) : [];
}

/** Words that stand for something else than a column of the query. */
const pseudo = new Set(['all', 'auto', 'none', '_partitiontime', '_partitiondate']);
