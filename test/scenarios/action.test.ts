import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { secondaryLimit } from '../github/faults.ts';
import type { Files } from '../support/git-repository.ts';
import { Scenario } from '../support/action.ts';
import { breaking, harmless, shop } from './shop.ts';

let scenario: Scenario;

async function open(base: Files, head: Files): Promise<Scenario> {
  scenario = await Scenario.open(base, head);
  return scenario;
}

afterEach(() => scenario.close());

const marker = '<!-- parallel-review:default -->';
const create = 'POST /repos/{owner}/{repo}/check-runs';
const conclude = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';
const listComments = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
const createComment = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
const compare = 'GET /repos/{owner}/{repo}/compare/{basehead}';
const tarball = 'GET /repos/{owner}/{repo}/tarball/{ref}';

test('a pull request that breaks a consumer is blocked, and says so in every place', async () => {
  const { state } = (await open(shop, breaking)).double;
  const result = await scenario.run();
  expect(result).toMatchObject({ code: 1, stderr: '' });
  expect(result.outputs).toMatchObject({
    conclusion: 'failure',
    verdict: 'blocked',
    'reviewed-sha': state.pull.head,
  });
  expect(Number(result.outputs['blocking-count'])).toBeGreaterThan(0);
  expect(state.checkRuns).toMatchObject([
    { name: 'Parallel Review', headSha: state.pull.head, conclusion: 'failure' },
  ]);
  expect(state.checkRuns[0]!.annotations[0]).toMatchObject({ annotation_level: 'failure' });
  expect(state.comments).toHaveLength(1);
  expect(state.comments[0]!.body.startsWith(`${marker}\n`)).toBe(true);
  expect(result.summary).toContain('quality/column-removed-in-use');
  expect(result.outputs['comment-url']).toBe(state.comments[0]!.url);
  expect(result.outputs['check-run-url']).toBe(state.checkRuns[0]!.url);
});

/** Ten models. */
const many = (column: string): Files =>
  Object.fromEntries(
    Array.from({ length: 10 }, (_, n) => [`models/m${n}.sql`, `select ${n} as ${column}\n`]),
  );

test('a harmless pull request passes; a second run writes nothing anew', async () => {
  const { double } = await open(shop, harmless);
  expect(await scenario.run()).toMatchObject({ code: 0, outputs: { conclusion: 'success' } });
  const again = await scenario.run({ action: 'reopened' });
  expect(again).toMatchObject({ code: 0 });
  expect(double.state.comments).toHaveLength(1);
  expect(double.state.checkRuns.map(({ conclusion }) => conclusion)).toEqual(['success', 'success']);
});

test('a pull request of ten files costs at most twelve requests without a checkout', async () => {
  const many = (text: string) =>
    Object.fromEntries(
      Array.from({ length: 10 }, (_, n) => [`models/m${n}.sql`, `select ${n} as ${text}\n`]),
    );
  const { double } = await open({ ...shop, ...many('a') }, many('b'));
  const result = await scenario.run();
  expect(result.outputs['conclusion']).toBeDefined();
  expect(double.state.requests.length).toBeLessThanOrEqual(12);
});

test('a checkout of the merge commit at depth 1 gives the contents it has', async () => {
  const { double, folder } = await open(shop, breaking);
  const workspace = join(folder, 'checkout');
  mkdirSync(workspace);
  const run = (...args: string[]) => execFileSync('git', args, { cwd: workspace, stdio: 'pipe' });
  run('init', '--quiet');
  run('fetch', '--quiet', '--depth=1', `file://${double.state.repository.path}`, 'refs/pull/7/merge');
  run('checkout', '--quiet', '--detach', 'FETCH_HEAD');
  const result = await scenario.run({ workspace });
  expect(result.outputs).toMatchObject({ verdict: 'blocked' });
  expect(double.state.requests.filter(({ route }) => route === tarball)).toEqual([]);
});

test('files that attributes keep out of archives are reviewed all the same', async () => {
  const { double } = await open(
    { ...shop, ...many('a'), '.gitattributes': 'models/*orders.sql export-ignore\n' },
    { ...breaking, ...many('b') },
  );
  expect((await scenario.run()).outputs).toMatchObject({ verdict: 'blocked' });
  expect(double.state.requests.some(({ route }) => route === 'ARCHIVE')).toBe(true);
});

test('a broken archive is made up for by single blobs', async () => {
  const { double } = await open({ ...shop, ...many('a') }, { ...breaking, ...many('b') });
  double.state.faults.add('ARCHIVE', { kind: 'truncated' });
  const result = await scenario.run();
  expect(result.outputs).toMatchObject({ verdict: 'blocked' });
  expect(result.stdout).toContain('::warning::the archive of');
});

test('file lists that GitHub cuts off are read folder by folder', async () => {
  const { double } = await open(shop, breaking);
  double.state.treeLimit = 5;
  expect((await scenario.run()).outputs).toMatchObject({ verdict: 'blocked' });
});

