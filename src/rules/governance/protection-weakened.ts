import { code } from '../../finding.ts';
import type { Block } from '../../project/terraform/hcl.ts';
import type { Literal } from '../../project/terraform/literal.ts';
import { attributeAt, valueAt } from '../../project/terraform/terraform-file.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { onePerPlace, onePerSweep } from '../shared/by-place.ts';
import { changedPairs } from '../shared/pairs.ts';
import { changedResources, place } from '../shared/terraform.ts';
import type { ResourcePair } from '../shared/terraform.ts';
import type { RuleContext } from '../rule.ts';

export const rule = defineRule({
  id: 'governance/protection-weakened',
  summary:
    'What keeps data from being lost or opened is switched off or kept for less long: deletion protection, backups, retention, barriers to the public',
  severity: 'high',
  why: 'The next mistake, or the next apply, can delete data for good; a shorter retention deletes what is older at once.',
  advice: 'Leave the protection on, and switch it off only in the change that deletes the thing on purpose.',
  silent: [
    'new resources, and values that depend on variables',
    'a longer retention; a model that gets an expiration for the first time is medium',
    'what protects nothing any more because the block goes: governance/data-destroyed-iac reports that',
  ],
  examples: {
    fires: [
      {
        name: 'switches deletion protection off',
        base: {
          'infra/main.tf':
            'resource "google_bigquery_table" "orders" {\n  table_id            = "orders"\n  deletion_protection = true\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "google_bigquery_table" "orders" {\n  table_id            = "orders"\n  deletion_protection = false\n}\n',
        },
        findings: [{ path: 'infra/main.tf', line: 3, subject: 'deletion_protection' }],
      },
      {
        name: 'drops prevent_destroy and lets a bucket be deleted with what it holds',
        base: {
          'infra/main.tf':
            'resource "aws_s3_bucket" "raw" {\n  bucket = "raw"\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "aws_s3_bucket" "raw" {\n  bucket        = "raw"\n  force_destroy = true\n}\n',
        },
        findings: [
          { path: 'infra/main.tf', line: 4, side: 'base', subject: 'lifecycle.prevent_destroy' },
          { path: 'infra/main.tf', line: 3, subject: 'force_destroy' },
        ],
      },
      {
        name: 'keeps backups for less long',
        base: { 'infra/main.tf': 'resource "aws_db_instance" "shop" {\n  backup_retention_period = 14\n}\n' },
        head: { 'infra/main.tf': 'resource "aws_db_instance" "shop" {\n  backup_retention_period = 1\n}\n' },
        findings: [{ path: 'infra/main.tf', line: 2 }],
      },
      {
        name: 'takes away what keeps buckets from the public, and opens a database',
        base: {
          'infra/main.tf':
            'resource "google_storage_bucket" "raw" {\n  public_access_prevention = "enforced"\n}\nresource "aws_s3_bucket_public_access_block" "raw" {\n  block_public_acls   = true\n  block_public_policy = true\n}\nresource "aws_db_instance" "shop" {\n  engine = "postgres"\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "google_storage_bucket" "raw" {\n  public_access_prevention = "inherited"\n}\nresource "aws_s3_bucket_public_access_block" "raw" {\n  block_public_acls   = false\n  block_public_policy = false\n}\nresource "aws_db_instance" "shop" {\n  publicly_accessible = true\n}\n',
        },
        findings: [
          { path: 'infra/main.tf', line: 2 },
          { path: 'infra/main.tf', line: 5 },
          { path: 'infra/main.tf', line: 9 },
        ],
      },
      {
        name: 'lets partitions of a model expire sooner',
        base: {
          'models/events.sql':
            "{{ config(\n  materialized='table',\n  partition_expiration_days=400\n) }}\nselect 1 as id\n",
        },
        head: {
          'models/events.sql':
            "{{ config(\n  materialized='table',\n  partition_expiration_days=30\n) }}\nselect 1 as id\n",
        },
        findings: [{ path: 'models/events.sql', line: 3, subject: 'partition_expiration_days' }],
      },
    ],
    silent: [
      {
        name: 'switches protection on and keeps more',
        base: {
          'infra/main.tf':
            'resource "google_sql_database_instance" "shop" {\n  deletion_protection = false\n}\nresource "snowflake_table" "t" {\n  data_retention_time_in_days = 1\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "google_sql_database_instance" "shop" {\n  deletion_protection = true\n}\nresource "snowflake_table" "t" {\n  data_retention_time_in_days = 30\n}\n',
        },
      },
      {
        name: 'lets a variable decide',
        base: { 'infra/main.tf': 'resource "aws_db_instance" "shop" {\n  deletion_protection = true\n}\n' },
        head: {
          'infra/main.tf': 'resource "aws_db_instance" "shop" {\n  deletion_protection = var.protected\n}\n',
        },
      },
      {
        name: "writes the provider's default down",
        base: { 'infra/main.tf': 'resource "google_storage_bucket" "raw" {\n  name = "raw"\n}\n' },
        head: {
          'infra/main.tf':
            'resource "google_storage_bucket" "raw" {\n  name          = "raw"\n  force_destroy = false\n}\n',
        },
      },
    ],
  },
  *check(context) {
    for (const pair of changedResources(context))
      yield* onePerSweep(
        weakened(pair),
        ({ title }) => title,
        () => 'setting',
      );
    yield* onePerSweep(onePerPlace(expirations(context)));
  },
});

