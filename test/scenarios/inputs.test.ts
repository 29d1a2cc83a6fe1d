import { readFileSync } from 'node:fs';
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
  [{ env: { GITHUB_EVENT_NAME: 'push' } }, 'push', 'pull_request'],
  [{ action: 'labeled' }, 'labeled', 'synchronize'],
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
  expect(double.state.requests.every(({ route }) => route.startsWith('GET') || route === 'ARCHIVE')).toBe(
    true,
  );
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
