/** State of Terraform: everything it knows of what it manages, in plain text. */

/** How many resources a state holds; undefined if the file is none, or holds none. */
export function resourcesInState(text: string, path: string): number | undefined {
  if (!isStatePath(path)) return undefined;
  try {
    const state: unknown = JSON.parse(text);
    const count = resourcesOf(state);
    return count > 0 ? count : undefined;
  } catch {
    return undefined; // encrypted, or no state
  }
}

/** `terraform.tfstate`, and the copies that Terraform leaves beside it. */
function isStatePath(path: string): boolean {
  return /\.tfstate(\.\d+)?(\.backup)?$/i.test(path);
}

/** Since version 4 they stand in one list; before, by module in mappings. */
function resourcesOf(state: unknown): number {
  const { resources, modules } = fields(state);
  if (Array.isArray(resources)) return resources.length;
  if (!Array.isArray(modules)) return 0;
  return modules.reduce<number>(
    (sum, module) => sum + Object.keys(fields(fields(module)['resources'])).length,
    0,
  );
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
