/** Conversations on lines of a pull request that our suggestions began. Whose they are GitHub says, not their text. */
import type { Client } from './client.ts';
import { ask } from './graphql.ts';
import { readMark } from './suggestions.ts';
import type { Mark } from './suggestions.ts';

const mostPages = 10;

export interface Thread extends Mark {
  id: string;
  resolved: boolean;
  /** True if a person resolved it: they have seen the suggestion and want no more of it. */
  dismissed: boolean;
  /** True if nobody answered. */
  alone: boolean;
}

export interface Threads {
  /** The head of the pull request at this moment. */
  head: string;
  /** Ours, of this instance. */
  threads: Thread[];
}

interface Answer {
  repository: {
    pullRequest: {
      headRefOid: string;
      reviewThreads: {
        nodes: (ThreadNode | null)[] | null;
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
      };
    } | null;
  } | null;
}

interface ThreadNode {
  id: string;
  isResolved: boolean;
  resolvedBy: { login: string } | null;
  comments: { totalCount: number; nodes: ({ body: string; viewerDidAuthor: boolean } | null)[] | null };
}

const listing = `query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      headRefOid
      reviewThreads(first: 100, after: $after) {
        nodes {
          id
          isResolved
          resolvedBy { login }
          comments(first: 1) { totalCount nodes { body viewerDidAuthor } }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;

/** Throws octokit's error if GitHub refuses, and if there are too many to know all: nothing must be said twice. */
export async function readThreads(client: Client, number: number, instance: string): Promise<Threads> {
  const { owner, repo: name } = client;
  const threads: Thread[] = [];
  let after: string | null = null;
  for (let page = 1; page <= mostPages; page += 1) {
    const answer: Answer = await ask<Answer>(client, listing, { owner, name, number, after });
    const pull = answer.repository?.pullRequest;
    if (!pull) throw new Error(`GitHub knows no pull request ${number}`);
    const { nodes, pageInfo } = pull.reviewThreads;
    threads.push(...(nodes ?? []).flatMap((node) => ours(node, instance)));
    if (!pageInfo.hasNextPage) return { head: pull.headRefOid, threads };
    after = pageInfo.endCursor;
  }
  throw new Error(`there are more than ${mostPages * 100} conversations`);
}

function ours(node: ThreadNode | null, instance: string): Thread[] {
  const first = node?.comments.nodes?.[0];
  const mark = first?.viewerDidAuthor ? readMark(instance, first.body) : undefined;
  if (!node || !mark) return [];
  const { id, isResolved: resolved, resolvedBy, comments } = node;
  // Whoever resolved is a user; of a program GitHub says nobody.
  const dismissed = resolved && resolvedBy !== null;
  return [{ ...mark, id, resolved, dismissed, alone: comments.totalCount === 1 }];
}

/** Resolves them with one request. Throws octokit's error; as of 2026 it takes `contents: write`. */
export async function resolveThreads(client: Client, ids: readonly string[]): Promise<void> {
  const names = ids.map((_, index) => `t${index}`);
  const mutation = `mutation(${names.map((it) => `$${it}: ID!`).join(', ')}) {
${names.map((it) => `  ${it}: resolveReviewThread(input: { threadId: $${it} }) { thread { id } }`).join('\n')}
}`;
  await ask(client, mutation, Object.fromEntries(names.map((it, index) => [it, ids[index]])));
}
