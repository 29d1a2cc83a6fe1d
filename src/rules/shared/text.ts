/** Sentences that several rules build. */
import { code } from '../../finding.ts';
import type { Location } from '../../finding.ts';

/** `a`, `b` and 3 more. */
export function listed(names: readonly string[], most = 3): string {
  return joined(names.map(code), most);
}

/** a, b and 3 more. */
export function joined(words: readonly string[], most = 3): string {
  const shown = words.slice(0, most);
  const rest = words.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** `one model`, `3 models`. */
export function counted(count: number, noun: string): string {
  return count === 1 ? `one ${noun}` : `${count} ${noun}s`;
}

/** The same words at the start of a sentence. */
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A place in words: `models/orders.sql:12`. */
export function placed(location: Location): string {
  return code(`${location.path}:${location.startLine}`);
}

/** Code-unit order by path and line; the order in which places are listed. */
export function byPlace(a: Location, b: Location): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.startLine - b.startLine;
}
