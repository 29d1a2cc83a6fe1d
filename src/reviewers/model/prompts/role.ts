/** What an agent's model is asked. */
import type { SliceContext } from '../slice.ts';

export interface RolePrompt {
  /** Who it is, in a sentence. */
  role: string;
  /** What to look for, a line each. */
  checklist: string;
  /** Globs of the changed files that it needs to see: the smaller, the cheaper. */
  reads: readonly string[];
  /** What it needs to know beside the changed lines of a dbt model. @default all of it */
  context?: readonly SliceContext[];
}
