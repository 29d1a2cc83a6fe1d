/** Which resources of a project are switched on. */
import { get, textOf } from '../yaml/node.ts';
import { chooseAlternatives, type Conditions } from './alternatives.ts';
import type { Inventory, Node } from './nodes.ts';
import type { ProjectFile } from './project-file.ts';
import { settingOf } from './resource-settings.ts';
import type { Tristate } from './resources.ts';

export function decideEnabled(inventory: Inventory, conditions: Conditions): void {
  const { nodes, duplicates } = inventory;
  for (const node of [...nodes.values(), ...duplicates]) {
    // A source's has been decided where it was listed.
    if (!node.table) node.resource.enabled = isEnabled(node, conditions.main);
  }
  chooseAlternatives(inventory, conditions);
  // dbt leaves out the unit tests of a model that is switched off.
  for (const { resource, entry } of nodes.values()) {
    if (resource.type !== 'unit_test' || resource.enabled === false || !entry) continue;
    const tested = textOf(get(entry.node, 'model')) ?? '';
    const enabled = nodes.get(`model.${resource.package}.${tested}`)?.resource.enabled;
    if (enabled !== undefined && enabled !== true) resource.enabled = enabled;
  }
}

/** By its own settings. */
export function isEnabled(node: Node, main: ProjectFile): Tristate {
  const { value } = settingOf(node, main, 'enabled');
  return value.known ? value.value !== false && value.value !== 'false' : 'unknown';
}
