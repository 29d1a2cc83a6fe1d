/** Arguments that do nothing but keep data: from being lost, from being read by others, from being read without a key. */
import type { Block } from './hcl.ts';
import type { Literal } from './literal.ts';
import { storeOf } from './stores.ts';
import { attributeAt, isDynamicAt, valueAt } from './terraform-file.ts';

export interface Guard {
  types: RegExp;
  path: string;
  /**
   * A switch that protects when it has this value; `longer`: a number of days or hours protects the longer;
   * `anything`: it protects when it is set at all, such as a key.
   */
  protects:
    | boolean
    | 'enforced'
    | 'Enabled'
    | 'DELETE_PROTECTION_ENABLED'
    | 'PROTECTED'
    | 'longer'
    | 'anything';
  /** What the provider takes if it is not set. */
  missing?: boolean | number | string;
  /** True if the provider leaves what is there as it is when the argument goes. */
  staysIfUnset?: true;
  /** The type of the resource that says the same in newer versions of the provider. */
  movesTo?: string;
  /** Set, it makes the argument say nothing: a replica has no last snapshot. */
  unless?: string;
  /** Of a number: 0 or unset means for ever. */
  zeroIsForever?: true;
  /** True if the data is less safe, but neither lost nor open. */
  isMinor?: true;
  words: string;
}

const deletable = 'is no longer protected from deletion';
const emptied = 'can be deleted with everything it holds';
const restorable = 'can be restored for less long';
const otherKey = "is encrypted with the cloud's own key instead of yours";

/** What S3 keeps from the public, whatever lists of access and policies say. */
export const s3Barriers = [
  'block_public_acls',
  'block_public_policy',
  'ignore_public_acls',
  'restrict_public_buckets',
];

const off = (types: RegExp, path: string, words: string): Guard => ({
  types,
  path,
  protects: false,
  missing: false,
  words,
});
const on = (types: RegExp, path: string, words: string, missing = false): Guard => ({
  types,
  path,
  protects: true,
  missing,
  words,
});
const longer = (types: RegExp, path: string, words: string): Guard => ({
  types,
  path,
  protects: 'longer',
  words,
});
const key = (types: RegExp, path: string): Guard => ({
  types,
  path,
  protects: 'anything',
  isMinor: true,
  words: otherKey,
});

