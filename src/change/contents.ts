/** What blobs hold, read once for all snapshots of a review. */
import type { BlobSource, Content } from './snapshot.ts';

/** Files beyond this are listed but not read; a reviewer has nothing to say about a dump. */
export const maxFileBytes = 5 * 1024 * 1024;

/** A file of a revision cannot be read. The message is one line for people. */
export class UnreadableError extends Error {
  override name = 'UnreadableError';
  readonly oid: string;

  constructor(oid: string, path?: string) {
    super(`${path ?? 'a file'} cannot be read: the git object ${oid} is missing`);
    this.oid = oid;
  }
}

/** Contents by object id. Two snapshots over one store read equal files once. */
export interface ContentStore {
  /**
   * Reads what is not there yet. Rejects with `UnreadableError` if the source lacks one: what cannot be read must not pass for reviewed.
   * What is `dispensable` is `missing` then.
   */
  load(oids: Iterable<string>, dispensable?: 'dispensable'): Promise<void>;
  /** Undefined if it was not loaded. */
  get(oid: string): Content | undefined;
}

export function contentStore(source: BlobSource): ContentStore {
  const known = new Map<string, Content>();
  /** Of what has been asked for and is not there yet: when it is. */
  const coming = new Map<string, Promise<void>>();
  let gathered: string[] = [];
  const read = async (oids: readonly string[]): Promise<void> => {
    try {
      for (const [oid, content] of await source.read(oids)) known.set(oid, content);
    } finally {
      for (const oid of oids) coming.delete(oid);
    }
  };
  /** What is asked for in one turn is read at once: both revisions want nearly the same. */
  let turn: Promise<void> | undefined;
  const ask = (oid: string): Promise<void> => {
    turn ??= Promise.resolve().then(() => {
      const oids = gathered;
      [gathered, turn] = [[], undefined];
      return read(oids);
    });
    gathered.push(oid);
    coming.set(oid, turn);
    return turn;
  };
  return {
    async load(oids, dispensable) {
      const wanted = [...new Set(oids)].filter((oid) => (known.get(oid)?.kind ?? 'missing') === 'missing');
      await Promise.all(new Set(wanted.map((oid) => coming.get(oid) ?? ask(oid))));
      for (const oid of wanted) {
        if ((known.get(oid)?.kind ?? 'missing') !== 'missing') continue;
        if (!dispensable) throw new UnreadableError(oid);
        known.set(oid, { kind: 'missing' });
      }
    },
    get: (oid) => known.get(oid),
  };
}

const strict = (encoding: string) => new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
const utf8 = strict('utf-8');
const latin1 = new TextDecoder('latin1');
/** By the mark that such a text begins with, as SQL Server's tools write it. */
const utf16 = new Map([
  [0xfffe, strict('utf-16le')],
  [0xfeff, strict('utf-16be')],
]);

/**
 * As git decides: a NUL in the first 8,000 bytes means binary, unless it is marked as UTF-16. Text that is not UTF-8
 * is read as Latin-1, which no bytes can fail, so that its lines can still be counted and shown.
 */
export function contentOf(blob: Buffer): Content {
  if (blob.length > maxFileBytes) return { kind: 'too-large', bytes: blob.length };
  const decoder = utf16.get(blob.length > 1 ? blob.readUInt16BE() : 0);
  if (decoder) return wide(blob, decoder);
  if (blob.subarray(0, 8000).includes(0)) return { kind: 'binary', bytes: blob.length };
  try {
    return { kind: 'text', text: utf8.decode(blob) };
  } catch {
    return { kind: 'text', text: latin1.decode(blob) };
  }
}

/** Other files begin with these bytes as well. */
function wide(blob: Buffer, decoder: ReturnType<typeof strict>): Content {
  try {
    const text = decoder.decode(blob);
    if (!text.includes('\0')) return { kind: 'text', text };
  } catch {
    // Binary, too.
  }
  return { kind: 'binary', bytes: blob.length };
}
