/** Other open pull requests that change the same files: whoever merges second meets what the first one did. */
import type { Snapshot } from '../change/snapshot.ts';
import { code } from '../finding.ts';
import type { Client } from './client.ts';

/** Pull requests whose files are listed, the most recently updated first: a request each. */
const mostPulls = 20;
/** Named in the report. */
const mostFiles = 3;

/**
 * One line for each that overlaps, and one that says what was looked at and at which cost. Of each the first 100 files
 * count. Rejects with octokit's error if GitHub refuses.
 */
export async function overlapNotes(
  client: Client,
  own: number,
  { base, head }: { base: Snapshot; head: Snapshot },
): Promise<string[]> {
  const { owner, repo, octokit } = client;
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls', {
    owner,
    repo,
    state: 'open',
    sort: 'updated',
    direction: 'desc',
    per_page: 100,
  });
  const others = data.map(({ number }) => number).filter((number) => number !== own);
  const asked = others.slice(0, mostPulls);
  const changed = changedPaths(base, head);
  const notes = await Promise.all(
    asked.map(async (number) => {
      const shared = (await filesOf(client, number)).filter((path) => changed.has(path)).sort();
      return shared.length === 0 ? [] : [overlap(number, shared)];
    }),
  );
  const many = others.length > asked.length || data.length === 100 ? ', the latest ones,' : '';
  const cost = `${asked.length} other open pull requests${many} were looked at for the same files, with ${asked.length + 1} requests.`;
  return [...notes.flat(), cost];
}

async function filesOf({ octokit, owner, repo }: Client, number: number): Promise<string[]> {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
    owner,
    repo,
    pull_number: number,
    per_page: 100,
  });
  return data.map(({ filename }) => filename);
}

function overlap(number: number, shared: readonly string[]): string {
  const named = shared.slice(0, mostFiles).map(code).join(', ');
  const rest = shared.length - mostFiles;
  return `Pull request ${number} is open and changes ${named}${rest > 0 ? ` and ${rest} more of the same files` : ', too'}.`;
}

function changedPaths(base: Snapshot, head: Snapshot): Set<string> {
  const paths = new Set([...base.entries.keys(), ...head.entries.keys()]);
  return new Set([...paths].filter((path) => base.entries.get(path)?.oid !== head.entries.get(path)?.oid));
}
