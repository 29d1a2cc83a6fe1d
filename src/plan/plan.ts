/** What a review will do, decided before anything runs. */
import type { Task } from '../run/task.ts';

export interface Plan {
  /** By wave, then by precedence of their agents. */
  tasks: readonly Task[];
  /** Task ids that may run together; each wave waits for those it needs from earlier ones. */
  waves: readonly (readonly string[])[];
  /** Why agents wait that did not ask for it; the first one of each pair goes first. */
  conflicts: readonly Conflict[];
  /** Agents with nothing to read here, or turned off. */
  skipped: readonly { agent: string; reason: string }[];
  /** Changed files that no agent reads, and why. */
  unread: readonly { path: string; reason: string }[];
}

/** Two agents of which one writes what the other one reads or writes. */
export interface Conflict {
  first: Claimant;
  second: Claimant;
  /** The changed files that both mean, in code-unit order; never empty. */
  files: readonly string[];
}

interface Claimant {
  agent: string;
  access: 'reads' | 'writes';
  /** Its globs that mean one of the files. */
  globs: readonly string[];
}
