import type { Snapshot } from '../../change/snapshot.ts';
import { code } from '../../finding.ts';
import type { ColumnRef, RepeatedColumn } from '../../project/lineage/facts.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace } from '../shared/by-place.ts';
import { isConditional } from '../shared/conditional.ts';
import { queriesAtRisk } from '../shared/gained-columns.ts';
import { listed, placed } from '../shared/text.ts';
import { written } from '../shared/written.ts';
import { isWrittenColumn } from '../shared/written-columns.ts';

const project = {
  'dbt_project.yml': 'name: shop\nprofile: shop\nmodels:\n  +materialized: table\n',
  'profiles.yml': 'shop:\n  outputs:\n    prod: {type: bigquery}\n',
};
const upstream = {
  'models/stg_orders.sql': 'select 1 as id, 2 as customer_id, 3 as amount\n',
  'models/stg_customers.sql': "select 1 as id, 'x' as country\n",
};
const orders =
  "from {{ ref('stg_orders') }} as o\njoin {{ ref('stg_customers') }} as c on c.id = o.customer_id\n";

export const rule = defineRule({
  id: 'quality/duplicate-column',
  summary: 'A model returns two columns of one name',
  severity: 'high',
  why: 'Warehouses make neither a table nor a view of such a query: the model fails, and what is downstream of it is not built.',
  advice: 'Give one of them another name, or leave it out.',
  silent: [
    'DuckDB and SQLite, which give the second one another name, and ClickHouse',
    'medium in Snowflake for views and incremental models: there are projects that live with such',
    'columns that come by the `*` of something whose columns are not all known, or only by what is declared of a source',
    'quoted names that differ in case',
    'ephemeral models and materializations of the project’s own',
    'if base returned it twice as well',
  ],
  examples: {
    fires: [
      {
        name: 'takes the id of both sides of a join',
        base: { ...project, ...upstream, 'models/orders.sql': `select\n  o.id,\n  c.country\n${orders}` },
        head: { 'models/orders.sql': `select\n  o.id,\n  c.id,\n  c.country\n${orders}` },
        findings: [{ path: 'models/orders.sql', line: 3, subject: 'id' }],
      },
      {
        name: 'adds a column that another line computes already',
        base: { ...project, ...upstream, 'models/orders.sql': `select\n  o.id,\n  c.country\n${orders}` },
        head: {
          'models/orders.sql': `with joined as (\n  select\n    o.id,\n    amount as total,\n    c.country,\n    amount * 2 as total\n  ${orders})\nselect * from joined\n`,
        },
        findings: [{ path: 'models/orders.sql', line: 6, subject: 'total' }],
      },
      {
        name: 'selects everything of both sides of a join',
        base: { ...project, ...upstream, 'models/orders.sql': `select\n  o.*,\n  c.country\n${orders}` },
        head: { 'models/orders.sql': `select\n  o.*,\n  c.*\n${orders}` },
        findings: [{ path: 'models/orders.sql', line: 3, subject: 'id' }],
      },
      {
        name: 'gives a model a column that a reader writes beside its `*`',
        base: {
          ...project,
          ...upstream,
          'models/orders.sql': "select\n  *,\n  'x' as country\nfrom {{ ref('stg_orders') }}\n",
        },
        head: { 'models/stg_orders.sql': "select 1 as id, 2 as customer_id, 3 as amount, 'y' as country\n" },
        findings: [{ path: 'models/orders.sql', line: 3, subject: 'country' }],
      },
      {
        name: 'selects columns twice for a view in Snowflake',
        base: {
          ...upstream,
          'profiles.yml': 'shop:\n  outputs:\n    prod: {type: snowflake}\n',
          'dbt_project.yml': 'name: shop\nprofile: shop\n',
        },
        head: { 'models/orders.sql': "select id, amount, id, amount\nfrom {{ ref('stg_orders') }}\n" },
        findings: [{ path: 'models/orders.sql', line: 1, severity: 'medium', subject: 'id, amount' }],
      },
    ],
    silent: [
      {
        name: 'joins by USING, which merges the column',
        base: { ...project, ...upstream },
        head: {
          'models/orders.sql':
            "select * from {{ ref('stg_orders') }} as o\njoin {{ ref('stg_customers') }} as c using (id)\n",
        },
      },
      {
        name: 'leaves the second one out of the `*`',
        base: { ...project, ...upstream },
        head: { 'models/orders.sql': `select o.*, c.* except (id)\n${orders}` },
      },
      {
        name: 'has it twice in a CTE, of which one is taken',
        base: { ...project, ...upstream },
        head: {
          'models/orders.sql': `with joined as (select o.id, c.id, amount ${orders})\nselect amount from joined\n`,
        },
      },
      {
        name: 'builds it with DuckDB, which gives the second one another name',
        base: { ...project, ...upstream, 'profiles.yml': 'shop:\n  outputs:\n    dev: {type: duckdb}\n' },
        head: { 'models/orders.sql': `select o.id, c.id\n${orders}` },
      },
      {
        name: 'is ephemeral: whoever reads it takes what it needs',
        base: { ...project, ...upstream },
        head: {
          'models/orders.sql': `{{ config(materialized='ephemeral') }}\nselect o.id, c.id, amount\n${orders}`,
        },
      },
      {
        name: 'returned it twice before',
        base: { ...project, ...upstream, 'models/orders.sql': `select o.id, c.id\n${orders}` },
        head: { 'models/orders.sql': `select o.id, c.id, amount\n${orders}` },
      },
      {
        name: 'has names that differ in case, in quotes',
        base: {
          ...project,
          ...upstream,
          'profiles.yml': 'shop:\n  outputs:\n    prod: {type: snowflake}\n',
        },
        head: { 'models/orders.sql': `select o.id, c.id as "id"\n${orders}` },
      },
      {
        name: 'has it in each branch of a condition',
        base: { ...project, ...upstream },
        head: {
          'models/orders.sql': `select o.id,\n{% if var('wide', false) %} c.country, amount {% else %} c.country {% endif %}\n${orders}`,
        },
      },
    ],
  },
  check: (context) => onePerPlace(repetitions(context)),
});

