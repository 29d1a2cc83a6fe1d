/** Reads the shape of a query while its names are being resolved. */
import type { Body, Condition, Expression, Identifier, Join, Place, Query, Relation } from '../sql/query.ts';
import { keyOf, linkOf } from './dependencies.ts';
import { locate, type Located } from './locate.ts';
import type { Binding, Scope } from './scope.ts';
import type { JoinKey, JoinShape, NotInShape, Rows, SetShape, Shape, StarShape } from './shape.ts';
import { typeSaid, type Table } from './table.ts';

/** Rows of a FROM clause under way; keys are `binding.column`. */
export interface ScopeRows {
  keys: string[][];
  of?: string;
  joins: number[];
  picked?: true;
  whole?: true;
}

/** A join whose WHERE clause has not been read yet. */
export interface OpenJoin {
  shape: JoinShape<Place>;
  /** Which bindings are its right side. */
  first: number;
  end: number;
  /** Set if nothing said so far links it to the others. */
  loose: JoinShape['unlinked'];
  /** Set if nothing but comparisons by size, or nothing, links it so far. */
  ranged: boolean;
}

export class ShapeReader {
  readonly joins: JoinShape<Place>[] = [];
  readonly sets: SetShape<Place>[] = [];
  readonly unorderedLimits: Place[] = [];
  readonly unorderedRowNumbers: Place[] = [];
  readonly nullComparisons: Place[] = [];
  readonly ungrouped: Place[] = [];
  readonly aggregatedInWhere: Place[] = [];
  readonly notIn: NotInShape<Place>[] = [];

  remarks({ remarks }: Expression): void {
    for (const { kind, ...place } of remarks) {
      const list = kind === 'null-comparison' ? this.nullComparisons : this.unorderedRowNumbers;
      list.push(place);
    }
  }

  listOf(place: Place, { body }: Query, list: Table): void {
    const [origin] = list.columns[0]?.passthrough && !leavesNullsOut(body) ? list.columns[0].origins : [];
    this.notIn.push({
      span: placeOf(place),
      ...(origin && { column: { relation: origin.relation, column: origin.column } }),
    });
  }

  set(operator: string, all: boolean, byName: boolean, right: Place, tables: [Table, Table]): void {
    const known = !byName && tables.every((table) => table.open.length === 0);
    const [left, second] = tables;
    this.sets.push({
      operator,
      all,
      span: placeOf(right),
      ...(known && {
        widths: [left.columns.length, second.columns.length],
        names: [left.columns.map(({ name }) => name), second.columns.map(({ name }) => name)],
      }),
      crossed: known ? this.crossed(left, second) : [],
      typed: known && left.columns.length === second.columns.length ? this.typed(left, second) : [],
    });
  }

  private typed(left: Table, right: Table): SetShape<Place>['typed'] {
    return left.columns.flatMap((column, index) => {
      const [one, other] = [column, right.columns[index]!].map(typeSaid);
      return one && other ? [{ name: column.name, left: one, right: other }] : [];
    });
  }

  private crossed(left: Table, right: Table): SetShape<Place>['crossed'] {
    const positions = new Map(right.columns.map(({ name }, index) => [name, index]));
    return left.columns.flatMap(({ name, place }, index) => {
      const position = name === '' ? undefined : positions.get(name);
      if (position === undefined || position === index || right.columns[index]?.name === name) return [];
      return [{ name, left: placeOf(place), right: placeOf(right.columns[position]!.place) }];
    });
  }

  /** The first relation of a FROM clause. */
  start(scope: Scope): void {
    const [binding, second] = scope.bindings;
    const rows = second ? undefined : binding?.table.rows;
    if (!rows) return;
    scope.rows = {
      keys: rows.keys.map((key) => key.map((column) => `0.${column}`)),
      ...(rows.of !== undefined && { of: rows.of }),
      joins: [...rows.joins],
      ...(rows.picked && { picked: true }),
      ...(rows.whole && { whole: true }),
    };
  }

