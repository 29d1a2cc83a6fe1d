/** Edits that several rules see, through the whole review of a real repository: each is one finding. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Report } from '../../src/report/schema.ts';
import { cli } from '../support/cli.ts';
import { Repository } from '../support/git-repository.ts';

let made: Repository;
beforeEach(() => {
  made = new Repository();
});
afterEach(() => made.remove());

/** The rules that report something, each as often as it does. */
async function reported(
  base: Record<string, string>,
  head: Record<string, string | null>,
): Promise<string[]> {
  return (await findings(base, head)).map(({ rule }) => rule);
}

async function findings(
  base: Record<string, string>,
  head: Record<string, string | null>,
): Promise<Report['findings']> {
  const start = made.commit('main', { 'dbt_project.yml': 'name: shop\nprofile: shop\n', ...base });
  made.commit('feature', head, start);
  const args = ['review', '--base', start, '--head', 'feature', '--format', 'json'];
  const { stdout, stderr } = await cli(args, { cwd: made.path });
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as Report).findings;
}

const events =
  "{{ config(materialized='table', partition_by={'field': 'day'}) }}\nselect id, day from {{ source('raw', 'events') }}\n";
const recent = "{{ config(materialized='table') }}\nselect id, day\nfrom {{ ref('events') }}\n";

test('a removed filter on a partition column', async () => {
  const base = {
    'models/events.sql': events,
    'models/marts/recent.sql': `${recent}where day >= '2026-01-01'\n`,
  };
  expect(await reported(base, { 'models/marts/recent.sql': recent })).toEqual([
    'cost/partition-filter-missing',
  ]);
});

test('a removed filter on another column is a change of rows all the same', async () => {
  const base = { 'models/events.sql': events, 'models/marts/recent.sql': `${recent}where id > 3\n` };
  expect(await reported(base, { 'models/marts/recent.sql': recent })).toEqual(['quality/filter-changed']);
});

test('a conflict in a file that cannot be read for it', async () => {
  const base = { 'snapshots/orders.yml': 'snapshots: []\n' };
  const head = { 'snapshots/orders.yml': '<<<<<<< HEAD\nsnapshots: []\n=======\n>>>>>>> other\n' };
  expect(await reported(base, head)).toEqual(['quality/conflict-marker']);
});

test('a conflict whose two versions leave a parenthesis open below it', async () => {
  const query = (end: string) =>
    `with a as (\n  select id from (\n    select 1 as id\n${end})\nselect id from a\n`;
  const base = { 'models/orders.sql': query('  ) b\n') };
  const head = {
    'models/orders.sql': query('<<<<<<< HEAD\n  ) b\n=======\n  ) c\n>>>>>>> other\n'),
  };
  expect(await reported(base, head)).toEqual(['quality/conflict-marker']);
});

test('a seed that is too large a file as well', async () => {
  const rows = `id,name\n${'1,somebody\n'.repeat(600_000)}`;
  expect(await reported({}, { 'seeds/people.csv': rows })).toEqual(['cost/seed-too-large']);
});

test('an incremental model that is partitioned by a column that it lacks', async () => {
  const model = (config: string) =>
    `{{ config(materialized='incremental', unique_key='id'${config}) }}\nselect 1 as id\n`;
  const base = { 'models/events.sql': model('') };
  const head = { 'models/events.sql': model(", partition_by={'field': 'day'}") };
  expect(await reported(base, head)).toEqual(['quality/config-column-missing']);
});

test('a column of an incremental model that is renamed, and clusters it under its new name', async () => {
  const model = (day: string, config: string) =>
    `{{ config(materialized='incremental', unique_key='id'${config}) }}\nselect id, at as ${day} from {{ source('raw', 'events') }}\n`;
  const base = { 'models/events.sql': model('day', '') };
  const head = { 'models/events.sql': model('on_day', ", cluster_by='on_day'") };
  expect(await reported(base, head)).toEqual(['quality/incremental-schema-drift']);
});

test('the key of an incremental model that is renamed in its query alone', async () => {
  const model = (id: string) =>
    `{{ config(materialized='incremental', unique_key='id') }}\nselect\n  1 as ${id},\n  2 as kind\n`;
  const base = { 'models/events.sql': model('id') };
  const head = { 'models/events.sql': model('event_id') };
  expect(await reported(base, head)).toEqual(['quality/config-column-missing']);
});

test('the same, and another model reads it', async () => {
  const model = (id: string) =>
    `{{ config(materialized='incremental', unique_key='id') }}\nselect\n  1 as ${id},\n  2 as kind\n`;
  const base = { 'models/events.sql': model('id'), 'models/ids.sql': "select id from {{ ref('events') }}\n" };
  const head = { 'models/events.sql': model('event_id') };
  expect(await reported(base, head)).toEqual(['quality/column-removed-in-use']);
});

