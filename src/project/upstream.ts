/** What a change depends on without changing it. */
import type { Resource } from './dbt/resources.ts';
import type { Project, Workspace } from './project.ts';

/** What has a file of its own in which data are made. */
const types: readonly Resource['type'][] = ['model', 'seed', 'snapshot'];

/**
 * Files of models, seeds and snapshots that changed resources depend on at head, directly or through others, each with
 * the name of one that does: the nearest, by id where several are.
 */
export function upstreamOf({ projects }: Workspace): Map<string, string> {
  const found = new Map<string, string>();
  for (const { head, changes } of projects) {
    if (!head) continue;
    const changed = changes.flatMap(({ id, head: resource }) => (resource ? [id] : []));
    for (const [path, name] of above(head, changed)) if (!found.has(path)) found.set(path, name);
  }
  return found;
}

/** Breadth first, so the nearest reader comes first. */
function above({ resources }: Project, changed: readonly string[]): Map<string, string> {
  const seen = new Set(changed);
  const found = new Map<string, string>();
  const pending = changed.map((id) => ({ id, name: resources.get(id)?.name ?? id }));
  for (const { id, name } of pending) {
    for (const { target } of resources.get(id)?.dependencies ?? []) {
      const resource = target === undefined ? undefined : resources.get(target);
      if (!resource || seen.has(resource.id)) continue;
      seen.add(resource.id);
      pending.push({ id: resource.id, name });
      if (types.includes(resource.type) && !found.has(resource.path)) found.set(resource.path, name);
    }
  }
  return found;
}
