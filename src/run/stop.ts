/** Why work is stopped before it is done: the reason that abort signals carry through a run. */
import type { TaskStatus } from './task.ts';

export class Stop extends Error {
  override name = 'Stop';
  /** How a task ends that was running when it came. */
  readonly status: Extract<TaskStatus, 'failed' | 'timed-out'>;

  constructor(status: Stop['status'], message: string) {
    super(message);
    this.status = status;
  }
}

/** The stop that a signal carries; a foreign reason means that somebody cancelled the review. */
export function stopOf(signal: AbortSignal): Stop | undefined {
  if (!signal.aborted) return undefined;
  return signal.reason instanceof Stop ? signal.reason : new Stop('failed', 'the review was cancelled');
}

/** Thrown by a reviewer whose worker died under it: no fault of the task, which runs once more. */
export class WorkerDied extends Error {
  override name = 'WorkerDied';
}
