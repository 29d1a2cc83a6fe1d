/** From the rows of a FROM clause to those of a SELECT's output. */
import type { Expression, Identifier, Item, RowNumber, Select } from '../sql/query.ts';
import { dependenciesOf } from './dependencies.ts';
import { independent } from './following.ts';
import { locate } from './locate.ts';
import { keepsDistinct } from './meaning.ts';
import type { Scope } from './scope.ts';
import type { ScopeRows } from './shape-reader.ts';
import type { Dependency, Rows } from './shape.ts';
import { closed, type Column, type Table } from './table.ts';

/** What is known about the rows that a SELECT returns; marks the row numbers among its columns on the way. */
export function selectedRows(select: Select, scope: Scope, table: Table): Rows | undefined {
  const names = new OutputNames(select.projection, scope);
  markWindows(select, scope, table, names);
  if (select.unclear) return undefined;
  if (absorbs(select)) for (const { shape } of scope.joins ?? []) shape.absorbed = true;
  const read = outputRows(select, scope, table, names);
  const rows = select.distinct ? distinctRows(select, scope, table, names, read) : read;
  if (!rows) return undefined;
  const dependencies = dependenciesIn(rows, table);
  return {
    ...rows,
    ...(dependencies.length > 0 && { dependencies }),
    ...(read && isPicked(select) && { picked: true }),
  };
}

/** True if a row that comes twice changes nothing of the output. */
function absorbs({ distinct, grouping, projection }: Select): boolean {
  const items = projection.filter((item) => item.kind === 'expression');
  const aggregates = items.filter(({ value }) => value.aggregate);
  if (grouping === 'none' && aggregates.length === 0)
    return distinct && items.every(({ expression }) => !/\bover\b/.test(expression.text));
  return aggregates.every(
    ({ expression: { columns, text } }) =>
      columns.length > 0 &&
      // `max(day) - count(*)`: rows may be counted without a column.
      !/\b(over\b|(count\w*|sum|avg)\()/.test(text) &&
      columns.every(
        ({ functions, role }) => role !== 'value' || functions.some((name) => choosing.test(name)),
      ),
  );
}

/** Aggregates that take one of the values. */
const choosing = /^(max|min|any_value|arbitrary|bool_(and|or)|logical_(and|or))$/;

/** Rows differ in all of their columns at most. */
function distinctRows(
  { other }: Select,
  scope: Scope,
  table: Table,
  names: OutputNames,
  rows: Rows | undefined,
): Rows {
  const all = table.columns.map(({ name }) => name);
  const keys = closed(table) && other.length === 0 ? [toldApart(all, table, scope, names)] : [];
  return { keys: [...(rows?.joins.length === 0 ? rows.keys : []), ...keys], joins: [] };
}

/** Without columns that are the same in all rows, or that windows over others of the names decide. */
function toldApart(
  names: readonly string[],
  { columns }: Table,
  scope: Scope,
  outputs: OutputNames,
): string[] {
  const told = new Set(names);
  const drop = (name: string, decidedBy: readonly (string | undefined)[]): void => {
    if (decidedBy.every((other) => other !== name && told.has(other ?? ''))) told.delete(name);
  };
  for (const { name, value, taken } of columns) {
    if (!told.has(name)) continue;
    const { constant, sharedBy } = (taken ? taken.column?.value : value) ?? {};
    const binding = taken ? scope.bindings.findIndex((source) => source === taken.source) : undefined;
    // Rows without a match have no value where the others have the constant.
    if (constant && !taken?.source.optional) drop(name, []);
    if (sharedBy)
      drop(
        name,
        binding === undefined ? sharedBy : sharedBy.map((other) => outputs.of(`${binding}.${other}`)),
      );
  }
  return [...told];
}

/**
 * What decides what among the columns of the keys that are several, and of those that may stand for them: what is put
 * together of columns, and the columns beside a key that is.
 */
function dependenciesIn({ keys }: Rows, { columns }: Table): Dependency[] {
  const inKeys = new Set(keys.flat());
  const isOfKey = (column: Column): boolean => inKeys.has(column.name);
  const combined = columns.filter((column) => column.combines);
  if (combined.length === 0 && keys.every((key) => key.length < 2)) return [];
  const isKeyCombined = combined.some(isOfKey);
  return dependenciesOf(
    columns.filter(
      (column) => isOfKey(column) || column.combines || (isKeyCombined && column.taken !== undefined),
    ),
  );
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

function outputRows(select: Select, scope: Scope, table: Table, names: OutputNames): Rows | undefined {
  if (select.from.length === 0) return { keys: [[]], joins: [] };
  const first = firstOfEach(select, scope);
  if (select.grouping !== 'none') return { keys: groupedKeys(select, scope, table, names), joins: [] };
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

function idOf(parts: readonly Identifier[] | undefined, scope: Scope): string | undefined {
  const found = parts && locate(parts, scope.bindings);
  return found && `${found.binding}.${found.name}`;
}

/** What is grouped by, and what told the rows apart before, if it is a part of that. */
function groupedKeys(select: Select, scope: Scope, table: Table, outputs: OutputNames): string[][] {
  const names = groupedBy(select, scope, outputs);
  if (!names) return [];
  const group = toldApart(names, table, scope, outputs);
  const before = scope.rows?.joins.length === 0 ? scope.rows.keys : [];
  const kept = before.flatMap((key) => {
    const mapped = key.map((id) => outputs.of(id));
    const isPart = mapped.length > 0 && mapped.every((name) => name !== undefined && group.includes(name));
    return isPart && mapped.length < group.length ? [mapped as string[]] : [];
  });
  return [group, ...kept];
}

/** The output names of all that is grouped by. */
function groupedBy(select: Select, scope: Scope, outputs: OutputNames): string[] | undefined {
  const { group, grouping, projection } = select;
  if (grouping === 'unclear') return undefined;
  const plain = projection.filter((item) => item.kind === 'expression');
  if (grouping === 'all' && plain.length < projection.length) return undefined;
  const items =
    grouping === 'all'
      ? plain.filter(({ value }) => !value.aggregate)
      : group.map((expression) => groupItem(expression, projection, scope, outputs));
  const names = independent(items).map(({ name }) => name);
  return names.every((name) => name !== undefined) ? [...new Set(names)] : undefined;
}

interface GroupItem {
  name?: string | undefined;
  expression: Expression;
}

/** What GROUP BY names, by its number or alias too, and what it is called in the output. */
function groupItem(
  expression: Expression,
  projection: readonly Item[],
  scope: Scope,
  outputs: OutputNames,
): GroupItem {
  if (/^\d+$/.test(expression.text)) {
    const before = projection.slice(0, Number(expression.text));
    const item = before.at(-1);
    const isCounted = before.every(({ kind }) => kind === 'expression');
    return isCounted && item?.kind === 'expression' ? item : { expression };
  }
  const parts = expression.bare ? expression.columns[0]?.parts : undefined;
  for (const item of projection) {
    if (item.kind !== 'expression' || item.name === undefined) continue;
    if (item.aliased && parts?.length === 1 && parts[0]?.name === item.name) return item;
    if (item.expression.text === expression.text) return item;
  }
  const id = idOf(parts, scope);
  return { expression, name: id === undefined ? undefined : outputs.of(id) };
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
