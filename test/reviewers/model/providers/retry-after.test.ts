import { expect, test } from 'vitest';
import { retryAfterOf } from '../../../../src/reviewers/model/providers/retry-after.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const waitOf = (headers: Record<string, string>, text = '') =>
  retryAfterOf({ status: 429, headers: new Headers(headers), text }, now);

test.each<[string, number | undefined]>([
  ['0', 0],
  ['1.5', 1500],
  ['120', 120_000],
  ['Sat, 21 Nov 2026 12:01:30 GMT', 90_000],
  ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
  ['-5', undefined],
  ['soon', undefined],
  ['', undefined],
  ['1e9', undefined],
  ['NaN', undefined],
  ['99999999999', undefined],
])('Retry-After: %s', (value, ms) => {
  expect(waitOf({ 'retry-after': value })).toBe(ms);
});

test('milliseconds are more exact', () => {
  expect(waitOf({ 'retry-after-ms': '1200.5', 'retry-after': '60' })).toBe(1201);
  expect(waitOf({ 'retry-after-ms': 'x', 'retry-after': '60' })).toBe(60_000);
});

test.each([
  '{"error":{"details":[{"retryDelay":7}]}}',
  '{"error":{"details":{}}}',
  '{"error":null}',
  'null',
  '{',
])('a body that does not say it: %s', (text) => {
  expect(waitOf({}, text)).toBeUndefined();
});
