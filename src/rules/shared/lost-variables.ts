/** Variables that dbt_project.yml no longer defines, and who asks for them without a default. */
import { literalText } from '../../project/jinja/literal.ts';
import { parseTemplate } from '../../project/jinja/parser.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import { walk } from '../../project/jinja/walk.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { get, type YamlNode } from '../../project/yaml/node.ts';
import { parseYaml } from '../../project/yaml/parse.ts';
import type { Snapshot } from '../../change/snapshot.ts';

export interface VariableUse {
  by: Resource;
  span: Span;
}

/** Names that the project's own templates could ask for at base and cannot at head; none if a file cannot be read. */
export function lostVariables(
  { base, head }: { base: Project; head: Project },
  change: { base: Snapshot; head: Snapshot },
): string[] {
  // Most pull requests leave the file alone.
  const file = projectFileOf(head);
  if (base.root === head.root && change.base.entries.get(file)?.oid === change.head.entries.get(file)?.oid)
    return [];
  const then = variablesOf(base, change.base);
  const now = variablesOf(head, change.head);
  return then && now ? [...then].filter((name) => !now.has(name)).sort() : [];
}

/** True if `user`, which takes `pack` in as a package, gives it the variable. */
export function isGivenBy(user: Project, pack: Project, name: string, snapshot: Snapshot): boolean {
  return user.isLocalPackage(pack.name) && (variablesOf(user, snapshot, pack.name)?.has(name) ?? true);
}

/**
 * What `vars` holds for the project itself: a name of its own in there has variables for its templates alone.
 * Undefined if a file cannot be read, or if variables stand in one of their own.
 */
function variablesOf(project: Project, snapshot: Snapshot, of = project.name): Set<string> | undefined {
  const file = projectFileOf(project);
  if (snapshot.entries.has(file.replace(/[^/]*$/, 'vars.yml'))) return undefined;
  const text = snapshot.text(file);
  const parsed = text === undefined ? undefined : parseYaml(text);
  if (!parsed || parsed.problem) return undefined;
  const vars = get(parsed.root, 'vars');
  return new Set([...keysOf(vars), ...keysOf(get(vars, of))]);
}

function projectFileOf({ root }: Project): string {
  return root === '' ? 'dbt_project.yml' : `${root}/dbt_project.yml`;
}

function keysOf(node: YamlNode | undefined): string[] {
  return node?.kind === 'map' ? [...node.entries.keys()] : [];
}

/** Calls of `var()` with this name and no default, in SQL files of what is built. */
export function usesOf(project: Project, name: string, snapshot: Snapshot): VariableUse[] {
  return [...project.resources.values()].flatMap((by) => {
    const { type, enabled, path } = by;
    if ((type !== 'model' && type !== 'snapshot') || enabled !== true || by.package !== project.name)
      return [];
    const text = path.endsWith('.sql') ? snapshot.text(path) : undefined;
    return text?.includes(name) ? callsIn(text, path, name).map((span) => ({ by, span })) : [];
  });
}

function callsIn(text: string, path: string, name: string): Span[] {
  const parsed = parseTemplate({ path, text });
  const found: Span[] = [];
  if (!parsed.ok) return found;
  walk(parsed.body, {
    statement: () => true,
    expression: (node) => {
      const isVar = node.type === 'call' && node.of.type === 'name' && node.of.name === 'var';
      if (isVar && node.args.length === 1 && literalText(node.args[0]?.value) === name)
        found.push({ path, start: node.start, end: node.end });
    },
  });
  return found;
}
