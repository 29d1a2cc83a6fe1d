import { isNode, listOf, nodeOf, textOf, variant, type Node } from './ast.ts';
import { conjuncts } from './canonical.ts';
import { lowerCondition } from './lower-condition.ts';
import { identifiersIn, lowerExpression, type LoweringContext } from './lower-expression.ts';
import { pivotColumns, unpivotColumns } from './lower-pivot.ts';
import type { FromItem, Join, JoinKind, Relation } from './query.ts';

export function lowerFrom(item: Node, context: LoweringContext): FromItem {
  return {
    relation: lowerRelation(item['relation'], context),
    joins: listOf(item['joins']).map((join) => lowerJoin(nodeOf(join), context)),
  };
}

function lowerJoin(join: Node, context: LoweringContext): Join {
  const [tag, content] = variant(join['join_operator']);
  const condition = isNode(content) && 'constraint' in content ? content['constraint'] : content;
  const [kind, constraint] = variant(condition);
  return {
    kind: joinKind(tag),
    relation: lowerRelation(join['relation'], context),
    ...(kind === 'On' && { on: lowerExpression(constraint, context) }),
    conditions: kind === 'On' ? conjuncts(constraint).map((node) => lowerCondition(node, context)) : [],
    // Snowflake takes `using (o.id)` as well, where `o` says nothing.
    using:
      kind === 'Using'
        ? listOf(constraint).flatMap((name) => identifiersIn(name, context.positions).at(-1) ?? [])
        : [],
    natural: kind === 'Natural',
  };
}

function joinKind(tag: string): JoinKind {
  if (/^(Join|Inner|StraightJoin)$/.test(tag)) return 'inner';
  if (/Semi$/.test(tag)) return 'semi';
  if (/Anti$/.test(tag)) return 'anti';
  if (/^Left/.test(tag)) return 'left';
  if (/^Right/.test(tag)) return 'right';
  if (/^Full/.test(tag)) return 'full';
  return /^Cross/.test(tag) ? 'cross' : 'other';
}

function lowerRelation(node: unknown, context: LoweringContext): Relation {
  const { positions } = context;
  const [tag, content] = variant(node);
  const fields = nodeOf(content);
  const aliasNode = nodeOf(fields['alias']);
  const alias = positions.identifier(aliasNode['name']);
  const common = {
    ...(positions.cover(node) ?? { start: 0, end: 0 }),
    ...(alias && { alias }),
    columnAliases: positions.columnAliases(aliasNode),
  };
  switch (tag) {
    case 'Table': {
      const name = positions.objectName(fields['name']);
      // `table(f(x))` and `f(x)` in FROM: the parser calls them tables with arguments.
      if (!isNode(fields['args'])) return { kind: 'table', ...common, name };
      return {
        kind: 'function',
        ...common,
        name: name.map((part) => part.name).join('.'),
        arguments: lowerExpression(fields['args'], context),
      };
    }
    case 'Derived':
      return {
        kind: 'derived',
        ...common,
        query: context.lowerQuery(fields['subquery']),
        lateral: fields['lateral'] === true,
      };
    case 'Function':
    case 'TableFunction':
    case 'UNNEST':
      return lowerFunction(tag, fields, common, context);
    case 'Pivot':
    case 'Unpivot':
      return lowerPivot(tag, fields, common, context);
    case 'NestedJoin':
      return { kind: 'joined', ...common, from: lowerFrom(nodeOf(fields['table_with_joins']), context) };
    default:
      return { kind: 'unknown', ...common, node: tag, expression: lowerExpression(content, context) };
  }
}

function lowerPivot(
  tag: 'Pivot' | 'Unpivot',
  fields: Node,
  common: Omit<Relation & { kind: 'pivot' }, 'kind' | 'input' | 'expression'>,
  context: LoweringContext,
): Relation {
  const nodes = tag === 'Pivot' ? [fields['aggregate_functions'], fields['value_column']] : fields['columns'];
  const expression = lowerExpression(nodes, context);
  const { warehouse } = context;
  const columns =
    tag === 'Pivot' ? pivotColumns(fields, expression.columns, warehouse) : unpivotColumns(fields, warehouse);
  return {
    kind: tag === 'Pivot' ? 'pivot' : 'unpivot',
    ...common,
    input: lowerRelation(fields['table'], context),
    expression,
    ...(columns && { columns }),
  };
}

function lowerFunction(
  tag: string,
  fields: Node,
  common: Omit<Relation & { kind: 'function' }, 'kind' | 'name' | 'arguments'>,
  context: LoweringContext,
): Relation {
  const inner = tag === 'TableFunction' ? nodeOf(nodeOf(fields['expr'])['Function']) : fields;
  const name =
    tag === 'UNNEST'
      ? 'unnest'
      : context.positions
          .objectName(inner['name'])
          .map((part) => part.name)
          .join('.');
  const argumentNodes = tag === 'UNNEST' ? fields['array_exprs'] : inner['args'];
  const offset = context.positions.identifier(fields['with_offset_alias']);
  const implied =
    fields['with_offset'] === true && !offset
      ? { name: 'offset', quoted: false, start: common.start, end: common.start }
      : offset;
  return {
    kind: 'function',
    ...common,
    name: textOf(name),
    arguments: lowerExpression(argumentNodes, context),
    ...(implied && { offset: implied }),
  };
}
