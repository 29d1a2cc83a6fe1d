/** How long to wait before trying again. */
import type { Clock } from './task.ts';

export interface Backoff {
  /** Longest wait before the second try, in milliseconds; it doubles with every further one. */
  baseMs: number;
  /** No wait is longer. */
  capMs: number;
}

export const defaultBackoff: Backoff = { baseMs: 500, capMs: 30_000 };

/**
 * Exponential with full jitter, so that those who failed together do not come back together.
 * @param failures how many there were, from 1.
 * @param random in [0, 1).
 */
export function backoffMs(
  failures: number,
  random: () => number,
  { baseMs, capMs } = defaultBackoff,
): number {
  return Math.floor(random() * Math.min(capMs, baseMs * 2 ** (failures - 1)));
}

/** Resolves after `ms`; rejects at once with the signal's reason when it is aborted. */
export async function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const onAbort = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.after(ms, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
