import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Files } from '../support/git-repository.ts';
import { Scenario } from '../support/action.ts';
import { breaking, harmless, shop } from './shop.ts';

let scenario: Scenario;

async function open(base: Files, head: Files): Promise<Scenario> {
  scenario = await Scenario.open(base, head);
  return scenario;
}

afterEach(() => scenario.close());

test.each([
  [{ inputs: { 'fail-on-severity': 'severe' } }, 'fail-on-severity', 'severe'],
  [{ inputs: { 'github-token': '' } }, 'github-token', 'token'],
  [{ inputs: { 'max-concurrency': '-1' } }, 'max-concurrency', '-1'],
  [{ inputs: { 'audit-log': '../audit.jsonl' } }, 'audit-log', '../audit.jsonl'],
  [{ env: { GITHUB_EVENT_NAME: 'schedule' } }, 'schedule', 'pull_request'],
  [{ action: 'closed' }, 'closed', 'synchronize'],
  [{ env: { GITHUB_EVENT_PATH: '/nowhere' } }, 'GITHUB_EVENT_PATH', '/nowhere'],
])('what cannot work fails with one line: %o', async (options, ...words) => {
  const { double } = await open(shop, harmless);
  const result = await scenario.run(options);
  const errors = result.stdout.split('\n').filter((line) => line.startsWith('::error::'));
  expect(result).toMatchObject({ code: 1, stderr: '' });
  expect(errors).toHaveLength(1);
  for (const word of words) expect(errors[0]).toContain(word);
  expect(result.stdout).not.toMatch(/^\s+at /m);
  expect(double.state.requests).toEqual([]);
});

test('a config file that is named but missing concludes the check run with the reason', async () => {
  const { double } = await open(shop, harmless);
  expect(await scenario.run({ inputs: { 'config-file': 'nowhere.yml' } })).toMatchObject({ code: 1 });
  expect(double.state.checkRuns).toMatchObject([
    { conclusion: 'failure', output: { title: 'Could not review' } },
  ]);
  expect(double.state.checkRuns[0]!.output.summary).toContain('nowhere.yml');
});

test('the configuration is that of the target branch, not of the pull request', async () => {
  const path = '.github/parallel-review.yml';
  await open(
    { ...shop, [path]: 'version: 1\n' },
    { ...breaking, [path]: 'version: 1\nfail-on-severity: none\n' },
  );
  expect((await scenario.run()).outputs).toMatchObject({ verdict: 'blocked' });
});

test('branching off an old commit does not bring its laxer configuration back', async () => {
  const path = '.github/parallel-review.yml';
  const { state } = (await open({ ...shop, [path]: 'version: 1\nfail-on-severity: none\n' }, breaking))
    .double;
  const old = state.pull.base;
  state.pull.base = state.repository.commit('main', { [path]: 'version: 1\n' }, old);
  const result = await scenario.run();
  expect(result.outputs).toMatchObject({ verdict: 'blocked' });
  expect(JSON.parse(readFileSync(result.outputs['results-file']!, 'utf8'))).toMatchObject({ base: old });
});

test('plan shows who would review what and writes nothing to GitHub', async () => {
  const { double } = await open(shop, breaking);
  const result = await scenario.run({ inputs: { mode: 'plan' } });
  expect(result.code).toBe(0);
  expect(JSON.parse(result.outputs['plan']!)).toHaveProperty('tasks');
  expect(result.summary).toContain('models/stg_orders.sql');
  const reading = /^GET |^ARCHIVE$|^POST \/graphql$/;
  const routes = double.state.requests.map(({ route }) => route);
  expect(routes.filter((route) => !reading.test(route))).toEqual([]);
  expect(double.state).toMatchObject({ checkRuns: [], comments: [] });
});

test('a dry run reviews and writes nothing to GitHub', async () => {
  const { double } = await open(shop, breaking);
  const result = await scenario.run({ inputs: { 'dry-run': 'true', 'sarif-output': 'out/review.sarif' } });
  expect(result).toMatchObject({ code: 1, outputs: { verdict: 'blocked' } });
  expect(result.outputs['sarif-file']).toMatch(/out\/review\.sarif$/);
  expect(result.summary).toContain('quality/column-removed-in-use');
  expect(double.state.requests.every(({ route }) => route.startsWith('GET') || route === 'ARCHIVE')).toBe(
    true,
  );
});

/** A folder as actions/checkout leaves it behind; its files are the pull request's. */
function workspaceWith(prepare: (folder: string) => void = () => {}): string {
  const folder = mkdtempSync(join(scenario.folder, 'workspace-'));
  prepare(folder);
  return folder;
}

test.each([
  ['out/audit.jsonl', 'audit.jsonl'],
  ['out/', 'parallel-review-42-1.jsonl'],
])('the audit log at %s is there for a later step to upload', async (path, name) => {
  await open(shop, breaking);
  const workspace = workspaceWith((folder) => {
    mkdirSync(join(folder, 'out'));
    writeFileSync(join(folder, 'out', name), '{"what":"forged"}\n');
  });
  expect(await scenario.run({ workspace, inputs: { 'audit-log': path } })).toMatchObject({ code: 1 });
  const records = readFileSync(join(workspace, 'out', name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { what: string; seq: number });
  expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index));
  expect(records[0]).toMatchObject({ run: '42-1', what: 'run-started' });
  expect(records.at(-1)).toMatchObject({ what: 'review-ended', verdict: 'blocked', conclusion: 'failure' });
});

test.each([
  [
    'a folder that is a link',
    'logs/audit.jsonl',
    (folder: string, to: string) => symlinkSync(to, join(folder, 'logs')),
  ],
  [
    'a linked folder to write into',
    'logs',
    (folder: string, to: string) => symlinkSync(to, join(folder, 'logs')),
  ],
  ['a file for a folder', 'logs/audit.jsonl', (folder: string) => writeFileSync(join(folder, 'logs'), '')],
])('an audit log that cannot be written stops the review with one line: %s', async (_, path, prepare) => {
  const { state } = (await open(shop, harmless)).double;
  const elsewhere = mkdtempSync(join(scenario.folder, 'elsewhere-'));
  const workspace = workspaceWith((folder) => prepare(folder, elsewhere));
  const result = await scenario.run({ workspace, inputs: { 'audit-log': path } });
  const errors = result.stdout.split('\n').filter((line) => line.startsWith('::error::'));
  expect(result.code).toBe(1);
  expect(errors).toEqual([expect.stringMatching(/^::error::input audit-log: "logs\S*" cannot be written/)]);
  expect(state.checkRuns).toMatchObject([{ conclusion: 'failure', output: { title: 'Could not review' } }]);
  expect(readdirSync(elsewhere)).toEqual([]);
});

test("a link in the audit log's own place is replaced, not followed", async () => {
  await open(shop, harmless);
  const target = join(scenario.folder, 'target');
  writeFileSync(target, 'mine\n');
  const workspace = workspaceWith((folder) => symlinkSync(target, join(folder, 'audit.jsonl')));
  expect(await scenario.run({ workspace, inputs: { 'audit-log': 'audit.jsonl' } })).toMatchObject({
    code: 0,
  });
  expect(readFileSync(target, 'utf8')).toBe('mine\n');
  expect(readFileSync(join(workspace, 'audit.jsonl'), 'utf8')).toContain('"what":"review-ended"');
});
