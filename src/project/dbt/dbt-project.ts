/** A dbt project at one revision. Listing it reads every file once; templates and queries wait until they are asked for. */
import type { Snapshot } from '../../change/snapshot.ts';
import type { Location, Side } from '../../finding.ts';
import { evaluateTemplate, type TemplateSource, traceTemplate } from '../jinja/evaluate.ts';
import type { JinjaProblem, RelationToken, Span, Template } from '../jinja/rendered.ts';
import { analyzeQuery, type LineageEnvironment, listColumns } from '../lineage/analyze.ts';
import type { ColumnList, ColumnUse, Output, QueryFacts } from '../lineage/facts.ts';
import type { Relation } from '../lineage/table.ts';
import type { Consumer, Project } from '../project.ts';
import type { SqlEngine } from '../sql/engine.ts';
import { toJson } from '../yaml/node.ts';
import { type DocBlocks, readDocBlocks } from './doc-blocks.ts';
import { detectDialect } from './dialect.ts';
import { expressionColumns } from './expression-columns.ts';
import { decideEnabled } from './enabled.ts';
import type { FileFacts } from './file-facts.ts';
import { Graph } from './graph.ts';
import { takeInventory } from './inventory.ts';
import type { Layout, Package } from './layout.ts';
import { Lines } from './lines.ts';
import { type LiteralTable, literalTables } from './literal-tables.ts';
import { Linker } from './linker.ts';
import { type KnownMacro, MacroIndex, toMacro } from './macros.ts';
import type { Inventory, Node } from './nodes.ts';
import { documentedOutput, open, passedOn, snapshotOutput } from './outputs.ts';
import { compare, extension } from './paths.ts';
import type { ProjectFile } from './project-file.ts';
import { closedColumns, type Recorder, recorder, type Surroundings } from './questions.ts';
import { ReadAhead } from './read-ahead.ts';
import { Resolver } from './resolver.ts';
import type { Macro, Resource, Setting } from './resources.ts';
import { ResourceSettings } from './resource-settings.ts';
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

/** A template with all its renderings, and what it asked. */
interface Evaluated {
  template: Template;
  asked: Recorder;
}

/** What the SQL of a resource says: everything, or its columns alone. */
interface ReadQuery<Facts extends Pick<QueryFacts, 'output' | 'problem'> = QueryFacts> {
  facts: Facts;
  literalTables: readonly LiteralTable[];
}

type Listing = Pick<QueryFacts, 'output' | 'problem'>;

/** A `*` that stands for columns, as far as a glance can tell. */
const star = /(?:\bselect(?:\s+distinct)?|,|\.)\s*\*/i;

const itself = open('it is the table that this model builds');
const circle = open('it reads itself through a cycle');

