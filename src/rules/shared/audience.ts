/** Who reads a model besides its own project's models. */
import type { Resource } from '../../project/dbt/resources.ts';
import type { Consumer, Project } from '../../project/project.ts';
import { defaultPolicy } from '../policy.ts';
import type { Policy } from '../policy.ts';
import { folderOf, selectorOf } from './selectors.ts';

/** In words, why people outside the project read this model; undefined if nothing says that they do. */
export function audienceOf(project: Project, resource: Resource, policy: Policy): string | undefined {
  if (resource.type !== 'model') return undefined;
  if (project.known(resource, 'access') === 'public') return 'a public model';
  const exposure = project.consumers(resource.id).find((consumer) => consumer.resource.type === 'exposure');
  if (exposure)
    return `read by the ${exposure.resource.exposureType ?? 'exposure'} ${exposure.resource.name.replaceAll('`', "'")}`;
  const selector = selectorOf(project, resource, policy.public, policy);
  if (selector === undefined) return undefined;
  const folder = folderOf(selector);
  if (folder !== undefined && policy.public === defaultPolicy.public && isWithinLayer(resource, folder))
    return undefined;
  return folder === undefined
    ? `public by the policy ${selector.replaceAll('`', "'")}`
    : `a model in ${folder}`;
}

/** Layers that no reader sees, whatever the folders around and in them are called. */
const innerLayer = /^(raw|landing|sources?|bronze|stg|staging|intermediate)$/;

function isWithinLayer({ path }: Resource, folder: string): boolean {
  const folders = path.toLowerCase().split('/').slice(0, -1);
  return folders.some((name) => name !== folder && innerLayer.test(name));
}

/** True for models that people outside the project read. */
export function isMart(project: Project, resource: Resource, policy: Policy): boolean {
  return audienceOf(project, resource, policy) !== undefined;
}

const readingTypes = new Set<string>(['model', 'snapshot', 'exposure']);

/** Who reads a model when it has so many readers that a view costs more than a table; undefined if it has few. */
export function manyReaders(project: Project, { id }: Resource, fewest = 3): Consumer[] | undefined {
  const readers = project.consumers(id).filter(({ resource }) => readingTypes.has(resource.type));
  const isMany = readers.length >= fewest || readers.some(({ resource }) => resource.type === 'exposure');
  return isMany ? readers : undefined;
}
