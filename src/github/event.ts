/** The event that started the workflow, reduced to what a review needs to know. Nothing is asked of GitHub here. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseCommands } from './commands.ts';
import type { Command } from './commands.ts';

/** Actions of `pull_request` after which there is something new to review, or another answer to it. */
export const reviewedActions = [
  'opened',
  'synchronize',
  'reopened',
  'ready_for_review',
  'converted_to_draft',
  'edited',
  'labeled',
  'unlabeled',
] as const;

export interface PullRequest {
  number: number;
  title: string;
  draft: boolean;
  /** Login. */
  author: string;
  labels: string[];
  /** Full commit ids; `base` is the tip of the target branch, not the merge base. */
  base: { sha: string; ref: string };
  head: { sha: string; ref: string };
  /** True if head is not in the repository under review: then the token can usually only read. */
  fork: boolean;
}

/** A comment on a pull request that holds commands, or did before it was edited or deleted. */
export interface CommandComment {
  id: number;
  /** Login. */
  author: string;
  /** What it asks for now; empty if nothing any more. */
  commands: Command[];
  gone: boolean;
}

/** What is to be reviewed, as far as the event tells. */
export type Trigger =
  | { kind: 'pull-request'; pull: PullRequest }
  | { kind: 'number'; number: number; comment?: CommandComment }
  /** `number` is the pull request that the queue's branch is named after. */
  | { kind: 'merge-group'; base: string; head: string; ref: string; number?: number }
  /** `before` is given for pushes to the default branch alone, which has nothing else to be compared with. */
  | { kind: 'push'; branch: string; head: string; before?: string; defaultBranch: string }
  | { kind: 'nothing'; why: string };

export type EventResult =
  | { ok: true; owner: string; repo: string; trigger: Trigger }
  /** One line: what is wrong and what is allowed. */
  | { ok: false; message: string };

/** Where the run happens, from the variables that every runner sets. */
export interface RunnerFacts {
  apiUrl: string;
  graphqlUrl: string;
  serverUrl: string;
  /** Page of this workflow run. */
  runUrl: string;
  /** The checkout, if the workflow made one. */
  workspace?: string;
}

const commitId = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);
const side = z.object({ sha: commitId, ref: z.string().min(1) });
const number = z.int().positive();

/** A pull request as payloads and the API give it. */
const pullSchema = z.object({
  number,
  title: z.string(),
  draft: z.boolean().default(false),
  user: z.object({ login: z.string() }).nullish(),
  labels: z.array(z.object({ name: z.string() })).default([]),
  base: side,
  head: side.extend({ repo: z.object({ full_name: z.string() }).nullable() }),
});

const commentSchema = z.object({
  action: z.enum(['created', 'edited', 'deleted']),
  issue: z.object({ number, pull_request: z.unknown().optional() }),
  comment: z.object({ id: number, body: z.string().nullable(), user: z.object({ login: z.string() }) }),
  changes: z.object({ body: z.object({ from: z.string() }).optional() }).optional(),
});

const mergeGroupSchema = z.object({
  action: z.string(),
  merge_group: z.object({ head_sha: commitId, head_ref: z.string(), base_sha: commitId }),
});

const pushSchema = z.object({
  ref: z.string(),
  before: commitId,
  after: commitId,
  deleted: z.boolean(),
  repository: z.object({ default_branch: z.string().min(1) }),
});

const dispatchSchema = z.object({
  inputs: z.object({ 'pull-request': z.string().regex(/^[1-9]\d{0,9}$/, 'a number') }),
});

const readers: Record<string, (payload: unknown, repository: string) => Trigger> = {
  pull_request: pullRequest,
  pull_request_target: pullRequest,
  merge_group: mergeGroup,
  push,
  workflow_dispatch: (payload) => ({
    kind: 'number',
    number: Number(dispatchSchema.parse(payload).inputs['pull-request']),
  }),
  issue_comment: issueComment,
};

/** The event is none that can be reviewed: a line that says why. */
class Unreviewable extends Error {}

/** Reads the event from the runner's environment. */
export function readEvent(env: NodeJS.ProcessEnv): EventResult {
  const name = env['GITHUB_EVENT_NAME'] ?? '';
  const read = Object.hasOwn(readers, name) ? readers[name]! : undefined;
  if (!read)
    return failed(
      `the event "${name}" cannot be reviewed; allowed are ${Object.keys(readers).join(', ')} (pull_request: ${reviewedActions.join(', ')})`,
    );
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  const [owner, repo, ...rest] = repository.split('/');
  if (!owner || !repo || rest.length > 0)
    return failed(`GITHUB_REPOSITORY is "${repository}", not owner/name`);

  const path = env['GITHUB_EVENT_PATH'] ?? '';
  let payload: unknown;
  try {
    payload = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = (error as Error).message.split('\n')[0];
    return failed(`GITHUB_EVENT_PATH "${path}" cannot be read as JSON: ${why}`);
  }
  try {
    return { ok: true, owner, repo, trigger: read(payload, repository) };
  } catch (error) {
    if (error instanceof Unreviewable) return failed(error.message);
    if (!(error instanceof z.ZodError)) throw error;
    const issue = error.issues[0]!;
    const where = issue.path.join('.');
    return failed(
      name === 'workflow_dispatch'
        ? `workflow_dispatch needs the input pull-request, the number of the pull request to review (${where}: ${issue.message})`
        : `the event in "${path}" is not a ${name}'s: ${where}: ${issue.message}`,
    );
  }
}

