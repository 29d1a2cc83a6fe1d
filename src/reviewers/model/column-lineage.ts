/** Where a column comes from and who uses it, as a few lines for a model. */
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project, Workspace } from '../../project/project.ts';

/** Steps upstream: what is further away explains nothing. */
const mostSteps = 6;
const mostLines = 60;

/** Of the projects at head, as far as their files may be read. */
export function columnLineage(
  { model, column }: { model: string; column: string },
  { projects }: Workspace,
  isRead: (path: string) => boolean,
): string {
  const wanted = column.toLowerCase();
  const found = projects.flatMap(({ head: project }) =>
    [...(project?.resources.values() ?? [])]
      .filter(({ name, id, path }) => (name === model || id === model) && isRead(path))
      .map((resource) => ({ project: project!, resource })),
  );
  if (found.length === 0)
    return 'Error: no dbt model of that name may be read in the projects that the pull request touches.';
  const lines = found.flatMap(({ project, resource }) => [
    `${resource.id}.${wanted}`,
    ...upstream(project, resource.id, wanted, isRead),
    ...downstream(project, resource, wanted, isRead),
  ]);
  const more = lines.length > mostLines ? [`(${lines.length - mostLines} more lines)`] : [];
  return [...lines.slice(0, mostLines), ...more].join('\n');
}

/** Each column once, so that a wide graph stays a short answer. */
function upstream(
  project: Project,
  id: string,
  column: string,
  isRead: (path: string) => boolean,
  known: Set<string> = new Set(),
  step = 1,
): string[] {
  const indent = '  '.repeat(step);
  const { columns, open } = project.output(id);
  const output = columns.find(({ name }) => name === column);
  if (!output) {
    const unsure = open.length > 0 ? ': not all of its columns are known' : '';
    return step === 1 ? [`${indent}no such column${unsure}`] : [];
  }
  return output.origins.flatMap(({ relation, column: from, functions }) => {
    const key = `${relation}.${from}`;
    const resource = project.resources.get(relation);
    if (known.has(key) || step > mostSteps || known.size >= mostLines || !resource || !isRead(resource.path))
      return [];
    known.add(key);
    const by = functions.length === 0 ? '' : ` by ${functions.slice(0, 8).join(', ')}`;
    return [`${indent}from ${key}${by}`, ...upstream(project, relation, from, isRead, known, step + 1)];
  });
}

function downstream(
  project: Project,
  { id }: Resource,
  column: string,
  isRead: (path: string) => boolean,
): string[] {
  const users = new Map<string, Set<string>>();
  for (const { by, kind } of project.uses(id, column)) {
    if (isRead(by.path)) users.set(by.id, (users.get(by.id) ?? new Set()).add(kind));
  }
  const used = [...users].map(([user, kinds]) => `  used by ${user} (${[...kinds].sort().join(', ')})`);
  return used.length === 0 ? ['  used by no model that can be read'] : used.sort();
}
