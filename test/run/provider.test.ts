import { expect, test } from 'vitest';
import { BreakerOpen } from '../../src/run/breaker.ts';
import { openBudget, OverBudget } from '../../src/run/budget.ts';
import { openProvider, ProviderFault } from '../../src/run/provider.ts';
import { fakeClock, settle } from './fake-clock.ts';

const tokens100 = { inputTokens: 60, outputTokens: 40, costUsd: 0 };

function setUp(tokens = 1_000) {
  const clock = fakeClock();
  const budget = openBudget({ cap: { tokens } });
  const limits = { requestsPerMinute: 60, unitsPerMinute: 10_000 };
  const provider = openProvider(clock, budget, { limits, breaker: { failures: 2, openMs: 30_000 } });
  const starts: number[] = [];
  const call = (make: () => Promise<number>, signal = new AbortController().signal) =>
    provider.call({
      agent: 'a',
      lane: 'standard',
      signal,
      estimate: tokens100,
      async make() {
        starts.push(clock.now());
        return { value: 'answer', used: { inputTokens: await make(), outputTokens: 0, costUsd: 0 } };
      },
    });
  return { clock, budget, call, starts };
}

test('what a call really used is what is spent', async () => {
  const { budget, call } = setUp();
  expect(await call(async () => 30)).toBe('answer');
  expect([budget.spent('tokens'), budget.reserved('tokens')]).toEqual([30, 0]);
});

test('429 with Retry-After: all calls stay away that long, once', async () => {
  const { clock, call, starts } = setUp();
  const busy = call(() => Promise.reject(new ProviderFault('429', { retryAfterMs: 20_000 })));
  const others = [call(async () => 1), call(async () => 1)];
  await expect(busy).rejects.toThrow('429');
  await clock.advance(60_000);
  await Promise.all(others);
  expect(starts).toEqual([0, 20_000, 21_000]);
});

test('a storm of 500: after two, nothing more is sent or reserved until a probe succeeds', async () => {
  const { clock, budget, call, starts } = setUp();
  const storm = () => Promise.reject(new ProviderFault('500'));
  const calls = Promise.allSettled([1, 2, 3, 4, 5].map(() => call(storm)));
  await clock.advance(10_000);
  const reasons = (await calls).map((it) => (it.status === 'rejected' ? it.reason.name : 'answered'));
  expect(reasons).toEqual(['ProviderFault', 'ProviderFault', 'BreakerOpen', 'BreakerOpen', 'BreakerOpen']);
  await expect(call(storm)).rejects.toThrow(BreakerOpen);
  expect([starts.length, budget.spent('tokens'), budget.reserved('tokens')]).toEqual([2, 200, 0]);
  await clock.advance(30_000);
  const [probe] = await Promise.all([call(async () => 1), clock.advance(1_000)]);
  expect(probe).toBe('answer');
});

test('an answer makes the next refusal count as the first one again', async () => {
  const clock = fakeClock();
  const limits = { requestsPerMinute: 60_000 };
  const provider = openProvider(clock, openBudget({ cap: {} }), { limits, random: () => 0.5 });
  const starts: number[] = [];
  let calls = 0;
  const busy = new ProviderFault('503', { overloaded: true });
  for (const fault of [busy, undefined, busy, undefined]) {
    const { signal } = new AbortController();
    const call = provider.call({
      agent: 'a',
      lane: 'standard',
      signal,
      estimate: tokens100,
      async make() {
        starts.push(clock.now());
        if (fault) throw fault;
        return { value: 1, used: tokens100 };
      },
    });
    const ended = call.catch(() => {});
    // Not a moment longer than the call takes, so that the next one finds the pause.
    await settle();
    if (starts.length < ++calls) await clock.advance(10_000);
    await ended;
  }
  // 250 ms after each refusal; after the second one it would be 500 without the answer in between.
  expect(starts.slice(0, 2)).toEqual([0, 250]);
  expect(starts[3]! - starts[2]!).toBe(250);
});

test('aborted while it waits for its turn, a call costs nothing', async () => {
  const { budget, call, clock } = setUp();
  await call(async () => 10);
  const stopping = new AbortController();
  const waiting = call(async () => 10, stopping.signal);
  await settle();
  stopping.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
  expect([budget.spent('tokens'), budget.reserved('tokens'), clock.pending()]).toEqual([10, 0, 0]);
});

test('with nothing left in the budget, nothing is sent', async () => {
  const { call, starts } = setUp(99);
  await expect(call(async () => 1)).rejects.toThrow(OverBudget);
  expect(starts).toEqual([]);
});
