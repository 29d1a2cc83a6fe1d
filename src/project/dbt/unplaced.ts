/** Changed files that no project reads, because nobody can tell what folders a variable names. */
import { code } from '../../finding.ts';
import { holds } from './belonging.ts';
import type { Layouts } from './layout.ts';
import { extension, relative } from './paths.ts';
import { namesOtherwise } from './views.ts';

export interface Unplaced {
  /** As `it …` goes on. */
  reason: string;
  /** True if base could tell. */
  isNew: boolean;
}

/** By path: files that may be models, and the project file that newly names its folders otherwise. */
export function unplacedFiles(paths: readonly string[], base: Layouts, head: Layouts): Map<string, Unplaced> {
  const found = new Map<string, Unplaced>();
  for (const path of paths) {
    if (extension(path) !== 'sql') continue;
    const words = wordsFor(path, head);
    if (words === undefined) continue;
    const isNew = wordsFor(path, base) === undefined;
    found.set(path, { reason: `may be part of a project whose folders ${code(words)} names`, isNew });
  }
  for (const [root, file] of head.files) {
    const before = base.files.get(root);
    if (!before || !paths.includes(file.path) || !namesOtherwise(before, file)) continue;
    const reason = 'changes how a variable names folders: what comes and goes with that is not known';
    found.set(file.path, { reason, isNew: true });
  }
  return found;
}

/** What may name the folder that the path is in; undefined if nothing does, or a project has the file anyway. */
function wordsFor(path: string, { layouts, unknown }: Layouts): string | undefined {
  const place = unknown.find(({ folder }) => relative(folder, path) !== undefined);
  return place && !layouts.some((layout) => holds(layout, path)) ? place.written : undefined;
}
