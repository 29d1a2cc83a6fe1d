/** Constraints that leave a contract while a test may still say the same. */
import { afterAll, expect, test } from 'vitest';
import { createReading, openWorkspace } from '../../../src/project/workspace.ts';
import { defaultPolicy } from '../../../src/rules/policy.ts';
import { rule } from '../../../src/rules/quality/contract-broken.ts';
import { memoryChange } from '../../support/memory-snapshot.ts';

const { engine, close } = createReading();
afterAll(close);

const project = {
  'dbt_project.yml': 'name: shop\n',
  'requirements.txt': 'dbt-postgres\n',
  'models/orders.sql': 'select 1 as id, 2 as amount\n',
};
const column = (name: string, constraints: string, tests: string) =>
  `{name: ${name}, data_type: int, constraints: [${constraints}], data_tests: [${tests}]}`;
const schema = (...columns: string[]) => ({
  'models/orders.yml': `models:\n  - name: orders\n    config: {materialized: table, contract: {enforced: true}}\n    columns: [${columns.join(', ')}]\n`,
});

async function titles(base: Record<string, string>, head: Record<string, string>): Promise<string[]> {
  const change = await memoryChange({ ...project, ...base }, { ...project, ...head });
  const workspace = await openWorkspace(change, { engine, known: new Map(), close: () => {} });
  const context = { change, files: change.files, workspace, policy: defaultPolicy, options: undefined };
  const found: string[] = [];
  for await (const { title } of rule.check(context)) found.push(title);
  return found;
}

test.each([
  ['not_null', 'not_null', []],
  ['not_null', 'not_null: {severity: warn}', ['The contract of `orders` loses `not_null` on `id`']],
  [
    'not_null',
    "not_null: {config: {where: 'id > 1'}}",
    ['The contract of `orders` loses `not_null` on `id`'],
  ],
  ['unique', 'unique', []],
  ['primary_key', 'unique, not_null', []],
  ['primary_key', 'unique', ['The contract of `orders` loses `primary_key` on `id`']],
  ['check', 'unique, not_null', ['The contract of `orders` loses `check` on `id`']],
])('%s, while there is the test %s', async (constraint, tests, expected) => {
  const base = schema(column('id', `{type: ${constraint}}`, tests), column('amount', '', ''));
  const head = schema(column('id', '', tests), column('amount', '', ''));
  expect(await titles(base, head)).toEqual(expected);
});

test('all columns that lose one are named', async () => {
  const base = schema(column('id', '{type: not_null}', ''), column('amount', '{type: not_null}', ''));
  expect(await titles(base, schema(column('id', '', ''), column('amount', '', '')))).toEqual([
    'The contract of `orders` loses `not_null` on `id` and `amount`',
  ]);
});
