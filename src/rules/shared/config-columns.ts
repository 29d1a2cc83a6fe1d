/** Columns that settings name, as far as the run fails without them. */
import type { Resource } from '../../project/dbt/resources.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { Project } from '../../project/project.ts';

export interface NamedColumn {
  /** The setting, such as `unique_key`. */
  key: string;
  /** In lower case. */
  column: string;
  span: Span;
}

const keys = ['unique_key', 'partition_by', 'cluster_by', 'updated_at', 'check_cols', 'event_time'];

/** In the order of settings and of their columns. An expression names none. */
export function configColumns(project: Project, resource: Resource): NamedColumn[] {
  return keys.flatMap((key) => {
    const { value, span } = project.setting(resource, key);
    if (!span || !value.known || !takesEffect(project, resource, key)) return [];
    return namesIn(value.value).map((column) => ({ key, column, span }));
  });
}

/** Warehouses whose adapter reads the setting; `generic` is one that nothing tells. */
const layouts: Record<string, ReadonlySet<string> | undefined> = {
  partition_by: new Set(['bigquery', 'databricks', 'spark', 'generic']),
  cluster_by: new Set(['bigquery', 'snowflake', 'generic']),
};

/** Warehouses where an incremental model without a strategy appends, or replaces partitions. */
const keyless = new Set(['spark', 'athena', 'trino', 'clickhouse', 'fabric', 'synapse']);

function takesEffect(project: Project, resource: Resource, key: string): boolean {
  if (resource.enabled !== true) return false;
  const strategy = project.setting(resource, 'strategy').value;
  if (resource.type === 'snapshot') {
    if (key === 'updated_at') return strategy.known && strategy.value === 'timestamp';
    if (key === 'check_cols') return strategy.known && strategy.value === 'check';
    return key === 'unique_key';
  }
  if (resource.type !== 'model' || !resource.path.endsWith('.sql')) return false;
  const materialized = project.known(resource, 'materialized');
  if (materialized !== 'table' && materialized !== 'incremental') return false;
  if (layouts[key]) return layouts[key].has(project.dialect);
  if (materialized === 'table') return false;
  const { value: way } = project.setting(resource, 'incremental_strategy');
  if (!way.known) return false;
  if (key === 'event_time') return way.value === 'microbatch' && batching.has(project.dialect);
  if (key !== 'unique_key') return false;
  return way.value === undefined ? !keyless.has(project.dialect) : merging.has(way.value);
}

/** Warehouses where a batch replaces rows by their `event_time`; elsewhere it does so by partition or key. */
const batching = new Set(['snowflake', 'redshift', 'databricks']);

/** Strategies that look rows up by the key. */
const merging = new Set<unknown>(['merge', 'delete+insert']);

/** Plain column names; an expression is none. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value === 'object' && value !== null) {
    const { field, time_ingestion_partitioning: byLoading } = value as Record<string, unknown>;
    return byLoading === true ? [] : namesIn(field);
  }
  if (typeof value !== 'string') return [];
  const names = value.split(',').map((part) => part.trim().toLowerCase());
  return names.every((name) => /^[a-z_]\w*$/.test(name)) ? names.filter((name) => !pseudo.has(name)) : [];
}

/** Words that stand for something else than a column of the query. */
const pseudo = new Set(['all', 'auto', 'none', '_partitiontime', '_partitiondate']);
