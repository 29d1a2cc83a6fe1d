/** From the rows of a FROM clause to those of a SELECT's output. */
import type { Expression, Identifier, Item, NamedItem, RowNumber, Select } from '../sql/query.ts';
import { locate } from './locate.ts';
import type { Scope } from './scope.ts';
import type { ScopeRows } from './shape-reader.ts';
import type { Rows } from './shape.ts';
import { closed, type Table } from './table.ts';

/** What is known about the rows that a SELECT returns; marks the row numbers among its columns on the way. */
export function selectedRows(select: Select, scope: Scope, table: Table): Rows | undefined {
  const names = new OutputNames(select.projection, scope);
  markWindows(select, scope, table, names);
  if (select.unclear) return undefined;
  const rows = outputRows(select, scope, names);
  const picked = rows && isPicked(select) && { picked: true as const };
  if (!select.distinct) return rows && { ...rows, ...picked };
  const all = closed(table) && select.other.length === 0 ? [toldApartBy(select, table, scope, names)] : [];
  return { keys: [...(rows?.joins.length === 0 ? rows.keys : []), ...all], joins: [], ...picked };
}

/** The columns by which whole rows differ: not what is the same in all of them, nor what others of the row decide. */
function toldApartBy({ projection }: Select, { columns }: Table, scope: Scope, names: OutputNames): string[] {
  const told = new Set(columns.map(({ name }) => name));
  const drop = (name: string | undefined, decidedBy: readonly (string | undefined)[]): void => {
    if (name !== undefined && decidedBy.every((other) => other !== name && told.has(other ?? '')))
      told.delete(name);
  };
  const written = new Set(projection.flatMap((item) => (isWritten(item) ? [item.namePlace] : [])));
  for (const { name, place, value } of columns) {
    if (!written.has(place)) continue;
    if (value?.constant) drop(name, []);
    if (value?.sharedBy) drop(name, value.sharedBy);
  }
  for (const [index, { table }] of scope.bindings.entries()) {
    const output = (name: string): string | undefined => names.of(`${index}.${name}`);
    for (const { name, value } of table.columns) {
      // Rows without a match have no value where the others have the constant.
      if (value?.constant && scope.bindings.length === 1) drop(output(name), []);
      if (value?.sharedBy) drop(output(name), value.sharedBy.map(output));
    }
  }
  return [...told];
}

/** True for one row, and for what may be one. */
export function isFew(rows: Rows | undefined): boolean {
  return rows?.picked === true || (rows?.keys.some((key) => key.length === 0) ?? false);
}

/** True if a column is equated, or is the condition itself, and groups, if there are any, are of such columns alone. */
function isPicked({ grouping, group, predicates }: Select): boolean {
  const equated = predicates
    .filter(({ clause }) => clause === 'where')
    .flatMap(({ equal, names, text }) => {
      const isFlag = names.length === 1 && /^\w+(?:\.\w+)*$/.test(text);
      // `upper(country) = 'VN'` takes as few as `country = 'vn'`.
      const isValue = names.length === 1 && equal?.some((side) => side.names.length === 0);
      if (isFlag || isValue) return names;
      return (equal ?? []).flatMap(({ column }) => (column ? [column] : []));
    })
    .flatMap((column) => column.at(-1)?.name ?? []);
  if (grouping === 'none') return equated.length > 0;
  const grouped = group.map(({ bare, columns }) => (bare ? columns[0]?.parts.at(-1)?.name : undefined));
  return grouped.length > 0 && grouped.every((name) => name !== undefined && equated.includes(name));
}

function outputRows(select: Select, scope: Scope, names: OutputNames): Rows | undefined {
  if (select.from.length === 0) return { keys: [[]], joins: [] };
  const first = firstOfEach(select, scope);
  if (select.grouping !== 'none') return { keys: groupedKeys(select, scope, names), joins: [] };
  const { projection } = select;
  if (projection.some((item) => item.kind === 'expression' && item.value.aggregate))
    return { keys: [[]], joins: [] };
  const rows: ScopeRows | undefined = first ? { keys: [first], joins: [] } : scope.rows;
  if (!rows) return undefined;
  const keys = rows.keys.flatMap((key) => {
    const mapped = key.map((id) => names.of(id));
    return mapped.every((name) => name !== undefined) ? [mapped] : [];
  });
  return { ...rows, keys };
}

