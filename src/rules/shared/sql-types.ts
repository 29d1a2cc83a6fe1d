/** Data types as far as it is sure that two of them differ. */

const families = {
  integer:
    'int integer bigint smallint tinyint mediumint int2 int4 int8 int16 int32 int64 byteint hugeint long',
  decimal: 'numeric decimal bignumeric bigdecimal dec number',
  float: 'float float4 float8 float32 float64 real double',
  text: 'text string varchar char character nvarchar nchar bpchar clob',
  boolean: 'boolean bool',
  date: 'date',
  timestamp: 'timestamp timestamptz timestamp_ntz timestamp_ltz timestamp_tz datetime datetime2',
  time: 'time',
  json: 'json jsonb variant super',
  array: 'array',
  binary: 'binary varbinary bytes bytea blob',
} as const;

export type TypeFamily = keyof typeof families;

const byWord = new Map(
  Object.entries(families).flatMap(([family, words]) =>
    words.split(' ').map((word) => [word, family as TypeFamily] as const),
  ),
);

/** Warehouses where an integer is a number without decimals, so that the two are one type. */
const oneNumber = new Set(['snowflake', 'oracle']);

/** The kind of a type, whatever its length and precision; undefined for one that is not known here. */
export function typeFamily(type: string, dialect: string): TypeFamily | undefined {
  const [, word = ''] = /^\s*([a-z_]\w*)\s*(?:\([\d\s,]*\))?[\w\s]*$/i.exec(type) ?? [];
  const family = byWord.get(word.toLowerCase());
  return family === 'integer' && oneNumber.has(dialect) ? 'decimal' : family;
}

const type = String.raw`([a-z_]\w*(?:\s*\([\d\s,]*\))?)`;
const asAlias = String.raw`\s*(?:\bas\s+)?["\`[]?$`;
const callEnd = new RegExp(String.raw`\bas\s+${type}\s*\)${asAlias}`, 'i');
const suffixEnd = new RegExp(String.raw`::\s*${type}${asAlias}`, 'i');

/** How far back an expression is looked for, in characters. */
const maxLength = 4000;

/**
 * The type that a projected expression is cast to as a whole; undefined if it is not plainly a cast.
 * @param before the text up to the name that the column is given
 */
export function castType(before: string): string | undefined {
  const text = before.slice(-maxLength);
  const call = callEnd.exec(text);
  if (call) {
    const start = openingParenthesis(text, text.lastIndexOf(')', text.length - 1));
    const head = /^([\s\S]*)\b(?:safe_|try_)?cast\s*$/i.exec(text.slice(0, start));
    return head && startsItem(head[1] ?? '') ? call[1] : undefined;
  }
  const suffix = suffixEnd.exec(text);
  if (!suffix) return undefined;
  const operand = text.slice(0, suffix.index).trimEnd();
  const literal = /'(?:[^'\n]|'')*'$/.exec(operand);
  if (literal) return startsItem(operand.slice(0, literal.index)) ? suffix[1] : undefined;
  const start = operand.endsWith(')') ? openingParenthesis(operand, operand.length - 1) : operand.length;
  // Or a path into a document: `o.items:rows[0]['id']`.
  const rest = operand.slice(0, start).replace(/[\w."':[\]$]*$/, '');
  return start > 0 && startsItem(rest) ? suffix[1] : undefined;
}

/** Of the parenthesis that closes at `end`; 0 if it is not in the text. */
function openingParenthesis(text: string, end: number): number {
  let depth = 0;
  for (let at = end; at >= 0; at--) {
    if (text[at] === ')') depth++;
    else if (text[at] === '(' && --depth === 0) return at;
  }
  return 0;
}

function startsItem(before: string): boolean {
  return /(,|\bselect|\bdistinct)\s*$/i.test(before);
}
