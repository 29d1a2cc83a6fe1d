/** The report as files for later steps, and as outputs of the step. */
import { lstat, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Publishing } from '../config/inputs.ts';
import type { Report } from '../report/schema.ts';
import { renderSarif } from '../report/sarif.ts';
import { blocks, troubled } from '../report/words.ts';
import { rules } from '../rules/index.ts';
import type { Runner } from './runner.ts';

/**
 * Writes the report's files. @returns their paths by output name, empty for one that could not be written.
 *
 * What was checked out belongs to the pull request: a link in it could lead anywhere on the runner. The SARIF
 * file is then written among the runner's own files instead, with a warning.
 */
export async function reportFiles(
  report: Report,
  { env, runner }: { env: NodeJS.ProcessEnv; runner: Pick<Runner, 'warning'> },
  { sarifOutput }: Pick<Publishing, 'sarifOutput'>,
): Promise<Record<'results-file' | 'sarif-file', string>> {
  const folder = env['RUNNER_TEMP'] || tmpdir();
  const results = await written(runner, 'the report was not written to a file', () =>
    writeBeside(folder, 'report.json', `${JSON.stringify(report, null, 2)}\n`),
  );
  if (sarifOutput === undefined) return { 'results-file': results, 'sarif-file': '' };
  const text = renderSarif(report, { rules });
  const sarif = await written(runner, `input sarif-output: "${sarifOutput}" cannot be written`, () =>
    writeInside(env['GITHUB_WORKSPACE'] || process.cwd(), sarifOutput, text),
  );
  if (sarif !== '') return { 'results-file': results, 'sarif-file': sarif };
  const beside = await written(runner, 'the SARIF file was not written elsewhere either', () =>
    writeBeside(folder, 'report.sarif', text),
  );
  return { 'results-file': results, 'sarif-file': beside };
}

/** The path that `write` resolves with; empty, with a warning, if it rejects: the verdict does not hang on a file. */
async function written(
  runner: Pick<Runner, 'warning'>,
  what: string,
  write: () => Promise<string>,
): Promise<string> {
  try {
    return await write();
  } catch (error) {
    runner.warning(`${what}: ${(error as Error).message}`);
    return '';
  }
}

/** Writes a file into a new folder below `root`, which belongs to the runner. @returns its path. */
async function writeBeside(root: string, name: string, text: string): Promise<string> {
  const file = join(await mkdtemp(join(root, 'parallel-review-')), name);
  await writeFile(file, text);
  return file;
}

/** Writes a file below `root`, following no link on the way. @returns its path. */
async function writeInside(root: string, path: string, text: string): Promise<string> {
  const file = await clearPlace(root, path);
  await writeFile(file, text, { flag: 'wx' });
  return file;
}

/**
 * Makes the folders of a file below `root` and removes what is in its place, following no link on the way.
 * Rejects if that cannot be done. @returns its path.
 */
export async function clearPlace(root: string, path: string): Promise<string> {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  let at = root;
  for (const folder of parts.slice(0, -1)) {
    at = join(at, folder);
    const stat = await lstat(at).catch(() => undefined);
    if (stat?.isSymbolicLink()) throw new Error(`${at} is a symbolic link`);
    if (!stat) await mkdir(at);
  }
  const file = join(at, parts.at(-1) ?? '');
  // If it is a link, the link goes.
  await rm(file, { force: true });
  return file;
}

/** What later steps may ask for, as texts. Lists are separated by commas. */
export function reportOutputs(report: Report): Record<string, string> {
  const { agents, findings, coverage, usage } = report;
  const names = (some: readonly { name: string }[]) => some.map(({ name }) => name).join(',');
  return {
    conclusion: report.conclusion,
    verdict: report.verdict,
    'findings-count': String(findings.length),
    'blocking-count': String(findings.filter(blocks).length),
    'reviewed-sha': report.head,
    'tokens-used': String(usage.inputTokens + usage.outputTokens),
    'cost-usd': usage.costUsd.toFixed(4),
    'budget-exhausted': String(agents.some(({ status }) => status === 'over-budget')),
    'agents-failed': names(troubled(report)),
    'agents-skipped': names(agents.filter(({ tasks }) => tasks === 0)),
    'files-unreviewed': String(coverage.notReviewed.length),
  };
}
