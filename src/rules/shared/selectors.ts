/** Which models a selector of the policy means: `tag:NAME`, `layer:NAME`, or a glob of paths below the project. */
import { Minimatch } from 'minimatch';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import type { Policy } from '../policy.ts';

/** The first selector that means the resource; of those that name a folder, that of the outermost one. */
export function selectorOf(
  project: Project,
  resource: Resource,
  selectors: readonly string[],
  policy: Policy,
): string | undefined {
  const path = pathIn(project, resource);
  const found = selectors.filter((selector) => isMeant(project, resource, path, selector, policy));
  const depth = (selector: string) => `/${path.toLowerCase()}`.indexOf(`/${folderOf(selector) ?? ''}/`);
  return found.toSorted((a, b) => depth(a) - depth(b))[0];
}

// `marts` of a selector that means a folder of this name, wherever it is.
export function folderOf(selector: string): string | undefined {
  return /^\*\*\/([\w .-]+)\/\*\*$/.exec(selector)?.[1]?.toLowerCase();
}

function isMeant(
  project: Project,
  resource: Resource,
  path: string,
  selector: string,
  { layers }: Policy,
): boolean {
  const [, kind, name = ''] = /^(tag|layer):(.*)$/.exec(selector) ?? [];
  if (kind === 'tag') return tagsOf(project, resource).includes(name);
  const globs = kind === 'layer' ? (Object.hasOwn(layers, name) ? layers[name]! : []) : [selector];
  return globs.some((glob) => compiled(glob).match(path));
}

function tagsOf(project: Project, resource: Resource): unknown[] {
  return [project.known(resource, 'tags')].flat();
}

function pathIn({ root }: Project, { path }: Resource): string {
  return root === '' ? path : path.slice(root.length + 1);
}

const globs = new Map<string, Minimatch>();

/** Globs come from the configuration, so that there are few of them. */
function compiled(glob: string): Minimatch {
  let known = globs.get(glob);
  if (!known) {
    known = new Minimatch(glob.endsWith('/') ? `${glob}**` : glob, {
      dot: true,
      nocase: true,
      nonegate: true,
      nocomment: true,
      platform: 'linux',
    });
    globs.set(glob, known);
  }
  return known;
}
