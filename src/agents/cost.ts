import type { Agent } from './agent.ts';

/** Reads everything: any file can be too large. */
export const cost: Agent = {
  name: 'cost',
  summary: 'What the warehouse and CI will have to scan, rebuild, run or keep',
  lane: 'standard',
  reviewers: ['rules'],
  reads: ['**'],
  opaque: true,
  after: [],
  onFailure: 'continue',
  timeoutMs: 5 * 60_000,
};
