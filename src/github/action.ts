/** One run of the action: from the event to a concluded check run, whatever happens on the way. */
import { join, relative, sep } from 'node:path';
import { ConfigError } from '../config/config.ts';
import type { Config } from '../config/config.ts';
import { parseInputs } from '../config/inputs.ts';
import type { Inputs } from '../config/inputs.ts';
import { resolveConfig } from '../config/resolve.ts';
import { html } from '../report/escape.ts';
import { auditPath } from '../observe/audit.ts';
import { checkProgress } from '../observe/check-progress.ts';
import { jobGroups } from '../observe/groups.ts';
import type { Ending, Observer } from '../observe/observer.ts';
import { openObservers } from '../observe/open.ts';
import { runIdOf } from '../observe/run-id.ts';
import { renderPlan } from '../report/plan.ts';
import type { Report } from '../report/schema.ts';
import { planChange, review } from '../review.ts';
import { rules } from '../rules/index.ts';
import { systemClock } from '../run/clock.ts';
import { concludeCheckRun, startCheckRun, updateCheckRun } from './check-run.ts';
import type { CheckRun } from './check-run.ts';
import { createClient, describeError } from './client.ts';
import type { Client } from './client.ts';
import { readEvent, readRunner } from './event.ts';
import type { PullRequestEvent, RunnerFacts } from './event.ts';
import { headLines } from './head-lines.ts';
import { publish } from './publish.ts';
import { clearPlace, reportFiles, reportOutputs } from './results.ts';
import { openRevisions } from './revisions.ts';
import type { Revisions } from './revisions.ts';
import type { Runner } from './runner.ts';

/** The runner wants the step to end. */
export class Cancelled extends Error {
  override name = 'Cancelled';
}

export interface ActionRun {
  env: NodeJS.ProcessEnv;
  runner: Runner;
  /** Aborted with `Cancelled`, or with an error that nobody awaited. */
  cancelled: AbortSignal;
}

/** What is known once the environment was read. */
interface Setting extends ActionRun {
  inputs: Inputs;
  event: PullRequestEvent;
  facts: RunnerFacts;
  /** For the work: ends with it when the step is cancelled. */
  client: Client;
  /** For the check run, which must be concluded after all else was cancelled. */
  lastingClient: Client;
}

/** The runner kills a cancelled step after 7.5 seconds. */
const cancelGraceMs = 5_000;

/** @returns the exit code: 0 if the pull request may merge. Anything wrong is one line in the log. */
export async function runAction(run: ActionRun): Promise<number> {
  const setting = prepare(run);
  if (typeof setting === 'string') return failed(run.runner, setting);
  const { mode, dryRun } = setting.inputs.publishing;
  if (mode === 'plan') return guarded(setting, undefined, planOnly);
  return guarded(setting, dryRun ? undefined : startedCheckRun(setting), reviewed);
}