  /** A relation that joins those before it; `first` is its first binding. */
  join(join: Join, first: number, scope: Scope): void {
    const right = scope.bindings.slice(first);
    const [binding, second] = right;
    const isRight = (names: readonly Identifier[][]): boolean[] =>
      names.map((parts) => {
        const found = locate(parts, scope.bindings);
        return found !== undefined && found.binding >= first;
      });
    const rows = second ? undefined : binding?.table.rows;
    const keys = [
      ...join.using.map((name) => keyOf(name.name, right[0])),
      ...join.conditions.flatMap((condition) => this.key(condition, scope, first) ?? []),
    ];
    const named = rightNames(join.conditions, scope, first).filter(
      (name) => !keys.some(({ column }) => column === name),
    );
    const links = join.conditions.filter(({ names, start }) => {
      const sides = isRight(names);
      // Without a name it may be a placeholder's text or a subquery's.
      return start === 0 || (sides.includes(true) && sides.includes(false)) || names.some(isStrange(scope));
    });
    const linking = links.length > 0;
    const isUnique =
      rows?.joins.length === 0 &&
      rows.keys.some((key) => key.every((column) => keys.some((other) => other.column === column)));
    const picked = isChosen(join, isRight) ? { picked: true as const } : undefined;
    const shape: JoinShape<Place> = {
      kind: join.kind,
      span: { start: join.relation.start, end: Math.max(join.relation.end, join.on?.end ?? 0) },
      left: scope.bindings
        .slice(0, first)
        .map(({ table, qualifiers }) => table.rows?.of ?? qualifiers[0] ?? ''),
      right: sideOf(join.relation, binding, rows),
      keys,
      others: join.using.length + join.conditions.length - keys.length,
      ...(named.length > 0 && { named }),
      ...picked,
      unique: isUnique,
      required: [],
    };
    const index = this.joins.push(shape) - 1;
    this.link(join, index, first, scope);
    const opaque = join.natural || join.using.length > 0 || (join.on?.subqueries.length ?? 0) > 0;
    const isFree = !opaque && !isLateral(join.relation) && join.relation.kind !== 'function';
    if (isFree && join.conditions.every(({ names, start }) => start > 0 && names.length === 0))
      shape.bare = true;
    const loose = isFree && !linking ? pairing(scope.rows, rows && { ...rows, ...picked }) : undefined;
    if (loose && shape.right.relation === undefined && binding && !second)
      shape.madeOf = sourcesOf(binding.table);
    const ranged = isFree && links.every((condition) => condition.ranges === true);
    if (ranged && linking) shape.ranged = true;
    (scope.joins ??= []).push({ shape, first, end: scope.bindings.length, loose, ranged });
    scope.rows = joined(scope.rows, join, rows, index, isUnique);
  }

  /** What decides about the rows of a join's sides, for those that ask later what follows from what. */
  private link(join: Join, index: number, first: number, scope: Scope): void {
    const right = scope.bindings.slice(first);
    if (/^(left|full)$/.test(join.kind)) for (const each of right) each.optional = true;
    if (/^(right|full)$/.test(join.kind)) this.makeOptional(scope.bindings.slice(0, first));
    const [binding, second] = right;
    const link = second ? undefined : linkOf(join, this.joins[index]!, index, first, scope);
    if (binding && link) binding.link = link;
  }

  private makeOptional(bindings: readonly Binding[]): void {
    for (const binding of bindings) {
      binding.optional = true;
      // What was the same in all rows is so no more.
      if (binding.link?.by.length === 0) delete binding.link;
    }
  }

