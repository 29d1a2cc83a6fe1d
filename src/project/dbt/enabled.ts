/** Which resources of a project are switched on. */
import { get, textOf } from '../yaml/node.ts';
import type { Package } from './layout.ts';
import type { Inventory } from './nodes.ts';
import { settingOf } from './resource-settings.ts';

/** Of two resources with one id an enabled one counts, which is how projects offer alternatives. */
export function decideEnabled({ nodes, duplicates }: Inventory, main: Package): void {
  for (const node of [...nodes.values(), ...duplicates]) {
    const { value } = settingOf(node, main, 'enabled');
    node.resource.enabled = value.known ? value.value !== false && value.value !== 'false' : 'unknown';
  }
  for (const [index, node] of duplicates.entries()) {
    const first = nodes.get(node.resource.id);
    if (!first || first.resource.enabled !== false || node.resource.enabled === false) continue;
    nodes.set(node.resource.id, node);
    duplicates[index] = first;
  }
  // dbt leaves out the unit tests of a model that is switched off.
  for (const { resource, entry } of nodes.values()) {
    if (resource.type !== 'unit_test' || resource.enabled === false || !entry) continue;
    const tested = textOf(get(entry.node, 'model')) ?? '';
    const enabled = nodes.get(`model.${resource.package}.${tested}`)?.resource.enabled;
    if (enabled !== undefined && enabled !== true) resource.enabled = enabled;
  }
}
