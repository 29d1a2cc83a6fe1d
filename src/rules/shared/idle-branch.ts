/** Branches of macros that no run comes by, as far as base shows. */
import type { ChangeSet } from '../../change/change-set.ts';
import type { MissingColumn } from '../../project/lineage/facts.ts';
import type { Project } from '../../project/project.ts';

/** So many readers of one macro are looked at: each is a query to resolve. */
const maxReaders = 50;

/**
 * True if a macro that the change leaves as it is names the column, and did so at base in queries that lack it as
 * well: runs that came by there, such as those of a linter, had failed before.
 */
export function isIdleAtBase(
  { base, head }: ChangeSet,
  before: Project | undefined,
  { column, span }: MissingColumn,
): boolean {
  const { path, start, end } = span;
  const oid = base.entries.get(path)?.oid;
  if (!before || oid === undefined || oid !== head.entries.get(path)?.oid) return false;
  const macro = [...before.macros.values()].find(
    (each) => each.span.path === path && each.span.start <= start && end <= each.span.end,
  );
  if (!macro) return false;
  const readers = [...before.resources.values()].filter(({ macros }) =>
    macros.some(({ id }) => id === macro.id),
  );
  return readers
    .slice(0, maxReaders)
    .some(({ id }) =>
      before
        .query(id)
        ?.missing.some(
          (other) =>
            other.column === column &&
            other.span.path === path &&
            other.span.start === start &&
            other.span.end === end,
        ),
    );
}
