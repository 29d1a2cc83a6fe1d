import { canonical, conjuncts, type Qualifiers } from './canonical.ts';
import { isNode, listOf, nodeOf, textOf, variant, type Node } from './ast.ts';
import { lowerCondition } from './lower-condition.ts';
import { lowerFrom } from './lower-from.ts';
import { valueFacts, type NamedWindows } from './lower-value.ts';
import {
  identifiersIn,
  lowerExpression,
  lowerItemExpression,
  type LoweringContext,
} from './lower-expression.ts';
import type { Expression, FromItem, Item, Place, Relation, Select, StarItem } from './query.ts';

export function lowerSelect(fields: Node, place: Place, context: LoweringContext): Select {
  const { positions } = context;
  const from = listOf(fields['from']).map((item) => lowerFrom(nodeOf(item), context));
  const qualifiers = qualifiersOf(from);
  const expression = (node: unknown): Expression => lowerExpression(node, context, qualifiers);
  const optional = (key: string): Expression | undefined =>
    isNode(fields[key]) ? expression(fields[key]) : undefined;
  const keyword = positions.place(nodeOf(fields['select_token'])['span']) ?? place;
  const fromPlace = positions.cover(fields['from']) ?? { start: place.end, end: place.end };
  const where = optional('selection');
  const having = optional('having');
  const qualify = optional('qualify');
  const windows = namedWindows(fields['named_window']);
  const projection = listOf(fields['projection']).flatMap((item) =>
    lowerItem(item, context, qualifiers, windows),
  );
  const other = [
    nodeOf(fields['distinct'])['On'],
    fields['lateral_views'],
    fields['connect_by'],
    fields['prewhere'],
    fields['top'],
  ];
  return {
    kind: 'select',
    ...place,
    projectionPlace: { start: keyword.end, end: fromPlace.start },
    fromPlace,
    distinct: Boolean(fields['distinct']),
    projection,
    from,
    ...(where && { where }),
    group: listOf(listOf(nodeOf(fields['group_by'])['Expressions'])[0]).map(expression),
    grouping: groupingOf(fields['group_by']),
    ...(having && { having }),
    ...(qualify && { qualify }),
    windows: listOf(fields['named_window']).map((window) => asWindow(expression(windowSpec(window)))),
    other: other.filter((node) => isNode(node) || listOf(node).length > 0).map(expression),
    unclear: listOf(fields['lateral_views']).length > 0 || isNode(fields['into']),
    predicates: [
      ...predicatesOf('where', fields['selection']),
      ...listOf(fields['from']).flatMap((item) => onClauses(item).flatMap((on) => predicatesOf('on', on))),
      ...predicatesOf('having', fields['having']),
      ...predicatesOf('qualify', fields['qualify']),
    ],
  };

  function predicatesOf(
    clause: Select['predicates'][number]['clause'],
    condition: unknown,
  ): Select['predicates'] {
    if (!isNode(condition)) return [];
    return conjuncts(condition).map((node) => {
      const found = positions.cover(node) ?? positions.cover(condition) ?? place;
      return { ...lowerCondition(node, context), clause, text: canonical(node, qualifiers), ...found };
    });
  }
}

function namedWindows(definitions: unknown): NamedWindows {
  return new Map(
    listOf(definitions).flatMap((window) => {
      const [name, definition] = listOf(window);
      const spec = nodeOf(definition)['WindowSpec'];
      return isNode(spec) ? [[textOf(nodeOf(name)['value']).toLowerCase(), spec]] : [];
    }),
  );
}

/** `window w as (…)`: its second half. */
function windowSpec(window: unknown): unknown {
  const spec = nodeOf(listOf(window)[1]);
  const fields = nodeOf(spec['WindowSpec']);
  return [fields['partition_by'], fields['order_by']];
}

function asWindow(expression: Expression): Expression {
  return { ...expression, columns: expression.columns.map((column) => ({ ...column, role: 'window' })) };
}

function groupingOf(clause: unknown): Select['grouping'] {
  const [tag, content] = variant(clause);
  if (tag === 'All') return listOf(content).length > 0 ? 'unclear' : 'all';
  const [expressions, modifiers] = listOf(content).map(listOf);
  const sets = expressions?.some((node) => /^(Rollup|Cube|GroupingSets)$/.test(variant(node)[0]));
  if (sets || (modifiers?.length ?? 0) > 0) return 'unclear';
  return (expressions?.length ?? 0) > 0 ? 'listed' : 'none';
}

function onClauses(item: unknown): unknown[] {
  return listOf(nodeOf(item)['joins']).flatMap((join) => {
    const [, constraint] = variant(nodeOf(join)['join_operator']);
    const on = nodeOf(constraint)['On'];
    return on === undefined ? [] : [on];
  });
}

