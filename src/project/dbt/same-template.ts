/** Whether a template comes out alike at two revisions. */
import type { Rendering, Template } from '../jinja/rendered.ts';
import type { Readable } from '../lineage/reading.ts';
import { isAlike } from '../lineage/readings.ts';

/** True if both say the same in all their renderings; blanks around these say nothing. */
export function isSameTemplate(one: Template, other: Template): boolean {
  if (one === other) return true;
  return (
    !one.problem &&
    !other.problem &&
    one.incomplete === other.incomplete &&
    one.renderings.length === other.renderings.length &&
    one.renderings.every((rendering, index) => isSame(rendering, other.renderings[index]!))
  );
}

function isSame(one: Rendering, other: Rendering): boolean {
  return (
    isAlike(trimmed(one), trimmed(other)) && JSON.stringify(one.variants) === JSON.stringify(other.variants)
  );
}

/** `{{ config(…) }}` leaves an empty line before the query. */
function trimmed({ text, holes, relations }: Readable): Readable {
  const blanks = text.length - text.trimStart().length;
  return {
    text: text.trim(),
    holes: holes.map(({ start, end, reason }) => ({ start: start - blanks, end: end - blanks, reason })),
    relations,
  };
}
