/** Reading the parser's JSON: nodes are externally tagged objects, `{"Tag": …}` or `"Tag"`. */
import type { Identifier, Place } from './query.ts';

export type Node = { [key: string]: unknown };

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function nodeOf(value: unknown): Node {
  return isNode(value) ? value : {};
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The tag of an enum node and what it holds. */
export function variant(value: unknown): [tag: string, content: unknown] {
  if (typeof value === 'string') return [value, undefined];
  if (!isNode(value)) return ['', undefined];
  let tag: string | undefined;
  // The parser's objects inherit nothing; a list of their keys costs more than all else here.
  for (const key in value) {
    if (tag !== undefined) return ['', value];
    tag = key;
  }
  return tag === undefined ? ['', value] : [tag, value[tag]];
}

/** From the parser's lines and columns (in code points, from 1) to UTF-16 offsets. */
export class Positions {
  private readonly text: string;
  private readonly starts: number[] = [0];
  /** Lines that hold characters beyond the basic plane, where columns and code units differ. */
  private readonly wide: boolean;
  /** Of what consists of others; it lives as long as the tree does. */
  private readonly covers = new Map<object, Place | undefined>();

  constructor(text: string) {
    this.text = text;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
    this.wide = /[\ud800-\udbff]/.test(text);
  }

  /** Undefined for the parser's made-up positions (line 0). */
  offset(position: unknown): number | undefined {
    const { line, column } = nodeOf(position);
    if (typeof line !== 'number' || typeof column !== 'number' || line < 1) return undefined;
    const start = this.starts[line - 1];
    if (start === undefined) return undefined;
    if (!this.wide) return start + column - 1;
    let at = start;
    for (let left = column - 1; left > 0 && at < this.text.length; left--) {
      at += this.text.codePointAt(at)! > 0xffff ? 2 : 1;
    }
    return at;
  }

  place(span: unknown): Place | undefined {
    const { start: from, end: to } = nodeOf(span);
    const start = this.offset(from);
    const end = this.offset(to);
    return start === undefined || end === undefined ? undefined : { start, end };
  }

  /** The smallest place that holds every position under a node; of what it consists of is known afterwards, too. */
  cover(node: unknown): Place | undefined {
    if (typeof node !== 'object' || node === null) return undefined;
    const known = this.covers.get(node);
    if (known || this.covers.has(node)) return known;
    const place = this.computeCover(node);
    this.covers.set(node, place);
    return place;
  }

  private computeCover(node: object): Place | undefined {
    let start = Infinity;
    let end = -1;
    const add = (place: Place | undefined): void => {
      if (!place) return;
      if (place.start < start) start = place.start;
      if (place.end > end) end = place.end;
    };
    if (Array.isArray(node)) for (const value of node) add(this.cover(value));
    else
      for (const key in node) {
        const value = (node as Node)[key];
        if (typeof value === 'object') add(key === 'span' ? this.place(value) : this.cover(value));
      }
    return end < 0 ? undefined : { start, end };
  }

  identifier(value: unknown): Identifier | undefined {
    const node = nodeOf(value);
    const name = node['value'];
    if (typeof name !== 'string') return undefined;
    const place = this.place(node['span']) ?? { start: 0, end: 0 };
    return { name: name.toLowerCase(), quoted: typeof node['quote_style'] === 'string', ...place };
  }

  /** The identifiers of an object name: `[{Identifier: …}, …]`, or one of them bare. */
  objectName(value: unknown): Identifier[] {
    const parts: Identifier[] = [];
    for (const part of Array.isArray(value) ? value : [value]) {
      const [tag, content] = variant(part);
      const identifier = tag === 'Identifier' ? this.identifier(content) : this.identifier(part);
      if (identifier) parts.push(identifier);
    }
    return parts;
  }

  /** The names in `as t (a, b)`. */
  columnAliases(alias: Node): Identifier[] {
    const names = listOf(alias['columns']).map((column) => this.identifier(nodeOf(column)['name'] ?? column));
    return names.filter((name) => name !== undefined);
  }
}
