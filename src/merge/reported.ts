import type { ReviewerKind } from '../agents/agent.ts';
import type { Finding } from '../finding.ts';
import type { Task } from '../run/task.ts';

/** A finding on its way through the merge. */
export interface Reported extends Finding {
  agents: string[];
  /** Kinds of reviewers that reported it. */
  reviewers: ReviewerKind[];
  /** Whose edits these are. */
  editor: Pick<Task, 'agent' | 'lane'>;
  notes: string[];
}
