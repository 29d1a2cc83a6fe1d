/** Finds the answer in what a model wrote around it. */

/** Brackets that are no JSON would make the search walk to the end again and again. */
const mostFailures = 1000;
/** In lengths of the text. */
const mostWalks = 5;

/** As JSON begins, and as Jinja and prose mostly do not. */
const opening = /\{\s*["}]|\[\s*[[{"\]\dtfn-]/g;

/**
 * The object or list that `text` holds: the whole text, the last fenced block that is one, or the last one that
 * stands between other words. Undefined if there is none. What it is, is for the caller to check.
 */
export function jsonIn(text: string): object | undefined {
  // Some models write down what they thought first.
  const said = text.replace(/^\s*<think>[^]*?<\/think>/, '');
  return parsedObject(said) ?? fencedIn(said) ?? bareIn(said);
}

function parsedObject(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

function fencedIn(text: string): object | undefined {
  // Every second piece stands inside a fence; its first line may name a language.
  const inside = text.split(/^[ \t]*```/m).filter((_, index) => index % 2 === 1);
  for (const block of inside.reverse()) {
    const found = parsedObject(block.replace(/^[ \t]*\w*[ \t]*\r?\n/, ''));
    if (found) return found;
  }
  return undefined;
}

function bareIn(text: string): object | undefined {
  let found: object | undefined;
  let failures = 0;
  let left = mostWalks * text.length;
  opening.lastIndex = 0;
  for (let match = opening.exec(text); match && left >= 0; match = opening.exec(text)) {
    const start = match.index;
    const end = closing(text, start);
    left -= (end ?? text.length) - start;
    const value = end === undefined ? undefined : parsedObject(text.slice(start, end));
    if (!value && ++failures > mostFailures) break;
    found = value ?? found;
    opening.lastIndex = value ? end! : start + 1;
  }
  return found;
}

/** Behind the bracket that closes the one at `start`. */
function closing(text: string, start: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char === '\\') at++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return at + 1;
  }
  return undefined;
}
