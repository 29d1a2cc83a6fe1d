/** Which queries will be asked for after one: what the parser can read meanwhile. */

/** How far around a query that is asked for to look for those that come next. */
const reach = 64;

export class ReadAhead {
  readonly #order: readonly string[];
  readonly #positions: ReadonlyMap<string, number>;

  /**
   * @param ids in the order in which they will be asked for
   * @param upstream what must be read before one; circles are harmless
   */
  constructor(ids: Iterable<string>, upstream: (id: string) => Iterable<string>) {
    this.#order = upstreamFirst(ids, upstream);
    this.#positions = new Map(this.#order.map((id, position) => [id, position]));
  }

  /** Those to read now that `id` is asked for, in the order in which they are needed: what it reads itself comes first. */
  *from(id: string, isRead: (id: string) => boolean): Iterable<string> {
    const position = this.#positions.get(id);
    if (position === undefined) return;
    let first = position;
    while (first > 0 && position - first < reach && !isRead(this.#order[first - 1]!)) first--;
    for (const next of this.#order.slice(first, position + reach)) if (!isRead(next)) yield next;
  }
}

function upstreamFirst(ids: Iterable<string>, upstream: (id: string) => Iterable<string>): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  for (const id of ids) {
    const pending = [{ id, left: false }];
    for (let next = pending.pop(); next; next = pending.pop()) {
      if (next.left) order.push(next.id);
      else if (!seen.has(next.id)) {
        seen.add(next.id);
        pending.push({ id: next.id, left: true });
        for (const above of [...upstream(next.id)].toReversed()) pending.push({ id: above, left: false });
      }
    }
  }
  return order;
}
