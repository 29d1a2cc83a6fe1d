import { afterAll, describe, expect, it } from 'vitest';
import {
  analyze,
  columnsOf,
  engine,
  missingOf,
  rendering,
  template,
  usesOf,
  type Catalog,
} from './support.ts';

afterAll(() => engine.close());

const catalog: Catalog = {
  orders: 'id, amount, customer_id',
  customers: 'id, name, email',
  'raw.events': 'id, …',
  nested: 'id, address, items',
  days: 'date, month',
};

describe('output', () => {
  it.each<[string, string, string?]>([
    ["select id, amount as a, 1 + 1 as two from {{ ref('orders') }}", 'id a two'],
    ["select * from {{ ref('orders') }}", 'id amount customer_id'],
    ["select * from {{ source('raw', 'events') }}", 'id …'],
    ["select * from {{ ref('unheard_of') }}", '…'],
    ['select * from raw.table1', '…'],
    [
      "with o as (select * from {{ ref('orders') }}), p as (select * from o) select * from p",
      'id amount customer_id',
    ],
    ["select * exclude (amount) rename (id as order_id) from {{ ref('orders') }}", 'order_id customer_id'],
    ["select * except (amount) from {{ ref('orders') }}", 'id customer_id', 'bigquery'],
    ["select * replace (1 as amount) from {{ ref('orders') }}", 'id amount customer_id', 'bigquery'],
    [
      "select o.*, c.name from {{ ref('orders') }} o join {{ ref('customers') }} c on c.id = o.customer_id",
      'id amount customer_id name',
    ],
    [
      "select * from {{ ref('orders') }} join {{ ref('customers') }} using (id)",
      'id amount customer_id name email',
    ],
    [
      "select c.*, o.amount from {{ ref('orders') }} o join {{ ref('customers') }} c using (id)",
      'id name email amount',
    ],
    [
      "select c.*, o.amount from {{ ref('orders') }} o join {{ ref('customers') }} c using (id)",
      'name email amount',
      'trino',
    ],
    [
      "select c.*, o.amount from {{ ref('orders') }} o join {{ ref('customers') }} c using (id)",
      'id name email amount …',
      'generic',
    ],
    [
      "select * from {{ ref('orders') }} natural join {{ ref('customers') }}",
      'id amount customer_id name email …',
    ],
    [
      "select id, amount from {{ ref('orders') }} union all select id, 0 from {{ ref('customers') }}",
      'id amount',
    ],
    ["select id from {{ ref('orders') }} union all select * from {{ source('raw', 'events') }}", 'id …'],
    ["select id from {{ ref('orders') }} union all select id, name from {{ ref('customers') }}", 'id …'],
    ['with recursive n as (select 1 as i union all select i + 1 from n where i < 9) select * from n', 'i'],
    ['select * from (values (1, 2)) as v (a, b)', 'a b'],
    ['with t (a, b) as (select 1, 2) select * from t', 'a b'],
    ["select count(*) from {{ ref('orders') }}", '…'],
    [
      "select f.value as v, f.index from {{ ref('nested') }} n, lateral flatten(input => n.items) f",
      'v index',
    ],
    ["select i, o from {{ ref('nested') }} n, unnest(n.items) as i with offset as o", 'i o', 'bigquery'],
    ["select t.a from {{ ref('nested') }} cross join unnest(items) as t (a)", 'a', 'trino'],
    ["select * from {{ ref('orders') }} pivot(sum(amount) for customer_id in (1, 2))", '…'],
    [
      "select * from {{ ref('orders') }} pivot(sum(amount) as s, count(*) as n for customer_id in (1, 2 as two))",
      'id s_1 n_1 s_two n_two',
      'bigquery',
    ],
    [
      "select * from {{ ref('orders') }} pivot(sum(amount) for id in ('A', 'b'))",
      'customer_id a b',
      'bigquery',
    ],
    ["select * from {{ ref('orders') }} pivot(sum(amount) for id in (1))", '…', 'bigquery'],
    ["select * from {{ ref('orders') }} pivot(sum(amount) s for id in ('a b'))", '…', 'bigquery'],
    ["select * from {{ ref('orders') }} pivot(sum(amount) s for id in ('[[macro|x]]'))", '…', 'bigquery'],
    ["select * from {{ source('raw', 'events') }} pivot(sum(amount) s for id in (1))", 's_1 …', 'bigquery'],
    ["select * from {{ ref('orders') }} unpivot(v for k in (id, amount))", 'customer_id v k', 'bigquery'],
    ["select * from {{ ref('orders') }} unpivot(v for k in (id, amount))", 'customer_id k v'],
    [
      "select * from {{ ref('orders') }} unpivot((v, w) for k in ((id, amount)))",
      'customer_id v w k',
      'bigquery',
    ],
    [
      "select * from {{ ref('orders') }} unpivot((v, w) for k in ((id, amount) as 1))",
      'customer_id v w k',
      'bigquery',
    ],
    ["select * from {{ ref('orders') }} unpivot((v, w) for k in ((id, amount)))", '…'],
    ["select * from {{ ref('orders') }} unpivot((v, w) for k in ((id, amount + 1)))", '…', 'bigquery'],
    [
      "select id, 1 as a from {{ ref('orders') }} full union all corresponding select 2 as b, id from {{ ref('orders') }}",
      'id a b',
      'bigquery',
    ],
    [
      "select id, 1 as a from {{ ref('orders') }} full outer union distinct by name select 2 as b",
      'id a b',
      'bigquery',
    ],
    [
      "select id, 1 as a from {{ ref('orders') }} left union all corresponding select 2 as b, id from {{ ref('orders') }}",
      '…',
      'bigquery',
    ],
    ["select id from {{ ref('orders') }}; ", 'id'],
    ['', '…'],
    ['-- nothing here', '…'],
    ["select {{ ref('orders') }}.id from {{ ref('orders') }}", 'id'],
    ["select orders.* from {{ ref('orders') }}", 'id amount customer_id'],
    ["select n.address.city, n.address.zip as z from {{ ref('nested') }} n", 'city z', 'bigquery'],
    ["select 'é😀' as e, id from {{ ref('orders') }}", 'e id'],
  ])('%s', (sql, expected, warehouse = 'snowflake') => {
    expect(columnsOf(analyze(sql, catalog, warehouse))).toBe(expected);
  });

  it('says why a star stays open', () => {
    const { output } = analyze("select * from {{ source('raw', 'events') }}", catalog);
    expect(output.open).toEqual([
      'the columns of raw.events are not all known: its columns are not declared complete',
    ]);
  });

  it.each<[string, string]>([
    ["select id, [[unknown macro|hole]] from {{ ref('orders') }}", 'id …'],
    ["select id[[unknown macro|]] from {{ ref('orders') }}", 'id …'],
    ["select id, [[unknown macro|hole]] as x from {{ ref('orders') }}", 'id x'],
    ["select id, amount as [[unknown macro|hole]] from {{ ref('orders') }}", 'id …'],
    ['select * from [[unknown macro|hole]]', '…'],
    [
      "select row_number() over (partition by id [[unknown macro|]] order by amount) as n from {{ ref('orders') }}",
      'n',
    ],
    ["select sum(amount) [[unknown macro|]] as n from {{ ref('orders') }}", 'n …'],
    ["select id from {{ ref('orders') }} where [[unknown macro|hole]]", 'id'],
    ["select * from {{ ref('orders') }} [[unknown macro|]]", 'id amount customer_id …'],
  ])('holes: %s', (sql, expected) => {
    expect(columnsOf(analyze(sql, catalog))).toBe(expected);
  });
});

