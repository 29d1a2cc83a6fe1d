/** Which resource a BI file means, and when such files are looked at. */
import { afterAll, expect, test } from 'vitest';
import { createReading, openWorkspace } from '../../../src/project/workspace.ts';
import { defaultPolicy } from '../../../src/rules/policy.ts';
import { rule as broken } from '../../../src/rules/quality/bi-dataset-broken.ts';
import { rule as removed } from '../../../src/rules/quality/column-removed-in-use.ts';
import type { Rule, RuleFinding } from '../../../src/rules/rule.ts';
import { memoryChange } from '../../support/memory-snapshot.ts';
import type { MemoryFiles } from '../../support/memory-snapshot.ts';

const { engine, close } = createReading();
afterAll(close);

async function found(
  base: MemoryFiles,
  changes: Record<string, string | null>,
  rule: Rule = broken,
): Promise<{ findings: RuleFinding[]; loaded: ReadonlySet<string> }> {
  const before = { 'dbt_project.yml': 'name: shop\nprofile: shop\n', ...base };
  const after = Object.entries({ ...before, ...changes }).filter(([, text]) => text !== null);
  const change = await memoryChange(before, Object.fromEntries(after) as MemoryFiles);
  const workspace = await openWorkspace(change, { engine, known: new Map(), close: () => {} });
  const loaded = new Set<string>();
  const { load } = change.head;
  change.head.load = (paths, dispensable) => {
    const wanted = [...paths];
    for (const path of wanted) loaded.add(path);
    return load(wanted, dispensable);
  };
  const findings: RuleFinding[] = [];
  const context = { change, files: change.files, workspace, policy: defaultPolicy, options: undefined };
  for await (const finding of rule.check(context)) findings.push(finding);
  return { findings, loaded };
}

const both = "select\n  1 as id,\n  'x' as status\n";
const one = 'select\n  1 as id\n';
const view = (table: string) => `view: v {\n  sql_table_name: ${table} ;;\n  dimension: status {}\n}\n`;
const looker = 'looker/v.view.lkml';

test('names every place of every file once, and says by which way', async () => {
  const base = {
    'models/stg.sql': "select\n  1 as id,\n  'x' as status,\n  'y' as kind\n",
    'models/orders.sql': "select * from {{ ref('stg') }}\n",
    [looker]: view('a.orders'),
    'looker/w.lkml': view('orders').replace('view: v', 'view: w').replace('status', 'kind'),
  };
  const { findings } = await found(base, { 'models/stg.sql': one });
  expect(findings).toMatchObject([
    {
      title:
        '`status` and `kind` are gone from `stg`, but LookML view `v` and LookML view `w` still read them',
      message:
        'Queries that ask for them fail; the first place is `looker/v.view.lkml:3`: `stg` → `orders` → LookML view `v`.',
      subject: 'status, kind',
      confidence: 'likely',
      related: [
        { path: looker, side: 'head', startLine: 3, message: 'LookML view `v` reads `status`' },
        { path: 'looker/w.lkml', side: 'head', startLine: 3, message: 'LookML view `w` reads `kind`' },
        { path: 'models/stg.sql', side: 'base', startLine: 4, message: '`kind` goes as well' },
      ],
    },
  ]);
});

test('BI files join what is said of readers in dbt', async () => {
  const base = {
    'models/orders.sql': both,
    'models/open.sql': "select o.status from {{ ref('orders') }} as o\n",
    [looker]: view('a.orders'),
  };
  const change = { 'models/orders.sql': one };
  expect((await found(base, change)).findings).toEqual([]);
  expect((await found(base, change, removed)).findings).toMatchObject([
    {
      related: [
        { path: looker, startLine: 3, message: 'LookML view `v` reads `status`' },
        { path: 'models/open.sql' },
      ],
    },
  ]);
});

test('no BI file is loaded where nothing goes', async () => {
  const base = { 'models/orders.sql': both, [looker]: view('a.orders') };
  expect((await found(base, { 'models/orders.sql': `${both}-- more\n` })).loaded).not.toContain(looker);
  expect((await found(base, { 'models/orders.sql': one })).loaded).toContain(looker);
});

test('no more than so many files are loaded', async () => {
  const many = Array.from({ length: 5000 }, (_, index) => [`looker/a${index}.lkml`, '']);
  const base = { 'models/orders.sql': both, ...Object.fromEntries(many), [looker]: view('a.orders') };
  expect((await found(base, { 'models/orders.sql': one })).findings).toEqual([]);
});

