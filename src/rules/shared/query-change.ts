/** Queries that a pull request changes or adds. */
import type { Resource } from '../../project/dbt/resources.ts';
import type { Shape } from '../../project/lineage/shape.ts';
import type { Project } from '../../project/project.ts';
import type { RuleContext } from '../rule.ts';
import { additions, changedPairs, type Pair } from './pairs.ts';

/** True if its SQL, a macro or a setting that it may read differs: what only comes from upstream is reported there. */
export function hasOwnChange({ change }: Pair): boolean {
  return change.because.some((cause) => cause === 'sql' || cause === 'macro' || cause === 'config');
}

export interface Queried {
  project: Project;
  resource: Resource;
  shape: Shape;
}

/** The queries of models and snapshots that head has changed or added, as far as they can be read. */
export function* queryChanges(context: RuleContext): Iterable<{ before?: Queried; after: Queried }> {
  const types = ['model', 'snapshot'] as const;
  for (const pair of changedPairs(context, types)) {
    if (!hasOwnChange(pair)) continue;
    const before = queried(pair.before, pair.base);
    const after = queried(pair.after, pair.head);
    if (before && after) yield { before, after };
  }
  for (const { after: project, head } of additions(context, types)) {
    const after = queried(project, head);
    if (after) yield { after };
  }
}

function queried(project: Project, resource: Resource): Queried | undefined {
  const shape = project.query(resource.id)?.shape;
  return shape && { project, resource, shape };
}
