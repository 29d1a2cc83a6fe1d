/** Who goes first when there are more tasks than slots. */
import type { Lane } from '../agents/agent.ts';
import { lanes } from '../agents/agent.ts';
import type { Task } from './task.ts';

/** Longer than any task can take; the lane counts for more than any length. */
const laneWeight = 1e9;

/**
 * The precedence of each task; higher starts first. The lane decides, and a task inherits that of whoever
 * waits for it. Within a lane the longest expected chain starts first: begun last, it alone would make the
 * review longer. A run has finitely many tasks, each with a time budget: a task starts at the latest when
 * all those of higher precedence have ended.
 */
export function precedences(tasks: readonly Task[]): Map<Task, number> {
  const followers = new Map<string, Task[]>();
  for (const task of tasks) {
    for (const id of task.after) followers.set(id, [...(followers.get(id) ?? []), task]);
  }
  const known = new Map<Task, { lane: number; chainMs: number }>();
  const of = (task: Task): { lane: number; chainMs: number } => {
    const found = known.get(task);
    if (found) return found;
    const own = { lane: weight(task.lane), chainMs: task.expectedMs ?? 0 };
    // Set first: tasks that wait for each other never run, and must not be followed in circles.
    known.set(task, own);
    const after = (followers.get(task.id) ?? []).map(of);
    const all = {
      lane: Math.max(own.lane, ...after.map(({ lane }) => lane)),
      chainMs: own.chainMs + Math.max(0, ...after.map(({ chainMs }) => chainMs)),
    };
    known.set(task, all);
    return all;
  };
  return new Map(
    tasks.map((task) => {
      const { lane, chainMs } = of(task);
      return [task, lane * laneWeight + Math.min(chainMs, laneWeight - 1)];
    }),
  );
}

function weight(lane: Lane): number {
  return lanes.length - lanes.indexOf(lane);
}
