import { expect, test } from 'vitest';
import { headLines } from '../../src/github/head-lines.ts';
import { memoryChange } from '../support/memory-snapshot.ts';

test('a removed line is shown where it stood; a file that is gone, new or unread has no line', async () => {
  const before = { 'a.yml': 'one\ntwo\nthree\n', 'gone.yml': 'x\n', 'same.yml': 'y\n' };
  const after = { 'a.yml': 'zero\none\nthree\n', 'new.yml': 'x\n', 'same.yml': 'y\n' };
  const { base, head } = await memoryChange(before, after);
  const lineOf = headLines(base, head);
  expect([lineOf('a.yml', 1), lineOf('a.yml', 2), lineOf('a.yml', 3)]).toEqual([2, 2, 3]);
  for (const path of ['gone.yml', 'new.yml', 'same.yml', 'never.yml']) {
    expect(lineOf(path, 1)).toBeUndefined();
  }
});
