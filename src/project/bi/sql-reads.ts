/** Which tables and columns a query of a BI file surely reads: names only, no grammar; what is not plain is left out. */
import { blank, tableNamed, withoutComments, withoutVariables } from './uses.ts';
import type { TableName } from './uses.ts';

export interface SqlRead {
  table: TableName;
  /** In lower case; absent where the table is named. */
  column?: string;
  /** Offset in the query. */
  start: number;
}

const part = '(?:[\\w$?-]+|"[^"\\n]*"|`[^`\\n]*`)';
const tablePattern = new RegExp(
  `\\b(?:from|join)\\s+(${part}(?:\\.${part})*)(?:\\s+(?:as\\s+)?(\\w+))?`,
  'gid',
);
const ctePattern = /(?:\bwith\s|\brecursive\s|,)\s*(\w+)\s+as\s+(?:not\s+)?(?:materialized\s+)?\(/gi;
const derivedPattern = /\)\s*(?:as\s+)?(\w+)/gi;
const columnPattern = /(?<![\w.$?"`])(\w+)\.(?:(\w+)|"([^"\n]+)"|`([^`\n]+)`)(?![\w(.:[]|\s*\()/g;

/** What may follow a table that has no alias. */
const keywords = new Set(
  'on where join left right inner outer full cross natural semi anti asof using group order having limit offset fetch union intersect except minus qualify window lateral pivot unpivot tablesample sample final for and or when set select with'.split(
    ' ',
  ),
);

/** An alias that stands for two things, or for what is no table, stands for none. */
export function sqlReads(query: string): SqlRead[] {
  const plain = withoutVariables(withoutComments(query)).replaceAll(/'[^'\n]*'/g, blank);
  const ctes = new Set([...plain.matchAll(ctePattern)].map(([, name]) => name!.toLowerCase()));
  const tables = new Map<string, TableName | undefined>();
  const found: SqlRead[] = [];
  for (const match of plain.matchAll(tablePattern)) {
    const named = tableNamed(match[1]!);
    const table = named && named.schema === undefined && ctes.has(named.name) ? undefined : named;
    const given = match[2]?.toLowerCase();
    const alias = given === undefined || keywords.has(given) ? named?.name : given;
    if (alias !== undefined) tables.set(alias, isSame(tables, alias, table) ? table : undefined);
    if (table) found.push({ table, start: match.indices![1]![0] });
  }
  for (const [, alias] of plain.matchAll(derivedPattern)) tables.set(alias!.toLowerCase(), undefined);
  for (const { 1: alias, 2: name, 3: quoted, 4: ticked, index } of plain.matchAll(columnPattern)) {
    const table = tables.get(alias!.toLowerCase());
    const column = name ?? quoted ?? ticked;
    if (table && column !== undefined) found.push({ table, column: column.toLowerCase(), start: index });
  }
  return found;
}

function isSame(
  tables: ReadonlyMap<string, TableName | undefined>,
  alias: string,
  table: TableName | undefined,
): boolean {
  if (!tables.has(alias)) return true;
  const other = tables.get(alias);
  return other?.name === table?.name && other?.schema === table?.schema;
}
