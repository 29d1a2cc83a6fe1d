/**
 * What models cost: the vendors' list prices for standard requests, as read on 2026-11-21 from their pages of
 * October and November 2026. A model that is not here has no known price, and only its tokens are counted.
 */
import type { Price } from '../../config/config.ts';
import type { ChatUsage } from './chat.ts';

export interface ListPrice extends Price {
  /** Requests of more input tokens than `above` cost so many times as much, all of their tokens. */
  long?: { above: number; input: number; output: number };
  /** The day from which it is another one, as the vendor has announced, in UTC. */
  until?: { day: string; then: Price };
}

/** When the table was last compared with the vendors' pages. */
export const pricesAsOf = '2026-11-21';

function price(input: number, cachedInput: number, output: number, cacheWrite = input): Price {
  return { input, cachedInput, cacheWrite, output };
}

/** Anthropic asks a quarter more for what it keeps for five minutes. */
function claude(input: number, cachedInput: number, output: number): Price {
  return price(input, cachedInput, output, input * 1.25);
}

const above272k = { above: 272_000, input: 2, output: 1.5 };
const above200k = { above: 200_000, input: 2, output: 1.5 };

const anthropic: Readonly<Record<string, ListPrice>> = {
  'claude-fable-5-1': claude(10, 0.25, 50),
  'claude-fable-5': claude(10, 1, 50),
  'claude-opus-5-5': claude(4, 0.2, 20),
  'claude-opus-5': claude(5, 0.5, 25),
  'claude-opus-4-8': claude(5, 0.5, 25),
  'claude-opus-4-7': claude(5, 0.5, 25),
  'claude-opus-4-6': claude(5, 0.5, 25),
  'claude-opus-4-5': claude(5, 0.5, 25),
  'claude-sonnet-5-5': claude(2, 0.1, 10),
  'claude-sonnet-5': claude(2, 0.2, 10),
  'claude-sonnet-4-6': claude(3, 0.3, 15),
  'claude-sonnet-4-5': claude(3, 0.3, 15),
  'claude-haiku-5-5': { ...claude(0.1, 0.01, 0.5), long: { above: 100_000, input: 5, output: 5 } },
  'claude-haiku-4-5': claude(1, 0.1, 5),
};

const openai: Readonly<Record<string, ListPrice>> = {
  'gpt-6.1-sol': { ...price(2, 0.1, 10, 2.5), long: above272k },
  'gpt-6.1-terra': { ...price(1, 0.05, 5, 1.25), long: above272k },
  'gpt-6-astra': { ...price(10, 1, 50, 12.5), long: above272k },
  'gpt-6-sol': { ...price(2, 0.2, 10, 2.5), long: above272k },
  'gpt-6-luna': { ...price(0.1, 0.01, 0.5, 0.125), long: above272k },
  'gpt-5.6': { ...price(4, 0.4, 20, 5), long: above272k },
  'gpt-5.6-sol': { ...price(4, 0.4, 20, 5), long: above272k },
  'gpt-5.6-terra': { ...price(2, 0.2, 12, 2.5), long: above272k },
  'gpt-5.6-luna': { ...price(0.2, 0.02, 1.2, 0.25), long: above272k },
  'gpt-5.4': { ...price(2.5, 0.25, 15), long: above272k },
  'gpt-5.4-mini': price(0.75, 0.075, 4.5),
  'gpt-5.2': price(1.75, 0.175, 14),
  'gpt-5.1': price(1.25, 0.125, 10),
  'gpt-5': price(1.25, 0.125, 10),
  'gpt-5-mini': price(0.25, 0.025, 2),
  'gpt-5-nano': price(0.05, 0.005, 0.4),
  'gpt-4.1': price(2, 0.5, 8),
  'gpt-4.1-mini': price(0.4, 0.1, 1.6),
};

const google: Readonly<Record<string, ListPrice>> = {
  'gemini-3.8-flash': {
    // What its cache costs was not found: it is counted as if there were none.
    input: 0.75,
    output: 3.75,
    until: { day: '2027-01-01', then: { input: 1.5, output: 7.5 } },
  },
  'gemini-3.5-flash': price(1.5, 0.15, 9),
  'gemini-3.5-flash-lite': price(0.3, 0.03, 2.5),
  'gemini-3.1-pro-preview': { ...price(2, 0.2, 12), long: above200k },
  'gemini-2.5-pro': { ...price(1.25, 0.125, 10), long: above200k },
  'gemini-2.5-flash': price(0.3, 0.03, 2.5),
  'gemini-2.5-flash-lite': price(0.1, 0.01, 0.4),
};

const tables = new Map(Object.entries({ anthropic, openai, google }));

/** `-20250929` and `-2025-09-29`: one version of a model, at the model's price. */
const dated = /-(?:20\d{6}|20\d\d-\d\d-\d\d)$/;

/**
 * Of a model, by its `provider/name`: what `given` says of it, else the vendor's list price; with and without a date.
 * @param today that prices with an end are taken for
 */
export function priceOf(
  id: string,
  given: Readonly<Record<string, Price>> = {},
  today: Date = new Date(),
): ListPrice | undefined {
  const slash = id.indexOf('/');
  const table = tables.get(id.slice(0, slash)) ?? {};
  const model = id.slice(slash + 1);
  const found =
    own(given, id) ??
    own(given, id.replace(dated, '')) ??
    own(table, model) ??
    own(table, model.replace(dated, ''));
  const { until } = found ?? {};
  return until && today.toISOString().slice(0, 10) >= until.day ? until.then : found;
}

function own(prices: Readonly<Record<string, ListPrice>>, name: string): ListPrice | undefined {
  return Object.hasOwn(prices, name) ? prices[name] : undefined;
}

/** In US dollars. */
export function costOf(used: ChatUsage, price: ListPrice): number {
  const { inputTokens, cachedTokens, cacheWriteTokens, outputTokens } = used;
  const { input, cachedInput = input, cacheWrite = input, output, long } = price;
  const times = long && inputTokens > long.above ? long : { input: 1, output: 1 };
  const fresh = Math.max(0, inputTokens - cachedTokens - cacheWriteTokens);
  const inputCost = fresh * input + cachedTokens * cachedInput + cacheWriteTokens * cacheWrite;
  return (inputCost * times.input + outputTokens * output * times.output) / 1e6;
}
