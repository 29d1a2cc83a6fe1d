import type { Snapshot } from '../../change/snapshot.ts';
import { code } from '../../finding.ts';
import type { AmbiguousColumn } from '../../project/lineage/facts.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace } from '../shared/by-place.ts';
import { isConditional } from '../shared/conditional.ts';
import { queriesAtRisk } from '../shared/gained-columns.ts';
import { listed } from '../shared/text.ts';
import { isWrittenColumn } from '../shared/written-columns.ts';

const upstream = {
  'models/stg_orders.sql': 'select 1 as id, 2 as customer_id, 3 as amount\n',
  'models/stg_customers.sql': "select 1 as id, 'x' as country\n",
};
const joined = (columns: string, more = '') =>
  `select\n${columns}\nfrom {{ ref('stg_orders') }} as o\njoin {{ ref('stg_customers') }} as c on c.id = o.customer_id\n${more}`;

export const rule = defineRule({
  id: 'quality/ambiguous-column',
  summary: 'A query names a column without its relation, and two relations in scope have it',
  severity: 'high',
  why: 'The warehouse does not guess: it rejects the query, and everything downstream of it is not built.',
  advice: 'Write the relation, or its alias, in front of the column.',
  silent: [
    'GROUP BY, HAVING, ORDER BY and QUALIFY, where some warehouses mean the output column',
    'columns that USING or a natural join merges, and names that are an alias of the same SELECT',
    'if a relation has the column only by what is declared of a source',
    'ClickHouse, which takes the first',
    'medium in Snowflake if USING joins the relations: it has taken the left one’s column, and will reject the query',
    'if base named it just as ambiguously',
  ],
  examples: {
    fires: [
      {
        name: 'joins a model that has a column of the same name',
        base: {
          ...upstream,
          'models/orders.sql': "select\n  id,\n  amount\nfrom {{ ref('stg_orders') }} as o\n",
        },
        head: { 'models/orders.sql': joined('  id,\n  amount,\n  country') },
        findings: [{ path: 'models/orders.sql', line: 2, subject: 'id' }],
      },
      {
        name: 'filters by such a column',
        base: { ...upstream, 'models/orders.sql': joined('  amount,\n  country') },
        head: { 'models/orders.sql': joined('  amount,\n  country', 'where id > 3\n') },
        findings: [{ path: 'models/orders.sql', line: 6, subject: 'id' }],
      },
      {
        name: 'gives a model a column that a reader then has twice',
        base: { ...upstream, 'models/orders.sql': joined('  amount,\n  country') },
        head: { 'models/stg_customers.sql': "select 1 as id, 'x' as country, 3 as amount\n" },
        findings: [{ path: 'models/orders.sql', line: 2, subject: 'amount' }],
      },
      {
        name: 'joins a model with itself, and names two columns of both',
        base: upstream,
        head: {
          'models/pairs.sql':
            "select\n  amount,\n  customer_id\nfrom {{ ref('stg_orders') }} as o\njoin {{ ref('stg_orders') }} as p on p.id = o.id + 1\n",
        },
        findings: [{ path: 'models/pairs.sql', line: 2, subject: 'amount, customer_id' }],
      },
      {
        name: 'joins by USING in Snowflake, which has taken the left one',
        base: {
          ...upstream,
          'profiles.yml': 'shop:\n  outputs:\n    prod: {type: snowflake}\n',
          'dbt_project.yml': 'name: shop\nprofile: shop\n',
        },
        head: {
          'models/paid.sql':
            "select amount\nfrom {{ ref('stg_orders') }} as o\njoin (select id, amount from {{ ref('stg_orders') }}) as p using (id)\n",
        },
        findings: [{ path: 'models/paid.sql', line: 1, severity: 'medium', subject: 'amount' }],
      },
    ],
    silent: [
      {
        name: 'says which one it means',
        base: { ...upstream, 'models/orders.sql': joined('  amount') },
        head: { 'models/orders.sql': joined('  o.id,\n  amount', 'where c.id > 3\norder by id\n') },
      },
      {
        name: 'merges the column by USING',
        base: { ...upstream, 'models/orders.sql': joined('  amount') },
        head: {
          'models/orders.sql':
            "select id, amount from {{ ref('stg_orders') }} join {{ ref('stg_customers') }} using (id)\n",
        },
      },
      {
        name: 'joins a source that is said to have the column',
        base: {
          ...upstream,
          'models/sources.yml':
            'sources:\n  - name: raw\n    tables:\n      - name: shops\n        columns: [{name: id}, {name: town}]\n',
          'models/stg_shops.sql': "select * from {{ source('raw', 'shops') }}\n",
        },
        head: {
          'models/orders.sql':
            "select id, town from {{ ref('stg_orders') }} o join {{ ref('stg_shops') }} s on s.shop_id = o.amount\n",
        },
      },
      {
        name: 'leaves the other column out',
        base: { ...upstream, 'models/orders.sql': joined('  amount') },
        head: {
          'models/orders.sql':
            "with c as (select id as customer_id, country from {{ ref('stg_customers') }})\nselect id, country from {{ ref('stg_orders') }} as o join c using (customer_id)\n",
        },
      },
    ],
  },
  check: (context) => onePerPlace(clashes(context)),
});

