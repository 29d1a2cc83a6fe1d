/** Opens the dbt part of both revisions of a change. */
import type { ChangeSet } from '../change/change-set.ts';
import type { Snapshot } from '../change/snapshot.ts';
import type { Side } from '../finding.ts';
import { compareProjects } from './compare.ts';
import { DbtProject } from './dbt/dbt-project.ts';
import { dialectPaths } from './dbt/dialect.ts';
import { FileFacts } from './dbt/file-facts.ts';
import { type Layout, type Layouts, layoutPaths, type Package, readLayouts } from './dbt/layout.ts';
import { compare, extension } from './dbt/paths.ts';
import type { ProjectChange, Workspace } from './project.ts';
import { createSqlEngine } from './sql/engine.ts';
import type { SqlEngine } from './sql/engine.ts';

/** What single texts say, remembered by their content. */
export interface Reading {
  engine: SqlEngine;
  known: Map<string, unknown>;
  close(): void;
}

export function createReading(): Reading {
  const engine = createSqlEngine();
  return { engine, known: new Map(), close: () => engine.close() };
}

/**
 * Loads what dbt would read of both revisions; everything after that is synchronous. Close it after use.
 * @param shared by several changes of one repository; whoever made it closes it
 */
export async function openWorkspace(change: ChangeSet, shared?: Reading): Promise<Workspace> {
  const reading = shared ?? createReading();
  const close = () => {
    if (!shared) reading.close();
  };
  try {
    return { projects: await openProjects(change, reading), close };
  } catch (error) {
    close();
    throw error;
  }
}

async function openProjects(
  { base, head, files }: ChangeSet,
  { engine, known }: Reading,
): Promise<ProjectChange[]> {
  const changed = files.flatMap(({ path, previousPath }) => [
    path,
    ...(previousPath === undefined ? [] : [previousPath]),
  ]);
  const facts = new FileFacts(known, new Set(changed));
  const projectFiles = [base, head].map((snapshot) => layoutPaths(snapshot));
  if (projectFiles.some((paths) => paths.length > 0)) engine.start();
  await Promise.all(
    [base, head].map((snapshot, side) => snapshot.load([...projectFiles[side]!, ...dialectPaths(snapshot)])),
  );
  const baseLayouts = readLayouts(base);
  const headLayouts = readLayouts(head, base);
  await Promise.all([
    base.load(projectPaths(baseLayouts, code)),
    head.load(projectPaths(headLayouts, code)),
    base.load(projectPaths(baseLayouts, data), 'dispensable'),
    head.load(projectPaths(headLayouts, data), 'dispensable'),
  ]);

  const open = (snapshot: Snapshot, side: Side, { layouts, problems }: Layouts): Map<string, DbtProject> =>
    new Map(
      layouts.map((layout) => {
        const own = problems.filter(({ span }) => isProjectFile(layout, span.path));
        return [layout.main.root, new DbtProject({ snapshot, side, layout, facts, engine, problems: own })];
      }),
    );
  const before = open(base, 'base', baseLayouts);
  const after = open(head, 'head', headLayouts);
  const roots = [...new Set([...before.keys(), ...after.keys()])].sort(compare);
  return roots.map((root) => compareProjects(before.get(root), after.get(root)));
}

const code = new Set(['sql', 'py', 'yml', 'yaml', 'md']);
/** Without its file a seed's columns are unknown, and everything else is still right. */
const data = new Set(['csv']);

function projectPaths({ layouts }: Layouts, extensions: ReadonlySet<string>): string[] {
  const paths = layouts.flatMap(({ main, packages }) => [main, ...packages].flatMap(packagePaths));
  return [...new Set(paths)].filter((path) => extensions.has(extension(path)));
}

function packagePaths({ files, properties }: Package): string[] {
  return [...Object.values(files).flat(), ...properties];
}

function isProjectFile({ main, packages }: Layout, path: string): boolean {
  return [main, ...packages].some(({ file }) => file.path === path);
}
