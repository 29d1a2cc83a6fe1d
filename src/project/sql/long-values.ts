/**
 * Rows of literals in a VALUES list say nothing about columns, and of each the parser keeps a hundred times its size in
 * memory that it never gives back.
 */
import type { Token } from './tokens.ts';

/** Rows of a list that are read whatever they hold; so is the last one, for it says where the list ends. */
const alwaysRead = 2;

/** Tokens from one index up to another: a row with the comma before it. */
type Row = readonly [from: number, to: number];

/**
 * The text with space instead of such rows, at the same length and in the same lines, and its tokens.
 * @param tokens of the text
 */
export function shortenValues(
  text: string,
  tokens: readonly Token[],
): { text: string; tokens: readonly Token[] } {
  const kept: Token[] = [];
  let result = '';
  let copied = 0;
  for (let index = 0; index < tokens.length;) {
    const token = tokens[index++]!;
    kept.push(token);
    if (token.kind !== 'word' || !/^values$/i.test(text.slice(token.start, token.end))) continue;
    const rows = rowsAt(text, tokens, index);
    // A parenthesis that nobody closes is nothing to shorten.
    if (!rows) return { text, tokens };
    const between = rows.slice(alwaysRead, -1).filter((row) => isLiteral(text, tokens, row));
    for (const [from, to] of joined(between)) {
      for (; index < from; index++) kept.push(tokens[index]!);
      index = to;
      const [start, end] = [tokens[from]!.start, tokens[to - 1]!.end];
      result += text.slice(copied, start) + space(text.slice(start, end));
      copied = end;
    }
  }
  return { text: result + text.slice(copied), tokens: kept };
}

/** The rows of a list whose first one begins at `index`; undefined if one does not end. */
function rowsAt(text: string, tokens: readonly Token[], index: number): Row[] | undefined {
  const is = (at: number, char: string): boolean =>
    tokens[at]?.kind === 'symbol' && text[tokens[at].start] === char;
  const rows: Row[] = [];
  for (let from = index, opening = index; is(opening, '('); opening = from + 1) {
    let depth = 0;
    let to = opening;
    do {
      if (to === tokens.length) return undefined;
      if (is(to, '(')) depth++;
      else if (is(to, ')')) depth--;
      to++;
    } while (depth > 0);
    rows.push([from, to]);
    if (!is(to, ',')) break;
    from = to;
  }
  return rows;
}

/** True for nothing but literals with their signs, types and commas. */
function isLiteral(text: string, tokens: readonly Token[], [from, to]: Row): boolean {
  for (let index = from; index < to; index++) {
    const { kind, start, end } = tokens[index]!;
    const written = text.slice(start, end);
    const isType = tokens[index + 1]?.kind === 'string';
    if (kind === 'name' || (kind === 'symbol' && !/^[-+,()]$/.test(written))) return false;
    if (kind === 'word' && !isType && !/^(null|true|false)$/i.test(written)) return false;
  }
  return true;
}

/** Rows in a row are left out together. */
function joined(rows: readonly Row[]): Row[] {
  const result: Row[] = [];
  for (const [from, to] of rows) {
    const before = result.at(-1);
    if (before?.[1] === from) result[result.length - 1] = [before[0], to];
    else result.push([from, to]);
  }
  return result;
}

/** Each blank is a token to the parser, and a comment is one, whatever its length. */
function space(text: string): string {
  const blank = text.replace(/[^\n]/g, ' ');
  const first = blank.indexOf('  ');
  const last = blank.lastIndexOf('  ');
  if (last < first + 2) return blank;
  return `${blank.slice(0, first)}/*${blank.slice(first + 2, last)}*/${blank.slice(last + 2)}`;
}