const macro = (name: string, body: string) => ({
  [`macros/${name}.sql`]: `{% macro ${name}(custom=none, node=none) %}${body}{% endmacro %}\n`,
});
const settings = (text: string) => ({ 'dbt_project.yml': `name: shop\nprofile: shop\n${text}\n` });

test.each<[string, MemoryFiles, string, boolean]>([
  ['any schema where the target decides', {}, 'a.orders', true],
  ['another case', {}, '"DB"."A"."ORDERS"', true],
  ['an ending that dbt adds', settings('models: {+schema: sales}'), 'prod_sales.orders', true],
  ['another ending', settings('models: {+schema: sales}'), 'raw.orders', false],
  ['a part of the ending', settings('models: {+schema: sales}'), 'sales.orders', false],
  [
    'the schema of a macro',
    { ...settings('models: {+schema: sales}'), ...macro('generate_schema_name', '{{ custom }}') },
    'sales.orders',
    true,
  ],
  [
    'another than that of a macro',
    { ...settings('models: {+schema: sales}'), ...macro('generate_schema_name', '{{ custom }}') },
    'prod_sales.orders',
    false,
  ],
  ['an alias', { ...settings('models: {shop: {orders: {+alias: sold}}}') }, 'a.sold', true],
  [
    'what the alias takes the place of',
    { ...settings('models: {shop: {orders: {+alias: sold}}}') },
    'a.orders',
    false,
  ],
  ['the alias of a macro', macro('generate_alias_name', 'shop_{{ node.name }}'), 'a.shop_orders', true],
  ['another than that of a macro', macro('generate_alias_name', 'shop_{{ node.name }}'), 'a.orders', false],
  [
    'one of two',
    { 'seeds/more.csv': 'id\n1\n', 'seeds/more.yml': 'seeds: [{name: more, config: {alias: orders}}]\n' },
    'a.orders',
    false,
  ],
  [
    'a source of another schema',
    { 'models/s.yml': 'sources: [{name: raw, tables: [{name: orders}]}]\n' },
    'a.orders',
    true,
  ],
  [
    'perhaps a source',
    { 'models/s.yml': 'sources: [{name: raw, tables: [{name: orders}]}]\n' },
    'raw.orders',
    false,
  ],
  [
    'perhaps a source of another name',
    { 'models/s.yml': 'sources: [{name: raw, tables: [{name: x, identifier: orders}]}]\n' },
    'orders',
    false,
  ],
  [
    'perhaps a model of a project that is not read',
    { 'other/dbt_project.yml': 'name: other\n', 'other/models/orders.sql': both },
    'a.orders',
    false,
  ],
  ['a file of a package', { 'dbt_packages/x/v.lkml': view('a.orders') }, 'a.items', false],
])('a table may mean %s', async (_, files, table, isMeant) => {
  const base = { 'models/orders.sql': both, ...files, [looker]: view(table) };
  const { findings } = await found(base, { 'models/orders.sql': one });
  expect(findings).toHaveLength(isMeant ? 1 : 0);
});

test('a version has a relation of its own', async () => {
  const properties = 'models: [{name: orders, latest_version: 2, versions: [{v: 1}, {v: 2}]}]\n';
  const base = { 'models/orders_v1.sql': both, 'models/orders_v2.sql': both, 'models/o.yml': properties };
  const read = async (table: string) =>
    (await found({ ...base, [looker]: view(table) }, { 'models/orders_v1.sql': one })).findings.length;
  expect([await read('a.orders_v1'), await read('a.orders_v2'), await read('a.orders')]).toEqual([1, 0, 0]);
});

test('a snapshot is in its schema', async () => {
  const snapshot = (sql: string) =>
    `{% snapshot orders %}\n{{ config(target_schema='past', unique_key='id', strategy='check', check_cols='all') }}\n${sql}{% endsnapshot %}\n`;
  const read = async (table: string) =>
    (
      await found(
        { 'snapshots/orders.sql': snapshot(both), [looker]: view(table) },
        { 'snapshots/orders.sql': snapshot(one) },
      )
    ).findings.length;
  expect([await read('past.orders'), await read('a.orders')]).toEqual([1, 0]);
});

