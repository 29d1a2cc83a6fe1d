/** The audit log: one line of JSON for every event, saying who did what, when, and why. */
import { closeSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Finding } from '../finding.ts';
import type { Outcome, RunEvent, Task } from '../run/task.ts';
import type { Observer } from './observer.ts';

export interface AuditOptions {
  /** Takes one line, line break included. May throw. */
  write(line: string): void;
  runId: string;
  /** Milliseconds since 1970. */
  wallClock(): number;
  /** Takes the secrets out of a text. */
  redact(text: string): string;
  /** Lines beyond are left out, and one last line says so. @default 50 MB */
  maxBytes?: number;
}

/** Cut twice: before, so that a text of megabytes costs little, and well after any secret that the first cut may split. */
const longestText = 2_000;
const mostItems = 1_000;

export function auditLog(options: AuditOptions): Observer {
  const { runId, wallClock, redact, maxBytes = 50_000_000 } = options;
  let sequence = 0;
  let bytes = 0;
  let full = false;
  const append = (what: string, who: string, facts: Record<string, unknown>): void => {
    if (full) return;
    const head = { run: runId, seq: sequence++, at: new Date(wallClock()).toISOString(), who, what };
    const clean = (_: string, value: unknown) =>
      typeof value === 'string' ? redact(value.slice(0, 10 * longestText)).slice(0, longestText) : value;
    const line = `${JSON.stringify({ ...head, ...facts }, clean)}\n`;
    bytes += Buffer.byteLength(line);
    full = bytes > maxBytes;
    const last = { ...head, what: 'log-full', why: `the log is limited to ${maxBytes} bytes` };
    options.write(full ? `${JSON.stringify(last)}\n` : line);
  };
  return {
    onEvent(event) {
      const { who, ...facts } = factsOf(event);
      append(event.type, who, facts);
    },
    async close(ending) {
      append(ending ? 'review-ended' : 'review-failed', 'supervisor', { ...ending });
    },
  };
}

/** Where the log of a run goes: into a folder under a name of its own; `{run}` in a file's name is the run's id. */
export function auditPath(given: string, runId: string): string {
  const isFolder = /[\\/]$/.test(given) || statSync(given, { throwIfNoEntry: false })?.isDirectory();
  return isFolder ? join(given, `parallel-review-${runId}.jsonl`) : given.replaceAll('{run}', runId);
}

/**
 * Appends to a file, and creates it and its folders if need be. Every line is handed to the system at once,
 * so that a run that is killed leaves what it did behind. Throws if the file cannot be opened.
 */
export function auditFile(path: string, options: Omit<AuditOptions, 'write'>): Observer {
  mkdirSync(dirname(path), { recursive: true });
  // Readable for its owner alone: what was reviewed may be private.
  const file = openSync(path, 'a', 0o600);
  const log = auditLog({ ...options, write: (line) => void writeSync(file, line) });
  return {
    onEvent: log.onEvent,
    async close(ending) {
      try {
        await log.close(ending);
      } finally {
        closeSync(file);
      }
    },
  };
}

/** Whatever an event holds, in short. Kinds of events that this file does not know are logged all the same. */
function factsOf(event: RunEvent): { who: string } & Record<string, unknown> {
  const { type: _, task, tasks, outcome, finding, reason, ...rest } = event as Loose;
  const whose = task ?? outcome?.task;
  return {
    who: whose?.id ?? 'supervisor',
    ...(whose && { agent: whose.agent }),
    ...rest,
    ...(tasks && { tasks: tasks.slice(0, mostItems).map(taskFacts) }),
    ...(finding && findingFacts(finding)),
    ...(outcome && outcomeFacts(outcome)),
    ...(reason !== undefined && { why: reason }),
  };
}

interface Loose extends Record<string, unknown> {
  type: string;
  task?: Task;
  tasks?: readonly Task[];
  outcome?: Outcome;
  finding?: Finding;
  reason?: string;
}

function taskFacts({ id, lane, files, after, onFailure, timeoutMs }: Task): Record<string, unknown> {
  return { id, lane, files: files.length, after, onFailure, timeoutMs };
}

function findingFacts({ rule, severity, confidence, title, resource, location }: Finding) {
  return { rule, severity, confidence, title, resource, location };
}

function outcomeFacts({ findings, reason, ...rest }: Outcome): Record<string, unknown> {
  const facts = { ...rest, task: undefined, findings: findings.length };
  return reason === undefined ? facts : { ...facts, why: reason };
}