describe('origins', () => {
  it.each<[string, string, string[], boolean]>([
    ["select amount as a from {{ ref('orders') }}", 'a', ['orders.amount'], true],
    [
      "with o as (select amount as x from {{ ref('orders') }}) select sum(x) as a from o",
      'a',
      ['orders.amount sum'],
      false,
    ],
    [
      "with o as (select lower(email) as e from {{ ref('customers') }}) select sha2(e) as a from o",
      'a',
      ['customers.email sha2 lower'],
      false,
    ],
    [
      "select case when amount > 1 then email end as a from {{ ref('orders') }} join {{ ref('customers') }} using (id)",
      'a',
      ['customers.email case'],
      false,
    ],
    [
      "select row_number() over (partition by email order by id) as a from {{ ref('customers') }}",
      'a',
      [],
      false,
    ],
    [
      "select name as a from {{ ref('customers') }} union all select email from {{ ref('customers') }}",
      'a',
      ['customers.name', 'customers.email'],
      false,
    ],
    [
      "with both as (select id from {{ ref('orders') }} union all select id from {{ ref('customers') }}), one as (select * from both union all select id from {{ ref('nested') }}), two as (select * from both union all select id from {{ ref('nested') }} union all select id from {{ ref('orders') }}) select two.id as a from two join one on one.id = two.id",
      'a',
      ['orders.id', 'customers.id', 'nested.id'],
      false,
    ],
    [
      "select (select max(email) from {{ ref('customers') }}) as a from {{ ref('orders') }}",
      'a',
      ['customers.email max'],
      false,
    ],
    [
      "select format_date('%Y-%m', at) as a from {{ source('raw', 'events') }}",
      'a',
      ['raw.events.at format_date date_trunc'],
      false,
    ],
    [
      "select to_char(at, 'YYYY') as a from {{ source('raw', 'events') }}",
      'a',
      ['raw.events.at to_char date_trunc'],
      false,
    ],
    [
      "select to_char(at, 'YYYY-MM-DD') as a from {{ source('raw', 'events') }}",
      'a',
      ['raw.events.at to_char'],
      false,
    ],
    [
      "select concat(email, '-', 'mm') as a from {{ ref('customers') }}",
      'a',
      ['customers.email concat'],
      false,
    ],
    ["select email as e, upper(e) as a from {{ ref('customers') }}", 'a', ['customers.email upper'], false],
    ["select s.ip as a from {{ source('raw', 'events') }} s", 'a', ['raw.events.ip'], true],
  ])('%s', (sql, name, origins, passthrough) => {
    const column = analyze(sql, catalog).output.columns.find((candidate) => candidate.name === name)!;
    expect(
      column.origins.map((origin) => [`${origin.relation}.${origin.column}`, ...origin.functions].join(' ')),
    ).toEqual(origins);
    expect(column.passthrough).toBe(passthrough);
  });
});

