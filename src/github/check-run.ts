/** Our check run on the head commit: one a review, never left in progress. */
import type { RestEndpointMethodTypes } from '@octokit/rest';
import type { CheckRunOutput } from '../report/check-run.ts';
import { answerLost } from './client.ts';
import type { Client } from './client.ts';

/** GitHub takes so many annotations a request and appends those of further requests. */
const annotationsPerRequest = 50;
/** More requests than this for one check run would run into the limits for writing. */
const mostAnnotations = 500;
/** Can be refused for nothing that it says. */
const bare = { title: 'Done', summary: 'The job summary says more.' };
/** Lost answers to annotations that are looked into, for one check run. */
const mostLostAnswers = 2;

export interface CheckRun {
  readonly id: number;
  /** Its page. */
  readonly url: string;
  /** True once GitHub has taken a conclusion. */
  concluded: boolean;
  /** Whether it says how far the review is. `lost`: the answer never came, and GitHub may do it at any time. */
  progress: 'none' | 'shown' | 'lost';
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

/** Creates the check run as in progress. Throws octokit's error if GitHub refuses. */
export async function startCheckRun(client: Client, identity: CheckRunIdentity): Promise<CheckRun> {
  const create = async () => {
    const { data } = await client.octokit.request('POST /repos/{owner}/{repo}/check-runs', {
      ...repository(client),
      name: identity.name,
      head_sha: identity.headSha,
      external_id: identity.externalId,
      details_url: identity.detailsUrl,
      status: 'in_progress',
      // A create is not repeated blindly: the run may exist although its answer was lost.
      request: { retries: 0 },
    });
    return begun(data);
  };
  try {
    return await create();
  } catch (error) {
    if (!answerLost(error)) throw error;
    return (await findCheckRun(client, identity)) ?? (await create());
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
      checkRun.concluded = true;
      return first;
    } catch (error) {
      first ??= error;
    }
  }
  throw first;
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
  { id }: CheckRun,
  body: Update,
  request: { retries?: number; expendable?: boolean; signal?: AbortSignal } = {},
): Promise<void> {
  await client.octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
    ...repository(client),
    check_run_id: id,
    ...body,
    request,
  } as RestEndpointMethodTypes['checks']['update']['parameters']);
}

async function annotationsTaken(client: Client, { id }: CheckRun): Promise<number> {
  const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/check-runs/{check_run_id}', {
    ...repository(client),
    check_run_id: id,
  });
  return data.output.annotations_count;
}

/** The check run that a lost answer was about. */
async function findCheckRun(client: Client, identity: CheckRunIdentity): Promise<CheckRun | undefined> {
  const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
    ...repository(client),
    ref: identity.headSha,
    check_name: identity.name,
    per_page: 100,
  });
  const ours = data.check_runs.find(
    (it) => it.external_id === identity.externalId && it.status !== 'completed',
  );
  return ours && begun(ours);
}

function begun({ id, html_url: url }: { id: number | bigint; html_url: string | null }): CheckRun {
  return { id: Number(id), url: url ?? '', concluded: false, progress: 'none' };
}

function repository({ owner, repo }: Client): { owner: string; repo: string } {
  return { owner, repo };
}
