/** What it would take to send everything: the measure that slices are compared with. */
import type { ChangedFile, ChangeSet } from '../../change/change-set.ts';
import { hunkRuns } from './numbered-hunks.ts';
import { estimateTokens } from './tokens.ts';

type Revisions = Pick<ChangeSet, 'base' | 'head'>;

/** Tokens of the whole diff and of the files it changes, as they are at head. */
export function wholeTokens(change: Revisions, files: readonly ChangedFile[]): number {
  return files.reduce((sum, file) => {
    const after = (file.head && change.head.text(file.path)) ?? '';
    return sum + estimateTokens(after) + estimateTokens(diffText(change, file));
  }, 0);
}

/** The file's part of the diff as git writes it, three lines around each hunk. */
export function diffText(change: Revisions, file: ChangedFile): string {
  const runs = hunkRuns(file, change, 3).map((lines) => {
    const firstOf = (sign: '+' | '-') => lines.find((it) => it.sign === sign || it.sign === ' ')?.number ?? 0;
    const countOf = (sign: '+' | '-') => lines.filter((it) => it.sign === sign || it.sign === ' ').length;
    const place = `@@ -${firstOf('-')},${countOf('-')} +${firstOf('+')},${countOf('+')} @@`;
    return [place, ...lines.map(({ sign, text }) => sign + text)].join('\n');
  });
  const paths = `--- a/${file.previousPath ?? file.path}\n+++ b/${file.path}`;
  return [paths, ...runs].join('\n');
}
