/** Finding the ends of strings, heredocs, comments and expressions in HCL. All functions take and return offsets. */

/** Where a string that begins at `start` ends; interpolations may hold strings of their own. */
export function stringEnd(text: string, start: number, depth = 0): number {
  if (depth > 20) return text.length;
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === '"') return at + 1;
    else if (char === '\n') return at;
    else if ((char === '$' || char === '%') && text[at + 1] === '{' && text[at - 1] !== char)
      at = interpolationEnd(text, at + 2, depth + 1) - 1;
  }
  return text.length;
}

/** From behind `${` to behind its `}`, which may be lines below. */
function interpolationEnd(text: string, start: number, depth: number): number {
  let open = 1;
  let at = start;
  while (at < text.length) {
    const char = text[at];
    if (char === '"') {
      at = stringEnd(text, at, depth);
      continue;
    }
    if (char === '{') open++;
    else if (char === '}' && --open === 0) return at + 1;
    at++;
  }
  return at;
}

/** Behind the comment that begins at `at`; `at` itself if none does. A line comment's line break stays. */
export function commentEnd(text: string, at: number): number {
  if (text[at] === '#' || text.startsWith('//', at)) {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }
  if (!text.startsWith('/*', at)) return at;
  const end = text.indexOf('*/', at + 2);
  return end < 0 ? text.length : end + 2;
}

/** Behind the heredoc that begins at `at` with `<<EOT` or `<<-EOT`; `at` itself if none does. */
export function heredocEnd(text: string, at: number): number {
  if (!text.startsWith('<<', at)) return at;
  const head = /^<<-?([\w-]{1,100})[^\S\n]{0,20}\n/.exec(text.slice(at, at + 130));
  const word = head?.[1];
  if (!head || word === undefined) return at;
  for (let line = at + head[0].length; line < text.length;) {
    const next = text.indexOf('\n', line);
    const end = next < 0 ? text.length : next;
    if (text.slice(line, end).trim() === word) return end;
    line = end + 1;
  }
  return text.length;
}

/** Behind the expression that begins at `start`: the line's end, or where the body around it closes. */
export function expressionEnd(text: string, start: number): number {
  let open = 0;
  let at = start;
  while (at < text.length) {
    const char = text[at]!;
    const skipped = char === '"' ? stringEnd(text, at) : Math.max(commentEnd(text, at), heredocEnd(text, at));
    if (skipped > at) {
      at = skipped;
      continue;
    }
    if ('([{'.includes(char)) open++;
    else if (')]}'.includes(char) && open-- === 0) return at;
    else if (char === '\n' && open === 0) return at;
    at++;
  }
  return at;
}
