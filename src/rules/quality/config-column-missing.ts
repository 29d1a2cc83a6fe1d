import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { OutputColumn } from '../../project/lineage/facts.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace } from '../shared/by-place.ts';
import { configColumns } from '../shared/config-columns.ts';
import type { NamedColumn } from '../shared/config-columns.ts';

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
    'settings that have no effect: of views, of other warehouses, a key that the strategy does not look at',
    'a column that the model above removes: `quality/column-removed-in-use` reports it',
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
      {
        name: 'writes the same into a snapshot in YAML',
        base: {
          'models/orders.sql': 'select 1 as id, current_date as day\n',
        },
        head: {
          'snapshots/s.yml':
            "snapshots:\n  - name: s\n    relation: ref('orders')\n    config:\n      unique_key: id\n      strategy: timestamp\n      updated_at: changed_at\n",
        },
        findings: [{ path: 'snapshots/s.yml', line: 7, subject: 'updated_at changed_at' }],
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
        name: 'names a key that an appending model does not look at',
        base: {},
        head: {
          'models/events.sql': events("  incremental_strategy='append', unique_key='id'", '1 as kind'),
        },
      },
      {
        name: 'partitions a table of a warehouse that has no partitions',
        base: { 'requirements.txt': 'dbt-snowflake==1.9.0\n' },
        head: {
          'models/events.sql': "{{ config(materialized='table', partition_by='day') }}\nselect 1 as id\n",
        },
      },
      {
        name: 'keeps checked columns in a snapshot that compares times',
        base: { 'dbt_project.yml': 'name: shop\n' },
        head: {
          'snapshots/s.sql':
            "{% snapshot s %}\n{{ config(unique_key='id', strategy='timestamp', updated_at='day', check_cols=['kind']) }}\nselect 1 as id, current_date as day\n{% endsnapshot %}\n",
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

function* missing(context: RuleContext): Iterable<RuleFinding> {
  for (const { base: before, head: after, changes } of context.workspace.projects) {
    for (const { base, head } of changes) {
      if (!after || !head) continue;
      if (before && base && namesNoMore(before, base, after, head)) continue;
      const known = new Set(before && base ? absent(before, base).map(identity) : []);
      const lacking = absent(after, head);
      for (const key of new Set(lacking.map((each) => each.key))) {
        const named = lacking.find((each) => each.key === key && !known.has(identity(each)));
        if (!named) continue;
        const lost = before && base ? columnOf(before, base, named.column) : undefined;
        yield {
          confidence: 'proven',
          title: `${code(named.key)} of ${code(head.name)} names ${code(named.column)}, which the query does not return`,
          message: 'The run fails in the warehouse.',
          resource: head.id,
          subject: identity(named),
          location: after.locate(named.span),
          ...(before &&
            lost && { related: [{ ...before.locate(lost.span), message: 'the column at base' }] }),
        };
      }
    }
  }
}

/** True if neither the columns differ, nor do settings name one that they did not. */
function namesNoMore(before: Project, base: Resource, after: Project, head: Resource): boolean {
  const had = new Set(configColumns(before, base).map(identity));
  return configColumns(after, head).every((each) => had.has(identity(each))) && after.keepsColumns(head.id);
}

function identity({ key, column }: NamedColumn): string {
  return `${key} ${column}`;
}

/** What settings name and the query surely lacks. */
function absent(project: Project, resource: Resource): NamedColumn[] {
  const named = configColumns(project, resource);
  if (named.length === 0) return [];
  const { columns, open } = project.output(resource.id);
  if (open.length > 0 || columns.length === 0) return [];
  const returned = new Set(columns.map(({ name }) => name));
  return named.filter(({ column }) => !returned.has(column));
}

function columnOf(project: Project, { id }: Resource, column: string): OutputColumn | undefined {
  return project.output(id).columns.find(({ name }) => name === column);
}
