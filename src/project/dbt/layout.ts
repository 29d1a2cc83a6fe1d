/** Finds the dbt projects of a repository, and the packages that each holds. */
import type { Snapshot } from '../../change/snapshot.ts';
import type { JinjaProblem } from '../jinja/rendered.ts';
import { ignoredBy, ignoreFileName } from './dbt-ignore.ts';
import type { FileFacts } from './file-facts.ts';
import { type DeclaredPackage, readPackages } from './packages.ts';
import { compare, fileName, folderOf, join, relative } from './paths.ts';
import { type FolderKind, folderKinds, type ProjectFile } from './project-file.ts';
import { namesOtherwise, viewsOf, type Views } from './views.ts';

/** A project's own part, or one of its packages: one dbt_project.yml and the files that belong to it. */
export interface Package {
  name: string;
  root: string;
  file: ProjectFile;
  /** Paths by folder kind, in code-unit order; a .yml file counts for every kind of folder it is in. */
  files: Readonly<Record<FolderKind, readonly string[]>>;
  /** Every .yml and .yaml file in any of its folders, in code-unit order. */
  properties: readonly string[];
}

/** A project with everything it is made of. */
export interface Layout {
  /** Its root, and the value of the variable where that names folders. */
  key: string;
  /** Undefined for a run without the variable. */
  value: string | undefined;
  main: Package;
  /** Vendored and local ones, and projects of the same repository that it reads, in code-unit order of names. */
  packages: readonly Package[];
  /** Roots of packages that are projects of this repository themselves. */
  localRoots: ReadonlySet<string>;
  missing: readonly string[];
}

export interface Layouts {
  /** In code-unit order of keys. */
  layouts: readonly Layout[];
  problems: readonly JinjaProblem[];
  /** As they are written, by root. */
  files: ReadonlyMap<string, ProjectFile>;
  /** Folders of which nobody can tell whether they belong to a project, with the words that may name them. */
  unknown: Views['unknown'];
}

/** So many projects at most are made of folders that variables name. */
const mostViews = 100;

export const projectFileName = 'dbt_project.yml';
export const packageFileNames = [
  'packages.yml',
  'dependencies.yml',
  'package-lock.yml',
  'dbt_loom.config.yml',
];
/** Where dbt put packages by default before 1.0 and does since. */
const installFolders = ['dbt_packages', 'dbt_modules'];

/** Files that `readLayouts` reads. */
export function layoutPaths(snapshot: Snapshot): string[] {
  const wanted = new Set([projectFileName, ignoreFileName, ...packageFileNames]);
  return [...snapshot.entries.keys()].filter((path) => wanted.has(fileName(path)));
}

/**
 * Needs `layoutPaths` loaded. A dbt_project.yml that cannot be read counts as it was in `before`: its
 * project is broken, not gone.
 * @param after of the later revision: where variables name folders otherwise there, its words count for both, as
 * nothing could be compared
 */
export function readLayouts(
  snapshot: Snapshot,
  facts: FileFacts,
  { before, after }: { before?: Snapshot; after?: Layouts } = {},
): Layouts {
  const problems: JinjaProblem[] = [];
  const files = new Map<string, ProjectFile>();
  for (const path of snapshot.entries.keys()) {
    if (fileName(path) !== projectFileName) continue;
    const read = facts.projectFile(snapshot, path);
    if (!read) continue;
    if (!('name' in read)) problems.push(read);
    const earlier = 'name' in read || !before ? undefined : facts.projectFile(before, path);
    const file = earlier ?? read;
    if ('name' in file) files.set(folderOf(path), file);
  }
  const vendored = vendoredRoots(files);
  const roots = [...files.keys()].sort(compare);
  const views = readViews(snapshot, files, after);
  const packages = collectPackages(snapshot, views, roots);
  const layouts = [...packages]
    .filter(([, { root }]) => !vendored.has(root))
    .map(([key, main]) => readLayout(snapshot, { key, main, views }, packages, vendored))
    .sort((a, b) => compare(a.key, b.key));
  return { layouts, problems, files, unknown: [...views.values()].flatMap(({ unknown }) => unknown) };
}

