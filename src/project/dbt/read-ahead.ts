/** The order in which queries are best read, and what the parser is handed of it ahead of time. */

/** How far around a query that is asked for to look for those that come next. */
const reach = 64;

export interface ReadAheadNeeds {
  /** What the query of `id` refers to. */
  upstream(id: string): Iterable<string>;
  /** Whether the columns of `id` are probably those of what it refers to: else nobody reads on upwards. */
  passesOn(id: string): boolean;
  isRead(id: string): boolean;
  /** The SQL of `id`. */
  texts(id: string): readonly string[];
  /** True if it is worth while to announce more. */
  isHungry(): boolean;
  /** False if there is no room for more. */
  announce(texts: readonly string[]): boolean;
}

export class ReadAhead {
  readonly #needs: ReadAheadNeeds;
  #expected: readonly string[] = [];
  #order: readonly string[] = [];
  #positions = new Map<string, number>();
  /** What nobody asked for after all is not announced again. */
  readonly #announced = new Set<string>();
  /** How much of the order was named. */
  #named = 0;
  #isBusy = false;

  constructor(needs: ReadAheadNeeds) {
    this.#needs = needs;
  }

  /** @param ids in the order in which they will be asked for */
  expect(ids: readonly string[]): void {
    this.#expected = ids;
  }

  /** Announces what is needed from `id` on, as far as there is room. Nothing happens while it is at that. */
  from(id: string): void {
    const { isRead, texts, isHungry, announce } = this.#needs;
    if (this.#isBusy || !isHungry()) return;
    this.#isBusy = true;
    for (const next of this.#next(id)) {
      if (this.#announced.has(next) || isRead(next)) continue;
      this.#announced.add(next);
      // Each at once, so that it is read while the next one's template is evaluated.
      if (announce(texts(next))) continue;
      // Not all of its texts may have found room.
      this.#announced.delete(next);
      break;
    }
    this.#isBusy = false;
  }

  /** What comes before `id` in the order of reading and was not named yet; nothing for what nobody expects. */
  *until(id: string): Iterable<string> {
    const position = this.#position(id) ?? 0;
    while (this.#named < position) yield this.#order[this.#named++]!;
  }

  /** What is not read right before `id`, which is what it reads itself, then `id` and those after it. */
  #next(id: string): readonly string[] {
    const position = this.#position(id);
    if (position === undefined) return [];
    let first = position;
    while (first > 0 && position - first < reach && !this.#needs.isRead(this.#order[first - 1]!)) first--;
    return this.#order.slice(first, position + reach);
  }

  #position(id: string): number | undefined {
    if (this.#expected.length > 0) {
      this.#order = upstreamFirst(this.#expected, this.#needs);
      this.#positions = new Map(this.#order.map((each, position) => [each, position]));
      this.#expected = [];
    }
    return this.#positions.get(id);
  }
}

/** The ids and what is read for them, each after what it reads itself. Circles are harmless. */
function upstreamFirst(
  ids: readonly string[],
  { upstream, passesOn }: Pick<ReadAheadNeeds, 'upstream' | 'passesOn'>,
): string[] {
  const order: string[] = [];
  const expected = new Set(ids);
  const seen = new Set<string>();
  for (const id of ids) {
    const pending = [{ id, left: false }];
    for (let next = pending.pop(); next; next = pending.pop()) {
      if (next.left) order.push(next.id);
      else if (!seen.has(next.id)) {
        seen.add(next.id);
        pending.push({ id: next.id, left: true });
        if (!expected.has(next.id) && !passesOn(next.id)) continue;
        for (const above of [...upstream(next.id)].toReversed()) pending.push({ id: above, left: false });
      }
    }
  }
  return order;
}
