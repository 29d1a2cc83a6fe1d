/** What two lists of filters differ in. */
import type { Predicate, QueryFacts } from '../../project/lineage/facts.ts';
import type { Pair } from './pairs.ts';
import { keepsOneRow, unqualified } from './predicates.ts';

/** Those that the other list does not hold, aliases aside. */
export function difference(from: readonly Predicate[], without: readonly Predicate[]): Predicate[] {
  const known = new Set(without.map(unqualified));
  return from.filter((predicate) => !known.has(unqualified(predicate)));
}

/** The same lists without conditions that differ within a subquery alone, where a condition of the subquery tells how. */
export function innermost(
  removed: readonly Predicate[],
  added: readonly Predicate[],
): [removed: Predicate[], added: Predicate[]] {
  const holds = (one: Predicate) => [...removed, ...added].some((other) => isWithin(other, one));
  const isSame = (one: Predicate, other: Predicate) =>
    outside(unqualified(one)) === outside(unqualified(other)) && (holds(one) || holds(other));
  return [
    removed.filter((one) => !added.some((other) => isSame(one, other))),
    added.filter((one) => !removed.some((other) => isSame(other, one))),
  ];
}

function isWithin({ span: inner }: Predicate, { span: outer }: Predicate): boolean {
  return inner.path === outer.path && outer.start < inner.start && inner.end <= outer.end;
}

/** A condition up to its first subquery; behind that its normal form says no more than whether it is negated. */
function outside(text: string): string {
  const start = text.search(/\bselect\b/i);
  return start < 0 ? text : `${text.slice(0, start)}… ${/\bnegated true$/.test(text)}`;
}

/** True if the conditions differ in names alone: the same columns may be called otherwise now. */
export function isRenaming(removed: readonly Predicate[], added: readonly Predicate[]): boolean {
  const shapes = (list: readonly Predicate[]) =>
    JSON.stringify(
      list.map((one) => unqualified(one).replaceAll(/'[^']*'|[a-z_]\w*(?!\w*\()/g, blanked)).sort(),
    );
  return removed.length > 0 && shapes(removed) === shapes(added);
}

const keywords = /^(and|or|not|is|null|in|like|ilike|between|true|false|case|when|then|else|end)$/;

function blanked(word: string): string {
  return word.startsWith("'") || keywords.test(word) ? word : '?';
}

/** The first of each list of which one takes the place of the other: one row per key does for one row per key alone. */
export function counterparts(
  removed: readonly Predicate[],
  added: readonly Predicate[],
): [removed: Predicate | undefined, added: Predicate | undefined] {
  for (const one of removed) {
    const other = added.find((candidate) => keepsOneRow(candidate) === keepsOneRow(one));
    if (other) return [one, other];
  }
  return [removed[0], removed.length === 0 ? added[0] : undefined];
}

/** What several models that are edited alike have in common: a macro says the same to all, of whatever values. */
export function gistOf({ change }: Pair, resource: Pair['head'], one: Predicate): string {
  const isOfMacro = !change.because.includes('sql') || isCalledFor(resource, one);
  return isOfMacro ? unqualified(one).replaceAll(/'[^']*'/g, "''") : unqualified(one);
}

/** True if a macro writes the condition. */
function isCalledFor({ path, macros }: Pair['head'], { span }: Predicate): boolean {
  return span.path !== path || macros.some((call) => makes(call, span));
}

function makes({ span }: Pair['head']['macros'][number], { path, start, end }: Predicate['span']): boolean {
  return path === span.path && start < span.end && span.start < end;
}

/** To filter by a macro that is new is one decision, whatever each of its callers gives it. */
export function newMacros({ before, head }: Pair, added: readonly Predicate[]): string[] {
  const ids = head.macros.flatMap((call) =>
    call.id !== undefined && added.some(({ span }) => makes(call, span)) ? call.id : [],
  );
  return [...new Set(ids)].filter((id) => !before.macros.has(id)).sort();
}

/** What filters are removed and added anywhere: one that is both has moved. */
export function moves(pairs: readonly Pair[]): { added: Set<string>; removed: Set<string> } {
  const added = new Set<string>();
  const removed = new Set<string>();
  for (const { before, after, base: earlier, head } of pairs) {
    const [then, now] = [before.query(earlier.id), after.query(head.id)];
    if (!then || !now) continue;
    const every = (query: QueryFacts) => [...query.predicates, ...query.incrementalPredicates];
    for (const one of difference(every(now), every(then))) added.add(unqualified(one));
    for (const one of difference(every(then), every(now))) removed.add(unqualified(one));
  }
  return { added, removed };
}

/** The filters of both revisions; undefined if more than filters may have changed. */
export function sameStructure({
  before,
  after,
  base: earlier,
  head,
}: Pair): { then: Predicate[]; now: Predicate[] } | undefined {
  const [then, now] = [before.query(earlier.id), after.query(head.id)];
  if (!then?.shape || !now?.shape || then.problem || now.problem) return undefined;
  // What the query lacks may stand in a macro that is not there any more.
  const isLost = (why: string) => /^(macro|nothing here defines) `/.test(why);
  if (now.output.open.some((why) => isLost(why) && !then.output.open.includes(why))) return undefined;
  const lacks = ({ macros }: Pair['head'], call: string) =>
    macros.some(({ name, resolution }) => name === call && resolution === 'unknown');
  if (head.macros.some(({ name, resolution }) => resolution === 'unknown' && !lacks(earlier, name)))
    return undefined;
  const counts = ({ shape }: QueryFacts) => `${shape?.joins.length} ${shape?.sets.length}`;
  if (counts(then) !== counts(now)) return undefined;
  const reads = ({ dependencies }: Pair['head']) =>
    JSON.stringify([...new Set(dependencies.flatMap(({ target }) => target ?? []))].sort());
  if (reads(earlier) !== reads(head)) return undefined;
  const unknown = (query: QueryFacts) => query.predicates.filter(({ text }) => isUnknown(text));
  if (difference(unknown(then), unknown(now)).length + difference(unknown(now), unknown(then)).length > 0)
    return undefined;
  return { then: filters(then), now: filters(now) };
}

function filters({ predicates }: QueryFacts): Predicate[] {
  return predicates.filter(({ clause, text }) => clause !== 'on' && !isUnknown(text) && !isConstant(text));
}

/** A placeholder may stand for anything. */
function isUnknown(text: string): boolean {
  return /hole_\d+/.test(text);
}

/** A constant filters nothing. */
function isConstant(text: string): boolean {
  return /^\(?(true|\d+ = \d+)\)?$/.test(text);
}
