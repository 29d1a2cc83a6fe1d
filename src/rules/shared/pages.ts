/** The Markdown pages of the repository, for what a pull request takes away under them. */
import type { ChangeSet } from '../../change/change-set.ts';
import { readPage } from '../../project/markdown/page.ts';
import type { Page } from '../../project/markdown/page.ts';
import { knownPaths } from '../../project/markdown/resolve.ts';
import type { RuleContext } from '../rule.ts';
import { isForeignPath, isHistoryPath, isPagePath, isSamplePath } from './path-kinds.ts';

export interface Vanished {
  base: ReadonlySet<string>;
  head: ReadonlySet<string>;
  /** New paths of what was moved, by old path. */
  moved: ReadonlyMap<string, string>;
  /** Pages at head with the paths they had at base, in code-unit order. */
  pages: readonly (Page & { path: string; basePath: string })[];
}

/** More pages than this are not read: a review must not read a whole repository for one file. */
const maxPages = 1000;

/** Several rules ask for the same change. */
const known = new WeakMap<ChangeSet, Promise<Vanished>>();

/** Undefined if the pull request takes no path away. Loads the pages at head that base had, too. */
export function vanished({ change }: Pick<RuleContext, 'change'>): Promise<Vanished> | undefined {
  if (!change.files.some(({ status }) => status === 'deleted' || status === 'renamed')) return undefined;
  const found = known.get(change) ?? read(change);
  known.set(change, found);
  return found;
}

async function read(change: ChangeSet): Promise<Vanished> {
  const { base, head, files } = change;
  const pages = pagePaths(change);
  await head.load(
    pages.map(({ path }) => path),
    'dispensable',
  );
  return {
    base: knownPaths(base.entries.keys()),
    head: knownPaths(head.entries.keys()),
    moved: new Map(
      files.flatMap(({ previousPath, path }) =>
        previousPath === undefined ? [] : [[previousPath, path] as const],
      ),
    ),
    pages: pages.flatMap((page) => {
      const text = head.text(page.path);
      return text === undefined ? [] : [{ ...page, ...readPage(text) }];
    }),
  };
}

/** The outermost folder that went with a path; the path itself if its folder is still there. One cause, however many links. */
export function causeOf(path: string, { head }: Vanished): string {
  const parts = path.split('/');
  const gone = parts.findIndex((_, index) => !head.has(parts.slice(0, index + 1).join('/')));
  return gone < 0 ? path : parts.slice(0, gone + 1).join('/');
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
