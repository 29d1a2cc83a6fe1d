/** Which columns of a grouping are decided by others of it, as the project around the query declares. */
import { afterAll, describe, expect, test } from 'vitest';
import { createReading, openWorkspace } from '../../../src/project/workspace.ts';
import { isUniqueByQuery } from '../../../src/rules/shared/uniqueness.ts';
import { memoryChange } from '../../support/memory-snapshot.ts';

const { engine, close } = createReading();
afterAll(close);

const unique = (model: string, column: string) =>
  `  - name: ${model}\n    columns:\n      - {name: ${column}, tests: [unique]}\n`;
const project = {
  'dbt_project.yml': 'name: shop\n',
  'models/schema.yml': `models:\n${unique('products', 'id')}${unique('orders', 'id')}${unique('prices', 'price_id')}`,
  'models/orders.sql': 'select id, day, product_id, shop_id, amount from raw.orders\n',
  'models/products.sql': 'select id, name, brand_id from raw.products\n',
  'models/prices.sql': 'select price_id, product_id, since, until, price from raw.prices\n',
  'models/shops.sql': 'select id, city from raw.shops\n',
  'models/towns.sql': 'select name, region from raw.towns\n',
};

/** Whether no two rows of a query share all of these columns. */
async function isUnique(sql: string, ...columns: string[]): Promise<boolean | undefined> {
  const files = { ...project, 'models/report.sql': `${sql}\n` };
  const change = await memoryChange(project, files);
  const workspace = await openWorkspace(change, { engine, known: new Map(), close: () => {} });
  return isUniqueByQuery(workspace.projects[0]!.head!, 'model.shop.report', columns);
}

const orders = "{{ ref('orders') }} as o";
const join = (model: string, on: string, kind = 'left') => `${kind} join {{ ref('${model}') }} as j on ${on}`;

describe('of rows that are joined, decided is', () => {
  test('the one that a declared key finds, through CTEs and under other names', async () => {
    const lines = `with lines as (select o.product_id as p, j.name, o.amount from ${orders} ${join('products', 'j.id = o.product_id')}),\nall_lines as (select * from lines)`;
    const query = `${lines}\nselect p as product, name as called, upper(name) as loud, sum(amount) as amount from all_lines group by 1, 2, 3`;
    expect(await isUnique(query, 'product')).toBe(true);
    expect(await isUnique(query, 'called')).toBe(false);
  });

  test('the one that another joined row leads to', async () => {
    const from = `from ${orders} ${join('products', 'j.id = o.product_id', 'inner')} left join (select id, max(city) as city from {{ ref('shops') }} group by 1) as s on s.id = j.brand_id`;
    expect(
      await isUnique(`select o.product_id, s.city, count(*) as n ${from} group by 1, 2`, 'product_id'),
    ).toBe(true);
  });

  test('not the one of several for a part of a key', async () => {
    const from = `from ${orders} ${join('prices', 'j.product_id = o.product_id')}`;
    expect(
      await isUnique(`select o.product_id, j.price, count(*) as n ${from} group by 1, 2`, 'product_id'),
    ).toBe(false);
  });

  test('not without all that its condition names', async () => {
    const from = (kind: string) =>
      `from ${orders} ${join('products', "j.id = o.product_id and o.day > '2026-01-01'", kind)}`;
    const query = (kind: string) =>
      `select o.product_id, o.shop_id, j.name, count(*) as n ${from(kind)} group by 1, 2, 3`;
    expect(await isUnique(query('left'), 'product_id', 'shop_id')).toBe(false);
  });

  test('none that a full join leaves out, and no expression over it', async () => {
    const from = `from ${orders} ${join('products', 'j.id = o.product_id', 'full')}`;
    expect(
      await isUnique(`select o.product_id, j.name, count(*) as n ${from} group by 1, 2`, 'product_id'),
    ).toBe(false);
    const named = "with p as (select id, name, coalesce(name, '') as shown from {{ ref('products') }})";
    const query = (kind: string) =>
      `${named} select j.name, j.shown, count(*) as n from ${orders} ${kind} join p as j on j.id = o.product_id group by 1, 2`;
    expect(await isUnique(query('left'), 'name')).toBe(false);
    expect(await isUnique(query('inner'), 'name')).toBe(true);
  });

  test('perhaps the one that nothing declares to be one, unless a range chooses it', async () => {
    const query = (on: string) =>
      `select o.shop_id, o.day, j.city, count(*) as n from ${orders} ${join('shops', on)} group by 1, 2, 3`;
    expect(await isUnique(query('j.id = o.shop_id'), 'shop_id', 'day')).toBeUndefined();
    expect(await isUnique(query('j.id = o.shop_id and j.since <= o.day'), 'shop_id', 'day')).toBe(false);
  });
});

describe('of one relation, decided is', () => {
  test('what its declared key decides', async () => {
    const query = `select id, name, count(*) as n from {{ ref('products') }} group by 1, 2`;
    expect(await isUnique(query, 'id')).toBe(true);
    expect(await isUnique(query, 'name')).toBe(false);
    expect(await isUnique("select distinct id, name from {{ ref('products') }}", 'id')).toBe(true);
  });

  test('perhaps what its id decides, if a join repeats its rows', async () => {
    const from = "from {{ ref('shops') }} as s";
    const query = (rows: string) => `select s.id, s.city, count(*) as n ${rows} group by 1, 2`;
    expect(await isUnique(query(`${from} join ${orders} on o.shop_id = s.id`), 'id')).toBeUndefined();
    expect(await isUnique(query(from), 'id')).toBe(false);
    const towns = `select t.name, t.region, count(*) as n from {{ ref('towns') }} as t join ${orders} on o.day = t.name group by 1, 2`;
    expect(await isUnique(towns, 'name')).toBe(false);
  });

  test('what its key decides in both branches of a UNION', async () => {
    const branch = (where: string) => `select id, name from {{ ref('products') }} where ${where}`;
    const both = `with p as (${branch('brand_id = 1')} union all ${branch('brand_id = 2')})`;
    expect(await isUnique(`${both} select id, name, count(*) as n from p group by 1, 2`, 'id')).toBe(true);
  });

  test('the same column under another name', async () => {
    const query = `select shop_id, day, day as d, count(*) as n from ${orders} group by 1, 2, 3`;
    expect(await isUnique(query, 'shop_id', 'd')).toBe(true);
    expect(await isUnique(query, 'd')).toBe(false);
  });

  test('not what two rows of it show', async () => {
    const from = "with p as (select * from {{ ref('products') }})";
    const query = `${from} select a.id, b.name, count(*) as n from p as a join p as b on b.brand_id = a.brand_id group by 1, 2`;
    expect(await isUnique(query, 'id')).toBe(false);
  });
});

test('models that read one another twice on every level are read in time', async () => {
  const level = (at: number) =>
    `c${at} as (select x.id, x.name, y.brand_id, count(*) as n from c${at - 1} as x join c${at - 1} as y on y.name = x.name group by 1, 2, 3), d${at} as (select b.id, b.name, x.brand_id, count(*) as n from {{ ref('products') }} as b join d${at - 1} as x on x.name = b.name group by 1, 2, 3)`;
  const ctes = Array.from({ length: 25 }, (_, index) => level(index + 1));
  const first = (name: string) => `${name}0 as (select id, name, brand_id from {{ ref('products') }})`;
  const query = (name: string) =>
    `with ${first('c')}, ${first('d')}, ${ctes.join(', ')} select id, name, brand_id from ${name}25`;
  expect(await isUnique(query('c'), 'id')).not.toBe(true);
  expect(await isUnique(query('d'), 'id')).not.toBe(true);
});
