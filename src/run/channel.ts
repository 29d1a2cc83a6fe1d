/** A bounded buffer between a task and one that starts on its partial results. */

export interface Channel<T> extends AsyncIterable<T> {
  /** Resolves when there is room again: who waits for it cannot run ahead of the reader. */
  send(value: T): Promise<void>;
  /** Readers end after what is buffered; what is sent later is dropped. */
  close(): void;
  readonly buffered: number;
}

/** For one reader. A reader that stops early closes it, so that no writer waits for nobody. */
export function openChannel<T>(capacity: number): Channel<T> {
  const buffer: T[] = [];
  let open = true;
  let wakeReader = () => {};
  let writers: (() => void)[] = [];
  const wakeWriters = () => {
    const woken = writers;
    writers = [];
    for (const wake of woken) wake();
  };
  const close = () => {
    open = false;
    wakeReader();
    wakeWriters();
  };
  return {
    get buffered() {
      return buffer.length;
    },
    async send(value) {
      while (open && buffer.length >= capacity) await new Promise<void>((resolve) => writers.push(resolve));
      if (!open) return;
      buffer.push(value);
      wakeReader();
    },
    close,
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          while (buffer.length > 0) {
            const value = buffer.shift()!;
            wakeWriters();
            yield value;
          }
          if (!open) return;
          await new Promise<void>((resolve) => (wakeReader = resolve));
        }
      } finally {
        buffer.length = 0;
        close();
      }
    },
  };
}
