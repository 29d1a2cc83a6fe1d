/** The supervisor: starts every task that may run, holds the ceiling, and survives all of them. */
import PQueue from 'p-queue';
import type { Feed } from './feed.ts';
import { openFeed } from './feed.ts';
import { precedences } from './precedence.ts';
import { openStagger } from './stagger.ts';
import type { Run } from './surroundings.ts';
import type { Outcome, Task } from './task.ts';
import { openWork, unstarted } from './work.ts';

/** One outcome for each task, in the order of `tasks`. Never rejects. */
export async function supervise(tasks: readonly Task[], run: Run): Promise<Outcome[]> {
  const { maxConcurrency, clock, staggerMs, random } = run;
  const queue = new PQueue({ concurrency: maxConcurrency, autoStart: false });
  run.slowDown = () => {
    queue.concurrency = Math.max(1, Math.floor(maxConcurrency / 2));
  };
  const stagger = openStagger(clock, staggerMs, random);
  const precedence = precedences(tasks);
  const feeds = feedsOf(tasks);
  const outcomes = new Map<Task, Outcome>();
  const waiting = new Set(tasks.toSorted((a, b) => precedence.get(b)! - precedence.get(a)!));
  /** Ids of the tasks that have not started, and of those that have not ended. */
  const unbegun = new Set(tasks.map((task) => task.id));
  const open = new Set(unbegun);
  const end = (outcome: Outcome): void => {
    outcomes.set(outcome.task, outcome);
    unbegun.delete(outcome.task.id);
    open.delete(outcome.task.id);
    feeds.get(outcome.task.id)?.close();
    run.emit({ type: 'task-ended', atMs: run.elapsed(), outcome });
  };
  const enqueue = (task: Task): void => {
    // With a slot free, what passes until it starts is the process's own pace.
    const isFull = queue.pending + queue.size >= queue.concurrency;
    const readyMs = isFull ? run.elapsed() : undefined;
    const work = openWork(task, run, feeds);
    const turn = async () => {
      if (task.provider !== undefined) await stagger.turn(task.provider, run.signal).catch(() => {});
      const going = work.goOn(readyMs);
      if (unbegun.delete(task.id)) startReady();
      const outcome = await going;
      if (outcome) end(outcome);
      // Before all others, so that nobody who reads along waits in a slot for who waits for a slot.
      else void queue.add(turn, { priority: Infinity });
      // Before this slot is free, so that the queue sees all candidates when it picks the next task.
      startReady();
    };
    void queue.add(turn, { priority: precedence.get(task)! });
  };
  const startReady = (): void => {
    for (const task of [...waiting]) {
      const kept = task.stream ? unbegun : open;
      if (task.after.some((id) => kept.has(id))) continue;
      // Starting one may have started others on the way.
      if (waiting.delete(task)) enqueue(task);
    }
  };
  startReady();
  queue.start();
  await queue.onIdle();
  const stuck = new Set(open);
  for (const task of waiting) {
    const reason = `it waits for tasks that never end: ${task.after.filter((id) => stuck.has(id)).join(', ')}`;
    end(unstarted(task, 'failed', reason, run.elapsed()));
  }
  return tasks.map((task) => outcomes.get(task)!);
}

/** What is read along, by the id of the task that writes it. */
function feedsOf(tasks: readonly Task[]): Map<string, Feed> {
  const read = tasks.filter(({ stream }) => stream).flatMap(({ after }) => after);
  return new Map([...new Set(read)].map((id) => [id, openFeed()]));
}
