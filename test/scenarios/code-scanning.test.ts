import { afterEach, expect, test } from 'vitest';
import { Scenario } from '../support/action.ts';
import type { State } from '../github/state.ts';
import { breaking, shop } from './shop.ts';

let scenario: Scenario;
let state: State;

async function open(): Promise<void> {
  scenario = await Scenario.open(shop, breaking);
  state = scenario.double.state;
}

afterEach(() => scenario.close());

const inputs = { 'sarif-upload': 'true' };

test('findings are uploaded for the head of the pull request, told apart by instance', async () => {
  await open();
  const result = await scenario.run({ inputs: { ...inputs, 'instance-id': 'team-a' } });
  expect(result.stdout).not.toContain('::warning::');
  expect(state.uploads).toMatchObject([
    {
      commit: state.pull.head,
      ref: 'refs/pull/7/head',
      log: { version: '2.1.0', runs: [{ automationDetails: { id: 'parallel-review/team-a/' } }] },
    },
  ]);
  expect(JSON.stringify(state.uploads)).toContain('quality/column-removed-in-use');
});

test('a branch is uploaded as itself', async () => {
  await open();
  const after = state.repository.commit('side', breaking, state.pull.base);
  const repository = { default_branch: 'main' };
  const payload = { ref: 'refs/heads/side', before: '0'.repeat(40), after, deleted: false, repository };
  const env = { GITHUB_REF: 'refs/heads/side' };
  await scenario.run({ inputs, env, event: { name: 'push', payload } });
  expect(state.uploads).toMatchObject([{ commit: after, ref: 'refs/heads/side' }]);
});

test('without being asked, in a dry run and after half a review nothing is uploaded', async () => {
  await open();
  await scenario.run();
  await scenario.run({ inputs: { ...inputs, 'dry-run': 'true' } });
  const half = await scenario.run({ inputs: { ...inputs, 'timeout-minutes': '0.0001' } });
  expect(half.stdout).toContain('not all agents have reviewed the change');
  expect(state.uploads).toEqual([]);
});

test('without the permission all else is as it was', async () => {
  await open();
  state.denied.add('security_events=write');
  const result = await scenario.run({ inputs });
  expect(result).toMatchObject({ code: 1, outputs: { verdict: 'blocked' } });
  expect(result.stdout).toContain(
    '::warning::the findings were not uploaded to code scanning: the token lacks the permission security_events: write',
  );
});
