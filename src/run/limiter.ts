/** The rate of one provider, shared by all tasks that call it. */
import type { Lane } from '../agents/agent.ts';
import { lanes } from '../agents/agent.ts';
import type { Clock } from './task.ts';

export interface RateLimits {
  /** At least 1. */
  requestsPerMinute: number;
  /** Tokens, or whatever else the provider counts. @default without a limit */
  unitsPerMinute?: number;
}

export interface Limiter {
  /**
   * Resolves when a call of so many units may start. The highest lane goes first, then who came first.
   * Rejects with the signal's reason when it is aborted, and with a RangeError if `units` can never pass.
   */
  take(lane: Lane, units: number, signal: AbortSignal): Promise<void>;
  /** Nobody starts for `ms` from now; of several pauses the longest holds. */
  pause(ms: number): void;
}

interface Waiter {
  units: number;
  go(): void;
}

const minuteMs = 60_000;

/** So many calls of a lane may go in a row while a lower lane waits; then that one has its turn. */
export const mostInARow = 8;

/**
 * A token bucket of one request, refilled once in 60 s / requestsPerMinute: calls start staggered, and a
 * safety call waits for one interval at most, whatever the others do. A log of the last minute makes
 * sure that no window of 60 s, wherever it starts, holds more requests or units than allowed.
 *
 * Nobody starves: the first in line of the lane below safety starts after at most 8 others, and of the lane
 * below that after at most 80.
 */
export function openLimiter(clock: Clock, limits: RateLimits): Limiter {
  const { requestsPerMinute, unitsPerMinute = Infinity } = limits;
  const intervalMs = minuteMs / requestsPerMinute;
  const line = fairLine<Waiter>();
  const log: { at: number; units: number }[] = [];
  let spent = 0;
  let nextMs = -Infinity;
  let pausedUntilMs = -Infinity;
  let cancelTimer: (() => void) | undefined;

  /** When the first in line may start. */
  const earliest = (units: number): number => {
    let at = Math.max(nextMs, pausedUntilMs);
    let count = log.length;
    let left = spent;
    for (const entry of log) {
      if (count < requestsPerMinute && left + units <= unitsPerMinute) break;
      at = Math.max(at, entry.at + minuteMs);
      count--;
      left -= entry.units;
    }
    return at;
  };

  const forget = (now: number): void => {
    while (log.length > 0 && log[0]!.at + minuteMs <= now) spent -= log.shift()!.units;
  };

  const pump = (): void => {
    cancelTimer?.();
    cancelTimer = undefined;
    for (;;) {
      const first = line.first();
      if (!first) return;
      const now = clock.now();
      forget(now);
      const at = earliest(first.units);
      if (at > now) {
        cancelTimer = clock.after(at - now, pump);
        return;
      }
      line.serve();
      log.push({ at: now, units: first.units });
      spent += first.units;
      // A timer that came a little late must not cost throughput: the next one counts from when this was due.
      nextMs = (now - nextMs < intervalMs ? nextMs : now) + intervalMs;
      first.go();
    }
  };

  return {
    async take(lane, units, signal) {
      signal.throwIfAborted();
      if (units > unitsPerMinute) {
        throw new RangeError(`a call of ${units} units never passes a limit of ${unitsPerMinute} per minute`);
      }
      await new Promise<void>((resolve, reject) => {
        const waiter = {
          units,
          go() {
            signal.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        const onAbort = () => {
          line.leave(lane, waiter);
          reject(signal.reason);
          pump();
        };
        signal.addEventListener('abort', onAbort, { once: true });
        line.join(lane, waiter);
        pump();
      });
    },
    pause(ms) {
      pausedUntilMs = Math.max(pausedUntilMs, clock.now() + ms);
    },
  };
}

/** One queue a lane. The highest lane is served first, but for one turn in nine that those below it have. */
function fairLine<T>() {
  const queues = lanes.map(() => new Set<T>());
  /** How often each lane was served in a row while a lower one waited. */
  const inARow = lanes.map(() => 0);
  const waitsBelow = (index: number) => queues.slice(index + 1).some(({ size }) => size > 0);
  const next = () =>
    queues.findIndex(({ size }, index) => size > 0 && (inARow[index]! < mostInARow || !waitsBelow(index)));
  return {
    join: (lane: Lane, waiter: T) => void queues[lanes.indexOf(lane)]!.add(waiter),
    leave: (lane: Lane, waiter: T) => void queues[lanes.indexOf(lane)]!.delete(waiter),
    first(): T | undefined {
      const [first] = queues[next()] ?? [];
      return first;
    },
    serve(): void {
      const index = next();
      const [first] = queues[index]!;
      queues[index]!.delete(first!);
      // Lanes above have given way once and may go again; their turns count anew.
      for (let above = 0; above < index; above++) inARow[above] = 0;
      inARow[index] = waitsBelow(index) ? inARow[index]! + 1 : 0;
    },
  };
}
