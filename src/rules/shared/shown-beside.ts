/** Personal data that the readers of a model see in other models already. */
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import type { Policy } from '../policy.ts';
import { audienceOf } from './audience.ts';
import { sourcesOf } from './personal-origin.ts';
import type { Place } from './personal-origin.ts';

/** Reading all marts of a project would take longer than what it tells is worth. */
const mostRead = 40;

export interface Reader {
  project: Project;
  resource: Resource;
  /** As `audienceOf` says it. */
  audience: string;
}

/** A model of `project` in the folder of another, with the same readers, that shows a value unmasked; the first by path. */
export function shownBeside(
  project: Project,
  reader: Reader,
  /** Where it comes from in the reader's project. */
  value: Place,
  policy: Policy,
): Resource | undefined {
  const sources = [...sourcesOf(reader.project, value)];
  return besides(project, reader, policy)
    .slice(0, mostRead)
    .find((model) => shows(project, model, sources));
}

function besides(project: Project, { resource, audience, ...reader }: Reader, policy: Policy): Resource[] {
  const grants = grantsOf(reader.project, resource);
  if (grants === undefined) return [];
  return [...project.resources.values()]
    .filter(
      (model) =>
        model.type === 'model' &&
        model.enabled === true &&
        model.id !== resource.id &&
        folderOf(model) === folderOf(resource) &&
        audienceOf(project, model, policy) === audience &&
        grantsOf(project, model) === grants,
    )
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function grantsOf(project: Project, resource: Resource): string | undefined {
  const { value } = project.setting(resource, 'grants');
  return value.known ? JSON.stringify(value.value ?? null) : undefined;
}

function folderOf({ path }: Resource): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function shows(project: Project, { id }: Resource, sources: readonly string[]): boolean {
  return project.output(id).columns.some(({ name }) => {
    const shown = sourcesOf(project, { id, column: name });
    return sources.every((source) => shown.has(source));
  });
}
