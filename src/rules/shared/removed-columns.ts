/** Which columns a changed relation no longer gives to its readers. */
import type { Location } from '../../finding.ts';
import type { ResourceChange } from '../../project/project.ts';
import type { ColumnRef, Output } from '../../project/lineage/facts.ts';
import { isNamed } from './broken-readers.ts';
import { staysIncremental } from './materialized.ts';
import type { Pair } from './pairs.ts';

export interface RemovedColumn {
  name: string;
  /** Where base projected it. */
  location: Location;
}

/**
 * Columns that base surely had and head surely lacks. Base need not be closed (a column that is seen is
 * there), head must be. A column that only vanished because an upstream relation of this pull request
 * lost it, by `*`, is left to that relation: one finding per root cause.
 */
export function removedColumns(pair: Pair): RemovedColumn[] {
  if (pair.after.keepsColumns(pair.head.id)) return [];
  return pair.after.output(pair.head.id).open.length > 0 ? [] : vanished(pair);
}

/**
 * Columns that base wrote by name and head does not, where nothing but the same macros from outside the repository
 * may add further ones at both revisions. That such a macro adds this very column at head is unlikely: at base there
 * would have been two of the name.
 */
export function likelyRemovedColumns(pair: Pair): RemovedColumn[] {
  if (pair.after.keepsColumns(pair.head.id)) return [];
  // What such a macro gives in place of a column has no name here, and another position without the lost one.
  const gaps = ({ open }: Output) => open.filter((why) => !/^column \d+ has no name$/.test(why));
  const [then, now] = [gaps(pair.before.output(pair.base.id)), gaps(pair.after.output(pair.head.id))];
  const isSame = then.length === now.length && now.every((why) => then.includes(why));
  return isSame && now.length > 0 && now.every(isMacroFromOutside) ? vanished(pair) : [];
}

/** True for a reason of an open output that is a macro of a package, called by the model itself. */
function isMacroFromOutside(why: string): boolean {
  return /^macro `[^`]+` is not in this repository$/.test(why);
}

function vanished(pair: Pair): RemovedColumn[] {
  const { before, after, base, head } = pair;
  if (!pair.change.because.some((cause) => changesColumns(pair, cause))) return [];
  const stillThere = new Set(after.output(head.id).columns.map((column) => column.name));
  return before
    .output(base.id)
    .columns.filter((column) => column.certain && !stillThere.has(column.name))
    .filter((column) => {
      const [origin] = column.origins;
      return !(column.passthrough && origin && isGone(pair, origin) && !isNamed(before, base.id, origin));
    })
    .map((column) => ({ name: column.name, location: before.locate(column.span) }));
}

/** Properties say what a model is; only of a snapshot that is written in YAML do they say what it selects from. */
function changesColumns({ head }: Pair, cause: ResourceChange['because'][number]): boolean {
  if (cause === 'properties') return head.type === 'snapshot' && !head.path.endsWith('.sql');
  return cause === 'sql' || cause === 'macro' || cause === 'config';
}

function isGone({ before, after }: Pair, { relation, column }: ColumnRef): boolean {
  if (!after.resources.has(relation)) return false;
  const now = after.output(relation);
  return (
    now.open.length === 0 &&
    !now.columns.some(({ name }) => name === column) &&
    before.output(relation).columns.some(({ name }) => name === column)
  );
}

/** True if the columns that an incremental run no longer selects stay in the table. */
export function keepsColumns(pair: Pair): boolean {
  return staysIncremental(pair) && pair.after.known(pair.head, 'on_schema_change') === 'append_new_columns';
}
