import { code } from '../../finding.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { JoinShape } from '../../project/lineage/shape.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerModel, onePerPlace, onePerSweep } from '../shared/by-place.ts';
import { changedPairs, type Pair } from '../shared/pairs.ts';
import { hasOtherQuery, runsOf } from '../shared/query-change.ts';
import { isSameCondition, kindChange, sameJoins } from '../shared/same-joins.ts';
import { written } from '../shared/written.ts';

const upstream = {
  'models/orders.sql': 'select id, customer_id from raw.orders\n',
  'models/customers.sql': 'select id, country from raw.customers\n',
};
const from = "select o.id, c.country\nfrom {{ ref('orders') }} as o\n";
const left = `${from}left join {{ ref('customers') }} as c on c.id = o.customer_id\n`;
const rerun = (join: string) =>
  `{{ config(materialized='incremental') }}\n{% if is_incremental() %}\n${join}{% else %}\n${from.replace('c.country', 'null as country')}{% endif %}\n`;
const inner = `${from}inner join {{ ref('customers') }} as c on c.id = o.customer_id\n`;

export const rule = defineRule({
  id: 'quality/join-type-narrowed',
  summary: 'An outer join now drops the rows that find no match',
  severity: 'medium',
  why: 'Rows without a match disappear from the model and from everything that is counted over it, without an error.',
  advice:
    'Put a condition on the joined relation into ON, or say in the pull request that these rows are meant to go.',
  silent: [
    'conditions that let missing matches pass (`is null`, `or … is null`, `coalesce`)',
    'a condition `is not null`, which says what it does',
    'if the join dropped those rows before, by a condition in WHERE',
    'if the relation is joined more or fewer times than before, or the query unites more branches',
    'a condition in ClickHouse, where what has no match is no NULL',
  ],
  examples: {
    fires: [
      {
        name: 'turns a LEFT JOIN into an INNER JOIN',
        base: { ...upstream, 'models/report.sql': left },
        head: { 'models/report.sql': inner },
        findings: [{ path: 'models/report.sql', line: 3, subject: 'customers' }],
      },
      {
        name: 'filters by a column of the relation that is LEFT JOINed',
        base: { ...upstream, 'models/report.sql': left },
        head: { 'models/report.sql': `${left}where c.country <> 'DE'\n` },
        findings: [{ path: 'models/report.sql', line: 4, subject: 'customers' }],
      },
      {
        name: 'keeps the rows of the other side',
        base: { ...upstream, 'models/report.sql': left },
        head: { 'models/report.sql': left.replace('left join', 'right join') },
        findings: [{ path: 'models/report.sql', line: 3, subject: 'customers' }],
      },
      {
        name: 'turns the LEFT JOIN of incremental runs into an INNER JOIN',
        base: { ...upstream, 'models/report.sql': rerun(left) },
        head: { 'models/report.sql': rerun(inner) },
        findings: [{ path: 'models/report.sql', line: 5, subject: 'customers' }],
      },
      {
        name: 'turns the LEFT JOINs of two models into INNER JOINs',
        base: { ...upstream, 'models/report.sql': left, 'models/totals.sql': left },
        head: { 'models/report.sql': inner, 'models/totals.sql': inner },
        findings: [{ path: 'models/report.sql', line: 3, subject: 'customers' }],
      },
      {
        name: 'turns two LEFT JOINs of a model into INNER JOINs',
        base: {
          ...upstream,
          'models/shops.sql': 'select id from raw.shops\n',
          'models/report.sql': `${left}left join {{ ref('shops') }} as s on s.id = o.id\n`,
        },
        head: {
          'models/report.sql': `${inner}join {{ ref('shops') }} as s on s.id = o.id\n`,
        },
        findings: [{ path: 'models/report.sql', line: 3, subject: 'customers' }],
      },
    ],
    silent: [
      {
        name: 'keeps the LEFT JOIN of incremental runs',
        base: { ...upstream, 'models/report.sql': rerun(left) },
        head: { 'models/report.sql': rerun(`${left}where o.id > 3\n`) },
      },
      {
        name: 'keeps the rows without a match',
        base: { ...upstream, 'models/report.sql': left },
        head: { 'models/report.sql': `${left}where c.country <> 'DE' or c.country is null\n` },
      },
      {
        name: 'asks for the rows without a match',
        base: { ...upstream, 'models/report.sql': left },
        head: { 'models/report.sql': `${left}where c.id is null\n` },
      },
      {
        name: 'writes as INNER JOIN what a condition made one already',
        base: { ...upstream, 'models/report.sql': `${left}where c.country = 'FR'\n` },
        head: { 'models/report.sql': `${inner}where c.country = 'FR'\n` },
      },
      {
        name: 'filters in ClickHouse, for which a row without a match has an empty text',
        base: {
          ...upstream,
          'dbt_project.yml': 'name: shop\nprofile: shop\n',
          'profiles.yml': 'shop: {outputs: {prod: {type: clickhouse}}}\n',
          'models/report.sql': left,
        },
        head: { 'models/report.sql': `${left}where c.country <> 'DE'\n` },
      },
      {
        name: 'says that it wants no rows without a match',
        base: { ...upstream, 'models/report.sql': left },
        head: { 'models/report.sql': `${left}where c.id is not null and c.country is not null\n` },
      },
      {
        name: 'joins the relation to something else within a new CTE of the same name',
        base: { ...upstream, 'models/report.sql': left },
        head: {
          'models/report.sql':
            "with c as (\n  select c.id, c.country\n  from raw.members as m\n  inner join {{ ref('customers') }} as c on c.id = m.id\n)\nselect o.id, c.country\nfrom {{ ref('orders') }} as o\nleft join c on c.id = o.customer_id\n",
        },
      },
      {
        name: 'joins the relation in another place by other columns',
        base: {
          ...upstream,
          'models/report.sql':
            "with customers as (\n  select id, country from {{ ref('customers') }}\n)\nselect o.id, c.country\nfrom {{ ref('orders') }} as o\nleft join customers as c on c.id = o.customer_id\n",
        },
        head: {
          'models/report.sql':
            "with known as (\n  select o.id, c.name\n  from {{ ref('orders') }} as o\n  join {{ ref('customers') }} as c on c.country = o.country\n)\nselect id, name from known\n",
        },
      },
      {
        name: 'takes the rows without a match from another branch',
        base: { ...upstream, 'models/report.sql': left },
        head: {
          'models/report.sql': `${inner}union all\nselect o.id, 'none' as country\nfrom {{ ref('orders') }} as o\nwhere o.customer_id is null\n`,
        },
      },
      {
        name: 'writes the same join from the other side',
        base: { ...upstream, 'models/report.sql': left },
        head: {
          'models/report.sql':
            "select o.id, c.country\nfrom {{ ref('customers') }} as c\nright join {{ ref('orders') }} as o on c.id = o.customer_id\n",
        },
      },
      {
        name: 'writes as LEFT JOIN what a condition keeps an inner one',
        base: { ...upstream, 'models/report.sql': inner },
        head: { 'models/report.sql': `${left}where c.country <> 'DE'\n` },
      },
      {
        name: 'filters by a column of the left side',
        base: { ...upstream, 'models/report.sql': left },
        head: { 'models/report.sql': `${left}where o.id > 3\n` },
      },
    ],
  },
  check: (context) => onePerModel(onePerSweep(onePerPlace(narrowings(context)))),
});