/** By root, in code-unit order. */
function readViews(
  snapshot: Snapshot,
  files: ReadonlyMap<string, ProjectFile>,
  after: Layouts | undefined,
): Map<string, Views> {
  const views = new Map<string, Views>();
  const roots = [...files.keys()].sort(compare);
  let most = mostViews;
  for (const root of roots) {
    const file = files.get(root)!;
    const other = after?.files.get(root);
    const later = after && valuesIn(after, root);
    const nested = nestedIn(root, roots);
    const isNested = (path: string) => nested.some((each) => relative(each, path) !== undefined);
    const around = { root, entries: snapshot.entries, isNested, most, ...(later && { later }) };
    const read = viewsOf(
      other && namesOtherwise(file, other) ? { ...file, folders: other.folders } : file,
      around,
    );
    if (read.views[0]?.file !== file) most -= read.views.length;
    views.set(root, read);
  }
  return views;
}

/** Values of the variable that make projects of a root; undefined if nobody can tell them. */
function valuesIn({ layouts, unknown }: Layouts, root: string): Set<string | undefined> | undefined {
  if (unknown.some((each) => each.root === root)) return undefined;
  return new Set(layouts.flatMap(({ main, value }) => (main.root === root ? [value] : [])));
}

function nestedIn(root: string, roots: readonly string[]): string[] {
  return roots.filter((other) => other !== root && relative(root, other) !== undefined);
}

/**
 * Roots inside another project's package folder. Those right below it are its packages, with the root of that
 * project; deeper ones, such as a package's own tests, dbt does not load at all.
 */
function vendoredRoots(files: ReadonlyMap<string, ProjectFile>): Map<string, string | undefined> {
  const vendored = new Map<string, string | undefined>();
  for (const [root, file] of files) {
    for (const folder of new Set([file.installPath, ...installFolders])) {
      const installed = join(root, folder);
      if (!installed) continue;
      for (const other of files.keys()) {
        const inside = relative(installed, other);
        if (inside !== undefined) vendored.set(other, inside.includes('/') ? vendored.get(other) : root);
      }
    }
  }
  return vendored;
}

/** What one package has of the files below a folder. */
interface Holder {
  files: Record<FolderKind, string[]>;
  properties: string[];
  kinds: readonly FolderKind[];
  isIgnored: (path: string) => boolean;
}

/**
 * Sorts files into the kinds of folders of each package, without those of projects nested in its root. A folder may
 * lie outside of the root, where several projects share it.
 */
function collectPackages(
  snapshot: Snapshot,
  views: ReadonlyMap<string, Views>,
  roots: readonly string[],
): Map<string, Package> {
  const drafts = [...views].flatMap(([root, { views: own }]) =>
    own.map(({ file, value }) => new Draft(snapshot, { root, file, value }, roots)),
  );
  // Another folder has the holders of the one that it is in.
  const starts = new Set(['', ...roots, ...drafts.flatMap(({ folders }) => folders.map(({ path }) => path))]);
  const byFolder = new Map<string, readonly Holder[]>();
  const holdersOf = (folder: string): readonly Holder[] => {
    const known = byFolder.get(folder);
    if (known) return known;
    const holders = starts.has(folder)
      ? drafts.flatMap((draft) => draft.holder(folder) ?? [])
      : holdersOf(folderOf(folder));
    byFolder.set(folder, holders);
    return holders;
  };
  for (const { path, kind } of snapshot.entries.values()) {
    if (kind === 'file') for (const holder of holdersOf(folderOf(path))) addTo(holder, path);
  }
  return new Map(drafts.map(({ key, package: made }) => [key, made]));
}

class Draft {
  /** Other projects know a package by its root, as it is without the variable. */
  readonly key: string;
  readonly package: Package;
  readonly #files: Holder['files'];
  readonly #properties: string[] = [];
  readonly #isIgnored: Holder['isIgnored'];
  /** What its project file names. */
  readonly folders: readonly { kind: FolderKind; path: string }[];
  readonly #nested: readonly string[];

