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

/** The same length and lines, without what is not SQL: Jinja, bodies between dollar tags, commands of psql. */
function plain(text: string): string {
  return text
    .replaceAll(/\{#[\s\S]*?#\}|\{%[\s\S]*?%\}/g, blank)
    .replaceAll(/\{\{[\s\S]*?\}\}/g, (piece) => piece.replaceAll(/[^\n]/g, 'x'))
    .replaceAll(/\$([a-zA-Z_]\w{0,60})\$[\s\S]*?\$\1\$/g, blank)
    .replaceAll(/^\\[a-z][^\n]*/gm, blank);
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
