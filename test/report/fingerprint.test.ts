import { expect, it } from 'vitest';
import { fingerprints } from '../../src/report/fingerprint.ts';

const amount = { rule: 'quality/x', resource: 'model.shop.orders', subject: 'amount' };

it('is the same on every push', () => {
  expect(fingerprints([amount])).toEqual(['926f1bf47d6beabaf264']);
});

it('does not depend on lines, texts or severity', () => {
  const moved = { ...amount, severity: 'low', title: 'other', location: { path: 'a', startLine: 99 } };
  expect(fingerprints([moved])).toEqual(fingerprints([amount]));
});

it('tells rules, resources and subjects apart, wherever one ends and the next begins', () => {
  const all = fingerprints([
    amount,
    { ...amount, rule: 'quality/y' },
    { ...amount, resource: 'model.shop.order' },
    { rule: 'a', resource: 'b', subject: 'c' },
    { rule: 'a', resource: 'b","c' },
    { rule: 'a', resource: 'b' },
    { rule: 'a', resource: 'b', subject: '' },
  ]);
  expect(new Set(all).size).toBe(7);
});

it('numbers equal ones by their order, and leaves the first as if it were alone', () => {
  const [first, second, third] = fingerprints([amount, amount, amount]);
  expect(first).toBe(fingerprints([amount])[0]);
  expect(new Set([first, second, third]).size).toBe(3);
  expect(fingerprints([amount, { ...amount, rule: 'z' }, amount])[2]).toBe(second);
});
