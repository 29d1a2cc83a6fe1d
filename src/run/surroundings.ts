import type { ReviewerKind } from '../agents/agent.ts';
import type { Resources } from './resources.ts';
import type { Clock, Reviewer, RunEvent } from './task.ts';

export type Reviewers = Readonly<Partial<Record<ReviewerKind, Reviewer>>>;

/** One run, as everything inside it sees it. */
export interface Run {
  clock: Clock;
  reviewers: Reviewers;
  resources: Resources;
  /** Aborted when everything must stop. */
  signal: AbortSignal;
  maxConcurrency: number;
  graceMs: number;
  staggerMs: number;
  bufferedFindings: number;
  /** In [0, 1). */
  random: () => number;
  /** Milliseconds since the start. */
  elapsed(): number;
  emit(event: RunEvent): void;
  /** Most of the budget is gone: fewer at a time. Set by the supervisor. */
  slowDown(): void;
}
