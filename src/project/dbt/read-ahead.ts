/** Hands the parser the queries that will be asked for after one, so that it reads them meanwhile. */

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
  /** How many texts the parser takes now. */
  room(): number;
  announce(texts: readonly string[]): void;
}

export class ReadAhead {
  readonly #needs: ReadAheadNeeds;
  #expected: readonly string[] = [];
  #order: readonly string[] = [];
  #positions = new Map<string, number>();
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
    const { isRead, texts, room, announce } = this.#needs;
    if (this.#isBusy || room() === 0) return;
    this.#isBusy = true;
    const found: string[] = [];
    for (const next of this.#next(id)) {
      if (isRead(next)) continue;
      found.push(...texts(next));
      if (found.length >= room()) break;
    }
    announce(found);
    this.#isBusy = false;
  }

  /** What is not read right before `id`, which is what it reads itself, then `id` and those after it. */
  #next(id: string): readonly string[] {
    if (this.#expected.length > 0) {
      this.#order = upstreamFirst(this.#expected, this.#needs);
      this.#positions = new Map(this.#order.map((each, position) => [each, position]));
      this.#expected = [];
    }
    const position = this.#positions.get(id);
    if (position === undefined) return [];
    let first = position;
    while (first > 0 && position - first < reach && !this.#needs.isRead(this.#order[first - 1]!)) first--;
    return this.#order.slice(first, position + reach);
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
