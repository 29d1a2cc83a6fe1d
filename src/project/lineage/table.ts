/** Relations while a query is being resolved: what facts.ts calls an output, with what is needed to look further. */
import type { LiteralValue, Place } from '../sql/query.ts';
import type { Combination } from './combining.ts';
import type { Rows, TypeShape } from './shape.ts';
import type { ColumnList, ColumnOrigin, ColumnRef } from './facts.ts';

export interface Column {
  /** Empty if the warehouse makes one up. */
  name: string;
  place: Place;
  origins: ColumnOrigin[];
  passthrough: boolean;
  /** The upstream columns it is by way of `*` alone: nobody has written its name between there and here. */
  named: ColumnRef[];
  /** Absent for what comes from upstream. */
  value?: ColumnValue;
  /** Of the first branch of a UNION that says its type: those that follow have to go with it. */
  said?: TypeShape<Place>;
  /** The column of a FROM clause that it is, as text at most. */
  taken?: Taken;
  /** Of an expression: the columns that its value follows from, if it does so from them alone. */
  madeOf?: () => readonly Taken[] | undefined;
  /** Of an expression that puts columns together, as a key is made; also of those that are it. */
  combines?: Combination;
}

/** A column of a relation in a FROM clause; `column` is absent if that does not list it. */
export interface Taken {
  source: Source;
  name: string;
  column?: Column;
}

/** A relation in a FROM clause. */
export interface Source {
  table: Table;
  /** Absent if nothing certain decides which of its rows is joined. */
  link?: Link;
  /** Set if an outer join puts NULL for its columns where it has no row. */
  optional?: true;
}

/** What decides which row a join finds: if that is one at most, these columns decide all of its own. */
export interface Link {
  /** Index in `Shape.joins`. */
  join: number;
  by: readonly Taken[];
}

/** What is known about a column's values. */
export interface ColumnValue {
  /** Of an explicit cast, normalised. */
  type?: string;
  /** All it can be besides NULL. */
  literals?: readonly LiteralValue[];
  /** It is a number that is written out. */
  number?: true;
  /** It is NULL. */
  empty?: true;
  /** It is written out: all rows have the same. */
  constant?: true;
  /** It is a row number within rows that share these columns of the same table. */
  firstOf?: readonly string[];
  /** Rows that share these columns of the same table share it, too. */
  sharedBy?: readonly string[];
  /** It is a row number: the expression, normalised. */
  numbering?: string;
}

/** Columns of an upstream relation that come through without being listed. */
export interface Wild {
  relation: string;
  except: ReadonlySet<string>;
  /** The first `*` of the text that they come through. */
  place?: Place;
}

export interface Table {
  columns: Column[];
  /** Why columns may be missing here; empty if none is. */
  open: string[];
  /** Which upstream relations unlisted columns may come from. */
  wild: Wild[];
  /** True if unlisted columns may also come from elsewhere. */
  opaque: boolean;
  /** Upstream relations whose columns come through a star. */
  upstream: string[];
  rows?: Rows | undefined;
}

export function closed(table: Table): boolean {
  return table.open.length === 0 && table.columns.every((column) => column.name !== '');
}

/** A relation of which nothing is known. */
export function unknownTable(reason: string, columns: Column[] = []): Table {
  return { columns, open: [reason], wild: [], opaque: true, upstream: [] };
}

function upstreamTable(id: string, { columns, open }: ColumnList): Table {
  return {
    columns: columns.map(({ name }) => ({
      name,
      place: { start: 0, end: 0 },
      origins: [{ relation: id, column: name, functions: [] }],
      passthrough: true,
      named: [{ relation: id, column: name }],
    })),
    open: open.length > 0 ? [`the columns of ${id} are not all known: ${open[0]}`] : [],
    wild: open.length > 0 ? [{ relation: id, except: new Set() }] : [],
    opaque: false,
    upstream: [id],
    rows: { keys: [], of: id, joins: [] },
  };
}

/** Another relation of the project. Its columns are asked for when they are needed first. */
export interface Relation {
  id: string;
  readonly list: ColumnList;
}

export function tableOf(relation: Relation): Table {
  return lazyTable(() => upstreamTable(relation.id, relation.list));
}

/** A table that is made when something of it is needed first. */
export function lazyTable(make: () => Table): Table {
  let made: Table | undefined;
  const table = () => (made ??= make());
  return {
    get columns() {
      return table().columns;
    },
    get open() {
      return table().open;
    },
    get wild() {
      return table().wild;
    },
    get opaque() {
      return table().opaque;
    },
    get upstream() {
      return table().upstream;
    },
    get rows() {
      return table().rows;
    },
  };
}

/** `as t (a, b)`: new names by position. */
export function renamed(table: Table, names: readonly { name: string; start: number; end: number }[]): Table {
  if (names.length === 0) return table;
  const blank: Column = { name: '', place: { start: 0, end: 0 }, origins: [], passthrough: false, named: [] };
  // With columns unlisted, positions mean nothing.
  const known = table.open.length === 0;
  const columns = names.map((name, index) => ({
    ...((known && table.columns[index]) || blank),
    name: name.name,
    place: { start: name.start, end: name.end },
    named: [],
  }));
  const { rows: _, ...rest } = table;
  return { ...rest, columns: known ? [...columns, ...table.columns.slice(names.length)] : columns };
}

