import { describe, expect, it } from 'vitest';
import { hunksOf, linesOf } from '../../src/change/hunks.ts';
import { addedLines, nearestAtHead, toHead } from '../../src/change/lines.ts';

// Line 2 is changed into two, line 4 removed, a line added before the last.
const base = 'a\nb\nc\nd\ne\nf\n';
const head = 'a\nB\nB2\nc\ne\nnew\nf\n';
const file = { hunks: hunksOf(base, head) };

describe('lines of a changed file', () => {
  it('are added', () => {
    expect([...addedLines(file)]).toEqual([2, 3, 6]);
  });

  it('are found again at head', () => {
    expect([1, 2, 3, 4, 5, 6].map((line) => toHead(file, line))).toEqual([1, undefined, 4, undefined, 5, 7]);
    for (const [index, line] of linesOf(base).entries()) {
      const there = toHead(file, index + 1);
      if (there !== undefined) expect(linesOf(head)[there - 1]).toBe(line);
    }
  });

  it('have a neighbour at head if they are gone', () => {
    expect([1, 2, 3, 4, 5, 6].map((line) => nearestAtHead(file, line))).toEqual([1, 2, 4, 4, 5, 7]);
  });

  it('keep their place in a hunk that shrinks', () => {
    const shrunk = { hunks: hunksOf('a\nb\nc\nd\nz\n', 'x\ny\nz\n') };
    expect([1, 2, 3, 4, 5].map((line) => nearestAtHead(shrunk, line))).toEqual([1, 2, 2, 2, 3]);
  });

  it('never come before the first or after the last one of a shorter file', () => {
    expect(nearestAtHead({ hunks: hunksOf('a\nb\nc\n', '') }, 3)).toBe(1);
    const cut = { hunks: hunksOf('a\nb\nc\n', 'a\n') };
    expect(nearestAtHead(cut, 3)).toBe(1);
  });
});
