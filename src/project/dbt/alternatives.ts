/**
 * Which of several resources with one id is built. Projects offer alternatives that way, one for each warehouse, and
 * dbt refuses to run if two of them are enabled.
 */
import type { Snapshot } from '../../change/snapshot.ts';
import type { Environment } from '../jinja/environment.ts';
import { evaluateTemplate } from '../jinja/evaluate.ts';
import type { ConfigEntry } from '../jinja/rendered.ts';
import { get, textOf } from '../yaml/node.ts';
import { parseYaml } from '../yaml/parse.ts';
import type { Inventory, Node } from './nodes.ts';
import type { ProjectFile } from './project-file.ts';
import { settingOf } from './resource-settings.ts';
import type { Resource, Setting, Tristate } from './resources.ts';
import { templateSource } from './template-source.ts';

export interface Conditions {
  main: ProjectFile;
  snapshot: Snapshot;
  environment(node: Node): Environment;
  /** False if the warehouse is only what its texts look like. */
  knowsWarehouse(): boolean;
}

/** Makes the one count that is built, as far as that is known. */
export function chooseAlternatives({ nodes, duplicates }: Inventory, conditions: Conditions): void {
  const groups = new Map<string, Node[]>();
  for (const node of duplicates) {
    const { id } = node.resource;
    groups.set(id, [...(groups.get(id) ?? [nodes.get(id)!]), node]);
  }
  for (const [id, group] of groups) {
    const chosen = choose(group, conditions);
    const first = nodes.get(id)!;
    if (chosen === first) continue;
    nodes.set(id, chosen);
    duplicates[duplicates.indexOf(chosen)] = first;
  }
}

function choose(group: readonly Node[], conditions: Conditions): Node {
  const live = group.filter(({ resource }) => resource.enabled !== false);
  const on = live.filter(({ resource }) => resource.enabled === true);
  if (on.length > 1) return decided(on[0]!, 'contested');
  if (on.length === 1 || live.length < 2) return on[0] ?? live[0] ?? group[0]!;
  const states = new Map(live.map((node) => [node, evaluated(node, conditions)]));
  const those = (state: Tristate): Node[] => live.filter((node) => states.get(node) === state);
  const possible = those(true).length > 0 ? those(true) : those('unknown');
  const chosen = possible[0] ?? live[0]!;
  // All of them may be off in this warehouse: the project builds in theirs, too.
  if (possible.length !== 1 || !conditions.knowsWarehouse()) return decided(chosen, 'contested');
  for (const state of [true, false]) {
    // Both revisions share a source.
    for (const { table, resource } of those(state)) if (!table) resource.enabled = state;
  }
  return decided(chosen, 'chosen');
}

function decided(node: Node, alternative: Resource['alternative']): Node {
  // A source's columns are unknown in any case.
  if (!node.table && alternative) node.resource.alternative = alternative;
  return node;
}

/** By what its condition comes to in the project's warehouse. A variable may have another value in each run. */
function evaluated(node: Node, conditions: Conditions): Tristate {
  const setting = settingOf(node, conditions.main, 'enabled');
  const config = isTemplates(node, setting) ? configOf(node, conditions) : entryOf(node, setting, conditions);
  const [first, ...others] = config
    .filter(({ key }) => key === 'enabled')
    .map(({ value }) => (value.known ? String(value.value).toLowerCase() : undefined));
  if (others.some((other) => other !== first)) return 'unknown';
  return first === 'true' ? true : first === 'false' ? false : 'unknown';
}

function isTemplates({ sql }: Node, { span }: Setting): boolean {
  return sql !== undefined && (span === undefined || span.path === sql.path);
}

/** What its template's config() calls set, of those that are made in this project. */
function configOf(node: Node, { snapshot, environment }: Conditions): readonly ConfigEntry[] {
  const file = templateSource(snapshot, node);
  return file ? evaluateTemplate(file(), environment(node)).config : [];
}

/** The same of an expression in YAML. */
function entryOf(
  node: Node,
  { span }: Setting,
  { snapshot, environment }: Conditions,
): readonly ConfigEntry[] {
  const written = span && snapshot.text(span.path)?.slice(span.start, span.end);
  const { root } = parseYaml(written ?? '');
  const [, expression] =
    /^\s*\{\{(.*)\}\}\s*$/s.exec(textOf(get(root, 'enabled') ?? get(root, '+enabled')) ?? '') ?? [];
  if (expression === undefined) return [];
  const text = `{{ config(enabled=(${expression})) }}`;
  return evaluateTemplate({ path: span!.path, text }, environment(node)).config;
}