/** Both branches of a set operation. */
export function united(left: Table, right: Table, byName: boolean): Table {
  const both = {
    open: unique([...left.open, ...right.open]),
    wild: mergeWild(left.wild, right.wild),
    opaque: left.opaque || right.opaque,
    upstream: unique([...left.upstream, ...right.upstream]),
  };
  const positional = !byName && left.open.length === 0 && right.open.length === 0;
  if (positional && left.columns.length === right.columns.length) {
    return {
      ...both,
      columns: left.columns.map((column, index) => mergeColumns(column, right.columns[index])),
    };
  }
  const byColumn = new Map(right.columns.map((column) => [column.name, column]));
  const columns = left.columns.map((column) => mergeColumns(column, byColumn.get(column.name)));
  if (byName) {
    const names = new Set(left.columns.map((column) => column.name));
    columns.push(...right.columns.filter((column) => !names.has(column.name)));
  }
  const uneven = positional ? ['branches of a set operation have different numbers of columns'] : [];
  return { ...both, columns, open: [...both.open, ...uneven], opaque: both.opaque || uneven.length > 0 };
}

function mergeColumns(left: Column, right: Column | undefined): Column {
  const { value: _, taken: _taken, madeOf: _madeOf, combines: _combines, ...rest } = left;
  if (!right) return { ...rest, passthrough: false };
  const said = typeSaid(left) ?? typeSaid(right);
  // What an expression makes is cut already.
  const origins = growingOrigins.join(left.origins, right.origins, maxOrigins);
  const named = left.name === right.name ? growingNames.join(left.named, right.named) : left.named;
  const value = left.value && right.value && mergeValues(left.value, right.value);
  return {
    ...rest,
    ...(value && { value }),
    ...(said && { said }),
    ...((left.combines ?? right.combines) && { combines: 'unknown' as const }),
    origins,
    passthrough: left.passthrough && right.passthrough && origins.length === 1,
    named,
  };
}

/** What the text itself says of a column's type. */
export function typeSaid({ said, value, place: { start, end } }: Column): TypeShape<Place> | undefined {
  if (said || !value) return said;
  const span = { start, end };
  if (value.type !== undefined) return { type: value.type, ...(value.empty && { empty: true }), span };
  if (value.number) return { type: 'numeric', literal: true, span };
  // `'7'` passes for a number.
  const isText = value.literals?.some(({ value: text }) => !/^\s*[-+]?[\d.]+(e[-+]?\d+)?\s*$/i.test(text));
  return isText ? { type: 'string', literal: true, span } : undefined;
}

function mergeValues(left: ColumnValue, right: ColumnValue): ColumnValue {
  return {
    ...(left.type !== undefined && left.type === right.type && { type: left.type }),
    ...(left.number && right.number && { number: true as const }),
    ...(left.empty && right.empty && { empty: true as const }),
    ...(left.literals && right.literals && { literals: [...left.literals, ...right.literals] }),
  };
}

export function mergeWild(left: readonly Wild[], right: readonly Wild[]): Wild[] {
  return dedupe([...left, ...right], (wild) => `${wild.relation}\n${[...wild.except].join('\n')}`);
}

/** More origins or longer chains than these are not told apart: hostile SQL could make them grow without end. */
const maxOrigins = 200;
const maxFunctions = 24;

/** Warehouses stop at 10,000 columns or fewer; stars of stars could make any number. */
const maxColumns = 10_000;

/** Cuts a table off, and opens it, if it is wider than any warehouse allows. */
export function limitColumns(table: Table): void {
  if (table.columns.length <= maxColumns) return;
  table.columns.length = maxColumns;
  table.open = unique([...table.open, `it has more than ${maxColumns} columns`]);
  table.opaque = true;
}

function originKey({ relation, column, functions }: ColumnOrigin): string {
  return `${relation}\n${column}\n${functions.join('\n')}`;
}

function shortened(origin: ColumnOrigin): ColumnOrigin {
  return origin.functions.length <= maxFunctions
    ? origin
    : { ...origin, functions: origin.functions.slice(0, maxFunctions) };
}

export function mergeOrigins(origins: readonly ColumnOrigin[]): ColumnOrigin[] {
  const short = origins.map(shortened);
  return short.length < 2 ? short : dedupe(short, originKey).slice(0, maxOrigins);
}

/** Lists that hold each item once, and the items' keys. */
class Growing<T extends object> {
  readonly #key: (item: T) => string;
  readonly #keys = new WeakMap<readonly T[], Set<string>>();

  constructor(key: (item: T) => string) {
    this.#key = key;
  }

  /**
   * Both without repetition: the same as `dedupe`, in the time that the right one takes. A UNION of a hundred branches
   * adds a few at a time to many, and the longer list takes the keys over.
   * @param left holds each once if it has been one of these
   */
  join(left: T[], right: readonly T[], most = Infinity): T[] {
    let keys = this.#keys.get(left);
    if (keys?.size !== left.length) {
      keys = new Set(left.map(this.#key));
      if (keys.size !== left.length) return dedupe([...left, ...right], this.#key).slice(0, most);
    }
    const added: T[] = [];
    for (const item of right) {
      if (left.length + added.length >= most) break;
      const key = this.#key(item);
      if (keys.has(key)) continue;
      keys.add(key);
      added.push(item);
    }
    const all = added.length > 0 ? [...left, ...added] : left;
    this.#keys.set(all, keys);
    return all;
  }
}

const growingOrigins = new Growing(originKey);
const growingNames = new Growing((ref: ColumnRef) => `${ref.relation}\n${ref.column}`);

export function dedupe<T>(items: readonly T[], key: (item: T) => string): T[] {
  const found = new Map<string, T>();
  for (const item of items) {
    const name = key(item);
    if (!found.has(name)) found.set(name, item);
  }
  return [...found.values()];
}

export function unique(items: readonly string[]): string[] {
  return [...new Set(items)];
}
