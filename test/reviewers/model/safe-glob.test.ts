import { expect, test } from 'vitest';
import { safeGlob } from '../../../src/reviewers/model/safe-glob.ts';

test.each([
  ['**', 'a/b/c.sql', true],
  ['**/*.sql', 'a/b/c.sql', true],
  ['**/*.sql', 'c.sql', true],
  ['*.sql', 'a/c.sql', false],
  ['models/**/orders.sql', 'models/orders.sql', true],
  ['models/**/orders.sql', 'models/a/b/orders.sql', true],
  ['models/**/a/**/o*.sql', 'models/x/a/y/z/orders.sql', true],
  ['models/**', 'seeds/models/a.sql', false],
  ['./models/*', 'models/a.sql', true],
  ['models/stg_?.sql', 'models/stg_a.sql', true],
  ['models/stg_?.sql', 'models/stg_ab.sql', false],
  ['*a*b*.sql', 'xxaxxbxx.sql', true],
  ['*a*b*.sql', 'xxbxxaxx.sql', false],
  ['{a,b}.sql', 'a.sql', false],
  ['[ab].sql', '[ab].sql', true],
  ['.github/**', '.github/workflows/ci.yml', true],
])('%s on %s: %s', (pattern, path, expected) => {
  expect(safeGlob(pattern)!(path)).toBe(expected);
});

test('a pattern that is made to take long ends at once', () => {
  const matches = safeGlob(`${'*a'.repeat(99)}b`)!;
  expect(matches('a'.repeat(4000))).toBe(false);
  expect(safeGlob(`${'**/a/'.repeat(39)}b`)!('a/'.repeat(2000))).toBe(false);
});

test('what is empty or too long is no glob', () => {
  expect(safeGlob('')).toBeUndefined();
  expect(safeGlob('a'.repeat(201))).toBeUndefined();
});
