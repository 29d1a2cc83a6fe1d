/** Expressions of HCL that say their value themselves. */
import { commentEnd, stringEnd } from './scan.ts';

export type Literal = string | number | boolean | null | Literal[];

/** The value of an expression; undefined if it depends on anything: a variable, a function, an interpolation. */
export function literalOf(text: string, depth = 0): Literal | undefined {
  const source = text.trim();
  if (source === 'true' || source === 'false') return source === 'true';
  if (source === 'null') return null;
  if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(source)) return Number(source);
  if (source.startsWith('"')) return stringOf(source);
  if (source.startsWith('[') && source.endsWith(']') && depth < 10) {
    const items = listItems(source.slice(1, -1)).map((item) => literalOf(item, depth + 1));
    return items.some((item) => item === undefined) ? undefined : (items as Literal[]);
  }
  return undefined;
}

function stringOf(source: string): string | undefined {
  if (stringEnd(source, 0) !== source.length || !source.endsWith('"') || source.length < 2) return undefined;
  const inner = source.slice(1, -1);
  if (/(?<![$%])[$%]\{/.test(inner)) return undefined;
  return inner.replaceAll(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char === 't' ? '\t' : char));
}

/** The items between commas, or other characters that separate, comments left out. */
export function listItems(text: string, separators = ','): string[] {
  const items: string[] = [];
  let item = '';
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    const comment = commentEnd(text, at);
    if (comment > at) {
      at = comment - 1;
    } else if (char === '"') {
      const end = stringEnd(text, at);
      item += text.slice(at, end);
      at = end - 1;
    } else if (open === 0 && separators.includes(char)) {
      items.push(item);
      item = '';
    } else {
      if ('([{'.includes(char)) open++;
      else if (')]}'.includes(char)) open--;
      item += char;
    }
  }
  return [...items, item].filter((part) => part.trim() !== '');
}
