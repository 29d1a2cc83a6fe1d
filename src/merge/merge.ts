/** From everything that all tasks reported to one list: each root cause once. A pure function. */
import type { Config } from '../config/config.ts';
import type { Finding } from '../finding.ts';
import { atLeast } from '../finding.ts';
import type { Outcome } from '../run/task.ts';
import type { Acceptance } from './acceptance.ts';
import { isBeside, isEchoOf, isExplainedBy, overlaps } from './causes.ts';
import { byEditor, resolveEdits } from './edits.ts';
import { byWeight, distinctPlaces } from './order.ts';
import type { Reported } from './reported.ts';

/** A finding of the report. */
export interface MergedFinding extends Finding {
  /** Who reported it, in code-unit order; never empty. */
  agents: string[];
  /** True if it alone keeps the pull request from merging, unless it is accepted. */
  blocking: boolean;
  /** Who accepted it, if enough people did. */
  accepted?: readonly Acceptance[];
  /** What merging has to say about it: others that report it, an edit that was left out. */
  notes?: string[];
}

export type MergePolicy = Pick<Config, 'rules' | 'failOnSeverity'>;

/**
 * Merges findings by root cause, the most important first. The result does not depend on the order of
 * outcomes, nor on the order in which a task reported.
 */
export function mergeFindings(outcomes: readonly Outcome[], policy: MergePolicy): MergedFinding[] {
  const reported = outcomes
    .flatMap(({ task, findings }) =>
      findings.map((finding): Reported => ({
        ...finding,
        agents: [task.agent],
        reviewers: [task.reviewer],
        editor: task,
        notes: [],
      })),
    )
    .flatMap((finding) => underPolicy(finding, policy))
    // Findings that say the same differ in whose they are.
    .sort((a, b) => byWeight(a, b) || byEditor(a, b));
  return (
    resolveEdits(foldEchoes(foldEffects(uniteSame(reported))))
      .map((finding) => merged(finding, policy))
      // Severity comes first in this order, so what blocks comes first, too.
      .sort(byWeight)
  );
}

/** A rule's configured severity replaces the reported one; a rule that is off reports nothing. */
function underPolicy(finding: Reported, { rules }: MergePolicy): Reported[] {
  const severity = Object.hasOwn(rules, finding.rule) ? rules[finding.rule] : undefined;
  if (severity === 'off') return [];
  return [severity === undefined ? finding : { ...finding, severity }];
}

function merged(reported: Reported, policy: MergePolicy): MergedFinding {
  const { reviewers: _, editor: __, notes, ...finding } = reported;
  return { ...finding, blocking: blocks(finding, policy), ...(notes.length > 0 && { notes }) };
}

function blocks({ severity }: Finding, { failOnSeverity }: MergePolicy): boolean {
  return failOnSeverity !== 'none' && atLeast(severity, failOnSeverity);
}

/**
 * Findings of the same rule about the same thing are one, and so are those of several agents' models, which have no
 * rules: what the others call it is noted. Expects and keeps the order by weight.
 */
function uniteSame(findings: readonly Reported[]): Reported[] {
  const byIdentity = new Map<string, [Reported, ...Reported[]]>();
  for (const finding of findings) {
    const by = isModels(finding) ? 'model' : finding.rule;
    const identity = JSON.stringify([by, finding.resource, finding.subject ?? null]);
    const group = byIdentity.get(identity);
    if (group) group.push(finding);
    else byIdentity.set(identity, [finding]);
  }
  return [...byIdentity.values()].map(([first, ...others]) => unite(first, others.map(noted(first))));
}

/** Whatever an agent's model finds has one rule. */
function isModels({ rule }: Reported): boolean {
  return rule.endsWith('/model');
}

/** With its own words as a note, if the one that it becomes a part of says something else. */
function noted(first: Reported): (other: Reported) => Reported {
  return (other) =>
    isModels(first) && other.title !== first.title
      ? { ...other, notes: [...other.notes, `${other.agents.join(', ')}: ${other.title}`] }
      : other;
}

/** A consequence becomes a place of its first cause, or of what causes that in turn. */
function foldEffects(findings: readonly Reported[]): Reported[] {
  const causeOf = (finding: Reported) => findings.find((other) => isExplainedBy(finding, other));
  return fold(findings, (finding) => {
    const passed = new Set<Reported>();
    let root = causeOf(finding);
    for (let next = root; next && !passed.has(next); next = causeOf(next)) {
      passed.add(next);
      root = next;
    }
    return root;
  });
}

/** What another kind of reviewer repeats is folded into what a rule has shown. What rules show is never an echo. */
function foldEchoes(findings: readonly Reported[]): Reported[] {
  const shown = new Map<string, Reported[]>();
  for (const finding of findings) {
    if (!finding.reviewers.includes('rules')) continue;
    const others = shown.get(finding.resource);
    if (others) others.push(finding);
    else shown.set(finding.resource, [finding]);
  }
  return fold(findings, (finding) =>
    finding.reviewers.includes('rules')
      ? undefined
      : shown.get(finding.resource)?.find((other) => isEchoOf(finding, other)),
  );
}

/** Each finding becomes a part of its root, if it has one. A root must not have one itself. */
function fold(
  findings: readonly Reported[],
  rootOf: (finding: Reported) => Reported | undefined,
): Reported[] {
  const parts = new Map<Reported, Reported[]>();
  const roots: Reported[] = [];
  for (const finding of findings) {
    const root = rootOf(finding);
    if (root) parts.set(root, [...(parts.get(root) ?? []), finding]);
    else roots.push(finding);
  }
  return roots.map((root) => unite(root, parts.get(root) ?? []));
}

/**
 * `first` with the agents and the places of the others. Its severity and confidence stay a pair: a likely
 * critical and a proven low finding do not make a proven critical one.
 */
function unite(first: Reported, others: readonly Reported[]): Reported {
  if (others.length === 0) return first;
  const known = [first.location, ...first.related];
  const places = others
    // What a model says beside a place that is known is no further one: readers are counted by their places.
    .filter((other) => {
      const same = isModels(other) ? isBeside : overlaps;
      return !known.some((place) => same(place, other.location));
    })
    .map(({ location, title }) => ({ ...location, message: title }));
  const all = [first, ...others];
  // All edits of one finding mend it; those of several would mend it several times.
  const mended = all.find(({ edits }) => edits !== undefined);
  return {
    ...first,
    ...(mended?.edits && { edits: mended.edits, editor: mended.editor }),
    agents: [...new Set(all.flatMap(({ agents }) => agents))].sort(),
    reviewers: [...new Set(all.flatMap(({ reviewers }) => reviewers))].sort(),
    notes: all.flatMap(({ notes }) => notes),
    related: distinctPlaces([...first.related, ...places, ...others.flatMap(({ related }) => related)]),
  };
}
