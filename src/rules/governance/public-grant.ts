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
import { isTrial } from '../shared/terraform.ts';

export const rule = defineRule({
  id: 'governance/public-grant',
  summary: 'Data is granted to everybody: `to public`, `allUsers`, a public bucket',
  severity: 'critical',
  why: 'Every role of the account, or everybody on the internet, can read the data from the next deployment on.',
  advice: 'Grant it to the roles or groups that need it.',
  silent: [
    'REVOKE, comments, and a schema that is called public',
    'grants that base already had, also if they move within the file',
    'grants in tests, and in scripts and sections that take a migration back',
    'a service that everybody may call is high, not critical: it decides itself what it shows',
    'a policy of AWS that allows everybody something is high: the account may forbid it; with a condition, or where a public access block stands before it, it is not reported',
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
        name: 'lets everybody call a service',
        base: {},
        head: {
          'infra/main.tf':
            'resource "google_cloud_run_service_iam_binding" "app" {\n  role    = "roles/run.invoker"\n  members = ["allUsers"]\n}\n',
        },
        findings: [{ path: 'infra/main.tf', line: 3, severity: 'high' }],
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
    ],
    silent: [
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
    for await (const finding of publicPolicies(context)) if (!isMeant(finding.location.path)) yield finding;
  },
});

const grantToPublic =
  /\bgrant\b(?:(?!\brevoke\b|\bgrant\b|;)[\s\S]){1,600}?\bto\s+(?:role\s+|group\s+)?(?:public\b|["'`]?(?:specialGroup:)?all(?:Authenticated)?Users\b)/gi;
const openMember =
  /["'](?:allUsers|allAuthenticatedUsers)["']|\bacl\s*=\s*"public-read(?:-write)?"|\b(?:predefined|default)_acl\s*=\s*"publicRead(?:Write)?"|\bcontainer_access_type\s*=\s*"(?:blob|container)"|\baccount_role_name\s*=\s*"(?:\\")?PUBLIC(?:\\")?"/g;
/** What Snowflake's resources grant that shows or changes rows. */
const ofRows =
  /"(?:SELECT|INSERT|UPDATE|DELETE|TRUNCATE|OWNERSHIP|ALL PRIVILEGES)"|\ball_privileges\s*=\s*true/i;

function* statements(context: RuleContext, file: ChangedFile): Iterable<RuleFinding> {
  const name = file.path.toLowerCase();
  const found = /\.sql$/.test(name)
    ? deployedMatches(context.change, file, grantToPublic)
    : /\.tf$/.test(name)
      ? addedMatches(context.change, file, openMember, withoutHashComments)
      : /\.ya?ml$/.test(name)
        ? addedMatches(context.change, file, grantToPublic, onlyHooks)
        : [];
  const seen = new Map<string, number>();
  for (const { match, text, location } of found) {
    const isTerraform = /\.tf$/.test(name);
    if (/^account_role_name/.test(match[0]) && !ofRows.test(blockAround(match).text)) continue;
    const ordinal = seen.get(text) ?? 0;
    seen.set(text, ordinal + 1);
    yield {
      ...(isTerraform ? ofTerraform(match, file.path) : ofStatement(match)),
      confidence: 'proven',
      resource: file.path,
      subject: ordinal === 0 ? text : `${text} #${ordinal + 1}`,
      location: { ...location, startLine: location.endLine },
    };
  }
}

type Wording = Pick<RuleFinding, 'title' | 'message' | 'severity'>;

function ofStatement(match: RegExpExecArray): Wording {
  const text = match[0].replaceAll(/\s+/g, ' ');
  const short = text.length <= 80 ? text : `${text.slice(0, 50)} … ${text.slice(-25)}`;
  return {
    title: `${code(short)} opens data to everybody`,
    message: `This pull request adds the grant. It takes effect when the statement is next run.`,
  };
}

/** The resource that a match stands in. */
function blockAround({ input, index }: RegExpExecArray): { text: string; type?: string; label?: string } {
  const start = input.lastIndexOf('\nresource ', index) + 1;
  const end = input.indexOf('\n}', index);
  const text = input.slice(start, end < 0 ? undefined : end);
  const [, type, label] = /^resource\s+"([^"]+)"\s+"([^"]+)"/.exec(text) ?? [];
  return { text, ...(type !== undefined && label !== undefined && { type, label }) };
}

/** A service that everybody may call still decides itself what it shows; data that everybody may read does not. */
function ofTerraform(match: RegExpExecArray, path: string): Wording {
  const { text, type, label } = blockAround(match);
  const role = /\brole\s*=\s*"([^"$]+)"/.exec(text)?.[1];
  const member = /all(?:Authenticated)?Users|PUBLIC/.exec(match[0])?.[0] ?? 'public';
  const isCall = role !== undefined && /invoker$/i.test(role);
  const what = type === undefined ? 'The change' : code(`${type}.${label}`);
  return {
    ...((isCall || isTrial(path, label)) && { severity: 'high' as const }),
    title: `${what} ${isCall ? 'may be called' : 'opens data'} ${isCall ? 'by' : 'to'} everybody`,
    message: `It gives ${role === undefined ? 'access' : code(role)} to ${code(member)}: ${
      everybody.get(member) ?? 'everybody on the internet, without signing in'
    }.`,
  };
}

const everybody: ReadonlyMap<string, string> = new Map([
  ['allAuthenticatedUsers', 'whoever is signed in to any account'],
  ['PUBLIC', 'every user of the Snowflake account has this role'],
]);

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
