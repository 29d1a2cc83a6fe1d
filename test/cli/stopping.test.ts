import { execFileSync, spawn } from 'node:child_process';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { root } from '../../scripts/support/files.ts';
import { signalledOnceSaid, signalledOnOpening } from '../support/action.ts';
import { bareEnvironment } from '../support/cli.ts';

let folder: string;
let repository: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stopping-'));
  repository = join(folder, 'shop');
  mkdirSync(join(repository, 'models'), { recursive: true });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: repository,
      stdio: 'ignore',
    });
  git('init', '--initial-branch=main');
  writeFileSync(join(repository, 'dbt_project.yml'), 'name: shop\nmodel-paths: [models]\n');
  writeFileSync(join(repository, 'models', 'orders.sql'), 'select 1 as id\n');
  git('add', '.');
  git('commit', '-m', 'start');
  writeFileSync(join(repository, 'models', 'orders.sql'), 'select 1 as id, 2 as amount\n');
  git('add', '.');
  git('commit', '-m', 'more');
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A review in a process of its own; `onStart` gets a way to signal it. */
function review(
  args: string[],
  env: Record<string, string>,
  onStart: (kill: (signal: NodeJS.Signals) => void) => void = () => {},
): Promise<Ended> {
  const command = [join(root, 'src/cli.ts'), 'review', '--base', 'HEAD~1', '--head', 'HEAD', ...args];
  const child = spawn(process.execPath, command, {
    cwd: repository,
    env: bareEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onStart((signal) => child.kill(signal));
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, ...said })));
}

describe.skipIf(process.platform === 'win32')('while git is at work', () => {
  /** A git that says so in a pipe and then hangs, if it is asked for `what`. */
  function hangingGit(what: string): { env: Record<string, string>; held: Promise<void> } {
    const bin = join(folder, 'bin');
    const pipe = join(folder, 'held');
    mkdirSync(bin);
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    const script = `#!/bin/sh
case " $* " in *" ${what} "*) echo held > '${pipe}'; exec sleep 600;; esac
exec '${real}' "$@"
`;
    writeFileSync(join(bin, 'git'), script, { mode: 0o755 });
    const held = new Promise<void>((resolve) => createReadStream(pipe).once('data', () => resolve()));
    return { env: { PATH: `${bin}:${process.env['PATH']}` }, held };
  }

  test.each([
    ['looking at the repository', 'rev-parse --is-bare-repository'],
    ['looking for the revisions', 'rev-parse --verify'],
    ['listing files', 'ls-tree'],
    ['reading contents', 'cat-file --batch-check'],
  ])('a review that is stopped while %s ends at once, with one line', async (_, what) => {
    const { env, held } = hangingGit(what);
    const ended = await review([], env, (kill) => void held.then(() => kill('SIGTERM')));
    expect(ended).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr:
        'parallel-review: stopping in order; a second signal stops at once\n' +
        'parallel-review: the review was cancelled (SIGTERM)\n',
    });
  });
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  'a review that gets %s while agents are at work reports what it knows as incomplete',
  async (signal) => {
    const args = ['--verbose', '--format', 'json', '--audit', 'audit.jsonl'];
    const ended = await review(args, signalledOnceSaid('started 4 tasks', signal, 'stderr'));
    expect(ended).toMatchObject({ code: 2, signal: null });
    const report = JSON.parse(ended.stdout) as { verdict: string; agents: { reason?: string }[] };
    expect(report.verdict).toBe('incomplete');
    expect(report.agents.some(({ reason }) => reason?.includes('the review was cancelled'))).toBe(true);
    const last = readFileSync(join(repository, 'audit.jsonl'), 'utf8').trimEnd().split('\n').at(-1)!;
    expect(JSON.parse(last)).toMatchObject({ what: 'review-ended', verdict: 'incomplete' });
  },
);

test('a review that gets a signal while the project is opened starts no agent', async () => {
  const ended = await review(['--format', 'json'], signalledOnOpening('SIGINT'));
  expect(ended).toMatchObject({ code: 2, signal: null });
  const report = JSON.parse(ended.stdout) as { verdict: string; agents: object[] };
  expect(report.verdict).toBe('incomplete');
  expect(report.agents).toHaveLength(4);
  for (const agent of report.agents)
    expect(agent).toMatchObject({ status: 'skipped', reason: 'not started: the review was cancelled' });
});

test('a review that gets a signal when all is known delivers its report whole', async () => {
  const args = ['--verbose', '--format', 'json', '--output', 'report.json'];
  const ended = await review(args, signalledOnceSaid('all tasks have ended', 'SIGTERM', 'stderr'));
  expect(ended).toMatchObject({ code: 0, signal: null, stdout: '' });
  expect(ended.stderr).toContain('stopping in order');
  expect(existsSync(join(repository, 'report.json'))).toBe(true);
  const report = JSON.parse(readFileSync(join(repository, 'report.json'), 'utf8')) as { verdict: string };
  expect(report.verdict).toBe('passed');
});
