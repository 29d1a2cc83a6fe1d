/**
 * Runs the action on a commit of any local repository as if it were a pull request into its first parent.
 *
 *     npm run try-action -- --repo DIR --head COMMIT [--checkout none|shallow|full] [--out FOLDER]
 *
 * GitHub is the double of the tests: what it was told is printed, and written to the folder as the comment,
 * the check run, the job summary, the report and the log. The repository is only read; it may be bare.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Scenario } from '../test/support/action.ts';
import type { Result } from '../test/support/action.ts';
import { git } from '../test/support/git-repository.ts';
import type { Repository } from '../test/support/git-repository.ts';

const checkouts = ['none', 'shallow', 'full'];

const { values } = parseArgs({
  options: {
    repo: { type: 'string', default: '.' },
    head: { type: 'string', default: 'HEAD' },
    checkout: { type: 'string', default: 'none' },
    out: { type: 'string' },
  },
});
if (!checkouts.includes(values.checkout)) {
  throw new Error(`--checkout: "${values.checkout}"; allowed: ${checkouts.join(', ')}`);
}

function ask(...args: string[]): string {
  return execFileSync('git', ['-C', values.repo, ...args], { encoding: 'utf8' }).trim();
}

/** Lets `repository` see all objects of the one to try on, and makes the pull request of them. */
function borrow(repository: Repository): { base: string; head: string } {
  const objects = resolve(values.repo, ask('rev-parse', '--git-path', 'objects'));
  writeFileSync(join(repository.path, '.git/objects/info/alternates'), `${objects}\n`);
  const commit = (revision: string, ...parents: string[]) => {
    const after = parents.flatMap((parent) => ['-p', parent]);
    return repository.git(
      'commit-tree',
      ...after,
      '-m',
      revision,
      readableTree(repository, ask('rev-parse', revision)),
    );
  };
  const base = commit(`${values.head}^1`);
  const head = commit(values.head, base);
  repository.git('update-ref', 'refs/pull/7/merge', commit(values.head, base, head));
  return { base, head };
}

/** The tree of a commit without the files that its repository lacks, as mirrors may the largest ones. */
function readableTree(repository: Repository, commit: string): string {
  repository.git('read-tree', commit);
  const lines = repository.git('ls-files', '-s').split('\n');
  const input = lines.map((line) => `${line.split(' ')[1]}\n`).join('');
  const states = execFileSync('git', ['cat-file', '--batch-check'], {
    cwd: repository.path,
    input,
    encoding: 'utf8',
  });
  const answers = states.split('\n');
  const isLost = (line: string, at: number) => !line.startsWith('160000') && answers[at]!.endsWith('missing');
  const lost = lines.filter(isLost).map((line) => line.slice(line.indexOf('\t') + 1));
  if (lost.length > 0) repository.git('update-index', '--force-remove', '--', ...lost);
  return repository.git('write-tree', '--missing-ok');
}

/** As actions/checkout makes it, with `fetch-depth` 1 or 0. */
function checkedOut({ folder, double }: Scenario): string {
  const workspace = join(folder, 'workspace');
  mkdirSync(workspace);
  if (values.checkout === 'none') return workspace;
  git(workspace, 'init', '--quiet');
  const depth = values.checkout === 'shallow' ? ['--depth=1'] : [];
  const from = `file://${double.state.repository.path}`;
  git(workspace, 'fetch', '--quiet', ...depth, from, 'refs/pull/7/merge');
  git(workspace, 'checkout', '--quiet', '--detach', 'FETCH_HEAD');
  return workspace;
}

function keep(out: string, { double: { state } }: Scenario, result: Result): void {
  mkdirSync(out, { recursive: true });
  const report = result.outputs['results-file'];
  const files = {
    'comment.md': state.comments.map(({ body }) => body).join('\n\n'),
    'check-run.json': JSON.stringify(state.checkRuns, null, 2),
    'summary.md': result.summary,
    'report.json': report ? readFileSync(report, 'utf8') : '',
    'log.txt': result.stdout + result.stderr,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(out, name), text);
}

const isBuilt = existsSync(join(import.meta.dirname, '../dist/index.js'));
if (!isBuilt) process.env['PARALLEL_REVIEW_ENTRY'] = 'source';
const scenario = await Scenario.over(borrow);
const { state } = scenario.double;
const workspace = checkedOut(scenario);
const started = performance.now();
const result = await scenario.run({ workspace, haste: 1 });
const seconds = ((performance.now() - started) / 1000).toFixed(1);
const out = values.out ?? mkdtempSync(join(tmpdir(), 'try-action-'));
keep(out, scenario, result);

console.log(`${isBuilt ? 'dist/index.js' : 'src/main.ts'}, checkout: ${values.checkout}`);
for (const { route, status } of state.requests) console.log(`  ${status ?? 200} ${route}`);
console.log(`${state.requests.length} requests, ${seconds} s, exit code ${result.code}`);
for (const { conclusion, annotations } of state.checkRuns) {
  console.log(`check run: ${conclusion}, ${annotations.length} annotations`);
}
console.log(`published to ${out}`);
// Rejects with the violations, if there are any.
await scenario.close();
