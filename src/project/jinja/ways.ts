/** Which answers conditions get that nobody can decide: each way through a template is one rendering. */
import type { Expression } from './ast.ts';
import type { Frame } from './machine.ts';
import { walkExpression } from './walk.ts';

export interface Way {
  /** Answers by the text of the condition. */
  answers: ReadonlyMap<string, boolean>;
  /** Of the other conditions: whether what they guard is taken, or goes by the defaults of variables where it can. */
  others: 'default' | 'taken' | 'left';
}

/** What a run without variables of its own builds, as far as that is known. */
export const byDefault: Way = { answers: new Map(), others: 'default' };
export const allTaken: Way = { answers: new Map(), others: 'taken' };
export const noneTaken: Way = { answers: new Map(), others: 'left' };

export function wayKey({ answers, others }: Way): string {
  return JSON.stringify([others, ...answers]);
}

/** More ways than these are not rendered: their number doubles with every condition. */
const mostWays = 8;

/** What a template's undecided conditions are, as its renderings come upon them. */
export class Conditions {
  readonly #seen = new Set<string>();
  /** Those of which two choose between texts: all taken and none taken do not show every combination. */
  readonly #choices = new Set<string>();
  /** Those that look at a parameter or a loop's variable: one text, many conditions. */
  readonly #local = new Set<string>();
  #left = false;

  /** @param left true if the defaults leave out what it guards */
  see(key: string, { local, left }: { local: boolean; left: boolean }): void {
    this.#seen.add(key);
    if (local) this.#local.add(key);
    this.#left ||= left;
  }

  choose(keys: Iterable<string>): void {
    for (const key of keys) this.#choices.add(key);
  }

  get any(): boolean {
    return this.#seen.size > 0;
  }

  /** What the defaults and `noneTaken` leave out; undefined if it is too much, or cannot be told. */
  ways(): Way[] | undefined {
    const plain = this.#left ? [allTaken] : [];
    const keys = [...this.#choices];
    const others = this.#seen.size > keys.length;
    if (keys.length === 0 || (keys.length === 1 && !others)) return plain;
    if (keys.some((key) => this.#local.has(key))) return keys.length === 1 ? plain : undefined;
    const count = 2 ** keys.length;
    if (count * (others ? 2 : 1) > mostWays) return undefined;
    const answers = Array.from(
      { length: count },
      (_, row) => new Map(keys.map((key, bit) => [key, ((row >> bit) & 1) === 0])),
    );
    const rest: Way['others'][] = others ? ['taken', 'left'] : ['taken'];
    return [...plain, ...answers.flatMap((each) => rest.map((way) => ({ answers: each, others: way })))];
  }
}

/** True if what the test looks at may be another thing where the same text stands again. */
export function isLocal(test: Expression, { scope, calls }: Frame): boolean {
  let local = false;
  const expression = (node: Expression) => {
    if (node.type !== 'name') return;
    for (let each: Frame['scope'] | undefined = scope; each && !local; each = each.parent)
      local = each.names.has(node.name) && (calls > 0 || each.parent !== undefined);
  };
  walkExpression(test, { expression, statement: () => false });
  return local;
}
