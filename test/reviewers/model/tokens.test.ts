import { expect, test } from 'vitest';
import { estimateTokens } from '../../../src/reviewers/model/tokens.ts';

const sql = `select
    orders.order_id,
    coalesce(payments.amount_cents, 0) / 100.0 as amount
from {{ ref('stg_orders') }} as orders
left join {{ ref('stg_payments') }} as payments on orders.order_id = payments.order_id
where orders.ordered_at >= '2024-01-01'
`;
const yaml = `version: 2
models:
  - name: customers
    description: One row per customer, with what was ordered so far
    columns:
      - name: customer_id
        data_tests: [unique, not_null]
`;
const english = 'The number of orders that a customer has placed, not counting those that were cancelled.';

/** Counted once with a public tokenizer of 200,000 entries. */
test.each([
  ['SQL', sql, 75],
  ['YAML', yaml, 48],
  ['English', english, 17],
])('%s is counted a little high', (_, text, counted) => {
  const ratio = estimateTokens(text) / counted;
  expect(ratio).toBeGreaterThanOrEqual(1);
  expect(ratio).toBeLessThan(1.3);
});

test('nothing is no token, and more text is never fewer', () => {
  expect(estimateTokens('')).toBe(0);
  for (let end = 1; end <= sql.length; end += 7) {
    expect(estimateTokens(sql.slice(0, end))).toBeLessThanOrEqual(estimateTokens(sql) + 1);
  }
});

test.each([
  ['Japanese', '注文の金額', 5],
  ['pictures', '🚀🚀🚀', 6],
  ['a key', 'AKq3v9Xz71LmPq02RtYw8Bn4', 12],
  ['controls', '\u0000\u0001\u0002', 3],
])('%s takes more tokens than its length suggests', (_, text, least) => {
  expect(estimateTokens(text)).toBeGreaterThanOrEqual(least);
});

test('a text of megabytes is counted in one walk', () => {
  expect(estimateTokens('a'.repeat(2_000_000))).toBeGreaterThan(100_000);
  expect(estimateTokens(' \n'.repeat(500_000))).toBeGreaterThan(0);
  expect(estimateTokens('_a1'.repeat(500_000))).toBeGreaterThan(500_000);
});
