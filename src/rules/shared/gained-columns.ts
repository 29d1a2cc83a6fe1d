/** Queries that may have one name too many after a change. */
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project, ProjectChange } from '../../project/project.ts';

const queried = new Set<string>(['model', 'snapshot', 'test']);

/** What the pull request changes, and what reads a model that it gives more columns. */
export function queriesAtRisk({ base, changes }: ProjectChange, head: Project): Resource[] {
  const found = new Set<Resource>();
  for (const change of changes) {
    if (!change.head) continue;
    found.add(change.head);
    if (!change.base || !base || !gainsColumns(base, change.base, head, change.head)) continue;
    for (const { resource } of head.consumers(change.head.id)) found.add(resource);
  }
  return [...found].filter(({ type, enabled }) => enabled === true && queried.has(type));
}

function gainsColumns(before: Project, base: Resource, after: Project, head: Resource): boolean {
  if (head.type !== 'model' && head.type !== 'seed') return false;
  const had = new Set(before.output(base.id).columns.map(({ name }) => name));
  return after.output(head.id).columns.some(({ name }) => !had.has(name));
}
