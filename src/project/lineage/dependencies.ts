/** Functional dependencies: which columns of an output are decided by others of it, as far as FROM clauses tell. */
import type { Join, Place } from '../sql/query.ts';
import type { Combination } from './combining.ts';
import type { ColumnOrigin } from './facts.ts';
import { locate, type Located } from './locate.ts';
import type { Binding, Scope } from './scope.ts';
import type { Dependency, JoinKey, JoinShape, Rows } from './shape.ts';
import type { Column, Link, Source, Taken } from './table.ts';

/** Queries that read one CTE twice, on every level, could make any number. */
const maxRows = 200;

/** The dependencies among these columns; none if they are too many to follow. */
export function dependenciesOf(columns: readonly Column[]): Dependency[] {
  const reader = new DependencyReader();
  for (const column of columns) reader.output(column);
  return reader.read();
}

/** A row of a relation in a FROM clause that columns are taken from. */
interface Row {
  source: Source;
  /** Those of the same FROM clause. */
  beside: Rowset;
  /** Those of the query that the relation is. */
  within: Rowset;
  /** True if it may be missing, all of its columns NULL, where another has a match. */
  optional: boolean;
  ids: Map<string, string>;
  columns: Dependency['columns'][number][];
}

/** By their relation in a FROM clause; what comes through a UNION by the upstream relation alone. */
type Rowset = Map<Source | string, Row>;

interface Made {
  id: string;
  /** Absent if that is not known. */
  of?: readonly Taken[] | undefined;
  beside: Rowset;
  /** True if it surely follows from them. */
  follows: boolean;
  combines?: Combination | undefined;
}

class DependencyReader {
  readonly #outermost: Rowset = new Map();
  readonly #rows: Row[] = [];
  readonly #made: Made[] = [];
  readonly #found: Dependency[] = [];
  #unnamed = 0;

  output(column: Column): void {
    const { name, taken } = column;
    if (!taken) this.#makes(name, column, this.#outermost, false);
    const id = taken ? this.#idOf(taken, this.#outermost, false, name) : name;
    if (id === name) return;
    // The same column under another name.
    this.#found.push({ columns: [{ id: name, column: name }], by: [id] });
    this.#found.push({ columns: [{ id, column: id }], by: [name] });
  }

  read(): Dependency[] {
    // What decides a row is of other rows, which something decides in turn: both lists grow meanwhile.
    for (const { id, of = [], beside, follows, combines } of this.#made) {
      const by = this.#idsOf(of, beside);
      const parts = combines === 'columns' ? by.map((part) => ({ id: part, column: part })) : [];
      if (follows) this.#found.push({ columns: [{ id, column: id }], by });
      if (combines) this.#found.push({ columns: parts, by: [id], combined: true });
    }
    for (const { source, beside, columns, optional } of this.#rows) {
      if (this.#rows.length > maxRows) return [];
      const { link, table } = source;
      const by = link && this.#idsOf(link.by, beside, optional);
      const { dependencies: _, ...rows } = table.rows ?? { keys: [], joins: [] };
      this.#found.push({ columns, ...(table.rows && { rows }), ...(link && by && { by, join: link.join }) });
    }
    // What something is put together of may be a key upstream by itself.
    const areParts = this.#made.some(({ combines }) => combines);
    return this.#found.filter(({ columns, by }) => by !== undefined || columns.length > 1 || areParts);
  }

  #idsOf(columns: readonly Taken[], beside: Rowset, optional = false): string[] {
    return columns.map((taken) => this.#idOf(taken, beside, optional));
  }

  /** The name of an output, or a number, for the column that is taken, however many queries it comes through. */
  #idOf({ source, name, column }: Taken, beside: Rowset, optional: boolean, wanted?: string): string {
    const row = this.#row(source, source, beside, optional);
    const known = row.ids.get(name);
    if (known !== undefined) return known;
    const inner = column?.taken;
    const id = inner
      ? this.#idOf(inner, row.within, row.optional, wanted)
      : (wanted ?? `.${this.#unnamed++}`);
    if (!inner && column) this.#makes(id, column, row.within, row.optional);
    row.ids.set(name, id);
    row.columns.push({ id, ...keyOf(name, source) });
    if (!inner && column) this.#upstream(id, column, row);
    return id;
  }

