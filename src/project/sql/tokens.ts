/** SQL text in tokens: enough for limits, fix-ups and for telling broken text from unfamiliar text. */
import { escapesWithBackslash } from './dialect.ts';

export interface Token {
  kind: 'word' | 'number' | 'string' | 'name' | 'symbol';
  start: number;
  end: number;
}

export interface Tokens {
  tokens: Token[];
  /** Where a string, quoted name or comment begins that does not end. */
  unterminated?: number;
}

/** What ASCII characters may be part of. Texts are long, and a regular expression for each character is slow. */
const [word, digit, numeric] = [1, 2, 4];
const classes = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  return (/[\w$]/.test(char) ? word : 0) | (/\d/.test(char) ? digit : 0) | (/[\w.]/.test(char) ? numeric : 0);
});
const [letter, letterOrDigit] = [/\p{L}/u, /[\p{L}\p{N}]/u];

function startsWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 128 ? (classes[code]! & (word | digit)) === word && text[at] !== '$' : letter.test(text[at]!);
}

function wordEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 128 ? (classes[code]! & word) === 0 : !letterOrDigit.test(text[at]!)) return at;
  }
  return text.length;
}

function numberEnd(text: string, start: number): number {
  let at = start;
  while (((classes[text.charCodeAt(at)] ?? 0) & numeric) !== 0) at++;
  return at;
}

/** Reads at most `limit` tokens; comments and space are left out. */
export function tokenize(text: string, warehouse: string, limit = Infinity): Tokens {
  const tokens: Token[] = [];
  const backslash = escapesWithBackslash(warehouse);
  const hash = /^(bigquery|mysql)$/i.test(warehouse);
  let at = 0;
  while (at < text.length && tokens.length < limit) {
    const start = at;
    const char = text[at]!;
    if (char <= ' ' || char === '\u00a0') {
      at++;
    } else if (startsWord(text, at)) {
      at = wordEnd(text, at);
      tokens.push({ kind: 'word', start, end: at });
    } else if (char >= '0' && char <= '9') {
      at = numberEnd(text, at);
      tokens.push({ kind: 'number', start, end: at });
    } else if (text.startsWith('--', at) || (hash && char === '#')) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      if (end < 0) return { tokens, unterminated: start };
      at = end + 2;
    } else if (text.startsWith('$$', at)) {
      const end = text.indexOf('$$', at + 2);
      if (end < 0) return { tokens, unterminated: start };
      at = end + 2;
      tokens.push({ kind: 'string', start, end: at });
    } else if (char === "'" || char === '"' || char === '`') {
      const end = quotedEnd(text, at, backslash && char !== '`');
      if (end === undefined) return { tokens, unterminated: start };
      at = end;
      tokens.push({ kind: char === "'" ? 'string' : 'name', start, end });
    } else {
      at++;
      tokens.push({ kind: 'symbol', start, end: at });
    }
  }
  return { tokens };
}

function quotedEnd(text: string, start: number, backslash: boolean): number | undefined {
  const quote = text[start]!;
  const triple = quote.repeat(3);
  if (backslash && quote !== '`' && text.startsWith(triple, start)) {
    const end = text.indexOf(triple, start + 3);
    return end < 0 ? undefined : end + 3;
  }
  // A raw string keeps its backslashes, but none of its quotes ends it either after one.
  for (let at = start + 1; at < text.length; at++) {
    if (backslash && text[at] === '\\') at++;
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return at + 1;
      at++;
    }
  }
  return undefined;
}

/** How deep parentheses and brackets nest at most, and whether each closes. */
export function nesting(text: string, tokens: readonly Token[]): { depth: number; unbalanced?: number } {
  const open: number[] = [];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind !== 'symbol') continue;
    const char = text[token.start];
    if (char === '(' || char === '[') depth = Math.max(depth, open.push(token.start));
    else if (char === ')' || char === ']') {
      const opening = open.pop();
      if (opening === undefined || (text[opening] === '(') !== (char === ')'))
        return { depth, unbalanced: token.start };
    }
  }
  const unbalanced = open.pop();
  return unbalanced === undefined ? { depth } : { depth, unbalanced };
}

const operatorWord = /^(and|or|is|in|like|ilike|rlike|between|at|div|mod|collate)$/i;
const separatorWord = /^(select|from|where|group|having|qualify|union|when|then|else)$/i;

const [caseWord, endWord] = [/^case$/i, /^end$/i];
/** Longer words are none of these. */
const longestKeyword = Math.max(
  ...[operatorWord, separatorWord, caseWord, endWord]
    .flatMap(({ source }) => source.match(/[a-z]+/g) ?? [])
    .map(({ length }) => length),
);

/** An upper bound of how many operators an expression nests, be it in parentheses or one after the other. */
export function longestChain(text: string, tokens: readonly Token[]): number {
  const outer: number[] = [];
  let [here, around, longest] = [0, 0, 0];
  for (const { kind, start, end } of tokens) {
    if (kind !== 'symbol' && kind !== 'word') continue;
    if (end - start > longestKeyword) continue;
    const word = text.slice(start, end);
    if (word === '(' || word === '[' || caseWord.test(word)) {
      outer.push(here);
      around += here;
      here = 0;
    } else if (word === ')' || word === ']' || endWord.test(word)) {
      here = outer.pop() ?? 0;
      around -= here;
    } else if (word === ',' || separatorWord.test(word)) here = 0;
    else if (kind === 'symbol' ? word !== '.' && word !== ';' : operatorWord.test(word))
      longest = Math.max(longest, around + ++here);
  }
  return longest;
}
