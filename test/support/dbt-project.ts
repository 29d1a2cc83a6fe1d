/** Projects made of literals, for tests of what is understood of them. */
import type { Project, Workspace } from '../../src/project/project.ts';
import { createReading, openWorkspace } from '../../src/project/workspace.ts';
import { memoryChange } from './memory-snapshot.ts';

export const projectYml = 'name: shop\n';

type Files = Record<string, string>;

/** One thread parses for all projects of a test file. It ends with the file. */
const { engine } = createReading();

/** Base has `files`; head has them too, with `changes` laid over; null deletes. */
export async function workspaceOf(
  files: Files,
  changes: Record<string, string | null> = {},
): Promise<Workspace> {
  const head = { ...files, ...changes };
  const kept = Object.entries(head).filter((entry): entry is [string, string] => entry[1] !== null);
  const reading = { engine, known: new Map(), close: () => {} };
  return openWorkspace(await memoryChange(files, Object.fromEntries(kept)), reading, 'all');
}

/** The only project of these files, at head; `dbt_project.yml` is added if there is none. */
export async function projectOf(files: Files): Promise<Project> {
  const { projects } = await workspaceOf({ 'dbt_project.yml': projectYml, ...files });
  const project = projects[0]?.head;
  if (!project || projects.length !== 1) throw new Error(`${projects.length} projects instead of one`);
  return project;
}
