/** Which projects a change can do something to: the others need not be opened. */
import type { Snapshot } from '../change/snapshot.ts';
import { addedDocs, holdsDocs } from './dbt/added-docs.ts';
import { addedTables, declaresAny, type TableName } from './dbt/added-sources.ts';
import { dialectPaths } from './dbt/dialect.ts';
import { changedPaths, differencesOf } from './dbt/belonging.ts';
import type { Layout } from './dbt/layout.ts';
import { compare, extension } from './dbt/paths.ts';

export interface Revision {
  snapshot: Snapshot;
  layouts: readonly Layout[];
}

/**
 * Keys of head's projects of which nothing can come to light that another project would not show. Those of which no
 * file differs; and those of which all that differs are source tables and docs blocks that come newly into files shared
 * with a project that is opened: what stands in that file is read there, and nobody here can have named what was not
 * there.
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
  const added = new Map<string, Added | undefined>();
  for (const layout of head.layouts) {
    const before = olds.get(layout.key);
    const paths = before && changedPaths(differences, before, layout);
    if (paths?.length === 0) untouched.add(layout.key);
    else if (paths && (await onlyAdds(base, head, layout, paths, added))) inessential.push({ layout, paths });
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

/** What a file has over the one it was: source tables and docs blocks. */
interface Added {
  tables: readonly TableName[];
  docs: readonly string[];
}

/** @param known what the files add, by path: several projects share them */
async function onlyAdds(
  base: Revision,
  head: Revision,
  { main, packages }: Layout,
  paths: readonly string[],
  known: Map<string, Added | undefined>,
): Promise<boolean> {
  const all = [main, ...packages];
  const properties = new Set(all.flatMap((each) => each.properties));
  const pages = new Set(all.flatMap(({ files }) => Object.values(files).flat()).filter(isPage));
  if (!paths.every((path) => properties.has(path) || pages.has(path))) return false;
  await Promise.all([base.snapshot.load(paths), head.snapshot.load(paths)]);
  const tables: TableName[] = [];
  const docs: string[] = [];
  for (const path of paths) {
    if (!known.has(path)) known.set(path, addedBy(path, base.snapshot.text(path), head.snapshot.text(path)));
    const added = known.get(path);
    if (!added) return false;
    tables.push(...added.tables);
    docs.push(...added.docs);
  }
  // Another file of the project may name the same, and then something else counts than before.
  const beside = (files: ReadonlySet<string>, names: readonly unknown[]) =>
    names.length === 0 ? [] : [...files].filter((path) => !paths.includes(path)).sort(compare);
  const [lists, texts] = [beside(properties, tables), beside(pages, docs)];
  await head.snapshot.load([...lists, ...texts]);
  const text = (path: string) => head.snapshot.text(path) ?? '';
  return (
    !lists.some((path) => declaresAny(path, text(path), tables)) &&
    !texts.some((path) => holdsDocs(path, text(path), docs))
  );
}

function addedBy(path: string, before: string | undefined, after: string | undefined): Added | undefined {
  if (isPage(path)) {
    const docs = addedDocs(path, before, after);
    return docs && { tables: [], docs };
  }
  const tables = addedTables(before, after);
  return tables && { tables, docs: [] };
}

function isPage(path: string): boolean {
  return extension(path) === 'md';
}
