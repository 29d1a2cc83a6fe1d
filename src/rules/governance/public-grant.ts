import { Minimatch } from 'minimatch';
import { z } from 'zod';
import { code } from '../../finding.ts';
import type { ChangedFile } from '../../change/change-set.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import { texts } from '../options.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { addedMatches, withoutHashComments } from '../shared/added-matches.ts';
import { deployedMatches } from '../shared/deployed-sql.ts';
import { additions, changedPairs } from '../shared/pairs.ts';
import { publicPolicies } from '../shared/public-policies.ts';
import { publicResources } from '../shared/public-resources.ts';

export const rule = defineRule({
  id: 'governance/public-grant',
  summary: 'Data is granted to everybody: `to public`, `allUsers`, a public bucket',
  severity: 'critical',
  why: 'Every role of the account, or everybody on the internet, can read the data from the next deployment on.',
  advice: 'Grant it to the roles or groups that need it.',
  silent: [
    'REVOKE, comments, and a schema that is called public',
    'grants that base already had, also if they move within the file, or in Terraform with their block',
    'grants in tests, and in scripts and sections that take a migration back',
    'a service that everybody may call is high, not critical: it decides itself what it shows',
    'a policy of AWS that allows everybody something is high: the account may forbid it; with a condition, or where a public access block stands before it, it is not reported',
    'a bucket that is a website is medium; a list of access or a policy that a public access block keeps AWS from following is not reported, nor a policy that a module is given: what becomes of it is decided there',
    'in Terraform it is high, not critical, where a condition, a module or a variable decides, or where a resource is imported, which may have been as open; a policy for which `count` or `for_each` decides is medium',
    'in environments for trying things, such as a folder `shop-staging`, it is high: nothing shows that the data is real',
  ],
  examples: {
    fires: [
      {
        name: 'grants a table to public in a hook',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: {
          'models/orders.sql':
            '{{ config(\n  post_hook="grant select on {{ this }} to public"\n) }}\nselect 1 as id\n',
        },
        findings: [{ path: 'models/orders.sql', line: 2, severity: 'critical' }],
      },
      {
        name: 'grants a model to public by config',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: {
          'models/schema.yml':
            "version: 2\nmodels:\n  - name: orders\n    config:\n      grants: {select: ['public']}\n",
        },
        findings: [{ path: 'models/schema.yml', line: 5, severity: 'critical' }],
      },
      {
        name: 'opens a dataset to everybody in Terraform',
        base: {},
        head: {
          'infra/main.tf':
            'resource "google_bigquery_dataset_iam_member" "open" {\n  role   = "roles/bigquery.dataViewer"\n  member = "allUsers"\n}\n',
        },
        findings: [{ path: 'infra/main.tf', line: 3, severity: 'critical' }],
      },
      {
        name: 'lets everybody call a service, and read a bucket by a policy of its own',
        base: {},
        head: {
          'infra/main.tf':
            'resource "google_cloud_run_service_iam_binding" "app" {\n  role    = "roles/run.invoker"\n  members = ["allUsers"]\n}\ndata "google_iam_policy" "raw" {\n  binding {\n    role    = "roles/run.invoker"\n    members = ["group:data@example.com"]\n  }\n  binding {\n    role = "roles/storage.objectViewer"\n    members = [\n      "allUsers",\n    ]\n  }\n}\n',
        },
        findings: [
          { path: 'infra/main.tf', line: 3, severity: 'high' },
          { path: 'infra/main.tf', line: 13, severity: 'critical' },
        ],
      },
      {
        name: 'gives the rows of a schema to the role that every user of Snowflake has',
        base: {},
        head: {
          'infra/grants.tf':
            'resource "snowflake_grant_privileges_to_account_role" "read" {\n  account_role_name = "PUBLIC"\n  privileges        = ["SELECT"]\n  on_schema_object {\n    future {\n      object_type_plural = "TABLES"\n      in_schema          = "RAW.CRM"\n    }\n  }\n}\n',
        },
        findings: [{ path: 'infra/grants.tf', line: 2, severity: 'critical' }],
      },
      {
        name: 'opens a bucket, a queue and a topic by their policies',
        base: {
          'infra/main.tf':
            'resource "aws_sns_topic_policy" "orders" {\n  arn    = aws_sns_topic.orders.arn\n  policy = data.aws_iam_policy_document.orders.json\n}\n',
        },
        head: {
          'infra/policies.tf':
            'resource "aws_s3_bucket_policy" "raw" {\n  bucket = aws_s3_bucket.raw.id\n  policy = jsonencode({\n    Version = "2012-10-17"\n    Statement = [\n      { Effect = "Deny", Principal = "*", Action = "s3:*" },\n      {\n        Effect    = "Allow"\n        Principal = { AWS = ["*"] } # for now\n        Action    = ["s3:GetObject"]\n        Resource  = "${aws_s3_bucket.raw.arn}/*"\n      },\n    ]\n  })\n}\nresource "aws_sqs_queue" "orders" {\n  policy = <<EOF\n{\n  "Statement": {\n    "Effect": "Allow",\n    "Principal": "*",\n    "Action": "sqs:*",\n    "Resource": "${aws_sqs_queue.orders.arn}"\n  }\n}\nEOF\n}\ndata "aws_iam_policy_document" "orders" {\n  statement {\n    actions = ["sns:Subscribe"]\n    principals {\n      type        = "AWS"\n      identifiers = ["*"]\n    }\n  }\n  statement {\n    actions = ["sns:Publish"]\n    principals {\n      type        = "AWS"\n      identifiers = ["*"]\n    }\n  }\n}\n',
        },
        findings: [
          { path: 'infra/policies.tf', line: 9, severity: 'high' },
          { path: 'infra/policies.tf', line: 21, severity: 'high' },
          { path: 'infra/policies.tf', line: 31, severity: 'high' },
        ],
      },
      {
        name: 'opens a bucket of the staging environment',
        base: {},
        head: {
          'infra/shop-staging/main.tf':
            'resource "google_storage_bucket_iam_member" "site" {\n  role   = "roles/storage.objectViewer"\n  member = "allUsers"\n}\n',
        },
        findings: [{ path: 'infra/shop-staging/main.tf', line: 3, severity: 'high' }],
      },
      {
        name: 'opens a website, a bucket that exists already, one of some environments, and one by a module',
        base: {},
        head: {
          'infra/main.tf':
            'resource "aws_s3_bucket" "site" {\n  bucket = "site"\n}\nresource "aws_s3_bucket_acl" "site" {\n  bucket = aws_s3_bucket.site.id\n  acl    = "public-read"\n}\nresource "aws_s3_bucket_acl" "csv" {\n  bucket = aws_s3_bucket.csv.id\n  acl    = "public-read"\n}\nresource "google_storage_bucket_iam_member" "some" {\n  count  = var.is_live ? 1 : 0\n  bucket = google_storage_bucket.some.name\n  role   = "roles/storage.objectViewer"\n  member = "allUsers"\n}\nmodule "shared" {\n  source  = "./bucket"\n  readers = ["allUsers"]\n}\nresource "aws_s3_bucket_policy" "site" {\n  bucket = aws_s3_bucket.site.id\n  policy = jsonencode({\n    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:ListBucket" }]\n  })\n}\nresource "aws_s3_bucket_policy" "maybe" {\n  count  = var.is_live ? 1 : 0\n  bucket = aws_s3_bucket.maybe.id\n  policy = jsonencode({\n    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject" }]\n  })\n}\n',
          'infra/import.tf':
            'resource "aws_s3_bucket_website_configuration" "site" {\n  bucket = aws_s3_bucket.site.id\n}\nimport {\n  to = aws_s3_bucket_acl.csv\n  id = "csv,public-read"\n}\n',
        },
        findings: [
          { path: 'infra/main.tf', line: 6, severity: 'medium' },
          { path: 'infra/main.tf', line: 10, severity: 'high' },
          { path: 'infra/main.tf', line: 16, severity: 'high' },
          { path: 'infra/main.tf', line: 20, severity: 'high' },
          { path: 'infra/main.tf', line: 25, severity: 'medium' },
          { path: 'infra/main.tf', line: 32, severity: 'medium' },
        ],
      },
      {
        name: 'takes over an open bucket, and opens one that it took over before; opens what was public elsewhere',
        base: {
          'infra/taken.tf':
            'resource "google_storage_bucket_iam_member" "tfer--raw" {\n  member = "group:data@example.com"\n}\nimport {\n  to = google_storage_bucket_iam_member.tfer--raw\n}\n',
          'other/map.tf': 'resource "google_storage_bucket_iam_member" "map" {\n  member = "allUsers"\n}\n',
        },
        head: {
          'infra/taken.tf':
            'resource "google_storage_bucket_iam_member" "tfer--raw" {\n  member = "allUsers"\n}\nimport {\n  to = google_storage_bucket_iam_member.tfer--raw\n}\nresource "google_storage_bucket_iam_member" "tfer--csv" {\n  member = "allUsers"\n}\n',
          'other/map.tf': null,
          'infra/map.tf':
            'resource "google_storage_bucket_iam_member" "orders" {\n  member = "allUsers"\n}\n',
        },
        findings: [
          { path: 'infra/map.tf', line: 2, severity: 'critical' },
          { path: 'infra/taken.tf', line: 2, severity: 'critical' },
          { path: 'infra/taken.tf', line: 8, severity: 'high' },
        ],
      },
      {
        name: 'opens one bucket, and one queue, in the place of another one',
        base: {
          'acls/acl.tf':
            'resource "aws_s3_bucket_acl" "a" {\n  bucket = "map"\n  acl    = "public-read"\n}\n',
          'infra/main.tf':
            'resource "aws_s3_bucket" "map" {\n  acl = "public-read"\n}\nresource "aws_s3_bucket" "raw" {\n  acl = "private"\n}\nresource "aws_sqs_queue" "a" {\n  policy = jsonencode({\n    Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:*" }]\n  })\n}\nresource "aws_sqs_queue" "b" {\n  name = "b"\n}\n',
        },
        head: {
          'acls/acl.tf':
            'resource "aws_s3_bucket_acl" "b" {\n  bucket = "map"\n  acl    = "public-read"\n}\n',
          'acls/other.tf':
            'resource "aws_s3_bucket_acl" "c" {\n  bucket = "raw"\n  acl    = "public-read"\n}\n',
          'infra/main.tf':
            'resource "aws_s3_bucket" "map" {\n  acl = "private"\n}\nresource "aws_s3_bucket" "raw" {\n  acl = "public-read"\n}\nresource "aws_sqs_queue" "a" {\n  name = "a"\n}\nresource "aws_sqs_queue" "b" {\n  policy = jsonencode({\n    Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:*" }]\n  })\n}\n',
        },
        findings: [
          { path: 'acls/other.tf', line: 3, severity: 'critical' },
          { path: 'infra/main.tf', line: 5, severity: 'critical' },
          { path: 'infra/main.tf', line: 12, severity: 'high' },
        ],
      },
    ],
    silent: [
      {
        name: 'moves public buckets to other files, folders, names and forms, and leaves others closed',
        base: {
          'infra/site.tf': 'resource "aws_s3_bucket" "map" {\n  acl = "public-read"\n}\n',
          'tiles.tf':
            'locals {\n  region = "eu"\n}\nresource "google_storage_bucket_iam_member" "tiles" {\n  member = "allUsers"\n}\n',
          'infra/csv.tf': 'resource "aws_s3_bucket" "csv" {\n  acl = "public-read"\n}\n',
        },
        head: {
          'infra/site.tf': null,
          'infra/csv.tf':
            'resource "aws_s3_bucket" "csv" {\n}\nresource "aws_s3_bucket_acl" "csv" {\n  bucket = aws_s3_bucket.csv.id\n  acl    = "public-read"\n}\n',
          'infra/main.tf':
            'resource "aws_s3_bucket" "maps" {\n  acl = "public-read"\n}\nresource "aws_s3_bucket" "a" {\n  // acl = "public-read"\n  /* was\n  acl = "public-read" */\n  acl = "private"\n}\nresource "google_storage_bucket_iam_member" "a" {\n  count  = var.reader == "allUsers" ? 0 : 1\n  member = var.reader\n}\nvariable "reader" {\n  validation {\n    condition = var.reader != "allUsers"\n  }\n}\nresource "google_logging_metric" "a" {\n  filter = "member=\'allUsers\'"\n}\nresource "google_storage_bucket_iam_member" "none" {\n  count  = 0\n  member = "allUsers"\n}\nresource "aws_sqs_queue_policy" "none" {\n  count  = 0\n  policy = jsonencode({\n    Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:*" }]\n  })\n}\n',
          'infra/prod/tiles.tf':
            'resource "google_storage_bucket_iam_member" "tiles" {\n  member = "allUsers"\n}\n',
          'tiles.tf': 'locals {\n  region = "eu"\n}\n',
        },
      },
      {
        name: 'gives lists of access that the cloud does not follow',
        base: {},
        head: {
          'infra/main.tf':
            'resource "aws_s3_bucket_acl" "raw" {\n  bucket = aws_s3_bucket.raw[0].id\n  acl    = "public-read"\n}\nresource "google_storage_bucket" "raw" {\n  public_access_prevention = "enforced"\n}\nresource "google_storage_bucket_iam_member" "raw" {\n  bucket = google_storage_bucket.raw.name\n  member = "allUsers"\n}\n',
          'infra/block.tf':
            'resource "aws_s3_bucket_public_access_block" "raw" {\n  bucket             = aws_s3_bucket.raw[0].id\n  ignore_public_acls = true\n}\n',
        },
      },
      {
        name: 'grants a role the use of the schema public',
        base: { 'setup.sql': 'select 1;\n' },
        head: { 'setup.sql': 'grant usage on schema public to role analyst;\n' },
      },
      {
        name: 'gives back what a migration takes from the public, and fills a database for tests',
        base: {},
        head: {
          'schema/revert/lock.sql': 'grant execute on all functions in schema shop to public;\n',
          'migrations/002_lock.sql':
            '-- +goose Up\nrevoke select on orders from public;\n-- +goose Down\ngrant select on orders to public;\n',
          'test/fixtures/schema.sql': 'grant select on orders to public;\n',
        },
      },
      {
        name: 'lets every user of Snowflake use a warehouse',
        base: {},
        head: {
          'infra/grants.tf':
            'resource "snowflake_grant_privileges_to_account_role" "use" {\n  account_role_name = "PUBLIC"\n  privileges        = ["USAGE"]\n  on_account_object {\n    object_type = "WAREHOUSE"\n    object_name = "ADHOC"\n  }\n}\n',
        },
      },
      {
        name: 'revokes from public and says so in a comment',
        base: { 'setup.sql': 'select 1;\n' },
        head: { 'setup.sql': '-- never: grant select on t to public\nrevoke select on t from public;\n' },
      },
      {
        name: 'grants a table to public where the team publishes its data',
        base: { 'models/open/orders.sql': 'select 1 as id\n' },
        head: {
          'models/open/orders.sql':
            '{{ config(post_hook="grant select on {{ this }} to public") }}\nselect 1 as id\n',
        },
        options: { 'public-paths': ['models/open/**'] },
      },
      {
        name: 'allows everybody something under a condition, before a public access block, or within a network',
        base: {
          'infra/block.tf':
            'resource "aws_s3_bucket_public_access_block" "raw" {\n  bucket                  = aws_s3_bucket.raw.id\n  restrict_public_buckets = var.restricted\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "aws_s3_bucket_policy" "raw" {\n  bucket = aws_s3_bucket.raw.bucket\n  policy = jsonencode({\n    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject" }]\n  })\n}\nresource "aws_sqs_queue_policy" "orders" {\n  policy = jsonencode({\n    Statement = [\n      {\n        Effect    = "Allow"\n        Principal = "*"\n        Action    = "sqs:SendMessage"\n        Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.orders.arn } }\n      },\n      { Effect = var.effect, Principal = "*", Action = "sqs:*" },\n      { Effect = "Allow", Principal = { AWS = var.account }, Action = "sqs:*" },\n    ]\n  })\n}\ndata "aws_iam_policy_document" "endpoint" {\n  statement {\n    actions = ["s3:*"]\n    principals {\n      type        = "*"\n      identifiers = ["*"]\n    }\n  }\n}\nresource "aws_vpc_endpoint" "s3" {\n  policy = data.aws_iam_policy_document.endpoint.json\n}\ndata "aws_iam_policy_document" "topic" {\n  statement {\n    actions = ["sns:Publish"]\n    principals {\n      type        = "AWS"\n      identifiers = ["*"]\n    }\n    condition {\n      test     = "StringEquals"\n      variable = "aws:SourceAccount"\n      values   = [var.account]\n    }\n  }\n}\nresource "aws_sns_topic_policy" "topic" {\n  policy = data.aws_iam_policy_document.topic.json\n}\n',
        },
      },
      {
        name: 'gives an open queue another name',
        base: {
          'infra/main.tf':
            'resource "aws_sqs_queue" "q" {\n  policy = jsonencode({\n    Statement = { Effect = "Allow", Principal = "*", Action = "sqs:*" }\n  })\n}\n',
        },
        head: {
          'infra/main.tf':
            'moved {\n  from = aws_sqs_queue.q\n  to   = aws_sqs_queue.orders\n}\nresource "aws_sqs_queue" "orders" {\n  policy = jsonencode({\n    Statement = { Effect = "Allow", Principal = "*", Action = "sqs:*" }\n  })\n}\n',
        },
      },
      {
        name: 'gives the policy of a topic and that of a bucket another form under another name',
        base: {
          'infra/main.tf':
            'resource "aws_sns_topic_policy" "orders" {\n  policy = jsonencode({\n    Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Subscribe" }]\n  })\n}\nresource "aws_s3_bucket" "raw" {\n  policy = jsonencode({\n    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject" }]\n  })\n}\nresource "aws_sqs_queue_policy" "a" {\n  policy = jsonencode({\n    Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:*" }]\n  })\n}\n',
        },
        head: {
          'infra/main.tf':
            'data "aws_iam_policy_document" "everybody" {\n  statement {\n    actions = ["sns:Subscribe"]\n    principals {\n      type        = "*"\n      identifiers = ["*"]\n    }\n  }\n}\nresource "aws_sns_topic_policy" "orders" {\n  policy = data.aws_iam_policy_document.everybody.json\n}\nresource "aws_s3_bucket" "raw" {\n}\nresource "aws_s3_bucket_policy" "readers" {\n  bucket = aws_s3_bucket.raw.id\n  policy = jsonencode({\n    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject" }]\n  })\n}\nresource "aws_sqs_queue_policy" "b" {\n  policy = jsonencode({\n    Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:*" }]\n  })\n}\n',
        },
      },
      {
        name: 'moves a policy to a document of its own, and another one to another folder',
        base: {
          'infra/main.tf':
            'resource "aws_sns_topic_policy" "orders" {\n  policy = jsonencode({\n    Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Subscribe" }]\n  })\n}\n',
          'infra/queue.tf':
            'resource "aws_sqs_queue" "q" {\n  policy = jsonencode({\n    Statement = { Effect = "Allow", Principal = "*", Action = "sqs:*" }\n  })\n}\n',
        },
        head: {
          'infra/queue.tf': null,
          'infra/prod/queue.tf':
            'resource "aws_sqs_queue" "q" {\n  policy = jsonencode({\n    Statement = { Effect = "Allow", Principal = "*", Action = "sqs:*" }\n  })\n}\n',
          'infra/main.tf':
            'data "aws_iam_policy_document" "orders" {\n  statement {\n    actions = ["sns:Subscribe"]\n    principals {\n      type        = "*"\n      identifiers = ["*"]\n    }\n  }\n}\nresource "aws_sns_topic_policy" "orders" {\n  policy = data.aws_iam_policy_document.orders.json\n}\n',
        },
      },
      {
        name: 'moves a statement within the file',
        base: { 'setup.sql': 'grant select on t to public;\nselect 1;\n' },
        head: { 'setup.sql': 'select 1;\ngrant select on t to public;\n' },
      },
    ],
  },
  options: z.strictObject({
    'public-paths': texts(
      'globs',
      'Files whose data is meant for everybody: globs of paths in the repository.',
    ),
  }),
  async *check(context) {
    const meant = context.options['public-paths'].map(
      (glob) => new Minimatch(glob, { dot: true, nonegate: true, nocomment: true, platform: 'linux' }),
    );
    const isMeant = (path: string) => meant.some((glob) => glob.match(path));
    for (const file of context.files) if (!isMeant(file.path)) yield* statements(context, file);
    for (const finding of grantConfigs(context)) if (!isMeant(finding.location.path)) yield finding;
    for (const found of [publicResources(context), publicPolicies(context)])
      for await (const finding of found) if (!isMeant(finding.location.path)) yield finding;
  },
});

