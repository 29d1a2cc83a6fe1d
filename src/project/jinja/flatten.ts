/** From pieces to a rendering: chooses identifiers for relations and placeholders for holes. */
import type { Hole, RelationToken, Rendering } from './rendered.ts';
import { sourceMap, type Segment } from './source-map.ts';
import { SqlContext } from './sql-context.ts';
import type { Piece, Place } from './text.ts';

export function flatten(
  pieces: readonly Piece[],
  path: string,
  variant: Rendering['variants'][number],
): Rendering {
  const writer = new Writer(pieces);
  const { text, segments, holes, relations } = writer.write();
  return { variants: [variant], text, map: sourceMap(segments, path), holes, relations };
}

class Writer {
  readonly pieces: readonly Piece[];
  readonly segments: Segment[] = [];
  readonly holes: Hole[] = [];
  readonly relations: RelationToken[] = [];
  /** Tokens by what they stand for. */
  private readonly tokens = new Map<string, string>();
  private readonly regions: { start: number; reason: string }[] = [];
  private readonly context = new SqlContext();
  private readonly prefix: string;
  private readonly needsContext: boolean;
  text = '';

  constructor(pieces: readonly Piece[]) {
    this.pieces = pieces;
    this.prefix = freePrefix(pieces);
    this.needsContext = pieces.some((piece) => piece.kind === 'hole' && piece.region === undefined);
  }

  write(): this {
    for (const [index, piece] of this.pieces.entries()) {
      if (piece.kind === 'characters') this.add(piece.text, piece.place, piece.verbatim);
      else if (piece.kind === 'relation') this.relation(piece);
      else if (piece.region === 'open') this.regions.push({ start: this.text.length, reason: piece.reason });
      else if (piece.region === 'close') this.closeRegion();
      else this.hole(piece, index);
    }
    while (this.regions.length > 0) this.closeRegion();
    this.holes.sort((a, b) => a.start - b.start || a.end - b.end);
    return this;
  }

  /** A warehouse sees a quoted name, which a keyword may stand right before; the token is not quoted. */
  private relation(piece: Extract<Piece, { kind: 'relation' }>): void {
    if (/\b(from|join)$/i.test(this.text.slice(-5))) this.add(' ', piece.place, false);
    this.add(this.token(piece), piece.place, false);
  }

  private add(text: string, place: Place, verbatim: boolean): void {
    if (text === '') return;
    const start = this.text.length;
    this.text += text;
    this.segments.push({ start, end: this.text.length, verbatim, place });
    if (this.needsContext) this.context.read(text);
  }

  private closeRegion(): void {
    const region = this.regions.pop();
    if (region) this.holes.push({ start: region.start, end: this.text.length, reason: region.reason });
  }

  private hole(piece: Extract<Piece, { kind: 'hole' }>, index: number): void {
    const start = this.text.length;
    const slot = this.context.slot(this.following(index));
    const name = `${this.prefix}hole_${this.holes.length + 1}`;
    if (slot === 'statement') this.add(`select * from ${name}`, piece.place, false);
    else if (slot !== 'nothing') this.add(name, piece.place, false);
    this.holes.push({ start, end: this.text.length, reason: piece.reason });
  }

  /** The text after a piece up to something that is not known yet: a few characters are enough. */
  private following(index: number): string {
    let text = '';
    for (let at = index + 1; at < this.pieces.length && text.length < 200; at++) {
      const piece = this.pieces[at]!;
      if (piece.kind === 'relation') return `${text}r`;
      if (piece.kind === 'characters') text += piece.text.replace(/\/\*[\s\S]*?\*\/|--[^\n]*/g, ' ');
      if (text.trim() !== '') return text;
    }
    return text;
  }

  private token(piece: Extract<Piece, { kind: 'relation' }>): string {
    const { call } = piece;
    const target = JSON.stringify(
      call.kind === 'ref'
        ? ['ref', call.package, call.name, call.version]
        : call.kind === 'source'
          ? ['source', call.source, call.table]
          : ['this'],
    );
    let token = this.tokens.get(target);
    if (token === undefined) {
      const name = call.kind === 'ref' ? call.name : call.kind === 'source' ? call.table : 'model';
      const safe = name.replace(/\W/g, '_').slice(0, 60);
      token = `${this.prefix}${call.kind}_${this.tokens.size + 1}__${safe}`;
      this.tokens.set(target, token);
      this.relations.push({ token, call });
    }
    return token;
  }
}

/** A start for identifiers that the text itself nowhere uses, even put together out of several pieces. */
function freePrefix(pieces: readonly Piece[]): string {
  const text = pieces.map((piece) => (piece.kind === 'characters' ? piece.text : '')).join('');
  const used = text.toLowerCase();
  let prefix = 'pr_';
  for (
    let more = 2;
    used.includes(`${prefix}ref_`) ||
    used.includes(`${prefix}source_`) ||
    used.includes(`${prefix}this_`) ||
    used.includes(`${prefix}hole_`);
    more++
  )
    prefix = `pr${more}_`;
  return prefix;
}
