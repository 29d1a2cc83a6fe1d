/** Policies of AWS by which Terraform opens what holds data to everybody. */
import { code } from '../../finding.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import { publicStatementsIn, publicStatementsOf } from '../../project/terraform/policy-document.ts';
import type { PublicStatement } from '../../project/terraform/policy-document.ts';
import { attributeAt, referenced, valueAt } from '../../project/terraform/terraform-file.ts';
import type { TerraformFile, TerraformResource } from '../../project/terraform/terraform-file.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { isTerraform, terraformIn } from './terraform.ts';
import { listed } from './text.ts';

/** The argument that holds the policy, by the resources that hold data. */
const policies: ReadonlyMap<string, { noun: string; of?: string }> = new Map([
  ['aws_s3_bucket_policy', { noun: 'bucket', of: 'bucket' }],
  ['aws_s3_bucket', { noun: 'bucket' }],
  ['aws_sqs_queue_policy', { noun: 'queue' }],
  ['aws_sqs_queue', { noun: 'queue' }],
  ['aws_sns_topic_policy', { noun: 'topic' }],
  ['aws_sns_topic', { noun: 'topic' }],
  ['aws_kinesis_resource_policy', { noun: 'stream' }],
  ['aws_dynamodb_resource_policy', { noun: 'table' }],
  ['aws_glue_resource_policy', { noun: 'catalog' }],
  ['aws_secretsmanager_secret_policy', { noun: 'secret' }],
  ['aws_secretsmanager_secret', { noun: 'secret' }],
  ['aws_kms_key_policy', { noun: 'key' }],
  ['aws_kms_key', { noun: 'key' }],
]);

interface Opened {
  path: string;
  address: string;
  statement: PublicStatement;
}

/** Statements for everybody that head has over base, of policies that something with data is given. */
export async function* publicPolicies(context: RuleContext): AsyncIterable<RuleFinding> {
  const { base, head, files } = context.change;
  const before = files.flatMap((file) => (file.base ? openedBy(base, file.base.path) : []));
  const after = files.flatMap((file) => (file.head ? openedBy(head, file.path) : []));
  const had = new Set(before.map(placeOf));
  const still = new Set(after.map(placeOf));
  const moved = new Set(before.filter((opened) => !still.has(placeOf(opened))).map(keyOf));
  const kept = new Set(files.flatMap((file) => (file.head ? addressesIn(head, file.path) : [])));
  const renamed = new Set(
    before.filter(({ path, address }) => !kept.has(folderOf(path) + address)).map(namelessKeyOf),
  );
  for (const file of context.files) {
    const added = after.filter(
      (opened) =>
        opened.path === file.path &&
        !had.has(placeOf(opened)) &&
        !moved.has(keyOf(opened)) &&
        !renamed.has(namelessKeyOf(opened)),
    );
    if (added.length === 0) continue;
    const folder = await filesBeside(head, file.path);
    // The statements of one policy are one decision.
    const told = new Map<TerraformResource, Opened>();
    for (const opened of added) {
      const holder = holderOf(opened, folder);
      if (!holder || isBarred(holder, folder)) continue;
      const first = told.get(holder);
      if (first) first.statement.actions.push(...opened.statement.actions);
      else told.set(holder, opened);
    }
    for (const [holder, opened] of told) yield finding(opened, holder);
  }
}

function openedBy(snapshot: Snapshot, path: string): Opened[] {
  if (!isTerraform(path)) return [];
  const { resources, data } = terraformIn(snapshot, path);
  const open = ({ address }: TerraformResource, found: PublicStatement[]) =>
    found.map((statement) => ({ path, address, statement }));
  return [
    ...resources
      .filter(({ type }) => policies.has(type))
      .flatMap((resource) => open(resource, publicStatementsOf(resource.block, 'policy'))),
    ...data
      .filter(({ type }) => type === 'aws_iam_policy_document')
      .flatMap((document) => open(document, publicStatementsIn(document.block))),
  ];
}

/** The same statement may move to another file or be written another way round: what it allows counts. */
function keyOf({ address, statement }: Opened): string {
  return `${address.split('.').at(-1)} ${statement.actions.join(' ')}`;
}

/** The same of a block that may have another name now. */
function namelessKeyOf({ path, address, statement }: Opened): string {
  return [folderOf(path), address.slice(0, address.lastIndexOf('.')), ...statement.actions].join(' ');
}

function addressesIn(snapshot: Snapshot, path: string): string[] {
  if (!isTerraform(path)) return [];
  const { resources, data } = terraformIn(snapshot, path);
  return [...resources, ...data].map(({ address }) => folderOf(path) + address);
}

function placeOf(opened: Opened): string {
  return `${folderOf(opened.path)} ${keyOf(opened)}`;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** All of a module, which changed files alone may not show. */
async function filesBeside(snapshot: Snapshot, path: string): Promise<TerraformFile[]> {
  const folder = folderOf(path);
  const paths = [...snapshot.entries.keys()].filter(
    (other) => other.startsWith(folder) && !other.includes('/', folder.length) && isTerraform(other),
  );
  await snapshot.load(paths, 'dispensable');
  return paths.map((other) => terraformIn(snapshot, other));
}

/** What has the policy: itself, or what refers to the document. */
function holderOf({ address }: Opened, folder: readonly TerraformFile[]): TerraformResource | undefined {
  const resources = folder.flatMap(({ resources }) => resources).filter(({ type }) => policies.has(type));
  const own = resources.find((resource) => resource.address === address);
  return (
    own ?? resources.find(({ block }) => unwrapped(attributeAt(block, 'policy')?.text) === `${address}.json`)
  );
}

/** Before Terraform 0.12 every expression was an interpolation. */
function unwrapped(text = ''): string {
  return text.startsWith('"${') && text.endsWith('}"') ? text.slice(3, -2).trim() : text;
}

/** True if a public access block of the bucket may keep AWS from following the policy. */
function isBarred({ address, type, block }: TerraformResource, folder: readonly TerraformFile[]): boolean {
  const { of } = policies.get(type) ?? {};
  const bucket = of === undefined ? address : (attributeAt(block, of)?.text ?? '');
  const whole = (text: string) => referenced(text) ?? text;
  return folder
    .flatMap(({ resources }) => resources)
    .some(
      (other) =>
        other.type === 'aws_s3_bucket_public_access_block' &&
        whole(attributeAt(other.block, 'bucket')?.text ?? '') === whole(bucket) &&
        ['block_public_policy', 'restrict_public_buckets'].some(
          (path) => attributeAt(other.block, path) !== undefined && valueAt(other.block, path) !== false,
        ),
    );
}

function finding({ path, address, statement }: Opened, holder: TerraformResource): RuleFinding {
  return {
    severity: 'high',
    confidence: 'proven',
    title: `${code(holder.address)} opens the ${policies.get(holder.type)!.noun} to everybody`,
    message: `${address === holder.address ? 'Its policy' : code(address)} allows ${listed(statement.actions, 4)} to ${code('*')} without a condition: anybody with any account of the cloud, or none.`,
    resource: path,
    subject: `${address} ${statement.actions.join(' ')}`,
    location: { path, side: 'head', startLine: statement.line, endLine: statement.line },
  };
}
