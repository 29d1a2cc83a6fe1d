/** By which columns a relation is partitioned, as far as its project says so. */
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { isStored } from './materialized.ts';

const modelKeys = ['partition_by', 'partitioned_by'];
const metaKeys = ['partition_by', 'partitioned_by', 'partition_column', 'partition_field'];

/** Names in lower case; empty if it is not known to be partitioned. Views have no partitions. */
export function partitionColumns(project: Project, resource: Resource): string[] {
  if (resource.type === 'source') {
    const meta = resource.properties?.meta ?? {};
    return columns(metaKeys.map((key) => meta[key]).find((value) => value !== undefined));
  }
  if (resource.type !== 'model' || !isStored(project, resource)) return [];
  return columns(modelKeys.map((key) => project.known(resource, key)).find((value) => value !== undefined));
}

/** A name, a list of names, or BigQuery's map with `field`. What is an expression names no column for sure. */
function columns(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(columns);
  if (typeof value === 'object' && value !== null)
    return columns((value as Record<string, unknown>)['field']);
  if (typeof value !== 'string') return [];
  const names = value.split(',').map((part) => part.trim().toLowerCase());
  return names.filter((name) => /^[a-z_]\w*$/.test(name));
}
