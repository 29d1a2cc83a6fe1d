import type { Agent } from './agent.ts';

/** Its findings are what blocks most often, so a review without it is not a pass. */
export const quality: Agent = {
  name: 'quality',
  summary: 'What the change breaks: models, columns, references and tests',
  lane: 'standard',
  reviewer: 'rules',
  reads: ['**/*.{sql,py,yml,yaml,csv}'],
  after: [],
  onFailure: 'fail',
  timeoutMs: 5 * 60_000,
};