  /** Each branch of a UNION has rows of the same relation. */
  #upstream(id: string, { passthrough, origins: [origin] }: Column, { source, within, optional }: Row): void {
    if (!passthrough || !origin || source.table.rows?.of === origin.relation) return;
    const { relation, column } = origin;
    const rows = { keys: [], of: relation, joins: [] };
    const table = { columns: [], open: [], wild: [], opaque: false, upstream: [relation], rows };
    const row = this.#row(relation, { table }, within, optional);
    row.columns.push({ id, column, of: column });
  }

  #row(key: Source | string, source: Source, beside: Rowset, isWithinOptional: boolean): Row {
    let row = beside.get(key);
    if (row) return row;
    const optional = isWithinOptional || source.optional === true;
    row = { source, beside, within: new Map(), optional, ids: new Map(), columns: [] };
    beside.set(key, row);
    this.#rows.push(row);
    return row;
  }

  /** `coalesce(name, '')` of a row without a match is NULL where `name` is, which it is not in another row. */
  #makes(id: string, { madeOf, combines }: Column, beside: Rowset, optional: boolean): void {
    const of = optional && !combines ? undefined : madeOf?.();
    const follows = of !== undefined && !optional;
    if (of || combines) this.#made.push({ id, of, beside, follows, combines });
  }
}

/** What decides which row a join finds, if that is certain. */
export function linkOf(
  { kind, relation, conditions, natural, on, using }: Join,
  { keys, unique }: Pick<JoinShape<Place>, 'keys' | 'unique'>,
  index: number,
  first: number,
  { bindings }: Scope,
): Link | undefined {
  const isOwn = relation.kind === 'function' || (relation.kind === 'derived' && relation.lateral);
  if (!/^(inner|left|cross)$/.test(kind) || natural || isOwn || (on?.subqueries.length ?? 0) > 0)
    return undefined;
  // The text of a placeholder.
  if (conditions.some(({ start }) => start === 0)) return undefined;
  // Also what it does not equate decides whether there is a row.
  const named = conditions.flatMap(({ names }) => names.map((parts) => locate(parts, bindings)));
  const found = [...named, ...using.map(({ name }) => merged(name, bindings.slice(0, first)))];
  if (!found.every((each) => each !== undefined)) return undefined;
  const left = found.filter(({ binding }) => binding < first);
  // Without a condition that links both sides any row may be joined.
  if (!unique && (left.length === 0 || keys.length === 0)) return undefined;
  return { join: index, by: left.map((each) => takenFrom(each, bindings)) };
}

/** The column of a name that USING takes for one. */
function merged(name: string, bindings: readonly Binding[]): Located | undefined {
  for (const [binding, { table }] of bindings.entries()) {
    const column = table.columns.find((candidate) => candidate.name === name);
    if (column) return { binding, name, column };
  }
  return undefined;
}

export function takenFrom({ binding, ...column }: Located, bindings: readonly Source[]): Taken {
  return { source: bindings[binding]!, ...column };
}

/** A column of a relation, and what it is in the upstream relation that the rows are of. */
export function keyOf(column: string, source: Source | undefined): JoinKey {
  const rows: Rows | undefined = source?.table.rows;
  const known = source?.table.columns.find(({ name }) => name === column);
  const origin = known && distinctOrigin(known, rows?.of);
  const isWild = !known && source?.table.wild.some(({ relation }) => relation === rows?.of);
  const of = origin && origin.relation === rows?.of ? origin.column : isWild ? column : undefined;
  return { column, ...(of !== undefined && { of }) };
}

/** Where a column comes from unchanged, or changed no more than into text: what differs there differs here. */
function distinctOrigin(
  { passthrough, origins, value }: Column,
  of: string | undefined,
): ColumnOrigin | undefined {
  const [origin] = origins;
  // What USING merges has the value of either side.
  if (origins.length > 1 && origins.every(({ functions }) => functions.length === 0))
    return origins.find(({ relation }) => relation === of);
  const isText = value?.type === 'string' && origins.length === 1 && origin?.functions.join() === 'cast';
  return passthrough || isText ? origin : undefined;
}
