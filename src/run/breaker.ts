/** Keeps everybody from a provider that fails again and again. */
import type { Clock } from './task.ts';

export interface BreakerOptions {
  /** Failures in a row that open it. @default 5 */
  failures?: number;
  /** Milliseconds that it stays open before one call may probe. @default 30000 */
  openMs?: number;
}

export class BreakerOpen extends Error {
  override name = 'BreakerOpen';
}

export interface Breaker {
  readonly state: 'closed' | 'open' | 'half-open';
  /** @throws {BreakerOpen} if `run` would now. */
  check(): void;
  /**
   * Runs `call` and passes on how it ends, unless the breaker is open, or half-open with a probe on its way.
   * @param counts whether an error is the provider's fault; others leave the breaker as it is.
   * @throws {BreakerOpen}
   */
  run<T>(call: () => Promise<T>, counts?: (error: unknown) => boolean): Promise<T>;
}

/** Own code, because libraries for it read the machine's clock and set its timers. */
export function openBreaker(clock: Clock, options: BreakerOptions = {}): Breaker {
  const { failures: limit = 5, openMs = 30_000 } = options;
  let failures = 0;
  let openedMs: number | undefined;
  let probing = false;
  const state = () => {
    if (openedMs === undefined) return 'closed';
    return clock.now() - openedMs >= openMs ? 'half-open' : 'open';
  };
  const check = () => {
    const now = state();
    if (now === 'open' || (now === 'half-open' && probing)) {
      throw new BreakerOpen(`not called: it failed ${failures} times in a row`);
    }
  };
  return {
    check,
    get state() {
      return state();
    },
    async run(call, counts = () => true) {
      check();
      const probe = state() === 'half-open';
      if (probe) probing = true;
      try {
        const value = await call();
        // An answer to a call from before it opened says nothing about now.
        if (probe || openedMs === undefined) {
          failures = 0;
          openedMs = undefined;
        }
        return value;
      } catch (error) {
        if (counts(error)) {
          failures++;
          if (probe || (openedMs === undefined && failures >= limit)) openedMs = clock.now();
        }
        throw error;
      } finally {
        if (probe) probing = false;
      }
    },
  };
}