function* narrowings(context: RuleContext): Iterable<RuleFinding> {
  for (const pair of changedPairs(context, ['model', 'snapshot'])) {
    if (!hasOtherQuery(pair)) continue;
    for (const run of runsOf(pair)) {
      // The rows without a match may come by the other branch of a new UNION.
      if (run[1].sets.length > run[0].sets.length) continue;
      for (const [then, now] of sameJoins(...run)) {
        const found = narrowed(context, pair, then, now);
        if (found) yield found;
      }
    }
  }
}

function narrowed(
  context: RuleContext,
  pair: Pair,
  then: JoinShape,
  now: JoinShape,
): RuleFinding | undefined {
  const { after, head } = pair;
  const changed = kindChange(then.kind, now.kind);
  if (!changed || then.required.length > 0 || hasOtherKeys(then, now)) return undefined;
  const relation = now.right.relation === undefined ? undefined : after.resources.get(now.right.relation);
  const name = relation?.name ?? now.right.name;
  const common = { confidence: 'proven' as const, resource: head.id, subject: name };
  const [lost] = changed.lost;
  // A join that keeps the other side is a narrower one if nothing but its kind has changed.
  if (lost && (changed.gained.length === 0 || isSameCondition(then, now)))
    return {
      ...common,
      title: `The join with ${code(name)} in ${code(head.name)} is now ${now.kind === 'inner' ? 'an inner' : `a ${now.kind}`} join`,
      message: `It was a ${then.kind} join: rows ${lost === 'left' ? `without a match in ${code(name)}` : `of ${code(name)} without a match`} are no longer in the result.`,
      location: after.locate(now.span),
    };
  // ClickHouse fills what has no match with zeros and empty texts, for which a condition may well hold.
  const wasLeft = now.kind === 'left' && changed.gained.length === 0 && after.dialect !== 'clickhouse';
  const condition = wasLeft ? now.required.find((span) => !isExplicit(context, span)) : undefined;
  if (!condition) return undefined;
  return {
    ...common,
    title: `A condition on ${code(name)} turns its left join in ${code(head.name)} into an inner join`,
    message: `${code(written(context.change.head, condition) ?? 'The condition')} holds for no row without a match in ${code(name)}, so these rows are no longer in the result.`,
    location: after.locate(condition),
    related: [{ ...after.locate(now.span), message: 'the left join' }],
  };
}

/** True if both link the relation by columns of which none is the same: then it is another join. */
function hasOtherKeys(then: JoinShape, now: JoinShape): boolean {
  const columns = new Set(then.keys.map(({ column }) => column));
  return columns.size > 0 && now.keys.length > 0 && !now.keys.some(({ column }) => columns.has(column));
}

/** The place of a condition may end before its `is not null`. */
function isExplicit({ change }: RuleContext, { path, start, end }: Span): boolean {
  const text = change.head.text(path) ?? '';
  return (
    /is\s+not\s+null\W*$/i.test(text.slice(start, end)) || /^[\s)]*is\s+not\s+null\b/i.test(text.slice(end))
  );
}
