/** The changed lines of a file with a little around them, as a model can quote them: numbered and signed. */
import type { ChangedFile, ChangeSet, Hunk } from '../../change/change-set.ts';
import { linesOf } from '../../change/hunks.ts';
import { shortLine, visible } from './hostile-text.ts';

export interface ShownLine {
  /** A blank for one that both revisions have; it is numbered as at head. */
  sign: '+' | '-' | ' ';
  /** Counted from 1, at head; of a removed line at base. */
  number: number;
  /** Without its end. */
  text: string;
}

const mostCharacters = 400;

/** Runs of lines that are shown together: hunks whose `context` would meet are one. */
export function hunkRuns(
  file: ChangedFile,
  { base, head }: Pick<ChangeSet, 'base' | 'head'>,
  context: number,
): ShownLine[][] {
  const before = shownLines(file.base && base.text(file.base.path));
  const after = shownLines(file.head && head.text(file.head.path));
  return together(file.hunks, context).map((hunks) => runOf(hunks, before, after, context));
}

/** `  12 | text`, in as few tokens as it takes. */
export function numbered({ sign, number, text }: ShownLine): string {
  return `${sign}${number}|${shortLine(visible(text), mostCharacters)}`;
}

function together(hunks: readonly Hunk[], context: number): Hunk[][] {
  const groups: Hunk[][] = [];
  for (const hunk of hunks) {
    const previous = groups.at(-1)?.at(-1);
    const gap = previous ? hunk.headStart - (previous.headStart + previous.headCount) : Infinity;
    if (gap <= 2 * context) groups.at(-1)!.push(hunk);
    else groups.push([hunk]);
  }
  return groups;
}

function runOf(
  hunks: readonly Hunk[],
  before: readonly string[],
  after: readonly string[],
  context: number,
): ShownLine[] {
  const shown: ShownLine[] = [];
  let next = Math.max(1, hunks[0]!.headStart - context);
  const take = (sign: ShownLine['sign'], lines: readonly string[], from: number, to: number) => {
    for (let number = from; number < Math.min(to, lines.length + 1); number++) {
      shown.push({ sign, number, text: lines[number - 1]! });
    }
  };
  for (const { baseStart, baseCount, headStart, headCount } of hunks) {
    take(' ', after, next, headStart);
    take('-', before, baseStart, baseStart + baseCount);
    take('+', after, headStart, headStart + headCount);
    next = headStart + headCount;
  }
  take(' ', after, next, next + context);
  return shown;
}

function shownLines(text = ''): string[] {
  return linesOf(text).map((line) => line.replace(/\r?\n$/, ''));
}
