/** Tables that SQL names itself instead of through ref() or source(). */
import type { Rendering } from '../jinja/rendered.ts';
import type { Body, Expression, FromItem, Identifier, Place, Query, Relation, Select } from '../sql/query.ts';

export interface LiteralName {
  name: string[];
  place: Place;
}

/** Names of one scope and those around it that are no tables: CTEs, aliases and what ref() stands for. */
interface Names {
  own: ReadonlySet<string>;
  outer?: Names;
}

/** Qualified tables in FROM clauses, wherever in the query they stand, in the order of the text. */
export function literalNames(query: Query, { relations }: Pick<Rendering, 'relations'>): LiteralName[] {
  const found: LiteralName[] = [];
  const tokens = new Set(relations.map(({ token }) => token.toLowerCase()));
  readQuery(query, { own: tokens }, (name, place) => found.push({ name, place }));
  return found.sort((a, b) => a.place.start - b.place.start);
}

type Report = (name: string[], place: Place) => void;

function readQuery(query: Query, outer: Names, report: Report): void {
  const own = new Set<string>();
  const names: Names = { own, outer };
  for (const { name } of query.ctes) if (query.recursive) own.add(name.name);
  for (const cte of query.ctes) {
    readQuery(cte.query, names, report);
    own.add(cte.name.name);
  }
  readBody(query.body, names, report);
  for (const expression of query.order) readExpression(expression, names, report);
}

function readBody(body: Body, names: Names, report: Report): void {
  if (body.kind === 'select') readSelect(body, names, report);
  else if (body.kind === 'query') readQuery(body.query, names, report);
  else if (body.kind === 'set') {
    readBody(body.left, names, report);
    readBody(body.right, names, report);
  } else if (body.kind === 'values') for (const each of body.expressions) readExpression(each, names, report);
  else readExpression(body.expression, names, report);
}

function readSelect(select: Select, outer: Names, report: Report): void {
  // `from orders, orders.items` unnests a column of what stands before it.
  const aliases = new Set(select.from.flatMap(relationsOf).flatMap(aliasesOf));
  const names: Names = { own: aliases, outer };
  for (const relation of select.from.flatMap(relationsOf)) readRelation(relation, names, report);
  const expressions = [
    ...select.projection.flatMap((item) =>
      item.kind === 'expression' ? item.expression : item.replace.map(({ expression }) => expression),
    ),
    ...[select.where, select.having, select.qualify].filter((each) => each !== undefined),
    ...select.group,
    ...select.windows,
    ...select.other,
    ...select.from.flatMap(({ joins }) => joins.flatMap(({ on }) => on ?? [])),
  ];
  for (const expression of expressions) readExpression(expression, names, report);
}

function relationsOf({ relation, joins }: FromItem): Relation[] {
  return [relation, ...joins.map((join) => join.relation)].flatMap((each) =>
    each.kind === 'joined' ? relationsOf(each.from) : [each],
  );
}

function aliasesOf(relation: Relation): string[] {
  if (relation.alias) return [relation.alias.name];
  const last = relation.kind === 'table' ? partsOf(relation.name).at(-1) : undefined;
  return last === undefined ? [] : [last];
}

function readRelation(relation: Relation, names: Names, report: Report): void {
  if (relation.kind === 'derived') readQuery(relation.query, names, report);
  else if (relation.kind === 'pivot' || relation.kind === 'unpivot')
    readRelation(relation.input, names, report);
  else if (relation.kind === 'function') readExpression(relation.arguments, names, report);
  else if (relation.kind === 'table') {
    const parts = partsOf(relation.name);
    const [first] = relation.name;
    const last = relation.name.at(-1);
    if (parts.length > 1 && first && last && !isKnown(parts[0] ?? '', names))
      report(parts, { start: first.start, end: last.end });
  }
}

function readExpression({ subqueries }: Expression, names: Names, report: Report): void {
  for (const { query } of subqueries) readQuery(query, names, report);
}

function isKnown(name: string, names: Names | undefined): boolean {
  for (let at = names; at; at = at.outer) if (at.own.has(name)) return true;
  return false;
}

/** BigQuery quotes a whole path at once. */
function partsOf(name: readonly Identifier[]): string[] {
  return name.flatMap((part) => part.name.split('.'));
}
