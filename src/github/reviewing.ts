/** The middle of the action: both revisions, the trusted configuration, the review, and where its report goes. */
import { changeSet } from '../change/diff.ts';
import { ConfigError } from '../config/config.ts';
import type { Config } from '../config/config.ts';
import { defaultApprovals } from '../config/gate-schema.ts';
import type { Inputs } from '../config/inputs.ts';
import { withoutReviewers } from '../config/restrict.ts';
import { resolveConfig } from '../config/resolve.ts';
import { code } from '../finding.ts';
import { upstreamOf } from '../project/upstream.ts';
import { createReading, openWorkspace } from '../project/workspace.ts';
import type { Reading } from '../project/workspace.ts';
import { html } from '../report/escape.ts';
import { renderPlan } from '../report/plan.ts';
import type { Report } from '../report/schema.ts';
import { planChange } from '../review.ts';
import type { ReviewRequest } from '../review.ts';
import { rules } from '../rules/index.ts';
import { readAcceptances } from './approvals.ts';
import type { CheckRun } from './check-run.ts';
import { describeError } from './client.ts';
import { uploadFindings } from './code-scanning.ts';
import { allowance, reviewGraceMs } from './deadline.ts';
import { headLines } from './head-lines.ts';
import { withModels } from './models.ts';
import { overlapNotes } from './overlaps.ts';
import { ownerReader } from './owners.ts';
import { publish, replyTo } from './publish.ts';
import type { Publication } from './publish.ts';
import { reportFiles, reportOutputs } from './results.ts';
import { openRevisions } from './revisions.ts';
import type { Revisions } from './revisions.ts';
import type { Setting } from './setting.ts';
import { skipReason } from './skipping.ts';
import { trustIn } from './trust.ts';
import { notesOn, suggestionsOf } from './suggestions.ts';
import type { Suggestion } from './suggestions.ts';
import { watched } from './watching.ts';

/** The review itself, its publication and outputs. @returns the exit code. */
export async function reviewed(setting: Setting, checkRun: CheckRun | undefined): Promise<number> {
  const { client, lastingClient, inputs, runner, timer, cancelled, opening } = setting;
  const counted = (report: Report): Report => {
    const githubRequests = client.requests() + lastingClient.requests();
    return { ...report, usage: { ...report.usage, githubRequests } };
  };
  const revisions = await revisionsOf(setting);
  let reading: Reading | undefined;
  try {
    const { config, ...allowed } = permitted(await opening(trustedConfig(inputs, revisions)), setting);
    const request = requestOf(setting, config, revisions, allowed);
    if (config.overlaps) reading = createReading();
    const overlaps = await overlapsWith(setting, revisions, reading);
    const whole = {
      ...request,
      notes: [...(request.notes ?? []), ...overlaps],
      ...(reading && { reading }),
    };
    const within = allowance(timer, config.timeoutMs + reviewGraceMs, 'the review');
    const found = counted(await within(watched(setting, whole, checkRun)));
    within.end();
    cancelled.throwIfAborted();
    const { report, suggestions } = await suggested(setting, found, revisions);
    const to = { ...publicationOf(setting, revisions, checkRun), ...(suggestions && { suggestions }) };
    const { commentUrl } = await publish(report, to);
    await answered(setting, report, to);
    cancelled.throwIfAborted();
    const files = await reportFiles(counted(report), setting, inputs.publishing);
    await uploadFindings(setting, report);
    runner.outputs({
      ...reportOutputs(report),
      ...files,
      'comment-url': commentUrl ?? '',
      'check-run-url': checkRun?.url ?? '',
    });
    return exitCode(setting, report, checkRun);
  } finally {
    reading?.close();
    await revisions.close();
  }
}

/** `mode: plan`: who would review what, in the job summary and as output; nothing is run and nothing written to GitHub. */
export async function planOnly(setting: Setting): Promise<number> {
  const { inputs, runner, subject, opening } = setting;
  const revisions = await revisionsOf(setting);
  try {
    const { config, ...allowed } = permitted(await opening(trustedConfig(inputs, revisions)), setting);
    const { plan } = await planChange(requestOf(setting, config, revisions, allowed));
    const text = renderPlan(plan, { colour: false });
    runner.log(text);
    await runner.summary(`<pre>${text.split('\n').map(html).join('\n')}</pre>\n`);
    runner.outputs({ plan: JSON.stringify(plan), 'reviewed-sha': subject.head });
    return 0;
  } finally {
    await revisions.close();
  }
}

