/** The one way to a provider: within the budget, past the breaker, at the rate, for all tasks together. */
import type { Lane } from '../agents/agent.ts';
import { backoffMs } from './backoff.ts';
import type { BreakerOptions } from './breaker.ts';
import { openBreaker } from './breaker.ts';
import type { Amounts, Budget } from './budget.ts';
import type { RateLimits } from './limiter.ts';
import { openLimiter } from './limiter.ts';
import type { Clock, Usage } from './task.ts';

/** Thrown by a call when the provider is at fault: it is overloaded, broken, or out of reach. */
export class ProviderFault extends Error {
  override name = 'ProviderFault';
  /** How long the provider asks everybody to stay away, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** It has too much to do (429, 503, 529): without a time of its own, everybody stays away for longer each time. */
  readonly overloaded: boolean;

  constructor(
    message: string,
    options: { retryAfterMs?: number | undefined; overloaded?: boolean; cause?: unknown } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.retryAfterMs = options.retryAfterMs;
    this.overloaded = options.overloaded ?? options.retryAfterMs !== undefined;
  }
}

export interface CallRequest<T> {
  agent: string;
  lane: Lane;
  signal: AbortSignal;
  /** Reserved before, and replaced by what the call used; it stands if a call that was sent fails. */
  estimate: Usage;
  make(signal: AbortSignal): Promise<{ value: T; used: Usage }>;
  /** Its turn has come, after `waitedMs`. */
  onSent?(waitedMs: number): void;
  /** It was sent, and this is what it is billed. */
  onBilled?(used: Usage): void;
}

export interface Provider {
  /**
   * @throws {OverBudget} and {BreakerOpen} before anything is sent; the signal's reason; or what `make` throws.
   */
  call<T>(request: CallRequest<T>): Promise<T>;
}

export interface ProviderOptions {
  limits: RateLimits;
  breaker?: BreakerOptions;
  /** In [0, 1). @default Math.random */
  random?: () => number;
}

/** Nobody is sent away for longer than this: a provider that says so is as good as broken. */
const longestPauseMs = 5 * 60_000;

export function openProvider(clock: Clock, budget: Budget, options: ProviderOptions): Provider {
  const { limits, random = Math.random } = options;
  const limiter = openLimiter(clock, limits);
  const breaker = openBreaker(clock, options.breaker);
  let overloads = 0;
  const stayAway = (fault: ProviderFault): void => {
    if (!fault.overloaded) return;
    overloads++;
    const { retryAfterMs = backoffMs(overloads, random) } = fault;
    limiter.pause(Math.min(Math.max(0, retryAfterMs), longestPauseMs));
  };
  return {
    async call({ agent, lane, signal: outer, estimate, make, onSent, onBilled }) {
      const reservation = budget.reserve(agent, lane, amountsOf(estimate));
      const signal = AbortSignal.any([outer, reservation.signal]);
      try {
        breaker.check();
        const askedMs = clock.now();
        await limiter.take(lane, tokensOf(estimate), signal);
        // Asked again: it may have opened while this call waited for its turn.
        return await breaker.run(
          async () => {
            onSent?.(clock.now() - askedMs);
            // Sent is billed: without an answer that says how much, the estimate stands.
            let used = estimate;
            try {
              const answer = await untilAborted(make(signal), signal);
              used = answer.used;
              overloads = 0;
              return answer.value;
            } catch (error) {
              if (error instanceof ProviderFault) stayAway(error);
              throw error;
            } finally {
              reservation.settle(amountsOf(used));
              onBilled?.(used);
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

/** A call that does not listen must hold neither its reservation nor the breaker's probe for ever. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function amountsOf(usage: Usage): Amounts {
  return { tokens: tokensOf(usage), usd: usage.costUsd, requests: 1 };
}

function tokensOf({ inputTokens, outputTokens }: Usage): number {
  return inputTokens + outputTokens;
}
