import { expect, test } from 'vitest';
import { openLedger } from '../../../src/reviewers/model/ledger.ts';

test('the same things in another order are the same notes', () => {
  const one = openLedger();
  const other = openLedger();
  one.note('quality', 'b.');
  one.note('quality', 'a.');
  one.note('cost', 'c.');
  one.note('cost', 'c.');
  other.note('cost', 'c.');
  other.note('quality', 'a.');
  other.note('quality', 'b.');
  expect(one.notes()).toEqual(['The model of cost c.', 'The model of quality a.', 'The model of quality b.']);
  expect(other.notes()).toEqual(one.notes());
});

test('what was not seen is named up to a limit, and cannot leave its code span', () => {
  const ledger = openLedger();
  for (const name of ['f', 'e', 'd', 'c', 'b', 'a`]\n(x']) ledger.unseen('cost', name, 'too long');
  expect(ledger.notes()).toEqual([
    "The model of cost did not see all of `a'] (x` (too long), `b` (too long), `c` (too long), `d` (too long), `e` (too long) and 1 more.",
  ]);
  expect([...ledger.unseenBy('cost').keys()]).toHaveLength(6);
  expect(ledger.unseenBy('docs').size).toBe(0);
});

test('what was sent stands beside what everything would have been', () => {
  const ledger = openLedger();
  ledger.sent('cost', 1000, 40_000);
  ledger.sent('quality', 2000, 40_000);
  ledger.sent('quality', 2000, 40_000);
  expect(ledger.notes()).toEqual([
    '2 model tasks were asked with about 3,000 tokens; the whole diff with all changed files would have been about 80,000.',
  ]);
});
