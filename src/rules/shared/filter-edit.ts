/** A changed filter in words. */
import type { ChangeSet } from '../../change/change-set.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { Predicate } from '../../project/lineage/facts.ts';
import type { Pair } from './pairs.ts';
import { keptPer, listEdit } from './predicates.ts';
import { listed } from './text.ts';
import { written } from './written.ts';

/** An edit in words. */
export interface Said {
  /** After the model's name. */
  what: string;
  /** Before what is reached. @default `Other rows than before reach` */
  rows?: string;
  /** Where it stands, if not at the condition. */
  at?: { side: 'base' | 'head'; span: Span };
  /** True if it is no other idea of what the rows are. */
  isMinor?: boolean;
}

/** What a change of filters comes to; one of both is there. Undefined if nobody would see a difference. */
export function saidOf(
  change: ChangeSet,
  pair: Pair,
  removed: Predicate | undefined,
  added: Predicate | undefined,
): Said | undefined {
  return (
    keyEdit(removed, added) ?? valuesEdit(change, removed, added) ?? anyEdit(change, pair, removed, added)
  );
}

function anyEdit(
  change: ChangeSet,
  { base: earlier, head }: Pair,
  removed: Predicate | undefined,
  added: Predicate | undefined,
): Said | undefined {
  const was = removed && condition(change.base, earlier, removed);
  const is = added && condition(change.head, head, added);
  // The same words, read with another dialect or of relations that are called otherwise now.
  if (was === is) return was === aSubquery ? { what: 'keeps rows by another subquery' } : undefined;
  const both = was !== undefined && is !== undefined ? parting(was, is).map(shortened) : undefined;
  if (both) return { what: `keeps rows by ${both[1]} instead of ${both[0]}` };
  return was !== undefined
    ? { what: `no longer filters by ${shortened(was)}` }
    : { what: `now filters by ${shortened(is ?? '')}` };
}

/** One row per key comes, goes, or is one per another key. */
function keyEdit(removed: Predicate | undefined, added: Predicate | undefined): Said | undefined {
  const [was, is] = [removed && keptPer(removed), added && keptPer(added)];
  if (is && !removed)
    return {
      what: `now keeps one row per ${listed(is, 5)}`,
      rows: 'Rows that repeat it no longer reach',
      isMinor: true,
    };
  if (was && !added)
    return { what: `no longer keeps one row per ${listed(was, 5)}`, rows: 'Rows that repeat it reach' };
  if (!was || !is || was.join() === is.join()) return undefined;
  return { what: `keeps one row per ${listed(is, 5)} instead of one per ${listed(was, 5)}` };
}

/** A list that leaves out fewer values than this is a rule of the business; a longer one is kept up. */
const longList = 3;

/** The same column is compared with other values. */
function valuesEdit(
  change: ChangeSet,
  removed: Predicate | undefined,
  added: Predicate | undefined,
): Said | undefined {
  const edit = removed && added && listEdit(removed, added);
  if (!edit) return undefined;
  const verb = edit.leavesOut ? 'leaves out' : 'keeps';
  const of = `by ${code(edit.of)}`;
  const values = (list: readonly string[]) => listed(list, 3);
  const what =
    edit.removed.length === 0
      ? `now also ${verb} ${values(edit.added)} ${of}`
      : edit.added.length === 0
        ? `no longer ${verb} ${values(edit.removed)} ${of}`
        : `${verb} ${values(edit.added)} instead of ${values(edit.removed)} ${of}`;
  const at =
    placeOf(change.head, added.span, edit.added[0], 'head') ??
    placeOf(change.base, removed.span, edit.removed[0], 'base');
  return { what, ...(at && { at }), isMinor: edit.leavesOut && edit.size >= longList };
}

/** A value where it is written within the condition. */
function placeOf(
  snapshot: Snapshot,
  { path, start, end }: Span,
  value: string | undefined,
  side: 'base' | 'head',
): Said['at'] {
  const at = value === undefined ? -1 : (snapshot.text(path)?.slice(start, end).indexOf(value) ?? -1);
  if (value === undefined || at < 0) return undefined;
  return { side, span: { path, start: start + at, end: start + at + value.length } };
}

const aSubquery = 'a subquery';

/** A condition as its author wrote it; out of a macro, as the warehouse sees it, of which a query is no sentence. */
function condition(snapshot: Snapshot, { path }: Resource, { span, text: seen }: Predicate): string {
  const file = snapshot.text(span.path);
  const text = /\bselect\b/.test(seen) ? aSubquery : seen;
  if (file === undefined || span.path !== path) return text;
  if (isOfMacro(file, span)) return text;
  const lines = linesOf(file, span);
  const shown = lines.replace(/\(\s*select\b.*$/i, '(…)');
  if (!/\b(select|from)\b/i.test(shown) && isClosed(lines))
    return shown.replace(/^\s*(where|and|qualify|having)\b\s*/i, '');
  const alone = written(snapshot, span, Infinity) ?? text;
  return isClosed(alone) ? alone : text;
}

/** True if the place is a call, out of which the condition comes, rather than the condition. */
function isOfMacro(file: string, { start, end }: Span): boolean {
  const isWithin = file.lastIndexOf('{{', start) > file.lastIndexOf('}}', start);
  return isWithin || /\{\{-?\s*(?!ref\b|source\b|var\b|this\b)[\w.]+\s*\(/.test(file.slice(start, end));
}

/** The lines of a place, which leaves out `not` and the like, to the end of its parentheses and without comments. */
function linesOf(file: string, { start, end }: Span): string {
  const from = file.lastIndexOf('\n', start) + 1;
  const lineEnd = (at: number) => (file.indexOf('\n', at) < 0 ? file.length : file.indexOf('\n', at));
  const plain = (to: number) =>
    file
      .slice(from, to)
      .replaceAll(/--[^\n]*/g, '')
      .replaceAll(/\s+/g, ' ')
      .trim();
  let to = lineEnd(end);
  for (let more = 0; more < longestCondition && to < file.length && isOpen(plain(to)); more++)
    to = lineEnd(to + 1);
  return plain(to);
}

/** In lines beyond its first. */
const longestCondition = 12;

function isOpen(text: string): boolean {
  return text.split('(').length > text.split(')').length;
}

/** True if no Jinja and no parenthesis is cut in two, and nothing but expressions is among it. */
function isClosed(text: string): boolean {
  const count = (part: string) => text.split(part).length;
  return !/\{[%#]|[%#]\}/.test(text) && count('{{') === count('}}') && count('(') === count(')');
}

/** Two texts from where they part, so that a sentence can show the difference. */
export function parting(a: string, b: string): [string, string] {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const from = a.slice(0, same).search(/[^\s,(]*$/);
  return from < 40 ? [a, b] : [`…${a.slice(from)}`, `…${b.slice(from)}`];
}

function shortened(text: string): string {
  if (text === aSubquery) return text;
  return code(text.length > 80 ? `${text.slice(0, 79).trimEnd()}…` : text);
}
