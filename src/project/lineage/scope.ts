/** Which relation a name in an expression belongs to. */
import type { Identifier } from '../sql/query.ts';
import type { ColumnOrigin, ColumnRef, Holder } from './facts.ts';
import type { OpenJoin, ScopeRows } from './shape-reader.ts';
import { closed, mergeOrigins, unique, type Column, type Source, type Table } from './table.ts';

/** A relation under the names it answers to. */
export interface Binding extends Source {
  qualifiers: string[];
  /** False for the right side of a semi or anti join: `*` leaves it out. */
  visible: boolean;
  /** Set for tables and subqueries whose names nothing merges with those of others: what they list they have. */
  listed?: true;
}

export interface Scope {
  bindings: Binding[];
  /** Columns that USING merged into one, each with the number of relations, from the first, that had joined by then. */
  merged: Map<string, number>;
  /** Aliases of the projection that expressions may name. */
  aliases: Map<string, Column>;
  /** The query around a subquery. */
  parent: Scope | undefined;
  /** What is known about the rows of the FROM clause so far. */
  rows?: ScopeRows | undefined;
  joins?: OpenJoin[];
}

/** What a name turned out to be. */
export interface Resolution {
  origins: ColumnOrigin[];
  passthrough: boolean;
  /** Upstream columns that are named here. */
  uses: (ColumnRef & { exact: boolean })[];
  /** Set if no relation in scope has it: where it was looked for. */
  missing?: { column: string; candidates: string[]; identifier: Identifier };
  /** Set if several relations have it. */
  ambiguous?: Holder[];
  /** The part of the name that is the column. */
  identifier: Identifier;
}

export function emptyScope(parent?: Scope): Scope {
  return { bindings: [], merged: new Map(), aliases: new Map(), parent };
}

/**
 * @param prefer `alias` in ORDER BY, where an alias hides a column
 * @param own the alias of the projection item that the name stands in: it is not in scope of itself
 * @param fields whether `a.b` may be a field of a column `a`
 */
export function resolve(
  parts: readonly Identifier[],
  scope: Scope,
  prefer: 'column' | 'alias',
  own?: string,
  fields = true,
): Resolution {
  const qualified = resolveQualified(parts, scope, fields);
  if (qualified) return qualified;
  return resolveBare(parts, scope, prefer, own);
}

function resolveQualified(
  parts: readonly Identifier[],
  scope: Scope,
  fields: boolean,
): Resolution | undefined {
  for (let length = parts.length - 1; length > 0; length--) {
    const qualifier = parts
      .slice(0, length)
      .map((part) => part.name)
      .join('.');
    for (let at: Scope | undefined = scope; at; at = at.parent) {
      const tables = at.bindings.flatMap((each) => (each.qualifiers.includes(qualifier) ? [each.table] : []));
      if (tables.length > 0)
        return inTables(tables, parts, length, fields && hasColumn(scope, parts[0]!.name));
    }
  }
  return undefined;
}

/** Whether any relation in scope may have a column of that name: then `a.b` may be a field of it. */
function hasColumn(scope: Scope | undefined, name: string): boolean {
  for (let at = scope; at; at = at.parent) {
    if (at.bindings.some(({ table }) => table.columns.some((column) => column.name === name))) return true;
  }
  return false;
}

/** Where several relations answer to a qualifier, a name is that of the one that has it: Trino allows that. */
function inTables(
  [first, ...others]: readonly Table[],
  parts: readonly Identifier[],
  index: number,
  maybeField: boolean,
): Resolution {
  if (others.length === 0) return inTable(first!, parts, index, maybeField);
  const all = [first!, ...others];
  const holder = all.find(({ columns }) => columns.some(({ name }) => name === parts[index]!.name));
  return inTable(holder ?? all.find((table) => !closed(table)) ?? first!, parts, index, true);
}

function inTable(table: Table, parts: readonly Identifier[], index: number, maybeField: boolean): Resolution {
  const identifier = parts[index]!;
  const known = table.columns.filter((column) => column.name === identifier.name);
  if (known.length > 0) return found(known, identifier, parts.length - 1 > index, true);
  if (!closed(table)) return fromWild([table], identifier, parts.length - 1 > index, true);
  const nothing = unresolved(identifier);
  if (maybeField) return nothing;
  return {
    ...nothing,
    missing: { column: identifier.name, candidates: table.upstream.toSorted(), identifier },
  };
}

