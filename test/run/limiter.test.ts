import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lanes } from '../../src/agents/agent.ts';
import { mostInARow, openLimiter } from '../../src/run/limiter.ts';
import { fakeClock, settle } from './fake-clock.ts';

const never = new AbortController().signal;

/** The most of `amounts` in any window of a minute, start included and end excluded. */
function busiest(starts: readonly { at: number; amount: number }[]): number {
  const inWindow = (from: number) => starts.filter(({ at }) => at >= from && at < from + 60_000);
  return Math.max(0, ...starts.map(({ at }) => inWindow(at).reduce((sum, { amount }) => sum + amount, 0)));
}

describe('requests', () => {
  test('under full load, at least 98 % of the rate are used and no window holds more', async () => {
    const clock = fakeClock();
    const limiter = openLimiter(clock, { requestsPerMinute: 50 });
    const starts: { at: number; amount: number }[] = [];
    for (let n = 0; n < 160; n++) {
      void limiter.take('standard', 1, never).then(() => starts.push({ at: clock.now(), amount: 1 }));
    }
    await clock.advance(179_999);
    expect(starts.length).toBeGreaterThanOrEqual(0.98 * 150);
    expect(busiest(starts)).toBe(50);
    await clock.advance(60_000);
    expect(clock.pending()).toBe(0);
  });

  test('catching up after a timer that came late does not fill a window over the limit', async () => {
    const clock = fakeClock();
    const late = {
      ...clock,
      after: (ms: number, go: () => void) => clock.after(clock.now() > 0 ? ms : ms + 900, go),
    };
    const limiter = openLimiter(late, { requestsPerMinute: 60 });
    const starts: { at: number; amount: number }[] = [];
    for (let n = 0; n < 80; n++) {
      void limiter.take('standard', 1, never).then(() => starts.push({ at: clock.now(), amount: 1 }));
    }
    await clock.advance(120_000);
    expect(starts).toHaveLength(80);
    expect(busiest(starts)).toBe(60);
  });

  test('safety waits for one interval at most, whatever waits before it', async () => {
    const clock = fakeClock();
    const limiter = openLimiter(clock, { requestsPerMinute: 60 });
    for (let n = 0; n < 100; n++) void limiter.take('optional', 1, never);
    await clock.advance(2_300);
    let startedMs = NaN;
    void limiter.take('safety', 1, never).then(() => (startedMs = clock.now()));
    await clock.advance(1_000);
    expect(startedMs).toBe(3_000);
    await clock.advance(120_000);
  });

  test('safety that never ends lets the others have one turn in nine, and the lowest one of those', async () => {
    const clock = fakeClock();
    const limiter = openLimiter(clock, { requestsPerMinute: 6_000 });
    const order: string[] = [];
    for (const lane of lanes.toReversed()) {
      for (let n = 0; n < 500; n++) void limiter.take(lane, 1, never).then(() => order.push(lane));
    }
    await clock.advance(4_000);
    const turns = (lane: string) => order.flatMap((it, index) => (it === lane ? [index] : []));
    const [standard, optional] = [turns('standard'), turns('optional')];
    const gaps = (of: number[]) => of.slice(1).map((index, at) => index - of[at]!);
    expect(Math.max(...gaps(standard))).toBeLessThanOrEqual(2 * (mostInARow + 1));
    // The bound of the documentation: at most 80 others before it.
    expect(Math.max(...gaps(optional))).toBeLessThanOrEqual((mostInARow + 1) ** 2);
    expect(optional.length).toBeGreaterThanOrEqual(3);
    expect(order.filter((lane) => lane === 'safety').length / order.length).toBeGreaterThan(0.85);
  });

  test('one pause holds for all, and the longest of several', async () => {
    const clock = fakeClock();
    const limiter = openLimiter(clock, { requestsPerMinute: 600 });
    limiter.pause(20_000);
    limiter.pause(5_000);
    const starts: number[] = [];
    for (const lane of lanes) void limiter.take(lane, 1, never).then(() => starts.push(clock.now()));
    await clock.advance(19_999);
    expect(starts).toEqual([]);
    await clock.advance(201);
    expect(starts).toEqual([20_000, 20_100, 20_200]);
  });

  test('who is aborted leaves the line, and no timer stays behind', async () => {
    const clock = fakeClock();
    const limiter = openLimiter(clock, { requestsPerMinute: 1 });
    await limiter.take('standard', 1, never);
    const stopping = new AbortController();
    const waiting = limiter.take('standard', 1, stopping.signal);
    expect(clock.pending()).toBe(1);
    stopping.abort(new Error('no more'));
    await expect(waiting).rejects.toThrow('no more');
    expect(clock.pending()).toBe(0);
  });
});

test('in no window more units than allowed, for any calls', async () => {
  const call = fc.record({
    lane: fc.constantFrom(...lanes),
    units: fc.integer({ min: 1, max: 1_000 }),
    gapMs: fc.integer({ min: 0, max: 30_000 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 25 }), async (calls) => {
      const clock = fakeClock();
      const limiter = openLimiter(clock, { requestsPerMinute: 20, unitsPerMinute: 1_000 });
      const starts: { at: number; amount: number }[] = [];
      for (const { lane, units, gapMs } of calls) {
        await clock.advance(gapMs);
        void limiter.take(lane, units, never).then(() => starts.push({ at: clock.now(), amount: units }));
      }
      await clock.advance(60_000 * (calls.length + 1));
      await settle();
      expect(starts).toHaveLength(calls.length);
      expect(busiest(starts)).toBeLessThanOrEqual(1_000);
      expect(busiest(starts.map(({ at }) => ({ at, amount: 1 })))).toBeLessThanOrEqual(20);
    }),
    { numRuns: 25 },
  );
});

test('a call that can never pass is refused', async () => {
  const limiter = openLimiter(fakeClock(), { requestsPerMinute: 1, unitsPerMinute: 10 });
  await expect(limiter.take('safety', 11, never)).rejects.toThrow('a call of 11 units never passes');
});
