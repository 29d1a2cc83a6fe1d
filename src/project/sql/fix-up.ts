/** What a fix-up sees of a text, and what it may do. */
import type { Token } from './tokens.ts';

export interface Words {
  text: string;
  tokens: readonly Token[];
  /** Lower-case text of token `index`; empty past the end. */
  word(index: number): string;
  /** The token of the innermost parenthesis, bracket or brace around token `index`, -1 outside of all. */
  around(index: number): number;
}

/** How many tokens from `index` on to rewrite, and with what; undefined if the fix-up does not apply here. */
export type FixUp = (words: Words, index: number) => { count: number; by?: string } | undefined;
