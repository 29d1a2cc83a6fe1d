/** Whether columns identify a row, by what queries do and what projects declare. */
import type { Project } from '../../project/project.ts';
import type { Dependency, JoinShape, Rows, Shape } from '../../project/lineage/shape.ts';
import { declaredKeys } from './keys.ts';
import { isOfUnknown, isSurrogate, isWritten, partsIn, unreadAmong } from './surrogates.ts';

/** `false`: a key is known and the columns lack a part of it. */
export type Unique = boolean | undefined;

/** Chains of models are followed this far. */
const maxSteps = 20;
/** What following a dependency counts for: each asks for several joins, and these for dependencies of their own. */
const dependencySteps = 5;

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
  const decided = decides(project, shape, rows, columns, steps);
  if (decided) return true;
  const { of } = rows;
  const byUpstream = of === undefined ? undefined : isUniqueIn(project, of, upstream, steps + 1);
  if (byUpstream) return true;
  if (mayStandForKey(project, shape, rows, columns, { upstream, steps })) return undefined;
  if (byUpstream !== undefined) return byUpstream;
  if (decided === undefined) return undefined;
  // Columns that have nothing of the key may be another key: a hash of it, a number of its own.
  return !rows.whole && rows.keys.some((key) => key.some((name) => columns.includes(name)))
    ? false
    : undefined;
}

/** Whether what the columns decide has a key among it; undefined if that rests on what nothing declares. */
export function decides(
  project: Project,
  shape: Shape,
  { keys, dependencies = [] }: Rows,
  columns: readonly string[],
  steps = 0,
): Unique {
  const shared = keys.filter((key) => key.some((name) => columns.includes(name)));
  if (dependencies.length === 0 || shared.length === 0) return false;
  const has = (isEnough: (unique: Unique) => boolean): boolean => {
    const known = closure(columns, dependencies, (each, names) =>
      isEnough(isDecided(project, shape, each, names, steps + dependencySteps)),
    );
    return shared.some((key) => key.every((name) => known.has(name)));
  };
  if (has((unique) => unique === true)) return true;
  return has((unique) => unique !== false) ? undefined : false;
}

/**
 * True if some of the columns are put together of what may be a key, or of nobody knows what: hardly ever do two rows
 * share such a one, so that nothing is to be said of it. The same if a key is.
 */
export function mayStandForKey(
  project: Project,
  shape: Shape,
  { of, keys, dependencies = [] }: Rows,
  columns: readonly string[],
  { upstream = [], steps = 0 }: { upstream?: readonly string[]; steps?: number } = {},
): boolean {
  const parts = partsOf(project, columns, dependencies);
  // What follows from the others says no more than they do.
  const isNews = (ids: readonly string[]): boolean =>
    isPart(ids, parts) &&
    !isPart(
      ids,
      partsOf(
        project,
        columns.filter((name) => !ids.includes(name)),
        dependencies.filter(isWritten),
      ),
    );
  if (dependencies.some((each) => isOfUnknown(each) && isNews(each.by ?? []))) return true;
  const unread = unreadAmong(dependencies);
  const isKey = (known: ReadonlySet<string>): boolean =>
    keys.some((key) => key.length > 0 && key.every((name) => known.has(name) || unread.has(name)));
  if (parts.length === columns.length) return unread.size > 0 && isKey(new Set(parts));
  const known = closure(
    parts,
    dependencies,
    (each, names) => isDecided(project, shape, each, names, steps + dependencySteps) === true,
  );
  if (isKey(known)) return true;
  const more = dependencies
    .filter(({ rows }) => of !== undefined && rows?.of === of)
    .flatMap((each) => each.columns.flatMap(({ id, of: name }) => (known.has(id) ? (name ?? []) : [])));
  return of !== undefined && isUniqueIn(project, of, [...upstream, ...more], steps + 1) === true;
}

