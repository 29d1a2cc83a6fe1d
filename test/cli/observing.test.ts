import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Interrupted } from '../../src/cli/interruption.ts';
import { main } from '../../src/cli/main.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { root } from '../../scripts/support/files.ts';

let repository: string;

function git(...args: string[]): void {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...args], { cwd: repository, stdio: 'ignore' });
}

beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'observing-'));
  git('init', '--initial-branch=main');
  writeFileSync(join(repository, 'notes.md'), '# Notes\n');
  git('add', '.');
  git('commit', '-m', 'start');
  mkdirSync(join(repository, 'models'));
  writeFileSync(join(repository, 'models', 'orders.sql'), 'select 1 as id\n');
  git('add', '.');
});
afterEach(() => rmSync(repository, { recursive: true }));

interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

async function cli(args: string[], more: Partial<Terminal> = {}, isTTY = false): Promise<Said> {
  const said = { stdout: '', stderr: '' };
  const terminal = {
    cwd: repository,
    env: {},
    stdout: { write: (text: string) => (said.stdout += text) },
    stderr: { write: (text: string) => (said.stderr += text), isTTY, columns: 80 },
    self: 'parallel-review',
  };
  const code = await main(args, { ...terminal, ...more });
  return { code, ...said };
}

/** The verdict of a review; its report is alone on standard output. */
async function reviewed(args: string[] = [], ...more: [Partial<Terminal>?, boolean?]) {
  const said = await cli(['review', '--base', 'HEAD', '--format', 'json', ...args], ...more);
  return { ...said, verdict: (JSON.parse(said.stdout) as { verdict: string }).verdict };
}

describe('progress', () => {
  test('is quiet unless somebody looks or asks', async () => {
    expect(await reviewed()).toMatchObject({ code: 0, stderr: '' });
  });

  test('--verbose says line by line what happens', async () => {
    const { stderr } = await reviewed(['--verbose', '--agents', 'docs']);
    const lines = stderr.replaceAll(/^[\d.]+ m?s /gm, '').split('\n');
    expect(lines[0]).toBe('started 1 task');
    expect(lines).toContain('docs/rules/1 started');
    expect(lines.at(-2)).toBe('all tasks have ended');
  });

  test('on a terminal it is drawn and wiped away before the report comes', async () => {
    const { stderr } = await reviewed([], { env: { TERM: 'xterm', NO_COLOR: '1' } }, true);
    expect(stderr).toContain('governance');
    // eslint-disable-next-line no-control-regex
    expect(stderr).toMatch(/\u001B\[\d+A\u001B\[0J$/);
    expect((await reviewed([], { env: { TERM: 'dumb' } }, true)).stderr).toBe('');
  });
});

describe('a plan with a conflict', () => {
  const planned = (policy: string, ...args: string[]) => {
    const agents = "agents: { docs: { lane: safety, writes: ['models/**'] } }";
    writeFileSync(join(repository, 'c.yml'), `version: 1\non-conflict: ${policy}\n${agents}\n`);
    return cli(['plan', '--base', 'HEAD', '--config', 'c.yml', '--agents', 'docs,quality', ...args]);
  };

  test('is printed for people and for programs', async () => {
    const { code, stdout } = await planned('serialize');
    expect(code).toBe(0);
    expect(stdout).toContain('after docs/rules/1: docs writes models/** and quality reads');
    const json = JSON.parse((await planned('serialize', '--format', 'json')).stdout);
    expect(json.waves).toEqual([['docs/rules/1'], ['quality/rules/1']]);
    expect(json.conflicts).toMatchObject([
      {
        first: { agent: 'docs', access: 'writes' },
        second: { agent: 'quality' },
        files: ['models/orders.sql'],
      },
    ]);
  });

  test('is refused in one line if the policy says so', async () => {
    const { code, stdout, stderr } = await planned('refuse');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^parallel-review: agents: they would collide .* docs writes models\/\*\* and quality reads .*\(models\/orders\.sql\).*\n$/,
    );
  });
});

describe('the audit log', () => {
  test('has every event and the verdict, in a file named after the run', async () => {
    const env = { GITHUB_RUN_ID: '77', GITHUB_RUN_ATTEMPT: '2' };
    expect(await reviewed(['--audit', 'logs/'], { env })).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(join(repository, 'logs'))).toEqual(['parallel-review-77-2.jsonl']);
    const records = readFileSync(join(repository, 'logs/parallel-review-77-2.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records[0]).toMatchObject({ run: '77-2', seq: 0, what: 'run-started' });
    expect(records.filter(({ what }) => what === 'task-ended')).toHaveLength(4);
    expect(records.at(-1)).toMatchObject({ what: 'review-ended', verdict: 'passed', conclusion: 'success' });
  });

  test('that cannot be written is wrong usage, not a silent gap', async () => {
    const { code, stdout, stderr } = await cli(['review', '--base', 'HEAD', '--audit', 'notes.md/x']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^parallel-review: --audit 'notes\.md\/x' cannot be written: E\w+\n$/);
  });
});

test('a collector that is not there does not change the review', async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
  expect(await reviewed([], { env })).toMatchObject({ code: 0, verdict: 'passed' });
});

describe('stopping', () => {
  test.each([[[]], [['--agents', 'docs']]])('a stopped review is incomplete %j', async (args) => {
    let released = 0;
    const stopping = new AbortController();
    const interruption = () => ({ signal: stopping.signal, release: () => void released++ });
    const stderr = { write: (text: string) => text.includes('started') && stopping.abort() };
    const said = await reviewed(['--verbose', ...args], { interruption, stderr });
    expect(said).toMatchObject({ code: 2, verdict: 'incomplete' });
    expect(released).toBe(1);
  });

  test('a review that is stopped before anything is known says so in one line', async () => {
    let released = 0;
    const signal = AbortSignal.abort(new Interrupted('the review was cancelled (SIGINT)'));
    const interruption = () => ({ signal, release: () => void released++ });
    expect(await cli(['review', '--base', 'HEAD'], { interruption })).toEqual({
      code: 2,
      stdout: '',
      stderr: 'parallel-review: the review was cancelled (SIGINT)\n',
    });
    expect(released).toBe(1);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s stops in order, once more at once', async (signal) => {
    const script = `
      import { listenForInterruption } from './src/cli/interruption.ts';
      const { signal } = listenForInterruption(() => console.log('first'));
      signal.addEventListener('abort', () => console.log(signal.reason.message));
      setInterval(() => {}, 1000);
      console.log('ready');`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { cwd: root });
    const ended = new Promise((resolve) => child.on('exit', (_, by) => resolve(by)));
    let output = '';
    for await (const chunk of child.stdout) {
      output += String(chunk);
      if (String(chunk).includes('ready')) child.kill(signal);
      if (String(chunk).includes('cancelled')) child.kill(signal);
    }
    expect(output).toBe(`ready\nfirst\nthe review was cancelled (${signal})\n`);
    expect(await ended).toBe(signal);
  });
});
