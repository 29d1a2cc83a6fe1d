/** Joins that stay as they are, of a subquery that a query used to reduce to one row per key. */
import { code } from '../../finding.ts';
import type { ColumnUse } from '../../project/lineage/facts.ts';
import type { JoinShape, Rows, Shape } from '../../project/lineage/shape.ts';
import type { Project } from '../../project/project.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { brokenKey, inWords, namesOf } from './join-keys.ts';
import type { Pair } from './pairs.ts';
import { listed, sentence } from './text.ts';
import { isOneEach, isPart } from './uniqueness.ts';

/** @param isAdded if its repeated rows do not reach the output as such */
export function noLongerReduced(
  context: RuleContext,
  pair: Pair,
  then: Shape,
  now: Shape,
  join: JoinShape,
  isAdded: boolean,
): RuleFinding | undefined {
  if (!isMultiplied(context, pair, then, now, join)) return undefined;
  const { after, base, head } = pair;
  const written = context.change.head.text(join.span.path)?.slice(join.span.start, join.span.end) ?? '';
  const name = /^\w+/.exec(written)?.[0] ?? join.right.name;
  const columns = listed(namesOf(join));
  const [key] = join.right.rows?.keys ?? [];
  const promised = isAdded ? undefined : brokenKey(pair, join);
  // A key that nobody declares may hold all the same; so may one that follows from what the grouping has more of.
  const isSure = promised !== undefined && isOneEach(after, now, join) === false;
  const what = key
    ? `It has ${inWords(key)} now, but is joined on ${columns} alone`
    : `Nothing reduces it to that any more, but it is still joined on ${columns}`;
  const promise = promised
    ? ` ${sentence(promised.by)} promises one row per ${listed(promised.columns)}.`
    : '';
  return {
    ...(!isSure && { severity: 'medium' as const }),
    confidence: isSure ? 'likely' : 'possible',
    title: `${code(name)} no longer has one row per ${columns}, and its join can repeat rows of ${code(head.name)}`,
    message: `${what}: each row can match several.${promise}`,
    resource: base.id,
    subject: name,
    location: after.locate(join.span),
  };
}

/** True if each row on the left of `join` found one row at most at base, by what its query did, and may find several now. */
function isMultiplied(context: RuleContext, pair: Pair, then: Shape, now: Shape, join: JoinShape): boolean {
  const earlier = then.joins.find(
    (other) => other.right.name === join.right.name && isPart(namesOf(other), namesOf(join)),
  );
  const [was, is] = [earlier?.right.rows, join.right.rows];
  if (!earlier || !was || !is || JSON.stringify(was.keys) === JSON.stringify(is.keys)) return false;
  if (isOneEach(pair.before, then, earlier) !== true) return false;
  if (isReducedAbove(context, is) || isFinerOnPurpose(pair, join, was, is)) return false;
  const isUnique = isOneEach(pair.after, now, join);
  if (isUnique !== undefined) return !isUnique;
  return isPlain(context, pair, is) && brokenKey(pair, join) !== undefined;
}

/** What the query no longer does, the relation may do now for all who read it. */
function isReducedAbove({ workspace }: RuleContext, { of }: Rows): boolean {
  return workspace.projects.some(({ changes }) =>
    changes.some(({ id, because }) => id === of && because.includes('sql')),
  );
}

/** True if the model shows what there are several rows for now: then it has more rows because somebody wants them. */
function isFinerOnPurpose(
  { before, after, base, head }: Pair,
  join: JoinShape,
  was: Rows,
  is: Rows,
): boolean {
  const [key = []] = is.keys;
  const known = new Set([...namesOf(join), ...was.keys.flat()]);
  const added = key.filter((name) => !known.has(name));
  const shown = (project: Project, id: string) => new Set(project.output(id).columns.map(({ name }) => name));
  const [then, now] = [shown(before, base.id), shown(after, head.id)];
  return added.length > 0 && added.every((name) => now.has(name) && !then.has(name));
}

/** True if nothing stands between the join and all rows of a relation that the pull request leaves alone. */
function isPlain(
  { workspace }: RuleContext,
  { before, after, base, head }: Pair,
  { of, keys, joins }: Rows,
): boolean {
  const changes = workspace.projects.flatMap((project) => project.changes);
  if (of === undefined || keys.length + joins.length > 0 || changes.some(({ id }) => id === of)) return false;
  const [then, now] = [usesOf(before, base.id, of), usesOf(after, head.id, of)];
  const filters = (uses: readonly ColumnUse[]) => uses.filter(({ kind }) => kind === 'filter').length;
  return then.length > 0 && filters(now) <= filters(then);
}

function usesOf(project: Project, id: string, relation: string): ColumnUse[] {
  return (project.query(id)?.uses ?? []).filter((use) => use.relation === relation);
}
