import type { Clock } from '../../src/run/task.ts';

export interface FakeClock extends Clock {
  /** The returned function says whether it came in time. */
  after(ms: number, callback: () => void): () => boolean;
  /** Lets `ms` pass: due callbacks run in order, each followed by whatever it made ready. */
  advance(ms: number): Promise<void>;
  /** Callbacks that nobody cancelled. */
  pending(): number;
}

/** A clock that moves only when the test moves it. */
export function fakeClock(): FakeClock {
  let now = 0;
  const timers = new Set<{ at: number; callback: () => void }>();
  return {
    now: () => now,
    after(ms, callback) {
      const timer = { at: now + ms, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    pending: () => timers.size,
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const due = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers.delete(due);
        now = due.at;
        due.callback();
        await settle();
      }
      now = end;
    },
  };
}

/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
