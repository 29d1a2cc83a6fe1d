/** Resolves one rendering's query: its output, and what every name in it refers to. */
import type { Rendering } from '../jinja/rendered.ts';
import type {
  Body,
  Cte,
  Expression,
  Identifier,
  NamedItem,
  Place,
  Query,
  Select,
  StarItem,
} from '../sql/query.ts';
import type { ColumnOrigin, Holder, UseKind } from './facts.ts';
import { conditionsOf } from './conditions.ts';
import { Holes } from './holes.ts';
import { hasFieldsByDot, keepsUsing, readsAliasesInOn } from '../sql/dialect.ts';
import { aggregated, ungrouped } from './grouping.ts';
import { bindFrom, type TableNames } from './resolve-from.ts';
import { meaningOf } from './meaning.ts';
import { isFew, selectedRows } from './rows.ts';
import { placeOf, ShapeReader } from './shape-reader.ts';
import { expandStar } from './star.ts';
import { emptyScope, resolve, type Resolution, type Scope } from './scope.ts';
import {
  closed,
  lazyTable,
  limitColumns,
  mergeOrigins,
  renamed,
  united,
  unknownTable,
  type Column,
  type Table,
} from './table.ts';

export interface Named extends Place {
  column: string;
  kind: UseKind;
}

export type NamedUse = Named & { relation: string; exact: boolean };
export type NamedMissing = Named & { candidates: string[] };
export type NamedRivals = Named & { holders: Holder[]; merging?: true };
export type NamedPredicate = Select['predicates'][number];

/** What was found on the way. Places are offsets in the rendered text. */
export interface Findings {
  uses: NamedUse[];
  missing: NamedMissing[];
  ambiguous: NamedRivals[];
  /** Names that something in scope has or may have. */
  resolved: Named[];
  predicates: NamedPredicate[];
}

/** Queries nested deeper than this are not followed. */
const maxDepth = 100;

export class QueryResolver {
  readonly findings: Findings = { uses: [], missing: [], ambiguous: [], resolved: [], predicates: [] };
  readonly holes: Holes;
  readonly warehouse: string;
  private depth = 0;
  /** True in HAVING, where some warehouses prefer the names of the output. */
  private meansOutput = false;
  /** Above 0 while a recursive CTE's first branch is read ahead of time. */
  private muted = 0;
  readonly shape = new ShapeReader();

  /** True if nothing but the columns of the query is wanted: then no more is read than they depend on. */
  readonly isListing: boolean;

  /** Whether `t.*` holds the columns of USING. */
  private readonly keepsUsing: boolean | 'unknown';
  private readonly readsAliasesInOn: boolean;
  private readonly hasFieldsByDot: boolean;

  constructor(
    rendering: Pick<Rendering, 'text' | 'holes'>,
    warehouse: string,
    wanted: 'everything' | 'columns',
  ) {
    this.warehouse = warehouse;
    this.keepsUsing = keepsUsing(warehouse);
    this.readsAliasesInOn = readsAliasesInOn(warehouse);
    this.hasFieldsByDot = hasFieldsByDot(warehouse);
    this.isListing = wanted === 'columns';
    this.holes = new Holes(rendering);
  }

  /** False while a query is read that will be read again. */
  get isRecording(): boolean {
    return this.muted === 0 && !this.isListing;
  }

  /** A query inside another: when it is met, or when its columns are needed if no more is wanted of it. */
  inner(read: () => Table): Table {
    if (!this.isListing) return read();
    const { depth } = this;
    return lazyTable(() => {
      const outer = this.depth;
      this.depth = depth;
      const table = read();
      this.depth = outer;
      return table;
    });
  }

