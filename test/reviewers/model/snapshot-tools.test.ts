import { expect, test } from 'vitest';
import { openWorkspace } from '../../../src/project/workspace.ts';
import type { ToolLimits } from '../../../src/reviewers/model/snapshot-tools.ts';
import { openSnapshotTools } from '../../../src/reviewers/model/snapshot-tools.ts';
import { memoryChange } from '../../support/memory-snapshot.ts';

const base = {
  'dbt_project.yml': 'name: shop\n',
  'models/stg_orders.sql': "select id, amount from {{ source('raw', 'orders') }}\n",
  'models/orders.sql': "select id, round(amount, 2) as total from {{ ref('stg_orders') }}\n",
  'models/weekly.sql': "select sum(total) as total from {{ ref('orders') }} where total > 0\n",
  'models/_sources.yml': 'version: 2\nsources:\n  - name: raw\n    tables:\n      - name: orders\n',
  'infra/keys.tf': 'canary = "7f3a"\n',
};

async function tools(limits: Partial<ToolLimits> = {}, files: Record<string, string> = {}) {
  const change = await memoryChange(base, {
    ...base,
    'models/orders.sql': base['models/orders.sql'].replace('2)', '3)'),
    ...files,
  });
  const workspace = await openWorkspace(change);
  const { tools: offered, run } = openSnapshotTools({ change, workspace, reads: ['models/**'], limits });
  return { offered, ask: (name: string, input: unknown) => run({ id: '1', name, input }) };
}

test('offers four tools, each with the schema of an object', async () => {
  const { offered } = await tools();
  expect(offered.map(({ name }) => name)).toEqual(['read_file', 'search', 'list_files', 'column_lineage']);
  expect(offered.map(({ inputSchema }) => inputSchema['type'])).toEqual(Array(4).fill('object'));
});

test('reads lines of either revision, numbered and between markers', async () => {
  const { ask } = await tools();
  expect(await ask('read_file', { path: 'models/orders.sql' })).toMatch(/1\|select id, round\(amount, 3\)/);
  const before = await ask('read_file', { path: 'models/orders.sql', revision: 'base' });
  expect(before).toMatch(/1\|select id, round\(amount, 2\)/);
  const [first, last] = [before.split('\n')[0], before.split('\n').at(-1)];
  const nonce = /[0-9a-f]{16}/.exec(first!)![0];
  expect(last).toContain(nonce);
  const part = await ask('read_file', { path: 'models/_sources.yml', from: 2, to: 3 });
  expect(part).toContain('2|sources:\n3|  - name: raw');
  expect(part).not.toContain('4|');
});

test('what the agent does not read does not exist', async () => {
  const { ask } = await tools();
  expect(await ask('read_file', { path: 'infra/keys.tf' })).toMatch(/^Error: head has no such file/);
  expect(await ask('search', { text: 'canary' })).toContain('nothing found');
  expect(await ask('list_files', { glob: '**' })).not.toContain('infra');
  expect(await ask('read_file', { path: '../infra/keys.tf' })).toMatch(/^Error: /);
  expect(await ask('read_file', { path: '/etc/passwd' })).toMatch(/^Error: /);
});

test('searches for a text, not for a pattern', async () => {
  const { ask } = await tools({}, { 'models/dots.sql': "select '(a+)+$' as pattern\n" });
  expect(await ask('search', { text: '(A+)+$' })).toContain("models/dots.sql:1|select '(a+)+$' as pattern");
  expect(await ask('search', { text: '.*x' })).toContain('nothing found');
  expect(await ask('search', { text: 'total', glob: '**/week*' })).not.toContain('models/orders.sql');
});

test('tells where a column comes from and who uses it', async () => {
  const { ask } = await tools();
  const said = await ask('column_lineage', { model: 'orders', column: 'TOTAL' });
  expect(said).toContain('from model.shop.stg_orders.amount by round');
  expect(said).toContain('from source.shop.raw.orders.amount');
  expect(said).toContain('used by model.shop.weekly (filter, projection)');
  expect(await ask('column_lineage', { model: 'orders', column: 'nope' })).toContain('no such column');
  expect(await ask('column_lineage', { model: 'nope', column: 'id' })).toMatch(/^Error: /);
});

test('names each column once, however many ways lead to it', async () => {
  const layers = Array.from({ length: 5 }, (_, at) => at).flatMap((at) =>
    ['a', 'b'].map((side) => [
      `models/${side}${at + 1}.sql`,
      `select a.v + b.v as v from {{ ref('a${at}') }} as a cross join {{ ref('b${at}') }} as b\n`,
    ]),
  );
  const first = ['a', 'b'].map((side) => [`models/${side}0.sql`, 'select 1 as v\n']);
  const { ask } = await tools({}, Object.fromEntries([...first, ...layers]));
  const said = await ask('column_lineage', { model: 'a5', column: 'v' });
  const from = said.split('\n').filter((line) => line.trim().startsWith('from '));
  expect(from).toHaveLength(10);
});

test.each([
  ['read_file', undefined],
  ['read_file', { path: 3 }],
  ['read_file', { path: 'models/orders.sql', from: -1 }],
  ['read_file', { path: 'models/orders.sql', from: 9, to: 12 }],
  ['read_file', { path: 'models/orders.sql', revision: 'main' }],
  ['read_file', { path: '__proto__' }],
  ['search', { text: 'ab' }],
  ['search', { text: 'total', glob: 'x'.repeat(300) }],
  ['list_files', 'models'],
  ['column_lineage', { model: 'orders' }],
  ['run_shell', { command: 'id' }],
  ['constructor', {}],
])('a call that cannot be answered is told so in one line: %s %j', async (name, input) => {
  const { ask } = await tools();
  expect(await ask(name, input)).toMatch(/^Error: [^\n]+$/);
});

test('text that hides something arrives with it spelled out', async () => {
  const { ask } = await tools({}, { 'models/odd.sql': 'select 1 -- a\u202Eb\u200B\n' });
  expect(await ask('read_file', { path: 'models/odd.sql' })).toContain('U+202E');
});

test('ends after so many calls', async () => {
  const { ask } = await tools({ calls: 2 });
  await ask('list_files', { glob: '**' });
  await ask('nothing', {});
  expect(await ask('list_files', { glob: '**' })).toMatch(/^Error: no call is left/);
});

test('cuts an answer at its size, and all answers at theirs', async () => {
  const long = { 'models/long.sql': `${'select 1 as läng\n'.repeat(500)}` };
  const { ask } = await tools({ answerBytes: 1000, totalBytes: 1500 }, long);
  const first = await ask('read_file', { path: 'models/long.sql' });
  expect(Buffer.byteLength(first)).toBeLessThan(1200);
  expect(first).toContain('(cut: ask for less at a time)');
  const second = await ask('read_file', { path: 'models/long.sql' });
  expect(Buffer.byteLength(second)).toBeLessThan(700);
  expect(await ask('read_file', { path: 'models/long.sql' })).toMatch(/^Error: no more can be read/);
});

test('says how many files it has not searched', async () => {
  const { ask } = await tools({ searchedFiles: 2 });
  expect(await ask('search', { text: 'select' })).toContain('(2 files were not searched');
});
