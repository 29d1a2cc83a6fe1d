import type { StringPart } from './ast.ts';
import type { Token } from './lexer.ts';

const simple = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['a', '\x07'],
  ['0', '\0'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['\n', ''],
]);
const coded = /x([\da-fA-F]{2})|u([\da-fA-F]{4})/y;

/** What a quoted token stands for, split where Python's escapes make the value differ from the file. */
export function stringParts(token: Token): StringPart[] {
  const parts: StringPart[] = [];
  const { text, start } = token;
  const last = text.length - 1;
  for (let at = 1; at < last;) {
    const found = text.indexOf('\\', at);
    const stop = found < 0 ? last : Math.min(found, last);
    if (stop > at)
      parts.push({ text: text.slice(at, stop), start: start + at, end: start + stop, verbatim: true });
    if (stop >= last) break;
    const [value, length] = escaped(text, stop + 1);
    parts.push({ text: value, start: start + stop, end: start + stop + length, verbatim: false });
    at = stop + length;
  }
  return parts;
}

/** The character an escape stands for, and how many the escape takes, backslash included. */
function escaped(text: string, at: number): [value: string, length: number] {
  const value = simple.get(text[at]!);
  if (value !== undefined) return [value, 2];
  coded.lastIndex = at;
  const code = coded.exec(text);
  if (code) return [String.fromCharCode(parseInt(code[1] ?? code[2]!, 16)), code[0].length + 1];
  return [`\\${text[at]}`, 2];
}
