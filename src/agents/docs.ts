import type { Agent } from './agent.ts';

/** Reads everything: a page can link to any file. */
export const docs: Agent = {
  name: 'docs',
  summary: 'Descriptions and links that are missing or no longer true',
  lane: 'optional',
  reviewers: ['rules'],
  reads: ['**'],
  opaque: true,
  after: [],
  onFailure: 'continue',
  timeoutMs: 5 * 60_000,
};
