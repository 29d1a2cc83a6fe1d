/** How far each agent is, from the events so far. A pure function; every view of progress shows the same. */
import type { Lane } from '../agents/agent.ts';
import type { RunEvent, Task, TaskStatus } from '../run/task.ts';

export interface AgentProgress {
  agent: string;
  lane: Lane;
  /** Once all its tasks have ended: as the first one that did not end well, else ok. */
  state: 'waiting' | 'running' | TaskStatus;
  /** Of the tasks that have ended. */
  worst: TaskStatus;
  /** Tasks that have not ended. */
  open: number;
  /** Milliseconds after the run's start. */
  startedMs?: number;
  endedMs?: number;
  findings: number;
  /** Why it ended as it did, or the last trouble before: one line. */
  remark?: string;
}

/** By agent, in the order of the plan. */
export type Progress = readonly AgentProgress[];

export function progressAfter(progress: Progress, event: RunEvent): Progress {
  if (event.type === 'run-started') return started(event.tasks);
  if (event.type === 'task-started') {
    return changed(progress, event.task, (it) => ({
      ...it,
      state: 'running',
      startedMs: it.startedMs ?? event.atMs,
    }));
  }
  if (event.type === 'finding') {
    return changed(progress, event.task, (it) => ({ ...it, findings: it.findings + 1 }));
  }
  if (event.type === 'task-ended') {
    const { task, status, reason } = event.outcome;
    return changed(progress, task, (it) => ended(it, status, reason, event.atMs));
  }
  const news = remarkOf(event);
  if (news === undefined) return progress;
  const task = 'task' in event ? event.task : undefined;
  return progress.map((it) => (!task || it.agent === task.agent ? remarked(it, news) : it));
}

function remarkOf(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'deadline-alert':
      return 'nearly out of time';
    case 'task-retrying':
      return `tries again: ${event.reason}`;
    case 'task-requeued':
      return `starts over: ${event.reason}`;
    case 'throttled':
      return `slowed down: ${event.reason}`;
    case 'call-ended':
      return event.reason === undefined ? undefined : `a call failed: ${event.reason}`;
    default:
      return undefined;
  }
}

/** Why a task did not end well is never replaced by what happens to the others of its agent. */
function remarked(entry: AgentProgress, remark: string): AgentProgress {
  return entry.open === 0 || entry.worst !== 'ok' ? entry : { ...entry, remark };
}

function started(tasks: readonly Task[]): Progress {
  const agents = new Map<string, AgentProgress>();
  for (const { agent, lane } of tasks) {
    const open = (agents.get(agent)?.open ?? 0) + 1;
    agents.set(agent, { agent, lane, state: 'waiting', worst: 'ok', open, findings: 0 });
  }
  return [...agents.values()];
}

function changed(
  progress: Progress,
  { agent }: Task,
  change: (entry: AgentProgress) => AgentProgress,
): Progress {
  return progress.map((entry) => (entry.agent === agent ? change(entry) : entry));
}

/** One task that did not end well is how its agent ends; until all have ended, it runs. */
function ended(
  { remark, ...entry }: AgentProgress,
  status: TaskStatus,
  reason: string | undefined,
  atMs: number,
): AgentProgress {
  const worst = entry.worst === 'ok' ? status : entry.worst;
  const open = entry.open - 1;
  const said = entry.worst === 'ok' ? reason : remark;
  return {
    ...entry,
    worst,
    open,
    endedMs: atMs,
    state: open === 0 ? worst : entry.state,
    ...(said !== undefined && { remark: said }),
  };
}
