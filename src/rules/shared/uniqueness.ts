/** Whether columns identify a row, by what queries do and what projects declare. */
import type { Project } from '../../project/project.ts';
import type { JoinShape, Rows, Shape } from '../../project/lineage/shape.ts';
import { declaredKeys } from './keys.ts';

/** `false`: a key is known and the columns lack a part of it. */
export type Unique = boolean | undefined;

/** Chains of models are followed this far. */
const maxSteps = 20;

/** Whether no two rows of a relation share all of these columns. */
export function isUniqueIn(project: Project, id: string, columns: readonly string[], steps = 0): Unique {
  const resource = project.resources.get(id);
  if (!resource || steps > maxSteps) return undefined;
  const keys = declaredKeys(project, resource);
  if (keys.some((key) => isPart(key.columns, columns))) return true;
  const byQuery = isUniqueByQuery(project, id, columns, steps + 1);
  if (byQuery !== true && columns.some((name) => isSurrogate(project, id, name))) return undefined;
  return byQuery ?? (keys.length > 0 ? false : undefined);
}

/** A hash of several columns is a key wherever these are one. */
function isSurrogate(project: Project, id: string, name: string): boolean {
  const column = project.output(id).columns.find((candidate) => candidate.name === name);
  return (
    column?.origins.some(({ functions }) =>
      functions.some((called) => /md5|sha|hash|fingerprint|concat|uuid/.test(called)),
    ) ?? false
  );
}

/** The same by what the relation's query does, whatever is declared about itself. */
export function isUniqueByQuery(project: Project, id: string, columns: readonly string[], steps = 0): Unique {
  const query = project.query(id);
  const { shape } = query ?? {};
  if (!query || !shape?.rows) return undefined;
  const upstream = columns.flatMap((name) => {
    const column = query.output.columns.find((candidate) => candidate.name === name);
    const isText = shape.types.get(name)?.type === 'string' && column?.origins.length === 1;
    const [origin] = column?.origins ?? [];
    const isSame = column?.passthrough || (isText && origin?.functions.join() === 'cast');
    return isSame && origin && origin.relation === shape.rows?.of ? [origin.column] : [];
  });
  return isKey(project, shape, shape.rows, columns, upstream, steps);
}

/** Whether every row on the left of a join meets one row at most on its right. */
export function isOneEach(project: Project, shape: Shape, join: JoinShape, steps = 0): Unique {
  if (join.unique) return true;
  const { rows } = join.right;
  const upstream = join.keys.flatMap(({ of }) => (of === undefined ? [] : [of]));
  return (
    rows &&
    isKey(
      project,
      shape,
      rows,
      join.keys.map(({ column }) => column),
      upstream,
      steps,
    )
  );
}

function isKey(
  project: Project,
  shape: Shape,
  rows: Rows,
  columns: readonly string[],
  upstream: readonly string[],
  steps: number,
): Unique {
  if (steps > maxSteps) return undefined;
  const isMultiplied = rows.joins.some((index) => {
    const join = shape.joins[index];
    return !join || isOneEach(project, shape, join, steps + 1) !== true;
  });
  if (isMultiplied) return undefined;
  if (rows.keys.some((key) => isPart(key, columns))) return true;
  const byUpstream = rows.of === undefined ? undefined : isUniqueIn(project, rows.of, upstream, steps + 1);
  if (byUpstream !== undefined) return byUpstream;
  // Columns that have nothing of the key may be another key: a hash of it, a number of its own.
  return !rows.whole && rows.keys.some((key) => key.some((name) => columns.includes(name)))
    ? false
    : undefined;
}

/** True if all of `part` is in `whole`. */
export function isPart(part: readonly string[], whole: readonly string[]): boolean {
  return part.every((name) => whole.includes(name));
}

/** The joins whose repeated rows reach the output. */
export function repeating(shape: Shape): Set<JoinShape> {
  const found = new Set<number>();
  const pending = [...(shape.rows?.joins ?? [])];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    if (found.has(index)) continue;
    found.add(index);
    pending.push(...(shape.joins[index]?.right.rows?.joins ?? []));
  }
  return new Set([...found].flatMap((index) => shape.joins[index] ?? []));
}
