import { code } from '../../finding.ts';
import { guards, isLetGo, isMinor, isWeaker } from '../../project/terraform/guards.ts';
import { attributeAt } from '../../project/terraform/terraform-file.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { onePerPlace, onePerSweep } from '../shared/by-place.ts';
import { changedPairs } from '../shared/pairs.ts';
import { lostShields } from '../shared/lost-shields.ts';
import { changedFolders, changedResources, place } from '../shared/terraform.ts';
import type { ResourcePair } from '../shared/terraform.ts';
import type { RuleContext } from '../rule.ts';

export const rule = defineRule({
  id: 'governance/protection-weakened',
  summary:
    'What keeps data from being lost or opened is switched off or kept for less long: deletion protection, versions, backups, retention, encryption, barriers to the public',
  severity: 'high',
  why: 'The next mistake, or the next apply, can delete data for good; a shorter retention deletes what is older at once.',
  advice: 'Leave the protection on, and switch it off only in the change that deletes the thing on purpose.',
  silent: [
    'new resources, and values that depend on variables',
    'medium if `prevent_destroy` goes from what is not known to hold data, if the provider leaves an argument that goes as it was, or if only the key of the encryption changes',
    'what a `dynamic` block may make, and protection that moves to another block for the same thing',
    'addresses on the internet: governance/network-opened reports those',
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
        name: 'lets an address be destroyed, which holds no data',
        base: {
          'infra/main.tf': 'resource "aws_eip" "nat" {\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n',
        },
        head: { 'infra/main.tf': 'resource "aws_eip" "nat" {\n}\n' },
        findings: [{ path: 'infra/main.tf', line: 3, side: 'base', severity: 'medium' }],
      },
      {
        name: 'keeps backups for less long',
        base: { 'infra/main.tf': 'resource "aws_db_instance" "shop" {\n  backup_retention_period = 14\n}\n' },
        head: { 'infra/main.tf': 'resource "aws_db_instance" "shop" {\n  backup_retention_period = 1\n}\n' },
        findings: [{ path: 'infra/main.tf', line: 2 }],
      },
      {
        name: 'takes away what keeps buckets from the public',
        base: {
          'infra/main.tf':
            'resource "google_storage_bucket" "raw" {\n  public_access_prevention = "enforced"\n}\nresource "aws_s3_bucket_public_access_block" "raw" {\n  block_public_acls   = true\n  block_public_policy = true\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "google_storage_bucket" "raw" {\n  public_access_prevention = "inherited"\n}\nresource "aws_s3_bucket_public_access_block" "raw" {\n  block_public_acls   = false\n  block_public_policy = false\n}\n',
        },
        findings: [
          { path: 'infra/main.tf', line: 2 },
          { path: 'infra/main.tf', line: 5 },
        ],
      },
      {
        name: 'removes what keeps a bucket from the public and its old versions, while the bucket stays',
        base: {
          'infra/main.tf':
            'resource "aws_s3_bucket" "raw" {\n  bucket = "raw"\n}\nresource "aws_s3_bucket_public_access_block" "raw" {\n  bucket                  = aws_s3_bucket.raw.id\n  block_public_acls       = true\n  restrict_public_buckets = true\n}\nresource "aws_s3_bucket_versioning" "raw" {\n  bucket = aws_s3_bucket.raw.id\n  versioning_configuration {\n    status = "Enabled"\n  }\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "aws_s3_bucket" "raw" {\n  bucket = "raw"\n}\nresource "aws_s3_bucket_versioning" "raw" {\n  bucket = aws_s3_bucket.raw.id\n  versioning_configuration {\n    status = "Suspended"\n  }\n}\n',
        },
        findings: [
          { path: 'infra/main.tf', line: 4, side: 'base', severity: 'high' },
          { path: 'infra/main.tf', line: 7, severity: 'high' },
        ],
      },
      {
        name: 'removes the blocks and arguments that protect a bucket and a dataset',
        base: {
          'infra/main.tf':
            'resource "google_storage_bucket" "raw" {\n  name                        = "raw"\n  uniform_bucket_level_access = true\n  public_access_prevention    = "enforced"\n  versioning {\n    enabled = true\n  }\n  retention_policy {\n    retention_period = 86400\n  }\n  encryption {\n    default_kms_key_name = google_kms_crypto_key.raw.id\n  }\n}\n',
        },
        head: { 'infra/main.tf': 'resource "google_storage_bucket" "raw" {\n  name = "raw"\n}\n' },
        findings: [
          { path: 'infra/main.tf', line: 3, side: 'base', severity: 'medium' },
          { path: 'infra/main.tf', line: 4, side: 'base', severity: 'medium' },
          { path: 'infra/main.tf', line: 6, side: 'base', severity: 'high' },
          { path: 'infra/main.tf', line: 9, side: 'base', severity: 'high' },
          { path: 'infra/main.tf', line: 12, side: 'base', severity: 'medium' },
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
        name: 'goes without the last snapshot of a replica, which has none',
        base: {
          'infra/main.tf':
            'resource "aws_db_instance" "r" {\n  replicate_source_db = aws_db_instance.shop.identifier\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "aws_db_instance" "r" {\n  replicate_source_db = aws_db_instance.shop.identifier\n  skip_final_snapshot = true\n}\n',
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
        name: 'moves protection to a resource or a dynamic block of its own, and gives a shield another name',
        base: {
          'infra/main.tf':
            'resource "aws_s3_bucket" "raw" {\n  bucket = "raw"\n  versioning {\n    enabled = true\n  }\n}\nresource "aws_s3_bucket_public_access_block" "a" {\n  bucket            = aws_s3_bucket.raw.id\n  block_public_acls = true\n}\nresource "google_storage_bucket" "raw" {\n  versioning {\n    enabled = true\n  }\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "aws_s3_bucket" "raw" {\n  bucket = "raw"\n}\nresource "aws_s3_bucket_versioning" "raw" {\n  bucket = aws_s3_bucket.raw.id\n  versioning_configuration {\n    status = "Enabled"\n  }\n}\nresource "google_storage_bucket" "raw" {\n  dynamic "versioning" {\n    for_each = var.versioned\n    content {\n      enabled = true\n    }\n  }\n}\n',
          'infra/public.tf':
            'resource "aws_s3_bucket_public_access_block" "b" {\n  bucket            = aws_s3_bucket.raw.id\n  block_public_acls = true\n}\n',
        },
      },
      {
        name: 'removes a bucket together with what protects it, and what protected nothing',
        base: {
          'infra/main.tf':
            'resource "aws_s3_bucket" "raw" {\n  bucket = "raw"\n}\nresource "aws_s3_bucket_public_access_block" "raw" {\n  bucket            = aws_s3_bucket.raw.id\n  block_public_acls = true\n}\nresource "aws_s3_bucket_public_access_block" "site" {\n  bucket            = aws_s3_bucket.site.id\n  block_public_acls = false\n}\nresource "aws_s3_bucket_versioning" "site" {\n  bucket = var.bucket\n  versioning_configuration {\n    status = "Enabled"\n  }\n}\n',
        },
        head: { 'infra/main.tf': null },
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
    const present = new Set(
      [...changedFolders(context).values()].flatMap(({ head }) => head.map(({ type }) => type)),
    );
    for (const pair of changedResources(context))
      yield* onePerSweep(
        weakened(pair, present),
        ({ title }) => title,
        () => 'setting',
      );
    yield* lostShields(context);
    yield* onePerSweep(onePerPlace(expirations(context)));
  },
});

function* weakened({ base, head }: ResourcePair, present: ReadonlySet<string>): Iterable<RuleFinding> {
  for (const guard of guards) {
    if (!guard.types.test(head.type)) continue;
    const letGo = isLetGo(guard, base.block, head.block);
    if (letGo ? present.has(guard.movesTo ?? '') : !isWeaker(guard, base.block, head.block)) continue;
    const old = attributeAt(base.block, guard.path);
    const attribute = attributeAt(head.block, guard.path);
    const step = `${code(guard.path)} goes from ${code(old?.text ?? 'unset')} to ${code(attribute?.text ?? 'unset')}`;
    yield {
      severity: letGo || isMinor(guard, head.type) ? 'medium' : 'high',
      confidence: 'proven',
      title: letGo
        ? `${code(head.address)} no longer says ${code(guard.path)}`
        : `${code(head.address)} ${guard.words}`,
      message: letGo
        ? `${step}. What exists stays as it is, but nothing puts it back when somebody changes it, and made anew it ${guard.words}.`
        : `${step}.`,
      resource: `${head.path} ${head.address}`,
      subject: guard.path,
      location: attribute ? place(head.path, 'head', attribute) : place(base.path, 'base', old ?? base.block),
    };
  }
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
