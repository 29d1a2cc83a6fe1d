/** Blobs out of git's object store, through one `cat-file` that stays open. */
import type { Readable } from 'node:stream';
import type { BlobSource } from '../change/snapshot.ts';
import { maxFileBytes } from '../change/contents.ts';
import { exit, GitError, lastLine, start } from './command.ts';
import type { GitOptions } from './command.ts';

export interface ObjectReader extends BlobSource {
  /** Ends the child process. */
  close(): Promise<void>;
}

/**
 * Reads blobs of a repository. Sizes are asked for first, so that a huge blob is never in memory.
 * Reads are queued: one batch at a time.
 */
export function objectReader(options: GitOptions): ObjectReader {
  const sizes = lazily(() => catFile('--batch-check', options));
  const contents = lazily(() => catFile('--batch', options));
  let queue: Promise<unknown> = Promise.resolve();
  const readNow = async (oids: readonly string[]): Promise<Map<string, Buffer | { bytes: number }>> => {
    const found = new Map<string, Buffer | { bytes: number }>();
    const small: string[] = [];
    for await (const { oid, type, bytes } of sizes().ask(oids, false)) {
      if (type !== 'blob') continue;
      if (bytes > maxFileBytes) found.set(oid, { bytes });
      else small.push(oid);
    }
    for await (const { oid, type, content } of contents().ask(small, true))
      if (type === 'blob') found.set(oid, content);
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
      await Promise.all([sizes.started()?.close(), contents.started()?.close()]);
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

function catFile(mode: '--batch' | '--batch-check', options: GitOptions) {
  const child = start(['cat-file', mode], options);
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
    async *ask(oids: readonly string[], withContent: boolean): AsyncGenerator<Answer> {
      if (oids.length === 0) return;
      child.stdin!.write(oids.map((oid) => `${oid}\n`).join(''));
      for (const oid of oids) {
        const [, type = '', size = '0'] = (await input.line()).split(' ');
        const bytes = Number(size) || 0;
        const content = withContent && type !== 'missing' ? await input.bytes(bytes) : Buffer.alloc(0);
        if (withContent && type !== 'missing') await input.bytes(1);
        yield { oid, type, bytes, content };
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

function lazily<T>(make: () => T): (() => T) & { started(): T | undefined } {
  let made: T | undefined;
  return Object.assign(() => (made ??= make()), { started: () => made });
}

/** Takes lines and exact numbers of bytes from a stream; `early` is the error if it ends too early. */
function byteReader(stream: Readable, early: () => Promise<Error>) {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer = Buffer.alloc(0);
  const more = async (): Promise<Buffer> => {
    const { done, value } = await chunks.next();
    if (done) throw await early();
    return value;
  };
  const take = (length: number): Buffer => {
    const taken = rest.subarray(0, length);
    rest = rest.subarray(length);
    return taken;
  };
  return {
    async line(): Promise<string> {
      let end = rest.indexOf(10);
      while (end < 0) {
        const searched = rest.length;
        rest = Buffer.concat([rest, await more()]);
        end = rest.indexOf(10, searched);
      }
      return take(end + 1)
        .subarray(0, -1)
        .toString('latin1');
    },
    async bytes(length: number): Promise<Buffer> {
      const parts = [rest];
      let size = rest.length;
      while (size < length) {
        const chunk = await more();
        parts.push(chunk);
        size += chunk.length;
      }
      if (parts.length > 1) rest = Buffer.concat(parts);
      // A copy: a slice would keep the whole chunk alive as long as the blob.
      return Buffer.from(take(length));
    },
  };
}
