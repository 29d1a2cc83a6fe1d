import type { Snapshot } from '../../change/snapshot.ts';
import { code } from '../../finding.ts';
import type { Project } from '../../project/project.ts';
import type { Predicate } from '../../project/lineage/facts.ts';
import type { JoinShape } from '../../project/lineage/shape.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace, onePerSweep } from '../shared/by-place.ts';
import { difference } from '../shared/filter-lists.ts';
import { unqualified } from '../shared/predicates.ts';
import { queryChanges, type Queried } from '../shared/query-change.ts';
import { isUniqueIn } from '../shared/uniqueness.ts';

const base = {
  'models/orders.sql': 'select id, customer_id from raw.orders\n',
  'models/customers.sql': 'select id, country from raw.customers\n',
};
const from = "select o.id, c.country\nfrom {{ ref('orders') }} as o\n";
const rerun = (query: string) =>
  `{{ config(materialized='incremental') }}{% if is_incremental() %}\n${query}{% else %}\n${from.replace('c.country', 'null as country')}{% endif %}\n`;
const joined = `${from}join {{ ref('customers') }} as c\n  on c.id = o.customer_id\n`;
const calendar = {
  'models/customers.sql': 'select id, since from raw.customers\n',
  'models/dim_date.sql': 'select day from raw.days\n',
};
const daily = (condition: string) =>
  `select d.day, c.id from {{ ref('dim_date') }} as d\njoin {{ ref('customers') }} as c on ${condition}\n`;

