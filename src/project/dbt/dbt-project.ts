/** A dbt project at one revision. Listing it reads every file once; templates and queries wait until they are asked for. */
import type { Snapshot } from '../../change/snapshot.ts';
import type { Location, Side } from '../../finding.ts';
import { QuietMacros } from '../jinja/quiet.ts';
import type { JinjaProblem, Span, Template, TemplateOutline } from '../jinja/rendered.ts';
import type { ColumnUse, LiteralTable, Output, QueryFacts } from '../lineage/facts.ts';
import type { Consumer, Project, ResourceChange } from '../project.ts';
import type { SqlEngine } from '../sql/sql-engine.ts';
import { get, toRecord } from '../yaml/node.ts';
import { type DocBlocks, readDocBlocks } from './doc-blocks.ts';
import { declaredDialect, detectDialect } from './dialect.ts';
import { expressionColumns } from './expression-columns.ts';
import { type Defined, type DefinitionCause, definitionChanges, ownText } from './definitions.ts';
import { decideEnabled } from './enabled.ts';
import type { FileFacts } from './file-facts.ts';
import { Graph } from './graph.ts';
import { takeInventory } from './inventory.ts';
import { Kept } from './kept.ts';
import type { Layout, Package } from './layout.ts';
import { Lines } from './lines.ts';
import { Linker } from './linker.ts';
import { type KnownMacro, MacroIndex, toMacro } from './macros.ts';
import { type NamePart, namesOf } from './naming.ts';
import type { Inventory, Node } from './nodes.ts';
import { compare, extension } from './paths.ts';
import type { ProjectFile } from './project-file.ts';
import { Queries } from './queries.ts';
import { closedColumns, type Surroundings } from './questions.ts';
import { Relations } from './relations.ts';
import { Resolver } from './resolver.ts';
import type { Macro, Resource, Setting } from './resources.ts';
import { materializedAround, ResourceSettings } from './resource-settings.ts';
import { variable } from './variables.ts';

interface Sources {
  snapshot: Snapshot;
  side: Side;
  layout: Layout;
  facts: FileFacts;
  engine: SqlEngine;
  /** Of files outside the folders of any package, such as dbt_project.yml. */
  problems: readonly JinjaProblem[];
}

export class DbtProject implements Project {
  readonly root: string;
  readonly name: string;
  readonly dialect: string;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly duplicates: readonly Resource[];
  readonly macros: ReadonlyMap<string, Macro>;
  readonly missingPackages: readonly string[];
  readonly problems: readonly JinjaProblem[];

  readonly #sources: Sources;
  readonly #inventory: Inventory;
  readonly #macroIndex: MacroIndex;
  readonly #quietMacros: QuietMacros;
  readonly #resolver: Resolver;
  readonly #graph: Graph;
  readonly #settings: ResourceSettings;
  readonly #packageFiles: ReadonlyMap<string, ProjectFile>;
  readonly #queries: Queries;
  readonly #relations: Relations;
  readonly #lines = new Map<string, Lines>();
  #kept: Kept | undefined;
  #docBlocks: DocBlocks | undefined;

