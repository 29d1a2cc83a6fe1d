/** Names and lists among the words of a statement, and the words of a text. */

export function bareName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** The same table may be written with and without the schema that is there by itself. */
export function unqualified(name: string): string {
  return name.replace(/^public\./, '');
}

/** True if both may be called so: one may be written without its schema. */
export function mayBeOne(a: string, b: string): boolean {
  if (bareName(a) !== bareName(b)) return false;
  return a === b || !a.includes('.') || !b.includes('.') || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);
}

/** The name that begins there, behind IF EXISTS and ONLY, and where it ends. */
export function nameAt(words: readonly string[], from: number): { name: string; end: number } {
  let at = from;
  while (/^(if|not|exists|only)$/.test(words[at] ?? '')) at++;
  let name = words[at++] ?? '';
  for (; words[at] === '.'; at += 2) name += `.${words[at + 1] ?? ''}`;
  return { name: unqualified(name), end: at };
}

/** What stands between commas outside parentheses. */
export function parts(words: readonly string[]): string[][] {
  const found: string[][] = [[]];
  let open = 0;
  for (const word of words) {
    if (word === ',' && open === 0) {
      found.push([]);
      continue;
    }
    if (word === '(') open++;
    else if (word === ')') open--;
    found.at(-1)!.push(word);
  }
  return found;
}

/** What the parenthesis at `from` encloses; empty if there is none. */
export function enclosed(words: readonly string[], from: number): string[] {
  return words[from] === '(' ? words.slice(from + 1, closing(words, from) ?? from) : [];
}

/** Where the parenthesis ends that begins at `from`. */
export function closing(words: readonly string[], from: number): number | undefined {
  let open = 0;
  for (let at = from; at < words.length; at++) {
    if (words[at] === '(') open++;
    else if (words[at] === ')' && --open === 0) return at;
  }
  return undefined;
}

/** Where a word that `isMeant` stands outside parentheses. */
export function outside(
  words: readonly string[],
  from: number,
  isMeant: (word: string, at: number) => boolean,
): number | undefined {
  let open = 0;
  for (let at = from; at < words.length; at++) {
    const word = words[at]!;
    if (word === '(') open++;
    else if (word === ')') open--;
    else if (open === 0 && isMeant(word, at)) return at;
  }
  return undefined;
}

/** Whatever may be a name in texts, without its schema. */
export function wordsIn(...texts: readonly string[]): Set<string> {
  const words = new Set<string>();
  for (const text of texts)
    for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}_$]+/gu)) words.add(word);
  return words;
}
