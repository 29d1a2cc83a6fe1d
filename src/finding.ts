/** What reviewers report. Every room speaks of findings in these words. */

/** Worst first; the order is the order of the report. */
export const severities = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof severities)[number];

/**
 * How sure a finding is, apart from how bad it would be.
 * `proven`: follows from the two revisions alone. `likely`: rests on a convention. `possible`: a hint.
 */
export const confidences = ['proven', 'likely', 'possible'] as const;
export type Confidence = (typeof confidences)[number];

/** Which revision a place is in: removed lines are on the base side, all others on the head side. */
export type Side = 'base' | 'head';

/** A place in a file; lines count from 1, both ends included. */
export interface Location {
  path: string;
  side: Side;
  startLine: number;
  endLine: number;
}

/** A further place that belongs to a finding, such as one broken consumer. */
export interface RelatedLocation extends Location {
  message: string;
  /** Set where a file beside dbt reads what the finding is about. The picture draws it, the report does not repeat it. */
  reader?: OutsideReader | undefined;
}

/** What reads a relation of dbt and is no resource of it, such as a view of LookML. */
export interface OutsideReader {
  /** A kind and a name, the name as code. */
  name: string;
  /** Unique id of the relation that it reads. */
  reads: string;
}

/** A change to whole lines of a file at head. Edits never overlap within a finding. */
export interface Edit {
  path: string;
  /** Lines count from 1, both ends included. */
  startLine: number;
  endLine: number;
  /** What stands there instead: lines without the last line break; empty removes them. */
  replacement: string;
}

/**
 * One problem that head adds over base.
 *
 * Texts are plain: the only markup is a pair of backticks around a name, and names are put there by
 * `code()`, because they come from the pull request. Renderers escape everything else.
 */
export interface Finding {
  /** `agent/kebab-name`, as in the rule's file. */
  rule: string;
  severity: Severity;
  confidence: Confidence;
  /** One line: what is wrong. */
  title: string;
  /** What happens and how it was shown; for lineage the path from changed column to consumer. */
  message: string;
  /** Why it matters, for somebody who does not know the rule. */
  why: string;
  /** What to do about it. */
  advice: string;
  /** What it is about: a dbt unique id such as `model.shop.stg_orders`, else the path of the file. */
  resource: string;
  /** What in the resource: a column, a test, a grantee. With rule and resource it identifies the finding across pushes, so it never holds a line number. */
  subject?: string;
  location: Location;
  related: RelatedLocation[];
  /** What mends it for certain; all of them or none. */
  edits?: Edit[];
}

/** Marks a name in a finding's text as code; backticks and line breaks in the name cannot end the span. */
export function code(name: string): string {
  return `\`${name.replaceAll('`', "'").replaceAll(/\s+/g, ' ').trim()}\``;
}

/** True if `a` is at least as bad as `b`. */
export function atLeast(a: Severity, b: Severity): boolean {
  return severities.indexOf(a) <= severities.indexOf(b);
}
