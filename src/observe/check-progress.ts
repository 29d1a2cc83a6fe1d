/** Progress in the check run while it is in progress: a few updates of a small table. */
import { words } from '../report/escape.ts';
import { clip } from '../report/plain.ts';
import { duration, plural } from '../report/words.ts';
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
  /** Shows it. A rejection ends the updates: what failed once would fail again. */
  publish(progress: CheckProgress): Promise<void>;
  /** Milliseconds until the first update; each further one takes twice as long. @default 5000 */
  firstMs?: number;
  /** @default 6 */
  most?: number;
}

/**
 * Updates only if something changed, never two at a time. After `close` none is under way, so that none can
 * overwrite the conclusion.
 */
export function checkProgress({ clock, publish, firstMs = 5_000, most = 6 }: CheckProgressOptions): Observer {
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
    try {
      await publish(checkProgressText(shown));
    } catch {
      left = 0;
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

export function checkProgressText(progress: Progress): CheckProgress {
  const done = progress.filter(({ open }) => open === 0).length;
  const findings = progress.reduce((sum, entry) => sum + entry.findings, 0);
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
    title: `${done} of ${plural(progress.length, 'agent')} done, ${plural(findings, 'finding')} so far`,
    summary: ['| agent | state | time | findings | |', '|---|---|---|---|---|', ...rows].join('\n'),
  };
}
