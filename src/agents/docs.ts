import type { Agent } from './agent.ts';

export const docs: Agent = {
  name: 'docs',
  summary: 'Descriptions that are missing or no longer true',
  lane: 'optional',
  reviewer: 'rules',
  reads: ['**/*.{md,sql,py,yml,yaml,csv}'],
  after: [],
  onFailure: 'continue',
  timeoutMs: 5 * 60_000,
};
