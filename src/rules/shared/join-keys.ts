/** What a join compares, and the keys that this may break. */
import type { Span } from '../../project/jinja/rendered.ts';
import type { JoinShape } from '../../project/lineage/shape.ts';
import { declaredKeys, type DeclaredKey } from './keys.ts';
import type { Pair } from './pairs.ts';
import { listed } from './text.ts';
import { isPart } from './uniqueness.ts';

export function target({ right }: JoinShape): string {
  return right.relation ?? right.name;
}

export function columnsOf({ keys }: JoinShape): string[] {
  return keys.map(({ column, of }) => of ?? column).sort();
}

/** The same as the query calls them. */
export function namesOf({ keys }: JoinShape): string[] {
  return keys.map(({ column }) => column).sort();
}

/** True if it compares all that `other`, a join with the same relation, compares. */
export function isAsNarrow(join: JoinShape, other: JoinShape): boolean {
  return target(other) === target(join) && isPart(columnsOf(other), columnsOf(join));
}

/** The key that the join does not cover. */
export function ownKey({ after }: Pair, { right }: JoinShape): readonly string[] | undefined {
  const resource = right.rows?.of === undefined ? undefined : after.resources.get(right.rows.of);
  const declared = resource ? declaredKeys(after, resource)[0]?.columns : undefined;
  return right.rows?.keys[0] ?? declared;
}

/** The key of the model that a new join may break: declared before and after, and taken from elsewhere. */
export function brokenKey({ before, after, base, head }: Pair, join: JoinShape): DeclaredKey | undefined {
  const known = declaredKeys(before, base).map(({ columns }) => columns.join());
  const { columns } = after.output(head.id);
  return declaredKeys(after, head).find((key) => {
    if (!known.includes(key.columns.join())) return false;
    const origins = key.columns.map((name) => columns.find((column) => column.name === name)?.origins ?? []);
    return (
      origins.every((list) => list.length > 0) &&
      origins.flat().every(({ relation }) => relation !== target(join))
    );
  });
}

/** What is wrong with the columns of a join, for a long key what of it they lack. */
export function lackOf(key: readonly string[] = [], columns: readonly string[]): string {
  if (columns.length === 0) return 'the join compares no column of it';
  const lacking = key.filter((column) => !columns.includes(column));
  return key.length > 3 && lacking.length < key.length
    ? `the join leaves ${listed(lacking)} out`
    : `is joined on ${listed(columns)} alone`;
}

export function inWords(key: readonly string[] | undefined): string {
  return key && key.length > 0 ? `one row per ${listed(key)}` : 'a key of other columns';
}

/** The columns of its right side that the join's condition names. */
export function namedBy({ after, head }: Pair, join: JoinShape): Set<string> {
  const uses = after.query(head.id)?.uses ?? [];
  const named = uses.filter(
    ({ kind, relation, span }) =>
      kind === 'join' && relation === join.right.relation && isWithin(span, join.span),
  );
  return new Set([...named.map(({ column }) => column), ...(join.named ?? [])]);
}

export function isWithin(inner: Span, outer: Span): boolean {
  return inner.path === outer.path && outer.start <= inner.start && inner.end <= outer.end;
}