test.each<[string, Record<string, string | null>, string | undefined]>([
  [
    'deleted',
    { 'models/orders.sql': null },
    'Model `orders` is gone, but LookML view `v` still reads what it built',
  ],
  [
    'switched off',
    { 'models/orders.sql': `{{ config(enabled=false) }}\n${both}` },
    'Model `orders` is switched off, but LookML view `v` still reads what it built',
  ],
  [
    'made ephemeral',
    { 'models/orders.sql': `{{ config(materialized='ephemeral') }}\n${both}` },
    'Model `orders` is no relation any more, but LookML view `v` still reads what it built',
  ],
  [
    'given an alias',
    { 'models/orders.sql': `{{ config(alias='sold') }}\n${both}` },
    'Model `orders` is now built as `sold`, but LookML view `v` still reads what it built',
  ],
  [
    'given an alias that nobody knows',
    { 'models/orders.sql': `{{ config(alias=var('x')) }}\n${both}` },
    undefined,
  ],
  [
    'switched off in some runs',
    { 'models/orders.sql': `{{ config(enabled=var('x')) }}\n${both}` },
    undefined,
  ],
  ['moved', { 'models/orders.sql': null, 'models/marts/orders.sql': both }, undefined],
  [
    'replaced by another of its name',
    { 'models/orders.sql': null, 'models/sold.sql': `{{ config(alias='orders') }}\n${both}` },
    undefined,
  ],
  [
    'replaced by a source',
    {
      'models/orders.sql': null,
      'models/s.yml': 'sources: [{name: raw, schema: a, tables: [{name: orders}]}]\n',
    },
    undefined,
  ],
  ['mended in the file too', { 'models/orders.sql': null, [looker]: view('a.items') }, undefined],
])('a model that is %s', async (_, changes, title) => {
  const { findings } = await found({ 'models/orders.sql': both, [looker]: view('a.orders') }, changes);
  expect(findings.map((finding) => finding.title)).toEqual(title === undefined ? [] : [title]);
});

test.each<[string, string, MemoryFiles]>([
  ['a package that is installed instead', 'dbt_packages/sales/', { 'packages.yml': 'packages: []\n' }],
  ['a project that leaves the repository', 'sales/', {}],
])('nothing is said of a model of %s', async (_, folder, others) => {
  const own = { [`${folder}dbt_project.yml`]: 'name: sales\n', [`${folder}models/orders.sql`]: both };
  const base = { ...own, ...others, 'models/days.sql': 'select 1 as day\n', [looker]: view('a.orders') };
  const gone = Object.fromEntries(Object.keys(own).map((path) => [path, null]));
  expect((await found(base, { ...gone, 'models/days.sql': 'select 2 as day\n' })).findings).toEqual([]);
});

test('nothing is said of a model without which dbt stops', async () => {
  const base = {
    'models/orders.sql': both,
    'models/open.sql': "select id from {{ ref('orders') }}\n",
    [looker]: view('a.orders'),
  };
  expect((await found(base, { 'models/orders.sql': null })).findings).toEqual([]);
});

test.each([
  ['the column', '{name: id}', 1],
  ['a metric', '{name: id, meta: {metrics: {Status: {type: count}}}}', 0],
  ['a dimension of another column', '{name: id, meta: {dimension: {name: status}}}', 0],
  ['a further dimension', '{name: id, config: {meta: {additional_dimensions: {status: {type: string}}}}}', 0],
])('a field of Lightdash may be %s', async (_, column, count) => {
  const chart = 'name: a\ntableName: orders\nmetricQuery: {dimensions: [orders_status]}\n';
  const base = {
    'models/orders.sql': both,
    'models/orders.yml': `models: [{name: orders, columns: [${column}]}]\n`,
    'lightdash/charts/a.yml': chart,
  };
  expect((await found(base, { 'models/orders.sql': one })).findings).toHaveLength(count);
});

test('a table that keeps the column is read without an error for a while', async () => {
  const config = "{{ config(materialized='incremental', on_schema_change='append_new_columns') }}\n";
  const { findings } = await found(
    { 'models/orders.sql': config + both, [looker]: view('a.orders') },
    { 'models/orders.sql': config + one },
  );
  expect(findings.map(({ message }) => message)).toEqual([
    'The table keeps the column, without values in new rows, until a full refresh drops it. Then queries that ask for it fail; the first place is `looker/v.view.lkml:3`: `orders` → LookML view `v`.',
  ]);
});
