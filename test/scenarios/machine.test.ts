/** Faults of the machine that the step runs on: each is said in one line, and the rest is done all the same. */
import { existsSync, mkdirSync, symlinkSync, truncateSync, writeFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Scenario } from '../support/action.ts';
import { git } from '../support/git-repository.ts';
import { breaking, harmless, shop } from './shop.ts';

let scenario: Scenario;

afterEach(() => scenario.close());

/** Takes no byte: a disk without space. */
const full = '/dev/full';

test.skipIf(!existsSync(full))('no space for the job summary costs the summary alone', async () => {
  scenario = await Scenario.open(shop, harmless);
  const { state } = scenario.double;
  const result = await scenario.run({ env: { GITHUB_STEP_SUMMARY: full } });
  expect(result).toMatchObject({ code: 0, stderr: '', outputs: { verdict: 'passed' } });
  expect(result.stdout).toMatch(/^::warning::the job summary was not written: ENOSPC/m);
  expect(state.checkRuns).toMatchObject([{ conclusion: 'success' }]);
  expect(state.comments).toHaveLength(1);
});

test.skipIf(!existsSync(full))('no space for the outputs fails the step in one line', async () => {
  scenario = await Scenario.open(shop, harmless);
  const { state } = scenario.double;
  const result = await scenario.run({ env: { GITHUB_OUTPUT: full } });
  expect(result).toMatchObject({ code: 1, stderr: '' });
  expect(result.stdout.match(/^::error::.*/gm)).toEqual([expect.stringContaining('ENOSPC')]);
  expect(state.checkRuns).toMatchObject([{ conclusion: 'success' }]);
});

test('a folder for temporary files that cannot be written costs the report file alone', async () => {
  scenario = await Scenario.open(shop, harmless);
  const file = join(scenario.folder, 'file');
  writeFileSync(file, '');
  const result = await scenario.run({ env: { RUNNER_TEMP: file } });
  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(result.outputs).toMatchObject({ verdict: 'passed', 'results-file': '' });
  expect(result.stdout).toMatch(/^::warning::the report was not written to a file: \S+/m);
});

/** A checkout whose merge commit is there. */
function checkout({ double, folder }: Scenario): string {
  const workspace = join(folder, 'checkout');
  git(folder, 'init', '--quiet', workspace);
  git(workspace, 'remote', 'add', 'origin', `file://${double.state.repository.path}`);
  git(workspace, 'fetch', '--quiet', '--depth=1', 'origin', 'refs/pull/7/merge');
  git(workspace, 'checkout', '--quiet', '--detach', 'FETCH_HEAD');
  return workspace;
}

test('without git the contents come from the API', async () => {
  scenario = await Scenario.open(shop, breaking);
  const workspace = checkout(scenario);
  const result = await scenario.run({ workspace, env: { PATH: join(scenario.folder, 'nothing') } });
  expect(result).toMatchObject({ code: 1, stderr: '', outputs: { verdict: 'blocked' } });
  expect(result.stdout).toMatch(
    /^::warning::the checkout cannot be read, the API is used instead: git is not installed/m,
  );
});

test('contents that a clone lost come from the API', async () => {
  scenario = await Scenario.open(shop, breaking);
  const workspace = checkout(scenario);
  const objects = join(workspace, '.git/objects');
  for (const name of readdirSync(objects, { recursive: true, encoding: 'utf8' })) {
    if (/\.(pack|idx)$/.test(name)) truncateSync(join(objects, name), 10);
    else if (/^[0-9a-f]{2}\/[0-9a-f]{38}$/.test(name)) truncateSync(join(objects, name), 3);
  }
  const result = await scenario.run({ workspace });
  expect(result).toMatchObject({ code: 1, stderr: '', outputs: { verdict: 'blocked' } });
});

test('a link out of the workspace is a line of text', async () => {
  scenario = await Scenario.over((repository) => {
    const base = repository.commit('main', shop);
    repository.git('checkout', '--quiet', '-B', 'feature', base);
    mkdirSync(join(repository.path, 'models'), { recursive: true });
    symlinkSync('/etc/hostname', join(repository.path, 'models/leak.sql'));
    symlinkSync('../../../../etc/hostname', join(repository.path, 'models/leak.yml'));
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--message', 'links');
    const head = repository.git('rev-parse', 'HEAD');
    repository.pull(7, base, head);
    return { base, head };
  });
  expect(await scenario.run()).toMatchObject({ code: 0, stderr: '' });
});

test('nested aliases and a line of megabytes keep nothing else from being found', async () => {
  const levels = Array.from(
    { length: 30 },
    (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n}, `.repeat(9)}*a${n}]`,
  );
  const bomb = `version: 2\na0: &a0 [x]\n${levels.join('\n')}\nmodels: *a30\n`;
  const long = `select ${'a + '.repeat(500_000)}1 as x from {{ ref('orders') }}\n`;
  scenario = await Scenario.open(shop, { ...breaking, 'models/bomb.yml': bomb, 'models/long.sql': long });
  const result = await scenario.run();
  expect(result).toMatchObject({ code: 1, stderr: '', outputs: { verdict: 'blocked' } });
});
