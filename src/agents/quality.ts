import type { Agent } from './agent.ts';

/**
 * Its findings are what blocks most often, so a review without it is not a pass. Reads everything: a conflict can be
 * left in any file.
 */
export const quality: Agent = {
  name: 'quality',
  summary: 'What the change breaks: models, columns, references and tests',
  lane: 'standard',
  reviewers: ['rules'],
  reads: ['**'],
  after: [],
  onFailure: 'fail',
  timeoutMs: 5 * 60_000,
};
