import { createHash } from 'node:crypto';

/** A repository uses one of them for all its object ids; on GitHub it is SHA-1. */
export type Hash = 'sha1' | 'sha256';

/** What git would call a blob with this content. */
export function blobId(content: Buffer, hash: Hash = 'sha1'): string {
  return createHash(hash).update(`blob ${content.length}\0`).update(content).digest('hex');
}