/** True for what is no column alone. */
function isWritten(item: Item): item is NamedItem {
  return item.kind === 'expression' && !item.expression.bare;
}

/** Before the name of a projected expression, where others have the number of a relation. */
const alias = 'alias.';

/** The output names of columns of the relations in scope. */
class OutputNames {
  private readonly items: readonly Item[];
  private readonly scope: Scope;
  private readonly bare = new Map<string, string>();

  constructor(items: readonly Item[], scope: Scope) {
    this.items = items;
    this.scope = scope;
    for (const item of items) {
      if (item.kind !== 'expression' || !keepsDistinct(item) || item.name === undefined) continue;
      const id = idOf(item.expression.columns[0]?.parts, scope);
      if (id !== undefined && !this.bare.has(id)) this.bare.set(id, item.name);
    }
  }

  of(id: string): string | undefined {
    if (id.startsWith(alias)) return id.slice(alias.length);
    const named = this.bare.get(id);
    if (named !== undefined) return named;
    const dot = id.indexOf('.');
    const binding = this.scope.bindings[Number(id.slice(0, dot))];
    const name = id.slice(dot + 1);
    for (const item of this.items) {
      if (item.kind !== 'star' || item.unclear || !binding) continue;
      const qualifier = item.qualifier.map((part) => part.name).join('.');
      const covered = qualifier === '' ? binding.visible : binding.qualifiers.includes(qualifier);
      const changed = [...item.except, ...item.replace.map((part) => part.name)];
      if (!covered || changed.some((part) => part.name === name)) continue;
      return item.rename.find(({ from }) => from.name === name)?.to.name ?? name;
    }
    return undefined;
  }
}

/** True for a column, and for one that is cast to text: what differs before differs afterwards. */
function keepsDistinct({ expression, value }: NamedItem): boolean {
  const [column] = expression.columns;
  return (
    expression.bare ||
    (value.type === 'string' && expression.columns.length === 1 && column?.functions.join() === 'cast')
  );
}

function idOf(parts: readonly Identifier[] | undefined, scope: Scope): string | undefined {
  const found = parts && locate(parts, scope.bindings);
  return found && `${found.binding}.${found.name}`;
}

/** What is grouped by, and what told the rows apart before, if it is a part of that. */
function groupedKeys(select: Select, scope: Scope, names: OutputNames): string[][] {
  const [group] = groupKey(select, scope, names);
  if (!group) return [];
  const before = scope.rows?.joins.length === 0 ? scope.rows.keys : [];
  const kept = before.flatMap((key) => {
    const mapped = key.map((id) => names.of(id));
    const isPart = mapped.length > 0 && mapped.every((name) => name !== undefined && group.includes(name));
    return isPart && mapped.length < group.length ? [mapped as string[]] : [];
  });
  return [group, ...kept];
}

function groupKey(select: Select, scope: Scope, names: OutputNames): string[][] {
  const { grouping, projection } = select;
  if (grouping === 'unclear') return [];
  const group = independent(select, scope);
  const key =
    grouping === 'all'
      ? projection.flatMap((item) =>
          item.kind === 'expression' && item.value.aggregate
            ? []
            : [item.kind === 'star' ? undefined : item.name],
        )
      : group.map((expression) => groupName(expression, projection, scope, names));
  const constants = projection.flatMap((item) =>
    item.kind === 'expression' && item.value.constant ? [item.name] : [],
  );
  const told = key.filter((name) => !constants.includes(name));
  return told.every((name) => name !== undefined) ? [[...new Set(told)]] : [];
}

