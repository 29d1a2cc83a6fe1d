import type { Agent } from './agent.ts';

export const cost: Agent = {
  name: 'cost',
  summary: 'What the warehouse will have to scan, rebuild or keep',
  lane: 'standard',
  reviewer: 'rules',
  reads: ['**/*.{sql,py,yml,yaml,tf}', '**/*.tf.json'],
  after: [],
  onFailure: 'continue',
  timeoutMs: 5 * 60_000,
};
