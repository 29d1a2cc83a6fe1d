/** One edit is often made to a family of models at once. */
import type { RuleFinding } from '../rule.ts';
import { kindOf } from './by-place.ts';
import { counted } from './text.ts';

export interface Likened {
  finding: RuleFinding;
  /** Equal for findings that say the same of different resources. */
  likeness: string;
}

/** Findings that are alike become the first of them, with the others as places. */
export function* onePerLikeness(found: Iterable<Likened>): Iterable<RuleFinding> {
  const alike = new Map<string, [RuleFinding, ...RuleFinding[]]>();
  for (const { finding, likeness } of found) {
    const group = alike.get(likeness);
    if (group) group.push(finding);
    else alike.set(likeness, [finding]);
  }
  for (const [first, ...others] of alike.values()) {
    if (others.length === 0) yield first;
    else
      yield {
        ...first,
        title: `${first.title}, and ${counted(others.length, `more ${kindOf([first, ...others])}`)} likewise`,
        related: others.map(({ location, title }) => ({ ...location, message: title })),
      };
  }
}
