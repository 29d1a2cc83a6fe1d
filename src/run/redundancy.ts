/** More than one attempt at one task: reviewers made of reviewers. What the losers found is never reported. */
import type { Finding } from '../finding.ts';
import { sleep } from './backoff.ts';
import type { Clock, Reviewer, Task, TaskContext } from './task.ts';

/**
 * Starts `second` if `first` has not ended after `afterMs`, or has failed. The first that succeeds wins and
 * the other is aborted; if both fail, the task fails as the first one did. What both spend is theirs to
 * settle with the budget, the loser's too.
 */
export function hedged(first: Reviewer, second: Reviewer, clock: Clock, afterMs: number): Reviewer {
  return async (task, context) => {
    const losers = new AbortController();
    const signal = AbortSignal.any([context.signal, losers.signal]);
    const early = new AbortController();
    const primary = quietly(first, task, context, signal);
    primary.catch(() => early.abort());
    const delayed = async () => {
      await sleep(clock, afterMs, AbortSignal.any([signal, early.signal])).catch(() =>
        signal.throwIfAborted(),
      );
      return quietly(second, task, context, signal);
    };
    try {
      const found = await Promise.any([primary, delayed()]);
      found.forEach(context.report);
    } catch {
      // None has succeeded: the first one's reason is the task's.
      await primary;
    } finally {
      losers.abort(new Error('another attempt was faster'));
    }
  };
}

/** All review; the findings of the one with the highest score are reported. Of equal ones the first wins. */
export function best(reviewers: readonly Reviewer[], score: (found: readonly Finding[]) => number): Reviewer {
  return async (task, context) => {
    const results = await allOf(reviewers, task, context);
    const ranked = results.flatMap(({ found }) => (found ? [{ found, score: score(found) }] : []));
    ranked.toSorted((a, b) => b.score - a.score)[0]!.found.forEach(context.report);
  };
}

export interface Voter {
  review: Reviewer;
  /** @default 1 */
  weight?: number;
}

/**
 * All review, and each finding needs more than half of the weight of those who gave an answer. One that has
 * less is reported as no more than a low hint, so that it can never block.
 */
export function voted(voters: readonly Voter[], identity: (finding: Finding) => string): Reviewer {
  return async (task, context) => {
    const results = await allOf(
      voters.map(({ review }) => review),
      task,
      context,
    );
    const ballots = new Map<string, { finding: Finding; weight: number }>();
    let present = 0;
    for (const [index, { found }] of results.entries()) {
      if (!found) continue;
      const { weight = 1 } = voters[index]!;
      present += weight;
      // Nobody votes twice.
      for (const [key, finding] of new Map(found.map((it) => [identity(it), it]))) {
        const ballot = ballots.get(key) ?? { finding, weight: 0 };
        ballots.set(key, { ...ballot, weight: ballot.weight + weight });
      }
    }
    for (const { finding, weight } of ballots.values()) {
      const agreed = weight > present / 2;
      context.report(agreed ? finding : { ...finding, severity: 'low', confidence: 'possible' });
    }
  };
}

/** @throws the first one's error if all fail. */
async function allOf(reviewers: readonly Reviewer[], task: Task, context: TaskContext) {
  const runs = reviewers.map((review) => quietly(review, task, context, context.signal));
  const settled = await Promise.allSettled(runs);
  if (settled.every(({ status }) => status === 'rejected')) await runs[0];
  return settled.map((it) => ({ found: it.status === 'fulfilled' ? it.value : undefined }));
}

/** Reviews without reporting. */
async function quietly(
  review: Reviewer,
  task: Task,
  context: TaskContext,
  signal: AbortSignal,
): Promise<Finding[]> {
  const found: Finding[] = [];
  await review(task, { ...context, signal, report: (finding) => found.push(finding) });
  return found;
}
