import { expect, test } from 'vitest';
import { isMisspelt } from '../../../src/rules/shared/misspelt.ts';

test.each([
  ['stg_ordrs', true],
  ['stg_orderss', true],
  ['stg_ordres', true],
  ['stg_orderz', true],
  ['xstg_orders', true],
  ['stg_orders', false],
  ['stg_ordrse', false],
  ['stg_order_items', false],
  ['stg_ord', false],
  ['', false],
])('%s for stg_orders: %s', (word, expected) => {
  expect(isMisspelt(word, 'stg_orders')).toBe(expected);
});

test('numbers are meant', () => {
  expect(isMisspelt('orders_7d', 'orders_1d')).toBe(false);
  expect(isMisspelt('orders2', 'orders')).toBe(false);
});

test('short names are all alike', () => {
  expect(isMisspelt('abd', 'abc')).toBe(false);
});