describe('uses', () => {
  it.each(['generic', 'postgres', 'trino', 'snowflake', 'bigquery'])(
    'takes the name of a function for that of a relation where a column follows: %s',
    (warehouse) => {
      const sql =
        "select lower(user.email) as mail from {{ ref('orders') }} o join {{ ref('customers') }} as user on user.id = o.id";
      const { uses, output, shape } = analyze(sql, catalog, warehouse);
      expect(uses.filter(({ relation }) => relation === 'customers').map(({ column }) => column)).toEqual([
        'email',
        'id',
      ]);
      expect(output.columns[0]?.origins).toMatchObject([{ relation: 'customers', column: 'email' }]);
      expect(shape?.joins[0]?.keys.map(({ column }) => column)).toEqual(['id']);
    },
  );

  it('knows a column by an alias of its own name, and no other alias', () => {
    const events = "{{ source('raw', 'events') }}";
    const exact = (sql: string) =>
      analyze(sql, catalog).uses.map(({ column, exact: sure }) => [column, sure]);
    expect(exact(`select trim(kind) as kind, md5(kind) as key from ${events}`)).toEqual([
      ['kind', true],
      ['kind', true],
    ]);
    expect(exact(`select trim(label) as kind, md5(kind) as key from ${events}`)).toEqual([
      ['label', true],
      ['kind', false],
    ]);
    expect(
      exact(`select trim(e.kind) as kind, md5(kind) as key from ${events} e, {{ ref('new') }} n`),
    ).toEqual([
      ['kind', true],
      ['kind', false],
    ]);
  });

  it.each<[string, string[]]>([
    ["with o as (select * from {{ ref('orders') }}) select o.amount from o", ['orders.amount@55 projection']],
    [
      "with o as (select * from {{ ref('orders') }}), p as (select * from o) select amount from p",
      ['orders.amount@77 projection'],
    ],
    [
      "with o as (select amount as x from {{ ref('orders') }}) select x from o",
      ['orders.amount@18 projection'],
    ],
    ["select 1 as one from {{ ref('orders') }} where amount > 1", ['orders.amount@47 filter']],
    ["select 1 as one from {{ source('raw', 'events') }} where ip is not null", ['raw.events.ip@57 filter']],
    [
      "select 1 as one from {{ ref('orders') }} join {{ ref('customers') }} using (id)",
      ['orders.id@76 join', 'customers.id@76 join'],
    ],
    ["select 1 as one from {{ ref('orders') }} o group by o.amount", ['orders.amount@54 group']],
    [
      "select 1 as one from {{ ref('orders') }} qualify row_number() over (order by amount) = 1",
      ['orders.amount@77 window'],
    ],
    ["select 1 as one from {{ ref('orders') }} order by amount", ['orders.amount@50 order']],
    ["select * exclude (amount) from {{ ref('orders') }}", ['orders.amount@18 projection']],
    [
      "select 1 as one from {{ ref('orders') }} o where exists (select 1 from {{ ref('customers') }} c where c.id = o.id)",
      ['customers.id@104 filter', 'orders.id@111 filter'],
    ],
    [
      "select ip from {{ source('raw', 'events') }}, {{ ref('unheard_of') }}",
      ['~raw.events.ip@7 projection'],
    ],
    [
      "select date_trunc(month, amount) as m, datediff(day, id, amount) as d from {{ ref('orders') }}",
      ['orders.amount@25 projection', 'orders.id@53 projection', 'orders.amount@57 projection'],
    ],
    ["select current_date as d from {{ source('raw', 'events') }}", []],
    ["select '😀é' as e,\n '😀' as f, amount from {{ ref('orders') }}", ['orders.amount@31 projection']],
    ["select transform(amount, x -> x + 1) as t from {{ ref('orders') }}", ['orders.amount@17 projection']],
  ])('%s', (sql, expected) => {
    const facts = analyze(sql, catalog);
    expect(usesOf(facts).toSorted()).toEqual(expected.toSorted());
    for (const { column, span } of facts.uses) expect(sql.slice(span.start, span.end)).toBe(column);
  });
});

