/** A run of two agents, as events. */
import type { RunEvent } from '../../src/run/task.ts';
import { finding, outcome, task } from '../run/samples.ts';

export const governance = task('governance', { lane: 'safety' });
export const quality = task('quality', { after: ['governance/rules/1'] });

export const started: RunEvent = { type: 'run-started', atMs: 0, tasks: [governance, quality] };
export const found: RunEvent = { type: 'finding', atMs: 20, task: governance, finding: finding() };

export const wholeRun: readonly RunEvent[] = [
  started,
  { type: 'task-started', atMs: 10, task: governance, attempt: 1 },
  found,
  {
    type: 'task-ended',
    atMs: 1_210,
    outcome: outcome(governance, { findings: [finding()], durationMs: 1_200 }),
  },
  { type: 'task-started', atMs: 1_220, task: quality, attempt: 1 },
  {
    type: 'task-ended',
    atMs: 61_220,
    outcome: outcome(quality, { status: 'timed-out', reason: 'its time budget of 1 min is used up' }),
  },
  { type: 'run-ended', atMs: 61_230 },
];

const used = { inputTokens: 1_000, outputTokens: 234, costUsd: 0.5 };

/** An agent that asks a model, in trouble: a call that fails, a retry, a worker that dies, a budget nearly used up. */
export const troubledRun: readonly RunEvent[] = [
  started,
  { type: 'task-started', atMs: 10, task: governance, attempt: 1 },
  { type: 'call-started', atMs: 20, task: governance, call: 1, provider: 'acme', waitedMs: 0 },
  { type: 'call-ended', atMs: 1_020, task: governance, call: 1, used, reason: 'the service answered 500' },
  { type: 'task-retrying', atMs: 1_030, task: governance, waitMs: 900, reason: 'the service answered 500' },
  { type: 'task-started', atMs: 1_930, task: governance, attempt: 2 },
  { type: 'task-requeued', atMs: 2_000, task: governance, reason: 'its worker died' },
  { type: 'task-started', atMs: 2_010, task: governance, attempt: 3 },
  { type: 'call-started', atMs: 3_010, task: governance, call: 2, provider: 'acme', waitedMs: 1_000 },
  { type: 'throttled', atMs: 3_020, reason: 'four fifths of the budget are spent' },
  { type: 'call-ended', atMs: 4_010, task: governance, call: 2, used },
  {
    type: 'task-ended',
    atMs: 4_020,
    outcome: outcome(governance, { status: 'over-budget', reason: 'the budget of 1 dollar is used up' }),
  },
];

/** As an escalating run emits it. */
export function deadline(type: 'deadline-warning' | 'deadline-alert', atMs: number): RunEvent {
  return { type, atMs, task: quality };
}
