/** Which columns a changed relation no longer gives to its readers. */
import type { Location } from '../../finding.ts';
import type { ResourceChange } from '../../project/project.ts';
import type { Pair } from './pairs.ts';

export interface RemovedColumn {
  name: string;
  /** Where base projected it. */
  location: Location;
}

/**
 * Columns that base surely had and head surely lacks. Base need not be closed (a column that is seen is
 * there), head must be. A column that only vanished because an upstream relation of this pull request
 * lost it is left to that relation: one finding per root cause.
 */
export function removedColumns(pair: Pair): RemovedColumn[] {
  const { before, after, base, head } = pair;
  if (!pair.change.because.some((cause) => changesColumns(pair, cause))) return [];
  const now = after.output(head.id);
  if (now.open.length > 0) return [];
  const stillThere = new Set(now.columns.map((column) => column.name));
  return before
    .output(base.id)
    .columns.filter((column) => column.certain && !stillThere.has(column.name))
    .filter((column) => {
      const [origin] = column.origins;
      return !(column.passthrough && origin && isGone(pair, origin.relation, origin.column));
    })
    .map((column) => ({ name: column.name, location: before.locate(column.span) }));
}

/** Properties say what a model is; only of a snapshot that is written in YAML do they say what it selects from. */
function changesColumns({ head }: Pair, cause: ResourceChange['because'][number]): boolean {
  if (cause === 'properties') return head.type === 'snapshot' && !head.path.endsWith('.sql');
  return cause === 'sql' || cause === 'macro' || cause === 'config';
}

function isGone({ before, after }: Pair, relation: string, column: string): boolean {
  if (!after.resources.has(relation)) return false;
  const now = after.output(relation);
  return (
    now.open.length === 0 &&
    !now.columns.some(({ name }) => name === column) &&
    before.output(relation).columns.some(({ name }) => name === column)
  );
}
