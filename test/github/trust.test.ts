import { expect, test } from 'vitest';
import { trustIn } from '../../src/github/trust.ts';

const [fork, own] = [{ fork: true }, { fork: false }];

test.each([
  [fork, 'rules-only', 'pull_request', { without: ['tool', 'model'] }],
  [fork, 'rules-only', 'pull_request_target', { without: ['tool', 'model'] }],
  [fork, 'rules-only', 'issue_comment', { without: ['tool', 'model'] }],
  [fork, 'skip', 'pull_request', { skip: expect.stringContaining('fork-policy is skip'), without: [] }],
  [fork, 'full', 'pull_request_target', { without: [] }],
  [own, 'rules-only', 'pull_request', { without: [] }],
  [own, 'skip', 'pull_request', { without: [] }],
  [own, 'rules-only', 'pull_request_target', { without: ['tool'] }],
  [undefined, 'rules-only', 'merge_group', { without: [] }],
] as const)('%j with %s on %s', (pull, policy, event, trust) => {
  expect(trustIn(pull, policy, event)).toMatchObject(trust);
});
