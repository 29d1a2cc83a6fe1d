/** The event that started the workflow, reduced to what a review needs to know of the pull request. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Actions of `pull_request` after which there is something new to review. */
export const reviewedActions = ['opened', 'synchronize', 'reopened', 'ready_for_review'] as const;

export interface PullRequestEvent {
  owner: string;
  repo: string;
  number: number;
  title: string;
  draft: boolean;
  /** Full commit ids; `base` is the tip of the target branch, not the merge base. */
  base: { sha: string; ref: string };
  head: { sha: string; ref: string };
  /** Owner and name of the repository that head is in; absent if it was deleted. */
  headRepository?: string;
  /** True if head is not in the repository under review: then the token can only read. */
  fork: boolean;
}

/** Where the run happens, from the variables that every runner sets. */
export interface RunnerFacts {
  apiUrl: string;
  serverUrl: string;
  /** Page of this workflow run. */
  runUrl: string;
  /** The checkout, if the workflow made one. */
  workspace?: string;
}

export type EventResult =
  | { ok: true; event: PullRequestEvent }
  /** One line: what is wrong and what is allowed. */
  | { ok: false; message: string };

const commitId = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);
const side = z.object({ sha: commitId, ref: z.string().min(1) });

const payloadSchema = z.object({
  action: z.string(),
  pull_request: z.object({
    number: z.int().positive(),
    title: z.string(),
    draft: z.boolean().default(false),
    base: side,
    head: side.extend({ repo: z.object({ full_name: z.string() }).nullable() }),
  }),
});

const allowed = `allowed is pull_request (${reviewedActions.join(', ')})`;

/** Reads the event from the runner's environment. */
export function readEvent(env: NodeJS.ProcessEnv): EventResult {
  const name = env['GITHUB_EVENT_NAME'] ?? '';
  if (name !== 'pull_request') return failed(`the event "${name}" cannot be reviewed; ${allowed}`);
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  const [owner, repo, ...rest] = repository.split('/');
  if (!owner || !repo || rest.length > 0)
    return failed(`GITHUB_REPOSITORY is "${repository}", not owner/name`);

  const payload = readPayload(env['GITHUB_EVENT_PATH'] ?? '');
  if (typeof payload === 'string') return failed(payload);
  const { action, pull_request: pull } = payload;
  if (!(reviewedActions as readonly string[]).includes(action)) {
    return failed(`the event pull_request with action "${action}" cannot be reviewed; ${allowed}`);
  }
  const headRepository = pull.head.repo?.full_name;
  const { number, title, draft, base } = pull;
  const head = { sha: pull.head.sha, ref: pull.head.ref };
  const fork = headRepository?.toLowerCase() !== repository.toLowerCase();
  return {
    ok: true,
    event: { owner, repo, number, title, draft, base, head, fork, ...(headRepository && { headRepository }) },
  };
}

/** Where this runs; the public GitHub if the variables are missing. */
export function readRunner(env: NodeJS.ProcessEnv): RunnerFacts {
  const apiUrl = (env['GITHUB_API_URL'] || 'https://api.github.com').replace(/\/+$/, '');
  const serverUrl = (env['GITHUB_SERVER_URL'] || 'https://github.com').replace(/\/+$/, '');
  const runUrl = `${serverUrl}/${env['GITHUB_REPOSITORY'] ?? ''}/actions/runs/${env['GITHUB_RUN_ID'] ?? ''}`;
  const workspace = env['GITHUB_WORKSPACE'];
  return { apiUrl, serverUrl, runUrl, ...(workspace && { workspace }) };
}

function readPayload(path: string): z.infer<typeof payloadSchema> | string {
  let payload: unknown;
  try {
    payload = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return `GITHUB_EVENT_PATH "${path}" cannot be read as JSON: ${(error as Error).message.split('\n')[0]}`;
  }
  const result = payloadSchema.safeParse(payload);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  return `the event in "${path}" is not a pull request's: ${issue.path.join('.')}: ${issue.message}`;
}

function failed(message: string): EventResult {
  return { ok: false, message: message.replaceAll(/\s+/g, ' ') };
}