  constructor(
    snapshot: Snapshot,
    { root, file, value }: { root: string; file: ProjectFile; value: string | undefined },
    roots: readonly string[],
  ) {
    this.key = value === undefined ? root : `${root}\0${value}`;
    this.#files = Object.fromEntries(folderKinds.map((kind) => [kind, [] as string[]])) as Holder['files'];
    this.#isIgnored = ignoredBy(snapshot, root);
    this.folders = folderKinds.flatMap((kind) =>
      file.folders[kind].flatMap((folder) => {
        const path = join(root, folder);
        return path === undefined ? [] : { kind, path };
      }),
    );
    this.#nested = nestedIn(root, roots);
    this.package = { name: file.name, root, file, files: this.#files, properties: this.#properties };
  }

  /** Undefined if it has nothing of what is right below `folder`. */
  holder(folder: string): Holder | undefined {
    const holds = (path: string): boolean => path === folder || relative(path, folder) !== undefined;
    const kinds = new Set(this.folders.filter(({ path }) => holds(path)).map(({ kind }) => kind));
    if (kinds.size === 0 || this.#nested.some(holds)) return undefined;
    return {
      files: this.#files,
      properties: this.#properties,
      kinds: [...kinds],
      isIgnored: this.#isIgnored,
    };
  }
}

function addTo({ files, properties, kinds, isIgnored }: Holder, path: string): void {
  if (isIgnored(path)) return;
  for (const kind of kinds) files[kind].push(path);
  const isProperties = /\.ya?ml$/i.test(path) && fileName(path) !== projectFileName;
  if (isProperties && kinds.some((kind) => kind !== 'docs')) properties.push(path);
}

function readLayout(
  snapshot: Snapshot,
  { key, main, views }: { key: string; main: Package; views: ReadonlyMap<string, Views> },
  packages: ReadonlyMap<string, Package>,
  vendored: ReadonlyMap<string, string | undefined>,
): Layout {
  const { root } = main;
  const found = new Map<string, Package>();
  for (const [other, owner] of vendored) {
    const held = packages.get(other);
    if (owner === root && held) found.set(held.name, held);
  }
  const localRoots = new Set<string>();
  const missing = new Set<string>();
  const pending = [root];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const declared of declaredPackages(snapshot, next)) {
      const localRoot = declared.isProject
        ? rootOf(declared.name, packages, vendored)
        : declared.local === undefined
          ? undefined
          : join(next, declared.local);
      const local = localRoot === undefined ? undefined : packages.get(localRoot);
      if (!local || localRoot === undefined) missing.add(declared.name);
      else if (localRoot !== root && !localRoots.has(localRoot)) {
        localRoots.add(localRoot);
        found.set(local.name, local);
        pending.push(localRoot);
      }
    }
  }
  for (const name of [main.name, ...found.keys()]) missing.delete(name);
  for (const each of [main, ...found.values()]) {
    const { incomplete = false, unknown = [] } = views.get(each.root) ?? {};
    if (incomplete) for (const { written } of unknown) missing.add(written);
  }
  const sorted = [...found.values()].sort((a, b) => compare(a.name, b.name));
  const value = key === root ? undefined : key.slice(root.length + 1);
  return { key, value, main, packages: sorted, localRoots, missing: [...missing].sort(compare) };
}

/** Of the only project of that name that stands in the repository for itself. */
function rootOf(
  name: string,
  packages: ReadonlyMap<string, Package>,
  vendored: ReadonlyMap<string, string | undefined>,
): string | undefined {
  const roots = [...packages].flatMap(([key, { name: own, root }]) =>
    own === name && !vendored.has(root) ? key : [],
  );
  return roots.length === 1 ? roots[0] : undefined;
}

function declaredPackages(snapshot: Snapshot, root: string): DeclaredPackage[] {
  return packageFileNames.flatMap((name) =>
    readPackages(snapshot.text(root ? `${root}/${name}` : name) ?? ''),
  );
}