export const rule = defineRule({
  id: 'cost/cross-join',
  summary: 'A join without a condition that links its sides, or equates them any more, pairs rows with rows',
  severity: 'high',
  why: 'A million rows by a thousand are a billion: the query runs for hours, is billed for it, and its sums are wrong.',
  advice: 'Join on the columns that both sides share.',
  silent: [
    'unnested arrays, calendars and number tables, seeds and models of their rows, and whatever returns one row',
    'sides that a condition in WHERE links, unless base had an equation besides, and ranges in place of an equation that base did not have',
    'an explicit CROSS JOIN counts as medium: somebody meant it',
    'a new join, or a CROSS JOIN, of which one side may be a single row, as far as can be known',
  ],
  examples: {
    fires: [
      {
        name: 'replaces the condition by one that is always true',
        base: { ...base, 'models/report.sql': joined },
        head: { 'models/report.sql': joined.replace('c.id = o.customer_id', 'true') },
        findings: [{ path: 'models/report.sql', line: 3, severity: 'high', subject: 'customers' }],
      },
      {
        name: 'compares a column with itself',
        base: { ...base, 'models/report.sql': joined },
        head: { 'models/report.sql': joined.replace('c.id = o.customer_id', 'c.id = c.id') },
        findings: [{ path: 'models/report.sql', line: 3, severity: 'high', subject: 'customers' }],
      },
      {
        name: 'leaves of its conditions only the comparison by size in WHERE',
        base: { ...base, 'models/report.sql': `${joined}where c.id < o.id\n` },
        head: {
          'models/report.sql': `${joined.replace('c.id = o.customer_id', 'true')}where c.id < o.id\n`,
        },
        findings: [{ path: 'models/report.sql', line: 3, severity: 'high', subject: 'customers' }],
      },
      {
        name: 'drops the equation beside a condition in WHERE that does not equate the sides',
        base: {
          ...base,
          'models/report.sql': `${joined}where o.customer_id is null or c.country is not null\n`,
        },
        head: {
          'models/report.sql': `${joined.replace('c.id = o.customer_id', 'true')}where o.customer_id is null or c.country is not null\n`,
        },
        findings: [{ path: 'models/report.sql', line: 3, severity: 'high', subject: 'customers' }],
      },
      {
        name: 'drops the condition of a join with a table by month',
        base: {
          'models/monthly_orders.sql': 'select month, customer_id from raw.orders\n',
          'models/customers.sql': base['models/customers.sql'],
          'models/report.sql': joined.replace("ref('orders')", "ref('monthly_orders')"),
        },
        head: {
          'models/report.sql': joined
            .replace("ref('orders')", "ref('monthly_orders')")
            .replace('c.id = o.customer_id', 'true'),
        },
        findings: [{ path: 'models/report.sql', line: 3, severity: 'high', subject: 'customers' }],
      },
      {
        name: 'drops the range in which a calendar is joined',
        base: { ...base, ...calendar, 'models/report.sql': daily('c.since <= d.day') },
        head: { 'models/report.sql': daily('true') },
        findings: [{ path: 'models/report.sql', line: 2, severity: 'high', subject: 'customers' }],
      },
      {
        name: 'drops the condition where only incremental runs join',
        base: { ...base, 'models/report.sql': rerun(joined) },
        head: { 'models/report.sql': rerun(joined.replace('c.id = o.customer_id', 'true')) },
        findings: [{ path: 'models/report.sql', line: 4, severity: 'high', subject: 'customers' }],
      },
      {
        name: 'adds a CROSS JOIN of a table',
        base: { ...base, 'models/report.sql': joined },
        head: { 'models/report.sql': `${from}cross join {{ ref('customers') }} as c\n` },
        findings: [{ path: 'models/report.sql', line: 3, severity: 'medium', subject: 'customers' }],
      },
      {
        name: 'adds a CROSS JOIN of some rows of a table',
        base: { ...base, 'models/report.sql': joined, 'requirements.txt': 'dbt-databricks\n' },
        head: {
          'models/report.sql': `${from}cross join {{ ref('customers') }} as c on c.country in ('DE')\n`,
        },
        findings: [{ path: 'models/report.sql', line: 3, severity: 'medium', subject: 'customers' }],
      },
      {
        name: 'adds a CROSS JOIN of the same table to two models',
        base: { ...base, 'models/report.sql': joined, 'models/sales.sql': joined },
        head: {
          'models/report.sql': `${from}cross join {{ ref('customers') }} as c\n`,
          'models/sales.sql': `${from}cross join {{ ref('customers') }} as c\n`,
        },
        findings: [{ path: 'models/report.sql', line: 3, severity: 'medium', subject: 'customers' }],
      },
      {
        name: 'pairs with a subquery',
        base,
        head: {
          'models/report.sql': `${from}, (select distinct upper(country) as country from {{ ref('customers') }}) as c\n`,
        },
        findings: [{ path: 'models/report.sql', line: 3, subject: 'customers' }],
      },
    ],
    silent: [
      {
        name: 'pairs with the months of a calendar, with what is chosen by a value, and with a lookup of one value',
        base: { ...base, ...calendar },
        head: {
          'models/report.sql':
            `${from}, (select extract(year from day) as y, extract(month from day) as m from {{ ref('dim_date') }} group by 1, 2) as p,\n(select distinct country from {{ ref('customers') }} where upper(country) = 'VN') as v\nleft join {{ ref('customers') }} as r on r.country = 'SG'\n`.replace(
              'c.country',
              'r.country',
            ),
        },
      },
      {
        name: 'sets the newest value beside that of the week before',
        base,
        head: {
          'models/report.sql':
            "with newest as (\n  select id from {{ ref('orders') }} where id = (select max(id) from {{ ref('orders') }})\n),\nearlier as (\n  select id from {{ ref('orders') }} where id = (select max(id) from {{ ref('orders') }}) - 7\n)\nselect newest.id - earlier.id as more from newest cross join earlier\n",
        },
      },
      {
        name: 'sets two sums of one day each side by side',
        base,
        head: {
          'models/report.sql':
            "with one as (select id, count(*) as n from {{ ref('orders') }} where id = 1 group by id),\ntwo as (select id, count(*) as n from {{ ref('orders') }} where id = 2 group by id)\nselect one.n - two.n as more from one cross join two\n",
        },
      },
      {
        name: 'pairs rows with the chosen ones of a seed, and writes CROSS JOIN where a value chooses a row',
        base: {
          ...base,
          'seeds/shops.csv': 'shop,is_open\n1,true\n',
          'models/context.sql': "select shop from {{ ref('shops') }} where is_open\n",
          'models/report.sql': joined,
        },
        head: {
          'models/shop_orders.sql':
            "select o.id, c.shop from {{ ref('orders') }} as o cross join {{ ref('context') }} as c\n",
          'models/report.sql': `with c as (\n  select id, country from {{ ref('customers') }} where id = 7\n)\n${from}cross join c\n`,
        },
      },
      {
        name: 'pairs everybody with choices that are written one by one',
        base,
        head: {
          'models/report.sql':
            "with choices as (select 'day' as bucket union distinct select 'week' union distinct select 'year')\nselect c.id, x.bucket from {{ ref('customers') }} as c cross join choices as x\n",
        },
      },
      {
        name: 'names the relations of a condition with their schemas',
        base,
        head: {
          'models/report.sql': `${from}join {{ ref('customers') }} on sales.customers.id = crm.orders.customer_id\n`,
        },
      },
      {
        name: 'adds a join by a range',
        base,
        head: {
          'models/report.sql': `${from}join {{ ref('customers') }} as c on c.id < o.customer_id\n`,
        },
      },
      {
        name: 'moves the equation to WHERE',
        base: { ...base, 'models/report.sql': joined },
        head: {
          'models/report.sql': `${joined.replace('c.id = o.customer_id', 'c.id < o.id')}where c.id = o.customer_id\n`,
        },
      },
      {
        name: 'moves the equation to WHERE, as one of two cases',
        base: { ...base, 'models/report.sql': joined },
        head: {
          'models/report.sql': `${joined.replace('c.id = o.customer_id', 'true')}where c.id = o.customer_id or c.country = o.id\n`,
        },
      },
      {
        name: 'drops an equation that WHERE repeats',
        base: { ...base, 'models/report.sql': `${joined}where c.id = o.customer_id\n` },
        head: {
          'models/report.sql': `${joined.replace('c.id = o.customer_id', 'true')}where c.id = o.customer_id\n`,
        },
      },
      {
        name: 'links the sides in WHERE',
        base,
        head: {
          'models/report.sql':
            "select o.id, c.country\nfrom {{ ref('orders') }} as o, {{ ref('customers') }} as c\nwhere c.id = o.customer_id\n",
        },
      },
      {
        name: 'joins one row',
        base,
        head: {
          'models/report.sql':
            "with total as (select count(*) as n from {{ ref('orders') }})\nselect o.id, 1 / t.n as share\nfrom {{ ref('orders') }} as o\ncross join total as t\n",
        },
      },
      {
        name: 'joins a model that has one row',
        base: { ...base, 'models/bounds.sql': "select max(id) as most from {{ ref('orders') }}\n" },
        head: {
          'models/report.sql': "select o.id from {{ ref('orders') }} as o cross join {{ ref('bounds') }}\n",
        },
      },
      {
        name: 'joins everybody to every day of a calendar',
        base: { ...base, 'models/dim_date.sql': 'select day from raw.days\n' },
        head: {
          'models/report.sql':
            "select c.id, d.day from {{ ref('dim_date') }} as d cross join {{ ref('customers') }} as c\n",
        },
      },
      {
        name: 'changes the range in which a calendar is joined',
        base: { ...base, ...calendar, 'models/report.sql': daily('c.since <= d.day') },
        head: { 'models/report.sql': daily('c.since < d.day') },
      },
      {
        name: 'changes a query beside a join that keeps its range and its constant',
        base: { ...base, ...calendar, 'models/report.sql': daily("c.since <= d.day and c.kind = 'shop'") },
        head: {
          'models/report.sql': `${daily("c.since <= d.day and c.kind = 'shop'")}where c.id > 0\n`,
        },
      },
      {
        name: 'joins a query that is made to be filled, under another name',
        base,
        head: {
          'models/report.sql':
            "with goal_scaffold as (select distinct country from {{ ref('customers') }})\nselect o.id, s.country\nfrom {{ ref('orders') }} as o\ncross join goal_scaffold as s\n",
        },
      },
      {
        name: 'calls such a query what another one was called at base',
        base: {
          ...base,
          'models/report.sql':
            "with items as (select id, country from {{ ref('customers') }})\nselect o.id, s.country\nfrom {{ ref('orders') }} as o\njoin items as s on s.id = o.id\n",
        },
        head: {
          'models/report.sql':
            "with goal_scaffold as (select distinct country from {{ ref('customers') }})\nselect o.id, s.country\nfrom {{ ref('orders') }} as o\ncross join goal_scaffold as s\n",
        },
      },
      {
        name: 'joins every day of a calendar',
        base: { ...base, 'models/dim_date.sql': 'select day from raw.days\n' },
        head: {
          'models/report.sql':
            "select c.id, d.day from {{ ref('customers') }} as c cross join {{ ref('dim_date') }} as d\n",
        },
      },
    ],
  },
  // To pair several models with the same relation is one decision.
  check: (context) =>
    onePerSweep(onePerPlace(crossJoins(context)), ({ subject, message }) => [subject, message]),
});

