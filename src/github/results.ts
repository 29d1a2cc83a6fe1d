/** The report as files for later steps, and as outputs of the step. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Publishing } from '../config/inputs.ts';
import type { Report } from '../report/schema.ts';
import { renderSarif } from '../report/sarif.ts';
import { rules } from '../rules/index.ts';

/** Writes the report's files. @returns their paths by output name. */
export async function reportFiles(
  report: Report,
  env: NodeJS.ProcessEnv,
  { sarifOutput }: Pick<Publishing, 'sarifOutput'>,
): Promise<Record<'results-file' | 'sarif-file', string>> {
  const folder = await mkdtemp(join(env['RUNNER_TEMP'] || tmpdir(), 'parallel-review-'));
  const results = join(folder, 'report.json');
  await writeFile(results, `${JSON.stringify(report, null, 2)}\n`);
  if (sarifOutput === undefined) return { 'results-file': results, 'sarif-file': '' };

  const sarif = join(env['GITHUB_WORKSPACE'] || process.cwd(), sarifOutput);
  await mkdir(dirname(sarif), { recursive: true });
  await writeFile(sarif, renderSarif(report, { rules }));
  return { 'results-file': results, 'sarif-file': sarif };
}

/** What later steps may ask for, as texts. Lists are separated by commas. */
export function reportOutputs(report: Report): Record<string, string> {
  const { agents, findings, coverage } = report;
  const names = (statuses: readonly string[]) =>
    agents.filter(({ status }) => statuses.includes(status)).map(({ name }) => name);
  return {
    conclusion: report.conclusion,
    verdict: report.verdict,
    'findings-count': String(findings.length),
    'blocking-count': String(findings.filter(({ blocking }) => blocking).length),
    'reviewed-sha': report.head,
    'agents-failed': names(['failed', 'timed-out', 'over-budget']).join(','),
    'agents-skipped': names(['skipped']).join(','),
    'files-unreviewed': String(coverage.notReviewed.length),
  };
}
