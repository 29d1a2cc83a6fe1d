/** Resources that hold data, and what Terraform does when one goes or is replaced. */
import type { Block } from './hcl.ts';
import type { Literal } from './literal.ts';
import { attributeAt, valueAt } from './terraform-file.ts';

export interface Store {
  /** For people: `bucket`, `dataset`. */
  noun: string;
  /** Attributes that name it in its cloud; together they tell whether two blocks are one thing. */
  identity: readonly string[];
  /** Attributes that cannot be changed in place: another value destroys it and makes a new one. */
  replacedBy: readonly string[];
  /** In words, what keeps the provider from destroying data; undefined if nothing does. */
  guard?: (block: Block) => string | undefined;
  /** The argument by which it is a copy of another one, which stays. */
  copyOf?: string;
  /** True if it only describes data that lies elsewhere and stays. */
  describes?: true;
}

/** Set unless the attribute is literally `value`. What depends on a variable counts as a guard: it is not known. */
const unless = (path: string, value: Literal, words: string) => (block: Block) =>
  valueAt(block, path) === value ? undefined : words;
/** Set only if the attribute is there and not literally false. */
const ifSet = (path: string) => (block: Block) => {
  const set = block.attributes.has(path) && valueAt(block, path) !== false;
  return set ? `\`${path}\` keeps the provider from it` : undefined;
};
const filled = (path: string) =>
  unless(path, true, `without \`${path}\` the provider refuses while it holds anything`);

const stores = new Map<string, Store>([
  [
    'google_bigquery_dataset',
    {
      noun: 'dataset',
      identity: ['project', 'dataset_id'],
      replacedBy: ['dataset_id', 'project', 'location'],
      guard: filled('delete_contents_on_destroy'),
    },
  ],
  [
    'google_bigquery_table',
    {
      noun: 'table',
      identity: ['project', 'dataset_id', 'table_id'],
      replacedBy: ['table_id', 'dataset_id', 'project', 'time_partitioning.field', 'time_partitioning.type'],
      guard: unless('deletion_protection', false, '`deletion_protection` is on unless it is set to false'),
    },
  ],
  [
    'google_storage_bucket',
    {
      noun: 'bucket',
      identity: ['name'],
      replacedBy: ['name', 'location', 'project'],
      guard: filled('force_destroy'),
    },
  ],
  [
    'google_sql_database_instance',
    {
      noun: 'database instance',
      copyOf: 'master_instance_name',
      identity: ['project', 'name'],
      replacedBy: ['name', 'region', 'project'],
      guard: unless('deletion_protection', false, '`deletion_protection` is on unless it is set to false'),
    },
  ],
  [
    'google_sql_database',
    {
      noun: 'database',
      identity: ['project', 'instance', 'name'],
      replacedBy: ['name', 'instance', 'project'],
    },
  ],
  [
    'google_spanner_database',
    {
      noun: 'database',
      identity: ['project', 'instance', 'name'],
      replacedBy: ['name', 'instance', 'project'],
      guard: unless('deletion_protection', false, '`deletion_protection` is on unless it is set to false'),
    },
  ],
  [
    'google_bigtable_table',
    {
      noun: 'table',
      identity: ['project', 'instance_name', 'name'],
      replacedBy: ['name', 'instance_name', 'project'],
      guard: ifSet('deletion_protection'),
    },
  ],
  [
    'aws_s3_bucket',
    { noun: 'bucket', identity: ['bucket'], replacedBy: ['bucket'], guard: filled('force_destroy') },
  ],
  [
    'aws_db_instance',
    {
      noun: 'database instance',
      copyOf: 'replicate_source_db',
      identity: ['identifier'],
      replacedBy: ['engine', 'db_name', 'username', 'storage_encrypted', 'kms_key_id'],
      guard: ifSet('deletion_protection'),
    },
  ],
  [
    'aws_rds_cluster',
    {
      noun: 'database cluster',
      identity: ['cluster_identifier'],
      replacedBy: [
        'cluster_identifier',
        'database_name',
        'master_username',
        'storage_encrypted',
        'kms_key_id',
      ],
      guard: ifSet('deletion_protection'),
    },
  ],
  [
    'aws_redshift_cluster',
    { noun: 'cluster', identity: ['cluster_identifier'], replacedBy: ['database_name', 'master_username'] },
  ],
  // Glue deletes a database with all its tables, which its crawlers or jobs have to make anew.
  [
    'aws_glue_catalog_database',
    {
      noun: 'database',
      identity: ['catalog_id', 'name'],
      replacedBy: ['name', 'catalog_id'],
      describes: true,
    },
  ],
  [
    'aws_dynamodb_table',
    {
      noun: 'table',
      identity: ['name'],
      replacedBy: ['name', 'hash_key', 'range_key'],
      guard: ifSet('deletion_protection_enabled'),
    },
  ],
  [
    'aws_efs_file_system',
    { noun: 'file system', identity: ['creation_token'], replacedBy: ['encrypted', 'kms_key_id'] },
  ],
  [
    'azurerm_storage_account',
    {
      noun: 'storage account',
      identity: ['name'],
      replacedBy: ['name', 'location', 'resource_group_name'],
    },
  ],
  [
    'azurerm_storage_container',
    {
      noun: 'container',
      identity: ['storage_account_name', 'name'],
      replacedBy: ['name', 'storage_account_name'],
    },
  ],
  [
    'azurerm_mssql_database',
    { noun: 'database', identity: ['server_id', 'name'], replacedBy: ['name', 'server_id'] },
  ],
  ['snowflake_database', { noun: 'database', identity: ['name'], replacedBy: [] }],
  ['snowflake_schema', { noun: 'schema', identity: ['database', 'name'], replacedBy: ['database'] }],
  [
    'snowflake_table',
    { noun: 'table', identity: ['database', 'schema', 'name'], replacedBy: ['database', 'schema'] },
  ],
  [
    'databricks_catalog',
    { noun: 'catalog', identity: ['name'], replacedBy: ['storage_root'], guard: filled('force_destroy') },
  ],
  [
    'databricks_schema',
    {
      noun: 'schema',
      identity: ['catalog_name', 'name'],
      replacedBy: ['catalog_name', 'storage_root'],
      guard: filled('force_destroy'),
    },
  ],
  [
    'databricks_sql_table',
    {
      noun: 'table',
      identity: ['catalog_name', 'schema_name', 'name'],
      replacedBy: ['catalog_name', 'schema_name', 'table_type'],
    },
  ],
]);

/** What kind of store a resource type is; undefined for what holds no data, or is not known here. */
export function storeOf(type: string): Store | undefined {
  return stores.get(type);
}

/** What kind of store a resource is, unless it is but a copy: then nothing is lost with it. */
export function storeIn({ type, block }: { type: string; block: Block }): Store | undefined {
  const store = stores.get(type);
  return store?.copyOf !== undefined && attributeAt(block, store.copyOf) ? undefined : store;
}
