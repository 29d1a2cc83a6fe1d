/**
 * Both revisions of a pull request. The file lists come from the API, so they are complete whatever was
 * checked out. Contents are named by object id: they come from the checkout where it has them, whatever its
 * depth, and from the API where it does not. Nothing is fetched into the checkout or changed in it.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { contentStore } from '../change/contents.ts';
import { makeSnapshot } from '../change/make-snapshot.ts';
import type { BlobSource, Snapshot } from '../change/snapshot.ts';
import { objectReader } from '../git/objects.ts';
import { presentObjects } from '../git/present.ts';
import { apiBlobs } from './api-blobs.ts';
import type { Client } from './client.ts';
import { readTree } from './trees.ts';

export interface Revisions {
  /** The merge base: what head is compared with. */
  base: Snapshot;
  head: Snapshot;
  /** The tip of the target branch. Policy comes from here: an author chooses the merge base, but not this. */
  target: Snapshot;
  /** Ends child processes. */
  close(): Promise<void>;
}

export interface RevisionsOptions {
  /** A full commit id, or the name of a branch, whose tip is meant. */
  target: string;
  /** A full commit id. */
  head: string;
  /** A folder that may be a checkout. */
  workspace?: string;
  onWarning: (line: string) => void;
}

/** Reads the file lists. Throws octokit's error if GitHub refuses. */
export async function openRevisions(client: Client, options: RevisionsOptions): Promise<Revisions> {
  const { base, target } = await compared(client, options.target, options.head);
  const commits = [...new Set([options.head, base, target])];
  const trees = new Map(
    await Promise.all(commits.map(async (it) => [it, await readTree(client, it)] as const)),
  );
  const local = localBlobs(options);
  const { onWarning } = options;
  const remote = apiBlobs(client, [...trees.values()], { mostIsWanted: !local, onWarning });
  const store = contentStore(local ? firstOf(local, remote) : remote);
  const snapshot = (commit: string) => makeSnapshot(commit, trees.get(commit)!.entries.values(), store);
  return {
    base: snapshot(base),
    head: snapshot(options.head),
    target: snapshot(target),
    close: async () => local?.close(),
  };
}

/** The commit that both have in common, and the target's. */
async function compared(
  client: Client,
  target: string,
  head: string,
): Promise<{ base: string; target: string }> {
  const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
    owner: client.owner,
    repo: client.repo,
    basehead: `${target}...${head}`,
    per_page: 1,
  });
  return { base: data.merge_base_commit.sha, target: data.base_commit.sha };
}

/** The checkout as a source that is silent about what it cannot give. */
function localBlobs({
  workspace,
  onWarning,
}: RevisionsOptions): (BlobSource & { close(): Promise<void> }) | undefined {
  if (workspace === undefined || !existsSync(join(workspace, '.git'))) return undefined;
  const reader = objectReader({ cwd: workspace });
  let broken = false;
  return {
    async read(oids) {
      if (broken) return new Map();
      try {
        return await reader.read(await presentObjects(oids, { cwd: workspace }));
      } catch (error) {
        broken = true;
        onWarning(`the checkout cannot be read, the API is used instead: ${(error as Error).message}`);
        return new Map();
      }
    },
    close: () => reader.close(),
  };
}

function firstOf(first: BlobSource, second: BlobSource): BlobSource {
  return {
    async read(oids) {
      const found = await first.read(oids);
      const missing = oids.filter((oid) => !found.has(oid));
      if (missing.length === 0) return found;
      return new Map([...found, ...(await second.read(missing))]);
    },
  };
}
