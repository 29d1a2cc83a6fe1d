/** Whether a query or the body of a function reads a table, or a column of it. */
import { analyzeQuery } from '../lineage/analyze.ts';
import type { SqlEngine } from '../sql/sql-engine.ts';
import type { Identifier, Query } from '../sql/query.ts';
import type { SqlFunction } from './functions.ts';
import { rowColumns } from './triggers.ts';
import { splitStatements } from './statements.ts';
import type { Target } from './naming.ts';
import { unqualified } from './words.ts';

export interface Reader {
  engine: SqlEngine;
  warehouse: string;
}

/**
 * False if that cannot be told.
 * @param byStar whether a star counts as reading each column: it does for what was parsed when it was made
 */
export function readsTarget(text: string, target: Target, reader: Reader, byStar = true): boolean {
  const parsed = reader.engine.parse(reader.warehouse, text);
  if (parsed.kind !== 'query') return false;
  const places = placesOf(parsed.query, target.table);
  if (places.length === 0) return false;
  return (
    target.column === undefined ||
    readsColumn(text, places, { ...target, column: target.column }, reader, byStar)
  );
}

/** Longer bodies are not read: each statement is parsed for itself. */
const mostStatements = 100;

/** True if a query of the body surely reads it; what the body makes itself hides what there is. */
export function bodyReads({ body, isParsed }: SqlFunction, target: Target, reader: Reader): boolean {
  const statements = splitStatements(body) ?? [];
  if (statements.length > mostStatements || statements.some(({ words }) => words.includes('create')))
    return false;
  return statements.some(({ text }) => readsTarget(text, target, reader, isParsed));
}

/** True if a trigger's function takes the column from NEW or OLD, and is not made for other tables or for its lack. */
export function rowReads(body: string, column: string): boolean {
  const words = (splitStatements(body) ?? []).flatMap((statement) => statement.words);
  if (words.some((word) => /^(tg_table_name|tg_relname|tg_relid|tg_argv|exception)$/.test(word)))
    return false;
  return rowColumns(words).includes(column);
}

/** Where FROM names the table. */
function placesOf(query: Query, table: string): Identifier[][] {
  const ctes = new Set<string>();
  const names: Identifier[][] = [];
  const open: unknown[] = [query];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null) continue;
    const { kind, name, ctes: own } = node as Partial<Record<string, unknown>>;
    if (kind === 'table') names.push(name as Identifier[]);
    for (const cte of Array.isArray(own) ? (own as Query['ctes']) : []) ctes.add(cte.name.name);
    open.push(...Object.values(node));
  }
  // A CTE of the same name may be meant, and a table of the same name in another schema is another table.
  return names.filter((parts) => {
    const [first] = parts;
    if (!first || (parts.length === 1 && ctes.has(first.name))) return false;
    return unqualified(parts.map((part) => part.name).join('.')) === unqualified(table);
  });
}

function readsColumn(
  text: string,
  places: readonly Identifier[][],
  { table, column }: Target & { column: string },
  { engine, warehouse }: Reader,
  byStar: boolean,
): boolean {
  const token = unusedName(text);
  let read = text;
  for (const parts of places.toSorted((a, b) => b[0]!.start - a[0]!.start))
    read = read.slice(0, parts[0]!.start) + token + read.slice(parts.at(-1)!.end);
  const [name = '', schema = 'public'] = table.split('.').toReversed();
  const id = `table ${table}`;
  const call = { kind: 'source' as const, source: schema, table: name, span: { path: '', start: 0, end: 0 } };
  const rendering = {
    variants: [{ incremental: false, branch: 0 }],
    text: read,
    map: { at: () => undefined, span: () => undefined },
    holes: [],
    relations: [{ token, call }],
  };
  const facts = analyzeQuery(
    { renderings: [rendering], incomplete: false },
    {
      engine,
      warehouse,
      // Migrations say of one column that the table has it; what else it has may have changed.
      relation: () => ({ id, list: { columns: [{ name: column }], open: ['its other columns'] } }),
    },
    '',
  );
  if (facts.problem) return false;
  const isMeant = (ref: { relation: string; column: string }): boolean =>
    ref.relation === id && ref.column === column;
  if (facts.uses.some((use) => use.exact && isMeant(use))) return true;
  const hasStar = byStar && facts.shape?.stars.some(({ relation }) => relation === id);
  return hasStar === true && facts.output.columns.some(({ origins }) => origins.some(isMeant));
}

/** A name that the text does not hold: longer by one than what is most like it. */
function unusedName(text: string): string {
  let longest = -1;
  for (const [, tail] of text.matchAll(/migrated_table(_*)/gi)) longest = Math.max(longest, tail!.length);
  return `migrated_table${'_'.repeat(longest + 1)}`;
}