/** What is grouped by, without the columns of a joined row that the others decide. */
function independent({ group, projection }: Select, scope: Scope): readonly Expression[] {
  const ids = group.map((expression) => idOf(columnOf(expression, projection), scope));
  const isDecided = (id: string | undefined): boolean => {
    const binding = Number(id?.slice(0, id.indexOf('.')));
    const join = scope.joins?.find(({ first, end }) => first === binding && end === first + 1);
    const rows = join && /^(left|inner)$/.test(join.shape.kind) ? join.shape.right.rows : undefined;
    return (
      rows?.joins.length === 0 &&
      rows.keys.some((key) =>
        key.every((name) => join?.equated.some(({ column, left }) => column === name && ids.includes(left))),
      )
    );
  };
  return group.filter((_, index) => !isDecided(ids[index]));
}

function columnOf(expression: Expression, projection: readonly Item[]): readonly Identifier[] | undefined {
  const item = /^\d+$/.test(expression.text) ? projection[Number(expression.text) - 1] : undefined;
  const written = item?.kind === 'expression' ? item.expression : expression;
  return written.bare ? written.columns[0]?.parts : undefined;
}

function groupName(
  expression: Expression,
  projection: readonly Item[],
  scope: Scope,
  names: OutputNames,
): string | undefined {
  if (/^\d+$/.test(expression.text)) {
    const before = projection.slice(0, Number(expression.text));
    const item = before.at(-1);
    return before.every(({ kind }) => kind === 'expression') && item?.kind === 'expression'
      ? item.name
      : undefined;
  }
  const parts = expression.bare ? expression.columns[0]?.parts : undefined;
  for (const item of projection) {
    if (item.kind !== 'expression' || item.name === undefined) continue;
    if (item.aliased && parts?.length === 1 && parts[0]?.name === item.name) return item.name;
    if (item.expression.text === expression.text) return item.name;
  }
  const id = idOf(parts, scope);
  return id === undefined ? undefined : names.of(id);
}

/** The columns of which a filter on a row number keeps one row each. */
function firstOfEach(select: Select, scope: Scope): string[] | undefined {
  for (const { clause, equal } of select.predicates) {
    if (!equal || (clause !== 'where' && clause !== 'qualify')) continue;
    const [number, operand] = equal[0].number === undefined ? [equal[1], equal[0]] : equal;
    if (!/^[1-9]\d*$/.test(number.number ?? '')) continue;
    const named = clause === 'qualify' ? rowNumberCalled(operand.column, select.projection) : undefined;
    const key = partition(operand.rowNumber ?? named, select, scope);
    if (key) return key;
    const found = operand.column && locate(operand.column, scope.bindings);
    const rank = found?.column?.value?.firstOf;
    if (found && rank) return rank.map((name) => `${found.binding}.${name}`);
  }
  return undefined;
}

function rowNumberCalled(
  parts: readonly Identifier[] | undefined,
  projection: readonly Item[],
): RowNumber | undefined {
  if (parts?.length !== 1) return undefined;
  for (const item of projection)
    if (item.kind === 'expression' && item.name === parts[0]?.name) return item.value.rowNumber;
  return undefined;
}

function partition(
  rowNumber: RowNumber | undefined,
  { projection }: Select,
  scope: Scope,
): string[] | undefined {
  const ids = rowNumber?.partition.map((parts) => {
    const found = parts && locate(parts, scope.bindings);
    const name = parts?.length === 1 ? parts[0]?.name : undefined;
    const isAlias = projection.some(
      (item) => item.kind === 'expression' && item.aliased && item.name === name,
    );
    // A listed column hides an alias of the same name.
    return name !== undefined && isAlias && !found?.column ? `${alias}${name}` : idOf(parts, scope);
  });
  return ids?.every((id) => id !== undefined) ? ids : undefined;
}

function markWindows(select: Select, scope: Scope, table: Table, names: OutputNames): void {
  for (const item of select.projection) {
    if (item.kind !== 'expression') continue;
    const { rowNumber, shared } = item.value;
    const key = partition(rowNumber ?? shared, select, scope)?.map((id) => names.of(id));
    const column = table.columns.find(({ place }) => place === item.namePlace);
    if (!column || !key?.every((name) => name !== undefined)) continue;
    column.value = { ...column.value, ...(rowNumber ? { firstOf: key } : { sharedBy: key }) };
  }
}
