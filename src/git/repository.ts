/** A local repository, read-only: revisions, trees, contents. */
import { contentStore } from '../change/contents.ts';
import type { ContentStore } from '../change/contents.ts';
import { makeSnapshot } from '../change/make-snapshot.ts';
import type { Snapshot } from '../change/snapshot.ts';
import { git, gitText, GitError } from './command.ts';
import { objectReader } from './objects.ts';
import { parseTree } from './tree.ts';
import { worktreeSource } from './worktree.ts';

export interface Repository {
  /** The folder of the work tree; of the repository itself if it is bare. */
  readonly folder: string;
  readonly bare: boolean;
  /** The full commit id that a name means; undefined if there is no such commit here. */
  resolve(revision: string): Promise<string | undefined>;
  /** The best common ancestor; undefined if there is none, or the history that holds it is not here. */
  mergeBase(a: string, b: string): Promise<string | undefined>;
  /** The remote's default branch, else a branch called main or master: a name that resolves. */
  defaultBranch(): Promise<string | undefined>;
  /** True if history was cut off by a shallow clone: a merge base found here may be wrong. */
  isShallow(): Promise<boolean>;
  /** The files of a commit. Rejects with `GitError` if there is no such commit. */
  snapshot(commit: string): Promise<Snapshot>;
  /** The files as they lie in the work tree, uncommitted and untracked ones included, ignored ones not. */
  worktree(): Promise<Snapshot>;
  /** Ends child processes. */
  close(): Promise<void>;
}

/** Opens the repository that `folder` is in. Rejects with `GitError` if it is in none. */
export async function openRepository(folder: string, signal?: AbortSignal): Promise<Repository> {
  const here = { cwd: folder, ...(signal && { signal }) };
  const [kind, tree] = await Promise.allSettled([
    gitText(['rev-parse', '--is-bare-repository', '--absolute-git-dir'], here),
    gitText(['rev-parse', '--show-toplevel'], here),
  ]);
  if (kind.status === 'rejected') throw kind.reason;
  const [isBare, gitFolder = ''] = kind.value.split('\n');
  const bare = isBare === 'true';
  // A bare repository has no work tree to tell.
  if (!bare && tree.status === 'rejected') throw tree.reason;
  const top = tree.status === 'rejected' || bare ? gitFolder : tree.value;
  const options = { ...here, cwd: top };
  const objects = objectReader(options);
  const worktree = worktreeSource(options);
  // One store for all snapshots, so that what both revisions share is read once.
  const store: ContentStore = contentStore({
    async read(oids) {
      const onDisk = await worktree.read(oids);
      const inGit = await objects.read(oids.filter((oid) => !onDisk.has(oid)));
      return new Map([...onDisk, ...inGit]);
    },
  });
  const resolve = (revision: string) => commitId(revision, options);
  return {
    folder: top,
    bare,
    resolve,
    mergeBase: (a, b) => optional(gitText(['merge-base', '--end-of-options', a, b], options)),
    async defaultBranch() {
      const head = await optional(gitText(['symbolic-ref', '--short', 'refs/remotes/origin/HEAD'], options));
      for (const name of [head, 'origin/main', 'origin/master', 'main', 'master']) {
        if (name && (await resolve(name))) return name;
      }
      return undefined;
    },
    isShallow: async () => (await gitText(['rev-parse', '--is-shallow-repository'], options)) === 'true',
    async snapshot(commit) {
      if (!isCommitId(commit)) throw new GitError(`'${commit}' is not a full commit id`);
      return makeSnapshot(
        commit,
        parseTree(await git(['ls-tree', '-r', '-z', '--full-tree', commit], options)),
        store,
      );
    },
    async worktree() {
      if (bare) throw new GitError('a bare repository has no work tree; name a revision');
      return makeSnapshot('worktree', await worktree.list(), store);
    },
    close: () => objects.close(),
  };
}

function isCommitId(text: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

async function commitId(revision: string, options: { cwd: string }): Promise<string | undefined> {
  // git would take it for an option; `--end-of-options` is not understood here by all versions in use.
  if (revision.startsWith('-') || revision === '') return undefined;
  return optional(gitText(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`], options));
}

/** Undefined where git answers with nothing but a failure. */
async function optional(answer: Promise<string>): Promise<string | undefined> {
  try {
    return (await answer) || undefined;
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}