const grantToPublic =
  /\bgrant\b(?:(?!\brevoke\b|\bgrant\b|;)[\s\S]){1,600}?\bto\s+(?:role\s+|group\s+)?(?:public\b|["'`]?(?:specialGroup:)?all(?:Authenticated)?Users\b)/gi;
function* statements(context: RuleContext, file: ChangedFile): Iterable<RuleFinding> {
  const name = file.path.toLowerCase();
  const found = /\.sql$/.test(name)
    ? deployedMatches(context.change, file, grantToPublic)
    : /\.ya?ml$/.test(name)
      ? addedMatches(context.change, file, grantToPublic, onlyHooks)
      : [];
  const seen = new Map<string, number>();
  for (const { match, text, location } of found) {
    const ordinal = seen.get(text) ?? 0;
    seen.set(text, ordinal + 1);
    yield {
      ...ofStatement(match),
      confidence: 'proven',
      resource: file.path,
      subject: ordinal === 0 ? text : `${text} #${ordinal + 1}`,
      location: { ...location, startLine: location.endLine },
    };
  }
}

function ofStatement(match: RegExpExecArray): Pick<RuleFinding, 'title' | 'message'> {
  const text = match[0].replaceAll(/\s+/g, ' ');
  const short = text.length <= 80 ? text : `${text.slice(0, 50)} … ${text.slice(-25)}`;
  return {
    title: `${code(short)} opens data to everybody`,
    message: `This pull request adds the grant. It takes effect when the statement is next run.`,
  };
}

/** In YAML a grant is only executed in a hook: everything outside hook keys is blanked. */
function onlyHooks(text: string): string {
  let hookIndent: number | undefined;
  return withoutHashComments(text)
    .split('\n')
    .map((line) => {
      const indent = line.search(/\S/);
      const key = /^\s*(?:-\s+)?["']?\+?([\w-]+)["']?\s*:/.exec(line)?.[1];
      if (key !== undefined && /^(pre|post)[-_]hook$|^on-run-(start|end)$/.test(key)) hookIndent = indent;
      else if (hookIndent !== undefined && indent !== -1 && indent <= hookIndent && key !== undefined)
        hookIndent = undefined;
      return hookIndent === undefined ? ' '.repeat(line.length) : line;
    })
    .join('\n');
}

/** `grants:` of dbt: privileges by name, each a list of grantees. */
function* grantConfigs(context: RuleContext): Iterable<RuleFinding> {
  for (const { base, head, before, after } of changedPairs(context, granted)) {
    yield* newGrants(after, head, publicPrivileges(before.known(base, 'grants')));
  }
  for (const { head, after } of additions(context, granted)) yield* newGrants(after, head, []);
}

const granted = ['model', 'seed', 'snapshot'] as const;

function* newGrants(after: Project, head: Resource, had: readonly string[]): Iterable<RuleFinding> {
  const { value, span } = after.setting(head, 'grants');
  if (!value.known || !span) return;
  for (const privilege of publicPrivileges(value.value)) {
    if (had.includes(privilege)) continue;
    yield {
      confidence: 'proven',
      title: `${code(head.name)} grants ${code(privilege)} to everybody`,
      message: `dbt applies the grant at the next run of the model.`,
      resource: head.id,
      subject: privilege,
      location: after.locate(span),
    };
  }
}

function publicPrivileges(grants: unknown): string[] {
  if (typeof grants !== 'object' || grants === null) return [];
  return Object.entries(grants)
    .filter(([, grantees]) =>
      [grantees]
        .flat()
        .some((name) =>
          /^(public|allusers|allauthenticatedusers|specialgroup:all.*users)$/i.test(String(name)),
        ),
    )
    .map(([privilege]) => privilege.replace(/^\+/, ''));
}