/** Throws zod's error if it is none. `repository` is owner/name of the repository under review. */
export function pullRequestOf(value: unknown, repository: string): PullRequest {
  const { user, labels, head, number: id, title, draft, base } = pullSchema.parse(value);
  return {
    number: id,
    title,
    draft,
    author: user?.login ?? '',
    labels: labels.map(({ name }) => name),
    base,
    head: { sha: head.sha, ref: head.ref },
    fork: head.repo?.full_name.toLowerCase() !== repository.toLowerCase(),
  };
}

function pullRequest(payload: unknown, repository: string): Trigger {
  const { action, pull_request: pull } = z
    .object({ action: z.string(), pull_request: z.unknown() })
    .parse(payload);
  const facts = z.object({ pull_request: pullSchema }).parse(payload) && pullRequestOf(pull, repository);
  if ((reviewedActions as readonly string[]).includes(action)) return { kind: 'pull-request', pull: facts };
  throw new Unreviewable(
    `the event pull_request with action "${action}" cannot be reviewed; allowed are ${reviewedActions.join(', ')}`,
  );
}

function mergeGroup(payload: unknown): Trigger {
  const { action, merge_group: group } = mergeGroupSchema.parse(payload);
  if (action !== 'checks_requested') return { kind: 'nothing', why: `the merge group was ${action}` };
  const named = /^refs\/heads\/gh-readonly-queue\/.+\/pr-([1-9]\d{0,9})-[0-9a-f]+$/.exec(group.head_ref);
  return {
    kind: 'merge-group',
    base: group.base_sha,
    head: group.head_sha,
    ref: group.head_ref,
    ...(named && { number: Number(named[1]) }),
  };
}

function push(payload: unknown): Trigger {
  const { ref, before, after, deleted, repository } = pushSchema.parse(payload);
  if (deleted) return { kind: 'nothing', why: `${ref} was deleted` };
  if (!ref.startsWith('refs/heads/')) return { kind: 'nothing', why: `${ref} is no branch` };
  const branch = ref.slice('refs/heads/'.length);
  const defaultBranch = repository.default_branch;
  const isFirst = /^0+$/.test(before);
  if (branch !== defaultBranch) return { kind: 'push', branch, head: after, defaultBranch };
  if (isFirst) return { kind: 'nothing', why: `${branch} is new: there is nothing to compare it with` };
  return { kind: 'push', branch, head: after, before, defaultBranch };
}

function issueComment(payload: unknown): Trigger {
  const { action, issue, comment, changes } = commentSchema.parse(payload);
  if (issue.pull_request === undefined) return { kind: 'nothing', why: 'the comment is on no pull request' };
  const gone = action === 'deleted';
  const now = parseCommands(comment.body ?? '');
  const before = parseCommands(changes?.body?.from ?? '');
  if (now.length + before.length === 0) return { kind: 'nothing', why: 'the comment holds no command' };
  return {
    kind: 'number',
    number: issue.number,
    comment: { id: comment.id, author: comment.user.login, commands: gone ? [] : now, gone },
  };
}

/** Where this runs; the public GitHub if the variables are missing. */
export function readRunner(env: NodeJS.ProcessEnv): RunnerFacts {
  const apiUrl = (env['GITHUB_API_URL'] || 'https://api.github.com').replace(/\/+$/, '');
  const graphqlUrl = env['GITHUB_GRAPHQL_URL'] || `${apiUrl.replace(/\/v3$/, '')}/graphql`;
  const serverUrl = (env['GITHUB_SERVER_URL'] || 'https://github.com').replace(/\/+$/, '');
  const runUrl = `${serverUrl}/${env['GITHUB_REPOSITORY'] ?? ''}/actions/runs/${env['GITHUB_RUN_ID'] ?? ''}`;
  const workspace = env['GITHUB_WORKSPACE'];
  return { apiUrl, graphqlUrl, serverUrl, runUrl, ...(workspace && { workspace }) };
}

function failed(message: string): EventResult {
  return { ok: false, message: message.replaceAll(/\s+/g, ' ') };
}
