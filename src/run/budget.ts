/** What a run may spend: reserved before each call, settled after it. */
import type { Lane } from '../agents/agent.ts';

export const currencies = ['tokens', 'usd', 'minutes'] as const;
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

/** One purse: the whole run's, all but safety's, or one agent's. */
interface Purse {
  name: string;
  limit: Amounts;
  spent: Record<Currency, number>;
  reserved: Record<Currency, number>;
}

/**
 * Reservations are made at once or not at all, so that calls side by side cannot pass a limit together:
 * spent + reserved ≤ limit always, but for calls that used more than they had reserved.
 */
export function openBudget(options: BudgetOptions): Budget {
  const { cap, safetyShare = 0, quotas = new Map<string, Amounts>(), throttleAt = 0.8 } = options;
  const run = purse('the budget of the review', cap);
  const others = purse(
    'the budget of the review without the reserve for safety',
    scaled(cap, 1 - safetyShare),
  );
  const agents = new Map([...quotas].map(([agent, quota]) => [agent, purse(`the quota of ${agent}`, quota)]));

  return {
    reserve(agent, lane, estimate) {
      const own = agents.get(agent);
      const purses = [run, ...(lane === 'safety' ? [] : [others]), ...(own ? [own] : [])];
      for (const currency of currencies) {
        const amount = amountOf(estimate, currency);
        const short = purses.find((it) => taken(it, currency) + amount > (it.limit[currency] ?? Infinity));
        if (short)
          throw new OverBudget(`${short.name} has no ${amount} ${currency} left of ${short.limit[currency]}`);
      }
      for (const currency of currencies) {
        for (const it of purses) it.reserved[currency] += amountOf(estimate, currency);
      }
      let open = true;
      const close = (used: Amounts): void => {
        if (!open) return;
        open = false;
        for (const currency of currencies) {
          for (const it of purses) {
            it.reserved[currency] -= amountOf(estimate, currency);
            it.spent[currency] += amountOf(used, currency);
          }
        }
      };
      return { settle: close, release: () => close({}) };
    },
    spent: (currency) => run.spent[currency],
    reserved: (currency) => run.reserved[currency],
    get throttled() {
      return currencies.some((it) => taken(run, it) >= throttleAt * (cap[it] ?? Infinity));
    },
  };
}

function purse(name: string, limit: Amounts): Purse {
  return { name, limit, spent: zero(), reserved: zero() };
}

function zero(): Record<Currency, number> {
  return { tokens: 0, usd: 0, minutes: 0 };
}

function scaled(amounts: Amounts, share: number): Amounts {
  return Object.fromEntries(Object.entries(amounts).map(([currency, amount]) => [currency, amount * share]));
}

function taken({ spent, reserved }: Purse, currency: Currency): number {
  return spent[currency] + reserved[currency];
}

/** What a reviewer says that it used is not trusted to be a number. */
function amountOf(amounts: Amounts, currency: Currency): number {
  const amount = amounts[currency] ?? 0;
  return Number.isFinite(amount) && amount > 0 ? amount : 0;
}
