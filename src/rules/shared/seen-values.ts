/** Values that the readers of a model have seen already. */
import type { Resource } from '../../project/dbt/resources.ts';
import type { ColumnOrigin, OutputColumn } from '../../project/lineage/facts.ts';
import type { Project } from '../../project/project.ts';
import type { Policy } from '../policy.ts';
import { audienceOf } from './audience.ts';
import { classificationOf, documented, isProtected } from './pii.ts';
import { isMasked, isTaken, sourcesOf } from './personal-origin.ts';
import type { PersonalValue } from './personal-origin.ts';

/** True if the model gave a value of `after` away at base, under whatever name. */
export function hadValuesOf(
  { before, base, after }: { before: Project; base: Resource; after: Project },
  { parts, path }: PersonalValue,
): boolean {
  const given = before
    .output(base.id)
    .columns.flatMap(({ origins }) => origins.filter((origin) => !isMasked(origin)));
  const whole = given.filter((origin) => !isTaken(origin));
  // Of a document that itself is not personal, one thing is not another.
  const like = path.length === 1 ? whole : given;
  let sources: Set<string> | undefined;
  return parts.every((part) => {
    if (like.some(({ relation, column }) => relation === part.relation && column === part.column))
      return true;
    sources ??= new Set(whole.flatMap((origin) => sourcesOfPart(before, origin)));
    return sourcesOfPart(after, part).every((source) => sources!.has(source));
  });
}

function sourcesOfPart(project: Project, { relation, column }: ColumnOrigin): string[] {
  return [...sourcesOf(project, { id: relation, column })];
}

/**
 * True if the relation that a value comes from has an audience: at base, so that nobody new sees it, or since this
 * change, so that the value is reported there. Not if somebody decided something about it there that is lost here.
 */
export function comesFromEqualAudience(
  after: Project,
  before: Project | undefined,
  column: OutputColumn,
  policy: Policy,
): boolean {
  return column.origins.some((origin) => {
    const upstream = after.resources.get(origin.relation);
    if (upstream === undefined || audienceOf(after, upstream, policy) === undefined) return false;
    if (before?.resources.has(origin.relation)) return true;
    const entry = documented(upstream, origin.column);
    if (isProtected(upstream, origin.column, policy)) return false;
    return entry === undefined || classificationOf(entry, policy) === undefined;
  });
}
