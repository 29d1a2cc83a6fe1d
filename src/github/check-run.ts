/** Our check run on the head commit: one a review, never left in progress. */
import type { CheckRunOutput } from '../report/check-run.ts';
import { answerLost } from './client.ts';
import type { Client } from './client.ts';

/** GitHub takes so many annotations a request and appends those of further requests. */
const annotationsPerRequest = 50;
/** More requests than this for one check run would run into the limits for writing. */
const mostAnnotations = 500;

export interface CheckRun {
  id: number;
  /** Its page. */
  url: string;
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
    return { id: Number(data.id), url: data.html_url ?? '' };
  };
  try {
    return await create();
  } catch (error) {
    if (!answerLost(error)) throw error;
    return (await findCheckRun(client, identity)) ?? (await create());
  }
}

/** Completes the check run. All annotations are sent before the conclusion, so that a pass is never half told. */
export async function concludeCheckRun(
  client: Client,
  checkRun: CheckRun,
  conclusion: 'success' | 'failure' | 'cancelled',
  { title, summary, text, annotations }: CheckRunOutput,
): Promise<void> {
  const sent = annotations.slice(0, mostAnnotations);
  const batches = Math.max(1, Math.ceil(sent.length / annotationsPerRequest));
  for (let batch = 0; batch < batches; batch += 1) {
    const start = batch * annotationsPerRequest;
    const last = batch === batches - 1;
    await client.octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
      ...repository(client),
      check_run_id: checkRun.id,
      output: {
        title,
        summary,
        ...(text && { text }),
        annotations: sent.slice(start, start + annotationsPerRequest),
      },
      ...(last && { status: 'completed' as const, conclusion }),
      // Sent twice, annotations would be shown twice.
      request: { retries: sent.length > 0 && !last ? 0 : 2 },
    });
  }
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
  return ours && { id: Number(ours.id), url: ours.html_url ?? '' };
}

function repository({ owner, repo }: Client): { owner: string; repo: string } {
  return { owner, repo };
}
