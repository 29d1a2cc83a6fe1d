/** What an agent is: a reviewer role as data. What it may read, spend and do when it fails is policy. */

/** In order of precedence. Safety starts first and fails closed. */
export const lanes = ['safety', 'standard', 'optional'] as const;
export type Lane = (typeof lanes)[number];

/** The engine an agent reviews with. */
export type ReviewerKind = 'rules' | 'model' | 'tool';

/** `fail`: no verdict from it means no merge. `continue`: the report says it is missing. */
export const failurePolicies = ['fail', 'continue'] as const;
export type FailurePolicy = (typeof failurePolicies)[number];

export interface Agent {
  /** Lower case, digits and dashes; also the first half of its rules' ids. */
  name: string;
  /** One sentence: what it looks for. */
  summary: string;
  lane: Lane;
  reviewer: ReviewerKind;
  /** Globs of the changed files it reviews. */
  reads: readonly string[];
  /**
   * Gets files in which nobody reads lines, too: binary ones, those that are too large, links, submodules. It looks at
   * their paths and sizes, so they still count as not reviewed.
   * @default false
   */
  opaque?: boolean;
  /** Globs of the changed files it may suggest to change, or changes in its own worktree. @default none */
  writes?: readonly string[];
  /** Agents that must have finished before it starts. */
  after: readonly string[];
  /** Starts when those in `after` have started, and reads what they find as they find it. @default false */
  stream?: boolean;
  onFailure: FailurePolicy;
  /** Further attempts after a failure. @default 0 */
  retries?: number;
  /** Its time budget, in milliseconds. */
  timeoutMs: number;
  /** With more findings it fails and keeps the first ones. @default 10000 */
  maxFindings?: number;
}