/** Reads inputs and event; an error is one line. */
function prepare(run: ActionRun): Setting | string {
  const { env, runner } = run;
  const given = inputTexts(env);
  const token = given['github-token']?.trim();
  if (!token) return 'input github-token: it is empty; allowed: a token such as ${{ github.token }}';
  runner.mask(token);
  const webhookSecret = env['PARALLEL_REVIEW_WEBHOOK_SECRET'];
  if (webhookSecret) runner.mask(webhookSecret);
  let inputs: Inputs;
  try {
    inputs = parseInputs(given);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  const read = readEvent(env);
  if (!read.ok) return read.message;
  const facts = readRunner(env);
  const { owner, repo } = read.event;
  const options = { token, apiUrl: facts.apiUrl, owner, repo, env, onWarning: runner.warning };
  const client = createClient({ ...options, signal: run.cancelled });
  return { ...run, inputs, event: read.event, facts, client, lastingClient: createClient(options) };
}

/** As the runner passes them: `INPUT_` and the name in capitals. */
function inputTexts(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const texts = Object.entries(env).filter(([name]) => name.startsWith('INPUT_'));
  return Object.fromEntries(texts.map(([name, value]) => [name.slice('INPUT_'.length).toLowerCase(), value]));
}

/** The check run, in progress from the first second; without the permission for it the review goes on. */
async function startedCheckRun({
  lastingClient: client,
  event,
  inputs,
  facts,
  runner,
}: Setting): Promise<CheckRun | undefined> {
  const { checkName: name, instanceId: externalId } = inputs.publishing;
  try {
    return await startCheckRun(client, {
      name,
      headSha: event.head.sha,
      externalId,
      detailsUrl: facts.runUrl,
    });
  } catch (error) {
    runner.warning(describeError('the check run was not created', error));
    return undefined;
  }
}

/** Runs `work` until it ends or the step is cancelled. If it fails, the check run says so. */
async function guarded(
  setting: Setting,
  creation: Promise<CheckRun | undefined> | undefined,
  work: (setting: Setting, checkRun: CheckRun | undefined) => Promise<number>,
): Promise<number> {
  const { cancelled, env, runner } = setting;
  try {
    return await Promise.race([(async () => work(setting, await creation))(), abortion(cancelled)]);
  } catch (thrown) {
    // An abort makes requests fail in their own words.
    const error: unknown = cancelled.aborted ? cancelled.reason : thrown;
    const line = failureLine(error);
    const conclusion = concludedAsFailed(setting, creation, error);
    await (cancelled.aborted ? Promise.race([conclusion, waited(cancelGraceMs)]) : conclusion);
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
    await concludeCheckRun(lastingClient, checkRun, conclusion, output);
  } catch (reason) {
    runner.warning(describeError('the check run was not concluded', reason));
  }
}

/** The review itself, its publication and outputs. */
async function reviewed(setting: Setting, checkRun: CheckRun | undefined): Promise<number> {
  const { client, lastingClient, event, inputs, facts, runner, cancelled } = setting;
  const counted = (report: Report): Report => {
    const githubRequests = client.requests() + lastingClient.requests();
    return { ...report, usage: { ...report.usage, githubRequests } };
  };
  const revisions = await revisionsOf(setting);
  try {
    const config = await trustedConfig(inputs, revisions);
    const { base, head } = revisions;
    const report = counted(await watched(setting, config, { base, head }, checkRun));
    cancelled.throwIfAborted();
    const { dryRun, instanceId, commentSummaryInPr } = inputs.publishing;
    const { commentUrl } = await publish(report, {
      client,
      runner,
      event,
      serverUrl: facts.serverUrl,
      ...(checkRun && { checkRun }),
      instanceId,
      comment: dryRun ? 'never' : commentSummaryInPr,
      atHead: (path) => head.entries.has(path),
      headLine: headLines(base, head),
      cancelled,
    });
    cancelled.throwIfAborted();
    const files = await reportFiles(counted(report), setting, inputs.publishing);
    runner.outputs({
      ...reportOutputs(report),
      ...files,
      'comment-url': commentUrl ?? '',
      'check-run-url': checkRun?.url ?? '',
    });
    return exitCode(setting, report, checkRun);
  } finally {
    await revisions.close();
  }
}

/** The review with everybody watching who was asked to: the job's log, the check run, audit log, traces, notifications. */
async function watched(
  setting: Setting,
  config: Config,
  revisions: Pick<Revisions, 'base' | 'head'>,
  checkRun: CheckRun | undefined,
): Promise<Report> {
  const { env, event, runner, cancelled } = setting;
  const { owner, repo, number } = event;
  const subject = `${owner}/${repo}#${number}`;
  const webhook = config.notify?.webhook;
  const views = [jobGroups(runner), ...(checkRun ? [liveCheckRun(setting, checkRun)] : [])];
  const audit = await auditFileOf(setting);
  const observer = await openObservers({ env, audit, subject, webhook, views, warn: runner.warning });
  let ending: Ending | undefined;
  try {
    runner.log(`Reviewing ${subject} at ${event.head.sha}`);
    const { onEvent } = observer;
    const report = await review({ config, ...revisions, clock: systemClock, signal: cancelled, onEvent });
    ending = { verdict: report.verdict, conclusion: report.conclusion, findings: report.findings.length };
    return report;
  } finally {
    await observer.close(ending);
  }
}

/** Progress in the check run; whatever goes wrong with it is no news. */
function liveCheckRun({ client, cancelled }: Setting, checkRun: CheckRun): Observer {
  return checkProgress({
    clock: systemClock,
    publish: (progress, signal) =>
      updateCheckRun(client, checkRun, progress, AbortSignal.any([signal, cancelled])),
  });
}

/** An empty place for the audit log. Throws `ConfigError` if it cannot be made: who asks for the log relies on it. */
async function auditFileOf({ inputs, env }: Setting): Promise<string | undefined> {
  const { auditLog } = inputs.publishing;
  if (auditLog === undefined) return undefined;
  const root = env['GITHUB_WORKSPACE'] || process.cwd();
  try {
    const path = auditPath(join(root, auditLog), runIdOf(env, Date.now()));
    return await clearPlace(root, relative(root, path).replaceAll(sep, '/'));
  } catch (error) {
    throw new ConfigError(
      `input audit-log: "${auditLog}" cannot be written (${(error as Error).message}); allowed: a path in the workspace`,
    );
  }
}

function exitCode({ runner, inputs }: Setting, report: Report, checkRun: CheckRun | undefined): number {
  const name = inputs.publishing.checkName;
  const findings = `${report.findings.length} ${report.findings.length === 1 ? 'finding' : 'findings'}`;
  runner.log(`${name}: ${report.verdict}, ${findings}`);
  if (report.conclusion === 'failure') {
    return failed(runner, `${name}: ${report.verdict}; the job summary says why`);
  }
  // The step is what can still say that the check run waits for a conclusion that will not come.
  if (checkRun?.concluded === false) {
    return failed(runner, `${name}: ${report.verdict}, but the check run is left in progress; run it again`);
  }
  return 0;
}

/** `mode: plan`: who would review what, in the job summary and as output; nothing is run and nothing written to GitHub. */
async function planOnly(setting: Setting): Promise<number> {
  const { inputs, runner, event } = setting;
  const revisions = await revisionsOf(setting);
  try {
    const config = await trustedConfig(inputs, revisions);
    const { plan } = await planChange({ config, base: revisions.base, head: revisions.head });
    const text = renderPlan(plan, { colour: false });
    runner.log(text);
    await runner.summary(`<pre>${text.split('\n').map(html).join('\n')}</pre>\n`);
    runner.outputs({ plan: JSON.stringify(plan), 'reviewed-sha': event.head.sha });
    return 0;
  } finally {
    await revisions.close();
  }
}

function revisionsOf({ client, event, facts, runner }: Setting): Promise<Revisions> {
  return openRevisions(client, {
    target: event.base.sha,
    head: event.head.sha,
    ...(facts.workspace && { workspace: facts.workspace }),
    onWarning: runner.warning,
  });
}

/** The configuration of the target branch's tip, so that no pull request relaxes its own gate. */
async function trustedConfig(
  { configFile: path, configFileGiven, options }: Inputs,
  { target }: Revisions,
): Promise<Config> {
  await target.load([path]);
  const text = target.text(path);
  if (text === undefined && configFileGiven) {
    throw new ConfigError(
      `input config-file: "${path}" does not exist at ${target.revision}; allowed: a text file of the target branch`,
    );
  }
  const file = text === undefined ? undefined : { path, text };
  return resolveConfig({ file, options, rules });
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