/** The columns with all that they are put together of, in this query or further up. */
function partsOf(
  project: Project,
  columns: readonly string[],
  dependencies: readonly Dependency[],
): string[] {
  const made = dependencies.filter((each) => each.combined || isWritten(each));
  let known = new Set(columns);
  for (let size = -1; size < known.size;) {
    size = known.size;
    known = closure([...known], made, ({ by = [] }, names) => by.every((id) => names.has(id)));
    for (const { columns: ofRow, rows } of dependencies) {
      if (rows?.of === undefined) continue;
      const { of } = rows;
      const parts = ofRow.flatMap(({ id, of: name }) =>
        name !== undefined && known.has(id) ? partsIn(project, of, name) : [],
      );
      for (const { id, of: name } of ofRow) if (name !== undefined && parts.includes(name)) known.add(id);
    }
  }
  return [...known];
}

/** The columns with all that they decide. */
function closure(
  columns: readonly string[],
  dependencies: readonly Dependency[],
  isDecided: (dependency: Dependency, known: ReadonlySet<string>) => boolean,
): Set<string> {
  const known = new Set(columns);
  const pending = new Set(dependencies);
  for (let size = -1; size < known.size;) {
    size = known.size;
    for (const dependency of pending) {
      const isNews = dependency.columns.some(({ id }) => !known.has(id));
      if (isNews && !isDecided(dependency, known)) continue;
      pending.delete(dependency);
      for (const { id } of dependency.columns) known.add(id);
    }
  }
  return known;
}

/** Whether known columns decide the row that a dependency's columns are of. */
function isDecided(
  project: Project,
  shape: Shape,
  { columns, rows, by, join: index, combined }: Dependency,
  known: ReadonlySet<string>,
  steps: number,
): Unique {
  if (combined) return false;
  const own = columns.filter(({ id }) => known.has(id));
  const upstream = own.flatMap(({ of }) => of ?? []);
  const isOwnKey =
    own.length > 0 &&
    rows &&
    isKey(
      project,
      shape,
      rows,
      own.map(({ column }) => column),
      upstream,
      steps,
    );
  if (isOwnKey) return true;
  const join = index === undefined ? undefined : shape.joins[index];
  const isFound = by?.every((id) => known.has(id)) && (join ? isOneEach(project, shape, join, steps) : true);
  // Conditions besides, such as a range of days, tell that several rows have what is equated.
  if (isFound || (by && isFound === undefined && join?.others === 0)) return isFound;
  const mayBeKey =
    isOwnKey === undefined &&
    isJoined(shape, rows?.of) &&
    upstream.some((name) => isNamedAsKey(project, rows?.of, name));
  return mayBeKey ? undefined : false;
}

/** True if a join may have repeated its rows: else nobody would group them by what each has of its own. */
function isJoined({ joins }: Shape, relation: string | undefined): boolean {
  return joins.some(({ left, right }) => [...left, right.relation].includes(relation));
}

/** True for `id`, and for `order_id` of orders: what nothing declares may be their key all the same. */
function isNamedAsKey(project: Project, id: string | undefined, column: string): boolean {
  const name = id === undefined ? undefined : project.resources.get(id)?.name;
  const [isKeyName, of] = /^(?:(\w+)_)?(?:id|pk|guid|uuid)$/.exec(column) ?? [];
  if (name === undefined || isKeyName === undefined) return false;
  return of === undefined || new RegExp(`^(?:[a-z]{3}_+)?${of}(?:e?s)?$`).test(name);
}

/** A key without the columns that others of it decide. */
export function minimalKey(project: Project, shape: Shape, rows: Rows, key: readonly string[]): string[] {
  let kept = [...key];
  for (const dependency of rows.dependencies ?? []) {
    if (isDecided(project, shape, dependency, new Set(kept), 0) !== true) continue;
    const ids = new Set(dependency.columns.map(({ id }) => id));
    for (const name of kept.filter((each) => ids.has(each))) {
      const others = kept.filter((other) => other !== name);
      if (decides(project, shape, { ...rows, keys: [kept] }, others, 0)) kept = others;
    }
  }
  return kept;
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
