/** Progress as plain lines, for logs and for terminals that cannot redraw. */
import { visible } from '../report/plain.ts';
import { duration, place, plural, spent } from '../report/words.ts';
import type { RunEvent } from '../run/task.ts';
import type { Observer } from './observer.ts';

/** A flood of findings would bury everything else; the report has them all. */
const mostFindings = 20;

/** Writes a line for each event that somebody who asked for all of it wants to know of, in order. */
export function plainLines(write: (line: string) => void): Observer {
  const count = new Map<string, number>();
  return {
    onEvent(event) {
      if (event.type === 'finding') {
        const seen = (count.get(event.task.id) ?? 0) + 1;
        count.set(event.task.id, seen);
        if (seen > mostFindings) return;
      }
      const line = lineOf(event, { calls: true });
      if (line !== undefined) write(line);
    },
    async close() {},
  };
}

/**
 * One line without a line break: `1.2 s quality/rules/1 ended: ok, 3 findings`; undefined for what is no news.
 * @param calls also of calls that go well.
 */
export function lineOf(event: RunEvent, { calls = false } = {}): string | undefined {
  const news = newsOf(event) ?? (calls ? callNews(event) : undefined);
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
    case 'task-retrying':
      return `${event.task.id} failed (${event.reason}), tries again in ${duration(event.waitMs)}`;
    case 'task-requeued':
      return `${event.task.id} was interrupted: ${event.reason}`;
    case 'deadline-warning':
      return `${event.task.id}: half of its time is used up`;
    case 'deadline-alert':
      return `${event.task.id}: nearly all of its time is used up`;
    case 'call-ended':
      return event.reason === undefined
        ? undefined
        : `${event.task.id}: call ${event.call} failed (${event.reason})`;
    case 'throttled':
      return `slowing down: ${event.reason}`;
    case 'run-ended':
      return 'all tasks have ended';
    default:
      return undefined;
  }
}

function callNews(event: RunEvent): string | undefined {
  if (event.type === 'call-started') {
    const waited = event.waitedMs > 0 ? `, after ${duration(event.waitedMs)} for the rate` : '';
    return `${event.task.id}: call ${event.call} to ${event.provider}${waited}`;
  }
  if (event.type !== 'call-ended') return undefined;
  return [`${event.task.id}: call ${event.call} ended`, spent({ usage: event.used })]
    .filter(Boolean)
    .join(', ');
}

/** What whoever looks after the run must not overlook, in one line; undefined for everything else. */
export function escalation(event: RunEvent): string | undefined {
  if (event.type === 'deadline-alert' || event.type === 'throttled') return visible(newsOf(event)!);
  if (event.type !== 'task-ended') return undefined;
  const { task, status, reason } = event.outcome;
  if (status !== 'timed-out' && status !== 'over-budget') return undefined;
  return visible(`${task.id} ended: ${status}${reason === undefined ? '' : ` (${reason})`}`);
}
