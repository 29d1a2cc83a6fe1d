/** Ctrl-C and the end that a supervisor asks for: once to stop in order, twice to stop at once. */

export interface Interruption {
  /** Aborted by the first signal. */
  signal: AbortSignal;
  /** Gives the signals back to the system. */
  release(): void;
}

/** The user, or a supervisor, wanted the command to end. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

const signals = ['SIGINT', 'SIGTERM'] as const;

/** From the first signal on the system's own handling is back, so that a second one kills. */
export function listenForInterruption(onFirst: () => void): Interruption {
  const stopping = new AbortController();
  const release = () => {
    for (const signal of signals) process.off(signal, stop);
  };
  const stop = (signal: NodeJS.Signals) => {
    release();
    onFirst();
    stopping.abort(new Interrupted(`the review was cancelled (${signal})`));
  };
  for (const signal of signals) process.on(signal, stop);
  return { signal: stopping.signal, release };
}

/**
 * Runs `work` to its end with a signal that the user can abort; what fails because of that fails with its
 * reason. Without `listen` a signal ends the process.
 */
export async function interruptible<T>(
  listen: (() => Interruption) | undefined,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  const interruption = listen?.();
  try {
    return await work(interruption?.signal);
  } catch (error) {
    // A git that was ended has its own words for it.
    interruption?.signal.throwIfAborted();
    throw error;
  } finally {
    interruption?.release();
  }
}
