/** All attempts at one task, under one time budget. */
import type { AttemptOptions, AttemptResult, Bill } from './attempt.ts';
import { addBill, attempt, openBill } from './attempt.ts';
import { backoffMs, sleep } from './backoff.ts';
import type { Reviewer, Task } from './task.ts';

export interface EffortOptions extends Omit<AttemptOptions, 'timeoutMs'> {
  /** In [0, 1). */
  random: () => number;
  onAttempt(attempt: number): void;
  onRetry(waitMs: number, reason: string): void;
}

export type EffortResult = Omit<AttemptResult, 'cause'> & { attempts: number };

export interface Effort {
  /**
   * Tries until the task is done, its retries are used up, or too little time is left to wait and try again.
   * Undefined if its worker died for the first time: that costs no retry, and the task goes on when this is
   * called again. Its time passes from the first call.
   */
  goOn(): Promise<EffortResult | undefined>;
}

/** An attempt that succeeds stands for all; if none does, what any of them found is kept. */
export function openEffort(task: Task, reviewer: Reviewer, options: EffortOptions): Effort {
  const { clock, signal, random } = options;
  const found: AttemptResult['findings'] = [];
  const bill: Bill = openBill();
  let deadlineMs: number | undefined;
  let waitedMs = 0;
  let attempts = 0;
  let retries = task.retries ?? 0;
  let mayDie = true;
  return {
    async goOn() {
      deadlineMs ??= clock.now() + task.timeoutMs;
      for (;;) {
        options.onAttempt(++attempts);
        const timeoutMs = Math.max(0, deadlineMs - clock.now());
        const { cause, ...result } = await attempt(task, reviewer, { ...options, timeoutMs });
        waitedMs += result.waitedMs;
        addBill(bill, result.bill);
        if (result.status === 'ok') return { ...result, waitedMs, bill, attempts };
        found.push(...result.findings);
        const ended = () => ({ ...result, findings: distinct(found), waitedMs, bill, attempts });
        if (result.status !== 'failed' || signal.aborted) return ended();
        if (cause === 'worker' && mayDie) {
          mayDie = false;
          return undefined;
        }
        // Nobody calls that provider for a while: to ask again at once is to fail again.
        if (cause === 'provider' || retries-- <= 0) return ended();
        const fromMs = clock.now();
        const waitMs = backoffMs(attempts, random);
        if (fromMs + waitMs >= deadlineMs) return ended();
        options.onRetry(waitMs, result.reason ?? 'it failed');
        // Told to stop while it sleeps, it ends with what it knows.
        const slept = await sleep(clock, waitMs, signal).then(
          () => true,
          () => false,
        );
        waitedMs += clock.now() - fromMs;
        if (!slept) return ended();
      }
    },
  };
}

/** Attempts mostly find the same again. */
function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
