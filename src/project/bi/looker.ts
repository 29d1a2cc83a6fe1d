/** What the views of Looker read. */
import { code } from '../../finding.ts';
import { Lines } from '../dbt/lines.ts';
import { readLookml } from './lookml.ts';
import type { LookmlBlock, LookmlValue } from './lookml.ts';
import { sqlReads } from './sql-reads.ts';
import { tableNamed, withoutComments } from './uses.ts';
import type { BiUse, TableName } from './uses.ts';

/** Of views that change or extend others nothing but what they say themselves. */
export function lookerUses(text: string): BiUse[] {
  const lines = new Lines(text);
  return readLookml(text).flatMap((view) => {
    if (view.key !== 'view') return [];
    const by = `LookML view ${code(view.name)}`;
    return readsOf(view).map(({ table, column, start }): BiUse => {
      const use = { by, table, names: 'relation' as const, line: lines.lineAt(start) };
      return column === undefined ? use : { ...use, column };
    });
  });
}

interface Read {
  table: TableName;
  column?: string;
  start: number;
}

function readsOf(view: LookmlBlock): Read[] {
  const derived = view.blocks.find(({ key }) => key === 'derived_table');
  if (derived) {
    const sql = valueOf(derived, 'sql');
    return sql ? sqlReads(sql.text).map((read) => ({ ...read, start: sql.start + read.start })) : [];
  }
  const named = valueOf(view, 'sql_table_name');
  const isWhole = !view.name.startsWith('+') && !isExtension(view);
  const table = named ? tableNamed(withoutComments(named.text)) : isWhole ? tableNamed(view.name) : undefined;
  if (!table) return [];
  const fields = view.blocks.flatMap((field) => columnsOf(field, isWhole));
  return [
    { table, start: named ? firstOf(named) : view.start },
    ...fields.map(({ column, start }) => ({ table, column: column.toLowerCase(), start })),
  ];
}

/** True for a view that has fields of others. */
function isExtension({ values, blocks }: LookmlBlock): boolean {
  return [...values, ...blocks].some(({ key }) => /^(extends|extends__all|extension)$/.test(key));
}

const readingFields = new Set(['dimension', 'dimension_group', 'measure', 'filter', 'parameter']);
/** Types whose values come from elsewhere. */
const computedTypes = new Set(['location', 'distance', 'duration']);

/** @param isWhole if no other view can say of the field what it reads */
function columnsOf(field: LookmlBlock, isWhole: boolean): { column: string; start: number }[] {
  if (!readingFields.has(field.key)) return [];
  const texts = [...textsOf(field)];
  const named = texts.flatMap((value) => tableColumns(value));
  const isOwn =
    isWhole &&
    (field.key === 'dimension' || field.key === 'dimension_group') &&
    texts.length === 0 &&
    !field.blocks.some(({ key }) => key === 'case' || key === 'sql_case') &&
    !computedTypes.has(valueOf(field, 'type')?.text ?? '');
  return isOwn ? [...named, { column: field.name, start: field.start }] : named;
}

/** The SQL of a field, in its cases too. */
function* textsOf({ values, blocks }: LookmlBlock): Iterable<LookmlValue> {
  yield* values.filter(({ key }) => key.startsWith('sql') || key.startsWith('expression'));
  for (const block of blocks) yield* textsOf(block);
}

const tableColumn = /\$\{TABLE\}\s{0,20}\.\s{0,20}(?:(\w+)\b(?!\s*\()|"([^"\n]+)"|`([^`\n]+)`)/g;

function tableColumns({ text, start }: LookmlValue): { column: string; start: number }[] {
  return [...withoutComments(text).matchAll(tableColumn)].map(({ 1: name, 2: quoted, 3: ticked, index }) => ({
    column: name ?? quoted ?? ticked ?? '',
    start: start + index,
  }));
}

function valueOf({ values }: LookmlBlock, key: string): LookmlValue | undefined {
  // Of a key that stands twice the later one counts.
  return values.findLast((value) => value.key === key);
}

function firstOf({ text, start }: LookmlValue): number {
  return start + Math.max(0, text.search(/\S/));
}
