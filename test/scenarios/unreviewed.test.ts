import { afterEach, beforeEach, expect, test } from 'vitest';
import { Scenario } from '../support/action.ts';
import { Faults } from '../github/faults.ts';
import type { State } from '../github/state.ts';
import { compare, readTree } from './routes.ts';
import { harmless, shop } from './shop.ts';

let scenario: Scenario;
let state: State;

beforeEach(async () => {
  scenario = await Scenario.open(shop, harmless);
  state = scenario.double.state;
});
afterEach(() => scenario.close());

const marker = '<!-- parallel-review:default -->';
const refused = { kind: 'answer', status: 404, body: { message: 'Not Found <b>' } } as const;

test('a pass that stands in the comment does not outlive a review that could not be done', async () => {
  await scenario.run();
  expect(state.comments[0]!.body).toContain('Passed');
  state.pull.head = state.repository.commit('feature', { 'a.md': 'A\n' }, state.pull.head);
  state.faults.add(readTree, refused);
  const result = await scenario.run();
  expect(result.code).toBe(1);
  const [comment] = state.comments;
  expect(comment!.body.startsWith(`${marker}\n`)).toBe(true);
  expect(comment!.body).not.toContain('Passed');
  for (const text of [comment!.body, result.summary]) {
    expect(text).toContain(`**Could not review** \`${state.pull.head.slice(0, 9)}\``);
    expect(text).toContain('404 Not Found &lt;b&gt;');
  }
  state.faults = new Faults();
  await scenario.run();
  expect(state.comments).toHaveLength(1);
  expect(state.comments[0]!.body).toContain('Passed');
});

test('no comment is made for it, and none of others is touched', async () => {
  const foreign = state.addComment(`${marker}\nAll is well`, 'eve');
  state.faults.add(compare, refused);
  const result = await scenario.run();
  expect(result.summary).toContain('Could not review');
  expect(state.comments).toEqual([foreign]);
  expect(foreign.edits).toBe(0);
});

test('a comment about a newer head, or by a newer run, stays', async () => {
  await scenario.run();
  const [comment] = state.comments;
  state.faults.add(compare, refused);
  const payload = scenario.payload('synchronize');
  const head = state.pull.head;
  state.pull.head = state.repository.commit('feature', { 'a.md': 'A\n' }, head);
  await scenario.run({ event: { name: 'pull_request', payload } });
  expect(comment!.edits).toBe(0);
  state.pull.head = head;
  comment!.body = comment!.body.replace(/check-run:\d+/, 'check-run:999999');
  await scenario.run();
  expect(comment!.edits).toBe(0);
});

test.each([{ 'dry-run': 'true' }, { 'comment-summary-in-pr': 'never' }, { mode: 'plan' }])(
  'with %j the comment is left alone',
  async (inputs) => {
    const ours = state.addComment(`${marker}\nold`, 'github-actions[bot]', true);
    state.faults.add(compare, refused);
    const result = await scenario.run({ inputs });
    expect(result.summary).toContain('Could not review');
    expect(ours.edits).toBe(0);
  },
);

test('a bad input stands in the summary, too', async () => {
  const result = await scenario.run({ inputs: { 'fail-on-severity': 'severe' } });
  expect(result.summary).toContain('Could not review');
  expect(result.summary).toContain('severe');
});
