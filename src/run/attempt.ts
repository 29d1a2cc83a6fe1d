/** One try at one task, under its time budget. Never rejects. */
import type { Finding } from '../finding.ts';
import { OverBudget } from './budget.ts';
import { openInbox } from './inbox.ts';
import { oneLine, reasonOf, spoken } from './reason.ts';
import { Stop, stopOf, WorkerDied } from './stop.ts';
import type { Clock, Reviewer, Task, TaskStatus } from './task.ts';

export interface AttemptOptions {
  clock: Clock;
  /** The run's: aborted when everything must stop. */
  signal: AbortSignal;
  /** Milliseconds between the abort and giving up on a reviewer that ignores it. */
  graceMs: number;
  /** What is left of the task's time budget. */
  timeoutMs: number;
  /** Most findings of one task. */
  maxFindings: number;
  onFinding(finding: Finding): void;
}

export interface AttemptResult {
  status: TaskStatus;
  reason?: string;
  findings: Finding[];
  /** Milliseconds it waited for others; waits that overlap count twice. */
  waitedMs: number;
  /** The reviewer failed by itself, and its worker was the cause. */
  died?: boolean;
}

/**
 * Ends when the reviewer does, or `graceMs` after it was told to stop. What it reports by then is kept,
 * whatever the end; what it reports later is dropped.
 */
export async function attempt(
  task: Task,
  reviewer: Reviewer,
  options: AttemptOptions,
): Promise<AttemptResult> {
  const { clock, graceMs } = options;
  const stopping = new AbortController();
  const inbox = openInbox({
    limit: options.maxFindings,
    onFinding: options.onFinding,
    onFlood: () => stopping.abort(new Stop('failed', 'too many findings')),
  });
  const cancelBudget = clock.after(options.timeoutMs, () =>
    stopping.abort(new Stop('timed-out', `its time budget of ${spoken(task.timeoutMs)} is used up`)),
  );
  const passOn = () => stopping.abort(stopOf(options.signal));
  options.signal.addEventListener('abort', passOn, { once: true });

  let waitedMs = 0;
  const waiting = async <T>(promise: Promise<T>): Promise<T> => {
    const fromMs = clock.now();
    try {
      return await promise;
    } finally {
      waitedMs += clock.now() - fromMs;
    }
  };

  let giveUp = () => {};
  const abandoned = new Promise<undefined>((resolve) => (giveUp = () => resolve(undefined)));
  let cancelGrace = () => {};
  const startGrace = () => {
    cancelGrace = clock.after(graceMs, giveUp);
  };
  stopping.signal.addEventListener('abort', startGrace, { once: true });

  try {
    if (options.signal.aborted) passOn();
    const context = { signal: stopping.signal, report: inbox.receive, waiting };
    const work = (async () => reviewer(task, context))();
    const thrown = await Promise.race([work.then(noError, wrapped), abandoned]);
    return { ...ended(inbox.findings, stopOf(stopping.signal), inbox.problem, thrown), waitedMs };
  } finally {
    inbox.close();
    cancelBudget();
    cancelGrace();
    options.signal.removeEventListener('abort', passOn);
    stopping.signal.removeEventListener('abort', startGrace);
  }
}

/** A time-out explains everything that follows it; broken output explains more than the error after it. */
function ended(
  findings: Finding[],
  stop: Stop | undefined,
  problem: string | undefined,
  thrown: { error: unknown } | undefined,
): Omit<AttemptResult, 'waitedMs'> {
  if (stop && (stop.status === 'timed-out' || !problem)) {
    return { status: stop.status, reason: oneLine(stop.message), findings };
  }
  if (problem) return { status: 'failed', reason: problem, findings };
  if (thrown) {
    const died = thrown.error instanceof WorkerDied;
    const status = thrown.error instanceof OverBudget ? 'over-budget' : 'failed';
    return { status, reason: reasonOf(thrown.error), findings, ...(died && { died }) };
  }
  return { status: 'ok', findings };
}

function noError(): undefined {
  return undefined;
}

function wrapped(error: unknown): { error: unknown } {
  return { error };
}
