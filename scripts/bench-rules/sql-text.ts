/**
 * A plain reading of dbt SQL, for making mutations: enough to find select lists and who reads what. It shares
 * nothing with the reading that is measured, and gives up where it cannot be sure.
 */

/** Filler for what stands between `{{` and `}}`, and between `{%` and `%}`; neither occurs in SQL. */
export const expression = '¤';
export const statement = '§';

export interface Item {
  /** Offsets of the item without its comma and outer white space. */
  start: number;
  end: number;
  /** With Jinja, strings and comments blanked. */
  plain: string;
  /** In lower case; undefined if it has none that can be seen. */
  name?: string;
}

export interface Source {
  /** `cte` in lower case, or `ref:model` as it is written. */
  target: string;
  /** In lower case: what qualifies its columns. */
  alias: string;
  start: number;
}

export interface Select {
  start: number;
  /** The whole select, clauses included, without what follows a set operator. */
  end: number;
  items: Item[];
  /** Offset of its `from`; `end` if it has none. */
  from: number;
  sources: Source[];
  /** True if some source is neither a name nor a ref: a subquery, a function, a macro. */
  opaque: boolean;
  /** In lower case. */
  cte?: string;
  /** True if it is one side of a set operation. */
  united: boolean;
  depth: number;
}

/** The text with strings, comments and Jinja blanked; offsets and line breaks stay. */
export function blanked(text: string): string {
  return text.replace(
    /\{#[\s\S]*?#\}|--[^\n]*|\/\*[\s\S]*?\*\/|\{\{(?:'[^']*'|"[^"]*"|[^'"])*?\}\}|\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|'(?:[^'\\\n]|\\.|'')*'|"(?:[^"\\\n]|\\.)*"/g,
    (found) => {
      if (found.startsWith('{{')) return fill(found, expression);
      if (found.startsWith('{%')) return fill(found, statement);
      return found.startsWith("'") ? `'${fill(found.slice(1, -1), '_')}'` : fill(found, ' ');
    },
  );
}

function fill(text: string, by: string): string {
  return text.replaceAll(/[^\n]/g, by);
}

/** From the offset of an opening parenthesis to the offset of its closing one; -1 if there is none. */
export function closing(plain: string, open: number): number {
  let depth = 0;
  for (let at = open; at < plain.length; at++) {
    if (plain[at] === '(' || plain[at] === '[') depth++;
    else if ((plain[at] === ')' || plain[at] === ']') && --depth === 0) return at;
  }
  return -1;
}

/** All selects whose shape can be read, in the order of their text. */
export function readSelects(text: string, plain: string): Select[] {
  return [...plain.matchAll(/\bselect\b/gi)].flatMap(({ index }) => readSelect(text, plain, index) ?? []);
}

function readSelect(text: string, plain: string, start: number): Select | undefined {
  const end = selectEnd(plain, start);
  const from = topLevel(plain, start, end, /^from\b/i)[0] ?? end;
  const head = /^select(\s+(distinct|all))?\s*/i.exec(plain.slice(start, from))!;
  const items = splitItems(plain, start + head[0].length, from);
  if (items === undefined) return undefined;
  const { sources, opaque } = readSources(text, plain, from, end);
  const before = plain.slice(0, start);
  const cte = /\b(\w+)\s+as\s*\(\s*$/i.exec(before)?.[1]?.toLowerCase();
  const after = plain.slice(end).trimStart();
  const united =
    setOperator.test(after) ||
    /\b(union(\s+(all|distinct))?(\s+(corresponding|by\s+name))?|intersect|except)\s*\(?\s*$/i.test(before);
  return {
    start,
    end,
    items,
    from,
    sources,
    opaque,
    united,
    depth: depthAt(plain, start),
    ...(cte && { cte }),
  };
}

const setOperator = /^((full\s+(outer\s+)?)?union|intersect|except|minus)\b(?!\s*\()/i;

function selectEnd(plain: string, start: number): number {
  let depth = 0;
  for (let at = start + 6; at < plain.length; at++) {
    const char = plain[at]!;
    if (char === '(' || char === '[') depth++;
    else if (char === ')' || char === ']') {
      if (--depth < 0) return at;
    } else if (
      depth === 0 &&
      (char === ';' || (isWordStart(plain, at) && setOperator.test(plain.slice(at, at + 40))))
    )
      // BigQuery's `* except (…)` is no set operator.
      return at;
  }
  return plain.length;
}

function isWordStart(plain: string, at: number): boolean {
  return /[a-z]/i.test(plain[at]!) && !/[\w.]/.test(plain[at - 1] ?? ' ');
}

/** Offsets between `start` and `end`, outside parentheses, where a word begins that matches. */
export function topLevel(plain: string, start: number, end: number, word: RegExp): number[] {
  const found: number[] = [];
  let depth = 0;
  for (let at = start; at < end; at++) {
    const char = plain[at]!;
    if (char === '(' || char === '[') depth++;
    else if (char === ')' || char === ']') depth--;
    else if (depth === 0 && isWordStart(plain, at) && word.test(plain.slice(at, at + 40))) found.push(at);
  }
  return found;
}

/** Undefined if a Jinja statement stands among them. */
function splitItems(plain: string, start: number, end: number): Item[] | undefined {
  if (plain.slice(start, end).includes(statement)) return undefined;
  const items: Item[] = [];
  let depth = 0;
  let begin = start;
  for (let at = start; at <= end; at++) {
    const char = plain[at];
    if (at < end && (char === '(' || char === '[')) depth++;
    else if (at < end && (char === ')' || char === ']')) depth--;
    else if (at === end || (char === ',' && depth === 0)) {
      const item = itemAt(plain, begin, at);
      if (item) items.push(item);
      begin = at + 1;
    }
  }
  return items;
}

function itemAt(plain: string, from: number, to: number): Item | undefined {
  const raw = plain.slice(from, to);
  const text = raw.trim();
  if (text === '') return undefined;
  const start = from + raw.indexOf(text);
  const name = (
    /(?:^|[\s)'¤])as\s+(\w+)$/i.exec(text) ?? /^(?:\w+\.)?([a-z_]\w*)$/i.exec(text)
  )?.[1]?.toLowerCase();
  return { start, end: start + text.length, plain: text, ...(name && { name }) };
}

const notAnAlias =
  /^(on|using|where|group|order|left|right|inner|full|cross|join|qualify|having|limit|lateral|window|natural|asof|sample|tablesample|pivot|unpivot|union|for|at|with)$/i;

function readSources(
  text: string,
  plain: string,
  from: number,
  end: number,
): { sources: Source[]; opaque: boolean } {
  const sources: Source[] = [];
  let opaque = plain.slice(from, end).includes(statement);
  for (const at of topLevel(plain, from, end, /^(from|join)\b/i)) {
    const rest = plain.slice(at, end);
    const match = /^(?:from|join)\s+(¤+|[\w.`]+)(?:\s+as)?(?:\s+([a-z_]\w*))?/i.exec(rest);
    const target = match && targetOf(text, match[1]!, at + match[0].indexOf(match[1]!, 4));
    if (!match || !target || /^\s*,/.test(rest.slice(match[0].length))) {
      opaque = true;
      continue;
    }
    const given = match[2] !== undefined && !notAnAlias.test(match[2]) ? match[2] : undefined;
    const own = target.startsWith('ref:') ? target.slice(4) : target;
    sources.push({ target, alias: (given ?? own).toLowerCase(), start: at });
  }
  return { sources, opaque };
}

function targetOf(text: string, written: string, at: number): string | undefined {
  if (!written.startsWith(expression)) return /^\w+$/.test(written) ? written.toLowerCase() : undefined;
  const jinja = text.slice(at, at + written.length);
  const name = /^\{\{-?\s*ref\(\s*['"](\w+)['"]\s*\)\s*-?\}\}$/.exec(jinja)?.[1];
  return name && `ref:${name}`;
}

function depthAt(plain: string, offset: number): number {
  let depth = 0;
  for (let at = 0; at < offset; at++) {
    if (plain[at] === '(') depth++;
    else if (plain[at] === ')') depth--;
  }
  return depth;
}

/** The line of an offset, counted from 1. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** The text with `[start, end)` replaced. */
export function spliced(text: string, start: number, end: number, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}
