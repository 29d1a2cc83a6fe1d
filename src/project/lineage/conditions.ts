/** The conditions of a SELECT as they mean the same wherever they stand. */
import type { Operand, Select } from '../sql/query.ts';
import { locate } from './locate.ts';
import type { Scope } from './scope.ts';

type Conditions = Select['predicates'];

/** Those of a SELECT; `where n = 1` on a row number that a subquery or an alias holds reads as QUALIFY would say it. */
export function conditionsOf(select: Select, scope: Scope): Conditions {
  return select.predicates.map((condition) => {
    const { clause, equal } = condition;
    if (!equal || (clause !== 'where' && clause !== 'qualify')) return condition;
    const [number, operand] = equal[0].number === undefined ? [equal[1], equal[0]] : equal;
    const numbering = number.number === undefined ? undefined : numberingOf(operand, select, scope);
    return numbering === undefined
      ? condition
      : { ...condition, clause: 'qualify' as const, text: `(${number.number} = ${numbering})` };
  });
}

/** The row number that a column is, as it is written where it is made. */
function numberingOf({ column }: Operand, { projection }: Select, scope: Scope): string | undefined {
  if (!column) return undefined;
  const found = locate(column, scope.bindings)?.column;
  if (found) return found.value?.numbering;
  for (const item of projection) {
    const isIt = item.kind === 'expression' && column.length === 1 && item.name === column[0]?.name;
    if (isIt) return item.value.rowNumber && item.expression.text;
  }
  return undefined;
}