  /** What WHERE says about the joins before it. */
  where(conditions: readonly Condition[], subqueries: boolean, scope: Scope): void {
    if (!scope.joins) return;
    // Each name is looked up once, however many joins there are.
    const bindings = (names: readonly Identifier[][]) =>
      names.map((parts) => locate(parts, scope.bindings)?.binding ?? -1);
    const located = conditions.map((condition) => ({
      place: condition,
      ranges: condition.ranges === true,
      names: bindings(condition.names),
      strange: condition.names.some(isStrange(scope)),
      needs: bindings(condition.needs),
      absent: condition.absent && locate(condition.absent, scope.bindings),
    }));
    for (const { shape, first, end, loose, ranged } of scope.joins) {
      const isRight = (binding: number): boolean => binding >= first && binding < end;
      if (shape.kind === 'left') {
        for (const { place, needs } of located) if (needs.some(isRight)) shape.required.push(placeOf(place));
        // What the join equates is NULL for those without a match alone; any other column may be for a match, too.
        const isEquated = (name: string): boolean => shape.keys.some(({ column }) => column === name);
        if (located.some(({ absent }) => absent && isRight(absent.binding) && isEquated(absent.name)))
          this.dropMatches(shape, scope);
      }
      const links = located.filter(
        ({ names, strange }) => strange || (names.some(isRight) && !names.every(isRight)),
      );
      if (loose && links.length === 0 && !subqueries) shape.unlinked = loose;
      if (links.length === 0) continue;
      if (ranged && !subqueries && links.every(({ ranges }) => ranges)) shape.ranged = true;
      else delete shape.ranged;
    }
  }

  /** What is left of a left join whose matches WHERE drops are rows of its left side, once each. */
  private dropMatches(shape: JoinShape<Place>, scope: Scope): void {
    shape.unique = true;
    const index = this.joins.indexOf(shape);
    if (scope.rows) scope.rows.joins = scope.rows.joins.filter((other) => other !== index);
  }

  private key({ equal }: Condition, scope: Scope, first: number): JoinKey | undefined {
    if (!equal) return undefined;
    for (const [here, there] of [equal, [equal[1], equal[0]]] as const) {
      const found = here.column && locate(here.column, scope.bindings);
      if (!found || found.binding < first) continue;
      const others = there.names.map((parts) => locate(parts, scope.bindings));
      if (others.some((other) => other === undefined || other.binding >= first)) continue;
      const [left] = there.column ? others : [];
      const binding = scope.bindings[found.binding];
      return { ...keyOf(found.name, binding), ...leftOf(left) };
    }
    return undefined;
  }

  /** What is taken through `*` alone, as nobody names a column of it. */
  private stars({ columns, wild, upstream }: Table): StarShape<Place>[] {
    const listed = new Map<string, { count: number; place: Place }>();
    for (const { named, place } of columns) {
      for (const { relation } of named) {
        const known = listed.get(relation);
        if (known) known.count++;
        else listed.set(relation, { count: 1, place });
      }
    }
    const unlisted = new Map(wild.map(({ relation, place }) => [relation, place]));
    return upstream.flatMap((relation) => {
      const known = listed.get(relation);
      const place = unlisted.get(relation) ?? known?.place;
      return place && place.end > 0 ? { relation, columns: known?.count ?? 0, span: placeOf(place) } : [];
    });
  }

  facts(table: Table): Shape<Place> {
    const types: [string, { type: string; span: Place }][] = [];
    const literals: [string, { value: string; span: Place }[]][] = [];
    for (const { name, place, value } of table.columns) {
      if (name === '' || !value) continue;
      if (value.type !== undefined) types.push([name, { type: value.type, span: placeOf(place) }]);
      if (value.literals)
        literals.push([
          name,
          value.literals.map(({ value: text, ...literal }) => ({ value: text, span: placeOf(literal) })),
        ]);
    }
    const { joins, sets, unorderedLimits, unorderedRowNumbers, nullComparisons, notIn } = this;
    const { ungrouped, aggregatedInWhere } = this;
    return {
      ...(table.rows && { rows: table.rows }),
      stars: this.stars(table),
      ...{ joins, sets, unorderedLimits, unorderedRowNumbers, nullComparisons, notIn },
      ...{ ungrouped, aggregatedInWhere },
      types: new Map(types),
      literals: new Map(literals),
    };
  }
}