test('the same, and another column goes that the model reads as well', async () => {
  const model = (columns: string) =>
    `{{ config(materialized='incremental', unique_key='id') }}\nselect\n  ${columns},\n  2 as kind\n`;
  const base = {
    'models/events.sql': model('1 as id,\n  3 as day'),
    'models/ids.sql': "select id, day from {{ ref('events') }}\n",
  };
  const head = { 'models/events.sql': model('1 as event_id') };
  expect(await reported(base, head)).toEqual(['quality/column-removed-in-use']);
});

test('a snapshot that looks for changes by a column that is not there', async () => {
  const snapshot = (at: string) =>
    `{% snapshot s %}\n{{ config(unique_key='id', strategy='timestamp', updated_at='${at}') }}\nselect 1 as id, current_date as day\n{% endsnapshot %}\n`;
  const base = { 'snapshots/s.sql': snapshot('day') };
  const head = { 'snapshots/s.sql': snapshot('changed_at') };
  expect(await reported(base, head)).toEqual(['quality/config-column-missing']);
});

test('an incremental model that becomes a table without its partitions', async () => {
  const query =
    'select 1 as id, current_date as day\n{% if is_incremental() %}where 1 > (select max(id) from {{ this }}){% endif %}\n';
  const base = {
    'models/events.sql': `{{ config(\n  materialized='incremental', unique_key='id',\n  partition_by={'field': 'day'}\n) }}\n${query}`,
  };
  const head = { 'models/events.sql': `{{ config(materialized='table') }}\n${query}` };
  expect(await reported(base, head)).toEqual(['cost/incremental-to-full']);
});

test('the entry of a model that stays, with the tests of its key and others', async () => {
  const base = {
    'models/orders.sql': 'select 1 as id, 2 as kind\n',
    'models/orders.yml':
      'models:\n  - name: orders\n    columns:\n      - name: id\n        data_tests: [unique, not_null]\n      - name: kind\n        data_tests: [not_null]\n',
  };
  expect(await reported(base, { 'models/orders.yml': 'models: []\n' })).toEqual(['quality/key-test-removed']);
});

test('the properties of a model that two projects hold', async () => {
  const base = {
    'models/orders.sql': 'select\n  1 as id,\n  2 as amount\n',
    'models/orders.yml': 'models: [{name: orders, columns: [{name: id}, {name: amount}]}]\n',
    'sales/dbt_project.yml': 'name: sales\n',
    'sales/dependencies.yml': 'projects: [{name: shop}]\n',
    'sales/models/keys.sql': "select id from {{ ref('shop', 'orders') }}\n",
  };
  const found = await findings(base, { 'models/orders.sql': 'select\n  1 as id\n' });
  expect(found.map(({ title }) => title)).toEqual([
    '`amount` of `orders` is documented, but no longer there',
  ]);
  const gone = await findings(base, {
    'models/orders.sql': null,
    'sales/models/keys.sql': 'select 1 as id\n',
  });
  expect(gone.map(({ title }) => title)).toEqual(['The entry of `orders` is left without its model']);
});

test('a column that two models rename, and a test of the second one that names it still', async () => {
  const first = (id: string) => `with raw as (\n  select 1 as ${id}, 2 as amount\n)\nselect * from raw\n`;
  const second = (id: string) =>
    `with orders as (\n  select * from {{ ref('stg_orders') }}\n)\nselect\n  ${id},\n  amount\nfrom orders\n`;
  const base = {
    'models/stg_orders.sql': first('shop_id'),
    'models/orders.sql': second('shop_id'),
    'tests/orders_of_shops.sql': "select shop_id from {{ ref('orders') }} where shop_id < 0\n",
  };
  const head = { 'models/stg_orders.sql': first('shop_key'), 'models/orders.sql': second('shop_key') };
  const [found, ...others] = await findings(base, head);
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    title: '`shop_id` is gone from `orders`, but the `orders_of_shops` test still reads it',
    location: { path: 'models/orders.sql', startLine: 5, side: 'base' },
  });
});

test('a renamed column whose reader lists the columns by a macro', async () => {
  const columns = "{{ dbt_utils.star(ref('stg_orders')) }}";
  const base = {
    'models/stg_orders.sql': 'select 1 as shop_id, 2 as amount\n',
    'models/orders.sql': `select ${columns} from {{ ref('stg_orders') }}\n`,
    'models/shops.sql': "select shop_id from {{ ref('orders') }}\n",
  };
  const head = { 'models/stg_orders.sql': 'select 1 as shop_key, 2 as amount\n' };
  const [found, ...others] = await findings(base, head);
  expect(others).toEqual([]);
  expect(found?.title).toBe('`shop_id` is gone from `stg_orders`, but `shops` still reads it');
});
