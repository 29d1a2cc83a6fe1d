/** What the form of an expression says about its value. */
import { canonical } from './canonical.ts';
import { isNode, listOf, nodeOf, textOf, variant, type Node, type Positions } from './ast.ts';
import type { Identifier, LiteralValue, RowNumber, ValueFacts } from './query.ts';

/** The windows of a WINDOW clause. */
export type NamedWindows = ReadonlyMap<string, Node>;

/** Facts about a projected expression. */
export function valueFacts(
  node: unknown,
  positions: Positions,
  windows: NamedWindows,
): Omit<ValueFacts, 'aggregate'> {
  const [tag, content] = unwrapped(node);
  const fields = nodeOf(content);
  const rowNumber = tag === 'Function' ? rowNumberOf(fields, positions, windows) : undefined;
  const shared = tag === 'Function' ? sharedOf(fields, positions, windows) : undefined;
  const literals = literalsOf(node, positions);
  return {
    ...(tag === 'Cast' && { type: canonicalType(fields['data_type']) }),
    ...(literals && literals.length > 0 && { literals }),
    ...(isNumber(node) && { number: true as const }),
    ...(isEmpty(node) && { empty: true as const }),
    ...(isWritten(node) && { constant: true as const }),
    ...(rowNumber && { rowNumber }),
    ...(shared && { shared }),
  };
}

/** A node without the parentheses around it. */
export function unwrapped(node: unknown): [tag: string, content: unknown] {
  let [tag, content] = variant(node);
  while (tag === 'Nested') [tag, content] = variant(content);
  return [tag, content];
}

export function isNull(node: unknown): boolean {
  const [tag, content] = unwrapped(node);
  return tag === 'Value' && nodeOf(content)['value'] === 'Null';
}

function isEmpty(node: unknown): boolean {
  const [tag, content] = unwrapped(node);
  return isNull(node) || (tag === 'Cast' && isEmpty(nodeOf(content)['expr']));
}

function isNumber(node: unknown): boolean {
  const [tag, content] = unwrapped(node);
  const fields = nodeOf(content);
  if (tag === 'UnaryOp') return fields['op'] === 'Minus' && isNumber(fields['expr']);
  return tag === 'Value' && variant(fields['value'])[0] === 'Number';
}

/** True for a number, a text, NULL or a date that is written out, be it cast to a type. */
function isWritten(node: unknown): boolean {
  const [tag, content] = unwrapped(node);
  if (tag === 'Cast') return isWritten(nodeOf(content)['expr']);
  return tag === 'Value' || tag === 'TypedString' || isNumber(node);
}

