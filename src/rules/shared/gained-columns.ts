/** Queries that may have one name too many after a change. */
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project, ProjectChange } from '../../project/project.ts';

const queried = new Set<string>(['model', 'snapshot', 'test']);
const relations = new Set<string>(['model', 'seed']);

/** What the pull request changes, and what reads a model that it gives more columns. */
export function queriesAtRisk({ base, changes }: ProjectChange, head: Project): Resource[] {
  const found = new Set<Resource>();
  for (const change of changes) {
    if (!change.head) continue;
    // What a query says twice it said before.
    if (!change.base || !head.keepsQuery(change.head.id)) found.add(change.head);
    if (!change.base || !base || !relations.has(change.head.type)) continue;
    if (gainedColumns(base, change.base, head, change.head).length === 0) continue;
    for (const { resource } of head.consumers(change.head.id)) found.add(resource);
  }
  return [...found].filter(({ type, enabled }) => enabled === true && queried.has(type));
}

/** Names that a resource returns and did not return. */
export function gainedColumns(before: Project, base: Resource, after: Project, head: Resource): string[] {
  if (after.keepsColumns(head.id)) return [];
  const had = new Set(before.output(base.id).columns.map(({ name }) => name));
  return after.output(head.id).columns.flatMap(({ name }) => (had.has(name) ? [] : [name]));
}
