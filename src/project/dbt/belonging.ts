/** Which files belong to a project, and which of them differ between two revisions. */
import type { Snapshot } from '../../change/snapshot.ts';
import { ignoreFileName } from './dbt-ignore.ts';
import { type Layout, packageFileNames, projectFileName } from './layout.ts';
import { compare, fileName } from './paths.ts';
import { folderKinds } from './project-file.ts';

/** Files that may belong to other projects, or differ, in two revisions. Finding them needs no contents. */
export interface Differences {
  /** In code-unit order. */
  paths: readonly string[];
  differs(path: string): boolean;
}

export function differencesOf(before: Snapshot, after: Snapshot): Differences {
  const oid = (snapshot: Snapshot, path: string) => snapshot.entries.get(path)?.oid;
  const differs = (path: string): boolean => oid(before, path) !== oid(after, path);
  const all = [
    ...after.entries.keys(),
    ...[...before.entries.keys()].filter((path) => !after.entries.has(path)),
  ];
  const differing = all.filter(differs);
  // These say what belongs to whom.
  const moves = differing.some((path) => [projectFileName, ignoreFileName].includes(fileName(path)));
  return { paths: (moves ? all : differing).sort(compare), differs };
}

/** Files of a project that differ between two revisions, in code-unit order; undefined if it is made of other packages. */
export function changedPaths(
  { paths, differs }: Differences,
  old: Layout,
  layout: Layout,
): string[] | undefined {
  const made = ({ main, packages, missing }: Layout) =>
    JSON.stringify([[main, ...packages].map(({ name, root }) => [name, root]), missing]);
  if (made(old) !== made(layout)) return undefined;
  return paths.filter((path) => {
    const [was, is] = [holds(old, path), holds(layout, path)];
    return was !== is || (is && differs(path));
  });
}

/** True if the path is one of its files, or of its packages'. */
export function holds({ main, packages }: Layout, path: string): boolean {
  return [main, ...packages].some(
    ({ root, file, files, properties }) =>
      path === file.path ||
      layoutFiles(root).includes(path) ||
      isIn(properties, path) ||
      folderKinds.some((kind) => isIn(files[kind], path)),
  );
}

/** @param sorted paths in code-unit order */
function isIn(sorted: readonly string[], path: string): boolean {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle]! < path) from = middle + 1;
    else to = middle;
  }
  return sorted[from] === path;
}

function layoutFiles(root: string): string[] {
  return [ignoreFileName, ...packageFileNames].map((name) => (root === '' ? name : `${root}/${name}`));
}
