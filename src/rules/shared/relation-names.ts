/** What a resource's relation is called in the warehouse, as far as that is known without running dbt. */
import type { NamePart } from '../../project/dbt/naming.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';

/** Other words for the same setting. */
const synonyms: Record<NamePart, readonly string[]> = {
  schema: ['dataset'],
  alias: [],
  database: ['project', 'catalog'],
};

/** What the settings say of a part of the name, null for nothing; undefined if it is not known. */
export function customOf(project: Project, resource: Resource, part: NamePart): string | null | undefined {
  const { value } = project.setting(resource, part);
  if (!value.known || synonyms[part].some((key) => project.setting(resource, key).span)) return undefined;
  const custom = value.value ?? null;
  return custom === null || typeof custom === 'string' ? custom : undefined;
}

/** The last part of the relation's name, in lower case; undefined if it is not known. */
export function relationName(project: Project, resource: Resource): string | undefined {
  if (resource.type === 'source') {
    const { value } = project.setting(resource, 'identifier');
    const name = value.known ? (value.value ?? resource.name.split('.').at(-1)) : undefined;
    return typeof name === 'string' ? name.toLowerCase() : undefined;
  }
  const custom = customOf(project, resource, 'alias');
  if (custom === undefined) return undefined;
  if (project.macros.has(`macro.${project.name}.generate_alias_name`)) {
    const [name, other] = project.names(resource, 'alias', custom) ?? [];
    return other === undefined ? name?.toLowerCase() : undefined;
  }
  const { name, version } = resource;
  return (
    custom ?? (version === undefined ? name : `${name}_v${version.replaceAll('.', '_')}`)
  ).toLowerCase();
}

/** False if the relation is surely in another schema than `schema`, which is in lower case. */
export function mayBeInSchema(project: Project, resource: Resource, schema: string): boolean {
  if (resource.type === 'source') {
    const { value } = project.setting(resource, 'schema');
    const own = value.known ? (value.value ?? resource.name.split('.', 1).join('')) : undefined;
    return typeof own !== 'string' || own.toLowerCase() === schema;
  }
  const target = resource.type === 'snapshot' ? project.setting(resource, 'target_schema') : undefined;
  if (target?.span) {
    const { value } = target;
    return !value.known || typeof value.value !== 'string' || value.value.toLowerCase() === schema;
  }
  const custom = customOf(project, resource, 'schema');
  const names = custom === undefined ? undefined : project.names(resource, 'schema', custom);
  return names?.some((name) => fits(name.toLowerCase(), schema)) ?? true;
}

/** True if the name can become `schema`, where the run puts something in for `<target.schema>`. */
function fits(name: string, schema: string): boolean {
  const [first = '', ...others] = name.split(/<[^>]*>/);
  const last = others.pop();
  if (last === undefined) return first === schema;
  if (!schema.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = schema.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return schema.endsWith(last) && schema.length - last.length >= at;
}
