/** What a fix-up sees of a text, and what it may do. */
import type { Token } from './tokens.ts';

export interface Words {
  text: string;
  tokens: readonly Token[];
  /** Lower-case text of token `index`; empty before the first and past the end. */
  word(index: number): string;
  /** The token of the innermost parenthesis, bracket or brace around token `index`, -1 outside of all. */
  around(index: number): number;
}

/** How many tokens from `index` on to rewrite, and with what; undefined if the fix-up does not apply here. */
export type Apply = (words: Words, index: number) => { count: number; by?: string } | undefined;

export interface FixUp {
  /** The words it may begin at, in lower case, or what kind of literal: at others it is not asked. */
  at: readonly string[] | 'number' | 'string';
  apply: Apply;
}

export function fixUpAt(at: FixUp['at'], apply: Apply): FixUp {
  return { at, apply };
}

/** Fix-ups by where they may begin, each list in the order given. */
export interface FixUps {
  byWord: ReadonlyMap<string, readonly Apply[]>;
  byKind: ReadonlyMap<Token['kind'], readonly Apply[]>;
}

export function collectFixUps(fixUps: readonly FixUp[]): FixUps {
  const byWord = new Map<string, Apply[]>();
  const byKind = new Map<Token['kind'], Apply[]>();
  for (const { at, apply } of fixUps) {
    if (typeof at === 'string') byKind.set(at, [...(byKind.get(at) ?? []), apply]);
    else for (const word of at) byWord.set(word, [...(byWord.get(word) ?? []), apply]);
  }
  return { byWord, byKind };
}
