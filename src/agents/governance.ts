import type { Agent } from './agent.ts';

/** Reads everything: a secret can be in any file. */
export const governance: Agent = {
  name: 'governance',
  summary: 'Secrets, personal data, and who may read or change what',
  lane: 'safety',
  reviewers: ['rules'],
  reads: ['**'],
  after: [],
  onFailure: 'fail',
  timeoutMs: 5 * 60_000,
};