  query(query: Query, tables: TableNames, outer?: Scope): Table {
    if (this.depth >= maxDepth) return unknownTable('subqueries are nested too deep');
    this.depth++;
    const names = new Map(tables);
    for (const cte of query.ctes) {
      // Those that follow are not in scope yet.
      const before = this.isListing ? new Map(names) : names;
      names.set(
        cte.name.name,
        this.inner(() => this.cte(cte, query.recursive, before, outer)),
      );
    }
    const { table, scope } = this.body(query.body, names, outer);
    const orderScope = scope ?? {
      ...emptyScope(outer),
      bindings: [{ qualifiers: [], table, visible: true }],
    };
    for (const order of query.order) this.expression(order, 'order', orderScope, names, 'alias');
    this.depth--;
    return this.limited(query, table);
  }

  private limited({ limit, ordered }: Query, table: Table): Table {
    if (!limit || limit.count === 0 || this.isListing) return table;
    // LIMIT 1 within a query takes the row of a relation that holds one, such as constants.
    const isSingle =
      (limit.count === 1 && this.depth > 0) || table.rows?.keys.some((key) => key.length === 0);
    if (!ordered && !isSingle && this.isRecording) this.shape.unorderedLimits.push(placeOf(limit));
    return limit.count === 1 ? { ...table, rows: { keys: [[]], joins: [] } } : table;
  }

  private cte(cte: Cte, recursive: boolean, tables: TableNames, outer: Scope | undefined): Table {
    let names = tables;
    const { body } = cte.query;
    if (recursive && body.kind === 'set') {
      this.muted++;
      const anchor = this.query({ ...cte.query, body: body.left, order: [] }, tables, outer);
      this.muted--;
      // Within what is read ahead of time for another one, reading each twice would double the time at every level.
      if (this.muted > 0) return renamed(anchor, cte.columnAliases);
      names = new Map([...tables, [cte.name.name, renamed(anchor, cte.columnAliases)]]);
    }
    return renamed(this.query(cte.query, names, outer), cte.columnAliases);
  }

  private body(body: Body, tables: TableNames, outer: Scope | undefined): { table: Table; scope?: Scope } {
    switch (body.kind) {
      case 'select':
        return this.select(body, tables, outer);
      case 'query':
        return { table: this.query(body.query, tables, outer) };
      case 'set': {
        const left = this.body(body.left, tables, outer).table;
        const right = this.body(body.right, tables, outer).table;
        if (this.isRecording) this.shape.set(body.operator, body.all, body.byName, body.right, [left, right]);
        // EXCEPT and INTERSECT filter by the right side; its values do not flow on.
        if (body.operator !== 'union') return { table: left };
        const table = united(left, right, body.byName);
        if (!body.all && !this.isListing && closed(table)) {
          const picked = isFew(left.rows) && isFew(right.rows) && { picked: true as const };
          table.rows = { keys: [table.columns.map(({ name }) => name)], joins: [], whole: true, ...picked };
        }
        return { table };
      }
      case 'values': {
        const scope = emptyScope(outer);
        for (const expression of body.expressions) this.expression(expression, 'projection', scope, tables);
        const blank: Column = { name: '', place: body, origins: [], passthrough: false, named: [] };
        return {
          table: {
            columns: Array.from({ length: body.width }, () => blank),
            open: [],
            wild: [],
            opaque: false,
            upstream: [],
          },
        };
      }
      case 'unknown':
        this.expression(body.expression, 'projection', emptyScope(outer), tables);
        return { table: unknownTable(`\`${body.node}\` is not understood here`) };
    }
  }

