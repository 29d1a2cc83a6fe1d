/** What running in parallel was worth, measured. */
import type { Outcome } from './task.ts';

/** All but `speedup` in milliseconds. */
export interface Timing {
  /** From the run's start to the end of its last task. */
  wallMs: number;
  /** The sum of all tasks: what one after the other would have taken. */
  sequentialMs: number;
  /** The longest chain of tasks that wait for each other: no concurrency can beat it. */
  criticalPathMs: number;
  /** sequentialMs / wallMs, to two decimals; 1 if nothing took any time. */
  speedup: number;
}

/** `preparedMs`: what was done once for all tasks before the first one started. */
export function timing(outcomes: readonly Outcome[], preparedMs = 0): Timing {
  const prepared = Math.round(preparedMs);
  const wallMs =
    prepared + Math.max(0, ...outcomes.map(({ startedMs, durationMs }) => startedMs + durationMs));
  const sequentialMs = prepared + outcomes.reduce((sum, outcome) => sum + workMs(outcome), 0);
  const speedup = wallMs === 0 ? 1 : Math.round((100 * sequentialMs) / wallMs) / 100;
  return { wallMs, sequentialMs, criticalPathMs: prepared + criticalPath(outcomes), speedup };
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
