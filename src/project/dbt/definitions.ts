/**
 * How a resource is defined at two revisions. A macro or a project file that many use makes thousands of resources
 * differ: what both revisions have in common is told by its identity, and not read for that.
 */
import { toJson } from '../yaml/node.ts';
import type { Node } from './nodes.ts';
import type { ProjectFile } from './project-file.ts';
import { hasSameSettings } from './resource-settings.ts';
import type { Resource } from './resources.ts';

export interface Defined {
  node: Node;
  /** Of the project that is looked at; the node may belong to a package. */
  main: ProjectFile;
  /** Of the file's content; undefined if there is no such file. */
  oid: string | undefined;
  /** All of the file. */
  text(): string;
}

export type DefinitionCause = 'moved' | 'sql' | 'properties' | 'config';

/** What of a definition differs between two revisions; nothing if the resource is the same. */
export function definitionChanges(then: Defined, now: Defined): DefinitionCause[] {
  if (isShared(then, now)) return [];
  const isYaml = /\.ya?ml$/i.test(now.node.resource.path);
  const hasSameText = ownText(then) === ownText(now);
  const causes: DefinitionCause[] = [];
  if (then.node.resource.path !== now.node.resource.path) causes.push('moved');
  if (!hasSameText) causes.push(isYaml ? 'properties' : 'sql');
  if ((hasSameText || !isYaml) && !hasSameProperties(then.node, now.node)) causes.push('properties');
  if (!hasSameSettings(then, now)) causes.push('config');
  return causes;
}

/** True only if nothing that defines the resource differs; looks at nothing but identities. */
function isShared(then: Defined, now: Defined): boolean {
  const [node, twin] = [then.node, now.node];
  return (
    node === twin ||
    (node.resource.path === twin.resource.path &&
      then.oid === now.oid &&
      isSameEntry(node, twin) &&
      node.yaml.length === twin.yaml.length &&
      node.yaml.every((layer, index) => layer === twin.yaml[index]) &&
      then.main.text === now.main.text &&
      node.file.text === twin.file.text)
  );
}

/** The text that is the resource's own: its file, its block of a file, or its YAML entry as JSON. */
export function ownText({ node, text }: Defined): string {
  if (node.resource.type === 'source') return '';
  if (node.entry) return entryText(node.entry);
  return node.sql?.end === undefined ? text() : text().slice(node.sql.start, node.sql.end);
}

const entryTexts = new WeakMap<NonNullable<Node['entry']>, string>();

function entryText(entry: NonNullable<Node['entry']>): string {
  const text = entryTexts.get(entry) ?? JSON.stringify(toJson(entry.node));
  entryTexts.set(entry, text);
  return text;
}

function hasSameProperties(node: Node, twin: Node): boolean {
  return (
    isSameEntry(node, twin) ||
    propertiesKey(node.resource.properties) === propertiesKey(twin.resource.properties)
  );
}

/** One entry, or what was read from it, is the same object for both revisions unless its file differs. */
function isSameEntry(node: Node, twin: Node): boolean {
  if (node.patch && node.patch === twin.patch && node.resource.version === twin.resource.version) return true;
  if (node.table || twin.table) return node.table === twin.table;
  if (node.entry && node.entry === twin.entry) return true;
  return node.resource.properties === twin.resource.properties;
}

/** Properties by meaning: where they stand does not count. */
function propertiesKey(properties: Resource['properties']): string {
  return JSON.stringify(properties ?? null, (key, value: unknown) =>
    key === 'span' || key === 'nameSpan' ? undefined : value,
  );
}
