/**
 * Rewriting what the parser lacks into what it knows, at the same length, so that offsets stay true.
 * A fix-up may lose meaning only where no column is named.
 */
import { clickhouse, withoutStrictness } from './clickhouse-fixups.ts';
import { type Apply, collectFixUps, fixUpAt, type FixUps, type Words } from './fix-up.ts';
import type { Token } from './tokens.ts';

/** Clauses of Trino's json_query, json_value and json_exists, and of standard SQL's. */
const jsonClauses = [
  ['omit', 'quotes'],
  ['keep', 'quotes'],
  ['on', 'scalar', 'string'],
  ['with', 'array', 'wrapper'],
  ['without', 'array', 'wrapper'],
  ['with', 'wrapper'],
  ['without', 'wrapper'],
  ['with', 'conditional', 'array', 'wrapper'],
  ['with', 'unconditional', 'array', 'wrapper'],
  ['null', 'on', 'empty'],
  ['null', 'on', 'error'],
  ['error', 'on', 'empty'],
  ['error', 'on', 'error'],
];

const jsonClause = fixUpAt([...new Set(jsonClauses.map(([first]) => first!))], (words, index) => {
  const clause = jsonClauses.find((phrase) =>
    phrase.every((word, offset) => words.word(index + offset) === word),
  );
  return clause && { count: clause.length };
});

function isLiteral({ tokens }: Words, index: number): boolean {
  const kind = tokens[index]?.kind;
  return kind === 'string' || kind === 'number';
}

/** `default '0' on empty`: what json_value gives instead. */
const jsonDefault = fixUpAt(['default'], (words, index) =>
  isLiteral(words, index + 1) &&
  words.word(index + 2) === 'on' &&
  /^(empty|error)$/.test(words.word(index + 3))
    ? { count: 4 }
    : undefined,
);