/** Without what else the parser says there: shapes outlive it. */
export function placeOf({ start, end }: Place): Place {
  return { start, end };
}

/** True if a condition lets no NULL of the first projected column pass. */
function leavesNullsOut(body: Body): boolean {
  const [first] = body.kind === 'select' ? body.projection : [];
  if (body.kind !== 'select' || first?.kind !== 'expression') return false;
  const name = first.expression.columns[0]?.parts.at(-1)?.name;
  return body.predicates.some(({ needs }) => needs.some((parts) => parts.at(-1)?.name === name));
}

function joined(
  left: ScopeRows | undefined,
  { kind, natural, relation }: Join,
  right: Rows | undefined,
  index: number,
  isUnique: boolean,
): ScopeRows | undefined {
  if (!left || kind === 'semi' || kind === 'anti') return left;
  // An outer join from the right adds rows that have no key; an unnested array has any number of rows.
  if (!/^(inner|left|cross)$/.test(kind) || natural || relation.kind === 'function' || isLateral(relation))
    return undefined;
  const selfJoined = right?.of !== undefined && right.of === left.of;
  return {
    keys: left.keys,
    ...(left.of !== undefined && !selfJoined && { of: left.of }),
    joins: isUnique ? left.joins : [...left.joins, index],
    ...(left.picked && { picked: true }),
    ...(left.whole && { whole: true }),
  };
}

/** True for `schema.orders.id` where nothing in scope is called so: the warehouse knows which relation that is. */
function isStrange(scope: Scope): (parts: readonly Identifier[]) => boolean {
  return (parts) => parts.length > 2 && locate(parts, scope.bindings) === undefined;
}

function pairing(...sides: (Pick<Rows, 'keys' | 'picked'> | undefined)[]): JoinShape['unlinked'] {
  if (sides.some((rows) => rows?.keys.some((key) => key.length === 0))) return undefined;
  return sides.every((rows) => rows && !rows.picked) ? 'many' : 'unknown';
}

/** True if its own condition takes rows with one value: `on p.name = 'region'`. */
function isChosen({ conditions }: Join, isRight: (names: readonly Identifier[][]) => boolean[]): boolean {
  return conditions.some(
    ({ equal }) =>
      equal?.some(({ names }) => names.length === 0) &&
      equal.some(({ names }) => names.length === 1 && isRight(names).every(Boolean)),
  );
}

function sourcesOf({ columns, upstream }: Table): string[] {
  const named = columns.flatMap(({ origins }) => origins.map(({ relation }) => relation));
  return [...new Set([...upstream, ...named])].sort();
}

function isLateral(relation: Relation): boolean {
  return relation.kind === 'derived' && relation.lateral;
}

/** The columns of a join's right side that its conditions name. */
function rightNames(conditions: readonly Condition[], scope: Scope, first: number): string[] {
  const found = conditions.flatMap(({ names }) =>
    names.flatMap((parts) => locate(parts, scope.bindings) ?? []),
  );
  return [...new Set(found.flatMap(({ binding, name }) => (binding >= first ? [name] : [])))];
}

function leftOf(found: Located | undefined): Pick<JoinKey, 'left'> {
  const [origin] = found?.column?.passthrough ? found.column.origins : [];
  return origin ? { left: { relation: origin.relation, column: origin.column } } : {};
}

function sideOf(
  relation: Relation,
  binding: Binding | undefined,
  rows: Rows | undefined,
): JoinShape['right'] {
  const kind =
    relation.kind === 'table' || relation.kind === 'derived' || relation.kind === 'function'
      ? relation.kind
      : 'other';
  const name = relation.kind === 'table' ? relation.name.map((part) => part.name).join('.') : '';
  const upstream = binding?.table.upstream ?? [];
  const only = rows?.of ?? (upstream.length === 1 ? upstream[0] : undefined);
  return {
    name: relation.alias?.name ?? binding?.qualifiers[0] ?? name,
    kind,
    ...(only !== undefined && { relation: only }),
    ...(rows && { rows }),
  };
}
