import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lanes } from '../../src/agents/agent.ts';
import type { Reservation } from '../../src/run/budget.ts';
import { openBudget, OverBudget } from '../../src/run/budget.ts';

test('for any interleaving: no overshoot beyond the estimates’ errors, safety’s reserve stays, nothing leaks', () => {
  const step = fc.record({
    lane: fc.constantFrom(...lanes),
    estimate: fc.integer({ min: 0, max: 60 }),
    error: fc.integer({ min: -20, max: 20 }),
    how: fc.constantFrom('settle', 'release'),
    /** Which of the open reservations is closed before this one is made. */
    closes: fc.nat(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const budget = openBudget({ cap: { tokens: 200 }, safetyShare: 0.25 });
      const open: { reservation: Reservation; used: number; how: string; lane: string; over: number }[] = [];
      let errors = 0;
      let byOthers = 0;
      let errorsOfOthers = 0;
      const close = (at: number) => {
        const [it] = open.splice(at, 1);
        if (it!.how === 'release') return it!.reservation.release();
        it!.reservation.settle({ tokens: it!.used });
        // Twice is once.
        it!.reservation.settle({ tokens: 1_000 });
        errors += it!.over;
        if (it!.lane === 'safety') return;
        byOthers += it!.used;
        errorsOfOthers += it!.over;
      };
      for (const { lane, estimate, error, how, closes } of steps) {
        if (open.length > 0 && closes % 3 > 0) close(closes % open.length);
        const used = Math.max(0, estimate + error);
        try {
          const reservation = budget.reserve('a', lane, { tokens: estimate });
          open.push({ reservation, used, how, lane, over: Math.max(0, used - estimate) });
        } catch (refused) {
          expect(refused).toBeInstanceOf(OverBudget);
        }
        expect(budget.spent('tokens') + budget.reserved('tokens')).toBeLessThanOrEqual(200 + errors);
      }
      while (open.length > 0) close(0);
      expect(budget.reserved('tokens')).toBe(0);
      expect(byOthers).toBeLessThanOrEqual(150 + errorsOfOthers);
    }),
  );
});

test('a refused reservation takes nothing, from any purse', () => {
  const budget = openBudget({ cap: { tokens: 100, usd: 1 }, quotas: new Map([['a', { usd: 0.5 }]]) });
  expect(() => budget.reserve('a', 'standard', { tokens: 10, usd: 0.6 })).toThrow(
    'the quota of a has no 0.6 usd left: 0 spent and 0 reserved of 0.5',
  );
  expect(budget.reserved('tokens')).toBe(0);
  expect(() => budget.reserve('b', 'standard', { usd: 0.6 })).not.toThrow();
});

test('throttles from four fifths of the cap, and no longer when a reservation returns', () => {
  const budget = openBudget({ cap: { usd: 10 } });
  budget.reserve('a', 'standard', { usd: 7 }).settle({ usd: 7 });
  expect(budget.throttled).toBe(false);
  const more = budget.reserve('a', 'standard', { usd: 1 });
  expect(budget.throttled).toBe(true);
  more.release();
  expect(budget.throttled).toBe(false);
});

test.each([NaN, Infinity, -5])('what is no amount, such as %s, spends nothing', (tokens) => {
  const budget = openBudget({ cap: { tokens: 10 } });
  budget.reserve('a', 'standard', { tokens: 3 }).settle({ tokens });
  expect([budget.spent('tokens'), budget.reserved('tokens')]).toEqual([0, 0]);
});

test('the last of the budget is for safety only', () => {
  const budget = openBudget({ cap: { tokens: 100 }, safetyShare: 0.25 });
  budget.reserve('a', 'standard', { tokens: 75 });
  expect(() => budget.reserve('b', 'optional', { tokens: 1 })).toThrow('without the reserve for safety');
  expect(() => budget.reserve('c', 'safety', { tokens: 25 })).not.toThrow();
});
