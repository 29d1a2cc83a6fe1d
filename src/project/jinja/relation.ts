/** What templates do with relations: `ref('x').identifier`, `this.include(database=false)`. */
import type { Place } from './text.ts';
import { callable, no, print, unknown, type Settled, type Value } from './values.ts';

type Relation = Extract<Settled, { kind: 'relation' }>;

/** Methods that give the relation again, written differently. */
const rewritings = new Set([
  'include',
  'quote',
  'incorporate',
  'render',
  'replace_path',
  'without_identifier',
]);

export function relationAttribute(relation: Relation, name: string, at: Place): Value {
  switch (name) {
    case 'identifier':
    case 'table':
    case 'alias':
    case 'name':
      return print(relation, at);
    case 'is_cte':
      return no;
    case 'database':
    case 'schema':
    case 'project':
    case 'dataset':
      return unknown(`the ${name} that a relation is built in`, at);
    default:
      if (rewritings.has(name)) return callable(name, () => relation);
      return unknown(`\`.${name}\` of a relation`, at);
  }
}