/** Relations that are made to be paired with others. */
const spine =
  /spine|scaffold|calendar|date|days?(_|$)|month|week|hour|year|time|numbers|sequence|series|generat|param|config|constant|setting/i;

function* crossJoins(context: RuleContext): Iterable<RuleFinding> {
  for (const { before, after } of queryChanges(context)) {
    const then = aimed(before?.shape.joins ?? [], context.change.base);
    const now = aimed(after.shape.joins, context.change.head);
    const known = new Set(then.filter(({ unlinked }) => unlinked).map(({ target }) => target));
    for (const join of now) {
      const linked = then.filter(({ target, unlinked }) => target === join.target && !unlinked);
      const wasEquated = linked.some(({ keys, ranged }) => keys.length > 0 && !ranged);
      const wasLinked = wasEquated || linked.some(({ ranged }) => ranged);
      // A range that was there beside an equation, and is what is left of both.
      const isSame = wasEquated && isTwin(then, now, join);
      const isRange = join.ranged === true && isSame;
      const isLost = !join.unlinked && join.bare === true && isSame && saysNoMore(before, after);
      // Whoever writes CROSS JOIN in place of a condition knows of the single row, where there may be one.
      const isSingle = join.unlinked === 'unknown' && (!wasLinked || isMeant(context, join));
      if (!isRange && !isLost && (!join.unlinked || isSingle)) continue;
      // Whoever drops the condition of a join did not mean to pair it with a calendar.
      if (known.has(join.target) || isSmall(after.project, join, wasLinked)) continue;
      const kind = isRange ? 'range' : isLost ? 'lost' : isMeant(context, join) ? 'meant' : 'pairs';
      yield finding(after, join, kind);
    }
  }
}