describe('missing', () => {
  it.each<[string, string[], string?]>([
    ["select amont from {{ ref('orders') }}", ['amont of orders']],
    [
      "select o.amont, c.id from {{ ref('orders') }} o join {{ ref('customers') }} c using (id)",
      ['amont of orders'],
    ],
    [
      "select amont from {{ ref('orders') }} join {{ ref('customers') }} using (id)",
      ['amont of customers|orders'],
    ],
    ["with o as (select * from {{ ref('orders') }}) select o.amont from o", ['amont of orders']],
    ["with o as (select id from {{ ref('orders') }}) select o.amount from o", ['amount of ']],
    ["select upper(gone) as gone from {{ ref('orders') }}", ['gone of orders']],
    ["select * exclude (gone) from {{ ref('orders') }}", ['gone of orders']],
    [
      "select 1 as x from {{ ref('orders') }} where exists (select 1 from {{ ref('customers') }} where amount = id)",
      [],
    ],
    ["select amont from {{ ref('orders') }}, {{ source('raw', 'events') }}", []],
    ["select amont from {{ ref('orders') }}, {{ ref('unheard_of') }}", []],
    ["select [[macro|hole]] as x from {{ ref('orders') }}", []],
    ["select amount as a, a + 1 as b from {{ ref('orders') }} where b > 1 group by a order by a", []],
    [
      "select o.amount:shop as shop from {{ ref('orders') }} o join {{ ref('customers') }} c on shop = c.id",
      [],
    ],
    ["select address.city from {{ ref('nested') }}", [], 'bigquery'],
    ["select n.address.city from {{ ref('nested') }} n", [], 'bigquery'],
    [
      "select current_timestamp as a, current_date as b, rownum, metadata$action from {{ ref('orders') }}",
      [],
    ],
    ["select _partitiontime from {{ ref('orders') }}", [], 'bigquery'],
    ["select o._dbt_source_relation from {{ ref('orders') }} o", ['_dbt_source_relation of orders']],
    [
      "select timestamp_diff(id, amount, second) as a, date_trunc(id, week(monday)) as b, extract(year from id) as c from {{ ref('orders') }}",
      [],
      'bigquery',
    ],
    [
      "select normalize(id, nfd) as a, normalize_and_casefold(amount, NFKC) as b from {{ ref('orders') }}",
      [],
      'bigquery',
    ],
    [
      "select normalize(id, nfx) as a, lower(nfd) as b from {{ ref('orders') }}",
      ['nfx of orders', 'nfd of orders'],
    ],
    ["select dateadd('day', 1, id) as a, dateadd(day, 1, id) as b from {{ ref('orders') }}", []],
    // Columns are called after units and types, too.
    [
      "select date_trunc(day, date) as a, date_trunc(week, month) as b, datediff(day, date, month) as c from {{ ref('days') }}",
      [],
    ],
    [
      "select date_trunc(date, day) as a, date_trunc(month, week) as b, date_diff(date, month, day) as c from {{ ref('days') }}",
      [],
      'bigquery',
    ],
    ["select date_trunc(day, date) as a from {{ ref('days') }}", [], 'generic'],
    ["select date_trunc(dy, gone) as a from {{ ref('days') }}", ['gone of days']],
    [
      "select convert(bigint, amount) as a, try_convert(nvarchar, id) as b, convert(date, gone) as c from {{ ref('orders') }}",
      ['gone of orders'],
      'generic',
    ],
    [
      "select convert(bigint, (gone % 9)) as a, convert(bigint, abs(amount)) as b, [id] from {{ ref('orders') }}",
      ['gone of orders'],
      'sqlserver',
    ],
    ["select convert(bigint, (amount % 9)) as a, o.[id] from {{ ref('orders') }} o", [], 'generic'],
    ["select o.id, c.name from {{ ref('orders') }} o join {{ ref('customers') }} c using (o.id)", []],
    [
      "select o.id, c.name from {{ ref('orders') }} o join {{ ref('customers') }} c using (o.gone)",
      ['gone of orders'],
    ],
    [
      "select filter(amount, i -> i > 1) as a, reduce(amount, 0, (s, x) -> s + x) as b from {{ ref('orders') }}",
      [],
      'trino',
    ],
    [
      "select filter(amount, i -> i > 1 and i < id or not i) as a, any_match(amount, (i) -> i is null or i in (1, 2)) as b, reduce(amount, true, (s, x) -> x <> id and s, s -> not s) as c from {{ ref('orders') }}",
      [],
      'trino',
    ],
    [
      "select filter(amount, i -> i > 1 and j < 2) as a, transform(amount, i -> i) and i as b from {{ ref('orders') }}",
      ['j of orders', 'i of orders'],
      'trino',
    ],
    // Of two relations with one alias, the one that has the column is meant.
    [
      "select j.amount, j.email, j.gone from {{ ref('orders') }} j join {{ ref('customers') }} J on id = customer_id",
      [],
      'trino',
    ],
    ["select amount:path.to[0]::int as a from {{ ref('orders') }}", []],
    // An alias that is a column's name as well: where fields have a dot, it may be the column that is meant.
    ["select amount.gone from {{ ref('orders') }} as amount", ['gone of orders']],
    ["select amount.gone from {{ ref('orders') }} as amount", ['gone of orders'], 'postgres'],
    ["select amount.gone from {{ ref('orders') }} as amount", [], 'bigquery'],
    ["select amount.gone from {{ ref('orders') }} as amount", [], 'redshift'],
    ["select array(select x from unnest(items) as x) as a from {{ ref('nested') }}", [], 'bigquery'],
    ['select "text" as a from {{ ref(\'orders\') }}', [], 'bigquery'],
    ["select schema1.seq.nextval as a, seq.nextval as b from {{ ref('orders') }}", []],
    [
      "select struct(id as x, amount) as s, safe.parse(id) as p, interval 1 day as i from {{ ref('orders') }}",
      [],
      'bigquery',
    ],
    ["select cnt from (select count(*) as cnt from {{ ref('orders') }})", []],
    [
      "select o._file_name as f, o._partitiontime as p, o.$2 as s from {{ ref('orders') }} as o",
      [],
      'bigquery',
    ],
    ["select to_json_string(o) as row from {{ ref('orders') }} as o", [], 'bigquery'],
    ["select o.items[0].name as n, o.address.b[1] as b from {{ ref('nested') }} as o", [], 'bigquery'],
    ["select sum(amount) over w as s from {{ ref('orders') }} window w as (partition by id)", []],
    ['select nothing', []],
    [
      "select k, v, t.gone from {{ ref('nested') }} t, unpivot t.items as v at k",
      ['gone of nested'],
      'redshift',
    ],
    [`select "paid" as status, gone from {{ ref('orders') }}`, ['gone of orders'], 'generic'],
    [`select "paid" as status from {{ ref('orders') }}`, ['paid of orders'], 'trino'],
    [`select o."paid" as status from {{ ref('orders') }} o`, ['paid of orders'], 'generic'],
  ])('%s', (sql, expected, warehouse = 'snowflake') => {
    expect(missingOf(analyze(sql, catalog, warehouse))).toEqual(expected);
  });
});