interface Guard {
  types: RegExp;
  path: string;
  /** A switch that protects when it has this value; a number of days or hours protects the longer. */
  protects: boolean | 'enforced' | 'longer';
  /** What the provider takes if it is not set. */
  missing?: boolean | number | 'inherited';
  /** Of a number: 0 or unset means for ever. */
  zeroIsForever?: true;
  words: string;
}

/** What S3 keeps from the public, whatever lists of access and policies say. */
const barriers = [
  'block_public_acls',
  'block_public_policy',
  'ignore_public_acls',
  'restrict_public_buckets',
];

const guards: readonly Guard[] = [
  {
    types: /./,
    path: 'lifecycle.prevent_destroy',
    protects: true,
    missing: false,
    words: 'can be destroyed by Terraform',
  },
  {
    types: /^google_(bigquery_table|sql_database_instance|spanner_database)$/,
    path: 'deletion_protection',
    protects: true,
    missing: true,
    words: 'is no longer protected from deletion',
  },
  {
    types: /^aws_(db_instance|rds_cluster)$/,
    path: 'deletion_protection',
    protects: true,
    missing: false,
    words: 'is no longer protected from deletion',
  },
  {
    types: /^aws_dynamodb_table$/,
    path: 'deletion_protection_enabled',
    protects: true,
    missing: false,
    words: 'is no longer protected from deletion',
  },
  {
    types: /^(google_storage_bucket|aws_s3_bucket|databricks_(catalog|schema))$/,
    path: 'force_destroy',
    protects: false,
    missing: false,
    words: 'can be deleted with everything it holds',
  },
  {
    types: /^google_bigquery_dataset$/,
    path: 'delete_contents_on_destroy',
    protects: false,
    missing: false,
    words: 'can be deleted with everything it holds',
  },
  {
    types: /^aws_db_instance$/,
    path: 'skip_final_snapshot',
    protects: false,
    missing: false,
    words: 'can be deleted without a last snapshot',
  },
  {
    types: /^google_storage_bucket$/,
    path: 'versioning.enabled',
    protects: true,
    missing: false,
    words: 'no longer keeps old versions',
  },
  {
    types: /^aws_dynamodb_table$/,
    path: 'point_in_time_recovery.enabled',
    protects: true,
    missing: false,
    words: 'can no longer be restored to a point in time',
  },
  {
    types: /^google_sql_database_instance$/,
    path: 'settings.backup_configuration.enabled',
    protects: true,
    missing: false,
    words: 'is no longer backed up',
  },
  {
    types: /^aws_(db_instance|rds_cluster)$/,
    path: 'backup_retention_period',
    protects: 'longer',
    words: 'keeps its backups for less long',
  },
  {
    types: /^snowflake_(database|schema|table)$/,
    path: 'data_retention_time_in_days',
    protects: 'longer',
    words: 'can be restored for less long',
  },
  {
    types: /^google_storage_bucket$/,
    path: 'retention_policy.retention_period',
    protects: 'longer',
    words: 'keeps objects for less long',
  },
  {
    types: /^google_storage_bucket$/,
    path: 'soft_delete_policy.retention_duration_seconds',
    protects: 'longer',
    words: 'keeps deleted objects for less long',
  },
  {
    types: /^google_bigquery_dataset$/,
    path: 'max_time_travel_hours',
    protects: 'longer',
    words: 'can be restored for less long',
  },
  {
    types: /^google_bigquery_dataset$/,
    path: 'default_table_expiration_ms',
    protects: 'longer',
    zeroIsForever: true,
    words: 'deletes new tables sooner',
  },
  {
    types: /^google_bigquery_dataset$/,
    path: 'default_partition_expiration_ms',
    protects: 'longer',
    zeroIsForever: true,
    words: 'deletes partitions sooner',
  },
  {
    types: /^google_bigquery_table$/,
    path: 'time_partitioning.expiration_ms',
    protects: 'longer',
    zeroIsForever: true,
    words: 'deletes partitions sooner',
  },
  {
    types: /^google_storage_bucket$/,
    path: 'public_access_prevention',
    protects: 'enforced',
    missing: 'inherited',
    words: 'may be opened to everybody',
  },
  ...barriers.map((path): Guard => ({
    types: /^aws_s3_(bucket|account)_public_access_block$/,
    path,
    protects: true,
    missing: false,
    words: 'lets data be opened to everybody',
  })),
  {
    types: /^aws_(db_instance|rds_cluster_instance)$/,
    path: 'publicly_accessible',
    protects: false,
    missing: false,
    words: 'gets an address on the internet',
  },
  {
    types: /^aws_redshift_cluster$/,
    path: 'publicly_accessible',
    protects: false,
    words: 'gets an address on the internet',
  },
];

