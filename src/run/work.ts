/** One task from its start to its outcome. */
import { openEffort } from './effort.ts';
import type { Effort } from './effort.ts';
import type { Feed } from './feed.ts';
import { merged } from './feed.ts';
import { redundant } from './redundancy.ts';
import { stopOf } from './stop.ts';
import type { Run } from './surroundings.ts';
import type { Outcome, Task } from './task.ts';

export interface Work {
  /**
   * Undefined if its worker died: it goes on when this is called again. Never rejects.
   * @param readyMs since when nothing but a slot kept it from starting; undefined if none did.
   */
  goOn(readyMs: number | undefined): Promise<Outcome | undefined>;
}

/** `feeds`: what is read along, by the id of the task that writes it. */
export function openWork(task: Task, run: Run, feeds: ReadonlyMap<string, Feed>): Work {
  let begun: { effort: Effort; startedMs: number; queuedMs: number; stopWarnings(): void } | undefined;
  return {
    async goOn(readyMs) {
      const nowMs = run.elapsed();
      const queuedMs = nowMs - (readyMs ?? nowMs);
      if (!begun) {
        const obstacle = obstacleTo(task, run);
        if (obstacle) return { ...obstacle, queuedMs };
        begun = {
          effort: effortOf(task, run, feeds),
          startedMs: nowMs,
          queuedMs,
          stopWarnings: warnInTime(task, run),
        };
      }
      const { effort, startedMs, stopWarnings } = begun;
      const result = await effort.goOn();
      if (!result) {
        const reason = 'its worker died; it is put back into the queue';
        run.emit({ type: 'task-requeued', atMs: run.elapsed(), task, reason });
        return undefined;
      }
      stopWarnings();
      const { bill, ...rest } = result;
      const durationMs = run.elapsed() - startedMs;
      const waitedMs = Math.min(Math.round(result.waitedMs), durationMs);
      const limitedMs = Math.min(Math.round(bill.limitedMs), waitedMs);
      return {
        task,
        ...rest,
        startedMs,
        durationMs,
        waitedMs,
        limitedMs,
        queuedMs: begun.queuedMs,
        usage: bill.usage,
      };
    },
  };
}

/** What keeps a task from starting at all. */
function obstacleTo(task: Task, run: Run): Outcome | undefined {
  const stop = stopOf(run.signal);
  if (stop) return unstarted(task, 'skipped', `not started: ${stop.message}`, run.elapsed());
  if (Object.hasOwn(run.reviewers, task.reviewer)) return undefined;
  const known = Object.keys(run.reviewers).sort().join(', ') || 'none';
  const reason = `there is no reviewer '${task.reviewer}'; known: ${known}`;
  return unstarted(task, 'failed', reason, run.elapsed());
}

function effortOf(task: Task, run: Run, feeds: ReadonlyMap<string, Feed>): Effort {
  const { clock, graceMs, random, bufferedFindings, elapsed, emit } = run;
  const own = feeds.get(task.id);
  const sources = task.stream ? task.after.flatMap((id) => feeds.get(id) ?? []) : [];
  return openEffort(task, redundant(run.reviewers[task.reviewer]!, task.redundancy, clock), {
    clock,
    graceMs,
    random,
    signal: run.signal,
    shared: {
      send: own ? (finding) => own.send(finding) : async () => {},
      upstream: (signal) => merged(sources, bufferedFindings, signal),
      call: (call, signal, bill) => run.resources.call(task, call, signal, bill),
      throttled: () => run.resources.throttled(),
    },
    onAttempt: (attempt) => emit({ type: 'task-started', atMs: elapsed(), task, attempt }),
    onRetry: (waitMs, reason) =>
      emit({ type: 'task-retrying', atMs: elapsed(), task, waitMs: Math.round(waitMs), reason }),
    onFinding: (finding) => emit({ type: 'finding', atMs: elapsed(), task, finding }),
  });
}

/** Says when half and when four fifths of the task's time budget are gone; the returned function ends that. */
function warnInTime(task: Task, { clock, elapsed, emit }: Run): () => void {
  const warn = (share: number, type: 'deadline-warning' | 'deadline-alert') =>
    clock.after(task.timeoutMs * share, () => emit({ type, atMs: elapsed(), task }));
  const cancels = [warn(0.5, 'deadline-warning'), warn(0.8, 'deadline-alert')];
  return () => cancels.forEach((cancel) => cancel());
}

export function unstarted(task: Task, status: 'skipped' | 'failed', reason: string, atMs: number): Outcome {
  return {
    task,
    status,
    reason,
    attempts: 0,
    startedMs: atMs,
    durationMs: 0,
    waitedMs: 0,
    limitedMs: 0,
    queuedMs: 0,
    findings: [],
    usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 },
  };
}
