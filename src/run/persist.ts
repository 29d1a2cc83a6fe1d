/** All attempts at one task, under one time budget. */
import type { AttemptOptions, AttemptResult } from './attempt.ts';
import { attempt } from './attempt.ts';
import { backoffMs, sleep } from './backoff.ts';
import type { Reviewer, Task } from './task.ts';

export interface PersistOptions extends Omit<AttemptOptions, 'timeoutMs'> {
  /** In [0, 1). */
  random: () => number;
  onAttempt(attempt: number): void;
}

export type PersistResult = Omit<AttemptResult, 'died'> & { attempts: number };

/**
 * Tries until the task is done, its retries are used up, or too little time is left to wait and try again.
 * A worker that died costs no retry the first time. An attempt that succeeds stands for all; if none
 * does, what any of them found is kept.
 */
export async function persist(
  task: Task,
  reviewer: Reviewer,
  options: PersistOptions,
): Promise<PersistResult> {
  const { clock, signal, random } = options;
  const deadlineMs = clock.now() + task.timeoutMs;
  const found: AttemptResult['findings'] = [];
  let waitedMs = 0;
  let left = task.retries ?? 0;
  let mayDie = true;
  for (let attempts = 1; ; attempts++) {
    options.onAttempt(attempts);
    const { died, ...result } = await attempt(task, reviewer, {
      ...options,
      timeoutMs: Math.max(0, deadlineMs - clock.now()),
    });
    waitedMs += result.waitedMs;
    if (result.status === 'ok') return { ...result, waitedMs, attempts };
    found.push(...result.findings);
    const last = { ...result, findings: distinct(found), attempts };
    if (result.status !== 'failed' || signal.aborted) return { ...last, waitedMs };
    if (died && mayDie) {
      mayDie = false;
      continue;
    }
    if (left-- <= 0) return { ...last, waitedMs };
    const fromMs = clock.now();
    const waitMs = backoffMs(attempts, random);
    if (fromMs + waitMs >= deadlineMs) return { ...last, waitedMs };
    // Told to stop while it sleeps, it ends with what it knows.
    const slept = await sleep(clock, waitMs, signal).then(
      () => true,
      () => false,
    );
    waitedMs += clock.now() - fromMs;
    if (!slept) return { ...last, waitedMs };
  }
}

/** Attempts mostly find the same again. */
function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
