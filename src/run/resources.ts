/** What all tasks of a run share: its budget, its time, and the rates of the providers they call. */
import type { Bill } from './attempt.ts';
import { addUsage } from './attempt.ts';
import type { BreakerOptions } from './breaker.ts';
import type { BudgetOptions } from './budget.ts';
import { openBudget, OverBudget } from './budget.ts';
import type { RateLimits } from './limiter.ts';
import type { Provider } from './provider.ts';
import { openProvider } from './provider.ts';
import { reasonOf, spoken } from './reason.ts';
import type { Run } from './surroundings.ts';
import type { ProviderCall, Task, Usage } from './task.ts';

/** What a run may use besides its own time. */
export interface ResourceOptions {
  /** @default without limits */
  budget?: BudgetOptions;
  /** Of every provider. @default 50 requests a minute */
  limits?: RateLimits;
  breaker?: BreakerOptions;
}

export interface Resources {
  /** The one way to a provider. Adds to `bill` what the call has cost, also when it fails. */
  call<T>(task: Task, call: ProviderCall<T>, signal: AbortSignal, bill: Bill): Promise<T>;
  /** Most of the budget or of the time is gone. */
  throttled(): boolean;
}

interface Around extends Pick<Run, 'clock' | 'random' | 'elapsed' | 'emit'> {
  /** By the clock: when the run must have ended. */
  deadlineMs: number;
  /** Of the whole run. */
  timeoutMs: number;
  /** Most of the budget is gone. Called once. */
  onThrottle(): void;
}

const defaultLimits: RateLimits = { requestsPerMinute: 50 };

/** From this share of its time on, a run asks the cheaper model, which is the faster one too. */
const throttleAt = 0.8;

export function openResources(options: ResourceOptions, around: Around): Resources {
  const { clock, deadlineMs, timeoutMs, random, elapsed, emit } = around;
  const { limits = defaultLimits, breaker } = options;
  const budget = openBudget(options.budget ?? { cap: {} });
  const providers = new Map<string, Provider>();
  const providerOf = (name: string): Provider => {
    const known = providers.get(name);
    if (known) return known;
    const opened = openProvider(clock, budget, { limits, random, ...(breaker && { breaker }) });
    providers.set(name, opened);
    return opened;
  };
  let said = false;
  const noteThrottling = (): void => {
    if (said || !budget.throttled) return;
    said = true;
    emit({ type: 'throttled', atMs: elapsed(), reason: 'four fifths of the budget are spent or reserved' });
    around.onThrottle();
  };
  let calls = 0;
  return {
    throttled: () => budget.throttled || clock.now() >= deadlineMs - (1 - throttleAt) * timeoutMs,
    async call(task, { provider, estimate, estimateMs = 0, make }, signal, bill) {
      const leftMs = deadlineMs - clock.now();
      if (estimateMs > leftMs) {
        const left = spoken(Math.max(0, Math.round(leftMs)));
        throw new OverBudget(
          `the time budget of the whole review has ${left} left, and a call takes ${spoken(estimateMs)}`,
        );
      }
      let call = 0;
      let billed: Usage | undefined;
      let reason: string | undefined;
      try {
        return await providerOf(provider).call({
          agent: task.agent,
          lane: task.lane,
          signal,
          estimate,
          make,
          onSent(waitedMs) {
            call = ++calls;
            bill.limitedMs += waitedMs;
            emit({
              type: 'call-started',
              atMs: elapsed(),
              task,
              call,
              provider,
              waitedMs: Math.round(waitedMs),
            });
            noteThrottling();
          },
          onBilled(used) {
            billed = checked(used);
            addUsage(bill.usage, billed);
          },
        });
      } catch (error) {
        reason = reasonOf(error);
        throw error;
      } finally {
        if (billed) {
          const why = reason === undefined ? {} : { reason };
          emit({ type: 'call-ended', atMs: elapsed(), task, call, used: billed, ...why });
        }
        noteThrottling();
      }
    },
  };
}

/** What a provider says that was used is not trusted to be a number. */
function checked({ inputTokens, outputTokens, costUsd }: Usage): Usage {
  const amount = (value: number) => (Number.isFinite(value) && value > 0 ? value : 0);
  return {
    inputTokens: Math.ceil(amount(inputTokens)),
    outputTokens: Math.ceil(amount(outputTokens)),
    costUsd: amount(costUsd),
  };
}
