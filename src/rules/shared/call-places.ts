/** Where a model calls for what a macro writes. */
import type { ChangeSet } from '../../change/change-set.ts';
import type { Location } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { Project } from '../../project/project.ts';
import type { Pair } from './pairs.ts';

/** What a macro writes that stays as it is stands where the model calls for it, else where the model begins. */
export function callerPlace(
  change: ChangeSet,
  { before, after, base, head }: Pair,
  { side, span }: { side: 'base' | 'head'; span: Span },
): Location {
  const [project, resource] = side === 'head' ? [after, head] : [before, base];
  if (change.files.some((file) => file.base?.path === span.path || file.head?.path === span.path))
    return project.locate(span);
  return (
    changedCall(change, side, project, resource, span.path) ??
    after.locate({ ...head.span, end: head.span.start })
  );
}

/**
 * The first call in a resource's own file, on a line that the pull request adds or takes away, of a macro that stands
 * in the file at `path`.
 * @param side the revision that `project` and `resource` are of
 */
function changedCall(
  { files }: ChangeSet,
  side: 'base' | 'head',
  project: Project,
  resource: Resource,
  path: string,
): Location | undefined {
  const file = files.find((candidate) => candidate[side]?.path === resource.path);
  const isChanged = (line: number) =>
    file?.hunks.some((hunk) => {
      const [start, count] =
        side === 'head' ? [hunk.headStart, hunk.headCount] : [hunk.baseStart, hunk.baseCount];
      return line >= start && line < start + count;
    }) ?? false;
  return resource.macros
    .filter(({ id, direct }) => direct && project.macros.get(id ?? '')?.span.path === path)
    .map(({ span }) => project.locate(span))
    .find(({ path: at, startLine }) => at === resource.path && isChanged(startLine));
}
