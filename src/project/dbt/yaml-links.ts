/** What resources that are written in YAML read: exposures, semantic models, metrics, unit tests, … */
import type { RefCall, SourceCall, Span } from '../jinja/rendered.ts';
import { get, items, textOf, type YamlNode } from '../yaml/node.ts';
import { literalCalls } from './literal-calls.ts';
import { type Entry, spanOf } from './properties.ts';
import type { Dependency, ResourceType, YamlColumnUse } from './resources.ts';

/** How names in YAML are looked up; all answer with a dependency, resolved or not. */
export interface Lookup {
  call(call: RefCall | SourceCall): Dependency;
  metric(name: string, span: Span): Dependency;
  measure(name: string, span: Span): Dependency;
  /** Columns that a SQL expression names. */
  columns(expression: YamlNode): string[];
}

export interface YamlLinks {
  dependencies: Dependency[];
  columnUses: YamlColumnUse[];
}

export function readLinks(type: ResourceType, entry: Entry, lookup: Lookup): YamlLinks {
  const links: YamlLinks = { dependencies: [], columnUses: [] };
  const read = readers[type];
  if (read) read(entry, lookup, links);
  return links;
}

type Reader = (entry: Entry, lookup: Lookup, links: YamlLinks) => void;

const readers: Partial<Record<ResourceType, Reader>> = {
  snapshot: ({ node, path }, lookup, { dependencies }) => {
    dependencies.push(...calls(get(node, 'relation'), path, lookup));
  },
  exposure: ({ node, path }, lookup, { dependencies }) => {
    for (const item of items(get(node, 'depends_on'))) dependencies.push(...calls(item, path, lookup));
  },
  semantic_model: readSemanticModel,
  metric: readMetric,
  saved_query: ({ node, path }, lookup, { dependencies }) => {
    for (const item of items(get(get(node, 'query_params'), 'metrics'))) {
      const name = textOf(item);
      if (name) dependencies.push(lookup.metric(name, spanOf(path, item)));
    }
  },
  unit_test: readUnitTest,
};

function calls(node: YamlNode | undefined, path: string, lookup: Lookup): Dependency[] {
  const text = textOf(node);
  if (!node || !text) return [];
  return literalCalls(text, spanOf(path, node)).map((call) =>
    call.kind === 'metric' ? lookup.metric(call.name, call.span) : lookup.call(call),
  );
}

/** The parts of a semantic model name columns by `expr`, or by their own name if they have none. */
function readSemanticModel({ node, path }: Entry, lookup: Lookup, links: YamlLinks): void {
  links.dependencies.push(...calls(get(node, 'model'), path, lookup));
  const relation = links.dependencies[0]?.target;
  for (const key of ['entities', 'dimensions', 'measures']) {
    for (const part of items(get(node, key))) {
      const expression = get(part, 'expr') ?? get(part, 'name');
      if (!expression) continue;
      for (const column of lookup.columns(expression))
        links.columnUses.push(use(relation, column, spanOf(path, expression)));
    }
  }
}

function use(relation: string | undefined, column: string, span: Span): YamlColumnUse {
  return { ...(relation === undefined ? {} : { relation }), column: column.toLowerCase(), span };
}

const measureKeys = ['measure', 'base_measure', 'conversion_measure'];
const metricKeys = ['numerator', 'denominator', 'metric', 'input_metric', 'base_metric', 'conversion_metric'];

function readMetric({ node, path }: Entry, lookup: Lookup, { dependencies }: YamlLinks): void {
  const parameters = get(node, 'type_params');
  for (const scope of [
    node,
    parameters,
    get(parameters, 'conversion_type_params'),
    get(parameters, 'cumulative_type_params'),
  ]) {
    for (const key of measureKeys)
      for (const { name, at } of named(get(scope, key))) {
        dependencies.push(lookup.measure(name, spanOf(path, at)));
      }
    for (const key of metricKeys)
      for (const { name, at } of named(get(scope, key))) {
        dependencies.push(lookup.metric(name, spanOf(path, at)));
      }
    for (const item of ['metrics', 'input_metrics'].flatMap((key) => items(get(scope, key))))
      for (const { name, at } of named(item)) {
        dependencies.push(lookup.metric(name, spanOf(path, at)));
      }
  }
}

/** A name, written alone or as `name:` of a map. */
function named(node: YamlNode | undefined): { name: string; at: YamlNode }[] {
  const at = node?.kind === 'map' ? get(node, 'name') : node;
  const name = textOf(at);
  return at && name ? [{ name, at }] : [];
}

function readUnitTest({ node, path }: Entry, lookup: Lookup, links: YamlLinks): void {
  const modelNode = get(node, 'model');
  const model = textOf(modelNode);
  if (!model || !modelNode) return;
  const tested = lookup.call({ kind: 'ref', name: model, span: spanOf(path, modelNode) });
  links.dependencies.push(tested);
  for (const given of items(get(node, 'given'))) {
    const input = calls(get(given, 'input'), path, lookup);
    links.dependencies.push(...input);
    if (input[0]) links.columnUses.push(...rowColumns(given, path, input[0].target));
  }
  const expected = get(node, 'expect');
  if (expected) links.columnUses.push(...rowColumns(expected, path, tested.target));
}

/** Each column once, where it stands first. Rows as CSV or SQL text are not read. */
function rowColumns(holder: YamlNode, path: string, relation: string | undefined): YamlColumnUse[] {
  const found = new Map<string, YamlColumnUse>();
  for (const row of items(get(holder, 'rows'))) {
    if (row.kind !== 'map') continue;
    for (const [column, { key }] of row.entries) {
      const name = column.toLowerCase();
      if (!found.has(name)) found.set(name, use(relation, name, spanOf(path, key)));
    }
  }
  return [...found.values()];
}
