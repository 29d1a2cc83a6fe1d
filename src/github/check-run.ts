/** Our check run on the head commit: one a review, never left in progress. */
import { randomUUID } from 'node:crypto';
import type { RestEndpointMethodTypes } from '@octokit/rest';
import type { CheckRunOutput } from '../report/check-run.ts';
import { answerLost } from './client.ts';
import type { Client } from './client.ts';
import { Overdue } from './deadline.ts';

/** GitHub takes so many annotations a request and appends those of further requests. */
const annotationsPerRequest = 50;
/** More requests than this for one check run would run into the limits for writing. */
const mostAnnotations = 500;
/** Can be refused for nothing that it says. */
const bare = { title: 'Done', summary: 'The job summary says more.' };
/** Lost answers to annotations that are looked into, for one check run. */
const mostLostAnswers = 2;

export interface CheckRun {
  /** Undefined as long as nobody knows whether GitHub made it. */
  id: number | undefined;
  /** Its page; empty while it is not known. */
  url: string;
  /** True once GitHub has taken a conclusion, or is known to have nothing to conclude. */
  concluded: boolean;
  /** Whether it says how far the review is. `lost`: the answer never came, and GitHub may do it at any time. */
  progress: 'none' | 'shown' | 'lost';
  /** What it was asked for with, under an external id that no other run uses. */
  readonly identity: CheckRunIdentity;
  /** True if an answer to its creation was lost: GitHub may have made another one, or make it later. */
  doubtful: boolean;
}

export interface CheckRunIdentity {
  /** Shown to people; also what a branch protection names. */
  name: string;
  headSha: string;
  /** Tells check runs of several configurations and runs apart. */
  externalId: string;
  /** Page behind "details". */
  detailsUrl: string;
}

/**
 * Creates the check run as in progress. Where answers are lost and nobody can tell whether it exists, it has no
 * id; its conclusion then looks for it again. Throws octokit's error if GitHub refuses.
 * @param within rejects with `Overdue` when there is no more time to wait for it.
 */
export async function startCheckRun(
  client: Client,
  identity: CheckRunIdentity,
  within: <T>(work: Promise<T>) => Promise<T> = (work) => work,
): Promise<CheckRun> {
  const externalId = `${identity.externalId}:${randomUUID()}`;
  const checkRun: CheckRun = {
    id: undefined,
    url: '',
    concluded: false,
    progress: 'none',
    identity: { ...identity, externalId },
    doubtful: false,
  };
  try {
    await within(create(client, checkRun));
  } catch (error) {
    // What nobody waits for any longer may still come.
    checkRun.doubtful ||= error instanceof Overdue;
    if (!checkRun.doubtful) throw error;
  }
  return checkRun;
}

/** Two attempts, each looked for before the next: a create is not repeated blindly. */
async function create(client: Client, checkRun: CheckRun): Promise<void> {
  const { name, headSha, externalId, detailsUrl } = checkRun.identity;
  for (let attempt = 1; checkRun.id === undefined; attempt += 1) {
    try {
      const { data } = await client.octokit.request('POST /repos/{owner}/{repo}/check-runs', {
        ...repository(client),
        name,
        head_sha: headSha,
        external_id: externalId,
        details_url: detailsUrl,
        status: 'in_progress',
        request: { retries: 0 },
      });
      found(checkRun, data);
    } catch (error) {
      if (!answerLost(error)) throw error;
      checkRun.doubtful = true;
      const [made] = await openCheckRuns(client, checkRun);
      if (made) found(checkRun, made);
      else if (attempt === 2) throw error;
    }
  }
}

type Update = Omit<
  RestEndpointMethodTypes['checks']['update']['parameters'],
  'owner' | 'repo' | 'check_run_id' | 'request'
>;

/**
 * Says how far the review is. Sends the output alone: one that arrives after the conclusion must not open the
 * check run again. Tried once; throws octokit's error, and what `signal` is aborted with.
 */
export async function updateCheckRun(
  client: Client,
  checkRun: CheckRun,
  { title, summary }: Pick<CheckRunOutput, 'title' | 'summary'>,
  signal: AbortSignal,
): Promise<void> {
  if (checkRun.id === undefined) return;
  const before = checkRun.progress;
  checkRun.progress = 'lost';
  try {
    await update(client, checkRun, { output: { title, summary } }, { retries: 0, expendable: true, signal });
    checkRun.progress = 'shown';
  } catch (error) {
    if (!answerLost(error)) checkRun.progress = before;
    throw error;
  }
}

/** Says again what the check run was concluded with, should a lost update have come after it. */
export async function restateCheckRun(
  client: Client,
  checkRun: CheckRun,
  { title, summary, text }: CheckRunOutput,
): Promise<void> {
  if (!checkRun.concluded || checkRun.progress !== 'lost') return;
  await update(client, checkRun, { output: { title, summary, ...(text && { text }) } });
}

/**
 * Completes the check run. All annotations are sent before the conclusion, so that a pass is never half told.
 * What GitHub does not take is left out rather than leaving the check in progress for ever: the annotations
 * that are still to be sent, then the whole output.
 * @returns the first error, if something was left out. Throws it if even the bare conclusion was not taken.
 */
