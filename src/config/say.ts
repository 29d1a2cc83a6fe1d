/** The one way in which configuration is refused: name, value, what is allowed, in one line. */
import { ConfigError } from './config.ts';

/** `near` is what was probably meant. */
export function notAllowed(name: string, value: unknown, allowed: string, near?: string): ConfigError {
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  return new ConfigError(`${name}: ${shown(value)} is not allowed${hint}; allowed: ${allowed}`);
}

/** A value as it was written, nearly: short, in one line, and quoted if it is a text. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : String(value);
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ');
}

/** The allowed word that differs from `word` by a few typing errors at most. */
export function nearest(word: string, allowed: readonly string[]): string | undefined {
  // Two, because letters that changed places are two.
  const limit = word.length < 3 ? 1 : Math.max(2, Math.floor(word.length / 3));
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of allowed) {
    // The difference in length is a lower bound; it also keeps a hostile long word cheap.
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const distance = editDistance(word.toLowerCase(), candidate);
    if (distance <= limit && distance < (best?.distance ?? Infinity)) best = { candidate, distance };
  }
  return best?.candidate;
}

/** Levenshtein's: insertions, deletions and replacements of single characters. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
