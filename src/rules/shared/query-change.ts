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

/** True if its own query says something else for that. */
export function hasOtherQuery(pair: Pair): boolean {
  return hasOwnChange(pair) && !pair.after.keepsQuery(pair.head.id);
}

export interface Queried {
  project: Project;
  resource: Resource;
  shape: Shape;
}

/**
 * The queries of models and snapshots that head has changed or added, as far as they can be read; twice where
 * incremental runs have one of their own.
 */
export function* queryChanges(context: RuleContext): Iterable<{ before?: Queried; after: Queried }> {
  const types = ['model', 'snapshot'] as const;
  for (const pair of changedPairs(context, types)) {
    if (!hasOtherQuery(pair)) continue;
    for (const [then, now] of runsOf(pair))
      yield {
        before: { project: pair.before, resource: pair.base, shape: then },
        after: { project: pair.after, resource: pair.head, shape: now },
      };
  }
  for (const { after: project, head: resource } of additions(context, types)) {
    const query = project.query(resource.id);
    for (const shape of [query?.shape, query?.incrementalShape])
      if (shape) yield { after: { project, resource, shape } };
  }
}

/** What a first run does at both revisions, and what an incremental one does if head has a query for it. */
export function runsOf({ before, after, base, head }: Pair): [then: Shape, now: Shape][] {
  const [then, now] = [before.query(base.id), after.query(head.id)];
  const earlier = then?.incrementalShape ?? then?.shape;
  const first: [Shape, Shape][] = then?.shape && now?.shape ? [[then.shape, now.shape]] : [];
  return earlier && now?.incrementalShape ? [...first, [earlier, now.incrementalShape]] : first;
}
