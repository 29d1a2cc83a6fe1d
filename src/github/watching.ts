/** The review with everybody watching who was asked to: the job's log, the check run, audit log, traces, notifications. */
import { join, relative, sep } from 'node:path';
import { ConfigError } from '../config/config.ts';
import { auditPath } from '../observe/audit.ts';
import { checkProgress } from '../observe/check-progress.ts';
import { jobGroups } from '../observe/groups.ts';
import type { Ending, Observer } from '../observe/observer.ts';
import { openObservers } from '../observe/open.ts';
import { runIdOf } from '../observe/run-id.ts';
import type { Report } from '../report/schema.ts';
import { review } from '../review.ts';
import type { ReviewRequest } from '../review.ts';
import { systemClock } from '../run/clock.ts';
import { updateCheckRun } from './check-run.ts';
import type { CheckRun } from './check-run.ts';
import { clearPlace } from './results.ts';
import type { Setting } from './setting.ts';

/** Rejects as `review` does, and with `ConfigError` if the audit log cannot be written. */
export async function watched(
  setting: Setting,
  request: Omit<ReviewRequest, 'clock' | 'signal' | 'onEvent'>,
  checkRun: CheckRun | undefined,
): Promise<Report> {
  const { env, runner, cancelled, subject, redact } = setting;
  const webhook = request.config.notify?.webhook;
  const views = [jobGroups(runner), ...(checkRun ? [liveCheckRun(setting, checkRun)] : [])];
  const audit = await auditFileOf(setting);
  const observer = await openObservers({
    env,
    audit,
    subject: subject.name,
    webhook,
    views,
    warn: runner.warning,
  });
  let ending: Ending | undefined;
  try {
    runner.log(`Reviewing ${subject.name} at ${subject.head}`);
    const { onEvent } = observer;
    const report = await review({
      ...request,
      clock: systemClock,
      signal: cancelled,
      onEvent,
      redact,
    });
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
