/** Resolves what each resource reads and calls: fills `dependencies`, `dynamic`, `macros` and `columnUses`. */
import type { Trace } from '../jinja/evaluate.ts';
import type { DynamicCall, MacroCall, RefCall, SourceCall, Span } from '../jinja/rendered.ts';
import type { MacroIndex } from './macros.ts';
import type { Inventory, Node } from './nodes.ts';
import type { Resolver } from './resolver.ts';
import type { Dependency, Resource } from './resources.ts';
import { partsOf, semanticUses } from './semantic.ts';
import { type Lookup, readLinks } from './yaml-links.ts';
import type { YamlNode } from '../yaml/node.ts';

interface Needs {
  resolver: Resolver;
  macros: MacroIndex;
  /** Evaluates the template of a resource whose refs a scan cannot read. */
  evaluate(node: Node): Trace | undefined;
  /** Columns that a SQL expression in YAML names. */
  columns(expression: YamlNode): string[];
}

const semanticTypes = new Set<string>(['semantic_model', 'metric', 'saved_query']);

export class Linker {
  readonly #needs: Needs;
  readonly #metrics = new Map<string, string>();
  readonly #measures = new Map<string, string>();

  constructor(inventory: Inventory, needs: Needs) {
    this.#needs = needs;
    for (const { resource, entry } of inventory.nodes.values()) {
      if (resource.type === 'metric') this.#metrics.set(resource.name, resource.id);
      if (resource.type !== 'semantic_model' || !entry) continue;
      resource.parts = partsOf(entry);
      for (const { kind, name } of resource.parts) {
        if (kind === 'measure') this.#measures.set(name, resource.id);
      }
    }
    this.#addMeasureMetrics(inventory);
  }

  /** A measure may be a metric of the same name as well; one that is written out counts before it. */
  #addMeasureMetrics({ nodes }: Inventory): void {
    for (const { resource } of nodes.values()) {
      for (const { name, isMetric } of resource.parts ?? []) {
        if (isMetric && !this.#metrics.has(name)) this.#metrics.set(name, resource.id);
      }
    }
  }

  link(node: Node): void {
    if (node.scan) this.#linkTemplate(node);
    else if (node.entry) this.#linkYaml(node);
  }

  #linkYaml({ resource, entry }: Node): void {
    if (!entry) return;
    const { dependencies, columnUses } = readLinks(resource.type, entry, this.#lookup(resource));
    resource.dependencies = dependencies;
    resource.columnUses = columnUses;
    if (semanticTypes.has(resource.type)) resource.semanticUses = semanticUses(entry);
  }

  #lookup(resource: Resource): Lookup {
    const named =
      (kind: 'metric' | 'measure', known: ReadonlyMap<string, string>) => (name: string, span: Span) => {
        const target = known.get(name);
        return target === undefined
          ? { kind, label: name, unresolved: 'unknown' as const, span }
          : { kind, label: name, target, span };
      };
    return {
      call: (call) => this.#dependency(call, resource.package),
      metric: named('metric', this.#metrics),
      measure: named('measure', this.#measures),
      columns: this.#needs.columns,
    };
  }

  #linkTemplate(node: Node): void {
    const { resource, scan } = node;
    if (!scan) return;
    const found: Dependency[] = [...scan.refs, ...scan.sources].map((call) =>
      this.#dependency(call, resource.package),
    );
    const throughMacros = this.#callMacros(node, found);
    const dynamic = [...scan.dynamic, ...throughMacros];
    if (dynamic.length > 0) {
      const template = this.#needs.evaluate(node);
      const settled = template && !template.problem;
      if (settled) {
        const calls = [...template.refs, ...template.sources];
        found.push(...calls.map((call) => this.#dependency(call, resource.package)));
      }
      resource.dynamic = settled ? template.dynamic : dynamic;
    }
    resource.dependencies = distinct(found);
  }

  /**
   * Follows the calls of macros through macros. Their literal refs are added to `found`, at the place of
   * the resource's own call; what they compute is returned.
   */
  #callMacros({ resource, scan }: Node, found: Dependency[]): DynamicCall[] {
    const dynamic: DynamicCall[] = [];
    const calls: MacroCall[] = [];
    const seen = new Set<string>();
    const pending: { call: MacroCall; from: string; span: Span }[] = [];
    const follow = (call: MacroCall, from: string, span: Span, direct: boolean): void => {
      const answer = this.#needs.macros.called(call, from);
      const target = typeof answer === 'object' ? answer : undefined;
      calls.push(toCall(call, target?.id, span, direct));
      const known = target && !seen.has(target.id) ? this.#needs.macros.get(target.id) : undefined;
      if (!target || !known) return;
      seen.add(target.id);
      const { refs, sources, macros, dynamic: computed } = known.definition.scan;
      for (const inner of [...refs, ...sources])
        found.push(this.#dependency({ ...inner, span }, target.package));
      for (const inner of computed) dynamic.push({ ...inner, span });
      for (const inner of macros) pending.push({ call: inner, from: target.package, span });
    };
    for (const call of scan?.macros ?? []) follow(call, resource.package, call.span, true);
    for (const { call, from, span } of pending) follow(call, from, span, false);
    resource.macros = calls;
    return dynamic;
  }

  #dependency(call: RefCall | SourceCall, from: string): Dependency {
    const { kind, span } = call;
    const resolution =
      kind === 'ref' ? this.#needs.resolver.ref(call, from) : this.#needs.resolver.source(call, from);
    const label = kind === 'ref' ? refLabel(call) : `${call.source}.${call.table}`;
    return 'target' in resolution
      ? { kind, target: resolution.target.id, label, span }
      : { kind, label, unresolved: resolution.unresolved, span };
  }
}

function refLabel({ package: package_, name, version }: RefCall): string {
  return `${package_ === undefined ? '' : `${package_}.`}${name}${version === undefined ? '' : `.v${version}`}`;
}

function toCall(call: MacroCall, id: string | undefined, span: Span, direct: boolean): MacroCall {
  const { name, dispatch, arguments: passed } = call;
  const made: MacroCall = { name, resolution: id === undefined ? 'unknown' : 'found', span, direct };
  if (id !== undefined) made.id = id;
  if (dispatch) made.dispatch = dispatch;
  if (passed) made.arguments = passed;
  return made;
}

/** One dependency for each place and target, in the order of the file. */
function distinct(found: readonly Dependency[]): readonly Dependency[] {
  if (found.length < 2) return found;
  const byKey = new Map(
    found.map((each) => [`${each.span.path}:${each.span.start}:${each.kind}:${each.label}`, each]),
  );
  return [...byKey.values()].sort((a, b) => a.span.start - b.span.start);
}
