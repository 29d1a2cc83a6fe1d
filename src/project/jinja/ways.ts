/** Which answers conditions get that nobody can decide: each way through a template is one rendering. */
import type { Expression } from './ast.ts';
import type { Frame, Scope } from './machine.ts';
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

function wayKey({ answers, others }: Way): string {
  return JSON.stringify([others, ...answers]);
}

/** More ways than these are not rendered: their number may double with every condition. */
const mostWays = 20;
/** With more conditions that choose between texts nobody need try. */
const mostChoices = 6;

/** How the conditions of one rendering were answered, in order. */
export type Path = ReadonlyMap<string, boolean>;

/** What a template's undecided conditions are, as its renderings come upon them. */
export class Conditions {
  readonly #seen = new Set<string>();
  /** Those of which two choose between texts: all taken and none taken do not show every combination. */
  readonly #choices = new Set<string>();
  /** Those that look at a parameter or a loop's variable, and not always at the same: one text, many conditions. */
  readonly #recurring = new Set<string>();
  readonly #done = new Map<string, { way: Way; paths: readonly Path[] }>();
  #left = false;

  /** @param left true if the defaults leave out what it guards */
  see(key: string, left: boolean): void {
    this.#seen.add(key);
    this.#left ||= left;
  }

  recur(key: string): void {
    this.#recurring.add(key);
  }

  choose(keys: Iterable<string>): void {
    for (const key of keys) this.#choices.add(key);
  }

  get any(): boolean {
    return this.#seen.size > 0;
  }

  /** @param paths of the renderings that went this way */
  rendered(way: Way, paths: readonly Path[]): void {
    this.#done.set(wayKey(way), { way, paths });
  }

  /**
   * A way that shows what those so far leave out; undefined if there is none. False if there are too many, or it cannot
   * be told.
   */
  next(): Way | false | undefined {
    if (this.#left && !this.#isDone(allTaken)) return allTaken;
    const keys = [...this.#choices];
    const others = this.#seen.size > keys.length;
    if (keys.length === 0 || (keys.length === 1 && !others)) return undefined;
    if (keys.some((key) => this.#recurring.has(key))) return keys.length === 1 ? undefined : false;
    if (keys.length > mostChoices) return false;
    for (const way of [allTaken, ...(others ? [noneTaken] : []), ...this.#turns(others)])
      if (!this.#isDone(way)) return this.#done.size < mostWays && way;
    return undefined;
  }

  #isDone(way: Way): boolean {
    return this.#done.has(wayKey(way));
  }

  /** Where a rendering went one way at a condition that chooses, going the other way. */
  *#turns(others: boolean): Iterable<Way> {
    for (const { way, paths } of this.#done.values()) {
      if (way.others !== 'taken' && !(others && way.others === 'left')) continue;
      for (const path of paths) {
        const answers = new Map<string, boolean>();
        for (const [key, answer] of path) {
          if (!this.#choices.has(key)) continue;
          if (!way.answers.has(key))
            yield { answers: new Map([...answers, [key, !answer]]), others: way.others };
          answers.set(key, answer);
        }
      }
    }
  }
}

/**
 * Where the parameters of macros and the variables of loops are defined that a test looks at, in the order of its text.
 * @param known where names start of which it is known what they stand for
 */
export function scopesOf(test: Expression, { scope, calls }: Frame, known: ReadonlySet<number>): Scope[] {
  const scopes: Scope[] = [];
  const expression = (node: Expression) => {
    if (node.type !== 'name' || known.has(node.start)) return;
    let owner: Scope | undefined = scope;
    while (owner && !owner.names.has(node.name)) owner = owner.parent;
    if (owner && (calls > 0 || owner.parent)) scopes.push(owner);
  };
  walkExpression(test, { expression, statement: () => false });
  return scopes;
}
