/** Joins that compare less than before, where their repeated rows do no harm. */
import { afterAll, expect, test } from 'vitest';
import { createReading, openWorkspace } from '../../../src/project/workspace.ts';
import { defaultPolicy } from '../../../src/rules/policy.ts';
import { rule } from '../../../src/rules/quality/join-fanout.ts';
import { memoryChange } from '../../support/memory-snapshot.ts';

const { engine, close } = createReading();
afterAll(close);

const project = {
  'dbt_project.yml': 'name: shop\n',
  'models/orders.sql': 'select id, currency, day, amount from raw.orders\n',
  'models/rates.sql': 'select currency, day, kind, rate from raw.rates\n',
  'models/schema.yml':
    'models:\n  - name: rates\n    tests:\n      - dbt_utils.unique_combination_of_columns: {combination_of_columns: [currency, day]}\n',
};

async function count(base: string, head: string, more: Record<string, string> = {}): Promise<number> {
  const before = { ...project, ...more, 'models/sales.sql': base };
  const change = await memoryChange(before, { ...before, 'models/sales.sql': head });
  const workspace = await openWorkspace(change, { engine, known: new Map(), close: () => {} });
  const context = { change, files: change.files, workspace, policy: defaultPolicy, options: undefined };
  let found = 0;
  for await (const _ of rule.check(context)) found++;
  return found;
}

const from = "from {{ ref('orders') }} as o left join {{ ref('rates') }} as r on r.currency = o.currency";
const both = `${from} and r.day = o.day`;

test('a sum of what was taken together before has nothing of a row that comes twice', async () => {
  const sales = (taken: string, joined: string) =>
    `with paid as (select o.id, o.amount, ${taken} as rate ${joined} group by o.id, o.amount)\nselect sum(amount) as amount, sum(rate) as rate from paid\n`;
  expect(await count(sales('max(r.rate)', both), sales('max(r.rate)', from))).toBe(0);
  expect(await count(sales('sum(r.rate)', both), sales('sum(r.rate)', from))).toBe(1);
  expect(await count(sales('max(r.rate) - count(*)', both), sales('max(r.rate) - count(*)', from))).toBe(1);
});

test('a model that shows what it compared before wants a row for each', async () => {
  const sales = (day: string, joined: string) => `select o.id, ${day} as day, r.rate ${joined}\n`;
  expect(await count(sales('o.day', both), sales('r.day', from))).toBe(0);
  expect(await count(sales('r.day', both), sales('r.day', from))).toBe(1);
});

test('a new join with the rows of one value may find one each', async () => {
  const key = {
    'models/keys.yml': 'models:\n  - name: sales\n    columns:\n      - {name: id, tests: [unique]}\n',
  };
  const sales = (on: string) => `select o.id, r.rate ${from.replace('r.currency = o.currency', on)}\n`;
  const none = "select id from {{ ref('orders') }}\n";
  expect(await count(none, sales("r.currency = o.currency and r.kind = 'fixed'"), key)).toBe(0);
  expect(await count(none, sales('r.currency = o.currency'), key)).toBe(1);
});

test('a hash of what a join compared finds as few rows', async () => {
  const sales = (of: string, on: string) =>
    `with taken as (select md5(concat(${of})) as k, currency, day, max(rate) as rate from {{ ref('rates') }} group by currency, day)\nselect o.id, r.rate from {{ ref('orders') }} as o left join taken as r on ${on}\n`;
  const before = sales('currency, day', 'r.currency = o.currency and r.day = o.day');
  const byHash = 'r.k = md5(concat(o.currency, o.day)) and r.currency = o.currency';
  expect(await count(before, sales('currency, day', byHash))).toBe(0);
  expect(await count(before, sales('currency', byHash))).toBe(1);
  const upstream = (of: string) =>
    `with taken as (select md5(concat(${of})) as k, currency, rate from {{ ref('rates') }})\nselect o.id, r.rate from {{ ref('orders') }} as o left join taken as r on ${byHash}\n`;
  const direct = `select o.id, r.rate ${both}\n`;
  expect(await count(direct, upstream('currency, day'))).toBe(0);
  expect(await count(direct, upstream('currency, kind'))).toBe(1);
});
