/** Reads properties files: what .yml files beside the models say about resources. */
import { get, items, textOf, texts, toRecord, type YamlMap, type YamlNode } from '../yaml/node.ts';
import { parseYaml } from '../yaml/parse.ts';
import type { JinjaProblem, Span } from '../jinja/rendered.ts';
import type { Constraint, DocumentedColumn, Properties } from './resources.ts';
import { readTests } from './tests.ts';

export const sections = [
  'models',
  'seeds',
  'snapshots',
  'analyses',
  'macros',
  'sources',
  'exposures',
  'semantic_models',
  'metrics',
  'saved_queries',
  'unit_tests',
  'groups',
] as const;
export type Section = (typeof sections)[number];

/** One named item of a section. */
export interface Entry {
  name: string;
  path: string;
  node: YamlMap;
}

export interface PropertiesFile {
  entries: ReadonlyMap<Section, readonly Entry[]>;
  problem?: JinjaProblem;
}

export function readPropertiesFile(path: string, text: string): PropertiesFile {
  const { root, problem } = parseYaml(text);
  const entries = new Map<Section, Entry[]>();
  for (const section of sections) {
    const found = items(get(root, section)).flatMap((node) => {
      const name = textOf(get(node, 'name'));
      return node.kind === 'map' && name ? { name, path, node } : [];
    });
    if (found.length > 0) entries.set(section, found);
  }
  if (!problem) return { entries };
  const span = { path, start: problem.start, end: problem.end };
  return { entries, problem: { message: problem.message, span } };
}

export function spanOf(path: string, node: { start: number; end: number }): Span {
  return { path, start: node.start, end: node.end };
}

/** Entries are shared by both revisions where their file is the same, and so is what is read from them. */
const known = new WeakMap<YamlMap, Properties>();

/** Properties of a whole entry; of a version those of its model with its own laid over them. Do not change them. */
export function readProperties(entry: Entry, version?: YamlMap): Properties {
  if (version) return computeProperties(entry, version);
  const properties = known.get(entry.node) ?? computeProperties(entry);
  known.set(entry.node, properties);
  return properties;
}

function computeProperties({ path, node }: Entry, version?: YamlMap): Properties {
  const own = version ? readColumns(version, path) : [];
  const base = readColumns(node, path);
  const columns = version ? versionColumns(base, own, get(version, 'columns')) : base;
  const tested = version && (get(version, 'data_tests') ?? get(version, 'tests')) ? version : node;
  return {
    description: (version && readDescription(version)) || readDescription(node),
    columns,
    tests: readTests(tested, path),
    constraints: readConstraints(version && get(version, 'constraints') ? version : node, path, []),
    meta: { ...readMeta(node), ...(version ? readMeta(version) : {}) },
    tags: [...new Set([...readTags(node), ...(version ? readTags(version) : [])])],
    span: spanOf(path, version ?? node),
    nameSpan: spanOf(path, get(version, 'v') ?? get(node, 'name') ?? node),
  };
}

function readColumns(node: YamlNode, path: string): DocumentedColumn[] {
  return items(get(node, 'columns')).flatMap((column) => {
    const nameNode = get(column, 'name');
    const name = textOf(nameNode);
    if (!name || !nameNode) return [];
    const dataType = textOf(get(column, 'data_type'));
    return {
      name,
      description: readDescription(column),
      meta: readMeta(column),
      tags: readTags(column),
      policyTags: texts(get(column, 'policy_tags') ?? get(get(column, 'config'), 'policy_tags')),
      ...(dataType ? { dataType } : {}),
      constraints: readConstraints(column, path, [name]),
      tests: readTests(column, path, name),
      span: spanOf(path, column),
      nameSpan: spanOf(path, nameNode),
    };
  });
}

function readConstraints(node: YamlNode, path: string, column: string[]): Constraint[] {
  const written = get(node, 'constraints') ?? get(get(node, 'config'), 'constraints');
  return items(written).flatMap((item) => {
    const type = textOf(get(item, 'type'));
    const columns = [...column, ...texts(get(item, 'columns'))].map((name) => name.toLowerCase());
    return type ? { type: type.toLowerCase(), columns, span: spanOf(path, item) } : [];
  });
}

/** `- include: all` with `exclude:` takes over the model's columns; without it a version has its own only. */
function versionColumns(
  base: DocumentedColumn[],
  own: DocumentedColumn[],
  node: YamlNode | undefined,
): DocumentedColumn[] {
  if (!node) return base;
  const inherit = items(node).find((item) => get(item, 'include'));
  if (!inherit) return own;
  const included = texts(get(inherit, 'include'));
  const all = included.length === 1 && (included[0] === 'all' || included[0] === '*');
  const excluded = new Set([...texts(get(inherit, 'exclude')), ...own.map(({ name }) => name)]);
  const kept = base.filter(({ name }) => (all || included.includes(name)) && !excluded.has(name));
  return [...kept, ...own];
}

export function readDescription(node: YamlNode): string {
  return textOf(get(node, 'description'))?.trim() ?? '';
}

function readMeta(node: YamlNode): Record<string, unknown> {
  return { ...toRecord(get(node, 'meta')), ...toRecord(get(get(node, 'config'), 'meta')) };
}

function readTags(node: YamlNode): string[] {
  return [...new Set([...texts(get(node, 'tags')), ...texts(get(get(node, 'config'), 'tags'))])];
}
