import { afterAll, describe, expect, it } from 'vitest';
import type { Rows } from '../../../src/project/lineage/shape.ts';
import { analyze, engine, type Catalog } from './support.ts';

afterAll(() => engine.close());

const catalog: Catalog = {
  orders: 'id, amount, customer_id, status, at',
  customers: 'id, name, email',
  'raw.events': 'id, …',
};

const orders = "{{ ref('orders') }}";
const customers = "{{ ref('customers') }}";

/** `id+day of orders, joins 0`. */
function written(rows: Rows | undefined): string {
  if (!rows) return 'unknown';
  const keys = rows.keys.map((key) => key.join('+') || 'one row');
  return [
    keys.join(' or ') || 'no key',
    ...(rows.of === undefined ? [] : [`of ${rows.of}`]),
    ...(rows.joins.length > 0 ? [`joins ${rows.joins.join()}`] : []),
  ].join(' ');
}

describe('rows', () => {
  it.each<[string, string, string?]>([
    [`select * from ${orders}`, 'no key of orders'],
    [`with o as (select * from ${orders} where amount > 1) select id as x from o`, 'no key of orders'],
    [`select customer_id, sum(amount) as s from ${orders} group by 1`, 'customer_id'],
    [`select customer_id as c, sum(amount) as s from ${orders} group by customer_id`, 'c'],
    [`select date(at) as day, status, count(*) as n from ${orders} group by day, status`, 'day+status'],
    [`select date(at) as day, count(*) as n from ${orders} group by date(at)`, 'day'],
    [`select customer_id, count(*) as n from ${orders} group by all`, 'customer_id'],
    [`select sum(amount) as s from ${orders} group by customer_id`, 'no key'],
    [
      `with t as (select customer_id, count(*) as n from ${orders} group by 1) select cast(customer_id as varchar) as c, n from t`,
      'c',
    ],
    [
      `with t as (select customer_id, count(*) as n from ${orders} group by 1) select cast(customer_id as date) as c, n from t`,
      'no key',
    ],
    [`select customer_id from ${orders} group by rollup(customer_id)`, 'no key'],
    [
      `with t as (select customer_id, max(status) as status from ${orders} group by 1) select customer_id, status, status = 'paid' as is_paid from t group by all`,
      'customer_id+status or customer_id',
    ],
    [
      `with t as (select customer_id, max(status) as status from ${orders} group by 1) select status, count(*) as n from t group by 1`,
      'status',
    ],
    [`select count(*) as n from ${orders}`, 'one row'],
    [`select 1 as x`, 'one row'],
    [`select distinct customer_id, status from ${orders}`, 'customer_id+status'],
    [`select distinct customer_id, 173 as n, 'x' as kind from ${orders}`, 'customer_id'],
    [
      `select distinct customer_id, case when status = 'paid' then 'x' end as kind from ${orders}`,
      'customer_id+kind',
    ],
    [
      `select distinct customer_id, max(amount) over (partition by customer_id) as most from ${orders}`,
      'customer_id',
    ],
    [
      `select distinct customer_id, max(amount) over (partition by customer_id order by at) as most from ${orders}`,
      'customer_id+most',
    ],
    [
      `select distinct customer_id, last_value(status) over w as last from ${orders} window w as (partition by customer_id order by at rows between unbounded preceding and unbounded following)`,
      'customer_id',
    ],
    [
      `select distinct customer_id, last_value(status) over w as last from ${orders} window w as (partition by customer_id order by at)`,
      'customer_id+last',
    ],
    [
      `select distinct customer_id, first_value(status) over (partition by customer_id order by at) as f from ${orders}`,
      'customer_id',
    ],
    [
      `select distinct customer_id, first_value(status ignore nulls) over (partition by customer_id order by at) as f from ${orders}`,
      'customer_id+f',
    ],
    [
      `select distinct customer_id, first_value(status) over (partition by customer_id order by at rows between 1 preceding and current row) as f from ${orders}`,
      'customer_id+f',
    ],
    [
      `select date(at) as day, extract(dow from at) as dow, format_date('%A', date(at)) as name, count(*) as n from ${orders} group by day, dow, name`,
      'day',
      'bigquery',
    ],
    [
      `select date_trunc(at, month) as month, extract(dow from at) as dow, count(*) as n from ${orders} group by 1, 2`,
      'month+dow',
      'bigquery',
    ],
    [
      `select date(at) as day, extract(hour from at) as hour, upper(status) as s, count(*) as n from ${orders} group by 1, 2, 3`,
      'day+hour+s',
    ],
    [
      `select status, upper(status) as s, concat(status, customer_id) as b, count(*) as n from ${orders} group by 1, 2, 3`,
      'status+b',
    ],
    [
      `with f as (select id, 1 as flag from ${customers}) select id, flag, count(*) as n from f group by 1, 2`,
      'id',
    ],
    [
      `select distinct status, max(amount) over (partition by customer_id) as most from ${orders}`,
      'status+most',
    ],
    [
      `with m as (select customer_id as c, status, median(amount) over (partition by customer_id) as m, 1 as one from ${orders}) select distinct c, m, one from m`,
      'c',
    ],
    [
      `with m as (select customer_id as c, status, row_number() over (partition by customer_id order by at) as m from ${orders}) select distinct c, m from m`,
      'c+m',
    ],
    [
      `with f as (select id, 1 as flag from ${customers}) select distinct o.status, f.flag from ${orders} o left join f on f.id = o.customer_id`,
      'status+flag',
    ],
    [`select customer_id, 'x' as kind, count(*) as n from ${orders} group by 1, 2`, 'customer_id'],
    [`select customer_id, 'x' as kind, count(*) as n from ${orders} group by all`, 'customer_id'],
    [
      `select * from ${orders} qualify row_number() over (partition by customer_id order by at) = 1`,
      'customer_id',
    ],
    [
      `with r as (select *, row_number() over (partition by customer_id, status order by at) as rn from ${orders}) select customer_id as c, status from r where rn = 1`,
      'c+status',
    ],
    [
      `with r as (select *, row_number() over (partition by customer_id order by at) as rn from ${orders}) select * from r where rn = 2`,
      'customer_id',
    ],
    [
      `with r as (select *, row_number() over (partition by customer_id order by at) as rn from ${orders}) select * from r where rn = 1.5`,
      'no key of orders',
    ],
    [
      `select *, row_number() over (partition by status order by at) as rn from ${orders} qualify rn = 1`,
      'status',
    ],
    [
      `select customer_id, date(at) as day from ${orders} qualify row_number() over (partition by customer_id, day order by at) = 1`,
      'customer_id+day',
    ],
    [
      `select o.*, c.name from ${orders} o left join ${customers} c on c.id = o.customer_id`,
      'no key of orders joins 0',
    ],
    [
      `select o.id, n from ${orders} o left join (select customer_id, count(*) as n from ${orders} group by 1) t using (customer_id)`,
      'no key of orders',
    ],
    [`select o.id from ${orders} o full join ${customers} c on c.id = o.customer_id`, 'unknown'],
    [`select o.id from ${orders} o, unnest(o.items) as i`, 'unknown', 'bigquery'],
    [`select id from ${orders} union all select id from ${customers}`, 'unknown'],
    [`select id from ${orders} union select id from ${customers}`, 'id', 'snowflake'],
    [`select id from ${orders} order by at limit 1`, 'one row'],
    [`select a.id from ${orders} a join ${orders} b on a.id = b.customer_id`, 'no key joins 0'],
    [`select o.id from ${orders} o [[a macro|]] where o.amount > 1`, 'unknown'],
  ])('%s', (sql, rows, warehouse = 'snowflake') => {
    expect(written(analyze(sql, catalog, warehouse).shape?.rows)).toBe(rows);
  });
});

