/** What two lists of filters differ in. */
import type { Predicate } from '../../project/lineage/facts.ts';
import type { Pair } from './pairs.ts';
import { unqualified } from './predicates.ts';

/** Those that the other list does not hold, aliases aside. */
export function difference(from: readonly Predicate[], without: readonly Predicate[]): Predicate[] {
  const known = new Set(without.map(unqualified));
  return from.filter((predicate) => !known.has(unqualified(predicate)));
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

/** To filter by a macro that is new is one decision, whatever each of its callers gives it. */
export function newMacros({ before, head }: Pair, added: readonly Predicate[]): string[] {
  const makes = ({ span }: Pair['head']['macros'][number]): boolean =>
    added.some(
      ({ span: { path, start, end } }) => path === span.path && start < span.end && span.start < end,
    );
  const ids = head.macros.flatMap((call) => (call.id !== undefined && makes(call) ? call.id : []));
  return [...new Set(ids)].filter((id) => !before.macros.has(id)).sort();
}
