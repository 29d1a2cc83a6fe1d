import { expect, test } from 'vitest';
import { biUses, isBiPath } from '../../../src/project/bi/files.ts';
import { lightdashMetaUses } from '../../../src/project/bi/lightdash-meta.ts';

type Uses = ReturnType<typeof biUses>;
const inWords = (uses: Uses) =>
  uses.map(({ names, table: { schema, name }, column, line }) =>
    [names, [schema ?? [], name].flat().join('.'), column ?? [], line].flat().join(' '),
  );
const dataset = (text: string) => inWords(biUses('superset/datasets/shop/orders.yaml', text));
const content = (text: string) => inWords(biUses('lightdash/charts/orders.yml', text));
const meta = (text: string) => inWords(lightdashMetaUses(text));

test.each([
  ['looker/orders.view.lkml', true],
  ['orders.view.lookml', true],
  ['superset/datasets/shop/orders.yaml', true],
  ['datasets/orders.yml', true],
  ['lightdash/charts/a.yml', true],
  ['lightdash/shop/sales/a.chart.yml', true],
  ['models/orders.yml', false],
  ['datasets/orders.json', false],
  ['lightdash.yml', false],
])('%s: %s', (path, is) => {
  expect(isBiPath(path)).toBe(is);
});

test('a dataset of Superset reads the columns that it does not compute', () => {
  const text = `table_name: Orders
main_dttm_col: made_at
schema: sales
sql: null
columns:
- column_name: id
  expression: null
- column_name: STATUS
  expression: ''
- column_name: late
  expression: made_at < now()
- column_name: old
  is_active: false
`;
  expect(dataset(text)).toEqual([
    'relation sales.orders 1',
    'relation sales.orders id 6',
    'relation sales.orders status 8',
    'relation sales.orders made_at 2',
  ]);
  expect(biUses('datasets/a.yml', text)[0]!.by).toBe('Superset dataset `Orders`');
});

test('a dataset of a query reads what the query reads', () => {
  const text =
    'table_name: late orders\nschema: sales\nsql: "select o.id as column_a from sales.orders o"\ncolumns:\n- column_name: column_a\n';
  expect(dataset(text)).toEqual(['relation sales.orders 3', 'relation sales.orders id 3']);
});

test('a chart of Lightdash reads the dimensions of its own table', () => {
  const text = `name: Sales
tableName: orders
metricQuery:
  exploreName: orders
  dimensions:
    - orders_status
    - customers_name
  metrics:
    - orders_total
  sorts:
    - fieldId: orders_total
  filters:
    dimensions:
      id: x
      and:
        - target: {fieldId: orders_made_at}
    metrics:
      and:
        - target: {fieldId: orders_count}
  additionalMetrics:
    - name: highest
      table: orders
      baseDimensionName: amount
`;
  expect(content(text)).toEqual([
    'model orders 2',
    'model orders status 6',
    'model orders made_at 16',
    'model orders amount 23',
  ]);
});

test('a dashboard of Lightdash reads what it filters by', () => {
  const text =
    'name: All\ntiles: []\nfilters:\n  dimensions:\n    - target:\n        fieldId: orders_status\n        tableName: orders\n    - target: {fieldId: orders_kind}\n';
  expect(content(text)).toEqual(['model orders status 6']);
});

test('properties of dbt read by the SQL of their meta', () => {
  const text = `models:
  - name: orders
    meta:
      joins:
        - join: customers
          sql_on: \${orders.customer_id} = \${customers.id}
    columns:
      - name: amount
        config:
          meta:
            metrics:
              total: {type: sum, sql: '\${TABLE}.amount * \${TABLE}."RATE"'}
      - name: kind
        description: \${TABLE}.other
`;
  expect(meta(text)).toEqual([
    'model customers 5',
    'model orders customer_id 6',
    'model customers id 6',
    'model orders amount 12',
    'model orders rate 12',
  ]);
});

test('under an alias a model’s name may be another one’s', () => {
  const text =
    'models:\n  - name: orders\n    meta:\n      joins:\n        - {join: people, alias: customers, sql_on: "${customers.id} = 1"}\n';
  expect(meta(text)).toEqual(['model people 5']);
});

test.each([
  ['no YAML', 'table_name: [\ncolumn_name: tableName:\n${'],
  ['nothing', ''],
  ['a list', '- table_name: a\n- column_name: b\n- tableName: ${c}\n'],
  [
    'other kinds',
    'table_name: {a: 1}\ncolumns: x\ncolumn_name: 1\ntableName: [1]\nmetricQuery: 3\nmodels: ${\n',
  ],
  ['templates', '{{- if .Values.x }}\ntableName: {{ .a }}\n{{- end }}\ncolumn_name: table_name:\n${'],
  [
    'a bomb',
    `a: &a [x]\n${'bcdefghij'
      .split('')
      .map((key, index) => `${key}: &${key} [${`*${'abcdefghi'[index]}, `.repeat(12)}]`)
      .join('\n')}\nname: x\ntableName: y\nfilters: {dimensions: *j}\nmodels: *j\nz: "\${"\n`,
  ],
  ['depth', `name: x\ntableName: y\nfilters: ${'{dimensions: '.repeat(5000)}`],
  ['names of prototypes', 'table_name: __proto__\ncolumns:\n- __proto__: {column_name: constructor}\n'],
])('%s gives no column', (_, hostile) => {
  const uses = [
    ...biUses('datasets/a.yml', hostile),
    ...biUses('lightdash/a.yml', hostile),
    ...lightdashMetaUses(hostile),
  ];
  expect(uses.filter(({ column }) => column !== undefined)).toEqual([]);
});
