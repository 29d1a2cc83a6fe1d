/** SQL scripts in statements: enough to tell what a statement does to which object, in any warehouse. */
import { tokenize } from '../sql/tokens.ts';

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
 * Statements between semicolons. Bodies of functions count as strings, and Jinja as names. Undefined for a text
 * that is too long, or in which a string or comment does not end.
 */
export function splitStatements(text: string): Statement[] | undefined {
  if (text.length > limits.length) return undefined;
  const source = plain(text);
  const { tokens, unterminated } = tokenize(source, 'generic', limits.tokens);
  if (unterminated !== undefined || tokens.length === limits.tokens) return undefined;
  const lineAt = lineCounter(source);
  const statements: Statement[] = [];
  let words: string[] = [];
  let offsets: number[] = [];
  let end = 0;
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
  for (const token of tokens) {
    const written = source.slice(token.start, token.end);
    if (written === ';') {
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
  }
  close();
  return statements;
}

/**
 * The same length and lines, without what is not SQL: a byte order mark, Jinja, bodies between dollar tags, commands
 * of psql.
 */
function plain(text: string): string {
  let source = replaceBetween(text.replace(/^\uFEFF/, ' '), '{#', '#}', blank);
  source = replaceBetween(source, '{%', '%}', blank);
  source = replaceBetween(source, '{{', '}}', (piece) => piece.replaceAll(/[^\n]/g, 'x'));
  return withoutBodies(source).replaceAll(/^\\[a-z][^\n]*/gm, blank);
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

/** Blanks `$tag$ … $tag$`, up to the first one that is not closed. */
function withoutBodies(text: string): string {
  const tag = /\$[a-zA-Z_]\w{0,60}\$/g;
  let result = '';
  let copied = 0;
  for (let match = tag.exec(text); match; match = tag.exec(text)) {
    const end = text.indexOf(match[0], tag.lastIndex);
    if (end < 0) break;
    tag.lastIndex = end + match[0].length;
    result += text.slice(copied, match.index) + blank(text.slice(match.index, tag.lastIndex));
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
