/** Resources of Terraform that do nothing but protect another one, and that a pull request takes away from it. */
import { code } from '../../finding.ts';
import { s3Barriers } from '../../project/terraform/guards.ts';
import type { Block } from '../../project/terraform/hcl.ts';
import { literalOf } from '../../project/terraform/literal.ts';
import { attributeAt, referenced, valueAt } from '../../project/terraform/terraform-file.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { changedFolders, place } from './terraform.ts';
import type { Folder, Placed } from './terraform.ts';

interface Shield {
  /** The argument that says what it protects; without one it protects the whole account. */
  of?: string;
  /** True if it protects for sure. */
  protects: (block: Block) => boolean;
  isMinor?: true;
  words: string;
}

const always = () => true;
const barrier = (block: Block) => s3Barriers.some((path) => valueAt(block, path) === true);

const shields: ReadonlyMap<string, Shield> = new Map<string, Shield>([
  [
    'aws_s3_bucket_public_access_block',
    { of: 'bucket', protects: barrier, words: 'is no longer kept from the public' },
  ],
  ['aws_s3_account_public_access_block', { protects: barrier, words: 'is no longer kept from the public' }],
  [
    'aws_s3_bucket_versioning',
    {
      of: 'bucket',
      protects: (block) => valueAt(block, 'versioning_configuration.status') === 'Enabled',
      words: 'no longer keeps old versions',
    },
  ],
  [
    'aws_s3_bucket_server_side_encryption_configuration',
    {
      of: 'bucket',
      protects: (block) =>
        String(valueAt(block, 'rule.apply_server_side_encryption_by_default.sse_algorithm')).startsWith(
          'aws:kms',
        ),
      isMinor: true,
      words: "is encrypted with the cloud's own key instead of yours",
    },
  ],
  [
    'aws_s3_bucket_object_lock_configuration',
    { of: 'bucket', protects: always, words: 'no longer keeps new objects from being deleted' },
  ],
  [
    'snowflake_table_column_masking_policy_application',
    { of: 'table', protects: always, words: 'shows a column unmasked' },
  ],
  [
    'snowflake_network_policy_attachment',
    {
      protects: (block) => valueAt(block, 'set_for_account') === true,
      words: 'lets in who comes from any network',
    },
  ],
]);

/** The shields that base has and head lacks, while what they protected stays. */
export function* lostShields(context: RuleContext): Iterable<RuleFinding> {
  const reviewed = new Set(context.files.map((file) => file.base?.path));
  for (const folder of changedFolders(context).values()) {
    if (folder.broken) continue;
    for (const resource of folder.base) {
      const shield = shields.get(resource.type);
      if (!shield?.protects(resource.block) || !reviewed.has(resource.path)) continue;
      if (!isLost(resource, shield, folder) || (shield.of && !staysProtectable(resource, shield.of, folder)))
        continue;
      const of = shield.of && attributeAt(resource.block, shield.of)?.text;
      yield {
        severity: shield.isMinor ? 'medium' : 'high',
        confidence: 'proven',
        title: `${of ? code(referenced(of) ?? of) : 'The account'} ${shield.words}`,
        message: `${code(resource.address)} goes, and with it all that it protects.`,
        resource: `${resource.path} ${resource.address}`,
        subject: resource.type,
        location: place(resource.path, 'base', resource.block),
      };
    }
  }
}

/** True if it goes at the next apply: not renamed, not repeated, not left to others. */
function isLost({ address, type, block }: Placed, { of }: Shield, { head, files }: Folder): boolean {
  if (isRepeated(block)) return false;
  if (files.some(({ moved, forgotten }) => moved.has(address) || forgotten.has(address))) return false;
  const whose = (other: Block) => of && attributeAt(other, of)?.text;
  return !head.some(
    (other) =>
      other.address === address ||
      (other.type === type && (isRepeated(other.block) || whose(other.block) === whose(block))),
  );
}

/** There may be none of it, or many. */
function isRepeated(block: Block): boolean {
  return attributeAt(block, 'count') !== undefined || attributeAt(block, 'for_each') !== undefined;
}

/** True if what it protects is known and does not go in the same change. */
function staysProtectable({ block }: Placed, of: string, { base, head }: Folder): boolean {
  const text = attributeAt(block, of)?.text ?? '';
  const kept = new Set(head.map(({ address }) => address));
  const gone = base.filter(({ address }) => !kept.has(address));
  const address = referenced(text);
  if (address !== undefined) return !gone.some((other) => other.address === address);
  return (
    typeof literalOf(text) === 'string' &&
    !gone.some((other) => attributeAt(other.block, of)?.text === text && !shields.has(other.type))
  );
}