export const guards: readonly Guard[] = [
  on(/./, 'lifecycle.prevent_destroy', 'can be destroyed by Terraform'),
  on(
    /^google_(bigquery_table|sql_database_instance|spanner_database|bigtable_instance|alloydb_cluster)$/,
    'deletion_protection',
    deletable,
    true,
  ),
  on(/^google_sql_database_instance$/, 'settings.deletion_protection_enabled', deletable),
  on(
    /^aws_(db_instance|rds_cluster|rds_global_cluster|docdb_cluster|neptune_cluster)$/,
    'deletion_protection',
    deletable,
  ),
  on(/^aws_dynamodb_table$/, 'deletion_protection_enabled', deletable),
  {
    types: /^google_firestore_database$/,
    path: 'delete_protection_state',
    protects: 'DELETE_PROTECTION_ENABLED',
    staysIfUnset: true,
    words: deletable,
  },
  {
    types: /^google_bigtable_table$/,
    path: 'deletion_protection',
    protects: 'PROTECTED',
    staysIfUnset: true,
    words: deletable,
  },
  off(/^(google_storage_bucket|aws_s3_bucket|databricks_(catalog|schema))$/, 'force_destroy', emptied),
  off(/^google_bigquery_dataset$/, 'delete_contents_on_destroy', emptied),
  {
    ...off(
      /^aws_(db_instance|rds_cluster|redshift_cluster|docdb_cluster|neptune_cluster)$/,
      'skip_final_snapshot',
      'can be deleted without a last snapshot',
    ),
    unless: 'replicate_source_db',
  },

  on(/^google_storage_bucket$/, 'versioning.enabled', 'no longer keeps old versions'),
  {
    types: /^aws_s3_bucket$/,
    path: 'versioning.enabled',
    protects: true,
    staysIfUnset: true,
    movesTo: 'aws_s3_bucket_versioning',
    words: 'no longer keeps old versions',
  },
  {
    types: /^aws_s3_bucket_versioning$/,
    path: 'versioning_configuration.status',
    protects: 'Enabled',
    words: 'no longer keeps old versions',
  },
  on(/^azurerm_storage_account$/, 'blob_properties.versioning_enabled', 'no longer keeps old versions'),
  on(
    /^aws_dynamodb_table$/,
    'point_in_time_recovery.enabled',
    'can no longer be restored to a point in time',
  ),
  on(/^google_sql_database_instance$/, 'settings.backup_configuration.enabled', 'is no longer backed up'),
  on(
    /^google_sql_database_instance$/,
    'settings.backup_configuration.point_in_time_recovery_enabled',
    'can no longer be restored to a point in time',
  ),
  longer(
    /^aws_(db_instance|rds_cluster|docdb_cluster|neptune_cluster)$/,
    'backup_retention_period',
    'keeps its backups for less long',
  ),
  longer(
    /^google_sql_database_instance$/,
    'settings.backup_configuration.backup_retention_settings.retained_backups',
    'keeps its backups for less long',
  ),
  longer(
    /^aws_redshift_cluster$/,
    'automated_snapshot_retention_period',
    'keeps its snapshots for less long',
  ),
  longer(/^snowflake_(database|schema|table)$/, 'data_retention_time_in_days', restorable),
  {
    ...longer(/^google_storage_bucket$/, 'retention_policy.retention_period', 'keeps objects for less long'),
    missing: 0,
  },
  {
    ...longer(
      /^google_storage_bucket$/,
      'soft_delete_policy.retention_duration_seconds',
      'keeps deleted objects for less long',
    ),
    staysIfUnset: true,
  },
  longer(
    /^azurerm_storage_account$/,
    'blob_properties.delete_retention_policy.days',
    'keeps deleted objects for less long',
  ),
  longer(/^google_bigquery_dataset$/, 'max_time_travel_hours', restorable),
  {
    ...longer(/^google_bigquery_dataset$/, 'default_table_expiration_ms', 'deletes new tables sooner'),
    zeroIsForever: true,
  },
  {
    ...longer(/^google_bigquery_dataset$/, 'default_partition_expiration_ms', 'deletes partitions sooner'),
    zeroIsForever: true,
  },
  {
    ...longer(/^google_bigquery_table$/, 'time_partitioning.expiration_ms', 'deletes partitions sooner'),
    zeroIsForever: true,
  },

  {
    types: /^google_storage_bucket$/,
    path: 'public_access_prevention',
    protects: 'enforced',
    staysIfUnset: true,
    words: 'may be opened to everybody',
  },
  {
    types: /^google_storage_bucket$/,
    path: 'uniform_bucket_level_access',
    protects: true,
    staysIfUnset: true,
    isMinor: true,
    words: 'lets single objects be opened past its own grants',
  },
  ...s3Barriers.map((path) =>
    on(/^aws_s3_(bucket|account)_public_access_block$/, path, 'lets data be opened to everybody'),
  ),
  {
    types: /^azurerm_storage_account$/,
    path: 'allow_nested_items_to_be_public',
    protects: false,
    missing: true,
    words: 'lets data be opened to everybody',
  },

  on(
    /^aws_(db_instance|rds_cluster|docdb_cluster|neptune_cluster)$/,
    'storage_encrypted',
    'is no longer encrypted',
  ),
  { types: /^aws_redshift_cluster$/, path: 'encrypted', protects: true, words: 'is no longer encrypted' },
  key(/^google_storage_bucket$/, 'encryption.default_kms_key_name'),
  key(/^google_bigquery_dataset$/, 'default_encryption_configuration.kms_key_name'),
  key(/^google_bigquery_table$/, 'encryption_configuration.kms_key_name'),
  { ...key(/^aws_sns_topic$/, 'kms_master_key_id'), words: 'is no longer encrypted' },
];

/** True if what the guard keeps is no data, as far as is known here: `prevent_destroy` may stand on anything. */
export function isMinor(guard: Guard, type: string): boolean {
  return guard.isMinor === true || (guard.path === 'lifecycle.prevent_destroy' && !storeOf(type));
}

/** Whether a resource is less protected by the guard than it was. What depends on anything is not known, and no proof. */
export function isWeaker(guard: Guard, base: Block, head: Block): boolean {
  if (guard.unless !== undefined && attributeAt(head, guard.unless)) return false;
  const [was, is] = [valueOf(guard, base), valueOf(guard, head)];
  switch (guard.protects) {
    case 'anything':
      return was === true && is === false;
    case 'longer':
      return typeof was === 'number' && typeof is === 'number' && is < was;
    default:
      return was === guard.protects && is !== undefined && is !== guard.protects;
  }
}

/** True if the argument goes and the provider does nothing about it: from now on nobody puts it back. */
export function isLetGo(guard: Guard, base: Block, head: Block): boolean {
  return (
    guard.staysIfUnset === true &&
    guard.protects !== 'longer' &&
    valueOf(guard, base) === guard.protects &&
    !attributeAt(head, guard.path) &&
    !isDynamicAt(head, guard.path)
  );
}

/** Undefined if it depends on anything, or if it is not set and the default is not known here. */
function valueOf({ path, protects, missing, zeroIsForever }: Guard, block: Block): Literal | undefined {
  if (isDynamicAt(block, path)) return undefined;
  const isSet = attributeAt(block, path) !== undefined;
  const value = isSet ? valueAt(block, path) : null;
  if (protects === 'anything') return value !== null && value !== '';
  if (value === null) return zeroIsForever ? Infinity : missing;
  if (zeroIsForever && value === 0) return Infinity;
  return typeof value === (protects === 'longer' ? 'number' : typeof protects) ? value : undefined;
}
