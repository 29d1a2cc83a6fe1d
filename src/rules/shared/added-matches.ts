/** What a pull request adds to a file, found by a pattern over its text. */
import { addedLines } from '../../change/lines.ts';
import type { ChangedFile, ChangeSet } from '../../change/change-set.ts';
import type { Location } from '../../finding.ts';
import { Lines } from '../../project/dbt/lines.ts';

export interface AddedMatch {
  match: RegExpExecArray;
  /** The matched text in one line with single spaces, lower case: equal texts mean equal statements. */
  text: string;
  location: Location;
}

/**
 * Matches of `pattern` (global) in the head text that touch an added line, and that base has fewer of.
 * `prepare` may blank out what does not count, such as comments, but keeps every offset.
 */
export function addedMatches(
  change: ChangeSet,
  file: ChangedFile,
  pattern: RegExp,
  prepare: (text: string) => string = (text) => text,
): AddedMatch[] {
  if (file.kind !== 'text' || !file.head) return [];
  const headText = prepare(change.head.text(file.path) ?? '');
  const baseText = prepare((file.base && change.base.text(file.base.path)) ?? '');
  const known = new Map<string, number>();
  for (const match of baseText.matchAll(pattern)) {
    const text = normalised(match[0]);
    known.set(text, (known.get(text) ?? 0) + 1);
  }
  const added = addedLines(file);
  const lines = new Lines(headText);
  const found: AddedMatch[] = [];
  for (const match of headText.matchAll(pattern)) {
    const text = normalised(match[0]);
    const before = known.get(text) ?? 0;
    if (before > 0) {
      known.set(text, before - 1);
      continue;
    }
    const startLine = lines.lineAt(match.index);
    const endLine = lines.lineAt(match.index + match[0].length - 1);
    if (!range(startLine, endLine).some((line) => added.has(line))) continue;
    found.push({ match, text, location: { path: file.path, side: 'head', startLine, endLine } });
  }
  return found;
}

function normalised(text: string): string {
  return text.toLowerCase().replaceAll(/\s+/g, ' ').trim();
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.min(to - from + 1, 1000) }, (_, index) => from + index);
}

/**
 * Replaces comments by spaces, line breaks kept: SQL `--` and block comments, Jinja comments. What is
 * never closed goes to the end, so that hostile text costs no more than its length.
 */
export function withoutSqlComments(text: string): string {
  return text.replaceAll(
    /'(?:[^'\n]|'')*'|"[^"\n]*"|\{#[\s\S]*?(?:#\}|$)|\/\*[\s\S]*?(?:\*\/|$)|--[^\n]*/g,
    (piece) => (piece.startsWith("'") || piece.startsWith('"') ? piece : blank(piece)),
  );
}

/** Replaces `#` comments by spaces; a `#` inside quotes or a word is none. */
export function withoutHashComments(text: string): string {
  return text.replaceAll(/"(?:[^"\\\n]|\\.)*"?|'(?:[^'\n]|'')*'|(?<=^|\s)#[^\n]*/gm, (piece) =>
    piece.startsWith('#') ? blank(piece) : piece,
  );
}

function blank(piece: string): string {
  return piece.replaceAll(/[^\n]/g, ' ');
}
