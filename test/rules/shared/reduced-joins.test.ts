/** Joins of a subquery that no longer has one row per key, and is not meant to. */
import { afterAll, expect, test } from 'vitest';
import { createReading, openWorkspace } from '../../../src/project/workspace.ts';
import { defaultPolicy } from '../../../src/rules/policy.ts';
import { rule } from '../../../src/rules/quality/join-fanout.ts';
import { memoryChange } from '../../support/memory-snapshot.ts';

const { engine, close } = createReading();
afterAll(close);

const newest = 'qualify row_number() over (partition by currency order by day desc) = 1';
const latest = (chosen: string) =>
  `with latest as (select currency, rate from {{ ref('rates') }} ${chosen})\nselect o.id, r.rate\nfrom {{ ref('orders') }} as o\nleft join latest as r on r.currency = o.currency\n`;
const highest = (columns: string, shown: string) =>
  `with highest as (\n  select ${columns}, max(rate) as rate from {{ ref('rates') }} group by ${columns}\n)\nselect o.id, ${shown} h.rate\nfrom {{ ref('orders') }} as o\nleft join highest as h on h.currency = o.currency\n`;
const project = {
  'dbt_project.yml': 'name: shop\n',
  'models/orders.sql': 'select id, currency from raw.orders\n',
  'models/rates.sql': 'select currency, day, rate from raw.rates\n',
  'models/schema.yml':
    'models:\n  - name: sales\n    columns:\n      - {name: id, tests: [unique]}\n  - name: rates\n    tests:\n      - dbt_utils.unique_combination_of_columns: {combination_of_columns: [currency, day]}\n',
};

async function titles(base: Record<string, string>, head: Record<string, string>): Promise<string[]> {
  const change = await memoryChange({ ...project, ...base }, { ...project, ...base, ...head });
  const workspace = await openWorkspace(change, { engine, known: new Map(), close: () => {} });
  const context = { change, files: change.files, workspace, policy: defaultPolicy, options: undefined };
  const found: string[] = [];
  for await (const { title } of rule.check(context)) found.push(title);
  return found;
}

const base = { 'models/sales.sql': latest(newest) };

test('a row number that goes lets the join repeat rows', async () => {
  expect(await titles(base, { 'models/sales.sql': latest('') })).toEqual([
    '`latest` no longer has one row per `currency`, and its join can repeat rows of `sales`',
  ]);
});

test('it may have moved to the relation, for all who read that', async () => {
  // By an expression that nobody can follow to the column.
  const reduced = newest.replace('by currency', 'by coalesce(currency, name)');
  const rates = { 'models/rates.sql': `select currency, day, rate from raw.rates ${reduced}\n` };
  expect(await titles(base, { ...rates, 'models/sales.sql': latest('') })).toEqual([]);
});

test('a model that shows what it is grouped by besides wants a row for each', async () => {
  const whole = { 'models/sales.sql': highest('currency', '') };
  expect(await titles(whole, { 'models/sales.sql': highest('currency, day', '') })).toHaveLength(1);
  expect(await titles(whole, { 'models/sales.sql': highest('currency, day', 'h.day,') })).toEqual([]);
});