describe('joins', () => {
  const joinsOf = (sql: string) =>
    analyze(sql, catalog).shape?.joins.map((join) => {
      const keys = join.keys.map(
        ({ column, left }) => `${column}=${left ? `${left.relation}.${left.column}` : '?'}`,
      );
      const flags = [
        ...(join.others > 0 ? [`others ${join.others}`] : []),
        ...(join.unlinked === 'many' ? ['unlinked'] : []),
        ...(join.unique ? ['unique'] : []),
        ...(join.required.length > 0 ? ['required'] : []),
      ];
      return [join.kind, join.right.relation ?? join.right.name, ...keys, ...flags].join(' ');
    });

  it.each<[string, string[]]>([
    [
      `select 1 from ${orders} o join ${customers} c on o.customer_id = c.id`,
      ['inner customers id=orders.customer_id'],
    ],
    [
      `select 1 from ${orders} o left join ${customers} c on c.id = lower(o.customer_id) and c.name > o.at`,
      ['left customers id=? others 1'],
    ],
    [`select 1 from ${orders} join ${customers} using (id)`, ['inner customers id=?']],
    [
      `select 1 from ${orders} o left join ${customers} c on c.id = o.customer_id where c.name = 'x'`,
      ['left customers id=orders.customer_id required'],
    ],
    [
      `select 1 from ${orders} o left join ${customers} c on c.id = o.customer_id where c.id is null`,
      ['left customers id=orders.customer_id unique'],
    ],
    [
      `select 1 from ${orders} o left join ${customers} c on c.id = o.customer_id where c.name is null`,
      ['left customers id=orders.customer_id'],
    ],
    [
      `select 1 from ${orders} o left join ${customers} c on c.id = o.customer_id where coalesce(c.name, 'x') = 'x' or c.id > 1`,
      ['left customers id=orders.customer_id'],
    ],
    [`select 1 from ${orders} o cross join ${customers} c`, ['cross customers unlinked']],
    [`select 1 from ${orders} o join ${customers} c on true`, ['inner customers others 1 unlinked']],
    [`select 1 from ${orders} o, ${customers} c where o.customer_id = c.id`, ['cross customers']],
    [`select 1 from ${orders} o cross join (select max(at) as at from ${orders}) m`, ['cross m unique']],
    [
      `with c as (select id, name from ${customers} group by 1, 2) select 1 from ${orders} o left join c on c.id = o.customer_id and c.name = o.status`,
      ['left c id=orders.customer_id name=orders.status unique'],
    ],
  ])('%s', (sql, joins) => {
    expect(joinsOf(sql)).toEqual(joins);
  });
});

