/** What a projected column holds, and what that follows from. */
import type { NamedItem } from '../sql/query.ts';
import { combinationIn } from './combining.ts';
import { takenFrom } from './dependencies.ts';
import { locate } from './locate.ts';
import type { Scope } from './scope.ts';
import type { Column, Taken } from './table.ts';

/** As its expression says, or as the column that it is. A macro that nobody can read may put a key together. */
export function meaningOf(
  item: NamedItem,
  scope: Scope,
  isUnread: boolean,
): Pick<Column, 'value' | 'taken' | 'madeOf' | 'combines'> {
  if (isUnread) return { combines: 'unknown' };
  const { expression } = item;
  const isSame = keepsDistinct(item);
  const found = isSame ? locate(expression.columns[0]?.parts ?? [], scope.bindings) : undefined;
  const combines = isSame ? found?.column?.combines : combinationIn(item);
  const value = expression.bare ? found?.column?.value : valueOf(item);
  return {
    ...(value && { value }),
    ...(found && { taken: takenFrom(found, scope.bindings) }),
    ...(!isSame && { madeOf: () => madeOf(item, scope) }),
    ...(combines && { combines }),
  };
}

function valueOf({ expression, value }: NamedItem): Column['value'] {
  const { rowNumber, aggregate: _, shared: _shared, ...held } = value;
  if (rowNumber) return { numbering: expression.text };
  return Object.keys(held).length > 0 ? held : undefined;
}

/** The columns that an expression names, if its value follows from them. */
function madeOf({ expression, value }: NamedItem, { bindings }: Scope): Taken[] | undefined {
  const { columns, subqueries, text } = expression;
  // Of a window, and of other rows.
  if (value.aggregate || /\bover\b/.test(text) || subqueries.length > 0 || columns.length === 0)
    return undefined;
  const named = columns.map(({ parts, doubtful }) => ({ doubtful, found: locate(parts, bindings) }));
  // `date_trunc(at, month)`
  const found = named.filter((each) => !each.doubtful || each.found?.column).map((each) => each.found);
  return found.length > 0 && found.every((each) => each !== undefined)
    ? found.map((each) => takenFrom(each, bindings))
    : undefined;
}

/** True for a column, and for one that is cast to text: what differs before differs afterwards. */
export function keepsDistinct({ expression, value }: NamedItem): boolean {
  const [column] = expression.columns;
  return (
    expression.bare ||
    (value.type === 'string' && expression.columns.length === 1 && column?.functions.join() === 'cast')
  );
}
