/**
 * Strings that know where they were written. A text is a run of pieces: characters with an origin, relations
 * (whose identifiers are chosen when the rendering is complete) and holes.
 */
import type { Origin, RefCall, SourceCall, Span, ThisCall } from './rendered.ts';

/** The file some text was written in and, inside a macro, the calls that led there, innermost first. */
export interface Site {
  path: string;
  calls: readonly Span[];
}

export interface Place {
  site: Site;
  start: number;
  end: number;
}

export type Piece =
  | { kind: 'characters'; text: string; verbatim: boolean; place: Place }
  | { kind: 'relation'; call: RefCall | SourceCall | ThisCall; place: Place }
  /** `region`: an opened or closed stretch of text that is known in kind only, such as one round of an unknown loop. */
  | { kind: 'hole'; reason: string; region?: 'open' | 'close'; place: Place };

export interface Text {
  kind: 'text';
  pieces: readonly Piece[];
  /** The characters; undefined if there are relations or holes among the pieces. */
  known: string | undefined;
}

export const emptyText: Text = { kind: 'text', pieces: [], known: '' };

/** Characters that came from a place as a whole, or, if `verbatim`, stand there one by one. */
export function textAt(text: string, place: Place, verbatim = false): Text {
  if (text === '') return emptyText;
  return { kind: 'text', pieces: [{ kind: 'characters', text, verbatim, place }], known: text };
}

export function textOf(pieces: readonly Piece[]): Text {
  let known: string | undefined = '';
  for (const piece of pieces)
    known = piece.kind === 'characters' && known !== undefined ? known + piece.text : undefined;
  return { kind: 'text', pieces, known };
}

export function holeText(reason: string, place: Place): Text {
  return { kind: 'text', pieces: [{ kind: 'hole', reason, place }], known: undefined };
}

export function joinTexts(texts: readonly Text[]): Text {
  if (texts.length === 1) return texts[0]!;
  const pieces: Piece[] = [];
  let known: string | undefined = '';
  for (const text of texts) {
    for (const piece of text.pieces) pieces.push(piece);
    known = known === undefined || text.known === undefined ? undefined : known + text.known;
  }
  return { kind: 'text', pieces, known };
}

/** `[start, end)` of a known text, its origins kept. */
export function sliceText(text: Text, start: number, end: number): Text {
  const pieces: Piece[] = [];
  let at = 0;
  for (const piece of text.pieces) {
    if (piece.kind !== 'characters') continue;
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, piece.text.length);
    if (from < to) pieces.push(cut(piece, from, to));
    at += piece.text.length;
    if (at >= end) break;
  }
  return textOf(pieces);
}

type Characters = Extract<Piece, { kind: 'characters' }>;

function cut(piece: Characters, from: number, to: number): Characters {
  if (from === 0 && to === piece.text.length) return piece;
  const { site, start } = piece.place;
  const place = piece.verbatim ? { site, start: start + from, end: start + to } : piece.place;
  return { ...piece, text: piece.text.slice(from, to), place };
}

/** Without characters of `set` (default: white space) at either or one end; works around relations and holes too. */
export function trimText(text: Text, side: 'both' | 'start' | 'end' = 'both', set?: string): Text {
  const strips = (char: string): boolean => (set === undefined ? /\s/.test(char) : set.includes(char));
  const pieces = [...text.pieces];
  if (side !== 'end') {
    for (let first = pieces[0]; first?.kind === 'characters'; first = pieces[0]) {
      let from = 0;
      while (from < first.text.length && strips(first.text[from]!)) from++;
      if (from < first.text.length) {
        pieces[0] = cut(first, from, first.text.length);
        break;
      }
      pieces.shift();
    }
  }
  if (side !== 'start') {
    for (let last = pieces.at(-1); last?.kind === 'characters'; last = pieces.at(-1)) {
      let to = last.text.length;
      while (to > 0 && strips(last.text[to - 1]!)) to--;
      if (to > 0) {
        pieces[pieces.length - 1] = cut(last, 0, to);
        break;
      }
      pieces.pop();
    }
  }
  return textOf(pieces);
}

/** The parts of a known text between separators; without a separator, between runs of white space. */
export function splitText(text: Text, separator?: string, limit = -1): Text[] {
  const known = text.known ?? '';
  const parts: Text[] = [];
  const pattern = separator === undefined ? /\s+/g : undefined;
  let at = separator === undefined ? known.length - known.trimStart().length : 0;
  const stop = separator === undefined ? known.trimEnd().length : known.length;
  while (limit < 0 || parts.length < limit) {
    let found: number;
    let length = separator?.length ?? 0;
    if (pattern) {
      pattern.lastIndex = at;
      const match = pattern.exec(known);
      found = match && match.index < stop ? match.index : -1;
      length = match?.[0].length ?? 0;
    } else found = known.indexOf(separator!, at);
    if (found < 0) break;
    parts.push(sliceText(text, at, found));
    at = found + length;
  }
  if (separator !== undefined || at < stop)
    parts.push(sliceText(text, at, separator === undefined ? stop : known.length));
  return parts;
}

/** A known text with occurrences of `from` exchanged for `to`; what stays keeps its origin. */
export function replaceText(text: Text, from: string, to: Text, limit = -1): Text {
  const known = text.known ?? '';
  if (from === '' || !known.includes(from)) return text;
  const parts = splitText(text, from, limit);
  return joinTexts(parts.flatMap((part, index) => (index === 0 ? [part] : [to, part])));
}

export function originOf(place: Place, verbatim: boolean): Origin {
  const { site, start, end } = place;
  return { path: site.path, start, end, verbatim, calls: [...site.calls] };
}

export function spanOf(place: Place): Span {
  return { path: place.site.path, start: place.start, end: place.end };
}
