/** All places that may set something of a resource, in dbt's order. */
import { get, type YamlNode } from '../yaml/node.ts';
import type { Node } from './nodes.ts';
import type { ProjectFile } from './project-file.ts';
import type { ResourceType, Setting } from './resources.ts';
import { differingKeys, type Layer, resolve, templateLayer, treeLayers } from './settings.ts';

/** Keys of dbt_project.yml that hold the config tree of a type, today's first. */
const treeKeys: Record<ResourceType, readonly string[]> = {
  model: ['models'],
  seed: ['seeds'],
  snapshot: ['snapshots'],
  source: ['sources'],
  analysis: ['analyses'],
  test: ['data_tests', 'tests'],
  exposure: ['exposures'],
  semantic_model: ['semantic-models', 'semantic_models'],
  metric: ['metrics'],
  saved_query: ['saved-queries', 'saved_queries'],
  unit_test: ['unit_tests', 'unit-tests'],
};

const materialized: Partial<Record<ResourceType, string>> = {
  model: 'view',
  seed: 'seed',
  snapshot: 'snapshot',
  test: 'test',
};

/** What dbt takes if no place sets the key. */
function fallback(type: ResourceType, key: string): unknown {
  if (key === 'materialized') return materialized[type];
  if (key === 'enabled') return true;
  if (key === 'tags') return [];
  if (key === 'meta') return {};
  if (key === 'access' && type === 'model') return 'protected';
  if (key === 'on_schema_change' && type === 'model') return 'ignore';
  if (key === 'severity' && type === 'test') return 'error';
  return undefined;
}

/** Nothing is known of a resource whose own text cannot be read: its config() may set anything. */
export function settingOf(node: Node, main: ProjectFile, key: string): Setting {
  if (node.scan?.problem) return { value: { known: false } };
  if (node.scan?.openConfig && !resolve([templateLayer(node.scan.config)], key))
    return { value: { known: false } };
  const { type } = node.resource;
  return resolve(layersOf(node, main), key) ?? { value: { known: true, value: fallback(type, key) } };
}

/**
 * The materialization that everything but the template sets; undefined if that depends on the run, or if the main
 * project has the last word on a package.
 */
export function materializedAround(node: Node, main: ProjectFile): string | undefined {
  const { file: own, yaml, resource } = node;
  const layers = [...treeOf(own, node), ...yaml, ...(own === main ? [] : treeOf(main, node))];
  const { value } = resolve(layers, 'materialized') ?? {
    value: { known: true, value: fallback(resource.type, 'materialized') },
  };
  return value.known && typeof value.value === 'string' ? value.value : undefined;
}

/** A resource in the project that is looked at. */
interface Sited {
  node: Node;
  main: ProjectFile;
}

/** True if every setting is the same at two revisions; those of places that say the same are not looked at. */
export function hasSameSettings(then: Sited, now: Sited): boolean {
  const keys = isReadAlike(then.node, now.node) ? changedKeys(then, now) : allKeys(then, now);
  return keys.every((key) => valueOf(then, key) === valueOf(now, key));
}

function isReadAlike({ scan }: Node, { scan: twin }: Node): boolean {
  return !scan?.problem === !twin?.problem && scan?.openConfig === twin?.openConfig;
}

/** Where both have the same places, a key that each of them sets alike comes to the same. */
function changedKeys(then: Sited, now: Sited): string[] {
  const [these, those] = [layersOf(then.node, then.main), layersOf(now.node, now.main)];
  if (these.length !== those.length) return allKeys(then, now);
  return [...new Set(these.flatMap((layer, index) => differingKeys(layer, those[index]!)))];
}

function allKeys(...sited: readonly Sited[]): string[] {
  const layers = sited.flatMap(({ node, main }) => layersOf(node, main));
  return [...new Set(layers.flatMap((layer) => [...layer.keys()]))];
}

/** As JSON; undefined if no place sets it. */
function valueOf({ node, main }: Sited, key: string): string | undefined {
  if (!resolve(layersOf(node, main), key)) return undefined;
  return JSON.stringify(settingOf(node, main, key).value);
}

/** Weakest first: the package's project file, properties, the template, and over all the main project's file. */
function layersOf(node: Node, main: ProjectFile): Layer[] {
  const { file: own, yaml, scan } = node;
  const written = [...yaml, ...(scan ? [templateLayer(scan.config)] : [])];
  const project = treeOf(own, node);
  return own === main ? [...project, ...written] : [...project, ...written, ...treeOf(main, node)];
}

function treeOf(file: ProjectFile, node: Node): Layer[] {
  const keys = treeKeys[node.resource.type];
  const section = keys.map((key) => get(file.root, key)).find((each?: YamlNode) => each);
  return section ? treeLayers(file.path, section, node.fqn) : [];
}

/** Settings of a project's resources, each worked out once. */
export class ResourceSettings {
  readonly #nodes: ReadonlyMap<string, Node>;
  readonly #main: ProjectFile;
  readonly #known = new Map<string, Map<string, Setting>>();

  constructor(nodes: ReadonlyMap<string, Node>, main: ProjectFile) {
    this.#nodes = nodes;
    this.#main = main;
  }

  get(id: string, key: string): Setting {
    const node = this.#nodes.get(id);
    if (!node) return { value: { known: false } };
    let known = this.#known.get(id);
    if (!known) this.#known.set(id, (known = new Map()));
    let setting = known.get(key);
    if (!setting) known.set(key, (setting = settingOf(node, this.#main, key)));
    return setting;
  }
}
