/** One comment on the pull request, written in place push after push. */
import { answerLost, isRefused } from './client.ts';
import type { Client } from './client.ts';

export const commentPolicies = ['always', 'on-failure', 'never'] as const;
/** `on-failure` writes no new comment for a pass, but an existing one is told that it passed now. */
export type CommentPolicy = (typeof commentPolicies)[number];

/** Pages of 100 that are looked through; a pull request with more comments gets a new one. */
const mostPages = 30;

export interface Comment {
  id: number;
  url: string;
  body: string;
  /** Login; empty if the account is gone. */
  author: string;
  bot: boolean;
  /** True if it was changed after it was written. */
  edited: boolean;
}

export type CommentOutcome =
  | { kind: 'created' | 'updated' | 'unchanged'; url: string }
  /** The policy asks for none, it is not wanted any more, or a newer run of ours was here first. */
  | { kind: 'none' };

export interface CommentDraft {
  marker: string;
  body: string;
  policy: CommentPolicy;
  /** True if the review did not pass. */
  failed: boolean;
  /** Asked before anything is written. @default it is */
  isWanted?: () => Promise<boolean>;
}

/** The hidden first line by which the comment is found again. `instance` tells several reviews of one repository apart. */
export function commentMarker(instance: string): string {
  return `<!-- parallel-review:${instance} -->`;
}

/** The hidden second line, which tells newer runs on one commit from older ones: check runs are numbered as they begin. */
export function runMark(checkRun: number): string {
  return `<!-- check-run:${checkRun} -->`;
}

function runOf(body: string): number {
  return Number(/^<!-- [^\n]* -->\r?\n<!-- check-run:(\d{1,15}) -->/.exec(body)?.[1] ?? 0);
}

/** Writes `body`, which starts with `marker`, as the policy says. Throws octokit's error if GitHub refuses. */
export async function publishComment(
  client: Client,
  pull: number,
  { marker, body, policy, failed, isWanted = async () => true }: CommentDraft,
): Promise<CommentOutcome> {
  if (policy === 'never') return { kind: 'none' };
  // Side by side: neither needs the other's answer.
  const [existing, wanted] = await Promise.all([findComment(client, pull, marker), isWanted()]);
  if (!wanted) return { kind: 'none' };
  if (existing && runOf(existing.body) > runOf(body) && runOf(body) > 0) return { kind: 'none' };
  if (existing) return update(client, existing, body);
  if (policy === 'on-failure' && !failed) return { kind: 'none' };
  return create(client, pull, marker, body);
}

/**
 * Our comment, if there is one. The marker must be the start of the body: people quote. And the author must
 * be a bot, as with the workflow's token, or the user whose token this is, which is asked only in doubt.
 */
async function findComment(client: Client, pull: number, marker: string): Promise<Comment | undefined> {
  let viewer: Promise<string | undefined> | undefined;
  for await (const comment of eachComment(client, pull)) {
    if (!comment.body.startsWith(marker) || comment.author === '') continue;
    if (comment.bot || comment.author === (await (viewer ??= viewerLogin(client)))) return comment;
  }
  return undefined;
}

/** The comments of a pull request, oldest first. Rejects with octokit's error if GitHub refuses. */
export async function* eachComment(client: Client, pull: number): AsyncGenerator<Comment> {
  for (let page = 1; page <= mostPages; page += 1) {
    const { data, headers } = await client.octokit.request(
      'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
      { owner: client.owner, repo: client.repo, issue_number: pull, per_page: 100, page },
    );
    for (const { id, html_url: url, body = '', user, created_at, updated_at } of data) {
      const bot = user?.type === 'Bot';
      const edited = created_at !== updated_at;
      yield { id: Number(id), url, body, author: user?.login ?? '', bot, edited };
    }
    if (!headers.link?.includes('rel="next"')) return;
  }
}

/**
 * Whose token it is; undefined for an app's, which may not ask. Throws octokit's error if nobody knows: taking
 * our comment for another's would make a second one.
 */
async function viewerLogin({ octokit }: Client): Promise<string | undefined> {
  try {
    return (await octokit.request('GET /user')).data.login;
  } catch (error) {
    if (isRefused(error)) return undefined;
    throw error;
  }
}

async function update(
  client: Client,
  { id, url, body: old }: Comment,
  body: string,
): Promise<CommentOutcome> {
  // GitHub stores line breaks as they are, but trims the end.
  if (old.trimEnd() === body.trimEnd()) return { kind: 'unchanged', url };
  await client.octokit.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
    owner: client.owner,
    repo: client.repo,
    comment_id: id,
    body,
  });
  return { kind: 'updated', url };
}

async function create(client: Client, pull: number, marker: string, body: string): Promise<CommentOutcome> {
  const post = async (): Promise<CommentOutcome> => {
    const { data } = await client.octokit.request(
      'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
      {
        owner: client.owner,
        repo: client.repo,
        issue_number: pull,
        body,
        request: { retries: 0 },
      },
    );
    return { kind: 'created', url: data.html_url };
  };
  try {
    return await post();
  } catch (error) {
    if (!answerLost(error)) throw error;
    const written = await findComment(client, pull, marker);
    return written ? { kind: 'created', url: written.url } : post();
  }
}
