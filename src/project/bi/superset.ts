/** What the exported datasets of Apache Superset read. */
import { code } from '../../finding.ts';
import { Lines } from '../dbt/lines.ts';
import { get, items, textOf } from '../yaml/node.ts';
import type { YamlNode } from '../yaml/node.ts';
import { parseYaml } from '../yaml/parse.ts';
import { sqlReads } from './sql-reads.ts';
import { tableNamed } from './uses.ts';
import type { BiUse, TableName } from './uses.ts';

/** Empty for what is no dataset. */
export function supersetUses(text: string): BiUse[] {
  if (!text.includes('table_name:') || !text.includes('column_name:')) return [];
  const { root } = parseYaml(text);
  const title = textOf(get(root, 'table_name'));
  if (root === undefined || title === undefined) return [];
  const lines = new Lines(text);
  const by = `Superset dataset ${code(title)}`;
  return readsOf(root).map(({ table, column, at }): BiUse => {
    const use = { by, table, names: 'relation' as const, line: lines.lineAt(at.start) };
    return column === undefined ? use : { ...use, column: column.toLowerCase() };
  });
}

interface Read {
  table: TableName;
  column?: string;
  at: YamlNode;
}

function readsOf(root: YamlNode): Read[] {
  const query = get(root, 'sql');
  const sql = textOf(query);
  // The columns of a query are its own; only what it selects from is the warehouse's.
  if (query && sql !== undefined) return sqlReads(sql).map((read) => ({ ...read, at: query }));
  const at = get(root, 'table_name')!;
  const schema = textOf(get(root, 'schema'));
  const table = tableNamed([schema ?? [], textOf(at)!].flat().join('.'));
  if (!table) return [];
  const columns = items(get(root, 'columns'));
  const computed = new Set(columns.filter(isComputed).map(nameOf));
  const read = [
    ...columns.filter(isActive).map((item) => get(item, 'column_name')),
    get(root, 'main_dttm_col'),
  ];
  return [
    { table, at },
    ...read.flatMap((node) => {
      const column = textOf(node);
      return !node || column === undefined || computed.has(column) ? [] : [{ table, column, at: node }];
    }),
  ];
}

function nameOf(item: YamlNode): string | undefined {
  return textOf(get(item, 'column_name'));
}

/** True for a column that Superset makes of others. */
function isComputed(item: YamlNode): boolean {
  return textOf(get(item, 'expression')) !== undefined;
}

/** False for a column that nobody may use. */
function isActive(item: YamlNode): boolean {
  const active = get(item, 'is_active');
  return active?.kind !== 'scalar' || active.value !== false;
}
