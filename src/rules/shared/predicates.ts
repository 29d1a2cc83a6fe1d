/** What single conditions say: a row per key, a list of values. */
import type { Predicate, QueryFacts } from '../../project/lineage/facts.ts';

/** Of the condition without the names of relations, which may be aliases. */
export function unqualified({ text }: Predicate): string {
  return text.replaceAll(/'[^']*'|(?:\b\w+|ref\('[^']*'\)|source\('[^']*', '[^']*'\))\./g, (piece) =>
    piece.endsWith('.') ? '' : piece,
  );
}

/** One row per key: `qualify row_number() over (…) = 1`. */
export function keepsOneRow({ clause, text }: Predicate): boolean {
  return clause === 'qualify' && text.includes('row_number');
}

/** The columns of which such a condition keeps one row each; undefined if they are not plain columns. */
export function keptPer(predicate: Predicate): string[] | undefined {
  if (!keepsOneRow(predicate)) return undefined;
  const [, partition] =
    /^\(1 = row_number\(, over windowspec partition_by ([\w, ]+?)(?: order_by .*)?\)\)$/.exec(
      unqualified(predicate),
    ) ?? [];
  const columns = partition?.split(', ');
  return columns?.every((column) => /^\w+$/.test(column)) ? columns : undefined;
}

/** True if `now` keeps by a condition the rows that `then` got by GROUP BY: the columns are grouped by no more. */
export function standsForGroup(columns: readonly string[], then: QueryFacts, now: QueryFacts): boolean {
  const grouped = ({ uses }: QueryFacts, name: string) =>
    uses.filter(({ kind, column }) => kind === 'group' && column === name).length;
  return columns.every((name) => grouped(then, name) > grouped(now, name));
}

/** Two conditions on one column that differ in the values they list. */
export interface ListEdit {
  /** The column, or the expression, that the values are of. */
  of: string;
  /** True for NOT IN. */
  leavesOut: boolean;
  /** Values as they are written in SQL. */
  added: string[];
  removed: string[];
  /** How many values the shorter list holds. */
  size: number;
}

/** The edit that makes `is` of `was`, if it is one of a list of values. */
export function listEdit(was: Predicate, is: Predicate): ListEdit | undefined {
  const [then, now] = [valuesOf(was), valuesOf(is)];
  if (!then || !now || then.of !== now.of || then.leavesOut !== now.leavesOut) return undefined;
  const added = now.values.filter((value) => !then.values.includes(value));
  const removed = then.values.filter((value) => !now.values.includes(value));
  const size = Math.min(then.values.length, now.values.length);
  return { of: now.of, leavesOut: now.leavesOut, added, removed, size };
}

function valuesOf(predicate: Predicate): { of: string; leavesOut: boolean; values: string[] } | undefined {
  const [, before, of, between, list] =
    /^(not )?([\w.]+) (not )?in \((.+)\)$/s.exec(unqualified(predicate)) ?? [];
  if (of === undefined || list === undefined) return undefined;
  const values = list.match(/'.*?'(?=, |$)|\d+(?:\.\d+)?(?=, |$)/gs) ?? [];
  if (values.join(', ') !== list) return undefined;
  return { of, leavesOut: (before === undefined) !== (between === undefined), values };
}
