import { expect, test } from 'vitest';
import { decidingEntry, matchesPattern, readCodeowners } from '../../../src/project/codeowners/codeowners.ts';

test.each([
  ['*', 'a/b.sql', true],
  ['*.js', 'a/b.js', true],
  ['*.js', 'a/b.jsx', false],
  ['/build/logs/', 'build/logs/a/b.log', true],
  ['/build/logs/', 'x/build/logs/a.log', false],
  ['docs/*', 'docs/a.md', true],
  ['docs/*', 'docs/build/a.md', false],
  ['docs/*', 'x/docs/a.md', false],
  ['apps/', 'x/apps/a/b', true],
  ['apps/', 'apps', false],
  ['/docs', 'docs/a/b.md', true],
  ['/apps/github', 'apps/github/a', true],
  ['**/logs', 'a/b/logs/c', true],
  ['/a/**/z.sql', 'a/z.sql', true],
  ['/a/**/z.sql', 'a/b/c/z.sql', true],
  ['/a/**', 'a/b/c', true],
  ['/a/**', 'b/a/c', false],
  ['m?dels/x_*_y.sql', 'models/x_1_2_y.sql', true],
  ['README.md', 'docs/README.md', true],
])('%s means %s: %s', (pattern, path, expected) => {
  expect(matchesPattern(pattern, path)).toBe(expected);
});

test('a pattern of a hundred thousand slashes takes no longer than another one', { timeout: 4000 }, () => {
  expect(matchesPattern(`a${'/'.repeat(100_000)}b`, 'a/b')).toBe(false);
});

test('reads entries with their lines, without comments and blank lines', () => {
  expect(readCodeowners('# all\n* @org/a  @b # why\n\n/with\\ space/ c@d.e\r\n/none/\n')).toEqual([
    { pattern: '*', owners: ['@org/a', '@b'], line: 2 },
    { pattern: '/with space/', owners: ['c@d.e'], line: 4 },
    { pattern: '/none/', owners: [], line: 5 },
  ]);
});

test('the last entry that matches decides', () => {
  const entries = readCodeowners('* @a\n*.sql @b\n/x/\n');
  const owners = (path: string) => decidingEntry(entries, path)?.owners;
  expect([owners('a.py'), owners('a.sql'), owners('x/a.sql')]).toEqual([['@a'], ['@b'], []]);
});

test('a pattern made to be slow is not', () => {
  const stars = '*a'.repeat(400);
  expect(matchesPattern(`/${stars}b`, 'a'.repeat(4000))).toBe(false);
  expect(matchesPattern(`${'/**/a'.repeat(190)}/c`, 'a/'.repeat(2000) + 'b')).toBe(false);
});
