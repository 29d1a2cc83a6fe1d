import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { isAsNarrow, isWithin } from '../shared/join-keys.ts';
import { noLongerReduced } from '../shared/reduced-joins.ts';
import { addsUp, takesOne, widened } from '../shared/widened-joins.ts';
import { changedPairs } from '../shared/pairs.ts';
import { onePerModel } from '../shared/by-place.ts';
import { hasOtherQuery } from '../shared/query-change.ts';
import { isOneEach, repeating } from '../shared/uniqueness.ts';

const dailyKey = (name: string) =>
  `  - name: ${name}\n    tests:\n      - dbt_utils.unique_combination_of_columns:\n          combination_of_columns: [currency, day]\n`;
const keyed = (columns: string) => `version: 2\nmodels:\n${dailyKey('rates')}${columns}`;
const ordersKey = '  - name: orders\n    columns:\n      - {name: order_id, tests: [unique]}\n';
const sources = {
  'models/stg_orders.sql': 'select order_id, currency, day, amount from raw.orders\n',
  'models/rates.sql': 'select currency, day, rate from raw.rates\n',
};
const select = "select o.order_id, o.amount * r.rate as amount\nfrom {{ ref('stg_orders') }} as o\n";
const sums = "select o.order_id, sum(o.amount * r.rate) as amount\nfrom {{ ref('stg_orders') }} as o\n";
const join = "left join {{ ref('rates') }} as r\n  on r.currency = o.currency";
const feesJoin = "left join {{ ref('fees') }} as f\n  on f.currency = o.currency";
const highest = (columns: string) =>
  `with highest as (\n  select ${columns}, max(rate) as rate\n  from {{ ref('rates') }} group by ${columns}\n)\nselect o.order_id, h.rate\nfrom {{ ref('stg_orders') }} as o\nleft join highest as h on h.currency = o.currency\n`;
const newest = (chosen: string) =>
  `with newest as (\n  select * from {{ ref('rates') }}\n  ${chosen}\n)\nselect o.order_id, n.rate\nfrom {{ ref('stg_orders') }} as o\nleft join newest as n on n.currency = o.currency\n`;
const joinsNewest = {
  ...sources,
  'models/schema.yml': `models:\n${ordersKey}${ordersKey.replace('orders', 'sales')}${ordersKey.replace('orders', 'costs')}`,
  'models/orders.sql': newest('qualify row_number() over (partition by currency order by day desc) = 1'),
};

