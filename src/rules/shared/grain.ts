/** What a row of a query's output stands for. */
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { isPutTogether } from './surrogates.ts';
import { decides, isOneEach, isPart, mayStandForKey, minimalKey, type Unique } from './uniqueness.ts';

/** The columns that identify a row of the output, if its query makes sure of that. */
export function grain(project: Project, { id }: Resource): string[] | undefined {
  const shape = project.query(id)?.shape;
  const { rows } = shape ?? {};
  const isSure = rows?.joins.every((index) => {
    const join = shape?.joins[index];
    return join && isOneEach(project, shape, join) === true;
  });
  const key = rows?.keys.toSorted((a, b) => a.length - b.length)[0];
  return isSure && key ? minimalKey(project, shape!, rows, key) : undefined;
}

/** Whether the columns decide those of the key by which the query keeps rows apart. */
export function isGrain(
  project: Project,
  { id }: Resource,
  key: readonly string[],
  columns: readonly string[],
): Unique {
  const shape = project.query(id)?.shape;
  if (isPart(key, columns)) return true;
  if (!shape?.rows) return false;
  const unique = decides(project, shape, shape.rows, columns);
  const others = key.filter((name) => !columns.includes(name));
  const isInTheirStead =
    mayStandForKey(project, shape, shape.rows, columns) ||
    others.every((name) => isPutTogether(project, id, name, columns));
  if (unique !== true && isInTheirStead) return undefined;
  return unique === undefined && others.some((name) => isOfSeveral(project, id, name)) ? false : unique;
}

const gathering = /^(count|sum|avg|\w+_agg|listagg|group_concat)$/;
const choosing = /^(min|max)$/;

/**
 * True if the query gathers up what the relation has for a row that a column is of, or still takes the least or the
 * greatest value of the column: these must be several rows.
 */
function isOfSeveral(project: Project, id: string, name: string): boolean {
  const { columns } = project.output(id);
  const own = columns.find((column) => column.name === name)?.origins ?? [];
  return columns
    .flatMap(({ origins }) => origins)
    .some(({ relation, column, functions }) => {
      const isOwn = own.some((origin) => origin.relation === relation && origin.column === column);
      const isBeside = own.some((origin) => origin.relation === relation);
      return (
        (isBeside && functions.some((each) => gathering.test(each))) ||
        (isOwn && functions.some((each) => choosing.test(each)))
      );
    });
}
