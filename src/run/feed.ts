/** What one task finds, for those that read along while it runs. */
import type { Finding } from '../finding.ts';
import { openChannel } from './channel.ts';

export interface Feed {
  /** Resolves when every reader has room. What another attempt finds again is not sent again. */
  send(finding: Finding): Promise<void>;
  /** Nothing more will come. */
  close(): void;
  /**
   * All findings from the first one on; ends when the feed is closed, or at once when `signal` is aborted. The
   * reader is at most `capacity` findings behind: then the writer waits.
   */
  read(signal: AbortSignal, capacity: number): AsyncIterable<Finding>;
}

/** Who has not begun to read keeps nobody waiting, because it may itself wait for the writer's slot. */
export function openFeed(): Feed {
  const sent = new Map<string, Finding>();
  const readers = new Set<ReturnType<typeof openChannel<Finding>>>();
  let open = true;
  return {
    async send(finding) {
      const key = JSON.stringify(finding);
      if (sent.has(key)) return;
      sent.set(key, finding);
      if (readers.size > 0) await Promise.all([...readers].map((reader) => reader.send(finding)));
    },
    close() {
      open = false;
      for (const reader of readers) reader.close();
    },
    async *read(signal, capacity) {
      const missed = [...sent.values()];
      const channel = openChannel<Finding>(capacity);
      if (open) readers.add(channel);
      else channel.close();
      const stop = () => channel.close();
      signal.addEventListener('abort', stop, { once: true });
      try {
        for (const finding of missed) {
          if (signal.aborted) return;
          yield finding;
        }
        yield* channel;
      } finally {
        signal.removeEventListener('abort', stop);
        readers.delete(channel);
        channel.close();
      }
    },
  };
}

/** Several feeds as one, in the order of arrival; a reader is at most `capacity` findings and one a feed behind. */
export async function* merged(
  feeds: readonly Feed[],
  capacity: number,
  signal: AbortSignal,
): AsyncIterable<Finding> {
  const channel = openChannel<Finding>(capacity);
  const done = new AbortController();
  const inner = AbortSignal.any([signal, done.signal]);
  const pumps = feeds.map(async (feed) => {
    for await (const finding of feed.read(inner, 1)) await channel.send(finding);
  });
  void Promise.all(pumps).finally(() => channel.close());
  const stop = () => channel.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    yield* channel;
  } finally {
    signal.removeEventListener('abort', stop);
    done.abort();
    channel.close();
    await Promise.all(pumps);
  }
}
