/** What a model promises its readers, and whether its SQL keeps it. */
import type { DocumentedColumn, Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import type { OutputColumn } from '../../project/lineage/facts.ts';
import { castType, typeFamily } from './sql-types.ts';
import type { Snapshot } from '../../change/snapshot.ts';

/** Materializations whose contract dbt looks at; of all others it is words. */
const held = new Set<unknown>(['table', 'view', 'incremental']);

/** True if dbt holds the model to its contract. Undefined if it depends on the run. */
export function isEnforced(project: Project, resource: Resource): boolean | undefined {
  const { value } = project.setting(resource, 'materialized');
  if (!value.known) return undefined;
  return held.has(value.value) ? asksForContract(project, resource) : false;
}

/** True if the setting asks for it, whether dbt can do so or not. Undefined if it depends on the run. */
export function asksForContract(project: Project, resource: Resource): boolean | undefined {
  const { value } = project.setting(resource, 'contract');
  if (!value.known) return undefined;
  const contract = value.value;
  if (typeof contract !== 'object' || contract === null) return false;
  return (contract as Record<string, unknown>)['enforced'] === true;
}

export interface Mismatch {
  /** Promised, and not returned. */
  missing: DocumentedColumn[];
  /** Returned, and not promised. */
  extra: OutputColumn[];
  /** Cast to a type of another kind than the promised one. */
  mistyped: { promised: DocumentedColumn; column: OutputColumn; type: string }[];
}

/** How the SQL of a model differs from its columns in the properties file. Undefined if it cannot be known. */
export function contractMismatch(
  project: Project,
  resource: Resource,
  snapshot: Snapshot,
): Mismatch | undefined {
  const promised = resource.properties?.columns ?? [];
  const { columns, open } = project.output(resource.id);
  if (open.length > 0 || columns.some(({ certain }) => !certain)) return undefined;
  const returned = new Map(columns.map((column) => [column.name, column]));
  const names = new Set(promised.map(({ name }) => columnOf(name)));
  return {
    missing: promised.filter(({ name }) => !returned.has(columnOf(name))),
    extra: columns.filter(({ name }) => !names.has(name)),
    mistyped: promised.flatMap((each) => {
      const column = returned.get(each.name.toLowerCase());
      const text = column && snapshot.text(column.span.path)?.slice(0, column.span.start);
      const type = text === undefined ? undefined : castType(text);
      if (!column || type === undefined || each.dataType === undefined) return [];
      const wanted = typeFamily(each.dataType, project.dialect);
      const given = typeFamily(type, project.dialect);
      return wanted && given && wanted !== given ? { promised: each, column, type } : [];
    }),
  };
}

/** The column that a promise is about, in lower case: `address.street` is a field of the column `address`. */
function columnOf(name: string): string {
  const [column = ''] = name.toLowerCase().split('.');
  return column;
}
