/** What a rule is: one file with its meaning, its examples and a short check over ready-made facts. */
import type { ChangedFile, ChangeSet } from '../change/change-set.ts';
import type { Content } from '../change/snapshot.ts';
import type { Finding, Severity } from '../finding.ts';
import type { Workspace } from '../project/project.ts';

/** What a rule may look at. */
export interface RuleContext {
  change: ChangeSet;
  /** The changed files this agent reviews: findings may only start from these. */
  files: readonly ChangedFile[];
  workspace: Workspace;
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
}

/** An example that must give exactly these findings of the rule, in order. */
export interface FiringExample extends Example {
  findings: { path: string; line: number; side?: 'base' | 'head'; severity?: Severity; subject?: string }[];
}

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
  /** Looks at the whole context and reports in any order. Throws only on a bug. */
  check(context: RuleContext): Iterable<RuleFinding> | AsyncIterable<RuleFinding>;
}

/** Names a rule's type where it is written, so that the literal is checked. */
export function defineRule(rule: Rule): Rule {
  return rule;
}
