/** Opens the dbt part of both revisions of a change. */
import type { ChangeSet } from '../change/change-set.ts';
import type { Snapshot } from '../change/snapshot.ts';
import type { Side } from '../finding.ts';
import { compareProjects } from './compare.ts';
import { DbtProject } from './dbt/dbt-project.ts';
import { detectDialect, dialectPaths } from './dbt/dialect.ts';
import { FileFacts } from './dbt/file-facts.ts';
import { type Layout, type Layouts, layoutPaths, type Package, readLayouts } from './dbt/layout.ts';
import { compare, extension } from './dbt/paths.ts';
import { unplacedFiles } from './dbt/unplaced.ts';
import { movedProjects } from './moved-projects.ts';
import type { Workspace } from './project.ts';
import { createSqlEngine } from './sql/engine.ts';
import type { SqlEngine } from './sql/sql-engine.ts';
import { untouchedProjects } from './touched.ts';

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
 * @param scope whether projects of which the change touches nothing are opened, too
 */
export async function openWorkspace(
  change: ChangeSet,
  shared?: Reading,
  scope: 'touched' | 'all' = 'touched',
): Promise<Workspace> {
  const reading = shared ?? createReading();
  const close = () => {
    if (!shared) reading.close();
  };
  try {
    return { ...(await openProjects(change, reading, scope)), engine: reading.engine, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function openProjects(
  { base, head, files }: ChangeSet,
  { engine, known }: Reading,
  scope: 'touched' | 'all',
): Promise<Omit<Workspace, 'engine' | 'close'>> {
  const changed = files.flatMap(({ path, previousPath }) => [
    path,
    ...(previousPath === undefined ? [] : [previousPath]),
  ]);
  const facts = new FileFacts(known, new Set(changed));
  const projectFiles = [base, head].map((snapshot) => layoutPaths(snapshot));
  // The thread gets ready while files are read.
  const mayTouch = changed.some((path) => code.has(extension(path)));
  if (mayTouch && projectFiles.some((paths) => paths.length > 0)) engine.start();
  await Promise.all(
    [base, head].map((snapshot, side) => snapshot.load([...projectFiles[side]!, ...dialectPaths(snapshot)])),
  );
  const layoutsAtHead = readLayouts(head, facts, { before: base });
  const all = { base: readLayouts(base, facts, { after: layoutsAtHead }), head: layoutsAtHead };
  const untouched =
    scope === 'touched'
      ? await untouchedProjects({ snapshot: base, ...all.base }, { snapshot: head, ...all.head })
      : new Set<string>();
  const touched = ({ layouts, ...others }: Layouts): Layouts => ({
    layouts: layouts.filter(({ key }) => !untouched.has(key)),
    ...others,
  });
  const before = touched(all.base);
  const after = touched(all.head);
  // Rules look up what one revision had in the other, too, where it may belong to no project any more.
  const paths = [...new Set([...projectPaths(before), ...projectPaths(after)])];
  const of = (kinds: ReadonlySet<string>) => paths.filter((path) => kinds.has(extension(path)));
  const [written, listed] = [of(code), of(data)];
  await Promise.all(
    [base, head].flatMap((snapshot) => [snapshot.load(written), snapshot.load(listed, 'dispensable')]),
  );

  const open = (snapshot: Snapshot, side: Side, { layouts, problems }: Layouts): Map<string, DbtProject> =>
    new Map(
      layouts.map((layout) => {
        const own = problems.filter(({ span }) => isProjectFile(layout, span.path));
        return [layout.key, new DbtProject({ snapshot, side, layout, facts, engine, problems: own })];
      }),
    );
  const olds = open(base, 'base', before);
  const news = open(head, 'head', after);
  facts.forgetTraces();
  const moved = movedProjects(all.base.layouts, all.head.layouts);
  const left = new Set(moved.values());
  const keys = [...new Set([...olds.keys(), ...news.keys()])].filter((key) => !left.has(key)).sort(compare);
  return {
    projects: keys.map((key) => compareProjects(olds.get(moved.get(key) ?? key), news.get(key))),
    unplaced: unplacedFiles(changed, all.base, all.head),
    untouched: all.head.layouts
      .filter(
        ({ key, main }, index, layouts) => untouched.has(key) && layouts[index - 1]?.main.root !== main.root,
      )
      .map(({ main: { root, name, file } }) => ({
        root,
        name,
        dialect: detectDialect(head, root, file.profile, () => []),
      })),
  };
}

const code = new Set(['sql', 'py', 'yml', 'yaml', 'md']);
/** Without its file a seed's columns are unknown, and everything else is still right. */
const data = new Set(['csv']);

function projectPaths({ layouts }: Layouts): string[] {
  return layouts.flatMap(({ main, packages }) => [main, ...packages].flatMap(packagePaths));
}

function packagePaths({ files, properties }: Package): string[] {
  return [...Object.values(files).flat(), ...properties];
}

function isProjectFile({ main, packages }: Layout, path: string): boolean {
  return [main, ...packages].some(({ file }) => file.path === path);
}
