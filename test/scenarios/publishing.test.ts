import { afterEach, expect, test } from 'vitest';
import type { Files } from '../support/git-repository.ts';
import { Scenario } from '../support/action.ts';
import { conclude } from './routes.ts';
import { breaking, harmless, shop } from './shop.ts';

let scenario: Scenario;

async function open(base: Files, head: Files): Promise<Scenario> {
  scenario = await Scenario.open(base, head);
  return scenario;
}

afterEach(() => scenario.close());

const marker = '<!-- parallel-review:default -->';

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
  expect(state.checkRuns[0]!.annotations).toMatchObject([
    { path: 'models/stg_orders.sql', start_line: 2, annotation_level: 'failure' },
  ]);
  expect(state.comments).toHaveLength(1);
  expect(state.comments[0]!.body.startsWith(`${marker}\n`)).toBe(true);
  expect(result.summary).toContain('quality/column-removed-in-use');
  expect(result.outputs['comment-url']).toBe(state.comments[0]!.url);
  expect(result.outputs['check-run-url']).toBe(state.checkRuns[0]!.url);
});

test('the log tells what each agent did, and how it ended', async () => {
  await open(shop, breaking);
  const { stdout } = await scenario.run();
  for (const agent of ['governance', 'quality', 'cost', 'docs']) {
    expect(stdout).toMatch(new RegExp(`^::group::.* ${agent}/rules/1 ended: ok`, 'm'));
  }
  expect(stdout).toMatch(/^Reviewing \S+#\d+ at [0-9a-f]{40}$/m);
  expect(stdout).toMatch(/^Parallel Review: blocked, \d+ findings?$/m);
});

test('a review without enough time names who owes an answer and why, in every place', async () => {
  const { state } = (await open(shop, harmless)).double;
  const result = await scenario.run({ inputs: { 'timeout-minutes': '0.0001' } });
  expect(result).toMatchObject({ code: 1, outputs: { verdict: 'incomplete', conclusion: 'failure' } });
  expect(result.outputs['agents-failed']!.split(',').sort()).toEqual([
    'cost',
    'docs',
    'governance',
    'quality',
  ]);
  const why =
    /Incomplete\W+no answer from .*governance.* \(.*the time budget of the whole review, 6 ms, is used up/;
  expect(state.checkRuns[0]!.output.title).toMatch(why);
  expect(state.comments[0]!.body).toMatch(why);
  expect(result.summary).toMatch(why);
});

test('a harmless pull request passes; a second run writes nothing anew', async () => {
  const { double } = await open(shop, harmless);
  expect(await scenario.run()).toMatchObject({ code: 0, outputs: { conclusion: 'success' } });
  const again = await scenario.run({ action: 'reopened' });
  expect(again).toMatchObject({ code: 0 });
  expect(double.state.comments).toHaveLength(1);
  expect(double.state.checkRuns.map(({ conclusion }) => conclusion)).toEqual(['success', 'success']);
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
