/** Personal data that the readers of a model see in other models already. */
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import type { Policy } from '../policy.ts';
import { audienceOf } from './audience.ts';
import { isMasked, personalOrigin } from './pii.ts';

export interface Shown {
  /** Unique id of the relation that the value is from, and its column there. */
  id: string;
  column: string;
}

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
  value: Shown,
  policy: Policy,
): Resource | undefined {
  return besides(project, reader, policy)
    .slice(0, mostRead)
    .find((model) => shows(project, model, value, policy));
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

function shows(project: Project, { id }: Resource, value: Shown, policy: Policy): boolean {
  return project.output(id).columns.some(({ origins }) =>
    origins.some((origin) => {
      if (isMasked(origin)) return false;
      const source = personalOrigin(project, origin.relation, origin.column, policy)?.path.at(-1);
      return source?.id === value.id && source.column === value.column;
    }),
  );
}
