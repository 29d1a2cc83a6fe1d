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
  const keys = Object.keys(value);
  return keys.length === 1 ? [keys[0]!, value[keys[0]!]] : ['', value];
}

/** From the parser's lines and columns (in code points, from 1) to UTF-16 offsets. */
export class Positions {
  private readonly text: string;
  private readonly starts: number[] = [0];
  /** Lines that hold characters beyond the basic plane, where columns and code units differ. */
  private readonly wide: boolean;
  private readonly covers = new WeakMap<object, Place | undefined>();

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
    if (this.covers.has(node)) return this.covers.get(node);
    const place = this.computeCover(node);
    this.covers.set(node, place);
    return place;
  }

  private computeCover(node: object): Place | undefined {
    const own = 'start' in node && 'end' in node ? this.place(node) : undefined;
    if (own) return own;
    let [start, end] = [Infinity, -1];
    for (const value of Object.values(node)) {
      const place = this.cover(value);
      if (!place) continue;
      start = Math.min(start, place.start);
      end = Math.max(end, place.end);
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