describe('values', () => {
  const literals = (sql: string) =>
    [...(analyze(sql, catalog).shape?.literals ?? [])].map(
      ([name, values]) => `${name}: ${values.map(({ value }) => value).join(' ')}`,
    );
  const types = (sql: string) =>
    [...(analyze(sql, catalog).shape?.types ?? [])].map(([name, { type }]) => `${name}: ${type}`);

  it('knows the literals of a CASE, through a CTE and a union', () => {
    expect(
      literals(
        `with o as (select case when id > 1 then 'big' when id > 0 then 'small' else null end as size, 'x' || id as y from ${orders}) select size, y from o`,
      ),
    ).toEqual(['size: big small']);
    expect(literals(`select 'a' as kind from ${orders} union all select 'b' from ${customers}`)).toEqual([
      'kind: a b',
    ]);
    expect(literals(`select case when id > 1 then 'big' else status end as size from ${orders}`)).toEqual([]);
  });

  it('knows explicit types by one name', () => {
    expect(
      types(
        `select cast(id as integer) as a, id::varchar(20) as b, try_cast(id as number(38, 0)) as c, id::timestamp_ntz as d, id::text as e, id + 1 as f from ${orders}`,
      ),
    ).toEqual(['a: integer', 'b: string(20)', 'c: numeric(38, 0)', 'd: timestampntz', 'e: string']);
  });
});

describe('remarks', () => {
  const shapeOf = (sql: string) => analyze(sql, catalog).shape!;

  it('finds comparisons with NULL, lists that may hold it, and what has no order', () => {
    expect(shapeOf(`select 1 from ${orders} where id = null or null <> id`).nullComparisons).toHaveLength(2);
    expect(shapeOf(`select 1 from ${orders} where id is null`).nullComparisons).toHaveLength(0);
    const { notIn } = shapeOf(`select 1 from ${orders} where id not in (select id from ${customers})`);
    expect(notIn.map(({ column }) => column)).toEqual([{ relation: 'customers', column: 'id' }]);
    expect(shapeOf(`select id from ${orders} limit 10`).unorderedLimits).toHaveLength(1);
    expect(shapeOf(`select id from ${orders} limit 1`).unorderedLimits).toHaveLength(1);
    expect(
      shapeOf(`with o as (select id from ${orders} limit 2) select * from o`).unorderedLimits,
    ).toHaveLength(1);
    expect(
      shapeOf(`with o as (select id from ${orders} limit 1) select * from o`).unorderedLimits,
    ).toHaveLength(0);
    expect(shapeOf(`select id from ${orders} order by id limit 10`).unorderedLimits).toHaveLength(0);
    expect(shapeOf(`select count(*) as n from ${orders} limit 10`).unorderedLimits).toHaveLength(0);
    const ranked = (order: string) =>
      shapeOf(`select row_number() over (partition by id ${order}) as rn from ${orders}`).unorderedRowNumbers;
    expect(ranked('order by 1')).toHaveLength(1);
    expect(ranked('order by (select null)')).toHaveLength(1);
    expect(ranked('order by at')).toHaveLength(0);
  });

  it('knows how wide the branches of a set operation are, unless one is open', () => {
    expect(
      shapeOf(`select id from ${orders} union all select id, name from ${customers}`).sets,
    ).toMatchObject([{ operator: 'union', all: true, widths: [1, 2] }]);
    const [open] = shapeOf(`select id from ${orders} union select * from {{ source('raw', 'events') }}`).sets;
    expect(open).not.toHaveProperty('widths');
    expect(open?.all).toBe(false);
  });
});

describe('hostile queries', () => {
  it.each([
    [
      '500 joins and conditions',
      `select 1 from ${orders} ${Array.from({ length: 500 }, (_, at) => `left join ${customers} c${at} on c${at}.id = 1`).join(' ')} where ${Array.from({ length: 500 }, (_, at) => `c${at}.id > 1`).join(' and ')}`,
      500,
    ],
    [
      'conditions within conditions',
      `select 1 from ${orders} where ${'id in (select id from x where '.repeat(10)}true${')'.repeat(10)}`,
      0,
    ],
  ])('%s are read in time', (_, sql, joins) => {
    expect(shapeOfAny(sql)?.joins).toHaveLength(joins);
  });

  const shapeOfAny = (sql: string) => analyze(sql, catalog).shape;
});
