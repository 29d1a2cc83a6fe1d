/** Texts by one query: for some files of a revision it is a request, where their archive takes two and all its bytes. */
import { blobId } from '../git/blob-id.ts';
import type { Client } from './client.ts';
import { ask } from './graphql.ts';

/** Blobs of one query. */
export const mostQueried = 100;
/** Of all blobs of one query together. */
export const mostQueriedBytes = 2 * 2 ** 20;
/** GitHub cuts the text of larger blobs off. */
export const mostTextBytes = 500_000;

interface Answer {
  repository: Record<string, { oid?: string; text?: string | null; isTruncated?: boolean } | null> | null;
}

/**
 * The blobs that are whole texts. What is binary, cut off, unknown or not what its id says is simply not given.
 * Throws octokit's error if GitHub refuses.
 */
export async function queryBlobs(client: Client, oids: readonly string[]): Promise<Map<string, Buffer>> {
  const names = oids.map((_, index) => `o${index}`);
  const query = `query(${['$owner: String!', '$name: String!', ...names.map((it) => `$${it}: GitObjectID!`)].join(', ')}) {
  repository(owner: $owner, name: $name) {
${names.map((it) => `    ${it}: object(oid: $${it}) { ... on Blob { oid text isTruncated } }`).join('\n')}
  }
}`;
  const { owner, repo: name } = client;
  const variables = { owner, name, ...Object.fromEntries(names.map((it, index) => [it, oids[index]])) };
  const { repository } = await ask<Answer>(client, query, variables);
  const found = new Map<string, Buffer>();
  for (const [index, oid] of oids.entries()) {
    const text = repository?.[names[index]!]?.text;
    if (typeof text !== 'string') continue;
    const content = Buffer.from(text);
    if (blobId(content) === oid) found.set(oid, content);
  }
  return found;
}
