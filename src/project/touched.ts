/** Which projects a change can do something to: the others need not be opened. */
import type { Snapshot } from '../change/snapshot.ts';
import { addedDocs, holdsDocs } from './dbt/added-docs.ts';
import { addedTables, declaresAny, type TableName } from './dbt/added-sources.ts';
import { changedPaths, differencesOf } from './dbt/belonging.ts';
import { macroNames, mentionsAny } from './dbt/changed-macros.ts';
import { dialectPaths } from './dbt/dialect.ts';
import type { Layout, Package } from './dbt/layout.ts';
import { compare, extension } from './dbt/paths.ts';
import { type FolderKind, folderKinds } from './dbt/project-file.ts';

export interface Revision {
  snapshot: Snapshot;
  layouts: readonly Layout[];
}

/**
 * Keys of head's projects of which nothing can come to light that another project would not show. Those of which no
 * file differs; and those of which all that differs is shared with a project that is opened, where it is read, and
 * matters to nobody here: source tables and docs blocks that come newly, which nobody here can have named, and macros
 * that nobody here names.
 */
export async function untouchedProjects(base: Revision, head: Revision): Promise<Set<string>> {
  const untouched = new Set<string>();
  const oids = ({ snapshot }: Revision) =>
    dialectPaths(snapshot).map((path) => [path, snapshot.entries.get(path)?.oid]);
  if (JSON.stringify(oids(base)) !== JSON.stringify(oids(head))) return untouched;
  const differences = differencesOf(base.snapshot, head.snapshot);
  const olds = new Map(base.layouts.map((layout) => [layout.key, layout]));
  const inessential: Candidate[] = [];
  const shown = new Set<string>();
  const known = new Map<string, Named | undefined>();
  for (const layout of head.layouts) {
    const before = olds.get(layout.key);
    const paths = before && changedPaths(differences, before, layout);
    if (paths?.length === 0) untouched.add(layout.key);
    else if (paths && (await concernsNobody(base, head, layout, paths, known)))
      inessential.push({ layout, paths });
    else for (const path of paths ?? []) shown.add(path);
  }
  for (const { layout, paths } of inessential) {
    if (paths.every((path) => shown.has(path))) untouched.add(layout.key);
    else for (const path of paths) shown.add(path);
  }
  return untouched;
}

interface Candidate {
  layout: Layout;
  paths: readonly string[];
}

/** What changes with a file, if that matters to those alone who name it or hold the same. */
interface Named {
  /** Come newly. */
  tables: readonly TableName[];
  docs: readonly string[];
  /** Come, go or differ. */
  macros: readonly string[];
}

const nothing: Named = { tables: [], docs: [], macros: [] };

/** @param known what changes with the files, by path: several projects share them */
async function concernsNobody(
  base: Revision,
  head: Revision,
  layout: Layout,
  paths: readonly string[],
  known: Map<string, Named | undefined>,
): Promise<boolean> {
  const { properties, pages, macros } = filesOf(layout);
  if (!paths.every((path) => properties.has(path) || pages.has(path) || macros.has(path))) return false;
  await Promise.all([base.snapshot.load(paths), head.snapshot.load(paths)]);
  const all = { tables: [] as TableName[], docs: [] as string[], macros: [] as string[] };
  for (const path of paths) {
    if (!known.has(path)) known.set(path, namedBy(path, base.snapshot.text(path), head.snapshot.text(path)));
    const named = known.get(path);
    if (!named) return false;
    all.tables.push(...named.tables);
    all.docs.push(...named.docs);
    all.macros.push(...named.macros);
  }
  // Of what comes, another file may hold the same, and then something else counts than before.
  const beside = (files: Iterable<string>) =>
    [...files].filter((path) => !paths.includes(path)).sort(compare);
  const tablesElsewhere = all.tables.length > 0 ? beside(properties) : [];
  const docsElsewhere = all.docs.length > 0 ? beside(pages) : [];
  const callers = all.macros.length > 0 ? beside(templatesOf(layout)) : [];
  await head.snapshot.load([...tablesElsewhere, ...docsElsewhere, ...callers]);
  const text = (path: string) => head.snapshot.text(path) ?? '';
  return (
    !tablesElsewhere.some((path) => declaresAny(path, text(path), all.tables)) &&
    !docsElsewhere.some((path) => holdsDocs(path, text(path), all.docs)) &&
    !callers.some((path) => mentionsAny(text(path), all.macros))
  );
}

/** Where what others share with it may stand. */
function filesOf(layout: Layout) {
  const others = new Set(pathsOf(layout, ['model', 'seed', 'snapshot', 'test', 'analysis']));
  return {
    properties: new Set(propertiesOf(layout)),
    pages: new Set(pathsOf(layout, folderKinds).filter(isPage)),
    macros: new Set(pathsOf(layout, ['macro']).filter((path) => !others.has(path))),
  };
}

/** Where a macro can be called. */
function templatesOf(layout: Layout): Set<string> {
  const queries = pathsOf(layout, folderKinds).filter((path) => extension(path) === 'sql');
  const projectFiles = packagesOf(layout).map(({ file }) => file.path);
  return new Set([...projectFiles, ...propertiesOf(layout), ...queries]);
}

function packagesOf({ main, packages }: Layout): readonly Package[] {
  return [main, ...packages];
}

function pathsOf(layout: Layout, kinds: readonly FolderKind[]): string[] {
  return packagesOf(layout).flatMap(({ files }) => kinds.flatMap((kind) => files[kind]));
}

function propertiesOf(layout: Layout): string[] {
  return packagesOf(layout).flatMap(({ properties }) => [...properties]);
}

/** Undefined if it may matter to others, too. */
function namedBy(path: string, before: string | undefined, after: string | undefined): Named | undefined {
  switch (extension(path)) {
    case 'md': {
      const docs = addedDocs(path, before, after);
      return docs && { ...nothing, docs };
    }
    case 'yml':
    case 'yaml': {
      const tables = addedTables(before, after);
      return tables && { ...nothing, tables };
    }
    case 'sql': {
      const macros = macroNames(path, [before, after]);
      return macros && { ...nothing, macros };
    }
    default:
      // dbt reads nothing else of a folder of macros.
      return nothing;
  }
}

function isPage(path: string): boolean {
  return extension(path) === 'md';
}
