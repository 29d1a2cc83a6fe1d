import { expect, test } from 'vitest';
import { conflictingUnits } from '../../../src/rules/shared/units.ts';

test.each([
  ['Amount in cents', 'Amount (USD)', ['cents', 'dollars']],
  ['Time of the order in UTC', 'Time of the order [local time]', ['utc', 'local time']],
  ['Share as a percentage', 'Share as a fraction', ['percent', 'a fraction']],
  ['How long it took (ms)', 'How long it took, in seconds', ['milliseconds', 'seconds']],
  ['Share (%)', 'Share as a ratio', ['percent', 'a fraction']],
])('%s and %s contradict each other', (one, other, units) => {
  expect(conflictingUnits(one, other)).toEqual(units);
  expect(conflictingUnits(other, one)).toEqual(units.toReversed());
});

test.each([
  ['Amount in cents', 'Amount of the order'],
  ['Amount in US dollars', 'Amount (usd)'],
  ['Amount in cents', 'In cents; what is in dollars has another name'],
  ['Amount in cents', 'Paid within days'],
  ['Amount in cents', 'Paid in 30 days'],
  ['Amount in cents', 'How long it took, in seconds'],
  ['Sold in euros-only shops', 'Amount in dollars'],
  ['Kept in miscellaneous folders', 'Distance in km'],
])('%s and %s do not', (one, other) => {
  expect(conflictingUnits(one, other)).toBeUndefined();
  expect(conflictingUnits(other, one)).toBeUndefined();
});