/** The parts of an expression that is one column and nothing else. */
export function columnOf(node: unknown, positions: Positions): Identifier[] | undefined {
  const [tag, content] = unwrapped(node);
  if (tag !== 'Identifier' && tag !== 'CompoundIdentifier') return undefined;
  const parts = (tag === 'Identifier' ? [content] : listOf(content)).map((part) =>
    positions.identifier(part),
  );
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

export function rowNumberOf(call: Node, positions: Positions, windows?: NamedWindows): RowNumber | undefined {
  const window = windowOf(call, windows);
  if (functionName(call) !== 'row_number' || !window) return undefined;
  return { partition: partitionOf(window, positions) };
}

function partitionOf(window: Node, positions: Positions): RowNumber['partition'] {
  return listOf(window['partition_by']).map((node) => columnOf(node, positions) ?? []);
}

/** Functions that number the rows of a window, or look from one to the next, even if nothing orders them. */
const perRow =
  /^(row_number|(dense_|percent_)?rank|cume_dist|ntile|lag|lead|random|rand|uuid\w*|generate_uuid)$/;

/** Where the window is the same for each row of its partition, so is what is made of it. */
function sharedOf(call: Node, positions: Positions, windows: NamedWindows): RowNumber | undefined {
  const window = windowOf(call, windows);
  if (!window || isNode(window['window_name']) || perRow.test(functionName(call))) return undefined;
  const frame = window['window_frame'];
  const isOrdered = listOf(window['order_by']).length > 0;
  const isWhole = isNode(frame) ? isUnbounded(frame, ['start_bound', 'end_bound']) : !isOrdered;
  return isWhole || takesFirst(call, frame) ? { partition: partitionOf(window, positions) } : undefined;
}

/** True if no number of rows or values ends the window on that side. */
function isUnbounded(frame: Node, sides: readonly ('start_bound' | 'end_bound')[]): boolean {
  return sides.every((side) => {
    const [tag, limit] = variant(frame[side]);
    return /^(Preceding|Following)$/.test(tag) && !isNode(limit);
  });
}

/** The first row of a partition is in the window of each of its rows; the first value that is not NULL may come later. */
function takesFirst(call: Node, frame: unknown): boolean {
  if (functionName(call) !== 'first_value' || (isNode(frame) && !isUnbounded(frame, ['start_bound'])))
    return false;
  return !/IgnoreNulls/.test(JSON.stringify([call['null_treatment'], call['args']]));
}

/** True for a ROW_NUMBER without ORDER BY, or by constants alone. */
export function isUnorderedRowNumber(call: Node): boolean {
  const window = windowOf(call);
  // A named window has its order elsewhere.
  if (functionName(call) !== 'row_number' || !window || isNode(window['window_name'])) return false;
  return listOf(window['order_by']).every((item) => isConstant(nodeOf(item)['expr']));
}

function isConstant(node: unknown): boolean {
  const [tag, content] = unwrapped(node);
  if (tag === 'Value') return true;
  const query = nodeOf(nodeOf(nodeOf(content)['body'])['Select']);
  return tag === 'Subquery' && listOf(query['from']).length === 0 && listOf(query['projection']).length > 0;
}

function windowOf(call: Node, windows?: NamedWindows): Node | undefined {
  const [kind, window] = variant(call['over']);
  if (kind === 'NamedWindow') return windows?.get(textOf(nodeOf(window)['value']).toLowerCase());
  return kind === 'WindowSpec' ? nodeOf(window) : undefined;
}

function functionName(call: Node): string {
  const parts = listOf(call['name']);
  const [, name] = variant(parts.at(-1));
  return parts.length === 1 ? textOf(nodeOf(name)['value']).toLowerCase() : '';
}

const aggregateNames =
  /^(count|count_?if|sum|sum_if|avg|min|max|min_by|max_by|any_value|\w+_agg|listagg|group_concat|approx_\w+|hll\w*|stddev\w*|var(iance|_pop|_samp)|median|mode|percentile_\w+|bool_(and|or)|logical_(and|or)|corr|covar_\w+|first|last|arg_?m(in|ax)|st_extent)$/;
/** ClickHouse's own, with the endings that change what it takes or gives. */
const combinedNames =
  /^((count|sum|avg|min|max|any|any_?last|any_?heavy|argmin|argmax|uniq|uniq(exact|combined(64)?|hll12|theta)|group(array|uniqarray|bitmap|bit(and|or|xor))|quantiles?\w{0,40}|topk|median)(if|state|merge|map|array|distinct|ornull|ordefault|resample)*)$/;

/** True for a call that makes one value of many rows. */
export function isAggregate(call: Node): boolean {
  const name = functionName(call);
  return (aggregateNames.test(name) || combinedNames.test(name)) && variant(call['over'])[0] === '';
}

/** The string literals that a value is one of, NULL aside; undefined if it may be anything else. */
function literalsOf(node: unknown, positions: Positions): LiteralValue[] | undefined {
  const [tag, content] = unwrapped(node);
  const fields = nodeOf(content);
  if (tag === 'Value') {
    if (fields['value'] === 'Null') return [];
    const [kind, value] = variant(fields['value']);
    const place = positions.cover(node);
    if (!/^(SingleQuotedString|DoubleQuotedString)$/.test(kind) || !place) return undefined;
    return [{ value: textOf(value), ...place }];
  }
  if (tag === 'Case') {
    const results = listOf(fields['conditions']).map((branch) => nodeOf(branch)['result']);
    return allOf(isNode(fields['else_result']) ? [...results, fields['else_result']] : results, positions);
  }
  if (tag === 'Function' && /^(if|iff)$/.test(functionName(fields))) {
    const values = listOf(nodeOf(nodeOf(fields['args'])['List'])['args']).slice(1);
    return allOf(
      values.map((argument) => nodeOf(nodeOf(argument)['Unnamed'])['Expr']),
      positions,
    );
  }
  return undefined;
}

function allOf(nodes: readonly unknown[], positions: Positions): LiteralValue[] | undefined {
  const found = nodes.map((node) => literalsOf(node, positions));
  return found.every((values) => values !== undefined) ? found.flat() : undefined;
}

/** By the type's first word. */
const families: readonly [RegExp, string][] = [
  [/^(int64|bigint|int8|long)$/, 'bigint'],
  [/^(integer|int|int4|mediumint|int32)$/, 'integer'],
  [/^(smallint|int2|tinyint|int16|byteint)$/, 'smallint'],
  [/^(float64|double|doubleprecision|float8|float|real|float4|float32)$/, 'float'],
  [/^(numeric|decimal|dec|number|bignumeric|bigdecimal)$/, 'numeric'],
  [/^(string|text|varchar|charactervarying|nvarchar|char|character|charvarying)$/, 'string'],
  [/^(boolean|bool)$/, 'boolean'],
];

/** One name for a type's synonyms, with its precision: `varchar(20)` → `string(20)`. */
export function canonicalType(node: unknown): string {
  const [tag, content] = variant(node);
  const details = canonical(content, new Map());
  const written = `${tag === 'Custom' ? '' : tag.toLowerCase()} ${details}`.trim();
  const [name = ''] = written.split(/[\s(,]/);
  if (/^timestamp(l?tz$| .*(withtimezone|tz)$)/.test(written)) return 'timestamptz';
  const numbers = [...written.matchAll(/\b\d+\b/g)].map(([number]) => number);
  const family = families.find(([pattern]) => pattern.test(name))?.[1];
  if (family === undefined) return written.replaceAll(/[\s,]+(none)?$/g, '');
  const sized = (family === 'string' || family === 'numeric') && numbers.length > 0;
  return sized ? `${family}(${numbers.join(', ')})` : family;
}