/** What the qualifiers of a SELECT stand for: an alias and the table's name mean the same. */
function qualifiersOf(from: readonly FromItem[]): Qualifiers {
  const found = new Map<string, string>();
  const add = (relation: Relation): void => {
    if (relation.kind === 'joined') addItem(relation.from);
    const name = relation.kind === 'table' ? relation.name.at(-1)?.name : undefined;
    if (name !== undefined && relation.alias) found.set(relation.alias.name, name);
  };
  const addItem = (item: FromItem): void => {
    add(item.relation);
    for (const join of item.joins) add(join.relation);
  };
  from.forEach(addItem);
  // A self-join has two aliases of one table: there they must be told apart.
  const names = [...found.values()];
  return new Map([...found].filter(([, name]) => names.indexOf(name) === names.lastIndexOf(name)));
}

function lowerItem(
  node: unknown,
  context: LoweringContext,
  qualifiers: Qualifiers,
  windows: NamedWindows,
): Item[] {
  const place = context.positions.cover(node) ?? { start: 0, end: 0 };
  const [tag, content] = variant(node);
  if (tag === 'Wildcard') return [star([], nodeOf(content), place, context, qualifiers)];
  if (tag === 'QualifiedWildcard') {
    const [target, options] = listOf(content);
    const [kind, name] = variant(target);
    const qualifier = kind === 'ObjectName' ? context.positions.objectName(name) : [];
    const item = star(qualifier, nodeOf(options), place, context, qualifiers);
    return [kind === 'ObjectName' ? item : { ...item, unclear: true }];
  }
  const aliased = tag === 'ExprWithAlias';
  const value = aliased ? nodeOf(content)['expr'] : content;
  const { expression, aggregate } = lowerItemExpression(value, context, qualifiers);
  const alias = aliased ? context.positions.identifier(nodeOf(content)['alias']) : undefined;
  if (tag === 'ExprWithAliases') {
    const names = listOf(nodeOf(content)['aliases']).map((name) => context.positions.identifier(name));
    const shared = lowerExpression(nodeOf(content)['expr'], context, qualifiers);
    return names.flatMap((name) =>
      name
        ? [
            {
              kind: 'expression',
              ...place,
              expression: shared,
              name: name.name,
              namePlace: name,
              aliased: true,
              value: { aggregate: false },
            },
          ]
        : [],
    );
  }
  const derived = alias ?? derivedName(aliased ? undefined : content, context, expression);
  return [
    {
      kind: 'expression',
      ...place,
      expression,
      ...(derived && { name: derived.name }),
      namePlace: derived ?? place,
      aliased,
      value: { ...valueFacts(value, context.positions, windows), aggregate },
    },
  ];
}

/** The name a warehouse gives a column without alias: that of the column or field it is. */
function derivedName(
  node: unknown,
  context: LoweringContext,
  expression: Expression,
): { name: string; start: number; end: number } | undefined {
  const [tag, content] = variant(node);
  if (tag === 'Nested') return derivedName(content, context, expression);
  if (tag === 'Identifier') return context.positions.identifier(content);
  if (tag === 'CompoundIdentifier') return context.positions.identifier(listOf(content).at(-1));
  if (tag === 'CompoundFieldAccess') {
    const [kind, last] = variant(listOf(nodeOf(content)['access_chain']).at(-1));
    return kind === 'Dot' ? context.positions.identifier(nodeOf(last)['Identifier']) : undefined;
  }
  return undefined;
}

function star(
  qualifier: StarItem['qualifier'],
  options: Node,
  place: Place,
  context: LoweringContext,
  qualifiers: Qualifiers,
): StarItem {
  const { positions } = context;
  const rename = nodeOf(options['opt_rename']);
  const renames = rename['Single'] === undefined ? listOf(rename['Multiple']) : [rename['Single']];
  return {
    kind: 'star',
    ...place,
    qualifier,
    except: [
      ...identifiersIn(options['opt_exclude'], positions),
      ...identifiersIn(options['opt_except'], positions),
    ],
    replace: listOf(nodeOf(options['opt_replace'])['items']).flatMap((item) => {
      const name = positions.identifier(nodeOf(item)['column_name']);
      return name ? [{ name, expression: lowerExpression(nodeOf(item)['expr'], context, qualifiers) }] : [];
    }),
    rename: renames.flatMap((item) => {
      const from = positions.identifier(nodeOf(item)['ident']);
      const to = positions.identifier(nodeOf(item)['alias']);
      return from && to ? [{ from, to }] : [];
    }),
    unclear: ['opt_ilike', 'opt_alias'].some((key) => isNode(options[key]) || textOf(options[key]) !== ''),
  };
}
