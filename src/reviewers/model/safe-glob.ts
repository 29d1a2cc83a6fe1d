/** Globs that a model writes: no pattern of its can take long. */

const most = 200;

/** Asterisks and question marks; `**` stands for any folders. Time grows with pattern times path, whatever they hold. */
export type PathMatcher = (path: string) => boolean;

/** Undefined if the pattern is too long or empty. Braces, brackets and backslashes stand for themselves. */
export function safeGlob(pattern: string): PathMatcher | undefined {
  if (pattern === '' || pattern.length > most) return undefined;
  const wanted = pattern.replace(/^\.?\//, '').split('/');
  return (path) =>
    matched(wanted, path.split('/'), {
      isAny: (part) => part === '**',
      fits: (part, name) => matched([...part], [...name], { isAny: isStar, fits: isSame }),
    });
}

function isStar(character: string): boolean {
  return character === '*';
}

function isSame(wanted: string, character: string): boolean {
  return wanted === '?' || wanted === character;
}

interface Alphabet {
  /** Stands for any number of parts. */
  isAny(part: string): boolean;
  fits(part: string, name: string): boolean;
}

/** Greedy, with one place to go back to: the last part that stands for any number. */
function matched(wanted: readonly string[], names: readonly string[], { isAny, fits }: Alphabet): boolean {
  let [at, next] = [0, 0];
  let [anyAt, anyNext] = [-1, 0];
  while (next < names.length) {
    const part = wanted[at];
    if (part !== undefined && isAny(part)) {
      [anyAt, anyNext] = [at, next];
      at++;
    } else if (part !== undefined && fits(part, names[next]!)) {
      at++;
      next++;
    } else if (anyAt >= 0) {
      at = anyAt + 1;
      next = ++anyNext;
    } else return false;
  }
  while (at < wanted.length && isAny(wanted[at]!)) at++;
  return at === wanted.length;
}
