/**
 * A SQL query as lineage needs it: names, places and who reads whom, without the arithmetic. It is plain JSON, for
 * it comes from another thread: no list holds `undefined`.
 * All names are folded to lower case. Offsets are UTF-16 code units in the parsed text.
 */

export interface Place {
  start: number;
  end: number;
}

export interface Identifier extends Place {
  name: string;
  /** True if it was written in quotes. */
  quoted: boolean;
}

/** A name in an expression that stands where a column can stand. */
export interface ColumnName {
  /** `o.address.city` has three; which of them is the column is for scopes to say. */
  parts: Identifier[];
  /** Functions and operators applied to it within the expression, outermost first. */
  functions: string[];
  /** `value`: it flows into the result. `condition`: it only decides (CASE WHEN, FILTER). `window`: OVER (…). */
  role: 'value' | 'condition' | 'window';
  /** True if it may be a keyword (a date part, `current_date`) rather than a column. */
  doubtful: boolean;
}

export interface Subquery {
  query: Query;
  functions: string[];
  role: ColumnName['role'];
  /** The `x NOT IN (…)` that it is the list of. */
  notIn?: Place;
}

/** Something that is legal and rarely meant. */
export interface Remark extends Place {
  /** `x = null`, which is never true; a ROW_NUMBER that numbers rows in no order. */
  kind: 'null-comparison' | 'unordered-row-number';
}

export interface Expression extends Place {
  columns: ColumnName[];
  subqueries: Subquery[];
  remarks: Remark[];
  /** True if the expression is one column name and nothing else. */
  bare: boolean;
  /** Normalised: equal text means equal meaning. */
  text: string;
}

/** `expr as name` in a projection. */
export interface NamedItem extends Place {
  kind: 'expression';
  expression: Expression;
  /** Alias, or the name a warehouse derives from a bare column; undefined if the warehouse makes one up. */
  name?: string;
  /** Of the alias or of the column's own identifier. */
  namePlace: Place;
  aliased: boolean;
  value: ValueFacts;
}

/** A string literal that a column may hold. */
export interface LiteralValue extends Place {
  value: string;
}

/** `row_number() over (partition by …)`: the columns it is partitioned by, without parts for one that is an expression. */
export interface RowNumber {
  partition: Identifier[][];
}

/** What the form of an expression says about its value. */
export interface ValueFacts {
  /** Of an outermost cast, normalised. */
  type?: string;
  /** All it can be besides NULL, if these are string literals. */
  literals?: LiteralValue[];
  /** Set for a number that is written out. */
  number?: true;
  /** Set for NULL, be it cast to a type. */
  empty?: true;
  /** Set for what is written out, whatever it is: all rows have the same. */
  constant?: true;
  rowNumber?: RowNumber;
  /** Of a window function that gives all rows of its partition the same: the columns it is partitioned by, as there. */
  shared?: RowNumber;
  /** True if it aggregates rows. */
  aggregate: boolean;
}

/** One side of an equality. */
export interface Operand {
  /** Set if it is a column and nothing else. */
  column?: Identifier[];
  /** The columns it names. */
  names: Identifier[][];
  /** Of a number. */
  number?: string;
  rowNumber?: RowNumber;
}

/** One of the conditions that AND joins. */
export interface Condition extends Place {
  /** The columns it names outside subqueries. */
  names: Identifier[][];
  equal?: [Operand, Operand];
  /** Set for one that only compares by size: `a < b`, `a between b and c`. */
  ranges?: true;
  /** Columns of which it lets no NULL pass. */
  needs: Identifier[][];
  /** The column of `x is null`. */
  absent?: Identifier[];
}

/** `*` or `t.*` with what it leaves out or changes. */
export interface StarItem extends Place {
  kind: 'star';
  /** As written before `.*`; empty for a plain `*`. */
  qualifier: Identifier[];
  except: Identifier[];
  replace: { name: Identifier; expression: Expression }[];
  rename: { from: Identifier; to: Identifier }[];
  /** True if it keeps or expands something that is not understood here (ILIKE, `expr.*`). */
  unclear: boolean;
}

export type Item = NamedItem | StarItem;

export type JoinKind = 'inner' | 'left' | 'right' | 'full' | 'cross' | 'semi' | 'anti' | 'other';

export interface Join {
  kind: JoinKind;
  relation: Relation;
  on?: Expression;
  /** ON taken apart at AND. */
  conditions: Condition[];
  using: Identifier[];
  natural: boolean;
}

export interface FromItem {
  relation: Relation;
  joins: Join[];
}

interface Aliased extends Place {
  alias?: Identifier;
  /** `as t (a, b)`. */
  columnAliases: Identifier[];
}

/** What a PIVOT or UNPIVOT puts in place of which columns; absent if that depends on values or on the warehouse. */
export interface PivotColumns {
  used: string[];
  made: string[];
}

export type Relation =
  | (Aliased & { kind: 'table'; name: Identifier[] })
  | (Aliased & { kind: 'derived'; query: Query; lateral: boolean })
  /** UNNEST, FLATTEN, `table(f(x))` and the like. */
  | (Aliased & { kind: 'function'; name: string; arguments: Expression; offset?: Identifier })
  | (Aliased & { kind: 'pivot' | 'unpivot'; input: Relation; expression: Expression; columns?: PivotColumns })
  | (Aliased & { kind: 'joined'; from: FromItem })
  | (Aliased & { kind: 'unknown'; node: string; expression: Expression });

export interface Select extends Place {
  kind: 'select';
  /** Where the projection's text is: from the keyword to the FROM clause. */
  projectionPlace: Place;
  /** From the first relation to the end of the last one, ON clauses included; empty without FROM. */
  fromPlace: Place;
  distinct: boolean;
  projection: Item[];
  from: FromItem[];
  where?: Expression;
  group: Expression[];
  /** `all`: by whatever is not aggregated. `unclear`: with ROLLUP and the like. */
  grouping: 'none' | 'listed' | 'all' | 'unclear';
  having?: Expression;
  qualify?: Expression;
  windows: Expression[];
  /** Expressions of clauses not modelled here (DISTINCT ON, LATERAL VIEW, CONNECT BY). */
  other: Expression[];
  /** True if a clause adds relations or columns in a way that is not modelled. */
  unclear: boolean;
  /** WHERE, ON, HAVING and QUALIFY taken apart at AND. */
  predicates: (Condition & { clause: 'where' | 'on' | 'having' | 'qualify'; text: string })[];
}

export interface SetOperation extends Place {
  kind: 'set';
  operator: string;
  all: boolean;
  byName: boolean;
  left: Body;
  right: Body;
}

export type Body =
  | Select
  | SetOperation
  | (Place & { kind: 'query'; query: Query })
  | (Place & { kind: 'values'; width: number; expressions: Expression[] })
  | (Place & { kind: 'unknown'; node: string; expression: Expression });

export interface Cte extends Place {
  name: Identifier;
  columnAliases: Identifier[];
  query: Query;
}

export interface Limit extends Place {
  /** Undefined if it is no plain number. */
  count?: number;
}

export interface Query extends Place {
  ctes: Cte[];
  recursive: boolean;
  body: Body;
  order: Expression[];
  /** True if anything, ORDER BY ALL too, sets an order. */
  ordered: boolean;
  limit?: Limit;
}
