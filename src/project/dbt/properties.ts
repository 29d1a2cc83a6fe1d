/** Reads properties files: what .yml files beside the models say about resources. */
import { get, items, textOf, texts, toRecord, type YamlMap, type YamlNode } from '../yaml/node.ts';
import { anchorPlaces, itemsIn, outline, type OutlineItem } from '../yaml/outline.ts';
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
  readonly name: string;
  readonly path: string;
  /** Read when it is asked for first. */
  readonly node: YamlMap;
  /** False only if the item certainly has no such key at any depth; does not read it. */
  mentions(key: string): boolean;
  /** False only if the item certainly does not hold the text; does not read it. */
  holds(text: string): boolean;
  /** The named items of a list in it, without reading it; absent or undefined if its layout does not allow that. */
  parts?(key: string): readonly Entry[] | undefined;
}

export interface PropertiesFile {
  entries: ReadonlyMap<Section, readonly Entry[]>;
  problem?: JinjaProblem;
}

/**
 * Reads the items of a properties file when they are asked for, if its layout allows to tell them apart without
 * that. Most reviews ask for a few of hundreds.
 * @param whole reads all of it now, which finds every problem: for files that the pull request changes.
 */
export function readPropertiesFile(path: string, text: string, whole: boolean): PropertiesFile {
  const lists = whole ? undefined : outline(text);
  const places = lists && anchorPlaces(text);
  if (!places) return readWhole(path, text);
  const lazy = new LazyFile(path, text, places);
  const entries = new Map<Section, Entry[]>();
  for (const [key, items] of lists) {
    const found = items.map((item) => lazy.add(item));
    const section = sections.find((each) => each === key);
    if (!section || found.length === 0) continue;
    if (items.some(({ name }) => name === undefined)) return readWhole(path, text);
    entries.set(section, found);
  }
  return { entries };
}

/** The items of one file, each of which may use anchors of those before it. */
class LazyFile {
  readonly path: string;
  readonly text: string;
  readonly #anchors: ReadonlyMap<string, number>;
  readonly #items: LazyEntry[] = [];
  readonly #keys = new Map<string, boolean>();
  readonly #texts = new Map<string, boolean>();

  constructor(path: string, text: string, anchors: ReadonlyMap<string, number>) {
    this.path = path;
    this.text = text;
    this.#anchors = anchors;
  }

  add(item: OutlineItem): LazyEntry {
    const entry = new LazyEntry(this, item);
    this.#items.push(entry);
    return entry;
  }

  mentions(key: string): boolean {
    const known = this.#keys.get(key) ?? hasKey(this.text, key);
    this.#keys.set(key, known);
    return known;
  }

  holds(text: string): boolean {
    const known = this.#texts.get(text) ?? this.text.includes(text);
    this.#texts.set(text, known);
    return known;
  }

  /** What the anchor holds, if it stands before `offset`. */
  anchor(name: string, offset: number): YamlNode | undefined {
    const place = this.#anchors.get(name) ?? Infinity;
    return place < offset ? this.#itemAt(place)?.anchors.get(name) : undefined;
  }

  /** Items are added in the order of the file. */
  #itemAt(place: number): LazyEntry | undefined {
    let [low, high] = [0, this.#items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#items[middle]!.item.end <= place) low = middle + 1;
      else high = middle;
    }
    const found = this.#items[low];
    return found && found.item.start <= place ? found : undefined;
  }
}

class LazyEntry implements Entry {
  readonly name: string;
  readonly path: string;
  readonly item: OutlineItem;
  readonly #file: LazyFile;
  readonly #text: string;
  #hasAlias: boolean | undefined;
  #read: { node: YamlMap; anchors: ReadonlyMap<string, YamlNode> } | undefined;

  constructor(file: LazyFile, item: OutlineItem) {
    this.name = item.name ?? '';
    this.path = file.path;
    this.item = item;
    this.#file = file;
    this.#text = file.text.slice(item.start, item.end);
  }

  get node(): YamlMap {
    return this.#parsed().node;
  }

  get anchors(): ReadonlyMap<string, YamlNode> {
    return this.#parsed().anchors;
  }

  /** An alias may stand for anything that the file holds. */
  mentions(key: string): boolean {
    if (!this.#file.mentions(key)) return false;
    return this.#hasAliases() || hasKey(this.#text, key);
  }

  holds(text: string): boolean {
    return this.#file.holds(text) && (this.#hasAliases() || this.#text.includes(text));
  }

  parts(key: string): readonly Entry[] | undefined {
    const items = itemsIn(this.#file.text, this.item, key);
    if (!items || items.some(({ name }) => name === undefined)) return undefined;
    return items.map((item) => new LazyEntry(this.#file, item));
  }

  #hasAliases(): boolean {
    return (this.#hasAlias ??= /[\s[{,:]\*\w/.test(this.#text));
  }

  /** An item that cannot be read says nothing. It stands in both revisions, where nobody can run it. */
  #parsed(): { node: YamlMap; anchors: ReadonlyMap<string, YamlNode> } {
    if (this.#read) return this.#read;
    const { start, end } = this.item;
    const anchor = (name: string) => this.#file.anchor(name, start);
    const { root, anchors = new Map() } = parseYaml(this.#text, { offset: start, anchor });
    const [node] = items(root);
    const empty: YamlMap = { kind: 'map', entries: new Map(), start, end, size: 1 };
    return (this.#read = node?.kind === 'map' ? { node, anchors } : { node: empty, anchors: new Map() });
  }
}

const yes = () => true;

/** True if `key` stands before a colon, in quotes or not. */
function hasKey(text: string, key: string): boolean {
  for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1)) {
    if (/^["']?\s*:/.test(text.slice(at + key.length, at + key.length + 50))) return true;
  }
  return false;
}

function readWhole(path: string, text: string): PropertiesFile {
  const { root, problem } = parseYaml(text);
  const entries = new Map<Section, Entry[]>();
  for (const section of sections) {
    const found = items(get(root, section)).flatMap((node) => {
      const name = textOf(get(node, 'name'));
      return node.kind === 'map' && name ? { name, path, node, mentions: yes, holds: yes } : [];
    });
    if (found.length > 0) entries.set(section, found);
  }
  if (!problem) return { entries };
  const span = { path, start: problem.start, end: problem.end };
  return { entries, problem: { message: problem.message, span, ...(problem.limit && { limit: true }) } };
}

export function spanOf(path: string, node: { start: number; end: number }): Span {
  return { path, start: node.start, end: node.end };
}

/** Entries are shared by both revisions where their file is the same, and so is what is read from them. */
const known = new WeakMap<Entry, Properties>();

/** Properties of a whole entry; of a version those of its model with its own laid over them. Do not change them. */
export function readProperties(entry: Entry, version?: YamlMap): Properties {
  if (version) return computeProperties(entry, version);
  const properties = known.get(entry) ?? computeProperties(entry);
  known.set(entry, properties);
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
