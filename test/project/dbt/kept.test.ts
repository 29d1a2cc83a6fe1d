import { expect, test } from 'vitest';
import { workspaceOf } from '../../support/dbt-project.ts';

const settings = (more = '') => `{{ config(tags=['daily']${more}) }}\n`;
const orders = "select * from {{ source('raw', 'orders') }}";
const report = "select * from {{ ref('orders') }}";
const source = (columns: string) =>
  `sources:\n  - name: raw\n    tables:\n      - name: orders\n        columns: ${columns}\n`;
const described = (columns: string) => `models:\n  - name: report\n    columns: ${columns}\n`;
const files = {
  'dbt_project.yml': 'name: shop\nvars: {limit: 10}\n',
  'macros/cents.sql': '{% macro cents(x) %}{{ x }} * 100{% endmacro %}',
  'models/sources.yml': source('[{name: id}]'),
  'models/orders.sql': `${settings()}${orders}`,
  'models/report.sql': `${settings()}${report}`,
  'seeds/countries.csv': 'code,name\nde,Germany\n',
  'models/places.sql': `${settings()}select code from {{ ref('countries') }}`,
  'models/priced.sql':
    "select id, {{ cents('amount') }} as price from {{ ref('orders') }} where id < {{ var('limit') }} and {{ unheard_of() }}",
  'models/runs.sql': `${settings()}select id from {{ ref('orders') }}{% if is_incremental() %} where id > 1{% endif %}`,
  'snapshots/kept.sql': `{% snapshot kept %}${settings(", unique_key='id', strategy='check', check_cols='all', target_schema='s'")}${report}{% endsnapshot %}`,
};

const weekly = (path: keyof typeof files, more = '') => ({
  [path]: files[path].replace("['daily']", `['weekly']${more}`),
});
const both = { ...weekly('models/orders.sql'), ...weekly('models/report.sql') };

/** What is kept of a resource: `query`, `columns`. */
async function keptOf(
  id: string,
  changes: Record<string, string | null>,
  base: Record<string, string> = files,
) {
  const { projects } = await workspaceOf(base, changes);
  const { head, changes: changed } = projects[0]!;
  expect(changed.map((change) => change.id)).toContain(id);
  return [...(head!.keepsQuery(id) ? ['query'] : []), ...(head!.keepsColumns(id) ? ['columns'] : [])].join();
}

test.each<[string, string, Record<string, string | null>, string]>([
  ['another setting', 'model.shop.report', weekly('models/report.sql'), 'query,columns'],
  [
    'settings of its own, and a hole in its text',
    'model.shop.priced',
    { 'models/priced.sql': `${settings()}${files['models/priced.sql']}\n` },
    'query,columns',
  ],
  ['another setting of what it reads', 'model.shop.report', both, 'query,columns'],
  [
    'a macro that writes the same',
    'model.shop.priced',
    { 'macros/cents.sql': '{% macro cents(x) %}{# cents #}{{ x }} * 100{% endmacro %}' },
    'query,columns',
  ],
  [
    'a macro that writes something else',
    'model.shop.priced',
    { 'macros/cents.sql': '{% macro cents(x) %}{{ x }} * 10{% endmacro %}' },
    '',
  ],
  ['another text', 'model.shop.report', { 'models/report.sql': `${settings()}${report} where id > 1` }, ''],
  [
    'another text of what it reads',
    'model.shop.report',
    { ...weekly('models/report.sql'), 'models/orders.sql': `${settings()}${orders} where id > 1` },
    '',
  ],
  [
    'a column that a source has',
    'model.shop.report',
    { ...both, 'models/sources.yml': source('[{name: id}, {name: amount}]') },
    '',
  ],
  [
    'a description that a source has',
    'model.shop.report',
    { ...both, 'models/sources.yml': source('[{name: id, description: key}]') },
    'query,columns',
  ],
  [
    'a row of a seed',
    'model.shop.places',
    { ...weekly('models/places.sql'), 'seeds/countries.csv': 'code,name\nfr,France\n' },
    'query,columns',
  ],
  [
    'a column of a seed',
    'model.shop.places',
    { ...weekly('models/places.sql'), 'seeds/countries.csv': 'code,name,area\nfr,France,1\n' },
    '',
  ],
  [
    'a variable',
    'model.shop.report',
    { ...weekly('models/report.sql'), 'dbt_project.yml': 'name: shop\nvars: {limit: 20}\n' },
    '',
  ],
  [
    'the name of the project',
    'model.mart.report',
    { 'dbt_project.yml': 'name: mart\nvars: {limit: 10}\nmodels: {+tags: [x]}\n' },
    '',
  ],
  [
    'what it reads, which is disabled',
    'model.shop.report',
    { ...weekly('models/report.sql'), ...weekly('models/orders.sql', ', enabled=false') },
    '',
  ],
  ['what is disabled', 'model.shop.orders', weekly('models/orders.sql', ', enabled=false'), 'query'],
  ['a table', 'model.shop.report', weekly('models/report.sql', ", materialized='table'"), 'query,columns'],
  [
    'something of its own',
    'model.shop.report',
    weekly('models/report.sql', ", materialized='cube'"),
    'query',
  ],
  [
    'incremental runs of their own',
    'model.shop.runs',
    weekly('models/runs.sql', ", materialized='incremental'"),
    '',
  ],
  [
    'a snapshot that records more',
    'snapshot.shop.kept',
    weekly('snapshots/kept.sql', ", hard_deletes='new_record'"),
    'query',
  ],
  ['a template that cannot be read', 'model.shop.report', { 'models/report.sql': '{% if %}' }, ''],
])('what is kept with %s', async (_, id, changes, expected) => {
  expect(await keptOf(id, changes)).toBe(expected);
});