describe('ambiguous names', () => {
  const [o, c] = ["{{ ref('orders') }}", "{{ ref('customers') }}"];
  const both = `from ${o} o join ${c} c on o.customer_id = c.id`;

  it.each<[string, string[], string?]>([
    [`select id, name ${both}`, ['id projection']],
    [`select lower(id) as id, name ${both} where id > 1`, ['id projection']],
    [`select name ${both} where id > 1`, ['id filter']],
    [
      `with a as (select id as k from ${o}), b as (select id as k from ${c}) select k from a join b on a.k = b.k`,
      ['k projection'],
    ],
    [`select o.id ${both} group by id having id > 1 order by id`, []],
    [`select o.id as id ${both} where id > 1`, []],
    [`select id from ${o} join ${c} using (id)`, []],
    [`select id from ${o} natural join ${c}`, []],
    [`select id from ${o} join ${c} using (id) join ${c} x on x.name = 'a'`, ['id projection'], 'bigquery'],
    [`select id from ${o} join ${c} using (id) join ${c} x using (id)`, [], 'bigquery'],
    [`select id from (${o} join ${c} using (id)) join ${c} x on true`, [], 'bigquery'],
    [`select o.id from ${o} o join ${c} using (id) join ${c} x on x.name = 'a'`, [], 'bigquery'],
    [
      `select customer_id ${both} and customer_id > 1 join (select 1 as customer_id) x on x.customer_id = o.id`,
      ['customer_id projection'],
    ],
    [`select o.id as id ${both} and id > 1`, []],
    [`select o.id as id ${both} and id > 1`, ['id join'], 'bigquery'],
    [`select o.id as id ${both} and id > 1 where id > 2`, ['id join'], 'postgres'],
    [`select id from ${o} where exists (select id from ${c})`, []],
    [`select id from ${o} o left semi join ${c} c on o.customer_id = c.id`, [], 'databricks'],
    [`select id, name ${both} cross join unnest([1, 2]) as id`, [], 'bigquery'],
    [`select * except (id) ${both}`, [], 'bigquery'],
  ])('%s', (sql, expected, warehouse = 'snowflake') => {
    const { ambiguous } = analyze(sql, catalog, warehouse);
    expect(ambiguous.map(({ column, kind }) => `${column} ${kind}`)).toEqual(expected);
  });

  it('are those of every rendering that has them', () => {
    const clash = rendering(`select id, name ${both}`);
    const plain = rendering(`select id from ${o}`);
    expect(analyze(template(clash, clash), catalog).ambiguous).toHaveLength(1);
    expect(analyze(template(clash, plain), catalog).ambiguous).toEqual([]);
  });
});

