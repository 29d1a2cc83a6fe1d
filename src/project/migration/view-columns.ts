/** What Postgres asks of a view that replaces another one: the same columns first, by name and in order. */
import type { Body } from '../sql/query.ts';
import type { Reader } from './reads.ts';
import type { Statement } from './statements.ts';
import { viewOf } from './views.ts';
import { bareName } from './words.ts';

/** The first column that another view may not lose: `now` is what stands in its place, if something does. */
export interface Displaced {
  column: string;
  now?: string;
}

/** Undefined if all stay in their places, or if that cannot be told. */
export function displacedColumn(before: Statement, after: Statement, reader: Reader): Displaced | undefined {
  const [old, made] = [columnsOf(before, reader), columnsOf(after, reader)];
  if (!old || !made) return undefined;
  for (const [at, column] of old.names.entries()) {
    if (column === undefined) continue;
    if (at >= made.names.length) return made.isClosed ? { column } : undefined;
    const now = made.names[at];
    if (now !== undefined && now !== column) return { column, now };
  }
  return undefined;
}

interface ViewColumns {
  /** Undefined where the database makes the name up. */
  names: (string | undefined)[];
  /** False if a star follows. */
  isClosed: boolean;
}

function columnsOf(statement: Statement, { engine, warehouse }: Reader): ViewColumns | undefined {
  const view = viewOf(statement);
  const { words } = statement;
  if (!view || view.query === '' || view.materialized) return undefined;
  // A list of names stands between the view's name and AS.
  const name = words.indexOf(bareName(view.name), words.indexOf('view'));
  if (words[name + 1] !== 'as') return undefined;
  const parsed = engine.parse(warehouse, view.query);
  return parsed.kind === 'query' ? ofBody(parsed.query.body) : undefined;
}

function ofBody(body: Body): ViewColumns | undefined {
  if (body.kind === 'query') return ofBody(body.query.body);
  if (body.kind === 'set') return ofBody(body.left);
  if (body.kind !== 'select') return undefined;
  const star = body.projection.findIndex((item) => item.kind === 'star');
  const items = star < 0 ? body.projection : body.projection.slice(0, star);
  return {
    names: items.map((item) => (item.kind === 'expression' ? item.name : undefined)),
    isClosed: star < 0,
  };
}
