/** Progress in the check run while it is in progress: a few updates of a small table, and the worst findings so far. */
import type { Finding } from '../finding.ts';
import { severities } from '../finding.ts';
import { placeLink } from '../report/blocks.ts';
import { markdown, words } from '../report/escape.ts';
import { clip } from '../report/plain.ts';
import { counts, duration, plural, severityMarks } from '../report/words.ts';
import type { Clock } from '../run/task.ts';
import type { Observer } from './observer.ts';
import { progressAfter } from './progress.ts';
import type { Progress } from './progress.ts';

export interface CheckProgress {
  /** One line of plain text. */
  title: string;
  /** GitHub's markdown. */
  summary: string;
}

export interface CheckProgressOptions {
  clock: Clock;
  /** Shows it; given up when `signal` is aborted. A rejection ends the updates: what failed once would fail again. */
  publish(progress: CheckProgress, signal: AbortSignal): Promise<void>;
  /** Milliseconds until the first update; each further one takes twice as long. @default 5000 */
  firstMs?: number;
  /** @default 6 */
  most?: number;
  /** Milliseconds after which an update is given up, and all that would follow. @default 3000 */
  patienceMs?: number;
}

/**
 * Updates only if something changed, never two at a time. `close` takes `patienceMs` at most, and after it
 * none is under way unless it was given up, so that none can overwrite the conclusion.
 */
export function checkProgress(options: CheckProgressOptions): Observer {
  const { clock, publish, firstMs = 5_000, most = 6, patienceMs = 3_000 } = options;
  const findings: Finding[] = [];
  let progress: Progress = [];
  let shown: Progress = progress;
  let left = most;
  let waitMs = firstMs;
  let cancel: (() => void) | undefined;
  let sending: Promise<void> = Promise.resolve();
  let due = false;

  const send = async () => {
    shown = progress;
    left--;
    due = false;
    const patience = new AbortController();
    // In two steps: while a rule keeps the thread nobody hears the answer, and that is no delay of GitHub's.
    let cancelPatience = clock.after(patienceMs / 2, () => {
      cancelPatience = clock.after(patienceMs / 2, () => patience.abort());
    });
    try {
      await Promise.race([
        publish(checkProgressText(shown, findings), patience.signal),
        abortion(patience.signal),
      ]);
    } catch {
      left = 0;
    } finally {
      cancelPatience();
    }
    if (left > 0) wait();
  };
  /** At least `waitMs` after the last one; and then at the first change. */
  const wait = () => {
    cancel = clock.after(waitMs, () => {
      due = true;
      sendIfNews();
    });
    waitMs *= 2;
  };
  const sendIfNews = () => {
    if (due && left > 0 && progress !== shown) sending = send();
  };
  return {
    onEvent(event) {
      if (event.type === 'finding') findings.push(event.finding);
      progress = progressAfter(progress, event);
      if (event.type === 'run-started' && left > 0) wait();
      else sendIfNews();
    },
    async close() {
      left = 0;
      cancel?.();
      await sending;
    },
  };
}

/** More than this is for the report. */
const mostFindings = 5;

export function checkProgressText(progress: Progress, findings: readonly Finding[]): CheckProgress {
  const done = progress.filter(({ open }) => open === 0).length;
  const rows = progress.map(({ agent, state, startedMs, endedMs, findings: found, open, remark }) => {
    const took = open === 0 && startedMs !== undefined && endedMs !== undefined;
    const cells = [
      words(agent),
      state,
      took ? duration(endedMs - startedMs) : '',
      String(found),
      words(clip(remark ?? '', 200)),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return {
    title: `${done} of ${plural(progress.length, 'agent')} done, ${counts(findings)} so far`,
    summary: [
      ['| agent | state | time | findings | |', '|---|---|---|---|---|', ...rows].join('\n'),
      worst(findings),
    ]
      .filter(Boolean)
      .join('\n\n'),
  };
}

/** The most severe ones, the earliest first. */
function worst(findings: readonly Finding[]): string {
  const ranked = severities.flatMap((severity) => findings.filter((it) => it.severity === severity));
  const rest = ranked.length - mostFindings;
  const lines = ranked
    .slice(0, mostFindings)
    .map(
      ({ severity, location, title }) =>
        `- ${severityMarks[severity]} ${placeLink(location, undefined)}: ${markdown(clip(title, 240))}`,
    );
  return [...lines, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n');
}

function abortion(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
