/** The changed lines of a file as a model can quote them: numbered, signed, with a little around them. */
import type { ChangedFile, ChangeSet, Hunk } from '../../change/change-set.ts';
import { shortLine, visible } from './hostile-text.ts';

const contextLines = 2;
const mostCharacters = 400;

/** A run of hunks that are shown together, as text lines. */
export function numberedHunks(
  file: ChangedFile,
  { base, head }: Pick<ChangeSet, 'base' | 'head'>,
): string[][] {
  const before = linesOf(file.base && base.text(file.previousPath ?? file.path));
  const after = linesOf(file.head && head.text(file.path));
  return together(file.hunks).map((hunks) => runOf(hunks, before, after));
}

/** Hunks whose context would meet. */
function together(hunks: readonly Hunk[]): Hunk[][] {
  const groups: Hunk[][] = [];
  for (const hunk of hunks) {
    const previous = groups.at(-1)?.at(-1);
    const gap = previous ? hunk.headStart - (previous.headStart + previous.headCount) : Infinity;
    if (gap <= 2 * contextLines) groups.at(-1)!.push(hunk);
    else groups.push([hunk]);
  }
  return groups;
}

function runOf(hunks: readonly Hunk[], before: readonly string[], after: readonly string[]): string[] {
  const first = hunks[0]!;
  const shown: string[] = [];
  let next = Math.max(1, first.headStart - contextLines);
  const context = (end: number) => {
    for (; next < Math.min(end, after.length + 1); next++) shown.push(numbered(' ', next, after[next - 1]!));
  };
  for (const { baseStart, baseCount, headStart, headCount } of hunks) {
    context(headStart);
    for (let line = baseStart; line < baseStart + baseCount; line++)
      shown.push(numbered('-', line, before[line - 1] ?? ''));
    for (let line = headStart; line < headStart + headCount; line++)
      shown.push(numbered('+', line, after[line - 1] ?? ''));
    next = headStart + headCount;
  }
  context(next + contextLines);
  return shown;
}

function numbered(sign: string, line: number, text: string): string {
  return `${sign}${line}|${shortLine(visible(text), mostCharacters)}`;
}

function linesOf(text: string | undefined): string[] {
  return text === undefined ? [] : text.replace(/\n$/, '').split(/\r\n|\n/);
}
