/** How a run builds a resource, as far as that is known. */
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import type { Pair } from './pairs.ts';

/** True for what is surely kept as a table, all of it or piece by piece. */
export function isStored(project: Project, resource: Resource): boolean {
  const materialized = project.known(resource, 'materialized');
  return materialized === 'table' || materialized === 'incremental';
}

/** True if both revisions surely build it piece by piece. */
export function staysIncremental({ before, after, base, head }: Pair): boolean {
  return [before.known(base, 'materialized'), after.known(head, 'materialized')].every(
    (materialized) => materialized === 'incremental',
  );
}
