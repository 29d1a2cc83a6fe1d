/** Whether a description still states what an expression no longer holds. Certain words only: silence is cheap. */
import { code } from '../../finding.ts';

export interface Drift {
  /** The words of the description that no longer hold. */
  says: string;
  /** In a sentence's first half: what is gone from the expression. */
  change: string;
}

/** At base and at head. */
type Both = readonly [base: string, head: string];

/**
 * @param items the expressions
 * @param files the whole files: what still stands elsewhere in the file has only moved
 */
export function driftOf(description: string, items: Both, files: Both): Drift | undefined {
  return factorDrift(description, items, files) ?? literalDrift(description, items, files);
}

/** Factors between units; powers of ten with or without decimals are the same factor. */
const factor = /[*/]\s*(10|100|1000|1000000|60|3600|24|86400|1e[369])(?:\.0*)?(?![\w.])/gi;
const unit =
  /\b(dollars?|euros?|usd|eur|gbp|cents?|pence|milliseconds?|ms|seconds?|secs?|minutes?|mins?|hours?|days?|percent|percentage|kilometers?|kilometres?|meters?|metres?|miles?|bytes|kb|mb|gb)\b/i;

function factorDrift(description: string, items: Both, files: Both): Drift | undefined {
  const says = unit.exec(description)?.[0];
  if (says === undefined) return undefined;
  const [was, is] = tokens(items, factor);
  const gone = was.find((each) => !is.includes(each) && isGone(each, files, factor));
  // A factor that is replaced by another, or new, changes the unit as well, but may only correct it.
  return gone === undefined || is.length > 0
    ? undefined
    : { says, change: `The expression no longer converts by ${code(gone)}` };
}

/** Strings of some length, and numbers that are more than a digit. */
const literal = /'([A-Za-z][\w -]{2,39})'|(?<![\w.'-])(\d{2,9})(?![\w.'-])/g;

function literalDrift(description: string, items: Both, files: Both): Drift | undefined {
  const [was, is] = tokens(items, literal);
  // What only vanishes may have moved upstream; what is replaced has changed.
  const isReplaced = is.some((each) => !was.includes(each));
  if (!isReplaced) return undefined;
  const words = ` ${description.toLowerCase()} `;
  const gone = was.find((each) => !is.includes(each) && holds(words, each) && isGone(each, files, literal));
  if (gone === undefined || is.some((each) => !was.includes(each) && holds(words, each))) return undefined;
  return { says: gone, change: `The expression no longer holds ${code(gone)}` };
}

function tokens([base, head]: Both, pattern: RegExp): [string[], string[]] {
  return [found(base, pattern), found(head, pattern)];
}

function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => (match[1] ?? match[2] ?? '').toLowerCase());
}

/** True if the file holds it less often than it did. */
function isGone(token: string, files: Both, pattern: RegExp): boolean {
  const [then, now] = tokens(files, pattern).map((all) => all.filter((each) => each === token).length);
  return (now ?? 0) < (then ?? 0);
}

/** As a word of its own. */
function holds(words: string, token: string): boolean {
  for (let at = words.indexOf(token); at >= 0; at = words.indexOf(token, at + 1)) {
    if (!/[\w.]/.test(words.charAt(at - 1)) && !/\w/.test(words.charAt(at + token.length))) return true;
  }
  return false;
}
