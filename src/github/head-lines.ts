/** Where on head a line of base is shown: an annotation cannot point at a line that is gone. */
import type { Hunk } from '../change/change-set.ts';
import { hunksOf } from '../change/hunks.ts';
import { nearestAtHead } from '../change/lines.ts';
import type { Snapshot } from '../change/snapshot.ts';

/** The head line nearest to a line of base; undefined if either revision has no text at the path. */
export function headLines(
  base: Snapshot,
  head: Snapshot,
): (path: string, baseLine: number) => number | undefined {
  const known = new Map<string, Hunk[] | undefined>();
  const read = (path: string): Hunk[] | undefined => {
    const [before, after] = [loadedText(base, path), loadedText(head, path)];
    return before === undefined || after === undefined ? undefined : hunksOf(before, after);
  };
  return (path, baseLine) => {
    if (!known.has(path)) known.set(path, read(path));
    const hunks = known.get(path);
    return hunks && nearestAtHead({ hunks }, baseLine);
  };
}

/** What a finding is about was loaded; for anything else there is no line to tell. */
function loadedText(snapshot: Snapshot, path: string): string | undefined {
  try {
    return snapshot.text(path);
  } catch {
    return undefined;
  }
}