test('with a token that can only read, summary and exit code still tell', async () => {
  const { double } = await open(shop, breaking);
  double.state.denied.add('read-only');
  const result = await scenario.run();
  expect(result.code).toBe(1);
  expect(result.summary).toContain('quality/column-removed-in-use');
  expect(result.stdout).toContain(
    '::warning::the check run was not created: the token lacks the permission checks: write',
  );
  expect(result.stdout).toContain('the token lacks the permission issues: write or pull_requests: write');
  expect(result.stdout.replace(`::add-mask::${double.state.token}`, '')).not.toContain(double.state.token);
});

test.each([
  ['checks=write', 0, 1],
  ['issues=write; pull_requests=write', 1, 0],
])('without %s the other place is still written', async (denied, checks, comments) => {
  const { double } = await open(shop, breaking);
  double.state.denied.add(denied);
  expect(await scenario.run()).toMatchObject({ code: 1, outputs: { verdict: 'blocked' } });
  expect(double.state.checkRuns).toHaveLength(checks);
  expect(double.state.comments).toHaveLength(comments);
});

test.each([
  { kind: 'acted', status: 502 } as const,
  { kind: 'reset', acted: true } as const,
  { kind: 'reset', acted: false } as const,
  { kind: 'malformed' } as const,
])('a lost answer to the creation leaves one check run and one comment: %o', async (fault) => {
  const { double } = await open(shop, harmless);
  double.state.faults.add(create, fault, [1]);
  double.state.faults.add(createComment, fault, [1]);
  expect(await scenario.run()).toMatchObject({ code: 0 });
  expect(double.state.checkRuns).toHaveLength(1);
  expect(double.state.comments).toHaveLength(1);
});

test('our comment is found on the third page', async () => {
  const { double } = await open(shop, harmless);
  for (let n = 0; n < 230; n += 1) double.state.addComment(`Comment ${n}`, 'somebody');
  const ours = double.state.addComment(`${marker}\nold`, 'github-actions[bot]', true);
  expect(await scenario.run()).toMatchObject({ code: 0, outputs: { 'comment-url': ours.url } });
  expect(ours).toMatchObject({ edits: 1 });
  expect(double.state.comments).toHaveLength(231);
});

test("others' comments are left alone, whether they quote our marker or start with it", async () => {
  const { double } = await open(shop, harmless);
  const quoting = double.state.addComment(`> ${marker}\nlook`, 'github-actions[bot]', true);
  const forged = double.state.addComment(`${marker}\nAll good!`, 'somebody');
  const other = double.state.addComment('<!-- parallel-review:other -->\nx', 'github-actions[bot]', true);
  expect(await scenario.run()).toMatchObject({ code: 0 });
  expect([quoting.edits, forged.edits, other.edits]).toEqual([0, 0, 0]);
  expect(double.state.comments).toHaveLength(4);
});

test("a comment written with a person's token is found again", async () => {
  const { double } = await open(shop, harmless);
  double.state.login = 'somebody';
  await scenario.run();
  await scenario.run();
  expect(double.state.comments).toMatchObject([{ author: 'somebody' }]);
});

test('when the head moved meanwhile, our check is concluded and the comment is left', async () => {
  const { double } = await open(shop, breaking);
  const { state } = double;
  const old = state.pull.head;
  state.afterRequest = ({ route }) => {
    if (route === conclude) state.pull.head = state.pull.base;
  };
  expect(await scenario.run()).toMatchObject({ code: 1 });
  expect(state.checkRuns).toMatchObject([{ headSha: old, conclusion: 'failure' }]);
  expect(state.comments).toEqual([]);
});

test('on-failure: a pass writes no comment, but tells an existing one', async () => {
  const { double } = await open(shop, harmless);
  const inputs = { 'comment-summary-in-pr': 'on-failure' };
  await scenario.run({ inputs });
  expect(double.state.comments).toEqual([]);
  const ours = double.state.addComment(`${marker}\nblocked`, 'github-actions[bot]', true);
  await scenario.run({ inputs });
  expect(ours.edits).toBe(1);
});

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

test('server errors, broken answers and secondary limits are waited out', async () => {
  const { double } = await open(shop, breaking);
  double.state.faults.add(compare, { kind: 'answer', status: 502 }, [1]);
  double.state.faults.add(listComments, { kind: 'truncated' }, [1]);
  double.state.faults.add(conclude, secondaryLimit(1), [1]);
  expect(await scenario.run()).toMatchObject({ code: 1, outputs: { verdict: 'blocked' } });
  expect(double.state.comments).toHaveLength(1);
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
  expect([...double.state.checkRuns, ...double.state.comments]).toEqual([]);
});

test('a cancelled run concludes its check run', async () => {
  const { double } = await open(shop, breaking);
  double.state.faults.add(compare, { kind: 'slow', ms: 600_000 });
  const result = await scenario.run({
    onStart(kill) {
      double.state.onRequest = ({ route }) => route === compare && kill('SIGTERM');
    },
  });
  expect(result.code).toBe(1);
  expect(double.state.checkRuns).toMatchObject([{ conclusion: 'failure' }]);
  expect(double.state.checkRuns[0]!.output.summary).toContain('cancelled');
});
