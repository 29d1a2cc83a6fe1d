/** The expression that an output column was written as, from the text around its name. */
import type { Snapshot } from '../../change/snapshot.ts';
import type { Span } from '../../project/jinja/rendered.ts';

const longest = 4_000;

/**
 * The item of the select list that ends with the name at `span`, name included. Undefined if the file is not there
 * or the item is longer than anybody writes by hand.
 */
export function writtenItem(snapshot: Snapshot, { path, start, end }: Span): string | undefined {
  const text = snapshot.text(path);
  if (text === undefined) return undefined;
  let depth = 0;
  const first = Math.max(0, start - longest);
  for (let at = start - 1; at >= first; at--) {
    const sign = text[at];
    if (sign === ')' || sign === ']') depth++;
    else if (sign === '(' || sign === '[') depth--;
    const isStart = depth < 0 || (depth === 0 && (sign === ',' || endsSelect(text, at)));
    if (isStart) return text.slice(at + 1, end).replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
  }
  return undefined;
}

function endsSelect(text: string, at: number): boolean {
  return /\s/.test(text[at] ?? '') && /\b(select|distinct)$/i.test(text.slice(Math.max(0, at - 9), at));
}
