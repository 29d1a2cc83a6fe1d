/** What a changed model reads and who reads it, in a few lines: what a diff does not show. */
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project, ResourceChange, Workspace } from '../../project/project.ts';

const mostRelations = 5;
const mostColumns = 8;
const mostConsumers = 6;

/** A query that a file defines, in the revision that has it: head if both do. */
export interface Defined {
  project: Project;
  resource: Resource;
  /** The same at base. */
  before?: { project: Project; resource: Resource };
  change?: ResourceChange;
}

/** The models, snapshots and seeds that a file defines. */
export function definedBy(path: string, { projects }: Workspace): Defined[] {
  return projects.flatMap(({ base, head, changes }) => {
    const project = head ?? base;
    if (!project) return [];
    const inHead = resourcesOf(project, path);
    const found = inHead.length > 0 || !base ? inHead : resourcesOf(base, path);
    const owner = inHead.length > 0 ? project : (base ?? project);
    return found.map((resource) => {
      const change = changes.find(({ id }) => id === resource.id);
      const before = base?.resources.get(resource.id);
      return {
        project: owner,
        resource,
        ...(base && before && owner !== base && { before: { project: base, resource: before } }),
        ...(change && { change }),
      };
    });
  });
}

function resourcesOf(project: Project, path: string): Resource[] {
  const types = new Set<Resource['type']>(['model', 'snapshot', 'seed']);
  return [...project.resources.values()].filter((it) => it.path === path && types.has(it.type));
}

/** How many resources read what the file defines, directly or not: what many read matters more. 0: it defines none. */
export function weightOf(path: string, workspace: Workspace): number {
  return definedBy(path, workspace).reduce(
    (sum, { project, resource }) => sum + 1 + project.descendants(resource.id).length,
    0,
  );
}

/**
 * Undefined where nothing is known.
 * @param named words of the changed lines, in lower case: of many columns those come first
 */
export function lineageContext(
  path: string,
  workspace: Workspace,
  named: ReadonlySet<string>,
): string | undefined {
  const lines = definedBy(path, workspace).flatMap((it) => [
    ...columnChanges(it),
    ...upstream(it, named),
    ...downstream(it, named),
  ]);
  // Two projects of one repository may hold the same package.
  return lines.length === 0 ? undefined : [...new Set(lines)].join('\n');
}

/** Only where both lists are complete: a list with holes says nothing of what is not in it. */
function columnChanges({ project, resource, before }: Defined): string[] {
  if (!before) return [];
  const [old, now] = [before.project.output(before.resource.id), project.output(resource.id)];
  if (old.open.length > 0 || now.open.length > 0) return [];
  const [names, newNames] = [new Set(old.columns.map(nameOf)), new Set(now.columns.map(nameOf))];
  const gone = [...names].filter((name) => !newNames.has(name));
  const added = [...newNames].filter((name) => !names.has(name));
  return [
    ...(gone.length > 0 ? [`columns gone: ${listed(gone)}`] : []),
    ...(added.length > 0 ? [`new columns: ${listed(added)}`] : []),
  ];
}

function nameOf({ name }: { name: string }): string {
  return name;
}

/** Of what is gone it does not matter any more. */
function upstream({ project, resource: { id }, change }: Defined, named: ReadonlySet<string>): string[] {
  if (change && !change.head) return [];
  const columns = new Map<string, Set<string>>();
  for (const { relation, column } of project.query(id)?.uses ?? []) {
    columns.set(relation, (columns.get(relation) ?? new Set()).add(column));
  }
  const read = [...columns].toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (read.length === 0) return [];
  const shown = read
    .slice(0, mostRelations)
    .map(([relation, used]) => `${shortName(relation)}(${listed([...used], named)})`);
  return [`reads: ${shown.join(', ')}${andMore(read.length - mostRelations)}`];
}

function downstream({ project, resource: { id } }: Defined, named: ReadonlySet<string>): string[] {
  const readers = [...new Map(project.consumers(id).map((it) => [it.resource.id, it.resource])).values()]
    // Tests read everything, and say nothing of who would notice.
    .filter(({ type }) => type !== 'test' && type !== 'unit_test');
  if (readers.length === 0) return [];
  const shown = readers.slice(0, mostConsumers).map((reader) => {
    const uses = (project.query(reader.id)?.uses ?? []).filter(({ relation }) => relation === id);
    const used = [...new Set(uses.map(({ column }) => column))];
    const kind = reader.type === 'model' ? '' : `${reader.type} `;
    return `${kind}${reader.name}${used.length > 0 ? `(${listed(used, named)})` : ''}`;
  });
  return [`read by: ${shown.join(', ')}${andMore(readers.length - mostConsumers)}`];
}

function listed(columns: readonly string[], named: ReadonlySet<string> = new Set()): string {
  const inOrder = columns.toSorted((a, b) => Number(named.has(b)) - Number(named.has(a)) || (a < b ? -1 : 1));
  return inOrder.slice(0, mostColumns).join(', ') + andMore(columns.length - mostColumns);
}

function andMore(count: number): string {
  return count > 0 ? ` and ${count} more` : '';
}

function shortName(id: string): string {
  return id.replace(/^model\.[^.]+\./, '').replace(/^(source|seed|snapshot)\.[^.]+\./, '$1 ');
}
