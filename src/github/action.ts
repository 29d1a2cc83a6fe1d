/** One run of the action: from the event to a concluded check run, whatever happens on the way. */
import { ConfigError } from '../config/config.ts';
import { html } from '../report/escape.ts';
import { concludeCheckRun, startCheckRun } from './check-run.ts';
import type { CheckRun } from './check-run.ts';
import { heeded } from './answering.ts';
import { describeError } from './client.ts';
import { allowance, concludingMs, creatingMs } from './deadline.ts';
import type { Allowance } from './deadline.ts';
import { planOnly, reviewed } from './reviewing.ts';
import { rewriteComment, summariseFailure } from './failing.ts';
import type { Runner } from './runner.ts';
import { prepare } from './setting.ts';
import type { ActionRun, Preparation, Setting } from './setting.ts';
import { subjectOf } from './subject.ts';

/** The runner wants the step to end. */
export class Cancelled extends Error {
  override name = 'Cancelled';
}

/** The runner kills a cancelled step after 7.5 seconds. */
const cancelGraceMs = 5_000;

/** @returns the exit code: 0 if the pull request may merge. Anything wrong is one line in the log. */
export async function runAction(run: ActionRun): Promise<number> {
  const preparation = prepare(run);
  if (typeof preparation === 'string') {
    await summariseFailure(run.runner, preparation);
    return failed(run.runner, preparation);
  }
  let setting: Setting | undefined;
  try {
    setting = await preparation.opening(settingOf(preparation));
  } catch (error) {
    const reason: unknown = run.cancelled.aborted ? run.cancelled.reason : error;
    const line = failureLine(reason);
    if (!(reason instanceof Cancelled)) await summariseFailure(run.runner, line);
    return failed(run.runner, line);
  }
  if (!setting) return 0;
  const { mode, dryRun } = setting.inputs.publishing;
  if (mode === 'plan') return guarded(setting, undefined, planOnly);
  return guarded(setting, dryRun ? undefined : startedCheckRun(setting), reviewed);
}

/** What is to be reviewed; undefined if the event asks for nothing. */
async function settingOf(preparation: Preparation): Promise<Setting | undefined> {
  const { trigger, client, runner } = preparation;
  if (trigger.kind === 'nothing') {
    runner.notice(`nothing to review: ${trigger.why}`);
    return undefined;
  }
  if (trigger.kind === 'number' && trigger.comment && !(await heeded(preparation, trigger.comment))) {
    return undefined;
  }
  return { ...preparation, subject: await subjectOf(client, trigger, runner.warning) };
}

/** The check run, in progress from the first second; without the permission for it the review goes on. */
async function startedCheckRun({
  lastingClient: client,
  subject,
  inputs,
  facts,
  runner,
  timer,
}: Setting): Promise<CheckRun | undefined> {
  const { checkName: name, instanceId: externalId } = inputs.publishing;
  try {
    const identity = { name, headSha: subject.head, externalId, detailsUrl: facts.runUrl };
    return await startCheckRun(client, identity, allowance(timer, creatingMs, 'its creation'));
  } catch (error) {
    runner.warning(describeError('the check run was not created', error));
    if (subject.pull?.fork) {
      runner.notice(
        'a pull request from a fork gets a token that can only read: the job itself tells the result; docs/github.md shows how a fork gets check run and comment',
      );
    }
    return undefined;
  }
}

/** Runs `work` until it ends or the step is cancelled. If it fails, the check run says so. */
async function guarded(
  setting: Setting,
  creation: Promise<CheckRun | undefined> | undefined,
  work: (setting: Setting, checkRun: CheckRun | undefined) => Promise<number>,
): Promise<number> {
  const { cancelled, env, runner, timer } = setting;
  try {
    return await Promise.race([(async () => work(setting, await creation))(), abortion(cancelled)]);
  } catch (thrown) {
    // An abort makes requests fail in their own words.
    const error: unknown = cancelled.aborted ? cancelled.reason : thrown;
    const line = failureLine(error);
    const within = allowance(timer, concludingMs, 'its conclusion');
    const conclusion = concludedAsFailed(setting, creation, error, within);
    await (cancelled.aborted ? Promise.race([conclusion, waited(cancelGraceMs)]) : conclusion);
    // A cancelled run has nothing to say: whoever cancelled it wants another answer.
    if (!(error instanceof Cancelled)) {
      await summariseFailure(runner, line, setting.subject.head);
      // Never rejects but for the time.
      await within(rewriteComment(setting, line, await creation)).catch(() => {});
    }
    if (env['RUNNER_DEBUG'] === '1' && error instanceof Error) runner.log(String(error.stack));
    return failed(runner, line);
  }
}

function failureLine(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  return describeError('the review could not be done', error);
}

async function concludedAsFailed(
  { lastingClient, runner }: Setting,
  creation: Promise<CheckRun | undefined> | undefined,
  error: unknown,
  within: Allowance,
): Promise<void> {
  // Cancelled during its creation, it may come into being all the same.
  const checkRun = await creation;
  if (!checkRun || checkRun.concluded) return;
  const [conclusion, title] =
    error instanceof Cancelled
      ? (['cancelled', 'Cancelled'] as const)
      : (['failure', 'Could not review'] as const);
  const output = { title, summary: html(failureLine(error)), text: '', annotations: [] };
  try {
    await within(concludeCheckRun(lastingClient, checkRun, conclusion, output));
  } catch (reason) {
    runner.warning(describeError('the check run was not concluded', reason));
  }
}

function failed(runner: Runner, line: string): number {
  runner.error(line);
  return 1;
}

function abortion(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

function waited(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
