/** Takes what one task reports: validates, counts, and stops listening when the task has ended. */
import type { Finding } from '../finding.ts';
import { checkFinding } from './finding-schema.ts';
import { oneLine } from './reason.ts';

/** Of one task, unless it says otherwise: a flood says nothing. */
export const defaultMaxFindings = 10_000;

export interface Inbox {
  readonly findings: Finding[];
  /** The first thing wrong with what was reported: one line. */
  readonly problem: string | undefined;
  /** @returns the finding as it was taken; undefined if it was not. */
  receive(value: unknown): Finding | undefined;
  /** What is received later is dropped. */
  close(): void;
}

/** `onFlood` is called once, when more than `limit` findings arrive; those beyond are dropped. */
export function openInbox(options: {
  limit: number;
  onFinding(finding: Finding): void;
  onFlood(): void;
}): Inbox {
  const findings: Finding[] = [];
  let problem: string | undefined;
  let open = true;
  return {
    findings,
    get problem() {
      return problem;
    },
    receive(value) {
      if (!open) return undefined;
      if (findings.length >= options.limit) {
        problem = `it reported more than ${options.limit} findings; the rest were dropped`;
        open = false;
        options.onFlood();
        return undefined;
      }
      const checked = check(value);
      if (!checked.ok) {
        problem ??= oneLine(`it reported a malformed finding: ${checked.problem}`);
        return undefined;
      }
      findings.push(checked.finding);
      options.onFinding(checked.finding);
      return checked.finding;
    },
    close() {
      open = false;
    },
  };
}

function check(value: unknown): ReturnType<typeof checkFinding> {
  try {
    return checkFinding(value);
  } catch {
    return { ok: false, problem: 'it cannot be read' };
  }
}
