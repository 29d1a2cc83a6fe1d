/** What the SQL of one model says about columns. Names are folded to lower case, without quotes. */
import type { Span } from '../jinja/rendered.ts';
import type { Shape } from './shape.ts';

/** A column of a relation: `relation` is a dbt unique id. */
export interface ColumnRef {
  relation: string;
  column: string;
}

/** One column of a query's output. */
export interface OutputColumn {
  name: string;
  /** Where this text first projects it, be it in a CTE; for one that `*` takes from another relation, the star. */
  span: Span;
  /** False if some rendering lacks it. */
  certain: boolean;
  /** Columns of upstream relations whose values flow into it, with what happens on the way. */
  origins: ColumnOrigin[];
  /** True if its values come unchanged from one column (renamed at most). */
  passthrough: boolean;
  /** Set if it is NULL in every row. */
  empty?: true;
}

/** How a value flows. `functions` are the functions and operators applied on the way, outermost first, lower case. */
export interface ColumnOrigin extends ColumnRef {
  functions: string[];
}

/**
 * What a query returns. `open` says why the list may be incomplete; empty means closed: these are
 * all the columns there are. Nothing critical may rest on an open output.
 */
export interface Output {
  columns: OutputColumn[];
  open: string[];
}

/** The names of an output alone, which are known without most of what is above a query. */
export interface ColumnList {
  columns: readonly Pick<OutputColumn, 'name'>[];
  open: readonly string[];
}

export const useKinds = ['projection', 'filter', 'join', 'group', 'qualify', 'window', 'order'] as const;
export type UseKind = (typeof useKinds)[number];

/** A column of an upstream relation named in this query. */
export interface ColumnUse extends ColumnRef {
  kind: UseKind;
  /** The identifier, e.g. `amount` in `o.amount`. */
  span: Span;
  /**
   * True if it can be no other relation's column: qualified, known to one relation alone (were it in
   * another too, the warehouse would call it ambiguous), or only one relation has unlisted columns.
   */
  exact: boolean;
}

/**
 * A column named in this query that none of the relations in scope has, all of them closed: this
 * query fails to compile in the warehouse. `candidates` are the upstream relations it would have come from.
 */
export interface MissingColumn {
  column: string;
  kind: UseKind;
  span: Span;
  /** Upstream relations (dbt unique ids) in whose closed output it was looked for. One if it was qualified. */
  candidates: string[];
}

/** A relation in scope, as it is called there, that has a column of some name. */
export interface Holder {
  name: string;
  /** The upstream columns that it is by `*` alone; none if the query itself writes its name. */
  through: ColumnRef[];
}

/**
 * A column named without its relation that several relations in scope have: the query fails to compile in the
 * warehouse, if they have it.
 */
export interface AmbiguousColumn {
  column: string;
  kind: UseKind;
  span: Span;
  holders: Holder[];
  /** Set if USING or NATURAL joins relations here, though not by this column. */
  merging?: true;
}

/** A name that the output of a query has twice: hardly a warehouse makes a table or a view of that. */
export interface RepeatedColumn {
  column: string;
  /** Where it is projected first, and again. */
  first: Span;
  span: Span;
  /** For each of the two, the upstream columns that it is by `*` alone; none if the query itself writes its name. */
  through: readonly (readonly ColumnRef[])[];
}

/** A predicate of a WHERE, QUALIFY or ON clause, normalised so that equal text means equal meaning. */
export interface Predicate {
  clause: 'where' | 'qualify' | 'on' | 'having';
  text: string;
  span: Span;
  /** Set if an incremental run does without it. */
  firstRunOnly?: true;
}

/** A table as the SQL itself names it: database, schema and table as far as they are written, in lower case. */
export interface LiteralTable {
  name: string[];
  span: Span;
}

/** A query over all renderings of its template. */
export interface QueryFacts {
  output: Output;
  uses: ColumnUse[];
  missing: MissingColumn[];
  ambiguous: AmbiguousColumn[];
  /** In the output of every rendering. */
  repeated: RepeatedColumn[];
  /** Of the rendering a first run uses. */
  predicates: Predicate[];
  /** Tables that the SQL names itself, by schema at least, instead of through ref() or source(). */
  literalTables: LiteralTable[];
  /** Predicates that only the incremental rendering has: what keeps an incremental run small. */
  incrementalPredicates: Predicate[];
  /** Of the rendering a first run uses; absent if that could not be parsed. */
  shape?: Shape;
  /** Of the first rendering that only an incremental run uses. */
  incrementalShape?: Shape;
  /**
   * Set if the SQL of some rendering could not be parsed. `certain` if every rendering, none with a hole,
   * holds a plain mistake that no warehouse accepts; else it may be our reading that is at fault. `limit` if
   * the text was not read to its end: a limit of size, depth or time. `incremental` if only incremental runs come
   * to the mistake, each of them.
   */
  problem?: { message: string; span: Span; certain: boolean; limit?: true; incremental?: true };
}
