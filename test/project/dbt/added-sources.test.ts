import { expect, test } from 'vitest';
import { addedTables, declaresAny } from '../../../src/project/dbt/added-sources.ts';

const shop = `version: 2
sources:
  - name: shop
    schema: raw
    tables:
      - name: orders
        description: One row per order
`;

test.each<[string, string | undefined, string, string[]]>([
  ['a table', shop, `${shop}      - name: customers\n        description: Who buys\n`, ['shop.customers']],
  [
    'a table before others, and a comment',
    shop,
    shop.replace('      - name: orders', '      # who buys\n      - name: customers\n      - name: orders'),
    ['shop.customers'],
  ],
  ['a source', shop, `${shop}  - name: till\n    tables:\n      - name: receipts\n`, ['till.receipts']],
  ['a file', undefined, shop, ['shop.orders']],
  ['a source without tables', shop, `${shop}  - name: till\n`, []],
  ['nothing', shop, shop, []],
])('%s that comes newly', (_, before, after, names) => {
  expect(addedTables(before, after)?.map(({ source, table }) => `${source}.${table}`)).toEqual(names);
});

test.each<[string, string, string]>([
  ['a table goes', shop, shop.replace('name: orders', 'name: sales')],
  ['a source goes', shop, 'version: 2\nsources: []\n'],
  ['a description differs', shop, shop.replace('per order', 'per line')],
  ['the source differs', shop, shop.replace('schema: raw', 'schema: landing')],
  ['a model comes', shop, `${shop}models:\n  - name: orders\n`],
  ['the new table is tested', shop, `${shop}      - name: customers\n        tests: [not_empty]\n`],
  [
    'a column of the new table is tested',
    shop,
    `${shop}      - name: customers\n        columns:\n          - name: id\n            data_tests: [unique]\n`,
  ],
  [
    'the new table is described elsewhere',
    shop,
    `${shop}      - name: customers\n        description: "{{ doc('c') }}"\n`,
  ],
  ["the new source is a package's", shop, `${shop}  - name: till\n    overrides: tills\n    tables: []\n`],
  ['a name stands twice', shop, `${shop}  - name: shop\n    tables: [{name: orders}]\n`],
  ['it is no YAML', shop, `${shop}  - [`],
  ['it is a list', shop, '- name: shop\n'],
])('more than a new table: %s', (_, before, after) => {
  expect(addedTables(before, after)).toBeUndefined();
});

test('a file that is gone adds nothing', () => {
  expect(addedTables(shop, undefined)).toBeUndefined();
});

test.each([
  ['shop', 'orders', true],
  ['shop', 'order', false],
  ['orders', 'shop', false],
])('whether a file declares %s.%s', (source, table, expected) => {
  expect(declaresAny('s.yml', shop, [{ source, table }])).toBe(expected);
});
