/** What the FROM clause brings into scope. */
import type { FromItem, Identifier, Join, Relation } from '../sql/query.ts';
import type { QueryResolver } from './resolve-query.ts';
import { emptyScope, resolve, type Binding, type Scope } from './scope.ts';
import { renamed, unknownTable, type Column, type Table } from './table.ts';

/** CTEs in force by name, and upstream relations by their token, with the names that they answer to without an alias. */
export type TableNames = ReadonlyMap<string, Table & { answersTo?: string[] }>;

export function bindFrom(item: FromItem, scope: Scope, tables: TableNames, resolver: QueryResolver): void {
  const first = scope.bindings.length;
  const join = commaJoin(item.relation);
  scope.bindings.push(...bind(item.relation, scope, tables, resolver));
  if (resolver.isListing) scope.rows = undefined;
  else if (first === 0) resolver.shape.start(scope);
  else if (resolver.isRecording) resolver.shape.join(join, first, scope);
  for (const join of item.joins) bindJoin(join, scope, tables, resolver);
}

/** `from a, b` */
function commaJoin(relation: Relation): Join {
  return { kind: 'cross', relation, conditions: [], using: [], natural: false };
}

function bindJoin(join: Join, scope: Scope, tables: TableNames, resolver: QueryResolver): void {
  const left = [...scope.bindings];
  const right = bind(join.relation, scope, tables, resolver);
  const hidden = join.kind === 'semi' || join.kind === 'anti';
  scope.bindings.push(...right.map((binding) => ({ ...binding, visible: binding.visible && !hidden })));
  for (const identifier of join.using) {
    for (const side of [left, right]) {
      resolver.record(
        () => resolve([identifier], { ...emptyScope(), bindings: side, merged: scope.merged }, 'column'),
        'join',
        false,
      );
    }
  }
  for (const identifier of join.using) scope.merged.set(identifier.name, scope.bindings.length);
  if (join.natural) {
    // Which columns a natural join merges depends on both lists; it is rare enough not to follow.
    scope.bindings = scope.bindings.map(({ qualifiers, table, visible }) => ({ qualifiers, table, visible }));
    scope.bindings.push({ qualifiers: [], table: unknownTable('a natural join'), visible: true });
  }
  if (join.on) resolver.expression(join.on, 'join', scope, tables);
  if (resolver.isRecording) resolver.shape.join(join, left.length, scope);
  else scope.rows = undefined;
}

function bind(relation: Relation, scope: Scope, tables: TableNames, resolver: QueryResolver): Binding[] {
  switch (relation.kind) {
    case 'table':
      return [bindTable(relation, scope, tables, resolver)];
    case 'derived': {
      const outer = relation.lateral ? scope : scope.parent;
      const table = resolver.inner(() => resolver.query(relation.query, tables, outer));
      return [{ ...named(relation, table), listed: true }];
    }
    case 'function':
      return [bindFunction(relation, scope, tables, resolver)];
    case 'pivot':
    case 'unpivot': {
      const input = bind(relation.input, scope, tables, resolver);
      resolver.expression(relation.expression, 'group', { ...emptyScope(), bindings: input }, tables);
      const names = relation.alias ? [] : input.flatMap((binding) => binding.qualifiers);
      const table = pivoted(relation, input, resolver);
      return [{ ...named(relation, table), qualifiers: [...names, ...aliasOf(relation)] }];
    }
    case 'joined': {
      const inner = emptyScope(scope.parent);
      bindFrom(relation.from, inner, tables, resolver);
      for (const name of inner.merged.keys()) scope.merged.set(name, Infinity);
      return inner.bindings.map((binding) => ({
        ...binding,
        qualifiers: relation.alias ? aliasOf(relation) : binding.qualifiers,
      }));
    }
    case 'unknown':
      resolver.expression(relation.expression, 'join', scope, tables);
      return [named(relation, unknownTable(`\`${relation.node}\` in FROM is not understood here`))];
  }
}