function requestOf(
  { inputs, subject, client, accessOf, runner, facts }: Setting,
  config: Config,
  { base, head, target }: Revisions,
  allowed: Pick<ReviewRequest, 'skip' | 'notes' | 'models'>,
): Omit<ReviewRequest, 'clock'> {
  const { pull } = subject;
  const path = inputs.configFile;
  const isChanged = base.entries.get(path)?.oid !== head.entries.get(path)?.oid;
  const changed = `${code(path)} is changed here. This review goes by the target branch's; the change takes effect once it is merged.`;
  return {
    config,
    base,
    head,
    trusted: target,
    ...(facts.workspace && { workspaceFolder: facts.workspace }),
    ...(allowed.models && { models: allowed.models }),
    skip: allowed.skip ?? skipReason(config.skip, pull),
    notes: [...(isChanged ? [changed] : []), ...(allowed.notes ?? [])],
    ...(pull && {
      async acceptances(blocking) {
        try {
          const policy = config.approvals ?? defaultApprovals;
          const ownsPath = ownerReader(client, target);
          return await readAcceptances(blocking, { client, pull, policy, accessOf, ownsPath });
        } catch (error) {
          const line = describeError(
            'what people accepted could not be read, so nothing counts as accepted',
            error,
          );
          runner.warning(line);
          return { accepted: new Map(), notes: [`${line}.`] };
        }
      },
    }),
  };
}

/** What may run on this change, with what it takes: nobody's keys are for strangers. */
function permitted(
  config: Config,
  setting: Setting,
): Pick<ReviewRequest, 'config' | 'skip' | 'notes' | 'models'> {
  const { subject, inputs, env } = setting;
  const { skip, without, reason } = trustIn(subject.pull, inputs.forkPolicy, env['GITHUB_EVENT_NAME'] ?? '');
  if (skip !== undefined) return { ...withoutReviewers(config, ['tool', 'model'], ''), skip, notes: [] };
  const restricted = withoutReviewers(config, without, reason);
  // A plan asks nobody, and needs no key.
  if (inputs.publishing.mode === 'plan') return restricted;
  const { notes, ...rest } = withModels(restricted.config, setting);
  return { ...rest, notes: [...restricted.notes, ...notes] };
}

/** With `reading`, which the review then goes on with, what other open pull requests have to do with this one. */
async function overlapsWith(
  { client, subject: { pull }, runner, opening }: Setting,
  { base, head }: Revisions,
  reading: Reading | undefined,
): Promise<string[]> {
  if (!reading || !pull) return [];
  const upstream = async () => upstreamOf(await openWorkspace(await changeSet(base, head), reading));
  try {
    return await opening(overlapNotes(client, { number: pull.number, base, head, upstream }));
  } catch (error) {
    runner.warning(describeError('other open pull requests were not looked at', error));
    return [];
  }
}

function publicationOf(
  { client, runner, subject, facts, inputs, timer, cancelled }: Setting,
  { base, head }: Revisions,
  checkRun: CheckRun | undefined,
): Publication {
  const { dryRun, instanceId, commentSummaryInPr } = inputs.publishing;
  return {
    client,
    runner,
    subject,
    serverUrl: facts.serverUrl,
    ...(checkRun && { checkRun }),
    instanceId,
    comment: dryRun || !subject.comments ? 'never' : commentSummaryInPr,
    atHead: (path) => head.entries.has(path),
    headLine: headLines(base, head),
    timer,
    cancelled,
  };
}

/** With `suggestions`, what to suggest on lines; the report then says which fixes are not among it. */
async function suggested(
  { inputs, subject }: Setting,
  report: Report,
  { base, head }: Revisions,
): Promise<{ report: Report; suggestions?: Suggestion[] }> {
  const { suggestions: isAsked, dryRun, instanceId } = inputs.publishing;
  if (!isAsked || dryRun || !subject.comments || !subject.pull) return { report };
  const fixes = suggestionsOf(report, await changeSet(base, head), instanceId);
  const notes = [...report.notes, ...notesOn(fixes)];
  return { report: { ...report, notes }, suggestions: fixes.suggestions };
}

/** What a comment asked to be explained. */
async function answered({ trigger, inputs }: Setting, report: Report, to: Publication): Promise<void> {
  if (trigger.kind !== 'number' || !trigger.comment || inputs.publishing.dryRun) return;
  const { id, commands } = trigger.comment;
  const asked = commands.flatMap((it) => (it.verb === 'explain' ? [it.id] : []));
  if (asked.length > 0) await replyTo(id, asked, report, to);
}

function exitCode({ runner, inputs }: Setting, report: Report, checkRun: CheckRun | undefined): number {
  const name = inputs.publishing.checkName;
  const findings = `${report.findings.length} ${report.findings.length === 1 ? 'finding' : 'findings'}`;
  runner.log(`${name}: ${report.skipped === undefined ? report.verdict : 'skipped'}, ${findings}`);
  if (report.conclusion === 'failure') {
    runner.error(`${name}: ${report.verdict}; the job summary says why`);
    return 1;
  }
  // The step is what can still say that the check run waits for a conclusion that will not come.
  if (checkRun?.concluded === false) {
    runner.error(`${name}: ${report.verdict}, but the check run is left in progress; run it again`);
    return 1;
  }
  return 0;
}

function revisionsOf({ client, subject, facts, runner, opening }: Setting): Promise<Revisions> {
  const opened = openRevisions(client, {
    target: subject.target,
    head: subject.head,
    ...(facts.workspace && { workspace: facts.workspace }),
    onWarning: runner.warning,
  });
  return opening(opened);
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
  return resolveConfig({ file, options, rules, say: (name) => `input ${name}` });
}
