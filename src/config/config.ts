/** One validated configuration, whatever it came from: action inputs, command line, config file, defaults. */
import type { Agent } from '../agents/agent.ts';
import type { Severity } from '../finding.ts';
import type { ModelName } from './model-name.ts';
import type { Policy } from '../rules/policy.ts';

/** `serialize`: one after the other, by precedence. `refuse`: the review does not start. */
export const conflictPolicies = ['serialize', 'refuse'] as const;
export type ConflictPolicy = (typeof conflictPolicies)[number];

/** The access to the repository that accepting a finding can take. */
export const approvers = ['write', 'maintain', 'admin'] as const;

/** Who may accept a blocking finding. */
export interface ApprovalPolicy {
  allow: boolean;
  by: (typeof approvers)[number];
  /** People who must accept the same finding. */
  count: number;
  /** Whether the pull request's author is one of them. */
  author: boolean;
  /** Whether one of them must own the finding's file by CODEOWNERS of the target branch. */
  codeOwner: boolean;
  /** Rules whose findings nobody can accept. */
  not: readonly string[];
}

/** Pull requests that are not reviewed; labels and logins count in any case of letters. */
export interface SkipPolicy {
  drafts: boolean;
  labels: readonly string[];
  authors: readonly string[];
}

/** US dollars for a million tokens. */
export interface Price {
  input: number;
  /** Read from the provider's cache. @default input */
  cachedInput?: number;
  /** Written to it. @default input */
  cacheWrite?: number;
  /** Reasoning included. */
  output: number;
}

/** Which models are asked, and how far they are trusted. */
export interface ModelPolicy {
  /** Without one only agents that name their own ask a model. */
  name?: ModelName;
  /** Asked when the first one fails, is too slow, or most of the budget is gone. */
  fallback?: ModelName;
  /** Instead of the providers' own addresses. */
  baseUrl?: string;
  /** None of its findings is more severe. */
  maxSeverity: Severity;
  /** Findings are asked about once more, and those that are refuted left out. */
  verify: boolean;
  /** A summary of the change stands at the comment's head. */
  narrative: boolean;
  /** Most tokens of one request of one agent: what does not fit is named as not reviewed. */
  maxInputTokens: number;
  /** Most tokens of one answer, reasoning included. */
  maxOutputTokens: number;
  /** By `provider/name`, before the price table's. */
  prices: Readonly<Record<string, Price>>;
  /** By the name that agents know it by. */
  mcp: Readonly<Record<string, McpServer>>;
}

/** A server whose tools models may use. */
export interface McpServer {
  /** Of a server that is reached over HTTP, or else a command that is one. */
  url?: string;
  command?: readonly string[];
  /** Of its tools, those that may be called. */
  tools: readonly string[];
  /** Agents whose models may. */
  agents: readonly string[];
}

/** What all calls of a review may use up. */
export interface Spending {
  maxTokens: number;
  maxCostUsd: number;
  /** Of both, what is kept for the safety lane, in [0, 1]. */
  safetyShare: number;
}

/** Of each provider. */
export interface CallRates {
  requestsPerMinute: number;
  tokensPerMinute?: number;
}

export interface Config {
  /** The agents that take part, in the order of their lanes, then by name. */
  agents: readonly Agent[];
  /** Agents that were turned off, for the report. */
  excluded: readonly string[];
  /** Findings at least this severe block the merge. */
  failOnSeverity: Severity | 'none';
  /** Per rule id; a rule that is not named keeps its own severity. */
  rules: Readonly<Record<string, Severity | 'off'>>;
  /** Per rule id, valid by the rule's own schema; a rule that is not named keeps its defaults. */
  ruleOptions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** @default `defaultPolicy` */
  policy?: Policy;
  /** Globs of paths to review, `!` excludes; empty means all. A file counts if some positive glob (or none is given) and no negative one matches. */
  pathFilters: readonly string[];
  /** @default nobody */
  skip?: SkipPolicy;
  /** @default `defaultApprovals` */
  approvals?: ApprovalPolicy;
  /** True: other open pull requests that change the same files, or what this one reads, are looked for. @default false */
  overlaps?: boolean;
  /** What to do with agents that write what another one reads or writes. @default 'serialize' */
  onConflict?: ConflictPolicy;
  /** Whom to tell that an agent is about to run out of time. @default nobody */
  notify?: { webhook: string };
  /** Without it no model is asked. */
  model?: ModelPolicy;
  /** @default `defaultSpending` */
  spending?: Spending;
  /** @default 50 requests a minute */
  rates?: CallRates;
  /** Tasks that run at the same time. */
  maxConcurrency: number;
  /** Of the whole review, in milliseconds. */
  timeoutMs: number;
}

/** An input, option or key with a value that is not allowed. The message is one line and complete: name, value, what is allowed. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}
