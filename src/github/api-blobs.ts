/** Contents by the API, with few requests: archives for many blobs, a query for some, single requests for what is left. */
import { contentOf, maxFileBytes } from '../change/contents.ts';
import type { BlobSource, Content } from '../change/snapshot.ts';
import { blobId } from '../git/blob-id.ts';
import { readArchive } from './archive.ts';
import { describeError } from './client.ts';
import type { Client } from './client.ts';
import { mostQueried, mostQueriedBytes, mostTextBytes, queryBlobs } from './query-blobs.ts';
import type { Tree } from './trees.ts';

/** An archive takes two requests: for more blobs than this it takes fewer. */
const few = 2;
/** The same where the archive is so large that it would take longer than the requests it saves. */
const fewOfLarge = 20;
/** Sum of all files of a revision, uncompressed. */
const largeBytes = 100 * 2 ** 20;
/** Of a whole review: the token has 1,000 requests an hour for all workflows of the repository. */
const mostBlobRequests = 200;

/** Of all that was given and may be asked for again. */
const mostKeptBytes = 16 * 2 ** 20;

export interface ApiBlobsOptions {
  /** True if most of the repository will be asked for, bit by bit: then an archive is read at once unless it is large. */
  mostIsWanted: boolean;
  /** Gets a line when an archive could not be read. */
  onWarning: (line: string) => void;
}

/**
 * A source over the revisions in `trees`, of which the first is preferred. Its `read` rejects if a blob cannot
 * be had: a file that nobody read must not look like one without problems.
 */
export function apiBlobs(
  client: Client,
  trees: readonly Tree[],
  { mostIsWanted, onWarning }: ApiBlobsOptions,
): BlobSource {
  const cache = new Map<string, Buffer | { bytes: number }>();
  /** Whoever asks keeps it: held here too, much would take twice its size. */
  const letGo = new Set<string>();
  const kept = new Set<string>();
  let keptBytes = 0;
  const unread = new Set(trees);
  let requests = 0;
  /** Asked for by a query once: what it did not give it never will. */
  const queried = new Set<string>();

  const isWantedWhole = (tree: Tree): boolean =>
    mostIsWanted && unread.size === trees.length && bytesOf(tree) <= largeBytes;

  const isWorthIt = (tree: Tree, count: number): boolean =>
    isWantedWhole(tree) || requests + count > (bytesOf(tree) > largeBytes ? fewOfLarge : few);

  async function fetchArchive(missing: readonly string[]): Promise<void> {
    const [tree, count] = mostUseful(unread, missing);
    if (!tree || !isWorthIt(tree, count)) return;
    unread.delete(tree);
    const wanted = new Set(
      [...tree.entries.values()].map(({ oid }) => oid).filter((oid) => !cache.has(oid) && !letGo.has(oid)),
    );
    try {
      await readArchive(client, tree.commit, wanted, (oid, content) => void cache.set(oid, content));
    } catch (error) {
      onWarning(describeError(`the archive of ${tree.commit} could not be read`, error));
    }
  }

  async function fetchQueried(missing: readonly string[]): Promise<void> {
    const [tree] = mostUseful(unread, missing);
    if (tree && isWantedWhole(tree)) return;
    const asked = missing.filter((oid) => sizeOf(trees, oid) <= mostTextBytes && !queried.has(oid));
    if (asked.length <= few || asked.length > mostQueried) return;
    if (asked.reduce((sum, oid) => sum + sizeOf(trees, oid), 0) > mostQueriedBytes) return;
    for (const oid of asked) queried.add(oid);
    try {
      for (const [oid, content] of await queryBlobs(client, asked)) cache.set(oid, content);
    } catch (error) {
      onWarning(describeError('files could not be read by a query', error));
    }
  }

  async function fetchBlob(oid: string): Promise<void> {
    if ((requests += 1) > mostBlobRequests) {
      throw new Error(
        `more than ${mostBlobRequests} files cannot be read one by one: check the repository out`,
      );
    }
    const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
      owner: client.owner,
      repo: client.repo,
      file_sha: oid,
    });
    const content = Buffer.from(data.content, data.encoding === 'base64' ? 'base64' : 'utf8');
    if (blobId(content) !== oid) throw new Error(`GitHub gave another content for the blob ${oid}`);
    cache.set(oid, content);
  }

  async function readNow(oids: readonly string[]): Promise<Map<string, Content>> {
    for (const { sizes } of trees) {
      for (const oid of oids) {
        const bytes = sizes.get(oid) ?? 0;
        if (bytes > maxFileBytes) cache.set(oid, { bytes });
      }
    }
    const missing = () => [...new Set(oids)].filter((oid) => !cache.has(oid));
    await fetchQueried(missing());
    for (let tries = trees.length; tries > 0; tries -= 1) {
      await fetchArchive(missing());
      await fetchQueried(missing());
    }
    await Promise.all(missing().map(fetchBlob));
    const found = new Map<string, Content>();
    for (const oid of oids) {
      const blob = cache.get(oid);
      if (!blob) continue;
      found.set(oid, Buffer.isBuffer(blob) ? contentOf(blob) : { kind: 'too-large', ...blob });
      release(oid, blob);
    }
    return found;
  }

  /** Several revisions ask for the same, so that a little is worth keeping. */
  function release(oid: string, content: Buffer | { bytes: number }): void {
    if (!Buffer.isBuffer(content) || kept.has(oid)) return;
    if (keptBytes + content.length <= mostKeptBytes) {
      kept.add(oid);
      keptBytes += content.length;
    } else {
      cache.delete(oid);
      letGo.add(oid);
    }
  }

  let queue: Promise<unknown> = Promise.resolve();
  return {
    // One after the other: what both revisions share is then asked for once.
    read(oids) {
      const turn = queue.then(() => readNow(oids));
      queue = turn.catch(() => undefined);
      return turn;
    },
  };
}

/** The tree that holds most of the missing blobs. */
function mostUseful(trees: Iterable<Tree>, missing: readonly string[]): [Tree | undefined, number] {
  const sought = new Set(missing);
  let best: [Tree | undefined, number] = [undefined, 0];
  for (const tree of trees) {
    const held = new Set([...tree.entries.values()].map(({ oid }) => oid).filter((oid) => sought.has(oid)));
    if (held.size > best[1]) best = [tree, held.size];
  }
  return best;
}

/** In bytes; endless if no tree says it. */
function sizeOf(trees: readonly Tree[], oid: string): number {
  return trees.map(({ sizes }) => sizes.get(oid)).find((bytes) => bytes !== undefined) ?? Infinity;
}

function bytesOf({ sizes }: Tree): number {
  return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
}
