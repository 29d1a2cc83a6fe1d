/** Source tables out of properties files: what stands on the source holds for its tables too. */
import { get, items, textOf } from '../yaml/node.ts';
import { type Entry, readProperties } from './properties.ts';
import type { Properties } from './resources.ts';
import { type Layer, layersOfEntry } from './settings.ts';

export interface SourceTable {
  source: string;
  table: string;
  properties: Properties;
  layers: Layer[];
}

/** Keys of a source or table that are not settings. */
const structure = new Set([
  'name',
  'description',
  'tables',
  'columns',
  'tests',
  'data_tests',
  'config',
  'overrides',
]);

const known = new WeakMap<Entry, readonly SourceTable[]>();

/** The same objects for the same entry. */
export function readSource(entry: Entry): readonly SourceTable[] {
  const tables = known.get(entry) ?? tablesOf(entry);
  known.set(entry, tables);
  return tables;
}

function tablesOf(entry: Entry): SourceTable[] {
  const { name, path, node } = entry;
  const shared = readProperties(entry);
  return items(get(node, 'tables')).flatMap((table) => {
    const tableName = textOf(get(table, 'name'));
    if (table.kind !== 'map' || !tableName) return [];
    const whole: Entry = { name: tableName, path, node: table, mentions: () => true, holds: () => true };
    const own = readProperties(whole);
    return {
      source: name,
      table: tableName,
      properties: {
        ...own,
        description: own.description || shared.description,
        meta: { ...shared.meta, ...own.meta },
        tags: [...new Set([...shared.tags, ...own.tags])],
      },
      layers: [...layersOfEntry(entry, structure), ...layersOfEntry(whole, structure)],
    };
  });
}
