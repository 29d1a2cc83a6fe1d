/** SQL scripts in statements: enough to tell what a statement does to which object, in any warehouse. */
import { tokenize } from '../sql/tokens.ts';
import type { Token } from '../sql/tokens.ts';

export interface Statement {
  /** Words, numbers and symbols in lower case, names without their quotes, strings as `'`. */
  words: readonly string[];
  /** Offset of each word. */
  offsets: readonly number[];
  /** As written, without surrounding space. */
  text: string;
  start: number;
  /** From 1. */
  startLine: number;
  endLine: number;
}

/** Scripts beyond these are dumps, not something that a person wrote. */
const limits = { length: 1_000_000, tokens: 200_000 };

/**
 * Statements between semicolons outside the bodies of functions. Bodies between dollar tags count as strings, and
 * Jinja as names. Undefined for a text that is too long, or in which a string or comment does not end.
 */
export function splitStatements(text: string): Statement[] | undefined {
  if (text.length > limits.length) return undefined;
  const source = plain(text);
  const { tokens, unterminated } = tokenize(source, 'generic', limits.tokens);
  if (unterminated !== undefined || tokens.length === limits.tokens) return undefined;
  // Who forgets an END would lose all that follows.
  return statementsOf(text, source, tokens, true) ?? statementsOf(text, source, tokens, false);
}

/** Undefined if a body does not end. */
function statementsOf(
  text: string,
  source: string,
  tokens: readonly Token[],
  keepsBodies: boolean,
): Statement[] | undefined {
  const lineAt = lineCounter(source);
  const statements: Statement[] = [];
  let words: string[] = [];
  let offsets: number[] = [];
  let end = 0;
  let depth = 0;
  const close = (): void => {
    const [start] = offsets;
    if (start !== undefined)
      statements.push({
        words,
        offsets,
        text: text.slice(start, end),
        start,
        startLine: lineAt(start),
        endLine: lineAt(end - 1),
      });
    words = [];
    offsets = [];
  };
  for (const [index, token] of tokens.entries()) {
    const written = source.slice(token.start, token.end);
    if (written === ';' && depth === 0) {
      close();
      continue;
    }
    words.push(
      token.kind === 'string'
        ? "'"
        : token.kind === 'name'
          ? written.slice(1, -1).toLowerCase()
          : written.toLowerCase(),
    );
    offsets.push(token.start);
    end = token.end;
    if (!keepsBodies) continue;
    if (token.kind !== 'word') {
      // A rule of Postgres may run several statements, in parentheses.
      if (isRule(words)) depth += written === '(' ? 1 : written === ')' ? -1 : 0;
      continue;
    }
    const next = tokens[index + 1];
    depth += nesting(words, next ? source.slice(next.start, next.end).toLowerCase() : '', depth > 0);
  }
  if (depth > 0) return undefined;
  close();
  return statements;
}

/**
 * How much deeper the last word leads: `begin` opens the body of a function, a procedure or a trigger, and `end`
 * closes what it opens. What `end if` and the like close is not counted.
 */
function nesting(words: readonly string[], next: string, isInside: boolean): number {
  const word = words.at(-1);
  if (word === 'begin') return !/^tran(saction)?$/.test(next) && (isInside || hasBody(words)) ? 1 : 0;
  if (!isInside) return 0;
  if (word === 'case') return words.at(-2) === 'end' ? 0 : 1;
  return word === 'end' && !/^(if|loop|while|repeat|for)$/.test(next) ? -1 : 0;
}

function isRule(words: readonly string[]): boolean {
  return words[0] === 'create' && words[words[1] === 'or' ? 3 : 1] === 'rule';
}

/** MySQL names an owner before it says what it creates. */
function hasBody(words: readonly string[]): boolean {
  const object = words.slice(1, 12).find((word) => objects.test(word)) ?? '';
  return words[0] === 'create' && /^(function|procedure|trigger|event)$/.test(object);
}

const objects = /^(table|view|index|type|schema|function|procedure|trigger|event)$/;

/**
 * The same length and lines, without what is not SQL: a byte order mark, Jinja, bodies between dollar tags, commands
 * of psql.
 */
function plain(text: string): string {
  let source = withSemicolons(text.replace(/^\uFEFF/, ' '));
  source = replaceBetween(source, '{#', '#}', blank);
  source = replaceBetween(source, '{%', '%}', blank);
  source = replaceBetween(source, '{{', '}}', (piece) => piece.replaceAll(/[^\n]/g, 'x'));
  return withoutBodies(source).replaceAll(/^\\[a-z][^\n]*/gm, blank);
}

/** The client of MySQL can be told to end statements by another mark, so that bodies may have semicolons. */
function withSemicolons(text: string): string {
  let result = '';
  let copied = 0;
  let mark = ';';
  const until = (end: number): string =>
    text.slice(copied, end).replaceAll(mark, () => ';'.padEnd(mark.length));
  for (const match of text.matchAll(/^[ \t]{0,20}delimiter[ \t]{1,20}(\S{1,20})[ \t\r]{0,20}$/gim)) {
    result += until(match.index) + blank(match[0]);
    copied = match.index + match[0].length;
    mark = match[1]!;
  }
  return result + until(text.length);
}

/** In one pass: what is not closed stays as it is. */
function replaceBetween(text: string, open: string, close: string, by: (piece: string) => string): string {
  let result = '';
  let copied = 0;
  for (let start = text.indexOf(open); start >= 0; start = text.indexOf(open, copied)) {
    const end = text.indexOf(close, start + open.length);
    if (end < 0) break;
    result += text.slice(copied, start) + by(text.slice(start, end + close.length));
    copied = end + close.length;
  }
  return result + text.slice(copied);
}

/** Makes an empty string of `$tag$ … $tag$`, up to the first one that is not closed. */
function withoutBodies(text: string): string {
  const tag = /\$[a-zA-Z_]\w{0,60}\$/g;
  let result = '';
  let copied = 0;
  for (let match = tag.exec(text); match; match = tag.exec(text)) {
    const end = text.indexOf(match[0], tag.lastIndex);
    if (end < 0) break;
    tag.lastIndex = end + match[0].length;
    result += text.slice(copied, match.index) + `'${blank(text.slice(match.index + 1, tag.lastIndex - 1))}'`;
    copied = tag.lastIndex;
  }
  return result + text.slice(copied);
}

function blank(piece: string): string {
  return piece.replaceAll(/[^\n]/g, ' ');
}

/** Lines of offsets that are asked for in order. */
function lineCounter(text: string): (offset: number) => number {
  let at = 0;
  let line = 1;
  return (offset) => {
    for (; at < offset; at++) if (text[at] === '\n') line++;
    return line;
  };
}
