import { expect, test } from 'vitest';
import { sqlReads } from '../../../src/project/bi/sql-reads.ts';

function read(sql: string): string[] {
  return sqlReads(sql).map(
    ({ table: { schema, name }, column }) =>
      `${schema ?? '-'} ${name}${column === undefined ? '' : ` ${column}`}`,
  );
}

test.each([
  ['a table', 'select 1 from sales.orders', ['sales orders']],
  ['an alias', 'select o.Id from shop.sales.orders as o', ['sales orders', 'sales orders id']],
  ['its own name', 'select orders.id from sales.orders where 1 = 1', ['sales orders', 'sales orders id']],
  [
    'quotes',
    'select o."ID", o.`at` from `shop.sales.orders` o',
    ['sales orders', 'sales orders id', 'sales orders at'],
  ],
  [
    'a join',
    'select i.id from a.orders o left join a.items i on i.order_id = o.id',
    ['a orders', 'a items', 'a items id', 'a items order_id', 'a orders id'],
  ],
  [
    'the same table twice',
    'select o.id from orders o union all select o.id from orders o',
    ['- orders', '- orders', '- orders id', '- orders id'],
  ],
  ['columns of nobody knows which', 'select id from orders', ['- orders']],
  [
    'an alias of two tables',
    'select o.id from orders o union all select o.id from items o',
    ['- orders', '- items'],
  ],
  [
    'an alias of a query',
    'select o.id from orders o, (select 1 as id from items) o',
    ['- orders', '- items'],
  ],
  ['a CTE', 'with orders as (select 1 as id) select o.id from orders o', []],
  [
    'a CTE behind another one',
    'with a as (select 1), orders as (select 1 as id) select orders.id from orders',
    [],
  ],
  [
    'a table of the name of a CTE',
    'with orders as (select o.id from a.orders o) select 1 from orders',
    ['a orders', 'a orders id'],
  ],
  ['a part of a document', 'select o.address.city, o.tags[0], o.doc:x from orders o', ['- orders']],
  ['a function', 'select o.f(1) from orders o', ['- orders']],
  ['comments and texts', "select 'o.a' -- o.b\n/* o.c */ from orders o", ['- orders']],
  [
    'what only the tool knows',
    'select o.a from ${orders.SQL_TABLE_NAME} o join @{schema}.items i on i.id = {{ x }}',
    ['- items', '- items id'],
  ],
])('%s', (_, sql, expected) => {
  expect(read(sql)).toEqual(expected);
});

test.each([
  ['comments', '/* '.repeat(200_000)],
  ['brackets', ') a '.repeat(100_000)],
  ['tables', `from ${'a.'.repeat(200_000)}`],
  ['lists', ', a as '.repeat(100_000)],
  ['quotes', 'from "'.repeat(100_000)],
  ['variables', '${'.repeat(200_000)],
  ['columns', 'a.'.repeat(200_000)],
  ['blanks', `from${' '.repeat(300_000)}`],
])('%s without end', (_, hostile) => {
  expect(sqlReads(hostile).some(({ column }) => column !== undefined)).toBe(false);
});
