/** From `--repo`, `--base` and `--head` to two snapshots. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Snapshot } from '../change/snapshot.ts';
import { GitError } from '../git/command.ts';
import { openRepository } from '../git/repository.ts';
import type { Repository } from '../git/repository.ts';
import { text } from './arguments.ts';
import type { Invocation } from './arguments.ts';
import { UsageError } from './terminal.ts';
import type { Terminal } from './terminal.ts';

export interface Revisions {
  base: Snapshot;
  head: Snapshot;
  /** Of the work tree, or of the bare repository. */
  folder: string;
  close(): Promise<void>;
}

/** Throws `UsageError` where an option names something that is not there. `signal` ends whatever git does. */
export async function openRevisions(
  invocation: Invocation,
  terminal: Terminal,
  signal?: AbortSignal,
): Promise<Revisions> {
  const { options } = invocation;
  const repository = await openFolder(invocation, terminal, signal);
  try {
    const headName = text(options['head']);
    if (headName === undefined && repository.bare) {
      throw new UsageError(
        `${repository.folder} is a bare repository without a work tree; name a revision with --head`,
      );
    }
    const baseName = text(options['base']);
    const headFound = commitOf(repository, headName ?? 'HEAD', '--head');
    const [headCommit, baseCommit] = await both(
      headFound,
      baseName === undefined
        ? headFound.then((commit) => defaultBase(repository, commit))
        : commitOf(repository, baseName, '--base'),
    );
    const [base, head] = await both(
      repository.snapshot(baseCommit),
      headName === undefined ? repository.worktree() : repository.snapshot(headCommit),
    );
    return { base, head, folder: repository.folder, close: () => repository.close() };
  } catch (error) {
    await repository.close();
    throw error;
  }
}

/** Waits for both. If both fail, the error of the first one counts, whoever was faster. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}

/** The repository that `--repo` names. Throws `UsageError` if there is none. */
export async function openFolder(
  { options }: Invocation,
  { cwd }: Terminal,
  signal?: AbortSignal,
): Promise<Repository> {
  const folder = resolve(cwd, text(options['repo']) ?? '.');
  if (!(await stat(folder).catch(() => undefined))?.isDirectory())
    throw new UsageError(`--repo '${folder}' is not a folder`);
  try {
    return await openRepository(folder, signal);
  } catch (error) {
    if (error instanceof GitError && /not a git repository/.test(error.message)) {
      throw new UsageError(`--repo '${folder}' is not a git repository`, { cause: error });
    }
    throw error;
  }
}

async function commitOf(repository: Repository, name: string, option: string): Promise<string> {
  const commit = await repository.resolve(name);
  if (commit === undefined) {
    const hint = name === 'HEAD' ? 'the repository has no commit yet' : 'it is no commit of this repository';
    throw new UsageError(`${option} '${name}': ${hint}`);
  }
  return commit;
}

/** Where the branch left the default branch; that is what a pull request would be compared with. */
async function defaultBase(repository: Repository, head: string): Promise<string> {
  const branch = await repository.defaultBranch();
  if (branch === undefined) {
    throw new UsageError(
      'there is no default branch to compare with (origin/HEAD, main or master); name a revision with --base',
    );
  }
  const base = await repository.mergeBase(branch, head);
  if (base === undefined) {
    const why = (await repository.isShallow())
      ? ': the clone is shallow, and `git fetch --unshallow` helps'
      : '';
    throw new UsageError(
      `head and ${branch} have no common ancestor here${why}; or name a revision with --base`,
    );
  }
  return base;
}
