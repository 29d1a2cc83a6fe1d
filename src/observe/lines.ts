/** Progress as plain lines, for logs and for terminals that cannot redraw. */
import { visible } from '../report/plain.ts';
import { duration, place, plural } from '../report/words.ts';
import type { RunEvent, Task } from '../run/task.ts';
import type { Observer } from './observer.ts';

/** A flood of findings would bury everything else; the report has them all. */
const mostFindings = 20;

/** Writes a line for each event that a person wants to know of, in order. */
export function plainLines(write: (line: string) => void): Observer {
  const count = new Map<string, number>();
  return {
    onEvent(event) {
      if (event.type === 'finding') {
        const seen = (count.get(event.task.id) ?? 0) + 1;
        count.set(event.task.id, seen);
        if (seen > mostFindings) return;
      }
      const line = lineOf(event);
      if (line !== undefined) write(line);
    },
    async close() {},
  };
}

/** One line without a line break: `1.2 s quality/rules/1 ended: ok, 3 findings`; undefined for what is no news. */
export function lineOf(event: RunEvent): string | undefined {
  const news = newsOf(event);
  if (news === undefined) return undefined;
  // A runner would take this for a command to it wherever it stands.
  return visible(`${duration(event.atMs)} ${news}`).replaceAll('##[', '# #[');
}

function newsOf(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'run-started':
      return `started ${plural(event.tasks.length, 'task')}`;
    case 'task-started':
      return `${event.task.id} started${event.attempt > 1 ? ` again (attempt ${event.attempt})` : ''}`;
    case 'finding': {
      const { severity, rule, location } = event.finding;
      return `${event.task.id} found ${severity} ${rule} at ${place(location)}`;
    }
    case 'task-ended': {
      const { task, status, reason, findings } = event.outcome;
      const why = reason === undefined ? '' : ` (${reason})`;
      return `${task.id} ended: ${status}${why}, ${plural(findings.length, 'finding')}`;
    }
    case 'run-ended':
      return 'all tasks have ended';
    default:
      return escalation(event);
  }
}

const escalations: Readonly<Record<string, string>> = {
  'deadline-warning': 'half of its time is used up',
  'deadline-alert': 'nearly all of its time is used up',
};

/** What is said of an agent whose time runs out; undefined for all other events. */
export function escalation(event: { type: string; task?: Task }): string | undefined {
  const what = Object.hasOwn(escalations, event.type) ? escalations[event.type] : undefined;
  return what === undefined || !event.task ? undefined : `${event.task.id} ${what}`;
}
