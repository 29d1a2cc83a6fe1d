/** Time that several things may take together, so that the step ends before its job is ended. */

export interface Timer {
  /** Calls once after that many milliseconds; what is returned prevents it. */
  after(ms: number, callback: () => void): () => void;
}

/** Rejects with `Overdue` what is not done when the time is up; what it was about may go on unheard. */
export interface Allowance {
  <T>(work: Promise<T>): Promise<T>;
  /** Nothing is overdue from here on. */
  end(): void;
}

export class Overdue extends Error {
  override name = 'Overdue';
}

/** The time runs from now on, for all work that is given to it. `what` begins the message: it took longer than that. */
export function allowance(timer: Timer, ms: number, what: string): Allowance {
  let cancel = () => {};
  const late = new Promise<never>((_, reject) => {
    cancel = timer.after(ms, () => reject(new Overdue(`${what} took longer than ${ms / 1000} seconds`)));
  });
  // Who waits for it hears of it; if nobody does, it is no error.
  late.catch(() => {});
  const within = <T>(work: Promise<T>) => Promise.race([work, late]);
  return Object.assign(within, { end: () => cancel() });
}

/** Until both revisions and the configuration are read. */
export const openingMs = 120_000;
/** Of it for the check run to be created; the review can do without. */
export const creatingMs = 45_000;
/** Of the review beyond the time budget of its agents: contents are read before they start. */
export const reviewGraceMs = 60_000;
/** Of all that is published. */
export const publishingMs = 120_000;
/** Of an answer to a command, after all else. */
export const answeringMs = 30_000;
/** Of it for the check run: what is left is the comment's. */
export const concludingMs = 75_000;
