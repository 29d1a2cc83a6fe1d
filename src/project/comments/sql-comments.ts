/** What of a SQL template is comment, code, Jinja or a string. One pass; what never ends goes to the end. */

export type PieceKind = 'comment' | 'jinja' | 'string' | 'separator';

/** Offsets are UTF-16 code units; what is in no piece is code or space. */
export interface Piece {
  kind: PieceKind;
  start: number;
  end: number;
}

/** `backslash`: whether a backslash in a string escapes the next character, as it does in some dialects. */
export function sqlPieces(text: string, backslash: boolean): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < text.length;) {
    const found = pieceAt(text, at, backslash);
    if (found) pieces.push({ ...found, start: at });
    at = found?.end ?? at + 1;
  }
  return pieces;
}

function pieceAt(text: string, at: number, backslash: boolean): Omit<Piece, 'start'> | undefined {
  const char = text[at]!;
  const next = text[at + 1];
  if (char === '{' && next === '#') return { kind: 'comment', end: behind(text, '#}', at + 2) };
  if (char === '{' && (next === '{' || next === '%')) return { kind: 'jinja', end: jinjaEnd(text, at) };
  if (char === '-' && next === '-') {
    const end = text.indexOf('\n', at);
    return { kind: 'comment', end: end < 0 ? text.length : end };
  }
  if (char === '/' && next === '*') return { kind: 'comment', end: behind(text, '*/', at + 2) };
  if (char === '$' && next === '$') return { kind: 'string', end: behind(text, '$$', at + 2) };
  if (char === ';') return { kind: 'separator', end: at + 1 };
  if (char !== "'" && char !== '"' && char !== '`') return undefined;
  const triple = char.repeat(3);
  if (backslash && char !== '`' && text.startsWith(triple, at))
    return { kind: 'string', end: behind(text, triple, at + 3) };
  return { kind: 'string', end: quotedEnd(text, at, backslash) };
}

function behind(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end + mark.length;
}

/** Behind `}}` or `%}`, those in strings left out. */
function jinjaEnd(text: string, start: number): number {
  const close = text[start + 1] === '{' ? '}}' : '%}';
  for (let at = start + 2; at < text.length;) {
    const char = text[at];
    if (char === "'" || char === '"') at = quotedEnd(text, at, true);
    else if (text.startsWith(close, at)) return at + 2;
    else at++;
  }
  return text.length;
}

/** A doubled quote is an end and a beginning, which comes to the same. */
function quotedEnd(text: string, start: number, backslash: boolean): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (backslash && text[at] === '\\') at++;
    else if (text[at] === quote) return at + 1;
  }
  return text.length;
}
