/** Ctrl-C and the end that a supervisor asks for: once to stop in order, twice to stop at once. */

export interface Interruption {
  /** Aborted by the first signal. */
  signal: AbortSignal;
  /** Gives the signals back to the system. */
  release(): void;
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
    stopping.abort(new Error(`the review was cancelled (${signal})`));
  };
  for (const signal of signals) process.on(signal, stop);
  return { signal: stopping.signal, release };
}
