/** Edits that mend a finding for certain; undefined where that is not sure. */
import type { ChangeSet, Hunk } from '../../change/change-set.ts';
import { linesOf } from '../../change/hunks.ts';
import type { Edit } from '../../finding.ts';
import { Lines } from '../../project/dbt/lines.ts';
import type { Span } from '../../project/jinja/rendered.ts';

/** Writes `replacement` for a place of a file at head. */
export function replaced(text: string, { path, start, end }: Span, replacement: string): Edit {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  const to = next < 0 ? text.length : next;
  const lines = new Lines(text);
  const line = `${text.slice(from, start)}${replacement}${text.slice(end, to)}`;
  return {
    path,
    startLine: lines.lineAt(from),
    endLine: lines.lineAt(end),
    replacement: line.replaceAll('\r', ''),
  };
}

/**
 * Removes an item of a YAML list that is written as a block: `entry` begins behind its dash. What stands in a line
 * with something else, or may be meant elsewhere by its anchor, stays.
 */
export function withoutItem(text: string, { path, start }: Span): Edit | undefined {
  const lines = linesOf(text).map((line) => line.trimEnd());
  const startLine = new Lines(text).lineAt(start);
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const dash = /^( *)-\s+$/.exec(text.slice(from, start));
  if (!dash) return undefined;
  const indent = dash[1]!.length;
  let endLine = startLine;
  for (let line = startLine + 1; line <= lines.length; line++) {
    const content = lines[line - 1]!;
    if (content === '') continue;
    if (content.search(/\S/) <= indent) break;
    endLine = line;
  }
  const item = lines.slice(startLine - 1, endLine).join('\n');
  return /(^|[\s[{,])&\w/.test(item) ? undefined : { path, startLine, endLine, replacement: '' };
}

/** Brings back a setting of base, if the lines around it differ in nothing else. */
export function restored(change: ChangeSet, { path, start, end }: Span): Edit | undefined {
  const file = change.files.find(({ base }) => base?.path === path);
  const [text, now] = [change.base.text(path), file?.head && change.head.text(file.head.path)];
  if (!file || text === undefined || now === undefined) return undefined;
  const lines = new Lines(text);
  const [first, last] = [lines.lineAt(start), lines.lineAt(end - 1)];
  const hunk = file.hunks.find(
    ({ baseStart, baseCount }) => baseStart <= first && last < baseStart + baseCount,
  );
  if (!hunk) return undefined;
  const was = linesOf(text).slice(hunk.baseStart - 1, hunk.baseStart - 1 + hunk.baseCount);
  const offset = linesOf(text)
    .slice(0, hunk.baseStart - 1)
    .join('').length;
  const old = was.join('');
  const without = old.slice(0, start - offset) + old.slice(end - offset);
  const is = linesOf(now).slice(hunk.headStart - 1, hunk.headStart - 1 + hunk.headCount);
  return bare(without) === bare(is.join('')) ? inserted(file.path, hunk, was, linesOf(now)) : undefined;
}

/** Brings back data tests of a properties file, where nothing but them and the key above them left the lines. */
export function restoredTests(change: ChangeSet, spans: readonly Span[]): { edits?: Edit[] } {
  const places = new Map<string, Edit | undefined>();
  for (const { path, start } of spans) {
    const text = change.base.text(path);
    const file = change.files.find(({ base, head }) => base?.path === path && head?.path === path);
    const now = file && change.head.text(path);
    if (text === undefined || now === undefined) return {};
    const line = new Lines(text).lineAt(start);
    const hunk = file?.hunks.find(
      ({ baseStart, baseCount }) => baseStart <= line && line < baseStart + baseCount,
    );
    const key = `${path} ${hunk?.headStart ?? 'none'}`;
    if (places.has(key)) continue;
    const was = hunk ? linesOf(text).slice(hunk.baseStart - 1, hunk.baseStart - 1 + hunk.baseCount) : [];
    const isPure = hunk?.headCount === 0 && isNothingBut(text, path, hunk, spans);
    places.set(key, hunk && isPure ? inserted(path, hunk, was, linesOf(now)) : undefined);
  }
  return certain([...places.values()]);
}

/** True if without the items the lines of a hunk hold only dashes and the keys of their lists. */
function isNothingBut(text: string, path: string, hunk: Hunk, spans: readonly Span[]): boolean {
  const lines = linesOf(text);
  const start = lines.slice(0, hunk.baseStart - 1).join('').length;
  const end = start + lines.slice(hunk.baseStart - 1, hunk.baseStart - 1 + hunk.baseCount).join('').length;
  const chars = text.slice(start, end).split('');
  for (const span of spans) {
    if (span.path !== path || span.end > end || span.start < start) continue;
    chars.fill(' ', span.start - start, span.end - start);
  }
  return chars
    .join('')
    .split('\n')
    .every((line) => /^\s*(-\s*|(data_)?tests:\s*)?$/.test(line));
}

/** Without what a list's items are set apart by. */
function bare(text: string): string {
  return text.replaceAll(/[\s,]/g, '');
}

/** An edit replaces lines: where nothing came instead, the line before is written with what follows it. */
function inserted(
  path: string,
  { headStart, headCount }: Hunk,
  was: readonly string[],
  head: readonly string[],
): Edit | undefined {
  const lines = was.map((line) => line.replace(/\r?\n$/, ''));
  const place = (startLine: number, endLine: number, all: readonly string[]) => ({
    path,
    startLine,
    endLine,
    replacement: all.join('\n'),
  });
  if (headCount > 0) return place(headStart, headStart + headCount - 1, lines);
  const before = head[headStart - 2]?.replace(/\r?\n$/, '');
  return before === undefined ? undefined : place(headStart - 1, headStart - 1, [before, ...lines]);
}

/** All of them or none, as a finding takes them. */
export function certain(edits: readonly (Edit | undefined)[]): { edits?: Edit[] } {
  const known = edits.filter((edit) => edit !== undefined);
  return known.length === edits.length && known.length > 0 ? { edits: known } : {};
}
