/** The one way to a provider: within the budget, past the breaker, at the rate, for all tasks together. */
import type { Lane } from '../agents/agent.ts';
import type { BreakerOptions } from './breaker.ts';
import { openBreaker } from './breaker.ts';
import type { Amounts, Budget } from './budget.ts';
import type { RateLimits } from './limiter.ts';
import { openLimiter } from './limiter.ts';
import type { Clock } from './task.ts';

/** Thrown by a call when the provider is at fault: it is overloaded, broken, or out of reach. */
export class ProviderFault extends Error {
  override name = 'ProviderFault';
  /** How long the provider asks everybody to stay away, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.retryAfterMs = options.retryAfterMs;
  }
}

export interface CallRequest<T> {
  agent: string;
  lane: Lane;
  signal: AbortSignal;
  /** Reserved before, and replaced by what the call used; it stands if a call that was sent fails. */
  estimate: Amounts;
  made(signal: AbortSignal): Promise<{ value: T; used: Amounts }>;
}

export interface Provider {
  /**
   * @throws {OverBudget} and {BreakerOpen} before anything is sent; the signal's reason; or what `made` throws.
   */
  call<T>(request: CallRequest<T>): Promise<T>;
}

export function openProvider(
  clock: Clock,
  budget: Budget,
  options: { limits: RateLimits; breaker?: BreakerOptions },
): Provider {
  const limiter = openLimiter(clock, options.limits);
  const breaker = openBreaker(clock, options.breaker);
  return {
    async call({ agent, lane, signal, estimate, made }) {
      const reservation = budget.reserve(agent, lane, estimate);
      try {
        breaker.check();
        await limiter.take(lane, estimate.tokens ?? 0, signal);
        // Asked again: it may have opened while this call waited for its turn.
        return await breaker.run(
          async () => {
            // Sent is billed: without an answer that says how much, the estimate stands.
            let used = estimate;
            try {
              const answer = await made(signal);
              used = answer.used;
              return answer.value;
            } catch (error) {
              if (error instanceof ProviderFault && error.retryAfterMs) limiter.pause(error.retryAfterMs);
              throw error;
            } finally {
              reservation.settle(used);
            }
          },
          (error) => error instanceof ProviderFault,
        );
      } finally {
        // Without effect once it is settled.
        reservation.release();
      }
    },
  };
}
