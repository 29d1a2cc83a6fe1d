/** The text of a resource that is written in Jinja. */
import type { Snapshot } from '../../change/snapshot.ts';
import type { TemplateSource } from '../jinja/evaluate.ts';
import type { Node } from './nodes.ts';

/** Undefined if there is none; a function, as most of them are known by what was read before. */
export function templateSource(
  snapshot: Snapshot,
  { sql }: Pick<Node, 'sql'>,
): (() => TemplateSource) | undefined {
  const text = sql && snapshot.text(sql.path);
  if (!sql || text === undefined) return undefined;
  const { path, start = 0, end = text.length } = sql;
  // Blanks before the block keep its offsets those of the file.
  const isWhole = start === 0 && end === text.length;
  return () => ({ path, text: isWhole ? text : ' '.repeat(start) + text.slice(start, end) });
}
