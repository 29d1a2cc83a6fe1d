/** Where the line stands that a model quotes: a remark about a line that nobody wrote is no remark. */
import type { ChangedFile, ChangeSet, Hunk } from '../../change/change-set.ts';
import type { Location, Side } from '../../finding.ts';
import type { Claim } from './claims.ts';
import { visible } from './hostile-text.ts';

export interface Place extends Location {
  /** True if one of the lines is changed, or is so near that it was shown with those. */
  inChange: boolean;
}

/** Unchanged lines before and after a hunk that still count as shown with it. */
const nearLines = 3;

/**
 * The quoted lines, wherever white space differs: changed ones first, head before base, then the ones nearest to the
 * number that was given. Undefined if no changed file of `paths` holds them.
 */
export function locateQuote(
  change: ChangeSet,
  paths: ReadonlySet<string>,
  { path, quote, line }: Claim,
): Place | undefined {
  const isMeant = (name: string | undefined) => name !== undefined && visible(name) === visible(path);
  const file =
    change.files.find((it) => it.path === path || it.previousPath === path) ??
    change.files.find((it) => isMeant(it.path) || isMeant(it.previousPath));
  if (!file || !paths.has(file.path)) return undefined;
  const wanted = linesOf(quote).map(normal);
  while (wanted.length > 0 && wanted[0] === '') wanted.shift();
  while (wanted.length > 0 && wanted.at(-1) === '') wanted.pop();
  if (wanted.length === 0) return undefined;
  const places = [...placesOn(file, 'head', change, wanted), ...placesOn(file, 'base', change, wanted)];
  const distance = (place: Place) => (line === undefined ? 0 : Math.abs(place.startLine - line));
  return places.toSorted(
    (a, b) =>
      Number(b.inChange) - Number(a.inChange) ||
      Number(a.side === 'base') - Number(b.side === 'base') ||
      distance(a) - distance(b) ||
      a.startLine - b.startLine,
  )[0];
}

function placesOn(file: ChangedFile, side: Side, change: ChangeSet, wanted: readonly string[]): Place[] {
  const path = side === 'base' ? (file.previousPath ?? file.path) : file.path;
  const text = change[side].text(path);
  if (text === undefined || !file[side]) return [];
  const lines = linesOf(text).map(normal);
  const found: Place[] = [];
  for (let start = 0; start + wanted.length <= lines.length; start++) {
    if (!wanted.every((it, offset) => holds(lines[start + offset]!, it, wanted.length))) continue;
    const [startLine, endLine] = [start + 1, start + wanted.length];
    const inChange = file.hunks.some((hunk) => isNear(hunk, side, startLine, endLine));
    // A line of base that is still there is quoted from head.
    if (side === 'head' || inChange) found.push({ path, side, startLine, endLine, inChange });
  }
  return found;
}

/** Of one long line a model may quote a part. */
function holds(line: string, wanted: string, count: number): boolean {
  return line === wanted || (count === 1 && wanted.length >= 12 && line.includes(wanted));
}

function isNear(hunk: Hunk, side: Side, startLine: number, endLine: number): boolean {
  const [start, count] =
    side === 'head' ? [hunk.headStart, hunk.headCount] : [hunk.baseStart, hunk.baseCount];
  // On base only lines that are gone: the others are quoted from head.
  const near = side === 'head' ? nearLines : 0;
  return startLine <= start + count - 1 + near && endLine >= start - near;
}

function linesOf(text: string): string[] {
  return text.split(/\r\n|\n/);
}

/** As the model was shown it: whoever hides a character in a line must not keep it from being quoted. */
function normal(line: string): string {
  return visible(line.replace(/ …\(\d+ more characters\)$/, ''))
    .replaceAll(/\s+/g, ' ')
    .trim();
}
