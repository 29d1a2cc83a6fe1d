/** Source tables out of properties files: what stands on the source holds for its tables too. */
import { get, items, textOf } from '../yaml/node.ts';
import { type Entry, readProperties } from './properties.ts';
import type { Properties } from './resources.ts';
import { type Layer, layersOfEntry } from './settings.ts';

export interface SourceTable {
  source: string;
  table: string;
  /** Of the table, with what stands on its source; read when it is asked for first. */
  properties(): Properties;
  layers: readonly Layer[];
  /** False only if what stands on the table and its source certainly does not hold the text. */
  holds(text: string): boolean;
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

function tablesOf(source: Entry): SourceTable[] {
  const entries = source.parts?.('tables') ?? readTables(source);
  return entries.map((entry) => {
    let properties: Properties | undefined;
    return {
      source: source.name,
      table: entry.name,
      properties: () => (properties ??= inherited(readProperties(source), readProperties(entry))),
      layers: [...layersOfEntry(source, structure), ...layersOfEntry(entry, structure)],
      holds: (text) => source.holds(text),
    };
  });
}

function readTables({ path, node }: Entry): Entry[] {
  return items(get(node, 'tables')).flatMap((table) => {
    const name = textOf(get(table, 'name'));
    if (table.kind !== 'map' || !name) return [];
    return { name, path, node: table, mentions: () => true, holds: () => true };
  });
}

function inherited(source: Properties, table: Properties): Properties {
  return {
    ...table,
    description: table.description || source.description,
    meta: { ...source.meta, ...table.meta },
    tags: [...new Set([...source.tags, ...table.tags])],
  };
}
