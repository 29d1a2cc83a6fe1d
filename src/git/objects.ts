/** Blobs out of git's object store, through one `cat-file` that stays open. */
import type { Readable } from 'node:stream';
import type { BlobSource, Content } from '../change/snapshot.ts';
import { contentOf, maxFileBytes } from '../change/contents.ts';
import { exit, GitError, lastLine, start } from './command.ts';
import type { GitOptions } from './command.ts';

export interface ObjectReader extends BlobSource {
  /** Ends the child process. */
  close(): Promise<void>;
}

/** From so many on a git of its own is worth while: it need not write each answer as soon as it has it. */
const many = 200;

/**
 * Reads blobs of a repository. Sizes are asked for first, so that a huge blob is never in memory.
 * Reads are queued: one batch at a time.
 */
export function objectReader(options: GitOptions): ObjectReader {
  const sizes = asker('--batch-check', options);
  const contents = asker('--batch', options);
  let queue: Promise<unknown> = Promise.resolve();
  const readNow = async (oids: readonly string[]): Promise<Map<string, Content>> => {
    const found = new Map<string, Content>();
    const small: string[] = [];
    await sizes.ask(oids, ({ oid, type, bytes }) => {
      if (type !== 'blob') return;
      if (bytes > maxFileBytes) found.set(oid, { kind: 'too-large', bytes });
      else small.push(oid);
    });
    await contents.ask(small, ({ oid, type, content }) => {
      if (type === 'blob') found.set(oid, contentOf(content));
    });
    return found;
  };
  return {
    read(oids) {
      const turn = queue.then(() => readNow(oids.filter((oid) => /^[0-9a-f]{40,64}$/.test(oid))));
      queue = turn.catch(() => undefined);
      return turn;
    },
    async close() {
      await queue;
      await Promise.all([sizes.close(), contents.close()]);
    },
  };
}

type Mode = '--batch' | '--batch-check';

/** One git that stays, for a few at a time, and others for each long list. */
function asker(mode: Mode, options: GitOptions) {
  let staying: ReturnType<typeof catFile> | undefined;
  const once = async (oids: readonly string[], take: (answer: Answer) => void): Promise<void> => {
    const own = catFile(mode, options, 'once');
    try {
      await own.ask(oids, take);
    } finally {
      await own.close();
    }
  };
  return {
    /** Tells `take` of each, in any order. What holds on to a content holds on to a whole chunk of them. */
    async ask(oids: readonly string[], take: (answer: Answer) => void): Promise<void> {
      if (oids.length === 0) return;
      if (oids.length < many) return (staying ??= catFile(mode, options)).ask(oids, take);
      const half = Math.ceil(oids.length / 2);
      const halves = [oids.slice(0, half), oids.slice(half)].map((each) => once(each, take));
      // Neither is left alone where the other one fails.
      await Promise.allSettled(halves);
      await Promise.all(halves);
    },
    async close(): Promise<void> {
      await staying?.close();
    },
  };
}

interface Answer {
  oid: string;
  /** `blob`, `tree`, … or `missing`. */
  type: string;
  bytes: number;
  content: Buffer;
}

/** @param once it will be asked one time, and need not answer before it has gathered something */
function catFile(mode: Mode, options: GitOptions, once?: 'once') {
  const child = start(['cat-file', mode, ...(once ? ['--buffer'] : [])], options);
  const ended = exit(child);
  ended.catch(() => undefined);
  const errors: Buffer[] = [];
  child.stderr!.on('data', (chunk: Buffer) => {
    if (errors.length < 100) errors.push(chunk);
  });
  // A child that dies shows as an early end of its output; writing to it must not throw besides.
  child.stdin!.on('error', () => undefined);
  const input = byteReader(child.stdout!, async () => {
    await ended;
    return gaveUp(lastLine(errors));
  });
  return {
    async ask(oids: readonly string[], take: (answer: Answer) => void): Promise<void> {
      child.stdin!.write(oids.map((oid) => `${oid}\n`).join(''));
      if (once) child.stdin!.end();
      for (const oid of oids) {
        // Most of it is there already: to wait for each would take longer than all else.
        const [, type = '', size = '0'] = (input.line() ?? (await input.nextLine())).split(' ');
        const bytes = Number(size) || 0;
        let content: Buffer = nothing;
        if (mode === '--batch' && type !== 'missing') {
          const withEnd = input.bytes(bytes + 1) ?? (await input.nextBytes(bytes + 1));
          content = withEnd.subarray(0, bytes);
        }
        take({ oid, type, bytes, content });
      }
    },
    async close() {
      child.stdin!.end();
      child.stdout!.resume();
      await ended.catch(() => undefined);
    },
  };
}

function gaveUp(said: string): GitError {
  if (/promisor remote/.test(said)) {
    return new GitError(
      `this clone is partial and lacks contents of a revision; \`git fetch --refetch --no-filter\` brings them (${said})`,
    );
  }
  return new GitError(`git cat-file: ${said || 'it ended before it had answered'}`);
}

const nothing = Buffer.alloc(0);

/**
 * Takes lines and exact numbers of bytes from a stream: at once if they are there, else when they have come.
 * @param early is the error if it ends too early
 */
function byteReader(stream: Readable, early: () => Promise<Error>) {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let chunk: Buffer = nothing;
  /** How much of `chunk` is taken. */
  let at = 0;
  /** Waits until `length` bytes are there that are not taken. */
  const gather = async (length: number): Promise<void> => {
    const parts = [chunk.subarray(at)];
    for (let size = chunk.length - at; size < length;) {
      const { done, value } = await chunks.next();
      if (done) throw await early();
      parts.push(value);
      size += value.length;
    }
    [chunk, at] = [Buffer.concat(parts), 0];
  };
  const line = (): string | undefined => {
    const end = chunk.indexOf(10, at);
    if (end < 0) return undefined;
    const text = chunk.toString('latin1', at, end);
    at = end + 1;
    return text;
  };
  const bytes = (length: number): Buffer | undefined => {
    if (chunk.length - at < length) return undefined;
    const taken = chunk.subarray(at, at + length);
    at += length;
    return taken;
  };
  return {
    line,
    bytes,
    async nextLine(): Promise<string> {
      for (;;) {
        await gather(chunk.length - at + 1);
        const found = line();
        if (found !== undefined) return found;
      }
    },
    async nextBytes(length: number): Promise<Buffer> {
      await gather(length);
      return bytes(length)!;
    },
  };
}
