/** The archive of a commit, as many blobs in one request. What it holds is checked by object id, so it can only be incomplete. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { maxFileBytes } from '../change/contents.ts';
import { blobId } from '../git/blob-id.ts';
import type { Client } from './client.ts';

export interface ArchiveLimits {
  /** Files larger than this are passed over. */
  fileBytes: number;
  /** Of all files kept. */
  totalBytes: number;
  /** Of the unpacked archive as a whole: a small archive can unpack to anything. */
  unpackedBytes: number;
  timeoutMs: number;
}

export const archiveLimits: ArchiveLimits = {
  fileBytes: maxFileBytes,
  totalBytes: 256 * 2 ** 20,
  unpackedBytes: 4 * 2 ** 30,
  timeoutMs: 120_000,
};

/**
 * Reads the archive and gives each file whose object id is wanted to `keep`. Attributes in the repository can
 * drop files from an archive (`export-ignore`) or change them (`export-subst`): those are simply not given.
 * Rejects if the archive breaks off or exceeds a limit; what was kept by then is good.
 */
export async function readArchive(
  client: Client,
  commit: string,
  wanted: ReadonlySet<string>,
  keep: (oid: string, content: Buffer) => void,
  limits = archiveLimits,
): Promise<void> {
  const signal = AbortSignal.timeout(limits.timeoutMs);
  const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/tarball/{ref}', {
    owner: client.owner,
    repo: client.repo,
    ref: commit,
    request: { parseSuccessResponseBody: false, signal },
  });
  const unpack = extract();
  const files = keepFiles(unpack, wanted, keep, limits);
  // Both ends are awaited: an error in either destroys the other.
  const [sent, kept] = await Promise.allSettled([
    pipeline(
      Readable.fromWeb(data as unknown as ReadableStream),
      createGunzip(),
      limited(limits.unpackedBytes),
      unpack,
      { signal },
    ),
    files,
  ]);
  for (const end of [sent, kept]) if (end.status === 'rejected') throw end.reason;
}

async function keepFiles(
  unpack: ReturnType<typeof extract>,
  wanted: ReadonlySet<string>,
  keep: (oid: string, content: Buffer) => void,
  { fileBytes, totalBytes }: ArchiveLimits,
): Promise<void> {
  let left = totalBytes;
  for await (const entry of unpack) {
    const { type, size = 0 } = entry.header;
    if (type !== 'file' || size > fileBytes || size > left) {
      entry.resume();
      continue;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    const content = Buffer.concat(chunks);
    const oid = blobId(content);
    if (!wanted.has(oid)) continue;
    left -= content.length;
    keep(oid, content);
  }
}

function limited(most: number): (source: AsyncIterable<Buffer>) => AsyncGenerator<Buffer> {
  return async function* (source) {
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > most) throw new Error(`the archive unpacks to more than ${most} bytes`);
      yield chunk;
    }
  };
}
