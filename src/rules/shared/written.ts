/** What an author wrote, for a sentence. */
import type { Snapshot } from '../../change/snapshot.ts';
import type { Span } from '../../project/jinja/rendered.ts';

/** The text of a place in one line; cut off after `most` characters. Undefined if the file is not there. */
export function written(snapshot: Snapshot, { path, start, end }: Span, most = 80): string | undefined {
  const text = snapshot.text(path)?.slice(start, end).replaceAll(/\s+/g, ' ').trim();
  return text !== undefined && text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}

/**
 * The places that head adds: those whose text base does not have, or has fewer times.
 */
export function addedPlaces(
  base: Snapshot,
  then: readonly Span[],
  head: Snapshot,
  now: readonly Span[],
): Span[] {
  const key = (snapshot: Snapshot, span: Span): string =>
    (written(snapshot, span, Infinity) ?? '').toLowerCase().replaceAll(' ', '');
  const left = new Map<string, number>();
  for (const span of then) {
    const text = key(base, span);
    left.set(text, (left.get(text) ?? 0) + 1);
  }
  return now.filter((span) => {
    const text = key(head, span);
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}
