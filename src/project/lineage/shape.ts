/**
 * What the form of a query says about its rows. What is not certain is absent. `At` says where: in a file, or in the
 * rendered text.
 */
import type { Span } from '../jinja/rendered.ts';
import type { JoinKind } from '../sql/query.ts';
import type { ColumnRef } from './facts.ts';

/** What is known about the rows of a relation, provided that none of `joins` multiplies rows. */
export interface Rows {
  /** Sets of columns of which no two rows share all values. An empty set: there is one row at most. */
  keys: readonly (readonly string[])[];
  /** The upstream relation (dbt unique id) whose rows these are, each once at most. */
  of?: string;
  /** Joins, as indices in `Shape.joins`, that would multiply these rows if their right side were not unique. */
  joins: readonly number[];
  /** Set if a condition equates a column with one value or is a column, or the rows are written one by one: there may be one alone. */
  picked?: true;
  /** What decides what among the columns of `keys`. */
  dependencies?: readonly Dependency[];
  /** Set if only whole rows are kept apart, as by UNION: that says nothing of fewer columns. */
  whole?: true;
}

/**
 * A functional dependency: whoever knows the columns `by`, or a key of the relation whose row the columns are of,
 * knows all of them.
 */
export interface Dependency {
  /** Names in the output, or numbers (`.1`) for what it lacks; what they are in `rows`, and upstream of these. */
  columns: readonly { id: string; column: string; of?: string }[];
  /** Of the relation whose row they are of. */
  rows?: Omit<Rows, 'dependencies'>;
  by?: readonly string[];
  /** The join, as an index in `Shape.joins`, of which `by` holds if it finds one row at most. */
  join?: number;
  /** Set if `by` is put together of the columns, or without any of nobody knows which: then it holds but for collisions. */
  combined?: true;
}

/** `left = right` in a join, where `right` is a column of its right side. */
export interface JoinKey {
  column: string;
  /** The same as a column of the upstream relation that the right side's rows are of. */
  of?: string;
  /** What it equals, if that is a column that comes unchanged from upstream. */
  left?: ColumnRef;
}

export interface JoinShape<At = Span> {
  kind: JoinKind;
  /** The joined relation and its condition. */
  span: At;
  /** What it is joined to: upstream relations, or names in the query. */
  left: string[];
  /** The right side: as it is called in the query, the upstream relation it stands for, and its rows. */
  right: { name: string; kind: 'table' | 'derived' | 'function' | 'other'; relation?: string; rows?: Rows };
  /** The upstream relations that a right side is made of, where nothing links it and it stands for none of them. */
  madeOf?: string[];
  keys: JoinKey[];
  /** How many of its conditions are not in `keys`. */
  others: number;
  /** The columns of its right side that those name, if any: `upper(a.name) = upper(b.name)`. */
  named?: string[];
  /**
   * Set if no condition, in WHERE neither, links both sides. `many`: each may have more than one row; `unknown`:
   * one of them may be a single row. Absent if one surely is, and for arrays of the left side.
   */
  unlinked?: 'many' | 'unknown';
  /** Set if all that links both sides, here or in WHERE, are comparisons by size. */
  ranged?: true;
  /** Set if its own condition names no column: `on true`, or none at all. */
  bare?: true;
  /** Set if its own condition equates a column of the right side with one value: there may be one row alone. */
  picked?: true;
  /** True if the query itself makes the right side unique in the columns of `keys`, or drops all that it matches. */
  unique: boolean;
  /** Set if the SELECT that joins takes repeated rows together again: it sums and counts none of them. */
  absorbed?: true;
  /** Conditions of WHERE that drop the rows for which the right side has none. */
  required: At[];
}

/** What an expression itself says of its type. */
export interface TypeShape<At = Span> {
  /** Of a cast, normalised; `numeric` or `string` for what is written out. */
  type: string;
  /** Set for what is written out: warehouses may take it for another type. */
  literal?: true;
  /** Set for NULL. */
  empty?: true;
  span: At;
}

/** A UNION, INTERSECT or EXCEPT. */
export interface SetShape<At = Span> {
  operator: string;
  all: boolean;
  /** Of its right branch. */
  span: At;
  /** Numbers of columns, if both are known. */
  widths?: [left: number, right: number];
  /** Names of columns in order, empty for one without a name, if all of both branches are known. */
  names?: [left: string[], right: string[]];
  /** Columns that stand at one position in the left branch and at another in the right one, in the left one's order. */
  crossed: { name: string; left: At; right: At }[];
  /** Positions at which both branches say the type. */
  typed: { name: string; left: TypeShape<At>; right: TypeShape<At> }[];
}

/** `x NOT IN (select column …)`. */
export interface NotInShape<At = Span> {
  span: At;
  /** The upstream column that the list is made of, unless the query leaves its NULLs out. */
  column?: ColumnRef;
}

/** A relation whose columns are in the output by `*`. */
export interface StarShape<At = Span> {
  relation: string;
  /** How many of them are known. */
  columns: number;
  /** The first `*` that they come through. */
  span: At;
}

export interface Shape<At = Span> {
  /** Of the output. */
  rows?: Rows;
  /** What the output takes by `*`, in the order of the query. */
  stars: StarShape<At>[];
  joins: JoinShape<At>[];
  sets: SetShape<At>[];
  /** LIMIT of more than no row without ORDER BY. */
  unorderedLimits: At[];
  unorderedRowNumbers: At[];
  nullComparisons: At[];
  /** Columns that are projected as they are though GROUP BY lacks them. */
  ungrouped: At[];
  /** Columns that WHERE aggregates. */
  aggregatedInWhere: At[];
  notIn: NotInShape<At>[];
  /** Output columns that an explicit cast gives their type. */
  types: ReadonlyMap<string, { type: string; span: At }>;
  /** Output columns that hold nothing but these string literals, or NULL. */
  literals: ReadonlyMap<string, { value: string; span: At }[]>;
}
