/** From the parser's AST to queries. Nodes it does not know become `unknown`, with the names under them. */
import { isNode, listOf, nodeOf, Positions, textOf, variant, type Node } from './ast.ts';
import { quotesStrings } from './dialect.ts';
import { lowerExpression, type LoweringContext } from './lower-expression.ts';
import { lowerSelect } from './lower-select.ts';
import type { Body, Cte, Place, Query } from './query.ts';

const nowhere: Place = { start: 0, end: 0 };

/**
 * The query of a model among the statements of its SQL: the last one, as a warehouse would return it.
 * Undefined if no statement is or holds a query.
 */
export function lowerStatements(statements: unknown, text: string, warehouse: string): Query | undefined {
  const context: LoweringContext = {
    positions: new Positions(text),
    quotesAreStrings: quotesStrings(warehouse),
    warehouse: warehouse.toLowerCase(),
    text,
    lowerQuery: (node) => lowerQuery(node, context),
  };
  for (const statement of listOf(statements).toReversed()) {
    const query = queryOf(statement);
    if (query) return lowerQuery(query, context);
  }
  return undefined;
}

function queryOf(statement: unknown): unknown {
  const [tag, content] = variant(statement);
  if (tag === 'Query') return content;
  const fields = nodeOf(content);
  return fields['query'] ?? fields['source'] ?? undefined;
}

function lowerQuery(node: unknown, context: LoweringContext): Query {
  const fields = nodeOf(node);
  const clause = nodeOf(fields['with']);
  return {
    ...(context.positions.cover(node) ?? nowhere),
    ctes: listOf(clause['cte_tables']).map((cte) => lowerCte(nodeOf(cte), context)),
    recursive: clause['recursive'] === true,
    body: lowerBody(fields['body'], context),
    order: orderOf(fields['order_by']).map((item) => lowerExpression(item, context)),
    ordered: isNode(fields['order_by']),
    ...limitOf(fields, context.positions),
  };
}

function limitOf(fields: Node, positions: Positions): Pick<Query, 'limit'> {
  // OFFSET alone limits nothing.
  const limit =
    nodeOf(nodeOf(fields['limit_clause'])['LimitOffset'])['limit'] ?? nodeOf(fields['fetch'])['quantity'];
  const place = positions.cover(limit);
  if (!place) return {};
  const count = numberIn(limit);
  return { limit: { ...place, ...(count !== undefined && { count }) } };
}

function numberIn(node: unknown): number | undefined {
  const [, content] = variant(node);
  const [tag, number] = variant(nodeOf(content)['value']);
  return tag === 'Number' ? Number(listOf(number)[0]) : undefined;
}

function orderOf(clause: unknown): unknown[] {
  const [tag, content] = variant(nodeOf(clause)['kind']);
  return tag === 'Expressions' ? listOf(content) : [];
}

function lowerCte(cte: Node, context: LoweringContext): Cte {
  const alias = nodeOf(cte['alias']);
  return {
    ...(context.positions.cover(cte) ?? nowhere),
    name: context.positions.identifier(alias['name']) ?? { name: '', quoted: false, ...nowhere },
    columnAliases: context.positions.columnAliases(alias),
    query: lowerQuery(cte['query'], context),
  };
}

function lowerBody(node: unknown, context: LoweringContext): Body {
  const [tag, content] = variant(node);
  const place = context.positions.cover(node) ?? nowhere;
  if (tag === 'Select') return lowerSelect(nodeOf(content), place, context);
  if (tag === 'Query') return { kind: 'query', ...place, query: lowerQuery(content, context) };
  const fields = nodeOf(content);
  if (tag === 'SetOperation') {
    const quantifier = textOf(fields['set_quantifier']);
    return {
      kind: 'set',
      ...place,
      operator: textOf(fields['op']).toLowerCase(),
      all: quantifier.startsWith('All'),
      byName: quantifier.endsWith('ByName'),
      left: lowerBody(fields['left'], context),
      right: lowerBody(fields['right'], context),
    };
  }
  if (tag === 'Values') {
    const rows = listOf(fields['rows']).map((row) =>
      Array.isArray(row) ? row : listOf(nodeOf(row)['content']),
    );
    return {
      kind: 'values',
      ...place,
      width: rows[0]?.length ?? 0,
      expressions: rows.map((row) => lowerExpression(row, context)),
    };
  }
  return { kind: 'unknown', ...place, node: tag, expression: lowerExpression(content, context) };
}