/** Longest chain of models that are evaluated for one another. */
const maxDepth = 150;

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
  readonly #resolver: Resolver;
  readonly #graph: Graph;
  readonly #settings: ResourceSettings;
  readonly #packageFiles: ReadonlyMap<string, ProjectFile>;
  readonly #templates = new Map<string, Evaluated | undefined>();
  readonly #queries = new Map<string, ReadQuery | undefined>();
  /** Of what is read for its columns, which is less. */
  readonly #listings = new Map<string, ReadQuery<Listing> | undefined>();
  readonly #outputs = new Map<string, Output>();
  readonly #lists = new Map<string, ColumnList>();
  readonly #lines = new Map<string, Lines>();
  /** To be told whose queries will be asked for. */
  readonly readAhead: ReadAhead;
  #docBlocks: DocBlocks | undefined;
  /** Ids whose output is being worked out: meeting one again is a cycle. */
  readonly #underway = new Set<string>();

  constructor(sources: Sources) {
    const { snapshot, layout, facts } = sources;
    this.#sources = sources;
    this.root = layout.main.root;
    this.name = layout.main.name;
    this.missingPackages = layout.missing;
    this.#inventory = takeInventory(snapshot, layout, facts);
    this.#settings = new ResourceSettings(this.#inventory.nodes, layout.main);
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
    this.#linkMacros(known.values());
    decideEnabled(this.#inventory, this.#sources.layout.main);
    this.duplicates = this.#inventory.duplicates.map(({ resource }) => resource);
    this.resources = sorted([...this.#inventory.nodes].map(([id, { resource }]) => [id, resource]));
    this.#resolver = this.#buildResolver();
    const linker = new Linker(this.#inventory, {
      resolver: this.#resolver,
      macros: this.#macroIndex,
      evaluate: (node) => this.#trace(node),
      columns: (expression) => expressionColumns(expression, sources.engine, this.dialect),
    });
    for (const node of this.#inventory.nodes.values()) linker.link(node);
    this.#graph = new Graph(this.resources.values());
    this.readAhead = this.#buildReadAhead(sources.engine);
  }

  get unread(): JinjaProblem[] {
    const read = new Map<string, { facts: Listing } | undefined>([...this.#listings, ...this.#queries]);
    return [...read.values()]
      .flatMap((each) => each?.facts.problem ?? [])
      .filter(({ limit }) => limit)
      .map(({ message, span }) => ({ message, span, limit: true as const }))
      .sort((a, b) => compare(a.span.path, b.span.path));
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

  /** Every setting that some place sets for the resource, by key. */
  settings({ id }: Resource): Map<string, Setting['value']> {
    return this.#settings.all(id);
  }

  /** True if nothing that sets the resource's own text, properties or settings differs between two revisions. */
  sameDefinition(resource: Resource, other: DbtProject): boolean {
    const [node, twin] = [this, other].map((project) => project.#inventory.nodes.get(resource.id));
    if (!node || !twin || node.resource.path !== twin.resource.path) return false;
    const oid = (project: DbtProject) => project.#sources.snapshot.entries.get(resource.path)?.oid;
    const files = (project: DbtProject, { package: own }: Node) => [
      project.#sources.layout.main.file.text,
      own.file.text,
    ];
    return (
      oid(this) === oid(other) &&
      sameProperties(node, twin) &&
      node.yaml.length === twin.yaml.length &&
      node.yaml.every((layer, index) => layer === twin.yaml[index]) &&
      files(this, node).every((text, index) => text === files(other, twin)[index])
    );
  }

  /** The text that is the resource's own: its file, its block of a file, or its YAML entry as JSON. */
  ownText(resource: Resource): string {
    const node = this.#inventory.nodes.get(resource.id);
    const text = this.#sources.snapshot.text(resource.path) ?? '';
    if (!node || resource.type === 'source') return '';
    if (node.entry) return JSON.stringify(toJson(node.entry.node));
    return node.sql?.end === undefined ? text : text.slice(node.sql.start, node.sql.end);
  }

  /** The text of a macro's definition. */
  macroText(id: string): string {
    const macro = this.#macroIndex.get(id);
    return macro ? macro.definition.text.slice(macro.macro.span.start, macro.macro.span.end) : '';
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
    return this.#evaluated(id)?.template;
  }

  query(id: string): QueryFacts | undefined {
    return this.#query(id)?.facts;
  }

  literalTables(id: string): readonly LiteralTable[] {
    return (this.#queries.get(id) ?? this.#listing(id))?.literalTables ?? [];
  }
  output(id: string): Output {
    const known = this.#outputs.get(id) ?? this.#guarded(id, () => this.#outputOf(id, 'everything'));
    if (!this.#underway.has(id)) this.#outputs.set(id, known);
    return known;
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

  #buildReadAhead(engine: SqlEngine): ReadAhead {
    return new ReadAhead({
      upstream: (id) =>
        (this.resources.get(id)?.dependencies ?? []).flatMap(({ target }) =>
          target !== undefined && this.#inventory.nodes.get(target)?.sql ? target : [],
        ),
      passesOn: (id) => star.test(this.#sources.snapshot.text(this.resources.get(id)?.path ?? '') ?? ''),
      isRead: (id) => this.#queries.has(id) || this.#listings.has(id) || this.#isReadElsewhere(id),
      texts: (id) => (this.template(id)?.renderings ?? []).map(({ text }) => text),
      // While an output is worked out, a template that asks for its columns would take it for a circle.
      room: () => (this.#underway.size > 0 ? 0 : engine.room),
      announce: (texts) => engine.announce(this.dialect, texts),
    });
  }

  *#sqlTexts(): Iterable<string> {
    for (const { sql } of this.#inventory.nodes.values()) {
      const text = sql && this.#sources.snapshot.text(sql.path);
      if (text) yield text;
    }
  }

  #evaluated(id: string): Evaluated | undefined {
    if (this.#templates.has(id)) return this.#templates.get(id);
    const node = this.#inventory.nodes.get(id);
    const file = node && this.#templateSource(node);
    const asked = node && recorder(this.#surroundings(node.resource));
    const evaluated = file && asked && { template: evaluateTemplate(file(), asked), asked };
    this.#templates.set(id, evaluated);
    return evaluated;
  }

  #query(id: string): ReadQuery | undefined {
    if (!this.#queries.has(id)) this.readAhead.from(id);
    if (!this.#queries.has(id)) this.#queries.set(id, this.#read('query', id, analyzeQuery));
    return this.#queries.get(id);
  }

  #listing(id: string): ReadQuery<Listing> | undefined {
    if (this.#queries.has(id)) return this.#queries.get(id);
    if (!this.#listings.has(id)) this.readAhead.from(id);
    if (!this.#listings.has(id)) this.#listings.set(id, this.#read('columns', id, listColumns));
    return this.#listings.get(id);
  }

  #read<Facts extends Listing>(
    kind: 'query' | 'columns',
    id: string,
    read: (template: Template, environment: LineageEnvironment, path: string) => Facts,
  ): ReadQuery<Facts> | undefined {
    const node = this.#inventory.nodes.get(id);
    const key = node && this.#keyOf(kind, node);
    if (!node || key === undefined) return undefined;
    const result = this.#sources.facts.answered(key, this.#surroundings(node.resource), (asked) => {
      const { template, asked: before } = this.#evaluated(id)!;
      asked.add(before.questions);
      const { literals, environment } = this.#lineageEnvironment(asked);
      const facts = read(template, environment, node.resource.path);
      return { facts, literalTables: [...literals.values()] };
    });
    // Hardly anyone asks for it once its facts are known, and it is larger than they are.
    if (!result.facts.problem) this.#templates.delete(id);
    return result;
  }

  #lineageEnvironment({ relation }: Pick<Surroundings, 'relation'>): {
    environment: LineageEnvironment;
    literals: ReadonlyMap<string, LiteralTable>;
  } {
    const literals = new Map<string, LiteralTable>();
    const environment: LineageEnvironment = {
      engine: this.#sources.engine,
      warehouse: this.dialect,
      relation,
      read: (query, rendering) => {
        for (const table of literalTables(query, rendering))
          literals.set(`${table.span.path}:${table.span.start}:${table.name.join('.')}`, table);
      },
    };
    return { environment, literals };
  }

  /** True if the other revision has probably read the same. */
  #isReadElsewhere(id: string): boolean {
    const node = this.#inventory.nodes.get(id);
    if (!node) return false;
    const surroundings = this.#surroundings(node.resource);
    return (['query', 'columns'] as const).some((kind) => {
      const key = this.#keyOf(kind, node);
      return key !== undefined && this.#sources.facts.mayBeAnswered(key, surroundings);
    });
  }

  /** What it refers to, for the graph: nobody can ask for columns before that is there. */
  #trace(node: Node): Template | undefined {
    const file = this.#templateSource(node);
    const key = this.#keyOf('trace', node);
    if (!file || key === undefined) return undefined;
    const none = { columns: () => undefined, relation: () => undefined };
    const surroundings = { ...this.#surroundings(node.resource), ...none };
    return this.#sources.facts.answered(key, surroundings, (asked) => traceTemplate(file(), asked));
  }

  /** Names what reading a resource's SQL depends on beside what it asks; undefined if it has none. */
  #keyOf(kind: 'trace' | 'query' | 'columns', { resource, sql }: Node): string | undefined {
    const oid = sql && this.#sources.snapshot.entries.get(sql.path)?.oid;
    return oid === undefined
      ? undefined
      : JSON.stringify([kind, oid, sql?.path, sql?.start, resource.id, this.name, this.dialect]);
  }

  #templateSource({ sql }: Node): (() => TemplateSource) | undefined {
    const text = sql && this.#sources.snapshot.text(sql.path);
    if (!sql || text === undefined) return undefined;
    const { path, start = 0, end = text.length } = sql;
    // Blanks before the block keep its offsets those of the file.
    const isWhole = start === 0 && end === text.length;
    return () => ({ path, text: isWhole ? text : ' '.repeat(start) + text.slice(start, end) });
  }

  #surroundings(resource: Resource): Surroundings {
    const main = this.#sources.layout.main.file;
    return {
      macro: (name, package_, from) => this.#macroIndex.lookup(name, package_, from),
      variable: (name, from) => variable(name, from, main, this.#packageFiles.get(from)),
      model: { name: resource.name, package: resource.package },
      adapter: this.dialect,
      columns: (call) => closedColumns(this.#relation(call, resource)),
      relation: (call) => this.#relation(call, resource),
    };
  }

  #relation(call: RelationToken['call'], reader: Resource): Relation | undefined {
    if (call.kind === 'this') return { id: reader.id, list: itself };
    const resolution =
      call.kind === 'ref'
        ? this.#resolver.ref(call, reader.package)
        : this.#resolver.source(call, reader.package);
    if (!('target' in resolution)) return undefined;
    const { id } = resolution.target;
    const list = () => this.#list(id);
    return {
      id,
      get list() {
        return list();
      },
    };
  }

  /** Equal lists are one object: readers of a model that keeps its columns read nothing anew. */
  #list(id: string): ColumnList {
    const known = this.#lists.get(id);
    if (known) return known;
    const { columns, open: reasons } = this.#guarded(id, () => this.#outputOf(id, 'columns'));
    const list = this.#sources.facts.only({ columns: columns.map(({ name }) => ({ name })), open: reasons });
    if (!this.#underway.has(id)) this.#lists.set(id, list);
    return list;
  }

  /** What is met again while it is worked out reads itself. */
  #guarded(id: string, work: () => Output): Output {
    if (this.#underway.has(id)) return circle;
    if (this.#underway.size >= maxDepth) return open('the chain of models above it is too long');
    this.#underway.add(id);
    try {
      return work();
    } finally {
      this.#underway.delete(id);
    }
  }

  #outputOf(id: string, wanted: 'everything' | 'columns'): Output {
    const node = this.#inventory.nodes.get(id);
    if (!node) return open('it is not in this project');
    const { resource } = node;
    if (resource.enabled === false) return open('it is disabled');
    if (resource.type === 'source')
      return documentedOutput(resource, 'a source may have columns that are not listed');
    if (resource.type === 'seed') {
      return this.#sources.facts.seed(
        this.#sources.snapshot,
        resource.path,
        this.known(resource, 'delimiter'),
      );
    }
    if (resource.type === 'snapshot') return this.#snapshotOutput(node, wanted);
    if (!node.sql) return documentedOutput(resource, 'it is not written in SQL');
    return this.#queryOutput(id, wanted) ?? open('its template cannot be read');
  }

  #queryOutput(id: string, wanted: 'everything' | 'columns'): Output | undefined {
    return (wanted === 'columns' ? this.#listing(id) : this.#query(id))?.facts.output;
  }

  #snapshotOutput({ resource, sql }: Node, wanted: 'everything' | 'columns'): Output {
    const relation = resource.dependencies[0]?.target;
    const query = sql
      ? this.#queryOutput(resource.id, wanted)
      : relation === undefined
        ? undefined
        : passedOn(relation, this.output(relation));
    const recordsDeletes = this.known(resource, 'hard_deletes') === 'new_record';
    const renamed = this.setting(resource, 'snapshot_meta_column_names').span !== undefined;
    return snapshotOutput(resource, query ?? open('its query cannot be read'), recordsDeletes, renamed);
  }
}

function sorted<T>(entries: [string, T][]): Map<string, T> {
  return new Map(entries.sort(([a], [b]) => compare(a, b)));
}

/** One entry, or what was read from it, is the same object for both revisions unless its file differs. */
function sameProperties(node: Node, twin: Node): boolean {
  if (node.patch && node.patch === twin.patch && node.resource.version === twin.resource.version) return true;
  if (node.table || twin.table) return node.table === twin.table;
  return node.resource.properties === twin.resource.properties;
}