  constructor(sources: Sources) {
    const { snapshot, layout, facts } = sources;
    this.#sources = sources;
    this.root = layout.main.root;
    this.name = layout.main.name;
    this.missingPackages = layout.missing;
    this.#inventory = takeInventory(snapshot, layout, facts);
    this.#settings = new ResourceSettings(this.#inventory.nodes, layout.main.file);
    this.#packageFiles = new Map(this.#packages().map(({ name, file }) => [name, file]));
    const known = this.#readMacros();
    this.macros = new Map([...known].map(([id, { macro }]) => [id, macro]));
    this.dialect = detectDialect(snapshot, this.root, layout.main.file.profile, () => this.#sqlTexts());
    this.problems = this.#collectProblems();
    this.#macroIndex = new MacroIndex(known, {
      mainPackage: this.name,
      packages: new Set(this.#packages().map(({ name }) => name)),
      missing: layout.missing,
      dispatch: layout.main.file.dispatch,
      dialect: () => this.dialect,
    });
    this.#quietMacros = new QuietMacros({
      macro: (name, package_, from) => this.#macroIndex.lookup(name, package_, from),
      definition: (id) => {
        const found = this.#macroIndex.get(id);
        return found && { package: found.macro.package, definition: found.definition };
      },
    });
    this.#linkMacros(known.values());
    decideEnabled(this.#inventory, {
      main: layout.main.file,
      snapshot,
      environment: (node) => ({ ...this.#surroundings(node), columns: () => undefined }),
      knowsWarehouse: () => declaredDialect(snapshot, this.root, layout.main.file.profile) !== undefined,
    });
    this.duplicates = this.#inventory.duplicates.map(({ resource }) => resource);
    this.resources = sorted([...this.#inventory.nodes].map(([id, { resource }]) => [id, resource]));
    this.#resolver = this.#buildResolver();
    this.#relations = this.#buildRelations();
    this.#queries = this.#buildQueries();
    const linker = new Linker(this.#inventory, {
      resolver: this.#resolver,
      macros: this.#macroIndex,
      evaluate: (node) => this.#queries.trace(node),
      columns: (expression) => expressionColumns(expression, sources.engine, this.dialect),
    });
    for (const node of this.#inventory.nodes.values()) linker.link(node);
    this.#graph = new Graph(this.resources.values());
  }

  get unread(): JinjaProblem[] {
    return this.#queries.unread;
  }

  /** Told whose queries will be asked for, in this revision and in the other one, the project reads ahead. */
  expect(ids: readonly string[], other?: DbtProject, kept?: Kept): void {
    this.#kept = kept;
    this.#queries.expect(ids, other && other.#queries, kept);
  }

  /** Which changed resources say what they said in `base`; undefined if too much else differs. */
  keptSince(base: DbtProject, changes: readonly ResourceChange[]): Kept | undefined {
    if (this.#circumstances() !== base.#circumstances()) return undefined;
    return new Kept({
      base,
      head: this,
      changes,
      isFree: () => this.#queries.isFree && base.#queries.isFree,
      isWrittenAlike: (id) => this.#queries.isWrittenAlike(id),
    });
  }

  keepsQuery(id: string): boolean {
    return this.#kept !== undefined && this.#queries.keeps(id);
  }

  keepsColumns(id: string): boolean {
    return this.keepsQuery(id) && this.#kept!.columns(id);
  }

  get docBlocks(): DocBlocks {
    return (this.#docBlocks ??= readDocBlocks(this.#sources.snapshot, this.#packages(), this.#sources.facts));
  }

  setting({ id }: Resource, key: string): Setting {
    return this.#settings.get(id, key);
  }

  known(resource: Resource, key: string): unknown {
    const { value } = this.setting(resource, key);
    return value.known ? value.value : undefined;
  }

  /** What of a resource's own definition differs from that of its twin in another revision. */
  definitionChanges(resource: Resource, other: DbtProject, twin: Resource): DefinitionCause[] {
    const [then, now] = [this.#defined(resource), other.#defined(twin)];
    return then && now ? definitionChanges(then, now) : [];
  }

  /** The text that is the resource's own: its file, its block of a file, or its YAML entry as JSON. */
  ownText(resource: Resource): string {
    const defined = this.#defined(resource);
    return defined ? ownText(defined) : '';
  }

  /** The text of a macro's definition. */
  macroText(id: string): string {
    const macro = this.#macroIndex.get(id);
    return macro ? macro.definition.text.slice(macro.macro.span.start, macro.macro.span.end) : '';
  }

  names(resource: Resource, part: NamePart, custom: string | null, target?: string): string[] | undefined {
    const node = this.#inventory.nodes.get(resource.id);
    if (!node) return undefined;
    const macro = this.#macroIndex.lookup(`generate_${part}_name`, this.name, this.name);
    return namesOf(resource, part, custom, {
      macro: typeof macro === 'string' ? undefined : macro,
      environment: this.#surroundings(node),
      text: (path) => this.#sources.snapshot.text(path),
      target,
    });
  }

  /** True for a package that is a project of this repository itself, with reviews of its own. */
  isLocalPackage(name: string): boolean {
    const found = this.#sources.layout.packages.find((each) => each.name === name);
    return found !== undefined && this.#sources.layout.localRoots.has(found.root);
  }

  mentioning(text: string): Resource[] {
    return [...this.resources].flatMap(([id, resource]) => {
      const { patch, entry, table } = this.#inventory.nodes.get(id)!;
      return (patch ?? entry ?? table)?.holds(text) ? [resource] : [];
    });
  }

  consumers(id: string): readonly Consumer[] {
    return this.#graph.consumers(id);
  }

  descendants(id: string): readonly Resource[] {
    return this.#graph.descendants(id);
  }

  template(id: string): Template | undefined {
    return this.#queries.template(id);
  }

  outline(id: string): TemplateOutline | undefined {
    return this.#queries.outline(id);
  }

  query(id: string): QueryFacts | undefined {
    return this.#queries.query(id);
  }

  literalTables(id: string): readonly LiteralTable[] {
    return this.query(id)?.literalTables ?? [];
  }

  output(id: string): Output {
    return this.#relations.output(id);
  }

  uses(id: string, column: string): readonly (ColumnUse & { by: Resource })[] {
    const name = column.toLowerCase();
    return this.consumers(id).flatMap(({ resource: by }) =>
      (this.query(by.id)?.uses ?? [])
        .filter((use) => use.relation === id && use.column === name)
        .map((use) => ({ ...use, by })),
    );
  }

  locate({ path, start, end }: Span): Location {
    let lines = this.#lines.get(path);
    if (!lines) {
      lines = new Lines(this.#sources.snapshot.text(path) ?? '');
      this.#lines.set(path, lines);
    }
    const last = Math.max(start, end - 1);
    return { path, side: this.#sources.side, startLine: lines.lineAt(start), endLine: lines.lineAt(last) };
  }

  #defined({ id, path }: Resource): Defined | undefined {
    const { snapshot, layout } = this.#sources;
    const node = this.#inventory.nodes.get(id);
    const oid = snapshot.entries.get(path)?.oid;
    return node && { node, main: layout.main.file, oid, text: () => snapshot.text(path) ?? '' };
  }

  /** What any template may depend on beside macros and what it refers to, as JSON. */
  #circumstances(): string {
    const packages = this.#packages().map(({ name, file }) => [
      name,
      toRecord(get(file.root, 'vars')),
      [...file.dispatch],
    ]);
    return JSON.stringify([this.dialect, this.missingPackages, packages]);
  }

  #packages(): readonly Package[] {
    return [this.#sources.layout.main, ...this.#sources.layout.packages];
  }

  #readMacros(): Map<string, KnownMacro> {
    const { snapshot, facts } = this.#sources;
    const found: [string, KnownMacro][] = [];
    for (const { name, files } of this.#packages()) {
      for (const path of [...files.macro, ...files.test]) {
        if (extension(path) !== 'sql') continue;
        for (const definition of facts.macros(snapshot, path)?.macros ?? []) {
          const macro = toMacro(name, definition);
          found.push([macro.id, { macro, definition }]);
        }
      }
    }
    return sorted(found);
  }

  #linkMacros(known: Iterable<KnownMacro>): void {
    for (const { macro, definition } of known) {
      for (const call of definition.scan.macros) {
        const target = this.#macroIndex.called(call, macro.package);
        const found = typeof target === 'object' ? { resolution: 'found' as const, id: target.id } : {};
        macro.calls.push({ ...call, ...found });
      }
    }
  }

  #collectProblems(): JinjaProblem[] {
    const { snapshot, facts } = this.#sources;
    const problems = new Map<string, JinjaProblem>();
    const add = (problem: JinjaProblem | undefined) => {
      if (problem && !problems.has(problem.span.path)) problems.set(problem.span.path, problem);
    };
    for (const problem of this.#sources.problems) add(problem);
    for (const { files, properties } of this.#packages()) {
      for (const path of properties) add(facts.properties(snapshot, path)?.problem);
      for (const path of [...files.macro, ...files.snapshot]) {
        if (extension(path) === 'sql') add(facts.macros(snapshot, path)?.problem);
      }
    }
    for (const { scan } of this.#inventory.nodes.values()) add(scan?.problem);
    return [...problems.values()].sort((a, b) => compare(a.span.path, b.span.path));
  }

  #buildResolver(): Resolver {
    const broken = (pattern: RegExp) => this.problems.some(({ span }) => pattern.test(span.path));
    const snapshotFiles = new Set(this.#packages().flatMap(({ files }) => files.snapshot));
    return new Resolver(this.resources.values(), this.#inventory.latest, {
      mainPackage: this.name,
      packages: new Set(this.#packages().map(({ name }) => name)),
      missing: this.missingPackages,
      brokenYaml: broken(/\.ya?ml$/i),
      brokenSnapshots: this.problems.some(({ span }) => snapshotFiles.has(span.path)),
    });
  }

  *#sqlTexts(): Iterable<string> {
    for (const { sql } of this.#inventory.nodes.values()) {
      const text = sql && this.#sources.snapshot.text(sql.path);
      if (text) yield text;
    }
  }

  #buildRelations(): Relations {
    const { snapshot, facts } = this.#sources;
    return new Relations({
      snapshot,
      facts,
      node: (id) => this.#inventory.nodes.get(id),
      target: (call, from) => {
        const found =
          call.kind === 'ref' ? this.#resolver.ref(call, from) : this.#resolver.source(call, from);
        return 'target' in found ? found.target.id : undefined;
      },
      setting: (resource, key) => this.setting(resource, key),
      queries: () => this.#queries,
    });
  }

  #buildQueries(): Queries {
    const { snapshot, facts, engine } = this.#sources;
    return new Queries({
      project: this.name,
      snapshot,
      facts,
      engine,
      dialect: this.dialect,
      node: (id) => this.#inventory.nodes.get(id),
      surroundings: (node) => this.#surroundings(node),
      isBusy: () => this.#relations.isBusy,
    });
  }

  #surroundings(node: Node): Surroundings {
    const { resource } = node;
    const { main } = this.#sources.layout;
    const relation: Surroundings['relation'] = (call) => this.#relations.relation(call, resource);
    return {
      macro: (name, package_, from) => this.#macroIndex.lookup(name, package_, from),
      isQuiet: (id) => this.#quietMacros.has(id),
      variable: (name, from) => variable(name, from, main.file, this.#packageFiles.get(from)),
      materialized: () => materializedAround(node, main.file),
      model: { name: resource.name, package: resource.package },
      adapter: this.dialect,
      columns: (call) => closedColumns(relation(call)),
      relation,
    };
  }
}

/** In code-unit order of the keys; the last of equal ones counts. */
function sorted<T>(entries: Iterable<[string, T]>): Map<string, T> {
  const known = new Map(entries);
  // Without a function to compare, sorting takes half the time.
  return new Map([...known.keys()].sort().map((key) => [key, known.get(key)!]));
}