describe('renderings', () => {
  const orders = "{{ ref('orders') }}";

  it('takes as certain what all say', () => {
    const facts = analyze(
      template(rendering(`select id, amount from ${orders}`), rendering(`select id from ${orders}`)),
      catalog,
    );
    expect(facts.output.columns.map(({ name, certain }) => [name, certain])).toEqual([
      ['id', true],
      ['amount', false],
    ]);
  });

  it('is open if one of them is', () => {
    const facts = analyze(
      template(rendering(`select id from ${orders}`), rendering('select * from x')),
      catalog,
    );
    expect(facts.output.open).toEqual(['`x` is no ref, source or CTE']);
  });

  it('reports as missing only what every rendering with it lacks', () => {
    const one = rendering(`select gone from ${orders}`);
    const other = rendering(`select gone from x`);
    expect(missingOf(analyze(template(one, one), catalog))).toEqual(['gone of orders']);
    expect(missingOf(analyze(template(one, other), catalog))).toEqual([]);
  });

  it('reports one missing name of several at the place of a macro call', () => {
    const inMacro = rendering(`select [[|gone]] as gone from ${orders} group by [[|gone]]`);
    inMacro.holes = [];
    const place = { path: 'm.sql', start: 5, end: 9 };
    inMacro.map = { at: () => undefined, span: () => place };
    expect(analyze(template(inMacro), catalog).missing).toMatchObject([{ column: 'gone', span: place }]);
  });

  it('tells what only an incremental run filters by', () => {
    const first = rendering(`select o.id from ${orders} o where O.id = 1 and (amount > 2)`);
    const incremental = rendering(`select id from ${orders} where 2 < amount and id > 7 and 1 = id`, {
      incremental: true,
      branch: 0,
    });
    const facts = analyze(template(first, incremental), catalog);
    expect(facts.predicates.map(({ text }) => text)).toEqual(["(1 = ref('orders').id)", '(2 < amount)']);
    expect(facts.incrementalPredicates.map(({ text }) => text)).toContain('(7 < id)');
  });

  it('knows a variable again, whatever number its placeholder has', () => {
    const until = (number: number) => `amount < [[variable \`until\`|pr_hole_${number}]]`;
    const first = rendering(`select id from ${orders} where ${until(1)}`);
    const incremental = rendering(
      `select id from ${orders} where id > [[variable \`since\`|pr_hole_1]] and ${until(2)}`,
      { incremental: true, branch: 0 },
    );
    const { predicates, incrementalPredicates } = analyze(template(first, incremental), catalog);
    expect(predicates.map(({ firstRunOnly }) => firstRunOnly)).toEqual([undefined]);
    expect(incrementalPredicates.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^\(set_hole_\d+ < id\)$/),
    ]);
  });

  it('takes two results of queries for two values', () => {
    const result = '[[the result of a query|pr_hole_1]]';
    const both = `${result} < id and [[the result of a query|pr_hole_2]] < id`;
    const { predicates } = analyze(template(rendering(`select id from ${orders} where ${both}`)), catalog);
    expect(new Set(predicates.map(({ text }) => text)).size).toBe(2);
  });

  it('tells what only a first run filters by', () => {
    const first = rendering(`select id from ${orders} where id > 7 and amount > 2`);
    const incremental = rendering(`select id from ${orders} where amount > 2`, {
      incremental: true,
      branch: 0,
    });
    const { predicates, incrementalPredicates } = analyze(template(first, incremental), catalog);
    expect(predicates.map(({ text, firstRunOnly }) => [text, firstRunOnly])).toEqual([
      ['(7 < id)', true],
      ['(2 < amount)', undefined],
    ]);
    expect(incrementalPredicates).toEqual([]);
  });
});