test('what only incremental runs say is not what a condition says', async () => {
  const written = (condition: string) =>
    `${settings(", materialized='incremental'")}select 1 as id{% if ${condition} %} where id > 1{% endif %}`;
  const base = { ...files, 'models/runs.sql': written('is_incremental()') };
  const changes = { 'models/runs.sql': written("env_var('x', '') == 'y'") };
  expect(await keptOf('model.shop.runs', changes, base)).toBe('');
});

test('under a contract, properties name columns', async () => {
  const base = {
    ...files,
    ...weekly('models/report.sql', ", materialized='table', contract={'enforced': true}"),
    'models/m.yml': described('[{name: id, data_type: int}]'),
  };
  const changes = { 'models/m.yml': described('[{name: id, data_type: int}, {name: at, data_type: date}]') };
  expect(await keptOf('model.shop.report', changes, base)).toBe('query');
});

test('of two models that read each other nobody knows', async () => {
  const base = { ...files, 'models/orders.sql': `${settings()}select * from {{ ref('report') }}` };
  const changes = {
    ...weekly('models/report.sql'),
    'models/orders.sql': base['models/orders.sql'].replace('daily', 'weekly'),
  };
  expect(await keptOf('model.shop.report', changes, base)).toBe('');
});

test('a template that neither revision can read says nothing of what is kept', async () => {
  const base = { ...files, 'models/report.sql': `${settings()}{{ 1 | nothing_of_the_kind( }}` };
  const changes = { 'models/report.sql': base['models/report.sql'].replace('daily', 'weekly') };
  expect(await keptOf('model.shop.report', changes, base)).toBe('');
});

test('of a package that is a project itself nobody knows here', async () => {
  const shop = {
    'a/dbt_project.yml': 'name: a\n',
    'a/models/deep.sql': 'select 1 as id',
    'a/models/shown.sql': "select * from {{ ref('deep') }}",
    'b/dbt_project.yml': 'name: b\n',
    'b/packages.yml': 'packages:\n  - local: ../a\n',
    'b/models/report.sql': `${settings()}select id from {{ ref('a', 'shown') }}`,
  };
  const changes = {
    'a/models/deep.sql': 'select 1 as key',
    'b/models/report.sql': shop['b/models/report.sql'].replace('daily', 'weekly'),
  };
  const { projects } = await workspaceOf(shop, changes);
  expect(projects.map(({ head }) => head!.name)).toEqual(['a', 'b']);
  expect(projects[1]!.head!.keepsQuery('model.b.report')).toBe(false);
});
