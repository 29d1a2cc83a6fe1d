/** What a rule is: one file with its meaning, its examples and a short check over ready-made facts. */
import type { ChangedFile, ChangeSet } from '../change/change-set.ts';
import type { Content } from '../change/snapshot.ts';
import type { Finding, Severity } from '../finding.ts';
import type { z } from 'zod';
import type { Workspace } from '../project/project.ts';
import type { Policy } from './policy.ts';

/** What a rule may look at. `Options` is what its own options say. */
export interface RuleContext<Options = unknown> {
  change: ChangeSet;
  /** The changed files this agent reviews: findings may only start from these. */
  files: readonly ChangedFile[];
  workspace: Workspace;
  policy: Policy;
  options: Options;
}

/** What a check reports: a finding without what the rule itself knows. */
export type RuleFinding = Omit<Finding, 'rule' | 'why' | 'advice' | 'severity' | 'related'> & {
  /** Default: the rule's. */
  severity?: Severity;
  advice?: string;
  related?: Finding['related'];
};

/** A file of an example: its text, or its size if nobody reads lines in it. */
export type ExampleFile = string | Required<Extract<Content, { kind: 'binary' | 'too-large' }>>;

/** A repository at base and the files that head changes: `null` deletes one. */
export interface Example {
  /** A sentence: what the pull request does. */
  name: string;
  base: Record<string, ExampleFile>;
  head: Record<string, ExampleFile | null>;
  /** What the config file says of the rule. @default its options' defaults */
  options?: Readonly<Record<string, unknown>>;
  /** What the team's policy says besides the default. */
  policy?: Partial<Policy>;
}

/** An example that must give exactly these findings of the rule, in order. */
export interface FiringExample extends Example {
  findings: { path: string; line: number; side?: 'base' | 'head'; severity?: Severity; subject?: string }[];
}

/** A mapping in which every key has a default. */
export type OptionsSchema = z.ZodObject<Record<string, z.ZodDefault>>;

export interface Rule {
  /** `agent/kebab-name`; also the file's place under `rules/`. */
  id: string;
  /** One sentence, without a full stop: what it finds. */
  summary: string;
  /** At its worst. A finding may be less severe, never more. */
  severity: Severity;
  /** Why it matters, in a sentence or two, to the pull request's author. */
  why: string;
  /** What to do about a finding. */
  advice: string;
  /** How it stays quiet: what it deliberately does not report. For its page. */
  silent: string[];
  examples: { fires: FiringExample[]; silent: Example[] };
  /** Off unless the configuration names it. @default on */
  default?: 'off';
  /** What can be configured besides its severity: each key with a default, a description and, as its error, what is allowed. */
  options?: OptionsSchema;
  /** Looks at the whole context and reports in any order. Throws only on a bug. */
  check(context: RuleContext): Iterable<RuleFinding> | AsyncIterable<RuleFinding>;
}

/** A rule whose check gets its own options. */
type RuleWith<Options extends OptionsSchema> = Omit<Rule, 'options' | 'check'> & {
  options: Options;
  check(context: RuleContext<z.infer<Options>>): ReturnType<Rule['check']>;
};

/** Names a rule's type where it is written, so that the literal is checked. */
export function defineRule(rule: Rule & { options?: undefined }): Rule;
export function defineRule<Options extends OptionsSchema>(rule: RuleWith<Options>): Rule;
export function defineRule(rule: unknown): Rule {
  return rule as Rule;
}
