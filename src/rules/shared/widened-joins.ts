/** Joins that may match several rows: they compare less of a key than they did, or are new. */
import { code } from '../../finding.ts';
import type { JoinShape, Shape } from '../../project/lineage/shape.ts';
import type { Project } from '../../project/project.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { brokenKey, columnsOf, inWords, lackOf, namedBy, ownKey, target } from './join-keys.ts';
import type { Pair } from './pairs.ts';
import { listed, sentence } from './text.ts';
import { isOneEach } from './uniqueness.ts';

/** @param isAdded if its repeated rows do not reach the output as such */
export function widened(
  pair: Pair,
  then: Shape,
  now: Shape,
  join: JoinShape,
  isAdded: boolean,
): RuleFinding | undefined {
  const { before, after, base, head } = pair;
  const known = then.joins.filter((other) => target(other) === target(join));
  const narrower = known.find((other) => isOneEach(before, then, other) === true);
  // Nor does an old join fan out because its right side has got another name.
  if (known.length === 0 && then.joins.length >= now.joins.length) return undefined;
  const key = narrower || isAdded ? undefined : brokenKey(pair, join);
  if (!narrower && (!key || join.others > 0 || isPicked(join))) return undefined;
  const name = after.resources.get(target(join))?.name ?? join.right.name;
  const columns = columnsOf(join);
  const isPartial = ownKey(pair, join)?.some((column) => columns.includes(column)) ?? false;
  const lost = narrower ? columnsOf(narrower).filter((column) => !columns.includes(column)) : [];
  if (narrower && (isReplaced(pair, join, narrower, lost) || isShownNow(pair, join, lost))) return undefined;
  return {
    ...((isAdded || (!narrower && !isPartial)) && { severity: 'medium' as const }),
    confidence: narrower || isPartial ? 'likely' : 'possible',
    title: narrower
      ? `The join with ${code(name)} no longer compares ${listed(lost)}, and can repeat rows of ${code(head.name)}`
      : `The new join with ${code(name)} can repeat rows of ${code(head.name)}`,
    message: `${code(name)} has ${inWords(ownKey(pair, join))}, but ${lackOf(ownKey(pair, join), columns)}: each row can match several.${
      key ? ` ${sentence(key.by)} promises one row per ${listed(key.columns)}.` : ''
    }`,
    resource: base.id,
    subject: name,
    location: after.locate(join.span),
  };
}

/** True if it finds rows that a value chooses. */
function isPicked({ picked, right }: JoinShape): boolean {
  return picked === true || right.rows?.picked === true;
}

/** True if something stands in for what the join compared: a value that chooses the row, or a range. */
function isReplaced(pair: Pair, join: JoinShape, narrower: JoinShape, lost: readonly string[]): boolean {
  if (isPicked(join) && !isPicked(narrower)) return true;
  const columns = columnsOf(join);
  // Several columns of which the key has none may be another one.
  if (columns.length > 1 && lost.length === columnsOf(narrower).length) return true;
  const named = namedBy(pair, join);
  // As in a table of what was valid from when to when.
  const isInterval = join.others > 0 && [...named].filter((column) => !columns.includes(column)).length > 1;
  return lost.length > 0 && (isInterval || lost.every((column) => named.has(column)));
}

/** True if the output has from the joined relation now what the join compared: then it wants a row for each. */
function isShownNow({ before, after, base, head }: Pair, join: JoinShape, lost: readonly string[]): boolean {
  const shows = (project: Project, id: string, name: string): boolean =>
    project
      .output(id)
      .columns.some(
        ({ passthrough, origins: [origin] }) =>
          passthrough && origin?.relation === target(join) && origin.column === name,
      );
  return (
    lost.length > 0 && lost.every((name) => shows(after, head.id, name) && !shows(before, base.id, name))
  );
}

/** ClickHouse's ANY and ASOF joins take one match for a row. */
export function takesOne({ change }: RuleContext, { span }: JoinShape): boolean {
  const before = change.head.text(span.path)?.slice(Math.max(0, span.start - 60), span.start) ?? '';
  return /\b(any|asof)\s+((left|right|inner|full)\s+)?(outer\s+)?join\s*$/i.test(before);
}

/**
 * True if the output has a sum or an average, which repeated rows change even where they are grouped. Not one of the
 * largest or any value: that takes the repeated rows together first.
 */
export function addsUp({ after, head }: Pair): boolean {
  return after
    .output(head.id)
    .columns.some(({ origins }) =>
      origins.some(
        ({ functions }) =>
          functions.some((name) => /^(sum|avg)$/.test(name)) &&
          !functions.some((name) => /^(max|min|any_value|arbitrary)$/.test(name)),
      ),
    );
}
