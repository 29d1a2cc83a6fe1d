/** The order in which queries are best read, and what the parser is handed of it ahead of time. */

/** How far around a query that is asked for to look for those that come next. */
const reach = 64;

export interface ReadAheadNeeds {
  /** What the query of `id` refers to. */
  upstream(id: string): Iterable<string>;
  /** Whether the columns of `id` are probably those of what it refers to: else nobody reads on upwards. */
  passesOn(id: string): boolean;
  /** True if nobody will read the query of `id`, which was expected, nor what it refers to. */
  isKept(id: string): boolean;
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
  #expected: ReadonlySet<string> = new Set();
  /** What follows is found when it is wanted: whether a query is kept takes its template. */
  #following: Iterator<string> = [].values();
  readonly #order: string[] = [];
  readonly #positions = new Map<string, number>();
  /** What nobody asked for after all is not announced again. */
  readonly #announced = new Set<string>();
  /** How much of the order was named. */
  #named = 0;
  #isBusy = false;

  constructor(needs: ReadAheadNeeds) {
    this.#needs = needs;
  }

  /** To be called once. @param ids in the order in which they will be asked for */
  expect(ids: readonly string[]): void {
    this.#expected = new Set(ids);
    this.#following = upstreamFirst(this.#expected, this.#needs);
  }

  /** Announces what is needed from `id` on, as far as there is room. Nothing happens while it is at that. */
  from(id: string): void {
    const { isRead, texts, isHungry, announce } = this.#needs;
    if (!isHungry()) return;
    this.#alone(() => {
      for (const next of this.#next(id)) {
        if (this.#announced.has(next) || isRead(next)) continue;
        this.#announced.add(next);
        // Each at once, so that it is read while the next one's template is evaluated.
        if (announce(texts(next))) continue;
        // Not all of its texts may have found room.
        this.#announced.delete(next);
        break;
      }
    });
  }

  /** What comes before `id` in the order of reading and was not named yet; nothing for what nobody expects. */
  *until(id: string): Iterable<string> {
    const isComing = (): boolean => {
      const position = this.#positions.get(id);
      return position === undefined ? this.#expected.has(id) : this.#named < position;
    };
    while (isComing()) {
      const next = this.#order[this.#named] ?? this.#alone(() => this.#grown());
      if (next === undefined || next === id) return;
      this.#named++;
      yield next;
    }
  }

  /** What is not read right before `id`, which is what it reads itself, then `id` and those after it. */
  *#next(id: string): Iterable<string> {
    let isComing = this.#expected.has(id);
    while (isComing && !this.#positions.has(id)) isComing = this.#grown() !== undefined;
    const position = this.#positions.get(id);
    if (position === undefined) return;
    let first = position;
    while (first > 0 && position - first < reach && !this.#needs.isRead(this.#order[first - 1]!)) first--;
    for (let index = first; index < position + reach; index++) {
      const next = this.#order[index] ?? this.#grown();
      if (next === undefined) return;
      yield next;
    }
  }

  /** One more of the order; undefined at its end. */
  #grown(): string | undefined {
    const { value, done } = this.#following.next();
    if (done) return undefined;
    this.#positions.set(value, this.#order.length);
    this.#order.push(value);
    return value;
  }

  /** A template that is looked at may ask for columns, and so for queries. */
  #alone<T>(act: () => T): T | undefined {
    if (this.#isBusy) return undefined;
    this.#isBusy = true;
    try {
      return act();
    } finally {
      this.#isBusy = false;
    }
  }
}

/** The ids and what is read for them, each after what it reads itself, if it is read. Circles are harmless. */
function* upstreamFirst(
  expected: ReadonlySet<string>,
  { upstream, passesOn, isKept }: Pick<ReadAheadNeeds, 'upstream' | 'passesOn' | 'isKept'>,
): Generator<string> {
  const seen = new Set<string>();
  for (const id of expected) {
    const pending = [{ id, left: false }];
    for (let next = pending.pop(); next; next = pending.pop()) {
      if (next.left) yield next.id;
      else if (!seen.has(next.id)) {
        seen.add(next.id);
        pending.push({ id: next.id, left: true });
        if (expected.has(next.id) ? isKept(next.id) : !passesOn(next.id)) continue;
        for (const above of [...upstream(next.id)].toReversed()) pending.push({ id: above, left: false });
      }
    }
  }
}
