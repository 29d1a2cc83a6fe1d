/** The work tree as git would commit it, without touching the index. */
import { lstat, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { blobId } from './blob-id.ts';
import type { Hash } from './blob-id.ts';
import { contentOf, maxFileBytes } from '../change/contents.ts';
import type { BlobSource, Content, Entry } from '../change/snapshot.ts';
import { git, gitText } from './command.ts';
import type { GitOptions } from './command.ts';
import { parseIndex, parsePaths } from './tree.ts';

/**
 * Lists the work tree and reads what is not in git's objects. Files that differ from the index are read
 * while they are listed, so that the snapshot stays what it was when somebody edits on.
 */
export function worktreeSource(options: GitOptions): BlobSource & { list(): Promise<Entry[]> } {
  const contents = new Map<string, Content>();
  const readOne = async (path: string, hash: Hash): Promise<Entry | undefined> => {
    const file = join(options.cwd, path);
    const stat = await lstat(file).catch(() => undefined);
    if (stat?.isSymbolicLink())
      return { path, kind: 'symlink', oid: blobId(Buffer.from(await readlink(file)), hash) };
    // A folder where the index has a file is a repository of its own; sockets and the like are nothing to review.
    if (!stat?.isFile()) return undefined;
    if (stat.size > maxFileBytes) {
      const oid = blobId(Buffer.from(`${path}\0${stat.size}\0${stat.mtimeMs}`), hash);
      contents.set(oid, { kind: 'too-large', bytes: stat.size });
      return { path, kind: 'file', oid };
    }
    const content = await readFile(file);
    const oid = blobId(content, hash);
    contents.set(oid, contentOf(content));
    return { path, kind: 'file', oid };
  };
  return {
    async list() {
      // Where a file's times leave it open, `diff-files` compares contents, and runs filters for that.
      const unfiltered = { ...options, config: await filtersOff(options) };
      const [index, different, untracked] = await Promise.all([
        git(['ls-files', '-s', '-z', '--full-name'], options),
        git(['diff-files', '-z', '--name-only', '--no-ext-diff', '--ignore-submodules=all'], unfiltered),
        git(['ls-files', '-z', '--others', '--exclude-standard', '--full-name'], options),
      ]);
      const entries = new Map(parseIndex(index).map((entry) => [entry.path, entry]));
      const [any] = entries.values();
      const hash = any?.oid.length === 64 ? 'sha256' : 'sha1';
      const changed = parsePaths(different);
      for (const path of changed) entries.delete(path);
      const now = await inBatches(
        [...changed, ...parsePaths(untracked).filter((path) => !path.endsWith('/'))],
        (path) => readOne(path, hash),
      );
      for (const entry of now) if (entry) entries.set(entry.path, entry);
      return [...entries.values()];
    },
    read: async (oids) =>
      new Map(
        oids.flatMap((oid) => {
          const content = contents.get(oid);
          return content === undefined ? [] : [[oid, content]];
        }),
      ),
  };
}

/** A filter is a command that the repository's configuration names. */
async function filtersOff(options: GitOptions): Promise<[string, string][]> {
  // It fails if there is none.
  const names = await gitText(['config', '-z', '--name-only', '--get-regexp', '^filter\\.'], options).catch(
    () => '',
  );
  return names
    .split('\0')
    .filter((name) => /\.(clean|smudge|process|required)$/.test(name))
    .map((name) => [name, name.endsWith('.required') ? 'false' : '']);
}

/** Few open files at a time, whatever the work tree holds. */
async function inBatches<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += 64) {
    results.push(...(await Promise.all(items.slice(start, start + 64).map(work))));
  }
  return results;
}
