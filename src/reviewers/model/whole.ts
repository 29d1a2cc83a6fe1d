/** What it would take to send everything: the measure that slices are compared with. */
import type { ChangedFile, ChangeSet } from '../../change/change-set.ts';
import { estimateTokens } from './tokens.ts';

/** Tokens of the whole diff and of the files it changes, as they are at head. */
export function wholeTokens(
  { base, head }: Pick<ChangeSet, 'base' | 'head'>,
  files: readonly ChangedFile[],
): number {
  return files.reduce((sum, file) => {
    const after = file.head ? head.text(file.path) : undefined;
    const before = file.base ? base.text(file.previousPath ?? file.path) : undefined;
    return sum + (after === undefined ? 0 : estimateTokens(after)) + diffTokens(file, before, after);
  }, 0);
}

/** Three lines of context around each hunk, as `git diff` shows them. */
function diffTokens({ hunks }: ChangedFile, before = '', after = ''): number {
  const [removed, added] = [before.split('\n'), after.split('\n')];
  return hunks.reduce((sum, { baseStart, baseCount, headStart, headCount }) => {
    const gone = removed.slice(baseStart - 1, baseStart - 1 + baseCount);
    const shown = added.slice(Math.max(0, headStart - 4), headStart + headCount + 2);
    return sum + estimateTokens([...gone, ...shown].join('\n'));
  }, 0);
}
