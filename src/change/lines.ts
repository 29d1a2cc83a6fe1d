/** From lines of one revision to lines of the other. All lines count from 1. */
import type { ChangedFile } from './change-set.ts';

/** The lines that head adds or changes. */
export function addedLines({ hunks }: Pick<ChangedFile, 'hunks'>): ReadonlySet<number> {
  return new Set(hunks.flatMap(({ headStart, headCount }) => run(headStart, headCount)));
}

/** Where an unchanged line of base is at head; undefined if it was removed or changed. */
export function toHead({ hunks }: Pick<ChangedFile, 'hunks'>, baseLine: number): number | undefined {
  let shift = 0;
  for (const { baseStart, baseCount, headCount } of hunks) {
    if (baseLine < baseStart) break;
    if (baseLine < baseStart + baseCount) return undefined;
    shift += headCount - baseCount;
  }
  return baseLine + shift;
}

/** The line of head that stands where a line of base stood, or next to it. 1 if head has none. */
export function nearestAtHead({ hunks }: Pick<ChangedFile, 'hunks'>, baseLine: number): number {
  const same = toHead({ hunks }, baseLine);
  if (same !== undefined) return same;
  const around = hunks.find(
    ({ baseStart, baseCount }) => baseLine >= baseStart && baseLine < baseStart + baseCount,
  );
  if (!around) return baseLine;
  // Where nothing came instead, the line before: the one after may not exist.
  const offset = Math.min(baseLine - around.baseStart, around.headCount - 1);
  return Math.max(1, around.headStart + offset);
}

function run(start: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => start + index);
}