function* weakened({ base, head }: ResourcePair): Iterable<RuleFinding> {
  for (const guard of guards) {
    if (
      !guard.types.test(head.type) ||
      !isWeaker(guard, valueOf(guard, base.block), valueOf(guard, head.block))
    )
      continue;
    const old = attributeAt(base.block, guard.path);
    const attribute = attributeAt(head.block, guard.path);
    yield {
      confidence: 'proven',
      title: `${code(head.address)} ${guard.words}`,
      message: `${code(guard.path)} goes from ${code(old?.text ?? 'unset')} to ${code(attribute?.text ?? 'unset')}.`,
      resource: `${head.path} ${head.address}`,
      subject: guard.path,
      location: attribute ? place(head.path, 'head', attribute) : place(base.path, 'base', old ?? base.block),
    };
  }
}

function isWeaker({ protects }: Guard, was: Literal | undefined, is: Literal | undefined): boolean {
  if (protects === 'longer') return typeof was === 'number' && typeof is === 'number' && is < was;
  return was === protects && is !== undefined && is !== protects;
}

/** Undefined if it depends on anything, or if it is not set and the default is not known here. */
function valueOf({ path, protects, missing, zeroIsForever }: Guard, block: Block): Literal | undefined {
  if (!attributeAt(block, path)) return zeroIsForever ? Infinity : missing;
  const value = valueAt(block, path);
  if (value === null) return zeroIsForever ? Infinity : missing;
  if (zeroIsForever && value === 0) return Infinity;
  return typeof value === (protects === 'longer' ? 'number' : typeof protects) ? value : undefined;
}

const expirationKeys = ['partition_expiration_days', 'hours_to_expiration'];

/** BigQuery deletes what dbt says is old enough. */
function* expirations(context: RuleContext): Iterable<RuleFinding> {
  for (const { base, head, before, after } of changedPairs(context, ['model', 'seed', 'snapshot'])) {
    for (const key of expirationKeys) {
      const was = before.setting(base, key);
      const is = after.setting(head, key);
      if (!was.value.known || !is.value.known || !is.span) continue;
      const [old, now] = [was.value.value, is.value.value];
      if (typeof now !== 'number' || (typeof old === 'number' ? old : Infinity) <= now) continue;
      if (typeof old !== 'number' && old !== undefined && old !== null) continue;
      yield {
        severity: typeof old === 'number' ? 'high' : 'medium',
        confidence: 'proven',
        title: `${code(head.name)} keeps its data for less long`,
        message: `${code(key)} goes from ${code(String(old ?? 'unset'))} to ${code(String(now))}: the warehouse deletes what is older.`,
        resource: head.id,
        subject: key,
        location: after.locate(is.span),
      };
    }
  }
}
