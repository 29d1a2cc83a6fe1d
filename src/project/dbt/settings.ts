/** Resolves settings by dbt's precedence: of all places that may set one, in order, the last wins or they merge. */
import type { ConfigEntry, ConfigValue } from '../jinja/rendered.ts';
import { get, toJson, type YamlMap, type YamlNode } from '../yaml/node.ts';
import type { Entry } from './properties.ts';
import type { Setting } from './resources.ts';

/** What one place sets. */
export interface Layer {
  get(key: string): Setting | undefined;
  keys(): Iterable<string>;
}

const merged = new Set(['meta', 'docs', 'column_types', 'quoting', 'freshness']);
const united = new Set(['tags', 'packages']);
const appended = new Set(['pre_hook', 'post_hook']);

/** dbt writes hooks with a dash in YAML and with an underscore in Jinja. */
function normal(key: string): string {
  return key === 'pre-hook' || key === 'post-hook' ? key.replace('-', '_') : key;
}

/** Keys of a `config:` block, or those of `map` that `accepts` says are settings. */
function yamlLayer(path: string, map: YamlNode | undefined, accepts?: (key: string) => boolean): Layer {
  const layer = new Map<string, Setting>();
  if (map?.kind !== 'map') return layer;
  for (const [key, { key: place, value }] of map.entries) {
    if (accepts && !accepts(key)) continue;
    layer.set(normal(key), { value: yamlValue(value), span: { path, start: place.start, end: value.end } });
  }
  return layer;
}

const entryLayers = new WeakMap<Entry, readonly Layer[]>();

/** The settings of an entry, beside its `config:` and in it; the same objects for the same entry. */
export function layersOfEntry(entry: Entry, structure: ReadonlySet<string>): readonly Layer[] {
  const known = entryLayers.get(entry);
  if (known) return known;
  const layers = [
    new EntryLayer(entry, ({ path, node }) => yamlLayer(path, node, (key) => !structure.has(key))),
    new EntryLayer(entry, ({ path, node }) => yamlLayer(path, get(node, 'config'))),
  ];
  entryLayers.set(entry, layers);
  return layers;
}

/** Reads the entry only for a key that it mentions. */
class EntryLayer implements Layer {
  readonly #entry: Entry;
  readonly #read: (entry: Entry) => Layer;
  #settings: Layer | undefined;

  constructor(entry: Entry, read: (entry: Entry) => Layer) {
    this.#entry = entry;
    this.#read = read;
  }

