/** Views that a migration makes, and names of those that it takes away. */
import type { Operation } from './operations.ts';
import type { Statement } from './statements.ts';
import { nameAt, outside } from './words.ts';

export interface View {
  name: string;
  materialized: boolean;
  /** What it selects, as written. */
  query: string;
}

/** Names of what is dropped, renamed or changed as a view. */
export function viewsLost({ words }: Statement, operations: readonly Operation[]): string[] {
  const renamed = operations.flatMap((it) => (it.kind === 'rename-table' ? [it.table, it.to] : []));
  const at = words[1] === 'materialized' ? 2 : 1;
  if (words[at] !== 'view') {
    const moves = words[0] === 'alter' && words[1] === 'table' && words.includes('schema');
    return moves ? [nameAt(words, 2).name] : renamed;
  }
  if (words[0] === 'alter')
    return ['rename', 'schema', 'as'].some((word) => words.includes(word))
      ? [nameAt(words, at + 1).name]
      : [];
  if (words[0] !== 'drop') return [];
  const names: string[] = [];
  for (let next = at + 1; next < words.length; next++) {
    const { name, end } = nameAt(words, next);
    names.push(name);
    next = end;
    if (words[end] !== ',') break;
  }
  return names;
}

/**
 * Undefined for what makes no view; its query is empty if that cannot be told, or if the view is temporary; it `keeps`
 * one that is there.
 */
export function viewOf({ words, offsets, text, start }: Statement): (View & { keeps: boolean }) | undefined {
  if (words[0] !== 'create') return undefined;
  // MySQL names an algorithm and an owner first.
  const view = words.slice(0, 20).indexOf('view');
  const before = words.slice(1, Math.max(view, 1));
  if (view < 0 || before.some((word) => otherObjects.has(word))) return undefined;
  const { name, end } = nameAt(words, view + 1);
  const as = outside(words, end, (word) => word === 'as');
  const isTemporary = before.includes('temp') || before.includes('temporary');
  const from = as === undefined ? undefined : offsets[as + 1];
  const query =
    from === undefined || isTemporary
      ? ''
      : text.slice(from - start, (offsets[queryEnd(words)] ?? Infinity) - start);
  const keeps = words[view + 1] === 'if';
  return { name, materialized: before.includes('materialized'), query, keeps };
}

const otherObjects = new Set(
  'table function procedure trigger index rule policy type schema event role user'.split(' '),
);

/** Before `with no data` and `with check option`. */
function queryEnd(words: readonly string[]): number {
  const last = words.at(-1);
  const at = words.lastIndexOf('with');
  const isTail = words.length - at <= 4 && (last === 'data' || last === 'option');
  return at > 0 && isTail ? at : words.length;
}
