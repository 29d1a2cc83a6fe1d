/** Where the items of a file's lists stand, found without reading what is in them. */
import { hasLooseLine } from './loose-lines.ts';

export interface OutlineItem {
  /** If it is a map that begins with a plain `name:`, and has no other. */
  name: string | undefined;
  /** From the line of its dash to that of the next item. */
  start: number;
  end: number;
}

/** The items of each top-level list, by its key. */
export type Outline = ReadonlyMap<string, readonly OutlineItem[]>;

/** Directives, ends of documents, tabs and lines that are indented too little are for the whole grammar. */
function isUnusual(text: string): boolean {
  if (/^(?:\.\.\.|%)/m.test(text)) return true;
  // Most files have no tab at all, and to look for one takes less than to look for those that indent.
  return (text.includes('\t') && /^ *\t/m.test(text)) || hasLooseLine(text);
}

const blank = /^\s*(?:#.*)?$/;
const listKey = /^([A-Za-z_][\w-]*):\s*(?:#.*)?$/;
/** `version: 2` and the like: a value that ends with its line. */
const plainKey = /^[A-Za-z_][\w-]*:\s+[\w.]+\s*(?:#.*)?$/;
const named = /^ *- +name:\s+(?:(?!(?:null|Null|NULL)\b)([\w.$-]+)|"([\w.$ -]+)"|'([\w.$ -]+)')\s*(?:#.*)?$/;

/** The list under a key, line by line. */
class ListOutline {
  readonly items: OutlineItem[] = [];
  /** Columns of the dashes and of what is behind the last one. */
  #indent = -1;
  #content = -1;
  /** Whether the line before was that of a dash. */
  #begins = false;

  /** True if a line inside an item was taken. */
  goOn(line: string, indent: number): boolean {
    if (this.#indent < 0 || indent <= this.#indent) return false;
    // Of a key that stands twice the later one counts; a deeper line continues the name.
    const again = indent === this.#content && /^["']?name["']?\s*:/.test(line.slice(indent));
    if (again || (this.#begins && indent > this.#content)) this.items.at(-1)!.name = undefined;
    this.#begins = false;
    return true;
  }

  /** True if the line of a dash was taken, which begins at `start` in a text of `length`. */
  begin(line: string, indent: number, start: number, length: number): boolean {
    if (!/^ *-(?: |$)/.test(line) || (this.#indent >= 0 && indent !== this.#indent)) return false;
    this.end(start);
    this.#indent = indent;
    this.#begins = true;
    this.#content = contentColumn(line, indent);
    this.items.push({ name: nameIn(line), start, end: length });
    return true;
  }

  end(end: number): void {
    const last = this.items.at(-1);
    if (last) last.end = end;
  }
}

function contentColumn(line: string, dash: number): number {
  return line.slice(dash + 1).search(/\S|$/) + dash + 1;
}

function nameIn(line: string): string | undefined {
  const found = named.exec(line);
  return found?.[1] ?? found?.[2] ?? found?.[3];
}

interface Line {
  text: string;
  indent: number;
  start: number;
}

function* linesOf(text: string, from: number, to: number): Iterable<Line> {
  for (let start = from; start < to;) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? to : Math.min(newline + 1, to);
    const line = text.slice(start, next).trimEnd();
    yield { text: line, indent: line.search(/\S|$/), start };
    start = next;
  }
}

/**
 * Undefined unless the file is nothing but lists, so that every item means by itself what it means in its place, but
 * for aliases, whose anchors may stand in other items.
 */
export function outline(text: string): Outline | undefined {
  if (isUnusual(text)) return undefined;
  const lists = new Map<string, OutlineItem[]>();
  let begun = false;
  let open: ListOutline | undefined;
  for (const { text: line, indent, start } of linesOf(text, 0, text.length)) {
    if (open?.goOn(line, indent)) continue;
    if (blank.test(line) || (line === '---' && !begun)) {
      begun ||= line === '---';
      continue;
    }
    if (open?.begin(line, indent, start, text.length)) continue;
    if (indent > 0) return undefined;
    begun = true;
    open?.end(start);
    open = undefined;
    const key = listKey.exec(line)?.[1];
    // Of a key that stands twice the later one counts, which is for the whole grammar to say.
    if (key === undefined ? !plainKey.test(line) : lists.has(key)) return undefined;
    if (key !== undefined) {
      open = new ListOutline();
      lists.set(key, open.items);
    }
  }
  return lists;
}

/** A key, and what stands behind it in its line. */
const anyKey = /^([A-Za-z_][\w-]*):(?:\s+(.*))?$/;

/**
 * The items of the list that an item holds under `key`; none if it has no such key. Undefined unless every line of the
 * item's own level is a plain key.
 * @param text of a file that has an `outline`
 * @param item one with a name
 */
export function itemsIn(text: string, item: OutlineItem, key: string): readonly OutlineItem[] | undefined {
  const [first, ...lines] = linesOf(text, item.start, item.end);
  const level = first ? contentColumn(first.text, first.indent) : 0;
  let found: ListOutline | undefined;
  let open: ListOutline | undefined;
  for (const { text: line, indent, start } of lines) {
    if (open?.goOn(line, indent) || blank.test(line)) continue;
    if (indent >= level && open?.begin(line, indent, start, item.end)) continue;
    if (indent > level && !open) continue;
    const [, name, behind = ''] = indent === level ? (anyKey.exec(line.slice(level)) ?? []) : [];
    if (name === undefined || (name === key && (found || !blank.test(behind)))) return undefined;
    open?.end(start);
    open = name === key ? new ListOutline() : undefined;
    found ??= open;
  }
  return found?.items ?? [];
}

/**
 * Where each anchor that may be one stands, by its name; undefined if a name stands twice, because an alias means
 * the one before it.
 */
export function anchorPlaces(text: string): ReadonlyMap<string, number> | undefined {
  const places = new Map<string, number>();
  for (const found of text.matchAll(/(?<=^|[\s[{,])&([^\s[\]{},]+)/gm)) {
    if (places.has(found[1]!)) return undefined;
    places.set(found[1]!, found.index);
  }
  return places;
}
