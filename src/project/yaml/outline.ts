/** Where the items of a file's lists stand, found without reading what is in them. */

export interface OutlineItem {
  /** If it is a map that begins with a plain `name:`, and has no other. */
  name: string | undefined;
  /** From the line of its dash to that of the next item. */
  start: number;
  end: number;
}

/** The items of each top-level list, by its key. */
export type Outline = ReadonlyMap<string, readonly OutlineItem[]>;

/** Directives, ends of documents and tabs are for the whole grammar. */
const unusual = /^(?:\.\.\.|%)|^ *\t/m;
const blank = /^\s*(?:#.*)?$/;
const listKey = /^([A-Za-z_][\w-]*):\s*(?:#.*)?$/;
/** `version: 2` and the like: a value that ends with its line. */
const plainKey = /^[A-Za-z_][\w-]*:\s+[\w.]+\s*(?:#.*)?$/;
const named = /^ *- +name:\s+(?:(?!(?:null|Null|NULL)\b)([\w.$-]+)|"([\w.$ -]+)"|'([\w.$ -]+)')\s*(?:#.*)?$/;

/**
 * Undefined unless the file is nothing but lists, so that every item means by itself what it means in its place, but
 * for aliases, whose anchors may stand in other items.
 */
export function outline(text: string): Outline | undefined {
  if (unusual.test(text)) return undefined;
  const lists = new Map<string, OutlineItem[]>();
  let begun = false;
  /** Columns of the list's dashes and of what is behind the last one, and whether that was the line before. */
  let open: { items: OutlineItem[]; indent: number; content: number; begins: boolean } | undefined;
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length : newline + 1;
    const line = text.slice(start, next).trimEnd();
    const indent = line.search(/\S|$/);
    if (open && open.indent >= 0 && indent > open.indent) {
      // Inside the item. Of a key that stands twice the later one counts; a deeper line continues the name.
      const again = indent === open.content && /^["']?name["']?\s*:/.test(line.slice(indent));
      if (again || (open.begins && indent > open.content)) open.items.at(-1)!.name = undefined;
      open.begins = false;
    } else if (blank.test(line) || (line === '---' && !begun)) {
      begun ||= line === '---';
    } else if (open && /^ *-(?: |$)/.test(line) && (open.indent < 0 || indent === open.indent)) {
      const found = named.exec(line);
      const name = found?.[1] ?? found?.[2] ?? found?.[3];
      endLast(open.items, start);
      open.indent = indent;
      open.begins = true;
      open.content = line.slice(indent + 1).search(/\S|$/) + indent + 1;
      open.items.push({ name, start, end: text.length });
    } else {
      if (indent > 0) return undefined;
      begun = true;
      if (open) endLast(open.items, start);
      open = undefined;
      const key = listKey.exec(line)?.[1];
      // Of a key that stands twice the later one counts, which is for the whole grammar to say.
      if (key === undefined ? !plainKey.test(line) : lists.has(key)) return undefined;
      if (key !== undefined) {
        open = { items: [], indent: -1, content: -1, begins: false };
        lists.set(key, open.items);
      }
    }
    start = next;
  }
  return lists;
}

function endLast(items: readonly OutlineItem[], end: number): void {
  const last = items.at(-1);
  if (last) last.end = end;
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