describe('problems', () => {
  it('is not the other answer to a condition that makes no SQL', () => {
    const other = rendering('with', { incremental: false, branch: 1 });
    const facts = analyze(template(rendering("select id from {{ ref('orders') }}"), other), catalog);
    expect(facts.problem).toBeUndefined();
    expect(columnsOf(facts)).toBe('id …');
  });

  it('is one of incremental runs if each of them comes to a plain mistake', () => {
    const first = rendering('select 1 as id', { incremental: false, branch: 0 });
    const later = (sql: string, branch = 0) => rendering(sql, { incremental: true, branch });
    const broken = analyze(template(first, later('select (1 as id')), catalog).problem;
    expect(broken).toMatchObject({ certain: true, incremental: true });
    const some = analyze(template(first, later('select (1 as id'), later('select 1 as id', 1)), catalog);
    expect(some.problem?.certain).toBe(false);
    const both = analyze(template(rendering('select (1 as id')), catalog).problem;
    expect(both).toMatchObject({ certain: true });
    expect(both).not.toHaveProperty('incremental');
  });

  it.each<[string, boolean, string?]>([
    ['select (a from t', true],
    ["select 'a from t", true],
    ['select , a from t', true],
    ['select a, , b from t', true],
    ['select a, from t', true, 'postgres'],
    ['select max(a) as x min(b) as y from t', true],
    ['select max(a) as x, min(b) y z from t', false],
    ['select a frm t where', false],
    ['select [[macro|]] (a from t', false],
  ])('%s', (sql, certain, warehouse = 'snowflake') => {
    const facts = analyze(sql, {}, warehouse);
    expect(facts.problem?.certain).toBe(certain);
    expect(facts.output.open).not.toEqual([]);
  });
});

