/** Who watches a run: progress, audit log, traces and notifications are all made from the same events. */
import type { RunEvent } from '../run/task.ts';

/** What came of the review, for those who keep a record of it. */
export interface Ending {
  verdict: string;
  conclusion: string;
  findings: number;
}

export interface Observer {
  /** Called with every event, in order. Must not take long: it runs between the tasks' own steps. */
  onEvent(event: RunEvent): void;
  /** The review is over, with a result or without. Resolves when nothing more will be written or sent; takes bounded time. */
  close(ending?: Ending): Promise<void>;
}

/**
 * Several observers as one. What one of them throws is told to `onProblem` once, and from then on it is left
 * out; neither the run nor the others notice.
 */
export function together(
  observers: readonly Observer[],
  onProblem: (error: unknown) => void = () => {},
): Observer {
  const active = new Set(observers);
  const problem = (observer: Observer, error: unknown) => {
    if (active.delete(observer)) onProblem(error);
  };
  return {
    onEvent(event) {
      for (const observer of active) {
        try {
          observer.onEvent(event);
        } catch (error) {
          problem(observer, error);
        }
      }
    },
    async close(ending) {
      const closing = observers.map(async (observer) => {
        try {
          await observer.close(ending);
        } catch (error) {
          problem(observer, error);
        }
      });
      await Promise.all(closing);
    },
  };
}
