/** Files of a project's folders that dbt does not look at. */
import type { Snapshot } from '../../change/snapshot.ts';
import { matchesPattern } from '../codeowners/codeowners.ts';
import { fileName, join, relative } from './paths.ts';

export const ignoreFileName = '.dbtignore';

/** Editors' and systems' own files, by dbt's habit. */
const hidden = /^[.#~]/;

/** Tells of paths below `root` whether dbt leaves them out. Needs the project's .dbtignore loaded. */
export function ignoredBy(snapshot: Snapshot, root: string): (path: string) => boolean {
  const text = snapshot.text(join(root, ignoreFileName) ?? '') ?? '';
  const patterns = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(0, 1000)
    // Unlike in CODEOWNERS, `folder/*` means all that is below.
    .map((line) => ({ keeps: line.startsWith('!'), pattern: line.replace(/^!/, '').replace(/\/\*$/, '/') }));
  return (path) => {
    if (hidden.test(fileName(path))) return true;
    const below = relative(root, path);
    const last = patterns.findLast(({ pattern }) => below !== undefined && matchesPattern(pattern, below));
    return last !== undefined && !last.keeps;
  };
}
