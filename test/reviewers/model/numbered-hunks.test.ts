import { expect, test } from 'vitest';
import { hunkRuns, numbered } from '../../../src/reviewers/model/numbered-hunks.ts';
import { diffText, wholeTokens } from '../../../src/reviewers/model/whole.ts';
import { memoryChange } from '../../support/memory-snapshot.ts';

const lines = (...numbers: number[]) => numbers.map((it) => `line ${it}\n`).join('');
const upTo = (last: number) => lines(...Array.from({ length: last }, (_, index) => index + 1));

async function shown(base: string, head: string, context = 1) {
  const change = await memoryChange({ 'a.sql': base }, { 'a.sql': head });
  return hunkRuns(change.files[0]!, change, context).map((run) => run.map(numbered));
}

test('numbers lines as in the file of their revision', async () => {
  const head = lines(1, 2).concat('new a\nnew b\n', lines(4, 5));
  expect(await shown(upTo(5), head)).toEqual([
    [' 2|line 2', '-3|line 3', '+3|new a', '+4|new b', ' 5|line 4'],
  ]);
});

test('parts hunks that are far from each other, and joins those whose context meets', async () => {
  const change = (text: string, ...at: number[]) =>
    text
      .split('\n')
      .map((line, index) => (at.includes(index + 1) ? `${line}!` : line))
      .join('\n');
  expect(await shown(upTo(20), change(upTo(20), 3, 10))).toHaveLength(2);
  expect(await shown(upTo(20), change(upTo(20), 3, 6))).toEqual([
    [
      ' 2|line 2',
      '-3|line 3',
      '+3|line 3!',
      ' 4|line 4',
      ' 5|line 5',
      '-6|line 6',
      '+6|line 6!',
      ' 7|line 7',
    ],
  ]);
});

test('shows lines that only one revision has', async () => {
  expect(await shown('', 'a\nb')).toEqual([['+1|a', '+2|b']]);
  expect(await shown(lines(1, 2, 3), lines(1, 3))).toEqual([[' 1|line 1', '-2|line 2', ' 2|line 3']]);
});

test('line ends of Windows are not part of a line, and nothing in a line is hidden', async () => {
  expect(await shown('a\r\n', 'b\u200B\r\n')).toEqual([['-1|a', '+1|b‹U+200B›']]);
  expect((await shown('', 'x'.repeat(1000)))[0]![0]).toMatch(/^\+1\|x{400} …\(600 more characters\)$/);
});

test('what everything would take is the diff and the files', async () => {
  const change = await memoryChange({ 'a.sql': upTo(9) }, { 'a.sql': upTo(10) });
  expect(diffText(change, change.files[0]!)).toBe(
    '--- a/a.sql\n+++ b/a.sql\n@@ -7,3 +7,4 @@\n line 7\n line 8\n line 9\n+line 10',
  );
  expect(wholeTokens(change, change.files)).toBeGreaterThan(30);
});
