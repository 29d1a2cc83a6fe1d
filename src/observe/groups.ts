/** Progress in the log of a GitHub job: one group that opens on a click for each task, warnings on their own. */
import type { RunEvent } from '../run/task.ts';
import { escalation, lineOf } from './lines.ts';
import type { Observer } from './observer.ts';

/** The runner's commands; it escapes what it is given. */
export interface GroupOptions {
  group(title: string): void;
  endGroup(): void;
  /** One line that cannot be a command. */
  log(line: string): void;
  /** An annotation of the job; GitHub shows ten of a step. */
  warning(text: string): void;
}

/** Groups cannot interleave, so the lines of a task are written when it has ended. */
export function jobGroups({ group, endGroup, log, warning }: GroupOptions): Observer {
  const open = new Map<string, string[]>();
  const write = (title: string, lines: readonly string[]) => {
    group(title);
    for (const line of lines) log(line);
    endGroup();
  };
  return {
    onEvent(event) {
      const alarm = escalation(event);
      if (alarm !== undefined) warning(alarm);
      const line = lineOf(event);
      const task = taskOf(event);
      if (line === undefined) return;
      if (task === undefined) return log(line);
      const lines = open.get(task) ?? [];
      // A flood is cut; the report has all findings.
      if (lines.length < 100 || event.type === 'task-ended') lines.push(line);
      open.set(task, lines);
      if (event.type !== 'task-ended') return;
      open.delete(task);
      write(line, lines);
    },
    async close() {
      for (const [task, lines] of open) write(`${task} did not end`, lines);
      open.clear();
    },
  };
}

function taskOf(event: RunEvent): string | undefined {
  if (event.type === 'task-ended') return event.outcome.task.id;
  return 'task' in event ? event.task.id : undefined;
}