/** `json_object('a': b, key 'c' value d)`: elsewhere a colon is a path into the value before it. */
const jsonKey = fixUpAt([':', 'key'], (words, index) => {
  const opening = words.around(index);
  if (words.word(opening) !== '(' || words.word(opening - 1) !== 'json_object') return undefined;
  if (words.word(index) === ':') return { count: 1, by: ',' };
  const isKeyword = /^[(,]$/.test(words.word(index - 1)) && !/^(:|value|[.([])$/.test(words.word(index + 1));
  return isKeyword ? { count: 1 } : undefined;
});

const formatJson = fixUpAt(['format'], (words, index) =>
  words.word(index + 1) === 'json' && words.word(words.around(index) - 1).startsWith('json_')
    ? { count: 2 }
    : undefined,
);

/** `(values 'a')`: a row of one column needs no parentheses, and one such row is what SELECT gives. */
const bareRow = fixUpAt(['values'], (words, index) =>
  isLiteral(words, index + 1) && words.word(index - 1) === '(' && words.word(index + 2) === ')'
    ? { count: 1, by: 'select' }
    : undefined,
);

const hexNumber = fixUpAt('number', (words, index) =>
  words.word(index).startsWith('0x') ? { count: 1, by: '0' } : undefined,
);

/** `uint256 '1'`: a typed literal of a type the parser has never heard of. */
const wideInteger = fixUpAt(['int256', 'uint256'], (words, index) =>
  words.tokens[index + 1]?.kind === 'string' ? { count: 1 } : undefined,
);

/** `as array(double)`, `as map(varchar, row(a int))`, `as map<varchar, int>`: structured types in a cast. */
const structuredType = fixUpAt(['array', 'map', 'row'], (words, index) => {
  if (!/^[(<]$/.test(words.word(index + 1)) || words.word(index - 1) !== 'as') return undefined;
  let depth = 0;
  for (let at = index + 1; at < words.tokens.length; at++) {
    const word = words.word(at);
    if (word === '(' || word === '<') depth++;
    else if ((word === ')' || word === '>') && --depth === 0)
      return words.word(at + 1) === ')' ? { count: at - index + 1, by: 'json' } : undefined;
  }
  return undefined;
});

/** `with x as not materialized (`: when a query is computed, not what it gives. */
const materialized = fixUpAt(['not', 'materialized'], ({ word }, index) => {
  const at = word(index) === 'not' ? index + 1 : index;
  const isOne = word(index - 1) === 'as' && word(at) === 'materialized' && word(at + 1) === '(';
  return isOne ? { count: at - index + 1 } : undefined;
});

/** `json_table(a, '$' columns (b path '$.b'))`: Oracle's columns need no type. */
const untypedPath = fixUpAt(['path'], (words, index) => {
  const before = words.tokens[index - 1]?.kind;
  const isColumn = before === 'name' || (before === 'word' && words.word(index - 1) !== 'nested');
  if (!isColumn || !/^[(,]$/.test(words.word(index - 2))) return undefined;
  if (words.word(words.around(index) - 1) !== 'columns') return undefined;
  const [path, text] = [words.tokens[index]!, words.tokens[index + 1]];
  const by = "x path''";
  return text?.kind === 'string' && text.end - path.start >= by.length ? { count: 2, by } : undefined;
});

/** `max(a) keep (dense_rank last order by b)`: Oracle's aggregate of the rows that come first or last. */
const keptRows = fixUpAt(['keep'], (words, index) =>
  words.word(index + 1) === '(' &&
  words.word(index + 2) === 'dense_rank' &&
  /^(first|last)$/.test(words.word(index + 3))
    ? { count: 4, by: 'within group (' }
    : undefined,
);

/** `a is json object`: like TRUE, it holds for no NULL. */
const isJson = fixUpAt(['json'], (words, index) => {
  const is = words.word(index - 1) === 'not' ? index - 2 : index - 1;
  if (words.word(is) !== 'is') return undefined;
  return { count: /^(value|scalar|array|object)$/.test(words.word(index + 1)) ? 2 : 1, by: 'true' };
});

/** `trim(both from a)`: without what to trim off, FROM says nothing. */
const trimFrom = fixUpAt(['from'], (words, index) =>
  /^(both|leading|trailing)$/.test(words.word(index - 1)) && words.word(index - 3) === 'trim'
    ? { count: 1 }
    : undefined,
);

const moments = /^(system_time|system_version|timestamp|version)$/;

/** Time travel, as of BigQuery and Iceberg: which rows, not which columns. */
const forMoment = fixUpAt(['for'], (words, index) => {
  if (
    !moments.test(words.word(index + 1)) ||
    words.word(index + 2) !== 'as' ||
    words.word(index + 3) !== 'of'
  )
    return undefined;
  let depth = 0;
  let at = index + 4;
  for (; at < words.tokens.length; at++) {
    const word = words.word(at);
    if (word === '(') depth++;
    else if (word === ')' && depth-- === 0) break;
    else if (
      depth === 0 &&
      at > index + 4 &&
      /^(as|join|left|right|full|inner|cross|where|group|order|on|using|union|,|;|limit|qualify)$/.test(word)
    )
      break;
  }
  return { count: at - index };
});

/** Tokens between CROSS JOIN and its ON: a longer subquery is not looked through again and again. */
const farthestOn = 400;

/** `cross join t on a = b`: Spark takes a condition there, and then it is a join like any other. */
const conditionedCross = fixUpAt(['cross'], (words, index) => {
  if (words.word(index + 1) !== 'join') return undefined;
  let depth = 0;
  for (let at = index + 2; at < Math.min(words.tokens.length, index + farthestOn); at++) {
    const word = words.word(at);
    if (word === '(') depth++;
    else if (word === ')' && depth-- === 0) return undefined;
    else if (depth > 0) continue;
    else if (/^(on|using)$/.test(word)) return { count: 1 };
    else if (
      /^(join|where|lateral|group|having|order|limit|union|except|intersect|qualify|window|,|;)$/.test(word)
    )
      return undefined;
  }
  return undefined;
});

/** `a div b` in Spark. */
const wholeDivision = fixUpAt(['div'], (words, index) =>
  /^(word|name|number)$/.test(words.tokens[index - 1]?.kind ?? '') || words.word(index - 1) === ')'
    ? isOperand(words, index + 1)
      ? { count: 1, by: '/' }
      : undefined
    : undefined,
);

function isOperand({ tokens, word }: Words, index: number): boolean {
  const kind = tokens[index]?.kind ?? '';
  if (kind === 'word') return !/^(as|from|and|or|then|else|end|when|asc|desc|is|in|not)$/.test(word(index));
  return /^(name|number)$/.test(kind) || word(index) === '(';
}

/** `from t, unpivot t.attributes as v at k`: Redshift makes rows of the fields of an object. */
const unpivotedObject = fixUpAt(['unpivot'], (words, index) =>
  words.word(index - 1) === ',' && words.word(index + 1) !== '(' && words.word(index + 2) === '.'
    ? { count: 1 }
    : undefined,
);

/** `approximate count(distinct a)` */
const approximate = fixUpAt(['approximate'], (words, index) =>
  /^(count|percentile_disc)$/.test(words.word(index + 1)) && words.word(index + 2) === '('
    ? { count: 1 }
    : undefined,
);

const common = [
  materialized,
  untypedPath,
  keptRows,
  jsonClause,
  jsonDefault,
  jsonKey,
  formatJson,
  bareRow,
  hexNumber,
  wideInteger,
  structuredType,
  isJson,
  trimFrom,
  withoutStrictness(['asof']),
  forMoment,
];

/** `array<struct<a string>> [`: the type of an array literal, which the parser reads only in one line. */
const arrayType = fixUpAt(['array'], (words, index) => {
  if (words.word(index + 1) !== '<') return undefined;
  let depth = 0;
  for (let at = index + 1; at < words.tokens.length; at++) {
    const word = words.word(at);
    if (word === '<') depth++;
    else if (word === '>' && --depth === 0)
      return words.word(at + 1) === '[' ? { count: at - index + 1 } : undefined;
    else if (word === ';') return undefined;
  }
  return undefined;
});

/** `'a' 'b'` is one text in BigQuery, and so is `'a' || 'b'`, if there is room for it. */
const adjacentStrings = fixUpAt('string', ({ text, tokens }, index) => {
  const isString = (at: number): boolean => tokens[at]?.kind === 'string';
  if (!isString(index + 1)) return undefined;
  const { start } = tokens[index]!;
  let by = '';
  let last = index;
  while (isString(last + 1)) {
    const next = tokens[++last]!.start;
    if (!/^[ \t]{2}$/.test(text.slice(next - 2, next))) return undefined;
    by += `${text.slice(start + by.length, next - 2)}||`;
  }
  return { count: last - index + 1, by: by + text.slice(start + by.length, tokens[last]!.end) };
});

/**
 * `full outer union all corresponding`: by name, with the columns of both sides, which is `union all by name` here.
 * @param index of `union`
 */
function isFullUnion(words: Words, index: number): boolean {
  const full = words.word(index - 1) === 'outer' ? index - 2 : index - 1;
  if (words.word(full) !== 'full' || words.word(index) !== 'union') return false;
  if (!['all', 'distinct'].includes(words.word(index + 1))) return false;
  return words.word(index + 2) === 'corresponding'
    ? words.word(index + 3) !== 'by'
    : ['by', 'name'].every((word, offset) => words.word(index + 2 + offset) === word) &&
        words.word(index + 4) !== 'on';
}

const fullUnion = fixUpAt(['full'], (words, index) => {
  const count = words.word(index + 1) === 'outer' ? 2 : 1;
  return isFullUnion(words, index + count) ? { count } : undefined;
});

const corresponding = fixUpAt(['corresponding'], (words, index) =>
  isFullUnion(words, index - 2) ? { count: 1, by: 'by name' } : undefined,
);

/** `unpivot (v for k in (a as 1))`: a value of `k`; nowhere else does a number follow AS. */
const numberAlias = fixUpAt('number', (words, index) =>
  words.word(index - 1) === 'as' ? { count: 1, by: '_' } : undefined,
);

/** `a::varchar()`: a type whose length is left to the warehouse. */
const emptyLength = fixUpAt(['('], (words, index) =>
  words.word(index + 1) === ')' && words.word(index - 2).endsWith(':') && /^\w+$/.test(words.word(index - 1))
    ? { count: 2 }
    : undefined,
);

/** `nth_value(a, 2) from first respect nulls over (…)`: from which end to count, not which relation. */
const countedFrom = fixUpAt(['from'], (words, index) =>
  /^(first|last)$/.test(words.word(index + 1)) &&
  words.word(index - 1) === ')' &&
  /^(respect|ignore|over)$/.test(words.word(index + 2))
    ? { count: 2 }
    : undefined,
);

const spark = collectFixUps([...common, conditionedCross, wholeDivision]);

const anyOther = collectFixUps(common);

const byWarehouse = new Map<string, FixUps>([
  ['bigquery', collectFixUps([forMoment, arrayType, adjacentStrings, fullUnion, corresponding, numberAlias])],
  ['clickhouse', collectFixUps(clickhouse)],
  ['snowflake', collectFixUps([emptyLength, countedFrom])],
  ['redshift', collectFixUps([...common, unpivotedObject, approximate])],
  ['databricks', spark],
  ['spark', spark],
]);

/** The text as the parser should see it. */
export function fixUp(text: string, tokens: readonly Token[], warehouse: string): string {
  const name = warehouse.toLowerCase();
  const fixUps = byWarehouse.get(name) ?? anyOther;
  const words = wordsOf(text, tokens);
  let result = '';
  let copied = 0;
  for (let index = 0; index < tokens.length; index++) {
    const match = firstMatch(fixUps, words, index);
    if (!match || match.count === 0) continue;
    const start = tokens[index]!.start;
    const end = tokens[index + match.count - 1]!.end;
    result += text.slice(copied, start) + blank(text.slice(start, end), match.by ?? '');
    copied = end;
    index += match.count - 1;
  }
  return result + text.slice(copied);
}

function firstMatch({ byWord, byKind }: FixUps, words: Words, index: number): ReturnType<Apply> {
  const own = byWord.get(words.word(index));
  const kindred = byKind.get(words.tokens[index]!.kind);
  for (const list of [own, kindred])
    for (const apply of list ?? []) {
      const found = apply(words, index);
      if (found) return found;
    }
  return undefined;
}

function wordsOf(text: string, tokens: readonly Token[]): Words {
  const lowered = tokens.map(({ start, end }) => text.slice(start, end).toLowerCase());
  const word = (index: number): string => lowered[index] ?? '';
  let openers: number[] | undefined;
  return { text, tokens, word, around: (index) => (openers ??= openersOf(tokens, word))[index] ?? -1 };
}

/** By token, the token that opens what is around it. */
function openersOf(tokens: readonly Token[], word: Words['word']): number[] {
  const open: number[] = [];
  return tokens.map(({ kind }, index) => {
    const symbol = kind === 'symbol' ? word(index) : '';
    if (/^[)\]}]$/.test(symbol)) open.pop();
    const around = open.at(-1) ?? -1;
    if (/^[([{]$/.test(symbol)) open.push(index);
    return around;
  });
}

/** Space of the same length and the same lines, beginning with `by`. */
function blank(text: string, by: string): string {
  return by + text.slice(by.length).replace(/[^\n]/g, ' ');
}