  get(key: string): Setting | undefined {
    const written = key.endsWith('_hook') ? [key, key.replace('_', '-')] : [key];
    return written.some((name) => this.#entry.mentions(name)) ? this.#all().get(key) : undefined;
  }

  keys(): Iterable<string> {
    return this.#all().keys();
  }

  #all(): Layer {
    return (this.#settings ??= this.#read(this.#entry));
  }
}

const templateLayers = new WeakMap<readonly ConfigEntry[], Layer>();

/** What a template's config() calls set; the same object for the same calls. */
export function templateLayer(entries: readonly ConfigEntry[]): Layer {
  const layer = templateLayers.get(entries) ?? readTemplateLayer(entries);
  templateLayers.set(entries, layer);
  return layer;
}

/** Two unequal values of one key mean that it depends on something. */
function readTemplateLayer(entries: readonly ConfigEntry[]): Layer {
  const layer = new Map<string, Setting>();
  for (const { key, value, span } of entries) {
    const name = normal(key);
    const before = layer.get(name);
    const agrees = !before || JSON.stringify(before.value) === JSON.stringify(value);
    layer.set(name, { value: agrees ? value : { known: false }, span });
  }
  return layer;
}

/** From dbt_project.yml: the levels of a section's tree from its top down to the resource. */
export function treeLayers(path: string, section: YamlNode | undefined, fqn: readonly string[]): Layer[] {
  const layers: Layer[] = [];
  let level = section;
  for (const part of [...fqn, '']) {
    if (level?.kind !== 'map') break;
    layers.push(treeLayer(path, level));
    level = level.entries.get(part)?.value;
  }
  return layers;
}

const treeLayersRead = new WeakMap<YamlMap, Layer>();

/** The same object for the same level. */
function treeLayer(path: string, level: YamlMap): Layer {
  const layer = treeLayersRead.get(level) ?? readTreeLayer(path, level);
  treeLayersRead.set(level, layer);
  return layer;
}

/** With `+` a key is a setting; without, it is one unless its value is a map, which is a folder. */
function readTreeLayer(path: string, level: YamlMap): Layer {
  const layer = new Map<string, Setting>();
  for (const [key, { key: place, value }] of level.entries) {
    const plus = key.startsWith('+');
    if (!plus && value.kind === 'map') continue;
    const span = { path, start: place.start, end: value.end };
    layer.set(normal(plus ? key.slice(1) : key), { value: yamlValue(value), span });
  }
  return layer;
}

const differences = new WeakMap<Layer, WeakMap<Layer, readonly string[]>>();

/** Keys that not both set, or that they set otherwise. */
export function differingKeys(one: Layer, other: Layer): readonly string[] {
  if (one === other) return [];
  const known = differences.get(one) ?? new WeakMap<Layer, readonly string[]>();
  differences.set(one, known);
  const value = (layer: Layer, key: string) => JSON.stringify(layer.get(key)?.value);
  const keys =
    known.get(other) ??
    [...new Set([...one.keys(), ...other.keys()])].filter((key) => value(one, key) !== value(other, key));
  known.set(other, keys);
  return keys;
}

/** Layers from the weakest to the strongest. Undefined if none of them sets the key. */
export function resolve(layers: readonly Layer[], key: string): Setting | undefined {
  const name = normal(key);
  const set = layers.flatMap((layer) => layer.get(name) ?? []);
  return set.reduce<Setting | undefined>(
    (weak, strong) => (weak ? combine(name, weak, strong) : strong),
    undefined,
  );
}

function combine(key: string, weak: Setting, strong: Setting): Setting {
  const merges = merged.has(key) || united.has(key) || appended.has(key) || key === 'grants';
  if (!merges) return strong;
  if (!weak.value.known || !strong.value.known) return { ...strong, value: { known: false } };
  const value = combineValues(key, weak.value.value, strong.value.value);
  return { ...strong, value: { known: true, value } };
}

function combineValues(key: string, weak: unknown, strong: unknown): unknown {
  if (merged.has(key)) return isRecord(weak) && isRecord(strong) ? mergeRecords(weak, strong) : strong;
  if (united.has(key)) return [...new Set([...list(weak), ...list(strong)])];
  if (appended.has(key)) return [...list(weak), ...list(strong)];
  return isRecord(weak) && isRecord(strong) ? mergeGrants(weak, strong) : strong;
}

/** `grants` replaces a privilege's grantees, `+privilege` adds to them. */
function mergeGrants(
  weak: Record<string, unknown>,
  strong: Record<string, unknown>,
): Record<string, unknown> {
  const grants: Record<string, unknown> = Object.assign(Object.create(null), weak);
  for (const [key, value] of Object.entries(strong)) {
    if (!key.startsWith('+')) grants[key] = value;
    else grants[key.slice(1)] = [...list(grants[key.slice(1)]), ...list(value)];
  }
  return grants;
}

function mergeRecords(
  weak: Record<string, unknown>,
  strong: Record<string, unknown>,
): Record<string, unknown> {
  return Object.assign(Object.create(null), weak, strong);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
}

function yamlValue(node: YamlNode): ConfigValue {
  if (!hasJinja(node)) return { known: true, value: toJson(node) };
  return node.kind === 'scalar' ? constant(node.text) : { known: false };
}

/** True if some text below holds a Jinja expression or statement. */
export function hasJinja(node: YamlNode): boolean {
  if (node.kind === 'scalar') return typeof node.value === 'string' && /\{[{%]/.test(node.value);
  return node.kind === 'list'
    ? node.items.some(hasJinja)
    : [...node.entries.values()].some(({ value }) => hasJinja(value));
}

/** An expression that is nothing but a literal is known; everything else depends on the run. */
function constant(text: string): ConfigValue {
  const [, inner] = /^\s*\{\{\s*(.*?)\s*\}\}\s*$/s.exec(text) ?? [];
  if (inner === undefined) return { known: false };
  if (/^(true|false)$/i.test(inner)) return { known: true, value: inner.toLowerCase() === 'true' };
  if (/^-?\d{1,15}$/.test(inner)) return { known: true, value: Number(inner) };
  const [, , quoted] = /^(['"])([^'"\\]*)\1$/.exec(inner) ?? [];
  return quoted === undefined ? { known: false } : { known: true, value: quoted };
}
