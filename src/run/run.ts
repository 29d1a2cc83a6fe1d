/** The supervisor: starts every task that may run, holds the ceiling, and survives all of them. */
import PQueue from 'p-queue';
import type { ReviewerKind } from '../agents/agent.ts';
import { safely } from './events.ts';
import { persist } from './persist.ts';
import { precedences } from './precedence.ts';
import { spoken } from './reason.ts';
import { Stop, stopOf } from './stop.ts';
import type { Clock, Outcome, Reviewer, RunEvent, Task, Usage } from './task.ts';

export interface RunOptions {
  clock: Clock;
  /** Tasks that run at the same time; at least 1. */
  maxConcurrency: number;
  /** Of the whole run, in milliseconds. */
  timeoutMs: number;
  /** Stops the run from outside. */
  signal?: AbortSignal;
  onEvent?: (event: RunEvent) => void;
  /** Milliseconds that a stopped reviewer has to end by itself. @default 5000 */
  graceMs?: number;
  /** Most findings of one task; with more it fails and keeps the first ones. @default 10000 */
  maxFindings?: number;
  /** In [0, 1), for the jitter of retries. @default Math.random */
  random?: () => number;
}

export type Reviewers = Readonly<Partial<Record<ReviewerKind, Reviewer>>>;

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
  const { clock, signal: outer } = options;
  const startMs = clock.now();
  const elapsed = () => Math.round(clock.now() - startMs);
  const emit = safely(options.onEvent);
  const stopping = new AbortController();
  const cancelDeadline = clock.after(options.timeoutMs, () =>
    stopping.abort(
      new Stop('timed-out', `the time budget of the whole review, ${spoken(options.timeoutMs)}, is used up`),
    ),
  );
  const passOn = () => stopping.abort(stopOf(outer!));
  outer?.addEventListener('abort', passOn, { once: true });
  try {
    if (outer?.aborted) passOn();
    emit({ type: 'run-started', atMs: elapsed(), tasks });
    const run: Run = { options, reviewers, elapsed, emit, signal: stopping.signal };
    const outcomes = await supervise(tasks, run);
    emit({ type: 'run-ended', atMs: elapsed() });
    return outcomes;
  } finally {
    cancelDeadline();
    outer?.removeEventListener('abort', passOn);
  }
}

interface Run {
  options: RunOptions;
  reviewers: Reviewers;
  /** Milliseconds since the start. */
  elapsed(): number;
  emit(event: RunEvent): void;
  signal: AbortSignal;
}

async function supervise(tasks: readonly Task[], run: Run): Promise<Outcome[]> {
  const queue = new PQueue({ concurrency: run.options.maxConcurrency, autoStart: false });
  const outcomes = new Map<Task, Outcome>();
  const precedence = precedences(tasks);
  const waiting = new Set(tasks.toSorted((a, b) => precedence.get(b)! - precedence.get(a)!));
  const open = new Set(tasks.map((task) => task.id));
  const end = (outcome: Outcome): void => {
    outcomes.set(outcome.task, outcome);
    open.delete(outcome.task.id);
    run.emit({ type: 'task-ended', atMs: run.elapsed(), outcome });
  };
  const startReady = (): void => {
    for (const task of [...waiting]) {
      if (task.after.some((id) => open.has(id))) continue;
      waiting.delete(task);
      const work = async () => {
        end(await runTask(task, run));
        // Before this slot is free, so that the queue sees all candidates when it picks the next task.
        startReady();
      };
      void queue.add(work, { priority: precedence.get(task)! });
    }
  };
  startReady();
  queue.start();
  await queue.onIdle();
  const stuck = new Set(open);
  for (const task of waiting) {
    const reason = `it waits for tasks that never end: ${task.after.filter((id) => stuck.has(id)).join(', ')}`;
    end(unstarted(task, 'failed', reason, run.elapsed()));
  }
  return tasks.map((task) => outcomes.get(task)!);
}

async function runTask(task: Task, run: Run): Promise<Outcome> {
  const { clock, graceMs = 5000, maxFindings = 10_000, random = Math.random } = run.options;
  const startedMs = run.elapsed();
  const stop = stopOf(run.signal);
  if (stop) return unstarted(task, 'skipped', `not started: ${stop.message}`, startedMs);
  const reviewer = Object.hasOwn(run.reviewers, task.reviewer) ? run.reviewers[task.reviewer] : undefined;
  if (!reviewer) {
    const known = Object.keys(run.reviewers).sort().join(', ') || 'none';
    return unstarted(task, 'failed', `there is no reviewer '${task.reviewer}'; known: ${known}`, startedMs);
  }
  const stopWarning = warnInTime(task, run);
  const result = await persist(task, reviewer, {
    clock,
    graceMs,
    maxFindings,
    random,
    signal: run.signal,
    onAttempt: (attempt) => run.emit({ type: 'task-started', atMs: run.elapsed(), task, attempt }),
    onFinding: (finding) => run.emit({ type: 'finding', atMs: run.elapsed(), task, finding }),
  });
  stopWarning();
  const durationMs = run.elapsed() - startedMs;
  const waitedMs = Math.min(Math.round(result.waitedMs), durationMs);
  return { task, ...result, startedMs, durationMs, waitedMs, usage: noUsage() };
}

/** Says when half and when four fifths of the task's time budget are gone; the returned function ends that. */
function warnInTime(task: Task, { options, elapsed, emit }: Run): () => void {
  const warn = (share: number, type: 'deadline-warning' | 'deadline-alert') =>
    options.clock.after(task.timeoutMs * share, () => emit({ type, atMs: elapsed(), task }));
  const cancels = [warn(0.5, 'deadline-warning'), warn(0.8, 'deadline-alert')];
  return () => cancels.forEach((cancel) => cancel());
}

function unstarted(task: Task, status: 'skipped' | 'failed', reason: string, atMs: number): Outcome {
  return {
    task,
    status,
    reason,
    attempts: 0,
    startedMs: atMs,
    durationMs: 0,
    waitedMs: 0,
    findings: [],
    usage: noUsage(),
  };
}

function noUsage(): Usage {
  return { inputTokens: 0, outputTokens: 0, costUsd: 0 };
}
