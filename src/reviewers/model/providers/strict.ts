/** Whether OpenAI's strict mode takes a schema: every object is closed and requires all it may hold. */

const inside = ['items', 'anyOf', 'allOf', 'oneOf', 'prefixItems'] as const;
const named = ['properties', '$defs', 'definitions'] as const;

export function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict);
  if (typeof schema !== 'object' || schema === null) return true;
  const it = schema as Readonly<Record<string, unknown>>;
  if (it['properties'] !== undefined || it['type'] === 'object') {
    const required = new Set(Array.isArray(it['required']) ? it['required'] : []);
    const names = Object.keys(it['properties'] ?? {});
    if (it['additionalProperties'] !== false || !names.every((name) => required.has(name))) return false;
  }
  return (
    inside.every((key) => isStrict(it[key])) && named.every((key) => isStrict(Object.values(it[key] ?? {})))
  );
}