describe('hostile queries', () => {
  const chain = (step: (index: number) => string, count: number): string =>
    Array.from({ length: count }, (_, index) => `c${index + 1} as (${step(index)})`).join(', ');

  it.each<[string, string]>([
    [
      'columns that double',
      `with c0 as (select 1 as a), ${chain((i) => `select *, * from c${i}`, 40)} select * from c40`,
    ],
    [
      'origins that double',
      `with c0 as (select * from {{ ref('orders') }}), ${chain((i) => `select lower(id) || upper(id) as id from c${i}`, 60)} select * from c60`,
    ],
    [
      'relations that double',
      `with c0 as (select * from {{ source('raw', 'events') }}), ${chain((i) => `select * from c${i} a, c${i} b`, 40)} select * from c40`,
    ],
    [
      'names of prototypes',
      'with __proto__ as (select 1 as constructor) select constructor, __proto__.constructor as toString from __proto__',
    ],
    [
      '3,000 CTEs',
      `with c0 as (select 1 as a), ${chain((i) => `select * from c${i}`, 3000)} select * from c3000`,
    ],
    ['a CTE of itself', 'with recursive a as (select * from a) select * from a'],
    ['CTEs of each other', 'with recursive a as (select * from b), b as (select * from a) select * from b'],
    [
      'recursive CTEs, each within another one',
      Array.from({ length: 24 }).reduce<string>(
        (sql, _, i) => `with recursive r${i} as (${sql} union all select id from r${i}) select id from r${i}`,
        "select id from {{ ref('orders') }}",
      ),
    ],
  ])('%s', (_, sql) => {
    const facts = analyze(sql, catalog);
    expect(facts.missing).toEqual([]);
    expect(facts.output.columns.length).toBeLessThanOrEqual(10_000);
  });
});
