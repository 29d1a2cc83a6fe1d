/** What unknown text opens. */
import type { Hole, Rendering } from '../jinja/rendered.ts';
import type { Item, Place, Select } from '../sql/query.ts';

export class Holes {
  private readonly holes: readonly Hole[];
  private readonly text: string;

  constructor(rendering: Rendering) {
    this.holes = rendering.holes;
    this.text = rendering.text;
  }

  /** The first hole that shares text with a place. */
  at(place: Place): Hole | undefined {
    return this.holes.find((hole) => hole.start < place.end && hole.end > place.start);
  }

  /** Why the columns that a projection lists may not be all. */
  inProjection({ projectionPlace, projection }: Select): string[] {
    const reasons: string[] = [];
    for (const hole of this.holes) {
      const empty = hole.start === hole.end;
      const inside = empty
        ? hole.start >= projectionPlace.start && hole.start < projectionPlace.end
        : hole.start < projectionPlace.end && hole.end > projectionPlace.start;
      if (inside && !projection.some((item) => contains(item, hole))) reasons.push(hole.reason);
    }
    return reasons;
  }

  /** Why a FROM clause may bring more relations than it names. */
  inFrom(select: Select): string[] {
    const { fromPlace } = select;
    const next = [select.where, ...select.group, select.having, select.qualify].find(
      (clause) => clause,
    )?.start;
    const reasons: string[] = [];
    for (const hole of this.holes) {
      const empty = hole.start === hole.end;
      const overlaps = hole.start < fromPlace.end && hole.end > fromPlace.start;
      const wide = !empty && /\s/.test(this.text.slice(hole.start, hole.end).trim());
      const within = hole.start >= fromPlace.start && hole.start < (next ?? fromPlace.end);
      const trailing =
        next === undefined &&
        hole.start >= fromPlace.end &&
        this.text.slice(fromPlace.end, hole.start).trim() === '';
      if ((empty && (within || trailing)) || (wide && overlaps)) reasons.push(hole.reason);
    }
    return reasons;
  }
}

/** True if the hole is one identifier within an aliased expression: the column's name is known all the same. */
function contains(item: Item, hole: Hole): boolean {
  if (item.kind !== 'expression' || !item.aliased || hole.start === hole.end) return false;
  return hole.start >= item.start && hole.end <= item.namePlace.start;
}
