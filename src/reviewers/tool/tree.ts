/** The head revision as files, for a command that wants some: a folder of its own, and nobody's checkout. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Snapshot } from '../../change/snapshot.ts';

export interface Tree {
  /** What the command runs in. */
  folder: string;
  /** A home without settings or keys. */
  home: string;
  /** Removes both. Never rejects. */
  close(): Promise<void>;
}

/** Files that are written side by side. */
const batch = 64;

/**
 * Writes all text files of the revision. Links, submodules, binary and huge files are left out: a link may lead
 * anywhere, and no linter reads the others. Paths are the pull request's, so each is checked to stay inside.
 */
export async function writeTree(head: Snapshot, signal: AbortSignal): Promise<Tree> {
  const root = await mkdtemp(join(tmpdir(), 'parallel-review-tool-'));
  const close = () => rm(root, { recursive: true, force: true }).catch(() => {});
  const [folder, home] = [join(root, 'repository'), join(root, 'home')];
  try {
    await Promise.all([mkdir(folder), mkdir(home)]);
    const paths = [...head.entries.values()]
      .filter(({ kind, path }) => kind === 'file' && isInside(path))
      .map(({ path }) => path);
    await head.load(paths, 'dispensable');
    for (let start = 0; start < paths.length; start += batch) {
      signal.throwIfAborted();
      await Promise.all(
        paths.slice(start, start + batch).map((path) => write(folder, path, head.text(path))),
      );
    }
    return { folder, home, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Git refuses most of these itself, but a tree can be made by other means. */
function isInside(path: string): boolean {
  const parts = path.split('/');
  return (
    !path.includes('\\') &&
    parts.every((part) => part !== '' && part !== '.' && part !== '..' && !isGitFolder(part))
  );
}

/** Hooks and settings in there are commands. Some file systems ignore case. */
function isGitFolder(part: string): boolean {
  return part.toLowerCase() === '.git';
}

async function write(folder: string, path: string, text: string | undefined): Promise<void> {
  if (text === undefined) return;
  const target = join(folder, path);
  await mkdir(dirname(target), { recursive: true });
  // Two names that one file system takes for the same are written once.
  await writeFile(target, text, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST' && error.code !== 'EISDIR' && error.code !== 'ENOTDIR') throw error;
  });
}
