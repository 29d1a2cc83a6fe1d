/** Which projects a change can do something to: the others need not be opened. */
import type { Snapshot } from '../change/snapshot.ts';
import { addedTables, declaresAny, type TableName } from './dbt/added-sources.ts';
import { dialectPaths } from './dbt/dialect.ts';
import { changedPaths, differencesOf } from './dbt/belonging.ts';
import type { Layout } from './dbt/layout.ts';
import { compare } from './dbt/paths.ts';

export interface Revision {
  snapshot: Snapshot;
  layouts: readonly Layout[];
}

/**
 * Keys of head's projects of which nothing can come to light that another project would not show. Those of which no
 * file differs; and those of which all that differs are source tables that come newly into files shared with a project
 * that is opened: what stands in that file is read there, and nobody here can have read a table that was not there.
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
  const added = new Map<string, readonly TableName[] | undefined>();
  for (const layout of head.layouts) {
    const before = olds.get(layout.key);
    const paths = before && changedPaths(differences, before, layout);
    if (paths?.length === 0) untouched.add(layout.key);
    else if (paths && (await onlyAddsTables(base, head, layout, paths, added)))
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

/** @param known what the files add, by path: several projects share them */
async function onlyAddsTables(
  base: Revision,
  head: Revision,
  { main, packages }: Layout,
  paths: readonly string[],
  known: Map<string, readonly TableName[] | undefined>,
): Promise<boolean> {
  const properties = new Set([main, ...packages].flatMap((each) => each.properties));
  if (!paths.every((path) => properties.has(path))) return false;
  await Promise.all([base.snapshot.load(paths), head.snapshot.load(paths)]);
  const added: TableName[] = [];
  for (const path of paths) {
    if (!known.has(path)) known.set(path, addedTables(base.snapshot.text(path), head.snapshot.text(path)));
    const tables = known.get(path);
    if (!tables) return false;
    added.push(...tables);
  }
  const others = [...properties].filter((path) => !paths.includes(path)).sort(compare);
  await head.snapshot.load(others);
  return !others.some((path) => declaresAny(path, head.snapshot.text(path) ?? '', added));
}
