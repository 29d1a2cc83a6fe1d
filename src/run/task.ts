/** What the scheduler runs and what comes of it. It knows nothing of SQL, GitHub or vendors. */
import type { FailurePolicy, Lane, ReviewerKind } from '../agents/agent.ts';
import type { Finding } from '../finding.ts';

/** One reviewer of one agent on one slice of the change. */
export interface Task {
  /** `agent/reviewer/number`; stable for the same plan. */
  id: string;
  agent: string;
  reviewer: ReviewerKind;
  lane: Lane;
  /** Changed files, in code-unit order. */
  files: readonly string[];
  /** Ids of tasks that must have ended before. */
  after: readonly string[];
  onFailure: FailurePolicy;
  /** Of all its attempts together, in milliseconds. */
  timeoutMs: number;
  /** How long it is expected to take, in milliseconds; the order of starts depends on it. @default 0 */
  expectedMs?: number;
  /** Further attempts after a failure. @default 0 */
  retries?: number;
  /** Starts as soon as those it waits for have started, and reads what they find. @default false */
  stream?: boolean;
  /** More than one reviewer's answer to the same question. @default one */
  redundancy?: Redundancy;
  /** Whose endpoint it calls: tasks of one provider do not start in the same instant. */
  provider?: string;
  /** Most findings; with more it fails and keeps the first ones. @default 10000 */
  maxFindings?: number;
}

/**
 * `hedge`: a second attempt starts after a while, and the first answer counts. `best`: of so many attempts, the
 * one with the highest quality. `vote`: each finding needs more than half of the weights, one for each attempt.
 */
export type Redundancy =
  | { kind: 'hedge'; afterMs: number }
  | { kind: 'best'; attempts: number }
  | { kind: 'vote'; weights: readonly number[] };

export const taskStatuses = ['ok', 'failed', 'timed-out', 'over-budget', 'skipped'] as const;
export type TaskStatus = (typeof taskStatuses)[number];

/** What calls have cost. */
export interface Usage {
  inputTokens: number;
  outputTokens: number;
  costUsd: number;
}

/** How a task ended. Findings reported before a failure are kept. */
export interface Outcome {
  task: Task;
  status: TaskStatus;
  /** Why, unless ok: one line. */
  reason?: string;
  attempts: number;
  /** Milliseconds after the run's start. */
  startedMs: number;
  durationMs: number;
  /** Of `durationMs`, what it waited for others instead of working itself. */
  waitedMs: number;
  /** Of `waitedMs`, what it waited for a provider's rate to let its calls pass. */
  limitedMs: number;
  /** Before `startedMs`: what it waited for a free slot when nothing else kept it. */
  queuedMs: number;
  findings: Finding[];
  usage: Usage;
}

/** What a reviewer gets besides its task. */
export interface TaskContext {
  /** Aborted when the task's or the run's time is up. */
  signal: AbortSignal;
  /**
   * Reports a finding at once. Resolves when those who read along have room for more; a reviewer that does
   * not wait for that is not stopped, but nobody who does can be run over.
   */
  report(finding: Finding): Promise<void>;
  /** Passes a promise through whose time is not this task's own work: something shared, or a turn. */
  waiting<T>(promise: Promise<T>): Promise<T>;
  /** Which of several attempts side by side this is, from 0: they may ask differently. */
  variant: number;
  /** What the tasks before it find, as they find it; ends when all of them have ended. Empty unless it streams. */
  upstream(): AsyncIterable<Finding>;
  /** The one way to a provider: within budget and rate, for all tasks together. */
  call<T>(call: ProviderCall<T>): Promise<T>;
  /** True when most of the budget is gone: ask the cheaper model. */
  readonly throttled: boolean;
}

/** A request to something that costs. */
export interface ProviderCall<T> {
  /** `anthropic`, `openai`, …: each has one rate and one breaker. */
  provider: string;
  /** At most what it will use; reserved before, and billed if no answer says what was used. */
  estimate: Usage;
  /** How long it should take, in milliseconds; it is not made if less time is left. @default 0 */
  estimateMs?: number;
  make(signal: AbortSignal): Promise<{ value: T; used: Usage }>;
}

/** Reviews one task; resolves when done, rejects on failure. */
export type Reviewer = (task: Task, context: TaskContext) => Promise<void>;

/** Monotonic milliseconds, and waiting; injected so that tests own the time. */
export interface Clock {
  now(): number;
  /** Calls back after `ms`; the returned function cancels. */
  after(ms: number, callback: () => void): () => void;
}

/** Everything that happens in a run, in order. Progress, logs and the audit trail are views of it. */
export type RunEvent =
  | { type: 'run-started'; atMs: number; tasks: readonly Task[] }
  | { type: 'task-started'; atMs: number; task: Task; attempt: number }
  /** It failed, and tries again after `waitMs`. */
  | { type: 'task-retrying'; atMs: number; task: Task; waitMs: number; reason: string }
  /** Its worker died; it waits for a slot once more. */
  | { type: 'task-requeued'; atMs: number; task: Task; reason: string }
  /** Half, or four fifths, of its time budget is gone. */
  | { type: 'deadline-warning' | 'deadline-alert'; atMs: number; task: Task }
  | { type: 'finding'; atMs: number; task: Task; finding: Finding }
  /** `call`: its number within the run, from 1. `waitedMs`: for the provider's rate. */
  | { type: 'call-started'; atMs: number; task: Task; call: number; provider: string; waitedMs: number }
  /** `used`: what it was billed. `reason`: why it failed. */
  | { type: 'call-ended'; atMs: number; task: Task; call: number; used: Usage; reason?: string }
  /** Most of the budget is gone: from now on the cheaper model, and fewer tasks at a time. */
  | { type: 'throttled'; atMs: number; reason: string }
  | { type: 'task-ended'; atMs: number; outcome: Outcome }
  | { type: 'run-ended'; atMs: number };
