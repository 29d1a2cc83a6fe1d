/** Joins that stand in both revisions of a query, and the rows that each of them keeps. */
import type { Span } from '../../project/jinja/rendered.ts';
import type { JoinKind } from '../../project/sql/query.ts';
import type { JoinShape, Shape } from '../../project/lineage/shape.ts';

/** Joins of the same relation at both revisions, in the order they are written. */
export function sameJoins({ joins: then }: Shape, { joins: now }: Shape): [JoinShape, JoinShape][] {
  return now.flatMap((join, index) => {
    const earlier = then.filter((other) => target(other) === target(join));
    const same = now.filter((other) => target(other) === target(join));
    const counterpart = earlier[now.slice(0, index).filter((other) => target(other) === target(join)).length];
    return counterpart && earlier.length === same.length && isAlike(counterpart, join)
      ? [[counterpart, join] satisfies [JoinShape, JoinShape]]
      : [];
  });
}

/** True if something that the one is joined to is among what the other is joined to: else it is another query. */
function isAlike(then: JoinShape, now: JoinShape): boolean {
  return now.left.some((name) => then.left.includes(name));
}

function target({ right }: JoinShape): string {
  return `${right.relation ?? ''} ${right.name}`;
}

export type JoinSide = 'left' | 'right';

/** The sides whose rows a join keeps without a match. Kinds that are not here keep rows in other ways. */
const kept: Partial<Record<JoinKind, readonly JoinSide[]>> = {
  full: ['left', 'right'],
  left: ['left'],
  right: ['right'],
  inner: [],
};

/** What comes and goes with the kind of a join; undefined for kinds that cannot be compared. */
export interface KindChange {
  /** Sides whose rows without a match are no longer kept. */
  lost: JoinSide[];
  /** Sides whose rows without a match are kept from now on. */
  gained: JoinSide[];
}

/** The change from one kind of join to another; conditions in WHERE that undo it are for the caller to ask. */
export function kindChange(then: JoinKind, now: JoinKind): KindChange | undefined {
  const [wide, narrow] = [kept[then], kept[now]];
  if (!wide || !narrow) return undefined;
  return {
    lost: wide.filter((side) => !narrow.includes(side)),
    gained: narrow.filter((side) => !wide.includes(side)),
  };
}

/** True if both link the same sides by the same columns. */
export function isSameCondition(then: JoinShape, now: JoinShape): boolean {
  const linked = ({ left, keys, others }: JoinShape) =>
    JSON.stringify([
      left,
      keys.map(({ column, left: other }) => [column, other?.relation, other?.column]),
      others,
    ]);
  return linked(then) === linked(now);
}

/** Joins that keep rows without a match from now on, and drop none: nothing but their kind has changed. */
export function widenedJoins(then: Shape, now: Shape): [JoinShape, JoinShape][] {
  return sameJoins(then, now).filter(([earlier, join]) => {
    const changed = kindChange(earlier.kind, join.kind);
    return (
      changed !== undefined &&
      changed.lost.length === 0 &&
      changed.gained.length > 0 &&
      // WHERE drops them again, as it may have done before.
      join.required.length + earlier.required.length === 0 &&
      isSameCondition(earlier, join)
    );
  });
}

/** Conditions of WHERE that drop what the same joins of the other revision drop by their kind. */
export function droppedAnyway(other: Shape, shape: Shape): Span[] {
  return sameJoins(other, shape).flatMap(([there, here]) =>
    kindChange(there.kind, here.kind)?.gained.includes('left') ? here.required : [],
  );
}