function resolveBare(
  parts: readonly Identifier[],
  scope: Scope,
  prefer: 'column' | 'alias',
  own: string | undefined,
): Resolution {
  const identifier = parts[0]!;
  const field = parts.length > 1;
  const { name } = identifier;
  const alias = name === own && prefer === 'column' ? undefined : scope.aliases.get(name);
  if (alias && prefer === 'alias') return fromAlias(alias, identifier, field);
  const passed: Table[] = [];
  let searched = false;
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const holders = at.bindings.filter(({ table }) => table.columns.some((column) => column.name === name));
    const exact = passed.length === 0 && (holders.length === 1 || at.merged.has(name));
    if (holders.length > 0) {
      const isOwn = at === scope && !field && (name === own || !scope.aliases.has(name));
      // An alias of the FROM clause, such as that of an array, hides columns of its name.
      const isHidden = at.bindings.some(({ qualifiers }) => qualifiers.includes(name));
      const ambiguous = isOwn && !isHidden ? rivals(unmerged(at, name), name) : undefined;
      const resolution = found(columnsNamed(holders, name), identifier, field, exact);
      return ambiguous ? { ...resolution, ambiguous } : resolution;
    }
    passed.push(...at.bindings.map(({ table }) => table).filter((table) => !closed(table)));
    searched ||= at.bindings.length > 0;
    // An alias of an outer query is as good a reading as any.
    const outer = at === scope ? alias : at.aliases.get(name);
    if (outer) {
      // `trim(a) as a` shows that a relation has an `a`, which the alias does not hide.
      if (at === scope && isNamesake(outer, name, passed)) return fromWild(passed, identifier, field, true);
      const reading = fromAlias(outer, identifier, field);
      const guesses = passed.length > 0 ? fromWild(passed, identifier, field, false).uses : [];
      return { ...reading, uses: guesses.map((use) => ({ ...use, exact: false })) };
    }
  }
  const row = field ? undefined : relationCalled(scope, name);
  if (row) return wholeRow(row, identifier);
  if (passed.length > 0) return fromWild(passed, identifier, field, true);
  const nothing = unresolved(identifier);
  // `a.b` with an unknown `a` may be anything: a schema, a sequence, a function's result.
  if (field || !searched) return nothing;
  const candidates = unique(scope.bindings.flatMap(({ table }) => table.upstream)).toSorted();
  return { ...nothing, missing: { column: name, candidates, identifier } };
}

/** Relations that may have a column of the name; one of those whose columns USING merged. */
function unmerged({ bindings, merged }: Scope, name: string): Binding[] {
  const count = merged.get(name) ?? 0;
  const isHolder = ({ table }: Binding) => table.columns.some((column) => column.name === name);
  const one = bindings
    .slice(0, count)
    .find((binding) => isHolder(binding) && binding.listed && binding.visible);
  return [...(one ? [one] : []), ...bindings.slice(count).filter(isHolder)];
}

/** The columns of a name that surely are several. */
function rivals(holders: readonly Binding[], name: string): Holder[] | undefined {
  const sure = holders.filter(({ listed, visible }) => listed && visible);
  if (sure.length < 2) return undefined;
  return sure.map((holder) => ({
    name: holder.qualifiers.at(-1) ?? '',
    through: columnsNamed([holder], name)[0]!.named,
  }));
}

/** True if the alias is made of a column of its own name, out of the only relation whose columns are not all known. */
function isNamesake({ origins }: Column, name: string, [only, other]: readonly Table[]): boolean {
  if (!only || other) return false;
  return origins.some(
    ({ relation, column }) => column === name && only.wild.some((wild) => wild.relation === relation),
  );
}

function relationCalled(scope: Scope | undefined, name: string): Table | undefined {
  for (let at = scope; at; at = at.parent) {
    const binding = at.bindings.find(({ qualifiers }) => qualifiers.includes(name));
    if (binding) return binding.table;
  }
  return undefined;
}

/** `to_json_string(t)`: the name of a relation stands for its whole row. It names none of its columns. */
function wholeRow(table: Table, identifier: Identifier): Resolution {
  const origins = mergeOrigins(table.columns.flatMap((column) => column.origins));
  return { origins: throughField(origins), passthrough: false, uses: [], identifier };
}

function columnsNamed(bindings: readonly Binding[], name: string): Column[] {
  return bindings.flatMap(({ table }) => table.columns.filter((column) => column.name === name));
}

function found(
  columns: readonly Column[],
  identifier: Identifier,
  field: boolean,
  exact: boolean,
): Resolution {
  const origins = mergeOrigins(columns.flatMap((column) => column.origins));
  const named = columns.flatMap((column) => column.named);
  return {
    origins: field ? throughField(origins) : origins,
    passthrough: !field && columns.every((column) => column.passthrough) && origins.length === 1,
    uses: named.map((ref) => ({ ...ref, exact })),
    identifier,
  };
}

function throughField(origins: readonly ColumnOrigin[]): ColumnOrigin[] {
  return origins.map((origin) => ({ ...origin, functions: ['field', ...origin.functions] }));
}

function fromAlias(column: Column, identifier: Identifier, field: boolean): Resolution {
  const origins = field ? throughField(column.origins) : column.origins;
  return { origins, passthrough: column.passthrough && !field, uses: [], identifier };
}

/** A name that only relations with unlisted columns can have. */
function fromWild(
  tables: readonly Table[],
  identifier: Identifier,
  field: boolean,
  alone: boolean,
): Resolution {
  const relations = unique(
    tables.flatMap((table) =>
      table.wild.filter((wild) => !wild.except.has(identifier.name)).map((wild) => wild.relation),
    ),
  );
  const exact = alone && relations.length === 1 && !tables.some((table) => table.opaque);
  const named = relations.map((relation) => ({ relation, column: identifier.name }));
  const origins = named.map((ref) => ({ ...ref, functions: field ? ['field'] : [] }));
  return {
    // Several candidates are a guess, and a guess is no origin.
    origins: exact ? origins : [],
    passthrough: exact && !field,
    uses: named.map((ref) => ({ ...ref, exact })),
    identifier,
  };
}

function unresolved(identifier: Identifier): Resolution {
  return { origins: [], passthrough: false, uses: [], identifier };
}
