import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Hunk } from '../../src/change/change-set.ts';
import { hunksOf, linesOf } from '../../src/change/hunks.ts';

const hunk = (baseStart: number, baseCount: number, headStart: number, headCount: number): Hunk => ({
  baseStart,
  baseCount,
  headStart,
  headCount,
});

/** Head, made from base and the lines that the hunks take from head: what a hunk promises. */
function apply(base: string, head: string, hunks: readonly Hunk[]): string {
  const [before, after] = [linesOf(base), linesOf(head)];
  const made: string[] = [];
  let at = 0;
  for (const { baseStart, baseCount, headStart, headCount } of hunks) {
    made.push(...before.slice(at, baseStart - 1));
    expect(made.length, 'lines before a hunk are the same on both sides').toBe(headStart - 1);
    made.push(...after.slice(headStart - 1, headStart - 1 + headCount));
    at = baseStart - 1 + baseCount;
  }
  return [...made, ...before.slice(at)].join('');
}

describe('hunksOf', () => {
  it.each([
    ['equal texts', 'a\nb\n', 'a\nb\n', []],
    ['two empty texts', '', '', []],
    ['a changed line', 'a\nb\nc\n', 'a\nB\nc\n', [hunk(2, 1, 2, 1)]],
    ['an added line', 'a\nc\n', 'a\nb\nc\n', [hunk(2, 0, 2, 1)]],
    ['a removed line', 'a\nb\nc\n', 'a\nc\n', [hunk(2, 1, 2, 0)]],
    ['two places', 'a\nb\nc\nd\n', 'A\nb\nc\nD\nE\n', [hunk(1, 1, 1, 1), hunk(4, 1, 4, 2)]],
    ['a new file', '', 'a\nb\n', [hunk(1, 0, 1, 2)]],
    ['a deleted file', 'a\nb', '', [hunk(1, 2, 1, 0)]],
    ['a line break at the end', 'a\nb', 'a\nb\n', [hunk(2, 1, 2, 1)]],
    ['no line break at the end', 'a\nb\n', 'a\nb', [hunk(2, 1, 2, 1)]],
    ['other line ends', 'a\r\nb\r\n', 'a\r\nb\n', [hunk(2, 1, 2, 1)]],
    ['a repeated line', 'a\na\n', 'a\na\na\n', [hunk(3, 0, 3, 1)]],
    ['a carriage return alone, which ends no line', 'a\rb\n', 'a\rc\n', [hunk(1, 1, 1, 1)]],
  ])('%s', (_, base, head, hunks) => {
    expect(hunksOf(base, head)).toEqual(hunks);
  });

  it('tells everything that differs, and nothing more', () => {
    const line = fc.constantFrom('a\n', 'b\n', 'c\n', '\n', 'a\r\n', 'é🚀\n');
    const text = fc
      .tuple(fc.array(line, { maxLength: 30 }), fc.constantFrom('', 'end', 'a'))
      .map(([lines, last]) => lines.join('') + last);
    fc.assert(
      fc.property(text, text, (base, head) => {
        const hunks = hunksOf(base, head);
        expect(apply(base, head, hunks)).toBe(head);
        for (const [index, { baseStart, baseCount, headCount }] of hunks.entries()) {
          expect(baseCount + headCount).toBeGreaterThan(0);
          const previous = hunks[index - 1];
          // Hunks that touch would be one.
          if (previous) expect(baseStart).toBeGreaterThan(previous.baseStart + previous.baseCount);
        }
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it('gives up on the shortest difference where looking for it would take for ever', () => {
    const base = Array.from({ length: 30_000 }, (_, index) => `base ${index}\n`).join('');
    const head = Array.from({ length: 30_000 }, (_, index) => `head ${index}\n`).join('');
    const same = 'same\n';
    expect(hunksOf(same + base + same, same + head + same)).toEqual([hunk(2, 30_000, 2, 30_000)]);
  });
});

describe('linesOf', () => {
  it('keeps the ends, so that the text can be put together again', () => {
    expect(linesOf('')).toEqual([]);
    expect(linesOf('\n')).toEqual(['\n']);
    expect(linesOf('a\r\nb')).toEqual(['a\r\n', 'b']);
  });
});
