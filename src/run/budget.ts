/** What a run may spend: reserved before each call, settled after it. */
import type { Lane } from '../agents/agent.ts';

/** What calls are counted in. Time is no purse: it passes for all at once, and `Resources` watches it. */
export const currencies = ['tokens', 'usd', 'requests'] as const;
export type Currency = (typeof currencies)[number];
export type Amounts = Readonly<Partial<Record<Currency, number>>>;

export interface BudgetOptions {
  /** Of the whole run; what is not named has no limit. */
  cap: Amounts;
  /** The share of `cap` that only the safety lane may spend, in [0, 1]. @default 0 */
  safetyShare?: number;
  /** Per agent. */
  quotas?: ReadonlyMap<string, Amounts>;
  /** The share from which the run throttles. @default 0.8 */
  throttleAt?: number;
}

export class OverBudget extends Error {
  override name = 'OverBudget';
}

export interface Reservation {
  /** What the call has really used takes the place of its estimate; only the first call counts. */
  settle(used: Amounts): void;
  /** The call was never made. */
  release(): void;
  /** Aborted with an OverBudget when other calls used more than they had reserved and nothing is left. */
  readonly signal: AbortSignal;
}

export interface Budget {
  /** @throws {OverBudget} naming what is used up. */
  reserve(agent: string, lane: Lane, estimate: Amounts): Reservation;
  spent(currency: Currency): number;
  /** Reserved and not settled yet. */
  reserved(currency: Currency): number;
  /** True from 80 % of the cap: use the cheaper model, and fewer at a time. */
  readonly throttled: boolean;
}

/** One purse: the whole run's, all but safety's, or one agent's. Amounts are in whole units, so that sums are exact. */
interface Purse {
  name: string;
  limit: Readonly<Record<Currency, number>>;
  spent: Record<Currency, number>;
  reserved: Record<Currency, number>;
  /** Stops the calls that are on their way, by the call. */
  open: Set<AbortController>;
}

/** Units of a purse in one of a currency: dollars are counted in billionths. */
const scale: Readonly<Record<Currency, number>> = { tokens: 1, usd: 1e9, requests: 1 };

/**
 * Reservations are made at once or not at all, so that calls side by side cannot pass a limit together. When
 * a call turns out to have used more than it had reserved and so passes a limit, all others of that purse are
 * stopped: whatever the estimates, spent ≤ limit + the error of one call.
 */
export function openBudget(options: BudgetOptions): Budget {
  const { cap, safetyShare = 0, quotas = new Map<string, Amounts>(), throttleAt = 0.8 } = options;
  const run = purse('the budget of the review', cap, 1);
  const others = purse('the budget of the review without the reserve for safety', cap, 1 - safetyShare);
  const agents = new Map(
    [...quotas].map(([agent, quota]) => [agent, purse(`the quota of ${agent}`, quota, 1)]),
  );

  return {
    reserve(agent, lane, estimate) {
      const own = agents.get(agent);
      const purses = [run, ...(lane === 'safety' ? [] : [others]), ...(own ? [own] : [])];
      for (const currency of currencies) {
        const amount = unitsOf(estimate, currency);
        const short = purses.find((it) => taken(it, currency) + amount > it.limit[currency]);
        if (short) throw usedUp(short, currency, amount);
      }
      const call = new AbortController();
      for (const it of purses) {
        it.open.add(call);
        for (const currency of currencies) it.reserved[currency] += unitsOf(estimate, currency);
      }
      const close = (used: Amounts): void => {
        for (const it of purses) {
          if (!it.open.delete(call)) return;
          for (const currency of currencies) {
            it.reserved[currency] -= unitsOf(estimate, currency);
            it.spent[currency] += unitsOf(used, currency);
          }
          stopIfPassed(it);
        }
      };
      return { settle: close, release: () => close({}), signal: call.signal };
    },
    spent: (currency) => run.spent[currency] / scale[currency],
    reserved: (currency) => run.reserved[currency] / scale[currency],
    get throttled() {
      return currencies.some((it) => taken(run, it) >= throttleAt * run.limit[it]);
    },
  };
}

function stopIfPassed(purse: Purse): void {
  const passed = currencies.find((it) => taken(purse, it) > purse.limit[it]);
  if (passed === undefined) return;
  const reason = new OverBudget(`${purse.name} is used up in mid-call: ${shown(purse, passed)}`);
  for (const call of purse.open) call.abort(reason);
}

function purse(name: string, limit: Amounts, share: number): Purse {
  const limits = currencies.map((it) => [it, Math.round((limit[it] ?? Infinity) * scale[it] * share)]);
  return {
    name,
    limit: Object.fromEntries(limits) as Record<Currency, number>,
    spent: zero(),
    reserved: zero(),
    open: new Set(),
  };
}

function usedUp(purse: Purse, currency: Currency, amount: number): OverBudget {
  const wanted = amount / scale[currency];
  return new OverBudget(`${purse.name} has no ${wanted} ${currency} left: ${shown(purse, currency)}`);
}

function shown({ spent, reserved, limit }: Purse, currency: Currency): string {
  const of = (amount: number) => amount / scale[currency];
  return `${of(spent[currency])} spent and ${of(reserved[currency])} reserved of ${of(limit[currency])}`;
}

function zero(): Record<Currency, number> {
  return { tokens: 0, usd: 0, requests: 0 };
}

function taken({ spent, reserved }: Purse, currency: Currency): number {
  return spent[currency] + reserved[currency];
}

/** What a reviewer says that it used is not trusted to be a number. */
function unitsOf(amounts: Amounts, currency: Currency): number {
  const amount = amounts[currency] ?? 0;
  return Number.isFinite(amount) && amount > 0 ? Math.round(amount * scale[currency]) : 0;
}
