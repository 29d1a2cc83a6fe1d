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
}

export const taskStatuses = ['ok', 'failed', 'timed-out', 'over-budget', 'skipped'] as const;
export type TaskStatus = (typeof taskStatuses)[number];

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
  findings: Finding[];
  usage: Usage;
}

/** What a reviewer gets besides its task. */
export interface TaskContext {
  /** Aborted when the task's or the run's time is up. */
  signal: AbortSignal;
  /** Reports a finding at once. */
  report(finding: Finding): void;
  /** Passes a promise through whose time is not this task's own work: something shared, or a turn. */
  waiting<T>(promise: Promise<T>): Promise<T>;
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
  /** Half, or four fifths, of its time budget is gone. */
  | { type: 'deadline-warning' | 'deadline-alert'; atMs: number; task: Task }
  | { type: 'finding'; atMs: number; task: Task; finding: Finding }
  | { type: 'task-ended'; atMs: number; outcome: Outcome }
  | { type: 'run-ended'; atMs: number };
