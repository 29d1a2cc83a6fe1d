/** What a review will do, decided before anything runs. */
import type { Task } from '../run/task.ts';

export interface Plan {
  /** In the order they would start. */
  tasks: readonly Task[];
  /** Task ids that may run together; each wave waits for those it needs from earlier ones. */
  waves: readonly (readonly string[])[];
  /** Agents with nothing to read here, or turned off. */
  skipped: readonly { agent: string; reason: string }[];
  /** Changed files that no agent reads, and why. */
  unread: readonly { path: string; reason: string }[];
}
