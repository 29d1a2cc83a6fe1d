/** Columns that are there for sure, because somebody has written their names. */
import type { Snapshot } from '../../change/snapshot.ts';
import type { ColumnRef } from '../../project/lineage/facts.ts';
import type { Project } from '../../project/project.ts';

/** Chains of models that pass everything on are followed this far. */
const mostSteps = 20;

/** True for a seed's column, and for one whose name stands in the query of a model: no `*` of a source makes it up. */
export function isWrittenColumn(
  project: Project,
  snapshot: Snapshot,
  { relation, column }: ColumnRef,
  steps = 0,
): boolean {
  const resource = project.resources.get(relation);
  if (!resource || steps > mostSteps) return false;
  if (resource.type === 'seed') return true;
  if (resource.type !== 'model' || !resource.path.endsWith('.sql')) return false;
  const found = project.output(relation).columns.find(({ name }) => name === column);
  if (!found?.certain) return false;
  const { path, start, end } = found.span;
  const written = snapshot.text(path)?.slice(start, end) ?? '*';
  if (!written.includes('*')) return true;
  const [origin, other] = found.origins;
  return (
    found.passthrough &&
    origin !== undefined &&
    other === undefined &&
    isWrittenColumn(project, snapshot, origin, steps + 1)
  );
}
