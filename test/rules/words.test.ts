/** What findings say, as it is read by whoever gets them. */
import { afterAll, expect, test } from 'vitest';
import { createReading, openWorkspace } from '../../src/project/workspace.ts';
import { rules } from '../../src/rules/index.ts';
import { defaultPolicy } from '../../src/rules/policy.ts';
import { memoryChange } from '../support/memory-snapshot.ts';

const { engine, close } = createReading();
afterAll(close);

/** Titles and messages of what one rule finds. */
async function said(
  id: string,
  base: Record<string, string>,
  changed: Record<string, string>,
): Promise<string[]> {
  const project = { 'dbt_project.yml': 'name: shop\nprofile: shop\n', ...base };
  const change = await memoryChange(project, { ...project, ...changed });
  const workspace = await openWorkspace(change, { engine, known: new Map(), close: () => {} });
  const rule = rules.find((candidate) => candidate.id === id)!;
  const context = { change, files: change.files, workspace, policy: defaultPolicy, options: undefined };
  const words: string[] = [];
  for await (const { title, message } of rule.check(context)) words.push(title, message);
  return words;
}

const orders = { 'models/orders.sql': 'select\n  1 as id,\n  2 as amount\n' };
const withoutAmount = { 'models/orders.sql': 'select\n  1 as id\n' };

test('what a parser says is a sentence', async () => {
  const open = { 'models/orders.sql': "select 1 as id {% if target.name == 'dev' %}limit 10\n" };
  expect(await said('quality/syntax-broken', orders, open)).toEqual([
    '`orders` can no longer be read',
    'Expected {% endif %} before the end of the file.',
  ]);
});

test('of two long keys of a snapshot is shown where they part', async () => {
  const snapshot = (key: string) => ({
    'snapshots/orders.sql': `{% snapshot s %}\n{{ config(unique_key="concat(day, '-', customer, '-', country, '-', channel, '-', ${key})", strategy='check', check_cols='all') }}\nselect 1 as id\n{% endsnapshot %}\n`,
  });
  const [title] = await said(
    'quality/snapshot-config-changed',
    { 'dbt_project.yml': 'name: shop\n', ...snapshot('product') },
    snapshot('batch'),
  );
  expect(title).toBe('Snapshot `s` changes `unique_key` from `…product)` to `…batch)`');
});

test('a test that reads a lost column is called by its name', async () => {
  const yml = 'models: [{name: orders, columns: [{name: amount, data_tests: [not_null]}]}]\n';
  const [title] = await said(
    'quality/column-removed-in-use',
    { ...orders, 'models/orders.yml': yml },
    withoutAmount,
  );
  expect(title).toBe('`amount` is gone from `orders`, but the `not_null` test still reads it');
});

test('a semantic model that reads a lost column is told from its model of the same name', async () => {
  const yml =
    "semantic_models: [{name: orders, model: ref('orders'), dimensions: [{name: amount, type: categorical}]}]\n";
  const [title, message] = await said(
    'quality/column-removed-in-use',
    { ...orders, 'models/orders.yml': yml },
    withoutAmount,
  );
  expect(title).toBe('`amount` is gone from `orders`, but the `orders` semantic model still reads it');
  expect(message).toBe(
    'One reader will fail at `models/orders.yml:1`: `orders` → the `orders` semantic model.',
  );
});

test('one reader that names a lost column twice reads it', async () => {
  const totals = "select amount, amount * 2 as twice from {{ ref('orders') }}\n";
  const [title, message] = await said(
    'quality/column-removed-in-use',
    { ...orders, 'models/totals.sql': totals },
    withoutAmount,
  );
  expect(title).toBe('`amount` is gone from `orders`, but `totals` still reads it');
  expect(message).toBe('One reader will fail at `models/totals.sql:1`: `orders` → `totals`.');
});

test('several models that look for a column in their own subqueries are one finding', async () => {
  const model = (column: string) => `with a as (select 1 as id)\nselect ${column} from a\n`;
  const both = (column: string) => ({
    'models/orders.sql': model(column),
    'models/refunds.sql': model(column),
  });
  expect(await said('quality/unknown-column', both('id'), both('amount'))).toEqual([
    '`orders` reads `amount` from its own subqueries, which do not give it, and one more model likewise',
    expect.any(String),
  ]);
});

test('a test that looks at fewer rows says what comes of it, and where it was if that is another file', async () => {
  const yml = (test: string) =>
    `models: [{name: orders, columns: [{name: amount, data_tests: [${test}]}]}]\n`;
  const base = { ...orders, 'models/orders.yml': yml('not_null'), 'models/new.yml': '' };
  const fewer = yml("not_null: {config: {where: 'id > 5', severity: warn}}");
  expect(await said('quality/test-weakened', base, { 'models/orders.yml': fewer })).toEqual([
    'The `not_null` test on `amount` of `orders` only warns now',
    'It also looks at some rows only. A failure no longer stops the build.',
  ]);
  const [, message] = await said('quality/test-weakened', base, {
    'models/orders.yml': '',
    'models/new.yml': fewer,
  });
  expect(message).toBe(
    'It also looks at some rows only. A failure no longer stops the build. At base it stood at `models/orders.yml:1`.',
  );
});

test('tables that go with the name of their source are one finding', async () => {
  const sources = (name: string) => `sources: [{name: ${name}, tables: [{name: orders}, {name: refunds}]}]\n`;
  const base = {
    'models/sources.yml': sources('raw'),
    'models/a.sql': "select 1 as id from {{ source('raw', 'orders') }}\n",
    'models/b.sql': "select 1 as id from {{ source('raw', 'refunds') }}\n",
  };
  const [title] = await said('quality/model-removed-in-use', base, { 'models/sources.yml': sources('shop') });
  expect(title).toBe('Source `raw.orders` is gone, but `a` still refers to it, and one more table likewise');
});

test('a model with the name of another one begins its sentence', async () => {
  const [title] = await said('quality/duplicate-resource', orders, {
    'models/old/orders.sql': 'select 1 as id\n',
  });
  expect(title).toBe('Model `orders` has the name of another one');
});
