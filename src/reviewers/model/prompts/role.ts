/** What an agent's model is asked. */
export interface RolePrompt {
  /** Who it is, in a sentence. */
  role: string;
  /** What to look for, a line each. */
  checklist: string;
  /** Globs of the changed files that it needs to see: the smaller, the cheaper. */
  reads: readonly string[];
}
