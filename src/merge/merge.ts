/** From everything that all tasks reported to one list: each root cause once. A pure function. */
import type { Config } from '../config/config.ts';
import type { Finding } from '../finding.ts';
import { atLeast } from '../finding.ts';
import type { Outcome } from '../run/task.ts';
import { isExplainedBy, overlaps } from './causes.ts';
import { byWeight, distinctPlaces } from './order.ts';

/** A finding of the report. */
export interface MergedFinding extends Finding {
  /** Who reported it, in code-unit order; never empty. */
  agents: string[];
  /** True if it alone keeps the pull request from merging. */
  blocking: boolean;
}

export type MergePolicy = Pick<Config, 'rules' | 'failOnSeverity'>;

type Reported = Finding & { agents: string[] };

/**
 * Merges findings by root cause, the most important first. The result does not depend on the order of
 * outcomes, nor on the order in which a task reported.
 */
export function mergeFindings(outcomes: readonly Outcome[], policy: MergePolicy): MergedFinding[] {
  const reported = outcomes
    .flatMap(({ task, findings }) =>
      findings.map((finding): Reported => ({ ...finding, agents: [task.agent] })),
    )
    .flatMap((finding) => underPolicy(finding, policy))
    .sort(byWeight);
  return (
    foldEffects(uniteSame(reported))
      .map((finding) => ({ ...finding, blocking: blocks(finding, policy) }))
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

function blocks({ severity }: Finding, { failOnSeverity }: MergePolicy): boolean {
  return failOnSeverity !== 'none' && atLeast(severity, failOnSeverity);
}

/** Findings of the same rule about the same thing are one. Expects and keeps the order by weight. */
function uniteSame(findings: readonly Reported[]): Reported[] {
  const byIdentity = new Map<string, [Reported, ...Reported[]]>();
  for (const finding of findings) {
    const identity = JSON.stringify([finding.rule, finding.resource, finding.subject ?? null]);
    const group = byIdentity.get(identity);
    if (group) group.push(finding);
    else byIdentity.set(identity, [finding]);
  }
  return [...byIdentity.values()].map(([first, ...others]) => unite(first, others));
}

/** A consequence becomes a place of its first cause. Causes are never effects themselves, so one pass is enough. */
function foldEffects(findings: readonly Reported[]): Reported[] {
  const effects = new Map<Reported, Reported[]>();
  const roots: Reported[] = [];
  for (const finding of findings) {
    const cause = findings.find((other) => isExplainedBy(finding, other));
    if (cause) effects.set(cause, [...(effects.get(cause) ?? []), finding]);
    else roots.push(finding);
  }
  return roots.map((root) => unite(root, effects.get(root) ?? []));
}

/**
 * `first` with the agents and the places of the others. Its severity and confidence stay a pair: a likely
 * critical and a proven low finding do not make a proven critical one.
 */
function unite(first: Reported, others: readonly Reported[]): Reported {
  if (others.length === 0) return first;
  const known = [first.location, ...first.related];
  const places = others
    .filter(({ location }) => !known.some((place) => overlaps(place, location)))
    .map(({ location, title }) => ({ ...location, message: title }));
  return {
    ...first,
    agents: [...new Set([first, ...others].flatMap(({ agents }) => agents))].sort(),
    related: distinctPlaces([...first.related, ...places, ...others.flatMap(({ related }) => related)]),
  };
}
