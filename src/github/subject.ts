/** What is reviewed, whatever started it: two revisions, and the pull request that they belong to. */
import { describeError } from './client.ts';
import type { Client } from './client.ts';
import { pullRequestOf } from './event.ts';
import type { PullRequest, Trigger } from './event.ts';

export interface Subject {
  owner: string;
  repo: string;
  /** For people: `acme/shop#7`, or `acme/shop@branch`. */
  name: string;
  /** What head is compared with: a full commit id, or the name of a branch, whose tip is meant. */
  target: string;
  /** Full commit id; the check run is made here. */
  head: string;
  /** Whose labels, author and comments count. */
  pull?: PullRequest;
  /** True if the comment on the pull request is ours to write: this run is about its head, and not about a queue's or a branch's. */
  comments: boolean;
}

/** Asks GitHub for what the event does not tell. Throws octokit's error if it refuses. */
export async function subjectOf(
  client: Client,
  trigger: Exclude<Trigger, { kind: 'nothing' }>,
  onWarning: (line: string) => void,
): Promise<Subject> {
  switch (trigger.kind) {
    case 'pull-request':
      return ofPull(client, trigger.pull);
    case 'number':
      return ofPull(client, await readPull(client, trigger.number));
    case 'merge-group':
      return ofMergeGroup(client, trigger, onWarning);
    case 'push':
      return ofPush(client, trigger);
  }
}

/** The pull request as it is now. */
export async function readPull(client: Client, number: number): Promise<PullRequest> {
  const { owner, repo } = client;
  const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
    owner,
    repo,
    pull_number: number,
  });
  return pullRequestOf(data, `${owner}/${repo}`);
}

function ofPull({ owner, repo }: Client, pull: PullRequest): Subject {
  const name = `${owner}/${repo}#${pull.number}`;
  return { owner, repo, name, target: pull.base.sha, head: pull.head.sha, pull, comments: true };
}

/** Compared with what stands before it in the queue. What was accepted on its pull request stays accepted. */
async function ofMergeGroup(
  client: Client,
  { base, head, ref, number }: Extract<Trigger, { kind: 'merge-group' }>,
  onWarning: (line: string) => void,
): Promise<Subject> {
  const { owner, repo } = client;
  const subject: Subject = {
    owner,
    repo,
    name: `${owner}/${repo}@${ref.replace(/^refs\/heads\//, '')}`,
    target: base,
    head,
    comments: false,
  };
  if (number === undefined) return subject;
  try {
    return { ...subject, pull: await readPull(client, number) };
  } catch (error) {
    onWarning(describeError(`what was accepted on #${number} is not known here`, error));
    return subject;
  }
}

/**
 * A push to a branch with an open pull request is a push to that: two check runs on one commit must not
 * differ. Its comment is left to the run of the pull request itself.
 */
async function ofPush(client: Client, push: Extract<Trigger, { kind: 'push' }>): Promise<Subject> {
  const { owner, repo } = client;
  const { branch, head, before, defaultBranch } = push;
  const name = `${owner}/${repo}@${branch}`;
  const pull = before === undefined ? await openPull(client, push) : undefined;
  if (pull) return { ...ofPull(client, pull), comments: false };
  return { owner, repo, name, target: before ?? defaultBranch, head, comments: false };
}

async function openPull(
  client: Client,
  { branch, head }: { branch: string; head: string },
): Promise<PullRequest | undefined> {
  const { owner, repo } = client;
  const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', {
    owner,
    repo,
    commit_sha: head,
    per_page: 100,
  });
  const found = data.find(
    (it) =>
      it.state === 'open' &&
      it.head.ref === branch &&
      it.head.sha === head &&
      it.head.repo?.full_name === it.base.repo.full_name,
  );
  return found && pullRequestOf(found, `${owner}/${repo}`);
}