function* clashes({ workspace, change }: RuleContext): Iterable<RuleFinding> {
  for (const project of workspace.projects) {
    const { base, head } = project;
    if (!head || head.dialect === 'clickhouse') continue;
    for (const resource of queriesAtRisk(project, head)) {
      const sure = firstOfEach(head.query(resource.id)?.ambiguous ?? []).filter((clash) =>
        isSure(head, change.head, clash),
      );
      if (sure.length === 0) continue;
      const known = new Set(base?.query(resource.id)?.ambiguous.map(({ column }) => column));
      // Columns of the same relations are mended at one place, or are one oversight.
      const groups = new Map<string, AmbiguousColumn[]>();
      for (const clash of sure) {
        if (known.has(clash.column)) continue;
        const of = JSON.stringify([clash.holders.map((holder) => holder.name), clash.merging]);
        groups.set(of, [...(groups.get(of) ?? []), clash]);
      }
      for (const [first, ...others] of groups.values())
        if (first) yield finding(head, change.head, resource, first, others);
    }
  }
}

function finding(
  project: Project,
  snapshot: Snapshot,
  { id, name }: Resource,
  { column, holders, span, merging }: AmbiguousColumn,
  others: readonly AmbiguousColumn[],
): RuleFinding {
  const isTaken = merging === true && project.dialect === 'snowflake';
  const names = [...new Set(holders.flatMap((holder) => holder.name || []))];
  return {
    ...(isTaken && { severity: 'medium' as const }),
    confidence: isConditional(snapshot, span) ? 'likely' : 'proven',
    title: `${listed([column, ...others.map((each) => each.column)], 5)} ${others.length > 0 ? 'are' : 'is'} ambiguous in ${code(name)}`,
    message: `${names.length > 1 ? listed(names) : 'Several relations in scope'} have ${others.length > 0 ? 'columns of these names' : 'a column of this name'}.${isTaken ? ' With USING, Snowflake takes the one of the left side without a word; from its behavior change 2256 on it rejects the query.' : ''}`,
    resource: id,
    subject: [column, ...others.map((each) => each.column)].join(', '),
    location: project.locate(span),
    related: others.map((each) => ({ ...project.locate(each.span), message: code(each.column) })),
  };
}

function firstOfEach(clashes: readonly AmbiguousColumn[]): AmbiguousColumn[] {
  return [...new Map([...clashes].reverse().map((clash) => [clash.column, clash])).values()].reverse();
}

/** True if two relations at least have the column by what is written in queries. */
function isSure(project: Project, snapshot: Snapshot, { holders }: AmbiguousColumn): boolean {
  const sure = holders.filter(({ through }) =>
    through.every((ref) => isWrittenColumn(project, snapshot, ref)),
  );
  return sure.length > 1;
}
