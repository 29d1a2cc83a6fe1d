/** How much of anything one template may use. Going over gives a `problem`, never a hang. */

export interface TemplateLimits {
  /** Tokens of one file. */
  tokens: number;
  /** Nesting of tags and expressions in one file. */
  nesting: number;
  /** Statements and expressions evaluated, items made, pieces of text copied; all renderings together. */
  steps: number;
  /** UTF-16 code units of text made in between and in the end; all renderings together. */
  characters: number;
  /** Macros calling macros. */
  calls: number;
  /** Evaluations open at once, through all macros. */
  depth: number;
}

export const defaultLimits: TemplateLimits = {
  tokens: 200_000,
  nesting: 80,
  steps: 250_000,
  characters: 6_000_000,
  calls: 60,
  depth: 900,
};
