/** What can go wrong on the way, by route and occurrence. */

export type Fault =
  /** Answered instead of acting. */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: unknown }
  /** The connection ends without an answer; with `acted` the server did what it was asked all the same. */
  | { kind: 'reset'; acted: boolean }
  /** It acted, but the answer on the way back was this. */
  | { kind: 'acted'; status: number }
  /** The answer breaks off in the middle. */
  | { kind: 'truncated' }
  /** Status 200 with JSON that is none. */
  | { kind: 'malformed' }
  /** The answer comes after `ms`. */
  | { kind: 'slow'; ms: number }
  /** It acts no sooner than that, whether anybody still waits for it or not; with `dropped` the connection ends at once. */
  | { kind: 'held'; until: Promise<unknown>; dropped?: boolean };

export interface FaultRule {
  route: string;
  /** Which requests of this route, from 1; without it all. */
  on?: readonly number[];
  fault: Fault;
}

/** GitHub's secondary rate limit, which asks to come back after `retryAfter` seconds. */
export function secondaryLimit(retryAfter: number): Fault {
  return {
    kind: 'answer',
    status: 403,
    headers: { 'retry-after': String(retryAfter) },
    body: {
      message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    },
  };
}

export class Faults {
  readonly #rules: FaultRule[] = [];
  readonly #seen = new Map<string, number>();

  add(route: string, fault: Fault, on?: readonly number[]): void {
    this.#rules.push({ route, fault, ...(on && { on }) });
  }

  /** Counts the request and says what happens to it. */
  next(route: string): Fault | undefined {
    const occurrence = (this.#seen.get(route) ?? 0) + 1;
    this.#seen.set(route, occurrence);
    return this.#rules.find((it) => it.route === route && (it.on?.includes(occurrence) ?? true))?.fault;
  }
}
