/** Other open pull requests that change the same files, or what this one reads: whoever merges second meets what the first one did. */
import type { Snapshot } from '../change/snapshot.ts';
import { code } from '../finding.ts';
import type { Client } from './client.ts';

/** Pull requests whose files are listed, the most recently updated first: a request each. */
const mostPulls = 20;
/** Named in the report. */
const mostFiles = 3;

export interface OwnChange {
  number: number;
  base: Snapshot;
  head: Snapshot;
  /** Files that it depends on without changing them, each with the name of what depends on it. Asked at most once. */
  upstream: () => Promise<ReadonlyMap<string, string>>;
}

/**
 * One line for each that overlaps, and one that says what was looked at and at which cost. Of each the first 100 files
 * count. Rejects with octokit's error if GitHub refuses.
 */
export async function overlapNotes(client: Client, own: OwnChange): Promise<string[]> {
  const { owner, repo, octokit } = client;
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls', {
    owner,
    repo,
    state: 'open',
    sort: 'updated',
    direction: 'desc',
    per_page: 100,
  });
  const others = data.map(({ number }) => number).filter((number) => number !== own.number);
  const asked = others.slice(0, mostPulls);
  const changed = changedPaths(own.base, own.head);
  const lists = await Promise.all(
    asked.map(async (number) => ({ number, paths: (await filesOf(client, number)).sort() })),
  );
  const isOpen = lists.some(({ paths }) => paths.some((path) => !changed.has(path)));
  const upstream = isOpen ? await own.upstream() : new Map<string, string>();
  const notes = lists.flatMap(({ number, paths }) => [
    ...sharedNote(
      number,
      paths.filter((path) => changed.has(path)),
    ),
    ...upstreamNote(
      number,
      paths.flatMap((path) => {
        const reader = changed.has(path) ? undefined : upstream.get(path);
        return reader === undefined ? [] : [{ path, reader }];
      }),
    ),
  ]);
  const many = others.length > asked.length || data.length === 100 ? ', the latest ones,' : '';
  const cost = `${asked.length} other open pull requests${many} were looked at for the same files and for what this change reads, with ${asked.length + 1} requests.`;
  return [...notes, cost];
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

function sharedNote(number: number, shared: readonly string[]): string[] {
  if (shared.length === 0) return [];
  const named = shared.slice(0, mostFiles).map(code).join(', ');
  const rest = shared.length - mostFiles;
  return [
    `Pull request ${number} is open and changes ${named}${rest > 0 ? ` and ${rest} more of the same files` : ', too'}.`,
  ];
}

function upstreamNote(number: number, found: readonly { path: string; reader: string }[]): string[] {
  if (found.length === 0) return [];
  const named = found
    .slice(0, mostFiles)
    .map(({ path, reader }) => `${code(path)}, which ${code(reader)} depends on`)
    .join('; ');
  const rest = found.length - mostFiles;
  return [
    `Pull request ${number} is open and changes ${named}${rest > 0 ? `; and ${rest} more that this change depends on` : ''}.`,
  ];
}

function changedPaths(base: Snapshot, head: Snapshot): Set<string> {
  const paths = new Set([...base.entries.keys(), ...head.entries.keys()]);
  return new Set([...paths].filter((path) => base.entries.get(path)?.oid !== head.entries.get(path)?.oid));
}
