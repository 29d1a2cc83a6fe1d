/**
 * A fast reader of plainly written YAML, which nearly all of a project is: block maps and lists, and scalars
 * that end where they seem to. Whatever is written in another way is left to the library. What this reader
 * accepts, the library reads to the same nodes; it has to be exact, not complete.
 */
import type { YamlEntry, YamlList, YamlMap, YamlNode } from './node.ts';

/** Reads a piece of a file by the library; undefined if it is not one good value. */
export type ReadPiece = (text: string) => YamlNode | undefined;

/** Undefined if the text needs the library. */
export function readPlainYaml(text: string, readPiece: ReadPiece): YamlNode | undefined {
  if (unusual.test(text)) return undefined;
  try {
    return new Reader(text, readPiece).read();
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

/** White space and control characters other than blanks and line feeds, markers of documents, directives. */
const unusual = /[^\S \n]|[\0-\x08\x0e-\x1f\x7f-\x9f\ufeff]|^(?:---|\.\.\.|%)/m;
const key = /[A-Za-z_+][\w.+-]{0,200}:(?=[ \n]|$)/y;
const anchor = /&([A-Za-z_]\w*)(?=[ \n]|$) */y;
const alias = /^\*([A-Za-z_]\w*)$/;
const merge = /<<: +(?=\*)/y;
/** Text by its first letter, whatever follows: neither number nor date. */
const textual = /^[A-Za-z_]/;
const words = new Set(['null', 'true', 'false', 'yes', 'no', 'on', 'off', 'y', 'n']);
const indicators = new Set([...'-?:,[]{}#&*!|>\'"%@`']);
/** On one line. */
const quoted = /^(?:'(?:[^']|'')*'|"(?:[^"\\]|\\.)*")(?= *$| +#)/;
/** On one line and one level, with nothing that could be meant in two ways. */
const flow =
  /^(?:\[(?:[^[\]{}#&*!|>%@`?'"]|'[^']*'|"[^"\\]*")*\]|\{(?:[^[\]{}#&*!|>%@`?'"]|'[^']*'|"[^"\\]*")*\})(?= *$| +#)/;
const maxDepth = 100;

class NotPlain extends Error {}

/** Between two steps the reader stands at a line with content, or behind the last one. */
class Reader {
  readonly #text: string;
  readonly #readPiece: ReadPiece;
  readonly #starts: number[] = [];
  /** Where a line's node begins; what stands before it, such as a dash, has been read. Negative: a blank line. */
  readonly #columns: number[] = [];
  readonly #pieces = new Map<string, YamlNode>();
  readonly #anchors = new Map<string, YamlNode>();
  #line = -1;
  #depth = 0;
  /** Where the last scalar or alias ended: what an alias stands for ends elsewhere. */
  #end = 0;
  /** There are comments since the content before. */
  #commented = false;

  constructor(text: string, readPiece: ReadPiece) {
    this.#text = text;
    this.#readPiece = readPiece;
    for (let start = 0; start < text.length; start = this.#endOfLine(start) + 1) {
      let at = start;
      while (text[at] === ' ') at++;
      this.#starts.push(start);
      this.#columns.push(at === text.length || text[at] === '\n' ? -1 : at - start);
    }
  }

  read(): YamlNode {
    this.#next();
    if (this.#column < 0) throw new NotPlain();
    const root = this.#block();
    if (this.#column >= 0) throw new NotPlain();
    return root;
  }

  /** Of the line at hand; negative behind the last one. */
  get #column(): number {
    return this.#columns[this.#line] ?? -1;
  }

  get #offset(): number {
    return (this.#starts[this.#line] ?? this.#text.length) + this.#column;
  }

  #endOfLine(offset: number): number {
    const end = this.#text.indexOf('\n', offset);
    return end < 0 ? this.#text.length : end;
  }

  /** To the next line with content. To which collection a comment at its end belongs is for the library to say. */
  #next(): void {
    let deepest = -1;
    for (this.#line++; this.#line < this.#starts.length; this.#line++) {
      if (this.#column < 0) continue;
      if (this.#text[this.#offset] !== '#') break;
      deepest = Math.max(deepest, this.#column);
    }
    if (deepest > this.#column) throw new NotPlain();
    this.#commented = deepest >= 0;
  }

  #isDash(): boolean {
    const after = this.#text[this.#offset + 1];
    return this.#text[this.#offset] === '-' && (after === ' ' || after === '\n' || after === undefined);
  }

  #isKey(): boolean {
    key.lastIndex = this.#offset;
    return key.test(this.#text);
  }

  #block(): YamlList | YamlMap {
    if (++this.#depth > maxDepth) throw new NotPlain();
    const node = this.#isDash() ? this.#list() : this.#map();
    this.#depth--;
    return node;
  }

  #list(): YamlList {
    const [start, column] = [this.#offset, this.#column];
    const items: YamlNode[] = [];
    let size = 1;
    while (this.#column === column && this.#isDash()) {
      let at = this.#offset + 1;
      while (this.#text[at] === ' ') at++;
      const item = this.#item(at, column);
      items.push(item);
      size += item.size;
    }
    if (this.#column > column) throw new NotPlain();
    return { kind: 'list', items, start, end: this.#end, size };
  }

  /** A collection that begins on the line of its dash has the column where it begins. */
  #item(at: number, column: number): YamlNode {
    const start = this.#starts[this.#line]!;
    this.#columns[this.#line] = at - start;
    if (this.#startsCollection()) return this.#block();
    return this.#value(at, column, false);
  }

  #map(): YamlMap {
    const [start, column] = [this.#offset, this.#column];
    const entries = new Map<string, YamlEntry>();
    const merged: YamlMap[] = [];
    while (this.#column === column) {
      if (this.#isMerge()) {
        merged.push(this.#merged());
        continue;
      }
      const keyStart = this.#offset;
      if (!this.#isKey()) throw new NotPlain();
      const keyEnd = key.lastIndex - 1;
      const name = this.#text.slice(keyStart, keyEnd);
      let at = keyEnd + 1;
      while (this.#text[at] === ' ') at++;
      const value = this.#value(at, column, true);
      entries.delete(name);
      entries.set(name, { key: { start: keyStart, end: keyEnd }, value });
    }
    if (this.#column > column) throw new NotPlain();
    for (const other of merged)
      for (const [name, entry] of other.entries) if (!entries.has(name)) entries.set(name, entry);
    let size = 1;
    for (const { value } of entries.values()) size += value.size;
    return { kind: 'map', entries, start, end: this.#end, size };
  }

  #startsCollection(): boolean {
    return this.#isDash() || this.#isKey() || this.#isMerge();
  }

  #isMerge(): boolean {
    merge.lastIndex = this.#offset;
    return merge.test(this.#text);
  }

  /** What `<<: *name` lays under a map. */
  #merged(): YamlMap {
    const node = this.#aliased(merge.lastIndex);
    if (node.kind !== 'map') throw new NotPlain();
    return node;
  }

  /** What follows a dash or a key; `column` is theirs. */
  #value(at: number, column: number, ofKey: boolean): YamlNode {
    const first = this.#text[at];
    if (first === undefined || first === '\n' || first === '#') return this.#below(column, ofKey);
    if (first === '&') return this.#anchored(at, column, ofKey);
    if (first === '*') return this.#aliased(at);
    return this.#scalar(at, column);
  }

  #below(column: number, ofKey: boolean): YamlNode {
    this.#next();
    const below = this.#column > column || (ofKey && this.#column === column && this.#isDash());
    if (!below) throw new NotPlain();
    return this.#startsCollection() ? this.#block() : this.#scalar(this.#offset, column);
  }

  #anchored(at: number, column: number, ofKey: boolean): YamlNode {
    anchor.lastIndex = at;
    const name = anchor.exec(this.#text)?.[1];
    if (name === undefined) throw new NotPlain();
    const after = anchor.lastIndex;
    const atEnd = this.#text[after] === undefined || this.#text[after] === '\n';
    const node = atEnd ? this.#below(column, ofKey) : this.#scalar(after, column);
    this.#anchors.set(name, node);
    return node;
  }

  #aliased(at: number): YamlNode {
    const line = this.#text.slice(at, this.#endOfLine(at)).trimEnd();
    const node = this.#anchors.get(alias.exec(line)?.[1] ?? '');
    if (!node) throw new NotPlain();
    this.#end = at + line.length;
    this.#next();
    return node;
  }

  #scalar(at: number, column: number): YamlNode {
    const node = this.#readScalar(at, column);
    this.#end = node.end;
    return node;
  }

  #readScalar(at: number, column: number): YamlNode {
    const line = this.#text.slice(at, this.#endOfLine(at)).trimEnd();
    if (/^[|>][-+]?$/.test(line)) return this.#textBlock(at, column);
    if (line[0] === "'" || line[0] === '"') return this.#enclosed(quoted, line, at, column);
    if (line[0] === '[' || line[0] === '{') return this.#enclosed(flow, line, at, column);
    if (indicators.has(line[0]!)) throw new NotPlain();
    return this.#bare(line, at, column);
  }

  #enclosed(pattern: RegExp, line: string, at: number, column: number): YamlNode {
    const [value] = pattern.exec(line) ?? [];
    if (value === undefined) throw new NotPlain();
    this.#next();
    const commented = value.length < line.length;
    if (this.#column > column || (commented && this.#column < column)) throw new NotPlain();
    const inner = value.slice(1, -1);
    const simple = pattern === quoted && !inner.includes('\\') && !inner.includes("''");
    return simple ? text(inner, at, at + value.length) : this.#piece(at, at + value.length);
  }

  /** Text without quotes, perhaps over several lines. */
  #bare(line: string, at: number, column: number): YamlNode {
    const comment = line.indexOf(' #');
    const value = comment < 0 ? line : line.slice(0, comment).trimEnd();
    checkBare(value);
    let end = at + value.length;
    this.#next();
    if (comment >= 0 && this.#column < column) throw new NotPlain();
    if (this.#column <= column) {
      const sure = textual.test(value) && !words.has(value.toLowerCase());
      return sure ? text(value, at, end) : this.#piece(at, end);
    }
    let interrupted = comment >= 0;
    while (this.#column > column) {
      interrupted ||= this.#commented;
      const more = this.#text.slice(this.#offset, this.#endOfLine(this.#offset)).trimEnd();
      if (interrupted || more.includes(' #')) throw new NotPlain();
      checkBare(more);
      end = this.#offset + more.length;
      this.#next();
    }
    return this.#piece(at, end);
  }

  /** A literal or folded block: all lines that stand further right, comments or not. */
  #textBlock(at: number, column: number): YamlNode {
    let line = this.#line + 1;
    while (line < this.#starts.length && !(this.#columns[line]! >= 0 && this.#columns[line]! <= column))
      line++;
    const end = this.#starts[line] ?? this.#text.length;
    const node = this.#piece(at, end);
    this.#line = line - 1;
    this.#next();
    return node;
  }

  #piece(start: number, end: number): YamlNode {
    const piece = this.#text.slice(start, end);
    const known = this.#pieces.get(piece) ?? this.#readPiece(piece);
    const first = piece[0];
    const kind = first === '[' ? 'list' : first === '{' ? 'map' : 'scalar';
    if (known?.kind !== kind || known.start !== 0) throw new NotPlain();
    this.#pieces.set(piece, known);
    return moved(known, start);
  }
}

/** What would be a key or a comment to the library must not pass for text. */
function checkBare(line: string): void {
  if (line.includes(': ') || line.endsWith(':')) throw new NotPlain();
}

function text(value: string, start: number, end: number): YamlNode {
  return { kind: 'scalar', value, text: value, start, end, size: 1 };
}

/** The same node `by` characters further on. */
function moved(node: YamlNode, by: number): YamlNode {
  const place = { start: node.start + by, end: node.end + by };
  if (node.kind === 'scalar') return { ...node, ...place };
  if (node.kind === 'list') return { ...node, ...place, items: node.items.map((item) => moved(item, by)) };
  const entries = [...node.entries].map(([name, entry]): [string, YamlEntry] => [
    name,
    { key: { start: entry.key.start + by, end: entry.key.end + by }, value: moved(entry.value, by) },
  ]);
  return { ...node, ...place, entries: new Map(entries) };
}
