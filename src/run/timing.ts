/** What running in parallel was worth, measured. */
import type { Outcome, Task } from './task.ts';

/** Speed-ups are factors to two decimals, all else is in milliseconds. */
export interface Timing {
  /** From the run's start to the end of its last task. */
  wallMs: number;
  /** The sum of all tasks: what one after the other would have taken. */
  sequentialMs: number;
  /** The longest chain of tasks that wait for each other: no concurrency can beat it. */
  criticalPathMs: number;
  /** sequentialMs / wallMs; 1 if nothing took any time. */
  speedup: number;
  /**
   * The highest speed-up that any order of these tasks could have had: by Amdahl's law, with the preparation and
   * the tasks of one thread as the serial part, and never more than the critical path allows.
   */
  speedupBound: number;
  /** The sum of what tasks waited for a free slot, when nothing else kept them. */
  slotWaitMs: number;
  /** The sum of what calls waited for a provider's rate. */
  limiterWaitMs: number;
}

export interface TimingOptions {
  /** Tasks that run at the same time. */
  maxConcurrency: number;
  /** What was done once for all tasks before the first one started. @default 0 */
  preparedMs?: number;
  /** True for tasks that share one thread, so that only one of them works at a time. @default none */
  sharesThread?: (task: Task) => boolean;
}

export function timing(outcomes: readonly Outcome[], options: TimingOptions): Timing {
  const { maxConcurrency, preparedMs = 0, sharesThread = () => false } = options;
  const prepared = Math.round(preparedMs);
  const wallMs =
    prepared + Math.max(0, ...outcomes.map(({ startedMs, durationMs }) => startedMs + durationMs));
  const sequentialMs = prepared + sum(outcomes, workMs);
  const criticalPathMs = prepared + criticalPath(outcomes);
  const serialMs =
    prepared +
    sum(
      outcomes.filter(({ task }) => sharesThread(task)),
      workMs,
    );
  const shortestMs = Math.max(criticalPathMs, serialMs + (sequentialMs - serialMs) / maxConcurrency);
  return {
    wallMs,
    sequentialMs,
    criticalPathMs,
    speedup: factor(sequentialMs, wallMs),
    speedupBound: factor(sequentialMs, shortestMs),
    slotWaitMs: sum(outcomes, ({ queuedMs }) => queuedMs),
    limiterWaitMs: sum(outcomes, ({ limitedMs }) => limitedMs),
  };
}

function factor(whole: number, part: number): number {
  return part === 0 ? 1 : Math.round((100 * whole) / part) / 100;
}

function sum(outcomes: readonly Outcome[], of: (outcome: Outcome) => number): number {
  return outcomes.reduce((total, outcome) => total + of(outcome), 0);
}

/** Tasks that share a thread wait for each other's turns; one after the other, only their own work would be left. */
function workMs({ durationMs, waitedMs }: Outcome): number {
  return durationMs - waitedMs;
}

function criticalPath(outcomes: readonly Outcome[]): number {
  const byId = new Map(outcomes.map((outcome) => [outcome.task.id, outcome]));
  const ends = new Map<string, number>();
  const endOf = (id: string): number => {
    const outcome = byId.get(id);
    if (!outcome) return 0;
    const known = ends.get(id);
    if (known !== undefined) return known;
    // Set first: tasks that wait for each other never ran, and must not be followed in circles.
    ends.set(id, workMs(outcome));
    const end = Math.max(0, ...outcome.task.after.map(endOf)) + workMs(outcome);
    ends.set(id, end);
    return end;
  };
  return Math.max(0, ...[...byId.keys()].map(endOf));
}
