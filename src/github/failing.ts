/** A review that could not be done, told in the job summary and in our comment: an older answer must not stand as this one's. */
import { renderFailure } from '../report/failure.ts';
import type { CheckRun } from './check-run.ts';
import { describeError } from './client.ts';
import { commentMarker, publishComment, runMark } from './comment.ts';
import type { Runner } from './runner.ts';
import type { Setting } from './setting.ts';
import { readPull } from './subject.ts';

/** Writes the job summary. Never rejects: what fails is a warning. */
export async function summariseFailure(runner: Runner, line: string, head?: string): Promise<void> {
  try {
    await runner.summary(renderFailure(line, { head }));
  } catch (error) {
    runner.warning(describeError('the job summary was not written', error));
  }
}

/**
 * Rewrites our comment, if there is one and this run is still about the pull request's head. Makes no new one.
 * Never rejects: what fails is a warning.
 */
export async function rewriteComment(
  { lastingClient: client, subject, inputs, runner }: Setting,
  line: string,
  checkRun: CheckRun | undefined,
): Promise<void> {
  const { pull, head } = subject;
  const { dryRun, mode, instanceId, commentSummaryInPr } = inputs.publishing;
  if (!pull || !subject.comments || dryRun || mode === 'plan' || commentSummaryInPr === 'never') return;
  try {
    if ((await readPull(client, pull.number)).head.sha !== head) return;
    const marker = commentMarker(instanceId);
    const marks = checkRun?.id === undefined ? marker : `${marker}\n${runMark(checkRun.id)}`;
    const body = renderFailure(line, { head, checkUrl: checkRun?.url || undefined, marker: marks });
    await publishComment(client, pull.number, { marker, body, policy: 'on-failure', failed: false });
  } catch (error) {
    runner.warning(describeError('the comment may show an earlier result', error));
  }
}
