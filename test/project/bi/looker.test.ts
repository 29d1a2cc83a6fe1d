import { expect, test } from 'vitest';
import { lookerUses } from '../../../src/project/bi/looker.ts';

/** `table.column:line`, without the column where the table is named. */
function read(text: string): string[] {
  return lookerUses(text).map(({ table, column, line }) => {
    const name = [table.schema ?? [], table.name].flat().join('.');
    return `${name}${column === undefined ? '' : ` ${column}`}:${line}`;
  });
}

const view = (fields: string, table = 'sql_table_name: sales.orders ;;', name = 'orders') =>
  `view: ${name} {\n${table}\n${fields}\n}\n`;

test.each([
  ['a dimension', 'dimension: a { sql: ${TABLE}.Status ;; }', ['status:3']],
  [
    'a quoted column',
    'dimension: a { sql: ${TABLE}."STATUS" || ${TABLE}.`kind` ;; }',
    ['status:3', 'kind:3'],
  ],
  ['a measure', 'measure: total { type: sum\nsql: ${TABLE}.amount ;; }', ['amount:4']],
  ['times', 'dimension_group: made { type: time sql: ${TABLE}.made_at ;; }', ['made_at:3']],
  [
    'a length of time',
    'dimension_group: open { type: duration sql_start: ${TABLE}.a ;; sql_end: ${TABLE}.b ;; }',
    ['a:3', 'b:3'],
  ],
  ['a case', 'dimension: a { case: { when: { sql: ${TABLE}.status = 1 ;; label: "x" } } }', ['status:3']],
  ['a dimension called after its column', 'dimension: status {}', ['status:3']],
  ['a part of a document', 'dimension: city { sql: ${TABLE}.address.city ;; }', ['address:3']],
  ['another field', 'dimension: a { sql: ${status} ;; }', []],
  ['a function', 'dimension: a { sql: ${TABLE}.status() ;; }', []],
  ['a comment', 'dimension: a { sql: 1 -- ${TABLE}.status\n/* ${TABLE}.kind */ ;; }', []],
  ['a measure of rows', 'measure: count { type: count }', []],
  ['a place', 'dimension: where { type: location sql_latitude: 1 ;; }', []],
  ['a parameter', 'parameter: unit { type: string }', []],
])('%s', (_, fields, columns) => {
  expect(read(view(fields))).toEqual(['sales.orders:2', ...columns.map((each) => `sales.orders ${each}`)]);
});

const dimension = 'dimension: status {}\ndimension: a { sql: ${TABLE}.kind ;; }';

test.each([
  [
    'with a database and quotes',
    'sql_table_name: `shop.sales.orders` ;;',
    ['sales.orders:2', 'sales.orders status:3', 'sales.orders kind:4'],
  ],
  [
    'in a schema that only Looker knows',
    'sql_table_name: @{schema}.orders ;;',
    ['orders:2', 'orders status:3', 'orders kind:4'],
  ],
  ['by its own name', '', ['orders:1', 'orders status:3', 'orders kind:4']],
  ['that depends on who asks', 'sql_table_name: {% if x %} a.orders {% else %} b.orders {% endif %} ;;', []],
  ['that Looker puts together', 'sql_table_name: sales.orders_{{ x }} ;;', []],
  ['that it has from another view', 'extends: [base]', []],
  ['that others extend', 'extension: required', []],
])('a table %s', (_, table, expected) => {
  expect(read(view(dimension, table))).toEqual(expected);
});

test('of a view that changes another one what it says itself', () => {
  expect(read(view(dimension, '', '+orders'))).toEqual([]);
  expect(read(view(dimension, 'sql_table_name: sales.orders ;;', '+orders'))).toEqual([
    'sales.orders:2',
    'sales.orders kind:4',
  ]);
});

test('a derived table reads what it selects from, its fields read the derived table', () => {
  const table = 'derived_table: {\nsql: select o.status\nfrom sales.orders o ;; }';
  expect(read(view('dimension: status {}', table))).toEqual(['sales.orders:4', 'sales.orders status:3']);
  expect(read(view('dimension: status {}', 'derived_table: { explore_source: x { column: a {} } }'))).toEqual(
    [],
  );
});
