import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lanes } from '../../src/agents/agent.ts';
import type { Reservation } from '../../src/run/budget.ts';
import { openBudget, OverBudget } from '../../src/run/budget.ts';

const step = fc.record({
  lane: fc.constantFrom(...lanes),
  agent: fc.constantFrom('a', 'b'),
  estimate: fc.integer({ min: 0, max: 60 }),
  error: fc.integer({ min: -60, max: 90 }),
  how: fc.constantFrom('settle', 'release'),
  /** How many of the open calls end before this one is made, and which first. */
  ends: fc.integer({ min: 0, max: 2 }),
  which: fc.nat(),
});

/** Calls as the provider makes them: whoever is stopped ends at once and is billed its estimate. */
function spend(steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) {
  const budget = openBudget({
    cap: { tokens: 200, usd: 2 },
    safetyShare: 0.25,
    quotas: new Map([['a', { tokens: 120 }]]),
  });
  interface Call {
    reservation: Reservation;
    step: (typeof steps)[number];
  }
  const open = new Set<Call>();
  const spent = { all: 0, others: 0, a: 0 };
  const worst = { all: 0, others: 0, a: 0 };
  const book = ({ lane, agent }: Call['step'], used: number, error: number) => {
    for (const key of ['all', ...(lane === 'safety' ? [] : ['others']), ...(agent === 'a' ? ['a'] : [])]) {
      spent[key as 'all'] += used;
      worst[key as 'all'] = Math.max(worst[key as 'all'], error);
    }
  };
  const amount = (tokens: number) => ({ tokens, usd: tokens / 1_000 });
  const end = (call: Call) => {
    if (!open.delete(call)) return;
    const { estimate, error, how } = call.step;
    if (how === 'release') return call.reservation.release();
    const used = Math.max(0, estimate + error);
    book(call.step, used, used - estimate);
    call.reservation.settle(amount(used));
    // Twice is once.
    call.reservation.settle(amount(1_000));
  };
  const afterEach = () => {
    for (const call of open) {
      if (!call.reservation.signal.aborted) continue;
      open.delete(call);
      book(call.step, call.step.estimate, 0);
      call.reservation.settle(amount(call.step.estimate));
    }
    check();
  };
  const check = () => {
    expect(spent.all).toBeLessThanOrEqual(200 + worst.all);
    expect(spent.others).toBeLessThanOrEqual(150 + worst.others);
    expect(spent.a).toBeLessThanOrEqual(120 + worst.a);
    expect(budget.spent('tokens')).toBe(spent.all);
    expect(budget.spent('usd')).toBeCloseTo(spent.all / 1_000, 9);
    expect(budget.reserved('tokens')).toBe([...open].reduce((sum, it) => sum + it.step.estimate, 0));
  };
  for (const next of steps) {
    for (let n = 0; n < next.ends && open.size > 0; n++) {
      end([...open][next.which % open.size]!);
      afterEach();
    }
    try {
      const reservation = budget.reserve(next.agent, next.lane, amount(next.estimate));
      open.add({ reservation, step: next });
    } catch (refused) {
      expect(refused).toBeInstanceOf(OverBudget);
    }
    check();
  }
  for (const call of [...open]) {
    end(call);
    afterEach();
  }
  return budget;
}

test('for any interleaving, no limit is passed by more than the largest error of one estimate, and nothing leaks', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const budget = spend(steps);
      expect([budget.reserved('tokens'), budget.reserved('usd'), budget.reserved('requests')]).toEqual([
        0, 0, 0,
      ]);
    }),
    { numRuns: 500 },
  );
});

test('with estimates that hold, no limit is passed at all, and safety always gets its share', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const budget = spend(steps.map((it) => ({ ...it, error: Math.min(0, it.error) })));
      expect(budget.spent('tokens')).toBeLessThanOrEqual(200);
    }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const budget = openBudget({ cap: { tokens: 200 }, safetyShare: 0.25 });
      for (const { lane, estimate } of steps) {
        if (lane === 'safety') continue;
        try {
          budget.reserve('b', lane, { tokens: estimate }).settle({ tokens: estimate });
        } catch (refused) {
          expect(refused).toBeInstanceOf(OverBudget);
        }
      }
      expect(() => budget.reserve('c', 'safety', { tokens: 50 })).not.toThrow();
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
