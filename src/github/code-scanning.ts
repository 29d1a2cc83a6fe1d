/** Findings for GitHub's code scanning, if that is asked for and permitted. */
import { gzipSync } from 'node:zlib';
import { renderSarif } from '../report/sarif.ts';
import type { Report } from '../report/schema.ts';
import { troubled } from '../report/words.ts';
import { rules } from '../rules/index.ts';
import { describeError } from './client.ts';
import { allowance, answeringMs } from './deadline.ts';
import type { Setting } from './setting.ts';

/** GitHub takes no more of a compressed log. */
const mostBytes = 10 * 2 ** 20;

/**
 * Uploads the findings. Those that an earlier upload of the same category has over this one count as fixed there, so
 * what was not reviewed to the end stays here. Never rejects: what fails is a warning.
 */
export async function uploadFindings(setting: Setting, report: Report): Promise<void> {
  const { client, inputs, runner, subject, env } = setting;
  const { sarifUpload, dryRun, instanceId } = inputs.publishing;
  if (!sarifUpload || dryRun) return;
  const what = 'the findings were not uploaded to code scanning';
  if (report.skipped !== undefined || troubled(report).length > 0)
    return runner.notice(`${what}: not all agents have reviewed the change`);
  const ref = subject.pull && subject.comments ? `refs/pull/${subject.pull.number}/head` : env['GITHUB_REF'];
  if (!ref) return runner.warning(`${what}: GITHUB_REF is empty`);
  const packed = gzipSync(renderSarif(report, { rules, category: `parallel-review/${instanceId}` }));
  if (packed.length > mostBytes)
    return runner.warning(`${what}: they take ${packed.length} bytes, and GitHub takes ${mostBytes}`);
  const within = allowance(setting.timer, answeringMs, 'the upload');
  try {
    const upload = client.octokit.request('POST /repos/{owner}/{repo}/code-scanning/sarifs', {
      owner: client.owner,
      repo: client.repo,
      commit_sha: subject.head,
      ref,
      sarif: packed.toString('base64'),
    });
    await within(upload);
  } catch (error) {
    runner.warning(describeError(what, error));
  } finally {
    within.end();
  }
}