const lenient = new Set(['duckdb', 'clickhouse', 'sqlite']);
const built = new Set<unknown>(['table', 'view', 'incremental', 'materialized_view', 'dynamic_table']);

function* repetitions({ workspace, change }: RuleContext): Iterable<RuleFinding> {
  for (const project of workspace.projects) {
    const { base, head } = project;
    if (!head || lenient.has(head.dialect)) continue;
    for (const resource of queriesAtRisk(project, head)) {
      if (resource.type !== 'model' || !built.has(head.known(resource, 'materialized'))) continue;
      const sure = (head.query(resource.id)?.repeated ?? []).filter((each) =>
        isSure(head, change.head, each),
      );
      if (sure.length === 0) continue;
      const known = new Set(base?.query(resource.id)?.repeated.map(({ column }) => column));
      const [first, ...others] = sure.filter(({ column }) => !known.has(column));
      if (first) yield finding(head, change.head, resource, first, others);
    }
  }
}

function isSure(head: Project, snapshot: Snapshot, { first, span, through }: RepeatedColumn): boolean {
  const names = [first, span].map((place) => folded(written(snapshot, place) ?? ''));
  return (
    (isStar(snapshot, first) || isStar(snapshot, span) || names[0] === names[1]) &&
    through.every((refs) => refs.every((ref) => isWrittenColumn(head, snapshot, ref)))
  );
}

function isStar(snapshot: Snapshot, span: Span): boolean {
  return written(snapshot, span)?.includes('*') === true;
}

/** Two of which are one name in every warehouse. */
function folded(name: string): string {
  return /["`[]/.test(name) ? name : name.toLowerCase();
}

function finding(
  project: Project,
  snapshot: Snapshot,
  resource: Resource,
  { column, first, span, through }: RepeatedColumn,
  others: readonly RepeatedColumn[],
): RuleFinding {
  const isSurelyRead = ![first, span].some((place) => isConditional(snapshot, place));
  const isTaken = project.dialect === 'snowflake' && project.known(resource, 'materialized') !== 'table';
  const [one, other] = through.map((refs) => origin(project, refs));
  const names = [column, ...others.map((each) => each.column)];
  return {
    ...(isTaken && { severity: 'medium' as const }),
    confidence: isSurelyRead && !isTaken && project.dialect !== 'generic' ? 'proven' : 'likely',
    title: `${code(resource.name)} returns ${listed(names, 5)} twice`,
    message: `The first ${code(column)} is ${one ?? `named at ${placed(project.locate(first))}`}, the second is ${other ?? 'named here'}.`,
    resource: resource.id,
    subject: names.join(', '),
    location: project.locate(span),
    related: [
      { ...project.locate(first), message: code(column) },
      ...others.map((each) => ({ ...project.locate(each.span), message: code(each.column) })),
    ],
  };
}

/** What brings the column by its `*`; undefined if the query names it. */
function origin(project: Project, [ref]: readonly ColumnRef[]): string | undefined {
  if (!ref) return undefined;
  const from = project.resources.get(ref.relation)?.name ?? ref.relation;
  return `part of the ${code('*')} of ${code(from)}`;
}