/** The columns of a PIVOT or UNPIVOT: those of its input that it does not use up, and those it makes. */
function pivoted(
  relation: Relation & { kind: 'pivot' | 'unpivot' },
  [binding, second]: readonly Binding[],
  resolver: QueryResolver,
): Table {
  const { columns, kind, input } = relation;
  const isDark = resolver.holes.at({
    start: input.end,
    end: Math.max(relation.end, relation.expression.end),
  });
  if (!columns || !binding || second || isDark)
    return unknownTable(`the columns of a ${kind.toUpperCase()} depend on values`);
  const { table } = binding;
  const used = new Set(columns.used);
  const made = columns.made.map((name): Column => ({
    name,
    place: relation,
    origins: [],
    passthrough: false,
    named: [],
  }));
  const { rows: _, ...rest } = table;
  return {
    ...rest,
    columns: [...table.columns.filter(({ name }) => !used.has(name)), ...made],
    wild: table.wild.map((wild) => ({ ...wild, except: new Set([...wild.except, ...used]) })),
  };
}

function aliasOf(relation: Relation): string[] {
  return relation.alias ? [relation.alias.name] : [];
}

function named(relation: Relation, table: Table): Binding {
  return { qualifiers: aliasOf(relation), table: renamed(table, relation.columnAliases), visible: true };
}

function bindTable(
  relation: Relation & { kind: 'table' },
  scope: Scope,
  tables: TableNames,
  resolver: QueryResolver,
): Binding {
  const names = relation.name.map((part) => part.name);
  const full = names.join('.');
  const table = names.length === 1 ? tables.get(full) : undefined;
  if (table) {
    const binding: Binding = { ...named(relation, table), listed: true };
    return relation.alias ? binding : { ...binding, qualifiers: [full, ...(table.answersTo ?? [])] };
  }
  if (names.length > 1 && scope.bindings.some((binding) => binding.qualifiers.includes(names[0]!))) {
    return bindArray(relation, relation.name, scope, resolver);
  }
  const hole = resolver.holes.at(relation.name.at(-1) ?? relation);
  const reason = hole ? hole.reason : `\`${full}\` is no ref, source or CTE`;
  const suffixes = names.map((_, index) => names.slice(index).join('.'));
  const binding = named(relation, unknownTable(reason));
  return relation.alias ? binding : { ...binding, qualifiers: suffixes };
}

/** `from t, t.items as i`: BigQuery unnests the array `t.items`. */
function bindArray(
  relation: Relation,
  parts: readonly Identifier[],
  scope: Scope,
  resolver: QueryResolver,
): Binding {
  resolver.record(() => resolve(parts, scope, 'column'), 'projection', false);
  const qualifiers = relation.alias ? aliasOf(relation) : [parts.at(-1)!.name];
  return { qualifiers, table: unknownTable('fields of an array', elements(relation, [])), visible: true };
}

const flattenColumns = ['seq', 'key', 'path', 'index', 'value', 'this'];

function bindFunction(
  relation: Relation & { kind: 'function' },
  scope: Scope,
  tables: TableNames,
  resolver: QueryResolver,
): Binding {
  const { origins } = resolver.expression(relation.arguments, 'projection', scope, tables);
  const through = origins.map((origin) => ({ ...origin, functions: [relation.name, ...origin.functions] }));
  const column = (name: string): Column => ({
    name,
    place: relation,
    origins: through,
    passthrough: false,
    named: [],
  });
  const qualifiers = aliasOf(relation);
  const fixed = (names: readonly string[]): Binding => {
    const table: Table = { columns: names.map(column), open: [], wild: [], opaque: false, upstream: [] };
    return { qualifiers, table: renamed(table, relation.columnAliases), visible: true };
  };
  if (relation.name === 'flatten') return fixed(flattenColumns);
  if (relation.name === 'split_to_table') return fixed(['seq', 'index', 'value']);
  if (relation.columnAliases.length > 0) {
    const names = [...relation.columnAliases, ...(relation.offset ? [relation.offset] : [])];
    const columns = names.map((name) => ({ ...column(name.name), place: name }));
    return { qualifiers, table: { columns, open: [], wild: [], opaque: false, upstream: [] }, visible: true };
  }
  const reason =
    relation.name === 'unnest'
      ? 'fields of an array'
      : `the columns of \`${relation.name}(…)\` are not known`;
  const columns = elements(relation, through);
  if (relation.offset) columns.push({ ...column(relation.offset.name), origins: [] });
  return { qualifiers, table: unknownTable(reason, columns), visible: true };
}

/** An unnested array answers to its alias as a column too. */
function elements(relation: Relation, origins: Column['origins']): Column[] {
  return relation.alias
    ? [{ name: relation.alias.name, place: relation, origins, passthrough: false, named: [] }]
    : [];
}
