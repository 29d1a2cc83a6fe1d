/** Findings that are only the consequence of another one. */
import type { Finding, Location } from '../finding.ts';
import { atLeast } from '../finding.ts';

/** Rule by rule: what the first one finds makes the others report what they find at the places it names. */
const explains = new Map<string, readonly string[]>([
  ['quality/model-removed-in-use', ['quality/unresolved-ref']],
  ['quality/column-removed-in-use', ['quality/unknown-column', 'quality/config-column-missing']],
  [
    'quality/config-column-missing',
    ['cost/full-refresh-forced', 'quality/incremental-schema-drift', 'quality/snapshot-config-changed'],
  ],
  ['cost/partition-filter-missing', ['quality/filter-changed']],
  ['governance/cross-environment-ref', ['quality/hardcoded-relation']],
  ['cost/seed-too-large', ['cost/large-file']],
]);

/** The same, anywhere in the file: where both versions of some lines stand, what follows may be at fault. */
const spoils = new Map<string, readonly string[]>([['quality/conflict-marker', ['quality/syntax-broken']]]);

/** The same, wherever it stands: what a model loses with its way of being built. */
const entails = new Map<string, readonly string[]>([
  [
    'cost/incremental-to-full',
    ['cost/partition-removed', 'cost/incremental-filter-removed', 'cost/incremental-predicates-removed'],
  ],
]);

/**
 * True if `effect` goes away once `cause` is dealt with. A consequence that is worse than its cause
 * stands for itself: folding it in must not open the gate.
 */
export function isExplainedBy(effect: Finding, cause: Finding): boolean {
  if (!atLeast(cause.severity, effect.severity)) return false;
  // What has places of other resources, too, is more than this one's loss.
  if (entails.get(cause.rule)?.includes(effect.rule))
    return effect.resource === cause.resource && effect.related.length === 0;
  if (spoils.get(cause.rule)?.includes(effect.rule)) return effect.location.path === cause.location.path;
  return (
    explains.get(cause.rule)?.includes(effect.rule) === true &&
    isAbout(effect, cause) &&
    [cause.location, ...cause.related].some((place) => overlaps(place, effect.location))
  );
}

/**
 * What has no subject is about all of its resource; `unique_key id` is about `id`, and about `unique_key`. A list of
 * subjects is about each of them.
 */
function isAbout(effect: Finding, cause: Finding): boolean {
  if (cause.subject === undefined) return true;
  if (effect.subject === undefined) return effect.resource === cause.resource;
  const causes = [cause.subject, ...cause.subject.split(', ')];
  const effects = causes.includes(effect.subject) ? [effect.subject] : effect.subject.split(', ');
  return effects.every((subject) =>
    causes.some((part) => part === subject || holds(subject, part) || holds(part, subject)),
  );
}

function holds(subject: string, part: string): boolean {
  return subject.startsWith(`${part} `) || subject.endsWith(` ${part}`);
}

/**
 * True if another kind of reviewer says of the same thing at the same place what a rule has shown already.
 * Without a subject the two may well be about different things.
 */
export function isEchoOf(echo: Finding, shown: Finding): boolean {
  return (
    echo.subject !== undefined &&
    echo.subject === shown.subject &&
    echo.resource === shown.resource &&
    isBeside(echo.location, shown.location) &&
    atLeast(shown.severity, echo.severity)
  );
}

/** The same line, or the two sides of one edit: what a rule shows where it went, a model quotes where it came. */
export function isBeside(a: Location, b: Location): boolean {
  const near = { ...b, startLine: b.startLine - nearLines, endLine: b.endLine + nearLines };
  return a.side === b.side ? touch(a, b) : touch(a, near);
}

const nearLines = 3;

/** True if one line is in both. */
export function overlaps(a: Location, b: Location): boolean {
  return a.side === b.side && touch(a, b);
}

type Lines = Pick<Location, 'path' | 'startLine' | 'endLine'>;

/** The same, where both are of one revision. */
export function touch(a: Lines, b: Lines): boolean {
  return a.path === b.path && a.startLine <= b.endLine && b.startLine <= a.endLine;
}
