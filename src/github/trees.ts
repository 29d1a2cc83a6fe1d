/** The file list of a commit by the API: complete, or an error; never silently cut off. */
import type { Entry, EntryKind } from '../change/snapshot.ts';
import type { Client } from './client.ts';

/** A file list with sizes, which trees know before contents are read. */
export interface Tree {
  commit: string;
  /** By path, in code-unit order. */
  entries: ReadonlyMap<string, Entry>;
  /** Bytes, by object id. */
  sizes: ReadonlyMap<string, number>;
}

interface Row {
  path?: string;
  mode?: string;
  type?: string;
  sha?: string;
  size?: number | bigint;
}

/** Subtrees read one by one when GitHub cuts off the recursive list; beyond it the repository is too large without a checkout. */
const mostSubtrees = 300;

/** Reads the whole file list of a commit. Throws octokit's error, or one that names the limit. */
export async function readTree(client: Client, commit: string): Promise<Tree> {
  const rows = await allRows(client, commit);
  const entries: Entry[] = [];
  const sizes = new Map<string, number>();
  for (const { path, mode, type, sha, size } of rows) {
    const kind = entryKind(mode, type);
    if (!kind || path === undefined || sha === undefined) continue;
    entries.push({ path, kind, oid: sha });
    if (size !== undefined) sizes.set(sha, Number(size));
  }
  entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { commit, entries: new Map(entries.map((entry) => [entry.path, entry])), sizes };
}

/**
 * GitHub cuts a recursive list off at 100,000 entries or 7 MB. Then the folder's own list is read, which is
 * short, and each folder in it is tried recursively in turn.
 */
async function allRows(client: Client, commit: string): Promise<Row[]> {
  const rows: Row[] = [];
  const folders = [{ sha: commit, prefix: '' }];
  let read = 0;
  for (let folder = folders.shift(); folder; folder = folders.shift()) {
    const { sha, prefix } = folder;
    if ((read += 1) > mostSubtrees) {
      throw new Error(`the file list of ${commit} is too long to read by the API: check the repository out`);
    }
    const whole = await treeRows(client, sha, true);
    const { rows: found, truncated } = whole.truncated ? await treeRows(client, sha, false) : whole;
    if (truncated) throw new Error(`GitHub cuts off the file list of "${prefix}" in ${commit}`);
    for (const row of found) {
      const path = `${prefix}${row.path}`;
      if (whole.truncated && row.type === 'tree') folders.push({ sha: row.sha!, prefix: `${path}/` });
      else rows.push({ ...row, path });
    }
  }
  return rows;
}

async function treeRows(
  client: Client,
  sha: string,
  recursive: boolean,
): Promise<{ rows: Row[]; truncated: boolean }> {
  const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
    owner: client.owner,
    repo: client.repo,
    tree_sha: sha,
    ...(recursive && { recursive: '1' }),
  });
  return { rows: data.tree, truncated: data.truncated };
}

function entryKind(mode: string | undefined, type: string | undefined): EntryKind | undefined {
  if (type === 'commit') return 'submodule';
  if (type !== 'blob') return undefined;
  return mode === '120000' ? 'symlink' : 'file';
}
