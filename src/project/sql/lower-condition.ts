/** What one condition demands of the columns it names. */
import { nodeOf, listOf, variant } from './ast.ts';
import { columnsIn, type LoweringContext } from './lower-expression.ts';
import { columnOf, rowNumberOf, unwrapped } from './lower-value.ts';
import type { Condition, Operand } from './query.ts';

/** Operators and functions that give NULL for a NULL, and conditions that do not hold for one. */
const strict =
  /^(eq|not_eq|lt|lt_eq|gt|gt_eq|plus|minus|multiply|divide|cast|like|i_?like|r_?like|between|in_list|is_not_null|is_true|lower|upper|trim|ltrim|rtrim|date|timestamp|datetime|date_trunc|timestamp_trunc|datetime_trunc|extract|abs|length|substr|substring|left|right)$/;

export function lowerCondition(node: unknown, context: LoweringContext): Condition {
  // What a subquery names is another's condition.
  const columns = columnsIn(node, context);
  const [tag, content] = unwrapped(node);
  const { op, left, right } = nodeOf(content);
  const absent = tag === 'IsNull' ? columnOf(content, context.positions) : undefined;
  return {
    ...(context.positions.cover(node) ?? { start: 0, end: 0 }),
    names: columns.map(({ parts }) => parts),
    ...(tag === 'BinaryOp' && op === 'Eq' && { equal: [operand(left, context), operand(right, context)] }),
    ...(isRange(tag, op) && { ranges: true }),
    needs: columns
      .filter(({ functions, role }) => role === 'value' && functions.every((name) => strict.test(name)))
      .map(({ parts }) => parts),
    ...(absent && { absent }),
  };
}

function isRange(tag: string, operator: unknown): boolean {
  return tag === 'Between' || (tag === 'BinaryOp' && /^(Lt|LtEq|Gt|GtEq|NotEq)$/.test(String(operator)));
}

function operand(node: unknown, context: LoweringContext): Operand {
  const { positions } = context;
  const [tag, content] = unwrapped(node);
  const column = columnOf(node, positions);
  const [kind, number] = variant(nodeOf(content)['value']);
  const rowNumber = tag === 'Function' ? rowNumberOf(nodeOf(content), positions) : undefined;
  return {
    ...(column && { column }),
    names: columnsIn(node, context).map(({ parts }) => parts),
    ...(tag === 'Value' && kind === 'Number' && { number: String(listOf(number)[0]) }),
    ...(rowNumber && { rowNumber }),
  };
}
