/** Lists the resources of a project and its packages. */
import type { Snapshot } from '../../change/snapshot.ts';
import type { TemplateScan } from '../jinja/rendered.ts';
import { get, items, textOf, type YamlMap } from '../yaml/node.ts';
import type { FileFacts } from './file-facts.ts';
import { LazyResource } from './lazy-resource.ts';
import type { Layout, Package } from './layout.ts';
import type { Inventory, Node } from './nodes.ts';
import { extension, folderOf, join, relative, stem } from './paths.ts';
import type { FolderKind } from './project-file.ts';
import { type Entry, readProperties, type Section, spanOf } from './properties.ts';
import type { Properties, Resource, ResourceType } from './resources.ts';
import { sourceNodes } from './source-nodes.ts';
import { type Layer, layersOfEntry } from './settings.ts';

/** Keys of a properties entry that are not settings. */
const structure = new Set(
  'name description columns tests data_tests unit_tests config versions arguments semantic_model metrics'.split(
    ' ',
  ),
);

export function takeInventory(snapshot: Snapshot, layout: Layout, facts: FileFacts): Inventory {
  const inventory: Inventory = { nodes: new Map(), duplicates: [], latest: new Map() };
  for (const pack of [layout.main, ...layout.packages])
    new PackageReader(snapshot, pack, { main: layout.main, facts, inventory }).read();
  return inventory;
}

/** Entries for the models of one package, by section and name; the last of a name counts. */
type Patches = ReadonlyMap<Section, ReadonlyMap<string, Entry>>;

interface Draft {
  type: ResourceType;
  name: string;
  path: string;
  /** A function if it must be read for. */
  span: Resource['span'] | (() => Resource['span']);
  fqn: readonly string[];
  version?: string;
  /** Read when it is asked for first. */
  properties?: (() => Properties) | undefined;
  yaml?: readonly Layer[];
  patch?: Entry | undefined;
  scan?: TemplateScan | undefined;
  sql?: Node['sql'];
  entry?: Entry;
}

interface Surroundings {
  main: Package;
  facts: FileFacts;
  inventory: Inventory;
}

class PackageReader {
  readonly #snapshot: Snapshot;
  readonly #package: Package;
  readonly #main: Package;
  readonly #facts: FileFacts;
  readonly #inventory: Inventory;
  readonly #patches: Patches;
  readonly #foldersOfYaml = new Map<string, string[]>();
  /** Sources that change those of a package. */
  readonly #overriding: Entry[] = [];

  constructor(snapshot: Snapshot, pack: Package, { main, facts, inventory }: Surroundings) {
    this.#snapshot = snapshot;
    this.#package = pack;
    this.#main = main;
    this.#facts = facts;
    this.#inventory = inventory;
    this.#patches = this.#readPatches();
  }

  read(): void {
    this.#models();
    this.#seeds();
    this.#snapshots();
    this.#templates('analysis', 'analysis', 'analyses');
    this.#templates('test', 'test', undefined);
    for (const path of this.#package.properties) this.#yamlResources(path);
    for (const entry of this.#overriding) this.#sourceTables(entry);
  }

  #readPatches(): Patches {
    const patches = new Map<Section, Map<string, Entry>>();
    for (const path of this.#package.properties) {
      for (const [section, entries] of this.#facts.properties(this.#snapshot, path)?.entries ?? []) {
        const named = patches.get(section) ?? new Map<string, Entry>();
        for (const entry of entries) named.set(entry.name, entry);
        patches.set(section, named);
      }
    }
    return patches;
  }

  #models(): void {
    const versions = this.#versionedModels();
    for (const path of this.#package.files.model) {
      if (!['sql', 'py'].includes(extension(path))) continue;
      const name = stem(path);
      const version = versions.get(name);
      const entry = version?.entry ?? this.#patches.get('models')?.get(name);
      const own = version ? ([version.version, version.node] as const) : undefined;
      const modelName = version ? version.entry.name : name;
      this.#add({
        type: 'model',
        name: modelName,
        path,
        span: this.#firstLine(path),
        fqn: version
          ? [...this.#folders('model', path), modelName, `v${version.version}`]
          : [...this.#folders('model', path), name],
        ...(own ? { version: own[0] } : {}),
        properties: entry && (() => readProperties(entry, own?.[1])),
        yaml: entry
          ? [
              ...layersOfEntry(entry, structure),
              ...(own ? layersOfEntry(partEntry(entry, own[1]), structure) : []),
            ]
          : [],
        patch: entry,
        scan: this.#facts.scan(this.#snapshot, path),
        ...(extension(path) === 'sql' ? { sql: { path } } : {}),
      });
    }
  }

