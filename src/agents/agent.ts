/** What an agent is: a reviewer role as data. What it may read, spend and do when it fails is policy. */
import type { Severity } from '../finding.ts';

/** In order of precedence. Safety starts first and fails closed. */
export const lanes = ['safety', 'standard', 'optional'] as const;
export type Lane = (typeof lanes)[number];

/** The engines an agent reviews with, in the order in which its tasks are planned. */
export const reviewerKinds = ['rules', 'tool', 'model'] as const;
export type ReviewerKind = (typeof reviewerKinds)[number];

/** `fail`: no verdict from it means no merge. `continue`: the report says it is missing. */
export const failurePolicies = ['fail', 'continue'] as const;
export type FailurePolicy = (typeof failurePolicies)[number];

/** How an agent's model is asked. */
export interface AgentModel {
  /** As `provider/name`. */
  name: string;
  /** None of its findings is more severe. */
  maxSeverity: Severity;
  /** What holds if it gives no answer. */
  onFailure: FailurePolicy;
  /** File of the base revision with what it is asked. @default the agent's own prompt */
  prompt?: string;
  /** A finding needs more than half of so many answers. @default 1 */
  votes?: number;
  /** The best of so many answers counts. @default 1 */
  attempts?: number;
  /** A second request, to the fallback model if there is one, starts after so many milliseconds. @default never */
  hedgeMs?: number;
}

export const toolFormats = ['sarif', 'json', 'rdjson'] as const;

/** A user's own command, or what one has written already. */
export type AgentTool = AgentCommand | { files: readonly string[] };

export interface AgentCommand {
  /** A list is run without a shell, a text with `sh -c`; `{files}` stands for the changed files it reads. */
  command: string | readonly string[];
  /** Of its standard output. */
  format: (typeof toolFormats)[number];
}

/** What an agent's calls may use up in one review. */
export interface Quota {
  tokens?: number;
  usd?: number;
  requests?: number;
}

export interface Agent {
  /** Lower case, digits and dashes; also the first half of its rules' ids. */
  name: string;
  /** One sentence: what it looks for. */
  summary: string;
  lane: Lane;
  /** In the order of `reviewerKinds`. */
  reviewers: readonly ReviewerKind[];
  model?: AgentModel;
  tool?: AgentTool;
  quota?: Quota;
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