/** What is left of the join's condition: a range, nothing where there was an equation; or there never was one. */
type Kind = 'range' | 'lost' | 'meant' | 'pairs';

const messages: Record<Kind, string> = {
  range: 'The equation that base had is gone; what is left compares columns of both sides by size.',
  lost: 'The join names no column any more, and WHERE says nothing that it did not say at base.',
  meant: 'No condition links the sides of the cross join.',
  pairs: 'No condition names columns of both sides.',
};

function finding({ project, resource }: Queried, join: Aimed, kind: Kind): RuleFinding {
  const name = project.resources.get(join.target)?.name ?? join.target;
  const equates = `${code(resource.name)} no longer equates anything with ${code(name)}`;
  return {
    ...(kind === 'meant' && { severity: 'medium' as const }),
    confidence: kind === 'pairs' ? 'proven' : 'likely',
    title:
      kind === 'range'
        ? `${equates}, and pairs rows by a range alone`
        : kind === 'lost'
          ? equates
          : `${code(resource.name)} pairs every row with every row of ${code(name)}`,
    message: messages[kind],
    resource: resource.id,
    subject: name,
    location: project.locate(join.span),
  };
}

/** True if WHERE has no condition that it lacked, which may be the equation, and repeats none of the joins'. */
function saysNoMore(before: Queried | undefined, after: Queried): boolean {
  const [then, now] = [conditionsOf(before), conditionsOf(after)];
  const ofJoins = new Set(then.filter(({ clause }) => clause === 'on').map(unqualified));
  const others = now.filter(({ clause }) => clause !== 'on');
  return difference(others, then).length === 0 && !others.some((one) => ofJoins.has(unqualified(one)));
}

function conditionsOf(queried: Queried | undefined): readonly Predicate[] {
  const query = queried?.project.query(queried.resource.id);
  return [...(query?.predicates ?? []), ...(query?.incrementalPredicates ?? [])];
}

/** A join, with the upstream relation, or the name of the CTE or table, that it is with; its alias says neither. */
interface Aimed extends JoinShape {
  target: string;
}

function aimed(joins: readonly JoinShape[], snapshot: Snapshot): Aimed[] {
  return joins.map((join) => {
    const { right, span, madeOf = [] } = join;
    const [written] =
      right.kind === 'derived'
        ? madeOf.slice(0, madeOf.length === 1 ? 1 : 0)
        : (/^\w+(?:\.\w+)*/.exec(snapshot.text(span.path)?.slice(span.start, span.start + 200) ?? '') ?? []);
    return { ...join, target: right.relation ?? written ?? right.name };
  });
}

/** True if it is the only join with its relation at both revisions, so that it is surely the same one. */
function isTwin(then: readonly Aimed[], now: readonly Aimed[], { target }: Aimed): boolean {
  return [then, now].every((joins) => joins.filter((other) => other.target === target).length === 1);
}

function isSmall(project: Project, { left, right, target, madeOf = [] }: Aimed, wasLinked: boolean): boolean {
  const names = [target, right.name, ...madeOf, ...left];
  return names.some((name) => (wasLinked ? isUniqueIn(project, name, []) === true : isSpine(project, name)));
}

/** @param name of a relation in the query, or a unique id */
function isSpine(project: Project, name: string): boolean {
  const resource = project.resources.get(name);
  if (!resource) return spine.test(name);
  return spine.test(resource.name) || isOfSeed(project, name) || isUniqueIn(project, name, []) === true;
}

/** True for a seed and for a model whose rows are one's. */
function isOfSeed(project: Project, id: string): boolean {
  const seen = new Set<string>();
  for (let of: string | undefined = id; of !== undefined && !seen.has(of);) {
    seen.add(of);
    if (project.resources.get(of)?.type === 'seed') return true;
    of = project.query(of)?.shape?.rows?.of;
  }
  return false;
}

/** True for CROSS JOIN, whatever condition Spark may read behind it: somebody meant it. */
function isMeant({ change }: RuleContext, { span }: JoinShape): boolean {
  const text = change.head.text(span.path) ?? '';
  return /\bcross\s+join\W*$/i.test(text.slice(Math.max(0, span.start - 200), span.start));
}
