/** The Markdown pages of the repository, for what a pull request takes away under them. */
import type { ChangeSet } from '../../change/change-set.ts';
import { knownPaths } from '../../project/markdown/resolve.ts';
import type { RuleContext } from '../rule.ts';
import { isForeignPath, isHistoryPath, isPagePath, isSamplePath } from './path-kinds.ts';

export interface Vanished {
  base: ReadonlySet<string>;
  head: ReadonlySet<string>;
  /** New paths of what was moved, by old path. */
  moved: ReadonlyMap<string, string>;
  /** Pages at head with the paths they had at base, in code-unit order. */
  pages: readonly { path: string; basePath: string; text: string }[];
}

/** More pages than this are not read: a review must not read a whole repository for one file. */
const maxPages = 1000;

/** Undefined if the pull request takes no path away. Loads the pages at head that base had, too. */
export async function vanished({ change }: RuleContext): Promise<Vanished | undefined> {
  const { base, head, files } = change;
  if (!files.some(({ status }) => status === 'deleted' || status === 'renamed')) return undefined;
  const moved = new Map(
    files.flatMap(({ previousPath, path }) =>
      previousPath === undefined ? [] : [[previousPath, path] as const],
    ),
  );
  const pages = pagePaths(change);
  await head.load(
    pages.map(({ path }) => path),
    'dispensable',
  );
  return {
    base: knownPaths(base.entries.keys()),
    head: knownPaths(head.entries.keys()),
    moved,
    pages: pages.flatMap((page) => {
      const text = head.text(page.path);
      return text === undefined ? [] : [{ ...page, text }];
    }),
  };
}

function pagePaths({ base, head, files }: ChangeSet): { path: string; basePath: string }[] {
  const previous = new Map(files.map(({ path, previousPath = path }) => [path, previousPath]));
  return [...head.entries.values()]
    .filter(({ kind, path }) => kind === 'file' && isPagePath(path))
    .filter(({ path }) => !isForeignPath(path) && !isHistoryPath(path) && !isSamplePath(path))
    .map(({ path }) => ({ path, basePath: previous.get(path) ?? path }))
    .filter(({ basePath }) => base.entries.has(basePath))
    .slice(0, maxPages);
}
