/** The syntax tree of a Jinja template as dbt reads it. All offsets are UTF-16 code units in the file's text. */

export interface Range {
  start: number;
  end: number;
}

/** A stretch of a string literal: `verbatim` if the file holds these very characters, else an escape. */
export interface StringPart extends Range {
  text: string;
  verbatim: boolean;
}

export interface Argument extends Range {
  /** Of a keyword argument. */
  name?: string;
  /** `*value` or `**value`. */
  spread?: 'list' | 'dict';
  value: Expression;
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '~' | 'and' | 'or';
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export type Expression = Range &
  (
    | { type: 'string'; parts: StringPart[] }
    | { type: 'number'; value: number; float: boolean }
    | { type: 'constant'; value: boolean | null }
    | { type: 'name'; name: string }
    | { type: 'list' | 'tuple'; items: Expression[] }
    | { type: 'dict'; entries: { key: Expression; value: Expression }[] }
    | { type: 'attribute'; of: Expression; name: string }
    | { type: 'index'; of: Expression; index: Expression }
    | { type: 'slice'; of: Expression; from?: Expression; to?: Expression; step?: Expression }
    | { type: 'call'; of: Expression; args: Argument[] }
    /** `input` is absent in a filter block, where the block's text is the input. */
    | { type: 'filter'; input?: Expression; name: string; args: Argument[] }
    | { type: 'test'; input: Expression; name: string; args: Argument[]; negated: boolean }
    | { type: 'unary'; operator: '-' | '+' | 'not'; operand: Expression }
    | { type: 'binary'; operator: BinaryOperator; left: Expression; right: Expression }
    | { type: 'compare'; first: Expression; rest: { operator: ComparisonOperator; operand: Expression }[] }
    | { type: 'conditional'; test: Expression; then: Expression; else?: Expression }
  );

export interface Parameter extends Range {
  name: string;
  default?: Expression;
}

/** What a `for` or `set` assigns to: a name, `namespace.attribute`, or a tuple of those. */
export type Target = Range &
  (
    | { type: 'name'; name: string }
    | { type: 'attribute'; name: string; attribute: string }
    | { type: 'tuple'; items: Target[] }
  );

export interface Branch extends Range {
  test: Expression;
  body: Statement[];
}

export interface MacroNode extends Range {
  type: 'macro';
  /** How it was written; a `test` named x is the macro `test_x`, a materialization is never called. */
  tag: 'macro' | 'test' | 'materialization';
  name: string;
  nameRange: Range;
  parameters: Parameter[];
  body: Statement[];
}

export type Statement =
  | (Range & { type: 'text'; text: string })
  | (Range & { type: 'output'; value: Expression })
  | (Range & { type: 'set'; target: Target; value: Expression })
  | (Range & { type: 'setBlock'; target: Target; filter?: Expression; body: Statement[] })
  | (Range & { type: 'if'; branches: Branch[]; else?: Statement[] })
  | (Range & {
      type: 'for';
      target: Target;
      over: Expression;
      filter?: Expression;
      body: Statement[];
      else?: Statement[];
    })
  | MacroNode
  | (Range & { type: 'callBlock'; parameters: Parameter[]; call: Expression; body: Statement[] })
  | (Range & { type: 'filterBlock'; filter: Expression; body: Statement[] })
  | (Range & { type: 'do'; value: Expression })
  | (Range & { type: 'with'; bindings: { target: Target; value: Expression }[]; body: Statement[] })
  | (Range & { type: 'break' | 'continue' })
  | (Range & { type: 'snapshot'; name: string; nameRange: Range; body: Statement[]; bodyRange: Range })
  | (Range & { type: 'docs'; name: string; nameRange: Range; text: string; bodyRange: Range });
