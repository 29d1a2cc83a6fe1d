/** What no warehouse accepts of a GROUP BY. What is not certain counts as right. */
import { knowsKeys, refusesUngrouped } from '../sql/dialect.ts';
import type { Identifier, NamedItem, Place, Relation, Select } from '../sql/query.ts';
import type { Holes } from './holes.ts';
import { locate } from './locate.ts';
import type { TableNames } from './resolve-from.ts';
import type { Scope } from './scope.ts';
import { closed } from './table.ts';

/** Columns that a projection takes as they are, though the grouping does not have them. */
export function ungrouped(
  select: Select,
  scope: Scope,
  tables: TableNames,
  { holes, warehouse }: { holes: Holes; warehouse: string },
): Place[] {
  const { grouping, group, projection } = select;
  const items = projection.filter((item) => item.kind === 'expression');
  const last = group.at(-1);
  if (grouping !== 'listed' || !last) return [];
  if (!refusesUngrouped(warehouse) && !(knowsKeys(warehouse) && isKeyless(select, tables))) return [];
  // A `*` shifts the numbers of the columns; in a subquery a name may be the outer query's, which is one value.
  if (items.length < projection.length || select.unclear || select.other.length > 0 || scope.parent)
    return [];
  const rest = { start: group[0]!.start, end: Math.max(select.end, last.end) };
  if (holes.at(select.projectionPlace) || holes.isNear(rest) || holes.inProjection(select).length > 0)
    return [];
  const known = new Set(
    group.flatMap(({ text, columns }) => {
      const item = /^\d+$/.test(text) ? items[Number(text) - 1] : undefined;
      return [...columns, ...(item?.expression.columns ?? [])].map(({ parts }) => parts.at(-1)!.name);
    }),
  );
  return items.flatMap((item) => {
    const column = taken(item, scope);
    const isKnown =
      !column ||
      known.has(column.at(-1)!.name) ||
      // All of a relation or of a record that is grouped by.
      known.has(column[0]!.name) ||
      (item.name !== undefined && known.has(item.name)) ||
      // The name of another item, which may be an aggregate.
      items.some((other) => other !== item && other.aliased && other.name === column.at(-1)?.name);
    return isKnown ? [] : [{ start: item.expression.start, end: item.expression.end }];
  });
}

/** True if it reads CTEs and subqueries alone, which have no key for a warehouse to go by. */
function isKeyless({ from }: Select, tables: TableNames): boolean {
  const isMadeHere = (relation: Relation): boolean => {
    if (relation.kind !== 'table') return relation.kind === 'derived';
    const table = relation.name.length === 1 ? tables.get(relation.name[0]!.name) : undefined;
    return table !== undefined && table.answersTo === undefined;
  };
  return from.every(({ relation, joins }) =>
    [{ relation }, ...joins].every((each) => isMadeHere(each.relation)),
  );
}

/** The column of a relation in scope that an item is and nothing else. */
function taken({ expression }: NamedItem, scope: Scope): Identifier[] | undefined {
  const [column, ...others] = expression.columns;
  if (!expression.bare || !column || others.length > 0 || column.doubtful) return undefined;
  const { parts } = column;
  // A variable of the session.
  if (parts[0]!.name.startsWith('@')) return undefined;
  const found = locate(parts, scope.bindings);
  // Of a relation that may have more than is listed it is one as surely, whichever that is.
  const holders =
    parts.length === 1 ? scope.bindings : scope.bindings.slice(found?.binding ?? Infinity).slice(0, 1);
  return found?.column || holders.some(({ table }) => !closed(table)) ? parts : undefined;
}

const aggregates = new Set(['sum', 'avg', 'count', 'min', 'max']);

/** The column that WHERE aggregates, before there is anything to aggregate. */
export function aggregated({ where }: Select, scope: Scope, warehouse: string): Place | undefined {
  if (!where || scope.parent || !(refusesUngrouped(warehouse) || knowsKeys(warehouse))) return undefined;
  const found = where.columns.find(
    ({ functions, role, doubtful }) =>
      role === 'value' && !doubtful && functions.some((name) => aggregates.has(name)),
  );
  return found && { start: found.parts[0]!.start, end: found.parts.at(-1)!.end };
}
