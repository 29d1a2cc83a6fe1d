import { code } from '../../finding.ts';
import type { ColumnUse } from '../../project/lineage/facts.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import { changedPairs } from '../shared/pairs.ts';
import { hasOtherQuery } from '../shared/query-change.ts';
import { counted, placed, sentence } from '../shared/text.ts';

const orders =
  "select o.id, c.name\nfrom {{ ref('stg_orders') }} as o\njoin {{ ref('customers') }} as c on c.id = o.customer_id\n";
const stg = (type: string) =>
  `select\n  id,\n  cast(customer_id as ${type}) as customer_id\nfrom raw.orders\n`;
const base = {
  'models/customers.sql': 'select id, name from raw.customers\n',
  'models/stg_orders.sql': stg('integer'),
  'models/orders.sql': orders,
};

export const rule = defineRule({
  id: 'quality/type-changed',
  summary: 'A column gets a type of another kind while something downstream joins or compares it',
  severity: 'high',
  why: 'A comparison of two kinds of types fails in strict warehouses and silently matches other rows, or none, in the rest.',
  advice: 'Keep the type, or cast the other side of the comparisons in this pull request too.',
  silent: [
    'a wider or narrower type of the same kind (int to bigint, a longer varchar, numeric to float)',
    'a column that is only passed on or shown',
    'if the reader is changed in the same pull request',
    'if one of the types is not written as a cast',
  ],
  examples: {
    fires: [
      {
        name: 'casts a join key to text',
        base,
        head: { 'models/stg_orders.sql': stg('varchar') },
        findings: [{ path: 'models/stg_orders.sql', line: 3, subject: 'customer_id' }],
      },
      {
        name: 'casts to another type in a CTE, two models above the comparison',
        base: {
          ...base,
          'models/stg_orders.sql': `with o as (\n${stg('date')})\nselect * from o\n`,
          'models/int_orders.sql': "select * from {{ ref('stg_orders') }}\n",
          'models/orders.sql':
            "select id from {{ ref('int_orders') }} as o where o.customer_id > '2024-01-01'\n",
        },
        head: { 'models/stg_orders.sql': `with o as (\n${stg('timestamp')})\nselect * from o\n` },
        findings: [{ path: 'models/stg_orders.sql', line: 4, subject: 'customer_id' }],
      },
    ],
    silent: [
      { name: 'widens an integer', base, head: { 'models/stg_orders.sql': stg('bigint') } },
      {
        name: 'casts the reader too',
        base,
        head: {
          'models/stg_orders.sql': stg('varchar'),
          'models/orders.sql': orders.replace('c.id =', 'cast(c.id as varchar) ='),
        },
      },
      {
        name: 'adds the reader together with the new type',
        base: { ...base, 'models/orders.sql': 'select 1 as id\n' },
        head: { 'models/stg_orders.sql': stg('varchar'), 'models/people.sql': orders },
      },
      {
        name: 'changes the type of a column that is only shown',
        base: {
          ...base,
          'models/orders.sql': "select o.id, o.customer_id from {{ ref('stg_orders') }} as o\n",
        },
        head: { 'models/stg_orders.sql': stg('varchar') },
      },
    ],
  },
  *check(context) {
    for (const pair of changedPairs(context, ['model', 'snapshot'])) {
      if (!hasOtherQuery(pair)) continue;
      const then = pair.before.query(pair.base.id)?.shape?.types;
      for (const [column, now] of pair.after.query(pair.head.id)?.shape?.types ?? []) {
        const was = then?.get(column)?.type;
        if (was === undefined || kindOf(was) === kindOf(now.type)) continue;
        const changed = new Set(
          context.workspace.projects.flatMap(({ changes }) =>
            changes
              .filter(({ because }) => because.some((cause) => cause === 'sql' || cause === 'added'))
              .map(({ id }) => id),
          ),
        );
        const uses = comparisons(pair.after, pair.head.id, column, changed);
        const [first] = uses;
        if (!first) continue;
        const place = pair.after.locate(first.span);
        yield {
          confidence: 'likely',
          title: `${code(column)} of ${code(pair.head.name)} is now ${code(now.type)} instead of ${code(was)}`,
          message: `${sentence(counted(uses.length, 'comparison'))} downstream ${uses.length === 1 ? 'reads' : 'read'} it as before, ${uses.length > 1 ? 'the first ' : ''}at ${placed(place)}.`,
          resource: pair.head.id,
          subject: column,
          location: pair.after.locate(now.span),
          related: uses.map(({ span, by, kind }) => ({
            ...pair.after.locate(span),
            message: `${code(by.name)} ${kind === 'join' ? 'joins on' : 'filters by'} it`,
          })),
        };
      }
    }
  },
});

/** Types between which warehouses compare freely. */
function kindOf(type: string): string {
  const [word = ''] = type.split(/[\s(]/);
  if (/^(smallint|integer|bigint|numeric|float)$/.test(word)) return 'number';
  return /^(timestamp|datetime)/.test(word) ? 'timestamp' : word;
}

/** Joins and filters on a column, through models that pass it on unchanged. Changed and new models look after themselves. */
function comparisons(
  project: Project,
  id: string,
  column: string,
  changed: ReadonlySet<string>,
  seen = new Set<string>(),
): (ColumnUse & { by: Resource })[] {
  const key = `${id} ${column}`;
  if (seen.has(key) || seen.size > 500) return [];
  seen.add(key);
  const here = project
    .uses(id, column)
    .filter(({ by, kind, exact }) => exact && !changed.has(by.id) && (kind === 'join' || kind === 'filter'));
  const readers = new Set(project.consumers(id).map(({ resource }) => resource.id));
  const further = [...readers].flatMap((reader) =>
    project
      .output(reader)
      .columns.filter(
        ({ passthrough, origins: [origin] }) =>
          passthrough && origin?.relation === id && origin.column === column,
      )
      .flatMap(({ name }) => comparisons(project, reader, name, changed, seen)),
  );
  return [...here, ...further];
}
