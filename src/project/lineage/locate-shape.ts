/** Shapes as their readers want them: with places in files. */
import type { Span } from '../jinja/rendered.ts';
import type { Place } from '../sql/query.ts';
import type { Shape, TypeShape } from './shape.ts';

/** @param locate from a place in the rendered text to one in a file */
export function locateShape(shape: Shape<Place>, locate: (place: Place) => Span): Shape {
  const all = <T extends { span: Place }>(items: readonly T[]) =>
    items.map((item) => ({ ...item, span: locate(item.span) }));
  const type = (said: TypeShape<Place>): TypeShape => ({ ...said, span: locate(said.span) });
  return {
    ...shape,
    stars: all(shape.stars),
    joins: all(shape.joins).map((join) => ({ ...join, required: join.required.map(locate) })),
    sets: all(shape.sets).map((set) => ({
      ...set,
      crossed: set.crossed.map(({ name, left, right }) => ({
        name,
        left: locate(left),
        right: locate(right),
      })),
      typed: set.typed.map(({ name, left, right }) => ({ name, left: type(left), right: type(right) })),
    })),
    unorderedLimits: shape.unorderedLimits.map(locate),
    unorderedRowNumbers: shape.unorderedRowNumbers.map(locate),
    nullComparisons: shape.nullComparisons.map(locate),
    ungrouped: shape.ungrouped.map(locate),
    aggregatedInWhere: shape.aggregatedInWhere.map(locate),
    notIn: all(shape.notIn),
    types: new Map([...shape.types].map(([name, said]) => [name, { ...said, span: locate(said.span) }])),
    literals: new Map([...shape.literals].map(([name, values]) => [name, all(values)])),
  };
}
