/** What a changed model reads and who reads it, in a few lines: what a diff does not show. */
import type { Project, Workspace } from '../../project/project.ts';
import type { Resource } from '../../project/dbt/resources.ts';

const mostRelations = 6;
const mostColumns = 12;
const mostConsumers = 8;

/** The dbt resources that a file defines, with the project they belong to. */
export function resourcesAt(
  path: string,
  { projects }: Workspace,
): { project: Project; resource: Resource }[] {
  return projects.flatMap(({ base, head }) => {
    const project = head ?? base;
    if (!project) return [];
    return [...project.resources.values()]
      .filter((resource) => resource.path === path && /^(model|snapshot)\./.test(resource.id))
      .map((resource) => ({ project, resource }));
  });
}

/** How many resources read it, directly or not: what many read matters more. */
export function weightOf(path: string, workspace: Workspace): number {
  return resourcesAt(path, workspace).reduce(
    (sum, { project, resource }) => sum + 1 + project.descendants(resource.id).length,
    0,
  );
}

/** Undefined where nothing is known. */
export function lineageContext(path: string, workspace: Workspace): string | undefined {
  const lines = resourcesAt(path, workspace).flatMap(({ project, resource }) => [
    ...upstream(project, resource),
    ...downstream(project, resource),
  ]);
  return lines.length === 0 ? undefined : lines.join('\n');
}

function upstream(project: Project, { id }: Resource): string[] {
  const columns = new Map<string, Set<string>>();
  for (const { relation, column } of project.query(id)?.uses ?? []) {
    columns.set(relation, (columns.get(relation) ?? new Set()).add(column));
  }
  const read = [...columns].toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, mostRelations);
  return read.length === 0
    ? []
    : [`reads: ${read.map(([relation, used]) => `${shortName(relation)}(${listed(used)})`).join(', ')}`];
}

function downstream(project: Project, { id }: Resource): string[] {
  const readers = [...new Map(project.consumers(id).map((it) => [it.resource.id, it.resource])).values()];
  if (readers.length === 0) return [];
  const shown = readers.slice(0, mostConsumers).map((reader) => {
    const used = new Set(
      (project.query(reader.id)?.uses ?? [])
        .filter(({ relation }) => relation === id)
        .map(({ column }) => column),
    );
    const kind = reader.type === 'model' ? '' : `${reader.type} `;
    return `${kind}${reader.name}${used.size > 0 ? `(${listed(used)})` : ''}`;
  });
  const more = readers.length > mostConsumers ? ` and ${readers.length - mostConsumers} more` : '';
  return [`read by: ${shown.join(', ')}${more}`];
}

function listed(columns: ReadonlySet<string>): string {
  const sorted = [...columns].sort();
  const more = sorted.length > mostColumns ? `, …${sorted.length - mostColumns} more` : '';
  return sorted.slice(0, mostColumns).join(', ') + more;
}

function shortName(id: string): string {
  return id.replace(/^model\.[^.]+\./, '').replace(/^(source|seed|snapshot)\.[^.]+\./, '$1 ');
}
