/** The one order of findings: it depends on what they say, never on who finished first. */
import type { Finding, RelatedLocation } from '../finding.ts';
import { confidences, severities } from '../finding.ts';

/** Worst and surest first, then by place and identity. Only equal findings compare as equal. */
export function byWeight(a: Finding, b: Finding): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    confidences.indexOf(a.confidence) - confidences.indexOf(b.confidence) ||
    byCodeUnit(a.location.path, b.location.path) ||
    a.location.startLine - b.location.startLine ||
    byCodeUnit(a.rule, b.rule) ||
    byCodeUnit(a.resource, b.resource) ||
    byCodeUnit(a.subject ?? '', b.subject ?? '') ||
    byCodeUnit(JSON.stringify(contents(a)), JSON.stringify(contents(b)))
  );
}

/** The places in the order given, each once. */
export function distinctPlaces(places: readonly RelatedLocation[]): RelatedLocation[] {
  const key = ({ path, side, startLine, endLine, message }: RelatedLocation) =>
    JSON.stringify([path, side, startLine, endLine, message]);
  // Later entries of a map do not move its keys, so the first mention keeps its position.
  return [...new Map(places.map((place) => [key(place), place])).values()];
}

/** Everything else, in a fixed order: the order of an object's keys is an accident. */
function contents({ title, message, why, advice, location, related, edits = [] }: Finding): unknown[] {
  const { side, endLine } = location;
  const places = related.map((place) => [
    place.path,
    place.side,
    place.startLine,
    place.endLine,
    place.message,
  ]);
  const changes = edits.map((edit) => [edit.path, edit.startLine, edit.endLine, edit.replacement]);
  return [title, message, why, advice, side, endLine, places, changes];
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
