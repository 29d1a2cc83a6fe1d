/** One try at one task, under its time budget. Never rejects. */
import type { Finding } from '../finding.ts';
import { BreakerOpen } from './breaker.ts';
import { OverBudget } from './budget.ts';
import { defaultMaxFindings, openInbox } from './inbox.ts';
import { oneLine, reasonOf, spoken } from './reason.ts';
import { Stop, stopOf, WorkerDied } from './stop.ts';
import type { Clock, ProviderCall, Reviewer, Task, TaskContext, TaskStatus, Usage } from './task.ts';

export interface AttemptOptions {
  clock: Clock;
  /** The run's: aborted when everything must stop. */
  signal: AbortSignal;
  /** Milliseconds between the abort and giving up on a reviewer that ignores it. */
  graceMs: number;
  /** What is left of the task's time budget. */
  timeoutMs: number;
  onFinding(finding: Finding): void;
  /** Everything that tasks share. */
  shared: Shared;
}

/** What a task's surroundings offer it. */
export interface Shared {
  /** Resolves when those who read along have room. */
  send(finding: Finding): Promise<void>;
  /** Ends when `signal` is aborted. */
  upstream(signal: AbortSignal): AsyncIterable<Finding>;
  /** Adds what the call is billed to `bill`, also when it fails. */
  call<T>(call: ProviderCall<T>, signal: AbortSignal, bill: Bill): Promise<T>;
  throttled(): boolean;
}

/** What a task's calls have cost so far. */
export interface Bill {
  usage: Usage;
  /** Milliseconds that they waited for the rate. */
  limitedMs: number;
}

export interface AttemptResult {
  status: TaskStatus;
  reason?: string;
  findings: Finding[];
  /** Milliseconds it waited for others; waits that overlap count twice. */
  waitedMs: number;
  bill: Bill;
  /** `worker`: the reviewer failed because its worker died. `provider`: nobody is called for a while. */
  cause?: 'worker' | 'provider';
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
  const { clock, graceMs, shared } = options;
  const stopping = new AbortController();
  const over = new AbortController();
  const bill = openBill();
  const inbox = openInbox({
    limit: task.maxFindings ?? defaultMaxFindings,
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

  const calls = new Set<Promise<unknown>>();
  const calling = <T>(call: Promise<T>): Promise<T> => {
    calls.add(call);
    return call;
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
    const context: TaskContext = {
      signal: stopping.signal,
      async report(finding) {
        const taken = inbox.receive(finding);
        if (taken) await waiting(shared.send(taken));
      },
      waiting,
      variant: 0,
      upstream: () => shared.upstream(AbortSignal.any([stopping.signal, over.signal])),
      call: (call) => calling(shared.call(call, AbortSignal.any([stopping.signal, over.signal]), bill)),
      get throttled() {
        return shared.throttled();
      },
    };
    const work = (async () => reviewer(task, context))();
    const thrown = await Promise.race([work.then(noError, wrapped), abandoned]);
    // Whoever was given up, or left something running, calls and reads no more; what that cost is known at once.
    over.abort(new Stop('failed', 'the attempt is over'));
    await Promise.allSettled(calls);
    inbox.close();
    const how = endOf(inbox.findings, stopOf(stopping.signal), inbox.problem, thrown);
    return { ...how, waitedMs: waitedMs + bill.limitedMs, bill };
  } finally {
    inbox.close();
    cancelBudget();
    cancelGrace();
    options.signal.removeEventListener('abort', passOn);
    stopping.signal.removeEventListener('abort', startGrace);
  }
}

/** A time-out explains everything that follows it; broken output explains more than the error after it. */
function endOf(
  findings: Finding[],
  stop: Stop | undefined,
  problem: string | undefined,
  thrown: { error: unknown } | undefined,
): Omit<AttemptResult, 'waitedMs' | 'bill'> {
  if (stop && (stop.status === 'timed-out' || !problem)) {
    return { status: stop.status, reason: oneLine(stop.message), findings };
  }
  if (problem) return { status: 'failed', reason: problem, findings };
  if (thrown) {
    const { error } = thrown;
    const status = error instanceof OverBudget ? 'over-budget' : 'failed';
    const cause =
      error instanceof WorkerDied ? 'worker' : error instanceof BreakerOpen ? 'provider' : undefined;
    return { status, reason: reasonOf(error), findings, ...(cause && { cause }) };
  }
  return { status: 'ok', findings };
}

function noError(): undefined {
  return undefined;
}

function wrapped(error: unknown): { error: unknown } {
  return { error };
}

/** An empty one. */
export function openBill(): Bill {
  return { usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 }, limitedMs: 0 };
}

/** `into` with what `bill` says. */
export function addBill(into: Bill, bill: Bill): void {
  into.limitedMs += bill.limitedMs;
  addUsage(into.usage, bill.usage);
}

export function addUsage(into: Usage, { inputTokens, outputTokens, costUsd }: Usage): void {
  into.inputTokens += inputTokens;
  into.outputTokens += outputTokens;
  into.costUsd += costUsd;
}