  private select(
    select: Select,
    tables: TableNames,
    outer: Scope | undefined,
  ): { table: Table; scope: Scope } {
    const scope = emptyScope(outer);
    const aliases = aliasesOf(select);
    if (this.readsAliasesInOn) scope.aliases = aliases;
    for (const item of select.from) bindFrom(item, scope, tables, this);
    scope.aliases = aliases;
    const extra = this.holes.inFrom(select);
    if (select.unclear) extra.push('a clause of this query is not understood here');
    for (const reason of extra)
      scope.bindings.push({ qualifiers: [], table: unknownTable(reason), visible: true });
    const table = this.projection(select, scope, tables);
    const clauses: [UseKind, readonly (Expression | undefined)[]][] = [
      ['filter', [select.where]],
      ['group', select.group],
      ['filter', [select.having]],
      ['qualify', [select.qualify]],
      ['window', select.windows],
      ['projection', select.other],
    ];
    for (const [kind, expressions] of clauses) {
      this.meansOutput = expressions[0] !== undefined && expressions[0] === select.having;
      for (const expression of expressions) if (expression) this.expression(expression, kind, scope, tables);
    }
    this.meansOutput = false;
    if (this.isRecording) this.findings.predicates.push(...conditionsOf(select, scope));
    if (this.isListing) return { table, scope };
    const where = select.predicates.filter(({ clause }) => clause === 'where');
    if (this.isRecording && extra.length === 0) this.grouping(select, scope, tables);
    this.shape.where(where, (select.where?.subqueries.length ?? 0) > 0, scope);
    const rows = this.holes.inFrom(select).length > 0 ? undefined : selectedRows(select, scope, table);
    if (rows) table.rows = rows;
    return { table, scope };
  }

  private grouping(select: Select, scope: Scope, tables: TableNames): void {
    const { ungrouped: lacking, aggregatedInWhere } = this.shape;
    lacking.push(...ungrouped(select, scope, tables, this).map(placeOf));
    const found = aggregated(select, scope, this.warehouse);
    if (found && !this.holes.at(found)) aggregatedInWhere.push(placeOf(found));
  }

  private projection(select: Select, scope: Scope, tables: TableNames): Table {
    const { aliases } = scope;
    const table: Table = {
      columns: [],
      open: this.holes.inProjection(select),
      wild: [],
      opaque: false,
      upstream: [],
    };
    table.opaque = table.open.length > 0;
    for (const item of select.projection) {
      // Later aliases count as in scope too: some warehouses allow it, and a doubt must not become a finding.
      if (item.kind === 'star') this.star(item, scope, tables, table);
      else {
        const column = this.item(item, scope, tables);
        table.columns.push(column);
        if (item.aliased && column.name !== '') aliases.set(column.name, column);
      }
      limitColumns(table);
    }
    return table;
  }

  private item(item: NamedItem, scope: Scope, tables: TableNames): Column {
    const own = item.aliased ? item.name : undefined;
    const value = this.expression(item.expression, 'projection', scope, tables, 'column', own);
    const unclear = this.holes.at(item.namePlace) !== undefined;
    const name = unclear ? '' : (item.name ?? '');
    return {
      ...(this.isListing ? undefined : meaningOf(item, scope, this.holes.at(item) !== undefined)),
      name,
      place: item.namePlace,
      origins: value.origins,
      passthrough: item.expression.bare && value.passthrough,
      named: [],
    };
  }

  private star(item: StarItem, scope: Scope, tables: TableNames, table: Table): void {
    const qualifier = item.qualifier.map((part) => part.name).join('.');
    const bindings = scope.bindings.filter((binding) =>
      qualifier === '' ? binding.visible : binding.qualifiers.includes(qualifier),
    );
    if (bindings.length === 0)
      table.open.push(
        qualifier === ''
          ? '`*` without a relation to expand'
          : `\`${qualifier}.*\` is no relation of this query`,
      );
    if (item.unclear) table.open.push('a `*` whose columns depend on a pattern or a value');
    if (bindings.length === 0 || item.unclear) table.opaque = true;
    for (const identifier of item.except)
      this.record(() => resolve([identifier], { ...emptyScope(), bindings }, 'column'), 'projection', false);
    const changed = this.starChanges(item, scope, tables, bindings);
    const isWhole = qualifier === '';
    if (!isWhole && scope.merged.size > 0 && this.keepsUsing === 'unknown') {
      table.open.push(`whether \`${qualifier}.*\` holds the columns of USING depends on the warehouse`);
      table.opaque = true;
    }
    const left = isWhole || this.keepsUsing !== false ? [] : [...scope.merged.keys()];
    const dropped = new Set([...item.except.map(({ name }) => name), ...left]);
    const merged = isWhole ? scope.merged : new Map<string, never>();
    expandStar(item, { bindings, merged, dropped, changed, isListing: this.isListing }, table);
  }

