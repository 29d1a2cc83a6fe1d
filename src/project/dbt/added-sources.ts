/** Properties files that differ in nothing but source tables which come newly. */
import { isDeepStrictEqual } from 'node:util';
import { toRecord } from '../yaml/node.ts';
import { parseYaml } from '../yaml/parse.ts';
import { readPropertiesFile } from './properties.ts';
import { readSource } from './sources.ts';

export interface TableName {
  source: string;
  table: string;
}

type Named = ReadonlyMap<string, Record<string, unknown>>;

/**
 * The source tables that a file declares newly; undefined if anything else differs, if what is new may reach beyond
 * its own file (a test, a template, a package's source that it overrides), or if a text cannot be read.
 * @param before undefined if the file is new
 */
export function addedTables(before: string | undefined, after: string | undefined): TableName[] | undefined {
  const [old, new_] = [readFile(before ?? ''), after === undefined ? undefined : readFile(after)];
  if (!old || !new_ || !isDeepStrictEqual(old.rest, new_.rest)) return undefined;
  const added: TableName[] = [];
  for (const [source, item] of new_.sources) {
    const was = old.sources.get(source);
    const tables = tablesAdded(was, item);
    if (!tables) return undefined;
    added.push(...tables.map((table) => ({ source, table })));
  }
  return [...old.sources.keys()].every((source) => new_.sources.has(source)) ? added : undefined;
}

/** True if the file declares one of the tables. */
export function declaresAny(path: string, text: string, tables: readonly TableName[]): boolean {
  const sources = [...new Set(tables.map(({ source }) => source))].filter((source) => text.includes(source));
  const mentioned = tables.filter(({ source, table }) => sources.includes(source) && text.includes(table));
  if (mentioned.length === 0) return false;
  const declared = (readPropertiesFile(path, text, false).entries.get('sources') ?? []).flatMap(readSource);
  return mentioned.some(({ source, table }) =>
    declared.some((each) => each.source === source && each.table === table),
  );
}

function tablesAdded(
  was: Record<string, unknown> | undefined,
  item: Record<string, unknown>,
): string[] | undefined {
  const { tables: listed, ...own } = item;
  const { tables: listedBefore, ...ownBefore } = was ?? {};
  if (was ? !isDeepStrictEqual(ownBefore, own) : reaches(own)) return undefined;
  const before = byName(listedBefore ?? []);
  const after = byName(listed ?? []);
  if (!before || !after) return undefined;
  for (const [name, table] of before) if (!isDeepStrictEqual(after.get(name), table)) return undefined;
  const added = [...after].filter(([name]) => !before.has(name));
  return added.some(([, table]) => reaches(table)) ? undefined : added.map(([name]) => name);
}

/** The number of the format says nothing of what is in it. */
function readFile(text: string): { sources: Named; rest: Record<string, unknown> } | undefined {
  const { root, problem } = parseYaml(text);
  if (problem || (root && root.kind !== 'map')) return undefined;
  const { sources = [], ...rest } = toRecord(root);
  delete rest['version'];
  const named = byName(sources);
  return named && { sources: named, rest };
}

/** Undefined unless it is a list of objects with names of their own. */
function byName(list: unknown): Named | undefined {
  if (!Array.isArray(list)) return undefined;
  const named = new Map<string, Record<string, unknown>>();
  for (const item of list as unknown[]) {
    const { name } = (item ?? {}) as { name?: unknown };
    if (typeof name !== 'string' || named.has(name)) return undefined;
    named.set(name, item as Record<string, unknown>);
  }
  return named;
}

const reaching = new Set(['tests', 'data_tests', 'overrides']);

function reaches(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('{{') || value.includes('{%');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => reaching.has(key) || reaches(inner));
}
