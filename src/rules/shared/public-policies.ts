/** Policies of AWS by which Terraform opens what holds data to everybody. */
import { code } from '../../finding.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import { publicStatementsIn, publicStatementsOf } from '../../project/terraform/policy-document.ts';
import type { PublicStatement } from '../../project/terraform/policy-document.ts';
import { bucketOf, bucketsIn, isBarred, isWebsite } from '../../project/terraform/buckets.ts';
import type { Buckets } from '../../project/terraform/buckets.ts';
import { attributeAt, presenceOf } from '../../project/terraform/terraform-file.ts';
import type { TerraformFile, TerraformResource } from '../../project/terraform/terraform-file.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { filesBeside, folderOf, isTerraform, terraformIn } from './terraform.ts';
import { listed } from './text.ts';

/** What the policy of a resource is about. */
const policies: ReadonlyMap<string, string> = new Map([
  ['aws_s3_bucket_policy', 'bucket'],
  ['aws_s3_bucket', 'bucket'],
  ['aws_sqs_queue_policy', 'queue'],
  ['aws_sqs_queue', 'queue'],
  ['aws_sns_topic_policy', 'topic'],
  ['aws_sns_topic', 'topic'],
  ['aws_kinesis_resource_policy', 'stream'],
  ['aws_dynamodb_resource_policy', 'table'],
  ['aws_glue_resource_policy', 'catalog'],
  ['aws_secretsmanager_secret_policy', 'secret'],
  ['aws_secretsmanager_secret', 'secret'],
  ['aws_kms_key_policy', 'key'],
  ['aws_kms_key', 'key'],
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
  for (const file of context.files) {
    const added = after.filter(
      (opened) => opened.path === file.path && !had.has(placeOf(opened)) && !moved.has(keyOf(opened)),
    );
    if (added.length === 0) continue;
    const folder = await filesBeside(head, file.path);
    const gone = before.filter(
      (old) => !still.has(placeOf(old)) && folderOf(old.path) === folderOf(file.path),
    );
    const folderBefore = gone.length > 0 ? await filesBeside(base, file.path) : [];
    const buckets = bucketsIn(folder);
    const left = bequeathed(gone, folderBefore, folder);
    // The statements of one policy are one decision.
    const told = new Map<TerraformResource, [Opened, ...Opened[]]>();
    for (const opened of added) {
      const holder = holderOf(opened, folder);
      if (!holder || presenceOf(holder.block) === 'never' || isBarred(holder, buckets, 'policy')) continue;
      if (heirKeys(opened, holder).some((key) => left.has(key))) continue;
      const others = told.get(holder);
      if (others) others.push(opened);
      else told.set(holder, [opened]);
    }
    for (const [holder, opened] of told) yield finding(opened, holder, reservationOf(holder, buckets));
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

function placeOf(opened: Opened): string {
  return `${folderOf(opened.path)} ${keyOf(opened)}`;
}

/** Keys of what may have a statement that goes: what had it has it still, or goes, too. */
function bequeathed(
  gone: readonly Opened[],
  before: readonly TerraformFile[],
  after: readonly TerraformFile[],
): Set<string> {
  const stays = new Set(after.flatMap(({ resources }) => resources.map(({ address }) => address)));
  return new Set(
    gone.flatMap((opened) => {
      const holder = holderOf(opened, before);
      if (!holder) return [];
      const [same, type, ...bucket] = heirKeys(opened, holder);
      return stays.has(holder.address) ? [same, ...bucket] : [same, type, ...bucket];
    }),
  );
}

function heirKeys({ statement }: Opened, holder: TerraformResource): [string, string, ...string[]] {
  const what = statement.actions.join(' ');
  const bucket = bucketOf(holder);
  return [
    `${what} ${holder.address}`,
    `${what} ${holder.type}`,
    ...(bucket === undefined ? [] : [`${what} of ${bucket}`]),
  ];
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

/** Why it is less than bad, or may not be. */
function reservationOf(holder: TerraformResource, buckets: Buckets): string | undefined {
  if (isWebsite(holder, buckets)) return 'It is a website: see that it holds nothing else.';
  return presenceOf(holder.block) === 'maybe' ? 'A condition decides whether it is made.' : undefined;
}

/** Of the statements of one policy. */
function finding(
  opened: readonly [Opened, ...Opened[]],
  holder: TerraformResource,
  reservation: string | undefined,
): RuleFinding {
  const [{ path, address, statement }] = opened;
  const actions = opened.flatMap((each) => each.statement.actions);
  const whose = address === holder.address ? 'Its policy' : code(address);
  return {
    severity: reservation === undefined ? 'high' : 'medium',
    confidence: reservation === undefined ? 'proven' : 'likely',
    title: `${code(holder.address)} opens the ${policies.get(holder.type)!} to everybody`,
    message: `${whose} allows ${listed(actions, 4)} to ${code('*')} without a condition: anybody with any account of the cloud, or none.${reservation === undefined ? '' : ` ${reservation}`}`,
    resource: path,
    subject: `${address} ${actions.join(' ')}`,
    location: { path, side: 'head', startLine: statement.line, endLine: statement.line },
  };
}
