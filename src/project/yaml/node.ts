/** YAML as rules need it: plain values that know where they stand. Offsets are UTF-16 code units. */

/** Where a node stands in its file. */
interface Placed {
  start: number;
  end: number;
  /** Nodes it holds with every alias expanded, itself included: bounds the work of walking it. */
  size: number;
}

export interface YamlScalar extends Placed {
  kind: 'scalar';
  /** By the YAML 1.1 rules, as dbt's reader has them; dates stay text. */
  value: string | number | boolean | null;
  /** As written, without quotes: what a name is, whatever it looks like. */
  text: string;
}

export interface YamlList extends Placed {
  kind: 'list';
  items: YamlNode[];
}

export interface YamlMap extends Placed {
  kind: 'map';
  /** In the order of the file. Of a key that stands twice the later one counts. */
  entries: Map<string, YamlEntry>;
}

export interface YamlEntry {
  key: { start: number; end: number };
  value: YamlNode;
}

export type YamlNode = YamlScalar | YamlList | YamlMap;

/** The value of a key, if `node` is a map that has it. */
export function get(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
}

/** The items of a list; of anything else none. */
export function items(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/** The text of a scalar that is not null or empty, else undefined. */
export function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && node.value !== null && node.text !== '' ? node.text : undefined;
}

/** A list of texts, or one text standing for a list of one. */
export function texts(node: YamlNode | undefined): string[] {
  const nodes = node?.kind === 'list' ? node.items : node ? [node] : [];
  return nodes.flatMap((item) => textOf(item) ?? []);
}

/** As JSON; objects have no prototype, so that no key of the file can mean anything. */
export function toJson(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toJson);
  const object: Record<string, unknown> = Object.create(null);
  for (const [key, entry] of node.entries) object[key] = toJson(entry.value);
  return object;
}

/** As a JSON object; empty if `node` is not a map. */
export function toRecord(node: YamlNode | undefined): Record<string, unknown> {
  return node?.kind === 'map' ? (toJson(node) as Record<string, unknown>) : Object.create(null);
}