export async function concludeCheckRun(
  client: Client,
  checkRun: CheckRun,
  conclusion: 'success' | 'failure' | 'cancelled',
  { title, summary, text, annotations }: CheckRunOutput,
): Promise<unknown> {
  if (checkRun.id === undefined) await madeAfterAll(client, checkRun);
  const completed: Update = { status: 'completed', conclusion };
  const output = { title, summary, ...(text && { text }) };
  const attempts = [
    () => sendAnnotated(client, checkRun, { ...completed, output }, annotations.slice(0, mostAnnotations)),
    () => update(client, checkRun, { ...completed, output }),
    // What it said on the way must not stand as its result.
    ...(checkRun.progress === 'none' ? [] : [() => update(client, checkRun, { ...completed, output: bare })]),
    () => update(client, checkRun, completed),
  ];
  let first: unknown;
  for (const attempt of attempts) {
    try {
      await attempt();
      if (checkRun.doubtful) await concludeTwins(client, checkRun, conclusion);
      checkRun.concluded = true;
      return first;
    } catch (error) {
      first ??= error;
    }
  }
  // The answer alone may have been lost.
  if (!answerLost(first) || !(await isConcluded(client, checkRun, conclusion))) throw first;
  checkRun.concluded = true;
  return first;
}

async function isConcluded(client: Client, checkRun: CheckRun, conclusion: string): Promise<boolean> {
  try {
    const { status, conclusion: taken } = await read(client, checkRun);
    return status === 'completed' && taken === conclusion;
  } catch {
    return false;
  }
}

/** Appends the annotations batch by batch; the last batch comes with the conclusion. */
async function sendAnnotated(
  client: Client,
  checkRun: CheckRun,
  { output, ...completed }: Update & { output: NonNullable<Update['output']> },
  annotations: CheckRunOutput['annotations'],
): Promise<void> {
  let lost = 0;
  for (let sent = 0, done = false; !done;) {
    const batch = annotations.slice(sent, sent + annotationsPerRequest);
    const last = sent + batch.length >= annotations.length;
    const body = { output: { ...output, annotations: batch }, ...(last && completed) };
    try {
      // Annotations are not repeated blindly: sent twice, they would be shown twice.
      await update(client, checkRun, body, batch.length > 0 ? { retries: 0 } : {});
      sent += batch.length;
      done = last;
    } catch (error) {
      if (batch.length === 0 || !answerLost(error) || (lost += 1) > mostLostAnswers) throw error;
      sent = await annotationsTaken(client, checkRun);
    }
  }
}

async function update(
  client: Client,
  { id }: Pick<CheckRun, 'id'>,
  body: Update,
  request: { retries?: number; expendable?: boolean; signal?: AbortSignal } = {},
): Promise<void> {
  await client.octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
    ...repository(client),
    check_run_id: id!,
    ...body,
    request,
  } as RestEndpointMethodTypes['checks']['update']['parameters']);
}

async function annotationsTaken(client: Client, checkRun: CheckRun): Promise<number> {
  return (await read(client, checkRun)).output.annotations_count;
}

async function read(client: Client, { id }: CheckRun) {
  const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/check-runs/{check_run_id}', {
    ...repository(client),
    check_run_id: id!,
  });
  return data;
}

/** For one that may exist or not: finds or creates it. Throws if there is none, which leaves nothing to conclude, or if nobody knows. */
async function madeAfterAll(client: Client, checkRun: CheckRun): Promise<void> {
  const [made] = await openCheckRuns(client, checkRun);
  if (made) return found(checkRun, made);
  try {
    await create(client, checkRun);
  } catch (error) {
    checkRun.concluded = (await openCheckRuns(client, checkRun)).length === 0;
    throw error;
  }
}

/** Those that GitHub made besides, for requests whose answers were lost. */
async function concludeTwins(
  client: Client,
  checkRun: CheckRun,
  conclusion: 'success' | 'failure' | 'cancelled',
): Promise<void> {
  for (const { id } of await openCheckRuns(client, checkRun)) {
    await update(client, { id: Number(id) }, { status: 'completed', conclusion, output: bare });
  }
}

/** What GitHub has under the check run's own name and id and not concluded. */
async function openCheckRuns(client: Client, { identity }: CheckRun): Promise<ApiCheckRun[]> {
  const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
    ...repository(client),
    ref: identity.headSha,
    check_name: identity.name,
    // Runs of other attempts count too, and the newest attempt need not be ours.
    filter: 'all',
    per_page: 100,
  });
  return data.check_runs.filter((it) => it.external_id === identity.externalId && it.status !== 'completed');
}

interface ApiCheckRun {
  id: number | bigint;
  html_url: string | null;
}

function found(checkRun: CheckRun, { id, html_url: url }: ApiCheckRun): void {
  checkRun.id = Number(id);
  checkRun.url = url ?? '';
}

function repository({ owner, repo }: Client): { owner: string; repo: string } {
  return { owner, repo };
}
