/** Buckets, and what other resources of the same module say of them. */
import { attributeAt, blocksAt, referenced, valueAt } from './terraform-file.ts';
import type { TerraformFile, TerraformResource } from './terraform-file.ts';

/** The bucket that a resource is, or is about: its address, or its name as it is written. */
export function bucketOf({ address, type, block }: TerraformResource): string | undefined {
  if (/^(aws_s3|google_storage)_bucket$/.test(type)) return address;
  const text = attributeAt(block, 'bucket')?.text.replaceAll(/\[[^\][]*\]/g, '');
  return text === undefined ? undefined : (referenced(text) ?? text);
}

/** The resources of a module by the bucket that they are about. */
export type Buckets = ReadonlyMap<string, readonly TerraformResource[]>;

export function bucketsIn(folder: readonly TerraformFile[]): Buckets {
  const found = new Map<string, TerraformResource[]>();
  for (const resource of folder.flatMap(({ resources }) => resources)) {
    const bucket = bucketOf(resource);
    if (bucket === undefined) continue;
    const about = found.get(bucket);
    if (about) about.push(resource);
    else found.set(bucket, [resource]);
  }
  return found;
}

function aboutSameBucket(resource: TerraformResource, buckets: Buckets): readonly TerraformResource[] {
  const bucket = bucketOf(resource);
  return (bucket !== undefined && buckets.get(bucket)) || [];
}

/** True if the bucket is a website: everybody is meant to read it. */
export function isWebsite(resource: TerraformResource, buckets: Buckets): boolean {
  return aboutSameBucket(resource, buckets).some(
    ({ type, block }) =>
      type === 'aws_s3_bucket_website_configuration' ||
      (/_bucket$/.test(type) && blocksAt(block, 'website').length > 0),
  );
}

const barriers = {
  policy: ['block_public_policy', 'restrict_public_buckets'],
  list: ['block_public_acls', 'ignore_public_acls'],
};

/** True if something else keeps the cloud from following the policy, or the list of access, of a bucket, or may do so. */
export function isBarred(resource: TerraformResource, buckets: Buckets, by: keyof typeof barriers): boolean {
  return aboutSameBucket(resource, buckets).some(
    ({ type, block }) =>
      (type === 'aws_s3_bucket_public_access_block' &&
        barriers[by].some((path) => attributeAt(block, path) && valueAt(block, path) !== false)) ||
      (type === 'google_storage_bucket' && valueAt(block, 'public_access_prevention') === 'enforced'),
  );
}
