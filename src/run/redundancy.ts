/** More than one attempt at one task: reviewers made of reviewers. What the losers found is never reported. */
import type { Finding } from '../finding.ts';
import { sleep } from './backoff.ts';
import { defaultMaxFindings, openInbox } from './inbox.ts';
import type { Clock, Redundancy, Reviewer, Task, TaskContext } from './task.ts';

/** The reviewer as often as the task asks for it, each time under another `variant`. */
export function redundant(reviewer: Reviewer, how: Redundancy | undefined, clock: Clock): Reviewer {
  if (!how) return reviewer;
  const variant =
    (number: number): Reviewer =>
    (task, context) =>
      reviewer(task, withChanges(context, { variant: number }));
  const variants = (count: number) => Array.from({ length: count }, (_, number) => variant(number));
  if (how.kind === 'hedge') return hedged(variant(0), variant(1), clock, how.afterMs);
  if (how.kind === 'best') return best(variants(how.attempts), quality);
  return voted(variants(how.weights.length), how.weights);
}

/**
 * How much a list of findings says: 3 for each that is proven, 2 for likely, 1 for possible, each thing once.
 * An attempt that repeats itself or only guesses does not win over one that shows something.
 */
export function quality(found: readonly Finding[]): number {
  const weight = { proven: 3, likely: 2, possible: 1 } as const;
  const ballots = openBallots();
  found.forEach((finding) => ballots.cast(finding, 0));
  return ballots.all().reduce((sum, { finding }) => sum + weight[finding.confidence], 0);
}

interface Ballot {
  /** As the first one said it. */
  finding: Finding;
  /** A set, because nobody votes twice. */
  voters: Set<number>;
}

/** Findings that say the same, together. */
function openBallots() {
  const byTopic = new Map<string, Ballot[]>();
  return {
    cast(finding: Finding, voter: number): void {
      const topic = JSON.stringify([finding.rule, finding.resource, finding.location.path]);
      const ballots = byTopic.get(topic) ?? [];
      byTopic.set(topic, ballots);
      const ballot = ballots.find((it) => sameThing(it.finding, finding));
      if (ballot) ballot.voters.add(voter);
      else ballots.push({ finding, voters: new Set([voter]) });
    },
    all: () => [...byTopic.values()].flat(),
  };
}

/** Of two findings about one resource and file: the same subject, or the same lines. */
function sameThing(a: Finding, b: Finding): boolean {
  if (a.subject !== undefined && b.subject !== undefined) return a.subject === b.subject;
  const [one, other] = [a.location, b.location];
  return one.side === other.side && one.startLine <= other.endLine && other.startLine <= one.endLine;
}

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
      await reportAll(found, context);
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
    await reportAll(ranked.toSorted((a, b) => b.score - a.score)[0]!.found, context);
  };
}

/**
 * All review, and each finding needs more than half of the weight of those who gave an answer. One that has
 * less is reported as no more than a low hint, so that it can never block.
 * @param weights one for each reviewer.
 */
export function voted(reviewers: readonly Reviewer[], weights: readonly number[]): Reviewer {
  return async (task, context) => {
    const results = await allOf(reviewers, task, context);
    const ballots = openBallots();
    for (const [voter, { found = [] }] of results.entries()) {
      for (const finding of found) ballots.cast(finding, voter);
    }
    const present = results.reduce((sum, { found }, voter) => sum + (found ? weights[voter]! : 0), 0);
    for (const { finding, voters } of ballots.all()) {
      const weight = [...voters].reduce((sum, voter) => sum + weights[voter]!, 0);
      const agreed = weight > present / 2;
      await context.report(agreed ? finding : { ...finding, severity: 'low', confidence: 'possible' });
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

/** Reviews without reporting. An answer with anything malformed in it, or far too much, is no answer. */
async function quietly(
  review: Reviewer,
  task: Task,
  context: TaskContext,
  outer: AbortSignal,
): Promise<Finding[]> {
  const flooded = new AbortController();
  const signal = AbortSignal.any([outer, flooded.signal]);
  const inbox = openInbox({
    limit: task.maxFindings ?? defaultMaxFindings,
    onFinding: () => {},
    onFlood: () => flooded.abort(new Error('too many findings')),
  });
  const report = async (finding: Finding) => void inbox.receive(finding);
  try {
    await review(task, withChanges(context, { signal, report }));
  } finally {
    inbox.close();
  }
  if (inbox.problem !== undefined) throw new Error(inbox.problem);
  return inbox.findings;
}

async function reportAll(found: readonly Finding[], { report }: TaskContext): Promise<void> {
  for (const finding of found) await report(finding);
}

/** Not a copy: what the context says of the moment must stay true. */
function withChanges(context: TaskContext, changes: Partial<TaskContext>): TaskContext {
  return Object.assign(Object.create(context) as TaskContext, changes);
}
