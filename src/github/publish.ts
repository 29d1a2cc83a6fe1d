/** Where a report goes: job summary, check run, comment. Each may fail alone; the others still happen. */
import { renderCheckRun } from '../report/check-run.ts';
import type { CheckRunOutput } from '../report/check-run.ts';
import { renderComment } from '../report/comment.ts';
import { encodedPath } from '../report/escape.ts';
import type { Report } from '../report/schema.ts';
import { renderExplanations } from '../report/explanation.ts';
import { rules } from '../rules/index.ts';
import { renderSummary } from '../report/summary.ts';
import { concludeCheckRun, restateCheckRun } from './check-run.ts';
import type { CheckRun } from './check-run.ts';
import { describeError } from './client.ts';
import type { Client } from './client.ts';
import { commentMarker, publishComment, runMark } from './comment.ts';
import type { CommentOutcome, CommentPolicy } from './comment.ts';
import { allowance, answeringMs, concludingMs, publishingMs } from './deadline.ts';
import type { Allowance, Timer } from './deadline.ts';
import type { Runner } from './runner.ts';
import { readPull } from './subject.ts';
import { publishSuggestions } from './suggesting.ts';
import type { Suggestion } from './suggestions.ts';
import type { Subject } from './subject.ts';

export interface Publication {
  client: Client;
  runner: Runner;
  subject: Subject;
  /** As in GITHUB_SERVER_URL. */
  serverUrl: string;
  /** Absent if it could not be created. */
  checkRun?: CheckRun;
  instanceId: string;
  comment: CommentPolicy;
  /** Fixes to suggest on lines of the pull request. Absent: nothing is suggested, and nothing resolved. */
  suggestions?: readonly Suggestion[];
  /** True for files that exist at head. */
  atHead: (path: string) => boolean;
  /** The head line nearest to a line of base. */
  headLine: (path: string, baseLine: number) => number | undefined;
  timer: Timer;
  /** Once it is aborted nothing more is published. */
  cancelled: AbortSignal;
}

/**
 * Publishes the report, within `publishingMs`. Never throws: what fails is a warning in the log that names the missing
 * permission, or says that there was no more time.
 * @returns the comment's page, if there is one.
 */
export async function publish(report: Report, to: Publication): Promise<{ commentUrl?: string }> {
  const within = allowance(to.timer, publishingMs, 'publishing');
  const concluding = allowance(to.timer, concludingMs, 'its conclusion');
  const links = blobLinks(report, to);
  // Where the answer to its creation was lost, it is known only once it is concluded.
  const checkUrl = () => (to.checkRun?.url ? { checkUrl: to.checkRun.url } : {});
  const output =
    (await attempt(to, 'the check run was not rendered', async () =>
      renderCheckRun(report, {
        links,
        atHead: to.atHead,
        headLine: to.headLine,
        commands: to.subject.pull !== undefined,
      }),
    )) ?? bareOutput(report);
  await attempt(to, 'the check run was not concluded', async () => {
    if (!to.checkRun) return;
    const conclusion = concludeCheckRun(to.client, to.checkRun, report.conclusion, output);
    const lost = await concluding(conclusion);
    if (lost)
      to.runner.warning(describeError('the check run was concluded without all its annotations', lost));
  });
  await attempt(to, 'the job summary was not written', async () => {
    await to.runner.summary(renderSummary(report, { links, ...checkUrl() }));
  });
  const rest = { ...to, within };
  const outcome = await attempt(rest, 'the comment was not written', () =>
    stickyComment(report, to, checkUrl()),
  );
  await attempt(rest, 'the suggestions were not posted', async () => {
    const { pull, head } = to.subject;
    if (to.suggestions && pull) {
      await publishSuggestions(report, to.suggestions, { ...to, pull: pull.number, head });
    }
  });
  if (to.checkRun?.progress === 'lost') {
    const { checkRun } = to;
    await attempt(rest, 'the check run may show an older title', () =>
      restateCheckRun(to.client, checkRun, output),
    );
  }
  within.end();
  concluding.end();
  return outcome && 'url' in outcome ? { commentUrl: outcome.url } : {};
}

async function stickyComment(
  report: Report,
  to: Publication,
  checkUrl: { checkUrl?: string },
): Promise<CommentOutcome | undefined> {
  const { pull, head } = to.subject;
  if (to.comment === 'never' || !pull) return undefined;
  const isWanted = async () => {
    if ((await readPull(to.client, pull.number)).head.sha === head) return true;
    // A comment about an older commit would hide the answer about the newest.
    to.runner.notice(
      `${head} is not the head of the pull request any more: its comment is left to a newer run`,
    );
    return false;
  };
  const marker = commentMarker(to.instanceId);
  const run = to.checkRun?.id;
  const marks = run === undefined ? marker : `${marker}\n${runMark(run)}`;
  const body = renderComment(report, { links: blobLinks(report, to), marker: marks, ...checkUrl });
  const failed = report.conclusion === 'failure';
  return publishComment(to.client, pull.number, { marker, body, policy: to.comment, failed, isWanted });
}

/** A check run that says no more than the verdict is still better than one left in progress. */
function bareOutput({ verdict }: Report): CheckRunOutput {
  return { title: verdict, summary: 'The job summary says more.', text: '', annotations: [] };
}

interface Attempting extends Pick<Publication, 'runner' | 'cancelled'> {
  /** @default as long as it takes */
  within?: Allowance;
}

async function attempt<T>(
  { runner, cancelled, within }: Attempting,
  what: string,
  action: () => Promise<T>,
): Promise<T | undefined> {
  if (cancelled.aborted) return undefined;
  try {
    return await (within ? within(action()) : action());
  } catch (error) {
    // That it was cancelled is said once, elsewhere.
    if (!cancelled.aborted) runner.warning(describeError(what, error));
    return undefined;
  }
}

/** Answers a comment that asked about findings, once, however often this is run. Never throws. */
export async function replyTo(
  comment: number,
  ids: readonly string[],
  report: Report,
  to: Publication,
): Promise<void> {
  const { pull } = to.subject;
  if (!pull) return;
  const within = allowance(to.timer, answeringMs, 'the answer');
  await attempt({ ...to, within }, 'the command was not answered', async () => {
    const marker = commentMarker(`${to.instanceId}:reply:${comment}`);
    const body = renderExplanations(report, ids, { rules, links: blobLinks(report, to), marker });
    await publishComment(to.client, pull.number, { marker, body, policy: 'always', failed: false });
  });
  within.end();
}

function blobLinks(report: Report, { serverUrl, subject: { owner, repo } }: Publication) {
  return {
    blob(side: 'base' | 'head', path: string, startLine: number, endLine: number): string {
      const lines = startLine === endLine ? `L${startLine}` : `L${startLine}-L${endLine}`;
      return `${serverUrl}/${owner}/${repo}/blob/${report[side]}/${encodedPath(path)}#${lines}`;
    },
  };
}
