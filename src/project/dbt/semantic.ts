/** What semantic models give to metrics, and what metrics and saved queries take from them. */
import { get, items, textOf, toJson, type YamlNode } from '../yaml/node.ts';
import { type Entry, spanOf } from './properties.ts';
import type { SemanticPart, SemanticUse } from './resources.ts';

const kinds = { entities: 'entity', dimensions: 'dimension', measures: 'measure' } as const;

/** Entities, dimensions and measures in the order they are written: lists of them, or those beside a model's columns. */
export function partsOf({ node, path }: Entry): SemanticPart[] {
  const listed = [node, get(node, 'derived_semantics')].flatMap((holder) =>
    Object.entries(kinds).flatMap(([key, kind]) =>
      items(get(holder, key)).flatMap((part) => {
        const name = textOf(get(part, 'name'));
        const isMetric = toJson(get(part, 'create_metric') ?? part) === true;
        return name ? { kind, name, ...(isMetric && { isMetric }), span: spanOf(path, part) } : [];
      }),
    ),
  );
  const primary = get(node, 'primary_entity');
  const name = textOf(primary);
  return [
    ...listed,
    ...items(get(node, 'columns')).flatMap((column) => columnParts(column, path)),
    ...(primary && name ? [{ kind: 'entity' as const, name, span: spanOf(path, primary) }] : []),
  ];
}

/** What a column of a model is to metrics; it has the column's name unless it says another one. */
function columnParts(column: YamlNode, path: string): SemanticPart[] {
  return (['entity', 'dimension'] as const).flatMap((kind) => {
    const part = get(column, kind);
    const name = textOf(get(part, 'name')) ?? textOf(get(column, 'name'));
    return part && name ? { kind, name, span: spanOf(path, part) } : [];
  });
}

/** Keys whose text may hold `{{ Dimension('order__status') }}`. */
const filterKeys = new Set(['filter', 'where', 'group_by', 'order_by']);

const named = /\b(Dimension|TimeDimension|Entity)\s*\(\s*(['"])([^'"\\]{1,300})\2/g;

/** Dimensions and entities that the entry names in filters, groupings and as time of an aggregation. */
export function semanticUses({ node, path }: Entry): SemanticUse[] {
  const uses: SemanticUse[] = [];
  const visit = (at: YamlNode, inFilter: boolean): void => {
    if (at.kind === 'list') for (const item of at.items) visit(item, inFilter);
    if (at.kind === 'scalar' && inFilter) uses.push(...namedIn(at, path));
    if (at.kind !== 'map') return;
    for (const [key, { value }] of at.entries) {
      const time = key === 'agg_time_dimension' ? textOf(value) : undefined;
      if (time) uses.push({ kind: 'dimension', name: time, label: time, span: spanOf(path, value) });
      else visit(value, inFilter || filterKeys.has(key));
    }
  };
  visit(node, false);
  return uses;
}

/** `order__status` reaches the dimension `status` through the entity `order`. */
function namedIn(node: YamlNode, path: string): SemanticUse[] {
  return [...(textOf(node) ?? '').matchAll(named)].map(([, word, , label = '']) => ({
    kind: word === 'Entity' ? 'entity' : 'dimension',
    name: label.split('__').at(-1) ?? label,
    label,
    span: spanOf(path, node),
  }));
}