  /** By the name of the file that holds the version. */
  #versionedModels(): Map<string, { entry: Entry; version: string; node: YamlMap }> {
    const files = new Set(this.#package.files.model.map(stem));
    const found = new Map<string, { entry: Entry; version: string; node: YamlMap }>();
    for (const entry of this.#patches.get('models')?.values() ?? []) {
      if (!entry.mentions('versions')) continue;
      const versions = items(get(entry.node, 'versions')).flatMap((node) => {
        const version = textOf(get(node, 'v'));
        return node.kind === 'map' && version !== undefined ? { version, node } : [];
      });
      if (versions.length === 0) continue;
      const latest =
        textOf(get(entry.node, 'latest_version')) ?? highest(versions.map(({ version }) => version));
      this.#inventory.latest.set(`${this.#package.name}.${entry.name}`, latest);
      for (const { version, node } of versions) {
        const file = textOf(get(node, 'defined_in')) ?? `${entry.name}_v${version}`;
        // The latest version may keep the model's own file name.
        const name = !files.has(file) && version === latest ? entry.name : file;
        found.set(name, { entry, version, node });
      }
    }
    return found;
  }

  #seeds(): void {
    for (const path of this.#package.files.seed) {
      if (extension(path) !== 'csv') continue;
      const name = stem(path);
      this.#add({
        type: 'seed',
        name,
        path,
        span: this.#firstLine(path),
        fqn: [...this.#folders('seed', path), name],
        ...this.#patch('seeds', name),
      });
    }
  }

  #snapshots(): void {
    for (const path of this.#package.files.snapshot) {
      if (extension(path) !== 'sql') continue;
      for (const block of this.#facts.macros(this.#snapshot, path)?.snapshots ?? []) {
        this.#add({
          type: 'snapshot',
          name: block.name,
          path,
          span: block.span,
          fqn: [...this.#folders('snapshot', path), stem(path), block.name],
          ...this.#patch('snapshots', block.name),
          scan: block.scan,
          sql: { path, start: block.bodySpan.start, end: block.bodySpan.end },
        });
      }
    }
  }

  /** Files that are one template each. Generic tests are macros. */
  #templates(type: 'analysis' | 'test', kind: FolderKind, section: Section | undefined): void {
    for (const path of this.#package.files[kind]) {
      if (extension(path) !== 'sql') continue;
      if (type === 'test' && this.#isGeneric(path)) continue;
      const name = stem(path);
      this.#add({
        type,
        name,
        path,
        span: this.#firstLine(path),
        fqn: [...this.#folders(kind, path), name],
        ...(section ? this.#patch(section, name) : {}),
        scan: this.#facts.scan(this.#snapshot, path),
        sql: { path },
      });
    }
  }

  #isGeneric(path: string): boolean {
    return this.#package.file.folders.test.some((folder) => {
      const generic = join(this.#package.root, `${folder}/generic`);
      return generic !== undefined && relative(generic, path) !== undefined;
    });
  }

  #yamlResources(path: string): void {
    const entries = this.#facts.properties(this.#snapshot, path)?.entries;
    for (const entry of entries?.get('sources') ?? []) {
      if (entry.mentions('overrides') && get(entry.node, 'overrides')) this.#overriding.push(entry);
      else this.#sourceTables(entry);
    }
    for (const entry of entries?.get('models') ?? []) this.#modelSemantics(entry);
    for (const entry of entries?.get('snapshots') ?? [])
      if (get(entry.node, 'relation')) this.#addEntry('snapshot', entry);
    for (const type of ['exposure', 'semantic_model', 'metric', 'saved_query', 'unit_test'] as const) {
      const section = type === 'saved_query' ? 'saved_queries' : (`${type}s` as Section);
      for (const entry of entries?.get(section) ?? []) this.#addEntry(type, entry);
    }
  }

  #sourceTables(entry: Entry): void {
    const folders = this.#yamlFolders(entry.path);
    // What overrides a package's table is not another one of this project.
    const isOverriding = this.#overriding.includes(entry);
    for (const node of sourceNodes(entry, { package: this.#package, main: this.#main, folders })) {
      if (!isOverriding || !this.#inventory.nodes.has(node.resource.id)) this.#register(node);
    }
  }

  /** A model's entry may hold a semantic model and metrics of its own. */
  #modelSemantics(entry: Entry): void {
    if (!entry.mentions('semantic_model')) return;
    const semantics = get(entry.node, 'semantic_model');
    if (!semantics || /^(false|no)$/i.test(textOf(get(semantics, 'enabled') ?? semantics) ?? '')) return;
    const named = textOf(get(semantics, 'name')) ?? entry.name;
    this.#addEntry('semantic_model', partEntry(entry, entry.node, named));
    for (const node of items(get(entry.node, 'metrics'))) {
      const name = textOf(get(node, 'name'));
      if (name && node.kind === 'map') this.#addEntry('metric', partEntry(entry, node, name));
    }
  }

  #addEntry(type: ResourceType, entry: Entry): void {
    const { name, path, node } = entry;
    // A unit test's name is unique among those of its model only.
    const model = type === 'unit_test' ? textOf(get(node, 'model')) : undefined;
    const full = model === undefined ? name : `${model}.${name}`;
    this.#add({
      type,
      name: full,
      path,
      span: spanOf(path, node),
      fqn: [...this.#yamlFolders(path), ...full.split('.')],
      properties: () => readProperties(entry),
      yaml: layersOfEntry(entry, structure),
      entry,
    });
  }

  #patch(section: Section, name: string): Pick<Draft, 'properties' | 'yaml' | 'patch'> {
    const entry = this.#patches.get(section)?.get(name);
    return entry
      ? { properties: () => readProperties(entry), yaml: layersOfEntry(entry, structure), patch: entry }
      : {};
  }

  #add({
    type,
    name,
    path,
    span,
    version,
    fqn,
    properties,
    yaml = [],
    patch,
    scan,
    sql,
    entry,
  }: Draft): void {
    const package_ = this.#package.name;
    const id = `${type}.${package_}.${name}${version === undefined ? '' : `.v${version}`}`;
    const latest = this.#inventory.latest.get(`${package_}.${name}`);
    const resource = new LazyResource({
      id,
      type,
      package: package_,
      name,
      path,
      span,
      properties,
      ...(version === undefined ? {} : { version, latest: version === latest }),
    });
    const node: Node = {
      resource,
      file: this.#package.file,
      fqn: [package_, ...fqn],
      yaml,
      ...(scan ? { scan } : {}),
      ...(sql ? { sql } : {}),
      ...(entry ? { entry } : {}),
      ...(patch ? { patch } : {}),
    };
    if (type === 'exposure' && entry) Object.assign(resource, exposureFacts(entry));
    this.#register(node);
  }

  #register(node: Node): void {
    const { nodes, duplicates } = this.#inventory;
    const { id } = node.resource;
    if (nodes.has(id)) duplicates.push(node);
    else nodes.set(id, node);
  }

  #firstLine(path: string): Resource['span'] {
    const text = this.#snapshot.text(path) ?? '';
    const end = text.indexOf('\n');
    return { path, start: 0, end: end < 0 ? Math.min(text.length, 200) : Math.min(end, 200) };
  }

  /** The folders between one of the configured ones and the file. */
  #folders(kind: FolderKind, path: string): string[] {
    for (const folder of this.#package.file.folders[kind]) {
      const root = join(this.#package.root, folder);
      const below = root === undefined ? undefined : relative(root, path);
      if (below !== undefined) return folderOf(below).split('/').filter(Boolean);
    }
    return [];
  }

  #yamlFolders(path: string): string[] {
    const known = this.#foldersOfYaml.get(path) ?? this.#findYamlFolders(path);
    this.#foldersOfYaml.set(path, known);
    return known;
  }

  #findYamlFolders(path: string): string[] {
    const kinds: FolderKind[] = ['model', 'seed', 'snapshot', 'analysis', 'test', 'macro'];
    const kind = kinds.find((each) => this.#package.files[each].includes(path));
    return kind ? this.#folders(kind, path) : [];
  }
}

const partEntries = new WeakMap<YamlMap, Entry>();

/** A part of an entry that is read like one, such as a version's. */
function partEntry({ name: whole, path }: Entry, node: YamlMap, name = whole): Entry {
  const entry = partEntries.get(node) ?? { name, path, node, mentions: () => true, holds: () => true };
  partEntries.set(node, entry);
  return entry;
}

function exposureFacts({ node }: Entry): Pick<Resource, 'owner' | 'exposureType'> {
  const owner = get(node, 'owner') ?? get(get(node, 'config'), 'owner');
  const contact = textOf(get(owner, 'name')) ?? textOf(get(owner, 'email')) ?? textOf(owner);
  const exposureType = textOf(get(node, 'type'));
  return { ...(contact ? { owner: contact } : {}), ...(exposureType ? { exposureType } : {}) };
}

/** dbt's default for latest_version. */
function highest(versions: readonly string[]): string {
  const numeric = versions.every((version) => version.trim() !== '' && Number.isFinite(Number(version)));
  const sorted = [...versions].sort((a, b) => (numeric ? Number(a) - Number(b) : a < b ? -1 : 1));
  return sorted.at(-1) ?? '';
}
