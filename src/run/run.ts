/** A run: tasks in, one outcome for each out, whatever they do. */
import { safely } from './events.ts';
import { spoken } from './reason.ts';
import type { ResourceOptions } from './resources.ts';
import { openResources } from './resources.ts';
import { Stop, stopOf } from './stop.ts';
import { supervise } from './supervise.ts';
import type { Reviewers, Run } from './surroundings.ts';
import type { Clock, Outcome, RunEvent, Task } from './task.ts';

export interface RunOptions extends ResourceOptions {
  clock: Clock;
  /** Tasks that run at the same time; at least 1. */
  maxConcurrency: number;
  /** Of the whole run, in milliseconds. */
  timeoutMs: number;
  /** Of `timeoutMs`, what was used before any task could start. @default 0 */
  preparedMs?: number;
  /** Stops the run from outside. */
  signal?: AbortSignal;
  onEvent?: (event: RunEvent) => void;
  /** Milliseconds that a stopped reviewer has to end by itself. @default 5000 */
  graceMs?: number;
  /** Most milliseconds between two starts of tasks that call the same provider. @default 200 */
  staggerMs?: number;
  /** Findings that a task which reads along may be behind. @default 64 */
  bufferedFindings?: number;
  /** In [0, 1), for the jitter of retries and starts. @default Math.random */
  random?: () => number;
}

/**
 * Runs all tasks, safety first, then longest first, each after those it names. `after` means order, not success: a task
 * whose predecessor failed still runs. Resolves with one outcome for each task, in the order of `tasks`;
 * never rejects.
 */
export async function runTasks(
  tasks: readonly Task[],
  reviewers: Reviewers,
  options: RunOptions,
): Promise<Outcome[]> {
  const { clock, signal: outer, timeoutMs, preparedMs = 0, random = Math.random } = options;
  const startMs = clock.now();
  const elapsed = () => Math.round(clock.now() - startMs);
  const emit = safely(options.onEvent);
  const stopping = new AbortController();
  const cancelDeadline = clock.after(Math.max(0, timeoutMs - preparedMs), () =>
    stopping.abort(
      new Stop('timed-out', `the time budget of the whole review, ${spoken(timeoutMs)}, is used up`),
    ),
  );
  const passOn = () => stopping.abort(stopOf(outer!));
  outer?.addEventListener('abort', passOn, { once: true });
  const { maxConcurrency, graceMs = 5000, staggerMs = 200, bufferedFindings = 64 } = options;
  const run: Run = {
    clock,
    maxConcurrency,
    graceMs,
    staggerMs,
    bufferedFindings,
    random,
    reviewers,
    resources: openResources(options, {
      clock,
      deadlineMs: startMs + timeoutMs - preparedMs,
      timeoutMs,
      random,
      elapsed,
      emit,
      onThrottle: () => run.slowDown(),
    }),
    elapsed,
    emit,
    signal: stopping.signal,
    slowDown: () => {},
  };
  try {
    if (outer?.aborted) passOn();
    emit({ type: 'run-started', atMs: elapsed(), tasks });
    const outcomes = await supervise(tasks, run);
    emit({ type: 'run-ended', atMs: elapsed() });
    return outcomes;
  } finally {
    cancelDeadline();
    outer?.removeEventListener('abort', passOn);
  }
}