export const rule = defineRule({
  id: 'quality/join-fanout',
  summary: 'A join can now match several rows, so that rows are repeated and sums are too high',
  severity: 'high',
  why: 'Every row that finds more than one match is repeated: counts and sums grow, and nothing fails.',
  advice: 'Join on the whole key of the joined relation, or reduce that to one row per key first.',
  silent: [
    'if the joined relation is unique on the columns of the join, by a test, a constraint or its own query',
    'if nothing declares a key of the joined relation',
    'joins whose condition names a column that is not there (quality/unknown-column)',
    'a range in place of an equation: of the same column, or between two columns of the joined relation',
    'if the model shows of the joined relation now what the join compared: it wants a row for each',
    'if a GROUP BY, DISTINCT or row number takes the repeated rows together again, and nothing is summed',
    'a subquery that loses its row number or GROUP BY, if it is filtered instead, or no key is declared that its rows break',
    'a new join where no test, constraint or `unique_key` of the model says what its own key is',
    'a new join that has conditions besides equal columns, or is with rows chosen by a value or flag: these may be one each',
    'a new join by which the model gets its rows from the joined relation, so that its key comes from there',
  ],
  examples: {
    fires: [
      {
        name: 'drops one of two columns from a join',
        base: {
          ...sources,
          'models/schema.yml': keyed(''),
          'models/orders.sql': `${select}${join} and r.day = o.day\n`,
        },
        head: { 'models/orders.sql': `${select}${join}\n` },
        findings: [{ path: 'models/orders.sql', line: 3, severity: 'high', subject: 'rates' }],
      },
      {
        name: 'drops the same column from two joins',
        base: {
          ...sources,
          'models/fees.sql': 'select currency, day, fee from raw.fees\n',
          'models/schema.yml': keyed(dailyKey('fees')),
          'models/orders.sql': `${select}${join} and r.day = o.day\n${feesJoin} and f.day = o.day\n`,
        },
        head: { 'models/orders.sql': `${select}${join}\n${feesJoin}\n` },
        findings: [{ path: 'models/orders.sql', line: 3, severity: 'high', subject: 'rates' }],
      },
      {
        name: 'joins on a part of a key, while the model has a key of its own',
        base: {
          ...sources,
          'models/schema.yml': keyed(ordersKey),
          'models/orders.sql': "select o.order_id, o.amount\nfrom {{ ref('stg_orders') }} as o\n",
        },
        head: { 'models/orders.sql': `${select}${join}\n` },
        findings: [{ path: 'models/orders.sql', line: 3, severity: 'high', subject: 'rates' }],
      },
      {
        name: 'drops one of two columns from a join and sums what it finds',
        base: {
          ...sources,
          'models/schema.yml': keyed(''),
          'models/orders.sql': `${sums}${join} and r.day = o.day\ngroup by 1\n`,
        },
        head: { 'models/orders.sql': `${sums}${join}\ngroup by 1\n` },
        findings: [{ path: 'models/orders.sql', line: 3, severity: 'medium', subject: 'rates' }],
      },
      {
        name: 'groups a subquery by more than it is joined on',
        base: {
          ...sources,
          'models/schema.yml': keyed(ordersKey),
          'models/orders.sql': highest('currency'),
        },
        head: { 'models/orders.sql': highest('currency, day') },
        findings: [{ path: 'models/orders.sql', line: 7, severity: 'high', subject: 'highest' }],
      },
      {
        name: 'no longer keeps the latest row alone of what it joins, whether or not that has another key',
        base: {
          ...joinsNewest,
          'models/keyed.yml': `models:\n${dailyKey('rates')}`,
          'models/fees.sql': 'select currency, day, rate from raw.fees\n',
          'models/sales.sql': joinsNewest['models/orders.sql'].replace('rates', 'fees'),
        },
        head: {
          'models/orders.sql': newest(''),
          'models/sales.sql': newest('').replace('rates', 'fees'),
        },
        findings: [
          { path: 'models/orders.sql', line: 7, severity: 'high', subject: 'newest' },
          { path: 'models/sales.sql', line: 7, severity: 'medium', subject: 'newest' },
        ],
      },
    ],
    silent: [
      {
        name: 'has the latest row of each key by a flag, from another relation, or by a join above',
        base: {
          ...joinsNewest,
          'models/rates.sql': 'select currency, day, rate, valid_to from raw.rates\n',
          'models/latest.sql': 'select currency, rate from raw.latest\n',
          'models/fees.sql': 'select currency, day, rate from raw.fees\n',
          'models/sales.sql': joinsNewest['models/orders.sql'],
          'models/costs.sql': joinsNewest['models/orders.sql'].replace('rates', 'fees'),
        },
        head: {
          'models/orders.sql': newest('where valid_to is null'),
          'models/sales.sql': newest('').replace('rates', 'latest'),
          'models/fees.sql':
            'select f.currency, f.day, f.rate from raw.fees as f join raw.latest as l on l.currency = f.currency\n',
          'models/costs.sql': newest('').replace('rates', 'fees'),
        },
      },
      {
        name: 'no longer keeps the latest row alone, where nobody says what a key is',
        base: { ...sources, 'models/orders.sql': joinsNewest['models/orders.sql'] },
        head: { 'models/orders.sql': newest('') },
      },
      {
        name: 'groups a subquery by more that was joined on a part of its key before',
        base: {
          ...sources,
          'models/schema.yml': keyed(ordersKey),
          'models/orders.sql': highest('currency, day').replace('h.currency = o.currency', 'h.day = o.day'),
        },
        head: {
          'models/orders.sql': highest('currency, day, amount').replace(
            'h.currency = o.currency',
            'h.day = o.day',
          ),
        },
      },
      {
        name: 'groups a subquery by more, and joins it on that too',
        base: {
          ...sources,
          'models/schema.yml': keyed(ordersKey),
          'models/orders.sql': highest('currency'),
        },
        head: {
          'models/orders.sql': highest('currency, day').replace(
            'o.currency\n',
            'o.currency and h.day = o.day\n',
          ),
        },
      },
      {
        name: 'leaves out, by a new join on a part of a key, what has a match',
        base: {
          ...sources,
          'models/schema.yml': keyed(ordersKey),
          'models/orders.sql': "select o.order_id, o.amount\nfrom {{ ref('stg_orders') }} as o\n",
        },
        head: {
          'models/orders.sql': `select o.order_id, o.amount\nfrom {{ ref('stg_orders') }} as o\n${join}\nwhere r.currency is null\n`,
        },
      },
      {
        name: 'joins rows of two relations, which UNION keeps apart as a whole',
        base: {
          'models/sources.yml':
            'sources:\n  - {name: raw, tables: [{name: orders}, {name: rates}, {name: latest}]}\n',
          'models/orders.sql':
            "{{ config(materialized='incremental', unique_key='id') }}\nselect id, day from {{ source('raw', 'orders') }}\n",
        },
        head: {
          'models/orders.sql':
            "{{ config(materialized='incremental', unique_key='id') }}\nwith rates as (select day, rate from {{ source('raw', 'rates') }} union select current_date as day, rate from {{ source('raw', 'latest') }})\nselect o.id, o.day, r.rate from {{ source('raw', 'orders') }} as o left join rates as r on r.day = o.day\n",
        },
      },
      {
        name: 'joins the rows that a value chooses in place of those of each day',
        base: {
          ...sources,
          'models/schema.yml': keyed(''),
          'models/orders.sql': `${select}${join} and r.day = o.day\n`,
        },
        head: {
          'models/orders.sql': `with fixed as (\n  select currency, rate from {{ ref('rates') }} where day = '2026-01-01'\n)\n${select}join fixed as r on r.currency = o.currency\n`,
        },
      },
      {
        name: 'drops a column of the join and sums the largest per key',
        base: {
          ...sources,
          'models/schema.yml': keyed(''),
          'models/orders.sql': `${sums}${join} and r.day = o.day\ngroup by 1\n`,
        },
        head: {
          'models/orders.sql': `with paid as (\n  select o.order_id, o.currency, max(o.amount * r.rate) as amount\n  from {{ ref('stg_orders') }} as o\n  ${join}\n  group by 1, 2\n)\nselect order_id, sum(amount) as amount from paid group by 1\n`,
        },
      },
      {
        name: 'compares in lower case what it equated, or other columns that may be a key as well',
        base: {
          ...sources,
          'models/fees.sql': 'select id, currency, day, fee from raw.fees\n',
          'models/schema.yml': `${keyed('')}  - name: fees\n    columns:\n      - {name: id, tests: [unique]}\n`,
          'models/orders.sql': `${highest('currency, day').trimEnd()} and h.day = o.day\n`,
          'models/charges.sql': `${select.replace('r.rate', 'f.fee')}left join {{ ref('fees') }} as f on f.id = o.fee_id\n`,
        },
        head: {
          'models/orders.sql': highest('currency, day').replace(
            'h.currency = o.currency',
            'lower(h.currency) = lower(o.currency) and h.day = o.day',
          ),
          'models/charges.sql': `${select.replace('r.rate', 'f.fee')}${feesJoin} and f.day = o.day\n`,
        },
      },
      {
        name: 'joins by the columns of a key that USING merged above',
        base: {
          ...sources,
          'models/fees.sql': 'select currency, day, fee from raw.fees\n',
          'models/schema.yml': `${keyed(ordersKey)}${dailyKey('fees')}`,
          'models/orders.sql': "select o.order_id, o.amount\nfrom {{ ref('stg_orders') }} as o\n",
        },
        head: {
          'models/orders.sql':
            "with paid as (\n  select currency, day, r.rate + f.fee as rate\n  from {{ ref('rates') }} as r\n  join {{ ref('fees') }} as f using (currency, day)\n)\nselect o.order_id, o.amount * p.rate as amount\nfrom {{ ref('stg_orders') }} as o\nleft join paid as p on p.currency = o.currency and p.day = o.day\n",
        },
      },
      {
        name: 'joins distinct rows by the column that a window of their other ones is of',
        base: {
          ...sources,
          'models/schema.yml': keyed(ordersKey),
          'models/orders.sql': "select o.order_id, o.amount\nfrom {{ ref('stg_orders') }} as o\n",
        },
        head: {
          'models/orders.sql':
            "with medians as (\n  select currency, median(rate) over (partition by currency) as rate from {{ ref('rates') }}\n),\nper_currency as (\n  select distinct currency, rate, 'median' as kind from medians\n)\nselect o.order_id, o.amount * r.rate as amount\nfrom {{ ref('stg_orders') }} as o\njoin per_currency as r on r.currency = o.currency\n",
        },
      },
      {
        name: 'drops a column of the join and keeps the largest per key',
        base: {
          ...sources,
          'models/schema.yml': keyed(''),
          'models/orders.sql': `${select}${join} and r.day = o.day\n`,
        },
        head: {
          'models/orders.sql': `select o.order_id, max(r.rate) as rate\nfrom {{ ref('stg_orders') }} as o\n${join}\ngroup by 1\n`,
        },
      },
      {
        name: 'joins the latest row of each key',
        base: {
          ...sources,
          'models/schema.yml': keyed(ordersKey),
          'models/orders.sql': "select o.order_id, o.amount\nfrom {{ ref('stg_orders') }} as o\n",
        },
        head: {
          'models/orders.sql': `with latest as (\n  select * from {{ ref('rates') }}\n  qualify row_number() over (partition by currency order by day desc) = 1\n)\nselect o.order_id, o.amount * r.rate as amount\nfrom {{ ref('stg_orders') }} as o\nleft join latest as r on r.currency = o.currency\n`,
        },
      },
      {
        name: 'joins on more columns than the key has',
        base: {
          ...sources,
          'models/schema.yml': keyed(''),
          'models/orders.sql': `${select}${join} and r.day = o.day\n`,
        },
        head: { 'models/orders.sql': `${select}${join} and r.day = o.day and r.rate = o.amount\n` },
      },
      {
        name: 'compares a column that is not there',
        base: {
          ...sources,
          'models/schema.yml': keyed(''),
          'models/orders.sql': `${select}${join} and r.day = o.day\n`,
        },
        head: { 'models/orders.sql': `${select}${join} and r.dya = o.day\n` },
      },
      {
        name: 'joins by a day what is unique by its year, or by an expression that nobody can read here',
        base: {
          ...sources,
          'models/fees.sql': 'select currency, day, fee from raw.fees\n',
          'models/schema.yml': `${keyed(ordersKey).replace('[currency, day]', '[currency, year(day)]')}  - name: fees\n    tests:\n      - dbt_utils.unique_combination_of_columns:\n          combination_of_columns: ["cast(day as date) || fee"]\n`,
          'models/orders.sql': "select o.order_id, o.amount\nfrom {{ ref('stg_orders') }} as o\n",
        },
        head: {
          'models/orders.sql':
            "select o.order_id, o.amount\nfrom {{ ref('stg_orders') }} as o\nleft join {{ ref('rates') }} as r on r.currency = o.currency and r.day = o.day\nleft join {{ ref('fees') }} as f on f.currency = o.currency\n",
        },
      },
      {
        name: 'asks for what is valid between two days instead of what began on one',
        base: {
          ...sources,
          'models/rates.sql': 'select currency, day, rate, since, until from raw.rates\n',
          'models/schema.yml': keyed(''),
          'models/orders.sql': `${select}${join} and r.day = o.day\n`,
        },
        head: { 'models/orders.sql': `${select}${join} and o.day between r.since and r.until\n` },
      },
      {
        name: 'compares by a range what it equated',
        base: {
          ...sources,
          'models/schema.yml': keyed(''),
          'models/orders.sql': `${select}${join} and r.day = o.day\n`,
        },
        head: { 'models/orders.sql': `${select}${join} and r.day <= o.day\n` },
      },
      {
        name: 'joins on the key as text',
        base: {
          ...sources,
          'models/schema.yml': keyed(ordersKey),
          'models/orders.sql': "select o.order_id, o.amount\nfrom {{ ref('stg_orders') }} as o\n",
        },
        head: {
          'models/orders.sql': `with r as (\n  select cast(currency as varchar) as currency, cast(day as varchar) as day, rate\n  from {{ ref('rates') }}\n)\nselect o.order_id, o.amount * r.rate as amount\nfrom {{ ref('stg_orders') }} as o\nleft join r on r.currency = o.currency and r.day = o.day\n`,
        },
      },
      {
        name: 'adds a join with a condition besides columns that are equal',
        base: {
          ...sources,
          'models/schema.yml': keyed(ordersKey),
          'models/orders.sql': "select o.order_id, o.amount\nfrom {{ ref('stg_orders') }} as o\n",
        },
        head: {
          'models/orders.sql': `select o.order_id, o.amount * r.rate as amount\nfrom {{ ref('stg_orders') }} as o\n${join} and date(r.day) = date(o.day)\n`,
        },
      },
      {
        name: 'adds a join with rows that a flag chooses, and one with rows of one kind',
        base: {
          ...sources,
          'models/schema.yml': keyed(ordersKey),
          'models/orders.sql': "select o.order_id, o.amount\nfrom {{ ref('stg_orders') }} as o\n",
        },
        head: {
          'models/orders.sql': `with latest as (\n  select r.currency, r.rate from {{ ref('rates') }} as r where r.is_latest\n),\nfirst as (\n  select currency, rate from {{ ref('rates') }} where day = '2026-01-01'\n)\nselect o.order_id, o.amount * l.rate as amount, o.amount * f.rate as original\nfrom {{ ref('stg_orders') }} as o\nleft join latest as l on l.currency = o.currency\nleft join first as f on f.currency = o.currency\n`,
        },
      },
      {
        name: 'joins a relation whose key nothing declares',
        base: { ...sources, 'models/orders.sql': `${select}${join} and r.day = o.day\n` },
        head: { 'models/orders.sql': `${select}${join}\n` },
      },
    ],
  },
  *check(context) {
    for (const pair of changedPairs(context, ['model'])) {
      if (!hasOtherQuery(pair)) continue;
      const then = pair.before.query(pair.base.id)?.shape;
      const now = pair.after.query(pair.head.id)?.shape;
      if (!then || !now) continue;
      const shown = repeating(now);
      const missing = pair.after.query(pair.head.id)?.missing ?? [];
      const fanouts: RuleFinding[] = [];
      for (const join of now.joins) {
        // A condition that does not compile says nothing of rows; quality/unknown-column reports it.
        if (missing.some(({ span }) => isWithin(span, join.span)) || takesOne(context, join)) continue;
        const isAdded = !shown.has(join) && !join.absorbed && (!now.rows || addsUp(pair));
        if (!shown.has(join) && !isAdded) continue;
        const isKnown = then.joins.some((other) => isAsNarrow(join, other));
        const found =
          noLongerReduced(context, pair, then, now, join, isAdded) ??
          (isKnown || isOneEach(pair.after, now, join) !== false
            ? undefined
            : widened(pair, then, now, join, isAdded));
        if (found) fanouts.push(found);
      }
      yield* onePerModel(fanouts);
    }
  },
});
