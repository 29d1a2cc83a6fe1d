/** Keeps tasks that call the same endpoint from reaching it in the same instant. */
import { sleep } from './backoff.ts';
import type { Clock } from './task.ts';

export interface Stagger {
  /** Resolves when a task of this provider may start; the first one may at once. Rejects when aborted. */
  turn(provider: string, signal: AbortSignal): Promise<void>;
}

/**
 * Starts of one provider are between half of `gapMs` and `gapMs` apart.
 * @param random in [0, 1).
 */
export function openStagger(clock: Clock, gapMs: number, random: () => number): Stagger {
  const nextMs = new Map<string, number>();
  return {
    async turn(provider, signal) {
      const now = clock.now();
      const atMs = Math.max(now, nextMs.get(provider) ?? now);
      nextMs.set(provider, atMs + gapMs * (0.5 + 0.5 * random()));
      if (atMs > now) await sleep(clock, atMs - now, signal);
    },
  };
}
