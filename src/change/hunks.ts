/** Which lines differ between two texts. */
import { diffArrays } from 'diff';
import type { Hunk } from './change-set.ts';

/**
 * Edits after which the search for the shortest difference stops: it grows with their square. Beyond
 * them the whole differing middle counts as changed. A number, not a timer, so that equal inputs give
 * equal hunks.
 */
const maxEdits = 4000;

/** The changed runs between two texts, in order. Lines keep their ends, so that CRLF and LF differ as git sees it. */
export function hunksOf(base: string, head: string): Hunk[] {
  const [a, b] = [linesOf(base), linesOf(head)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const before = a.slice(start, a.length - end);
  const after = b.slice(start, b.length - end);
  if (before.length === 0 && after.length === 0) return [];
  const whole = hunk(start, before.length, start, after.length);
  if (before.length === 0 || after.length === 0) return [whole];
  const changes = diffArrays(before, after, { maxEditLength: maxEdits });
  return changes ? collect(changes, start) : [whole];
}

function collect(
  changes: readonly { value: string[]; added: boolean; removed: boolean }[],
  offset: number,
): Hunk[] {
  const hunks: Hunk[] = [];
  let [base, head] = [offset, offset];
  let open: Hunk | undefined;
  for (const { value, added, removed } of changes) {
    if (!added && !removed) {
      open = undefined;
      base += value.length;
      head += value.length;
      continue;
    }
    if (!open) hunks.push((open = hunk(base, 0, head, 0)));
    if (removed) {
      open.baseCount += value.length;
      base += value.length;
    } else {
      open.headCount += value.length;
      head += value.length;
    }
  }
  return hunks;
}

/** From offsets, which count from 0. */
function hunk(base: number, baseCount: number, head: number, headCount: number): Hunk {
  return { baseStart: base + 1, baseCount, headStart: head + 1, headCount };
}

/** Lines with their ends; an empty text has none. */
export function linesOf(text: string): string[] {
  const lines = text.split(/(?<=\n)/);
  return lines.length === 1 && lines[0] === '' ? [] : lines;
}
