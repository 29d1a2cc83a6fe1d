/** Findings that are only the consequence of another one. */
import type { Finding, Location } from '../finding.ts';
import { atLeast } from '../finding.ts';

/** Rule by rule: what the first one finds makes the others report what they find at the places it names. */
const explains = new Map<string, readonly string[]>([
  ['quality/model-removed-in-use', ['quality/unresolved-ref']],
  ['quality/column-removed-in-use', ['quality/unknown-column']],
]);

/**
 * True if `effect` goes away once `cause` is dealt with. A consequence that is worse than its cause
 * stands for itself: folding it in must not open the gate.
 */
export function isExplainedBy(effect: Finding, cause: Finding): boolean {
  return (
    explains.get(cause.rule)?.includes(effect.rule) === true &&
    (effect.subject === cause.subject || cause.subject === undefined) &&
    atLeast(cause.severity, effect.severity) &&
    [cause.location, ...cause.related].some((place) => overlaps(place, effect.location))
  );
}

/** True if one line is in both. */
export function overlaps(a: Location, b: Location): boolean {
  return a.path === b.path && a.side === b.side && a.startLine <= b.endLine && b.startLine <= a.endLine;
}
