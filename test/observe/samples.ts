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

/** As an escalating run emits it. */
export function deadline(type: 'deadline-warning' | 'deadline-alert', atMs: number): RunEvent {
  return { type, atMs, task: quality };
}