  /** The columns that REPLACE and RENAME put in place of others, by the name of the other. */
  private starChanges(
    item: StarItem,
    scope: Scope,
    tables: TableNames,
    bindings: Scope['bindings'],
  ): Map<string, Column> {
    const changed = new Map<string, Column>();
    for (const { name, expression } of item.replace) {
      const { origins } = this.expression(expression, 'projection', scope, tables, 'column', name.name);
      changed.set(name.name, { name: name.name, place: name, origins, passthrough: false, named: [] });
    }
    for (const { from, to } of item.rename) {
      const resolution = resolve([from], { ...emptyScope(), bindings }, 'column');
      this.record(() => resolution, 'projection', false);
      const { origins, passthrough } = resolution;
      changed.set(from.name, { name: to.name, place: to, origins, passthrough, named: [] });
    }
    return changed;
  }

  /** Resolves the names of an expression; what it returns is about the values that flow into its result. */
  expression(
    expression: Expression,
    kind: UseKind,
    scope: Scope,
    tables: TableNames,
    prefer: 'column' | 'alias' = 'column',
    own?: string,
  ): { origins: ColumnOrigin[]; passthrough: boolean } {
    if (this.isListing) return { origins: [], passthrough: false };
    const origins: ColumnOrigin[] = [];
    let passthrough = expression.columns.length === 1;
    for (const column of expression.columns) {
      if (column.parts.some((part) => this.holes.at(part))) {
        passthrough = false;
        continue;
      }
      const resolution = resolve(column.parts, scope, prefer, own, this.hasFieldsByDot);
      this.record(() => resolution, column.role === 'window' ? 'window' : kind, column.doubtful);
      if (resolution.ambiguous && column.role !== 'window' && !column.doubtful)
        this.rivals(resolution.identifier, kind, resolution.ambiguous, scope.merged.size > 0);
      passthrough &&= resolution.passthrough;
      if (column.role !== 'value') continue;
      origins.push(
        ...resolution.origins.map((origin) => ({
          ...origin,
          functions: [...column.functions, ...origin.functions],
        })),
      );
    }
    if (this.isRecording) this.shape.remarks(expression);
    for (const { query, functions, role, notIn } of expression.subqueries) {
      const table = this.query(query, tables, scope);
      if (notIn && this.isRecording) this.shape.listOf(notIn, query, table);
      if (role !== 'value') continue;
      for (const origin of table.columns[0]?.origins ?? [])
        origins.push({ ...origin, functions: [...functions, ...origin.functions] });
    }
    return { origins: mergeOrigins(origins), passthrough };
  }

  private rivals({ name, start, end }: Identifier, kind: UseKind, holders: Holder[], merging: boolean): void {
    if (this.isRecording && /^(projection|filter|join)$/.test(kind) && !this.meansOutput)
      this.findings.ambiguous.push({ column: name, kind, start, end, holders, ...(merging && { merging }) });
  }

  record(resolve: () => Resolution, kind: UseKind, doubtful: boolean): void {
    if (!this.isRecording) return;
    const resolution = resolve();
    const { identifier, missing } = resolution;
    const named: Named = { column: identifier.name, kind, start: identifier.start, end: identifier.end };
    const unsure = doubtful || this.holes.at(identifier) !== undefined;
    if (missing && !unsure) this.findings.missing.push({ ...named, candidates: missing.candidates });
    else this.findings.resolved.push(named);
    for (const use of resolution.uses) {
      // `current_date` on a source with unknown columns is no use of one.
      if (doubtful && !use.exact) continue;
      this.findings.uses.push({ ...named, relation: use.relation, exact: use.exact && !unsure });
    }
  }
}

function aliasesOf(select: Select): Map<string, Column> {
  const found = new Map<string, Column>();
  for (const item of select.projection) {
    if (item.kind === 'expression' && item.aliased && item.name !== undefined) {
      found.set(item.name, {
        name: item.name,
        place: item.namePlace,
        origins: [],
        passthrough: false,
        named: [],
      });
    }
  }
  return found;
}
