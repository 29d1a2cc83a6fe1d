/**
 * The readings of one template at one revision, for the other one: where a setting or a macro differs, most of what
 * they write is the same text.
 */
import type { Hole, RelationToken } from '../jinja/rendered.ts';
import type { ColumnList } from './facts.ts';
import { nameOf, type Readable, type Reading, type ReadingEnvironment, readRendering } from './reading.ts';
import type { Relation } from './table.ts';

/** What was said of a relation; without a list, nobody asked for its columns. */
interface Answer {
  id: string | undefined;
  list?: ColumnList;
}

interface Kept {
  rendering: Readable;
  warehouse: string;
  /** By the calls of the rendering. */
  answers: ReadonlyMap<RelationToken['call'], Answer>;
  reading: Reading;
}

export class Readings {
  readonly #kept: Kept[] = [];

  /** What was read of the same text if every relation is still the same, with the same columns. */
  find(rendering: Readable, { warehouse, relation }: ReadingEnvironment): Reading | undefined {
    const isAnsweredAlike = ({ rendering: { relations }, answers }: Kept): boolean =>
      rendering.relations.every(({ call }, index) => {
        const before = answers.get(relations[index]!.call);
        if (!before) return true;
        const now = relation(call);
        return now?.id === before.id && (!before.list || now?.list === before.list);
      });
    return this.#kept.find(
      (kept) => kept.warehouse === warehouse && isAlike(kept.rendering, rendering) && isAnsweredAlike(kept),
    )?.reading;
  }

  /** Reads a rendering, and keeps what it says. */
  read(rendering: Readable, environment: ReadingEnvironment): Reading {
    const answers = new Map<RelationToken['call'], Answer>();
    const relation = (call: RelationToken['call']): Relation | undefined => {
      const found = environment.relation(call);
      const answer: Answer = { id: found?.id };
      answers.set(call, answer);
      return (
        found && {
          id: found.id,
          get list() {
            return (answer.list = found.list);
          },
        }
      );
    };
    const reading = readRendering(rendering, { ...environment, relation }, 'everything');
    this.#kept.push({ rendering, warehouse: environment.warehouse, answers, reading });
    return reading;
  }
}

/** True for texts that say the same wherever their relations have the same columns. */
export function isAlike(one: Readable, other: Readable): boolean {
  return (
    one.text === other.text &&
    isEach(one.holes, other.holes, isSameHole) &&
    isEach(one.relations, other.relations, isSameRelation)
  );
}

function isSameHole(one: Hole, other: Hole): boolean {
  return one.start === other.start && one.end === other.end && one.reason === other.reason;
}

function isSameRelation(one: RelationToken, other: RelationToken): boolean {
  return one.token === other.token && nameOf(one.call) === nameOf(other.call);
}

function isEach<T>(some: readonly T[], others: readonly T[], isSame: (one: T, other: T) => boolean): boolean {
  return some.length === others.length && some.every((each, index) => isSame(each, others[index]!));
}
