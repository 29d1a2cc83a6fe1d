/** What a CODEOWNERS file says: which pattern gives a path its owners. A pure function of its text. */

export interface OwnersEntry {
  pattern: string;
  /** Users, teams and addresses as they stand; none takes the path from its owners. */
  owners: readonly string[];
  /** Counted from 1. */
  line: number;
}

/** Longest pattern that is read, in UTF-16 code units. */
const maxPattern = 1000;

/** Where GitHub looks for the file; the first one there counts. */
export const codeownersPaths = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

/** The entries of a CODEOWNERS file in its order. The last one that matches a path counts. */
export function readCodeowners(text: string): OwnersEntry[] {
  return text.split('\n').flatMap((raw, index) => {
    const words = withoutComment(raw).match(/(?:\\.|\S)+/g) ?? [];
    const [pattern, ...owners] = words;
    if (pattern === undefined || pattern.length > maxPattern) return [];
    return [{ pattern: pattern.replaceAll(/\\(.)/g, '$1'), owners, line: index + 1 }];
  });
}

function withoutComment(line: string): string {
  return line.replace(/(^|\s)#.*$/s, '');
}

/** The entry that decides who owns a path. */
export function decidingEntry(entries: readonly OwnersEntry[], path: string): OwnersEntry | undefined {
  return entries.findLast(({ pattern }) => matchesPattern(pattern, path));
}

/**
 * True if a pattern of CODEOWNERS means the path. As in .gitignore: a slash at the start or inside ties it to the root,
 * a folder means all below it; but `docs/*` means the files of that folder alone.
 */
export function matchesPattern(pattern: string, path: string): boolean {
  const isFolder = pattern.endsWith('/');
  const bare = pattern.replaceAll(/^\/+|(?<!\/)\/+$/g, '');
  const isTied = /^\/|\/(?!$)/.test(pattern);
  const wanted = [...(isTied ? [] : ['**']), ...(bare === '' ? [] : bare.split('/'))];
  const last = wanted.at(-1);
  const parts = path.split('/');
  if (isFolder) return matchesParts([...wanted, '**', '*'], parts);
  if (matchesParts(wanted, parts)) return true;
  return last !== '**' && !(isTied && last === '*') && matchesParts([...wanted, '**', '*'], parts);
}

/** Patterns come from the pull request: the work is bounded by the product of both lengths. */
function matchesParts(wanted: readonly string[], parts: readonly string[]): boolean {
  return matchesSequence(wanted, parts, '**', matchesPart);
}

function matchesPart(wanted: string, part: string): boolean {
  if (!/[*?]/.test(wanted)) return wanted === part;
  return matchesSequence([...wanted], [...part], '*', (a, b) => a === '?' || a === b);
}

/** Whether `wanted` means `given`, where `any` stands for any number of items; goes back to the last `any` only. */
function matchesSequence(
  wanted: readonly string[],
  given: readonly string[],
  any: string,
  equal: (wanted: string, given: string) => boolean,
): boolean {
  let [at, seen] = [0, 0];
  let anyAt = -1;
  let anySeen = 0;
  while (seen < given.length) {
    const item = wanted[at];
    if (item === any) {
      anyAt = at++;
      anySeen = seen;
    } else if (item !== undefined && equal(item, given[seen]!)) {
      at++;
      seen++;
    } else if (anyAt >= 0) {
      at = anyAt + 1;
      seen = ++anySeen;
    } else return false;
  }
  while (wanted[at] === any) at++;
  return at === wanted.length;
}
