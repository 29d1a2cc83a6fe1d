import { describe, expect, test } from 'vitest';
import { costOf, priceOf, pricesAsOf } from '../../../src/reviewers/model/prices.ts';

const today = new Date('2026-11-21T12:00:00Z');
const used = { inputTokens: 10_000, cachedTokens: 6000, cacheWriteTokens: 1000, outputTokens: 2000 };

describe('the price of a model', () => {
  test.each<[string, object]>([
    ['anthropic/claude-sonnet-5-5', { input: 2, cachedInput: 0.1, cacheWrite: 2.5, output: 10 }],
    ['anthropic/claude-sonnet-4-5-20250929', { input: 3, cachedInput: 0.3, cacheWrite: 3.75, output: 15 }],
    ['openai/gpt-5.4-2026-03-05', { input: 2.5, cachedInput: 0.25, output: 15 }],
    ['google/gemini-2.5-flash', { input: 0.3, cachedInput: 0.03, output: 2.5 }],
  ])('%s', (id, price) => {
    expect(priceOf(id, {}, today)).toMatchObject(price);
  });

  test.each([
    'anthropic/claude-sonnet-9',
    'anthropic/claude-sonnet-5-5-latest',
    'anthropic/gpt-5',
    'github/openai/gpt-4.1',
    'compatible/gpt-5',
    'openai/gpt-5-turbo',
    'openai/__proto__',
    'openai/constructor',
    'constructor/name',
    'gpt-5',
    '',
  ])('%j has none that is known', (id) => {
    expect(priceOf(id, {}, today)).toBeUndefined();
  });

  test('what is given goes before it, with and without a date', () => {
    const own = { input: 1, output: 2 };
    expect(priceOf('openai/gpt-5', { 'openai/gpt-5': own }, today)).toBe(own);
    expect(priceOf('compatible/llama-20260101', { 'compatible/llama': own }, today)).toBe(own);
  });

  test('ends on the day that its vendor has named', () => {
    const on = (day: string) => priceOf('google/gemini-3.8-flash', {}, new Date(day))?.input;
    expect([on('2026-12-31T23:59:59Z'), on('2027-01-01T00:00:00Z')]).toEqual([0.75, 1.5]);
  });

  test('has a day on which it was looked up', () => {
    expect(pricesAsOf).toMatch(/^\d{4}-\d\d-\d\d$/);
  });
});

describe('the cost of a request', () => {
  test('each token is paid once', () => {
    const price = { input: 2, cachedInput: 0.1, cacheWrite: 2.5, output: 10 };
    const dollars = (3000 * 2 + 6000 * 0.1 + 1000 * 2.5 + 2000 * 10) / 1e6;
    expect(costOf(used, price)).toBeCloseTo(dollars, 12);
  });

  test('without a price for the cache, the input price stands', () => {
    expect(costOf(used, { input: 2, output: 10 })).toBeCloseTo((10_000 * 2 + 2000 * 10) / 1e6, 12);
  });

  test('a long request costs more, all of it', () => {
    const price = priceOf('anthropic/claude-haiku-5-5', {}, today)!;
    const of = (inputTokens: number) =>
      costOf({ inputTokens, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: 1000 }, price);
    expect(of(100_000)).toBeCloseTo(0.01 + 0.0005, 12);
    expect(of(100_001)).toBeCloseTo(0.0500005 + 0.0025, 12);
  });

  test('counts that contradict each other cost no less than what is named', () => {
    const odd = { inputTokens: 10, cachedTokens: 20, cacheWriteTokens: 0, outputTokens: 0 };
    expect(costOf(odd, { input: 1, cachedInput: 1, output: 1 })).toBeCloseTo(20 / 1e6, 12);
  });
});
