/** What unknown text opens. */
import { createHash } from 'node:crypto';
import type { Hole, Rendering } from '../jinja/rendered.ts';
import type { Item, Place, Select } from '../sql/query.ts';

export class Holes {
  private readonly holes: readonly Hole[];
  private readonly text: string;

  constructor(rendering: Pick<Rendering, 'text' | 'holes'>) {
    this.holes = rendering.holes;
    this.text = rendering.text;
  }

  /** The first hole that shares text with a place. */
  at(place: Place): Hole | undefined {
    return this.holes.find((hole) => hole.start < place.end && hole.end > place.start);
  }

  /** True if one, be it empty, is in a place or directly follows it. */
  isNear({ start, end }: Place): boolean {
    return this.holes.some(
      (hole) => hole.end >= start && (hole.start <= end || this.text.slice(end, hole.start).trim() === ''),
    );
  }

  /** Why the columns that a projection lists may not be all. */
  inProjection({ projectionPlace, projection }: Select): string[] {
    const reasons: string[] = [];
    for (const hole of this.holes) {
      const empty = hole.start === hole.end;
      const inside = empty
        ? hole.start >= projectionPlace.start && hole.start < projectionPlace.end
        : hole.start < projectionPlace.end && hole.end > projectionPlace.start;
      if (inside && !projection.some((item) => contains(item, hole, this.text))) reasons.push(hole.reason);
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

/**
 * What to call placeholders in text: a rendering numbers them, so that the same one has another number where more
 * stand before it. A variable has one value all over; of other reasons each is a value of its own.
 */
export function holeNames({ text, holes }: Rendering): Map<string, string> {
  const names = new Map<string, string>();
  const times = new Map<string, number>();
  for (const { start, end, reason } of holes) {
    const [token] = /pr\d*_hole_\d+$/.exec(text.slice(start, end)) ?? [];
    if (token === undefined || names.has(token)) continue;
    const count = times.get(reason) ?? 0;
    times.set(reason, count + 1);
    const isVariable = /^(environment )?variable `[^`?]+`/.test(reason);
    names.set(token, isVariable ? `set_hole_${checksum(reason)}` : `hole_${checksum(`${reason} ${count}`)}`);
  }
  return names;
}

/** Such a name of anything but a variable, in text. */
export const unknownValue = /(?<!set_)hole_\d+/g;

function checksum(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}

/**
 * True if the hole is within an aliased expression and can add no column of its own: it is one
 * identifier, or it stands in parentheses.
 */
function contains(item: Item, hole: Hole, text: string): boolean {
  if (item.kind !== 'expression' || !item.aliased) return false;
  if (hole.start < item.start || hole.end > item.namePlace.start) return false;
  return (
    (hole.end > hole.start && !/\s/.test(text.slice(hole.start, hole.end))) ||
    depthAt(text, item.start, hole.start) > 0
  );
}

/** How many parentheses are open at `to`, counted from `from`. Quotes are not looked at: a hole in a string is no column either. */
function depthAt(text: string, from: number, to: number): number {
  let depth = 0;
  for (let at = from; at < to; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')') depth--;
  }
  return depth;
}
