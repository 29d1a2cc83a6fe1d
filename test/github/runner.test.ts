import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readEvent, readRunner } from '../../src/github/event.ts';
import { actionsRunner } from '../../src/github/runner.ts';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'parallel-review-event-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const sha = 'a'.repeat(40);
const payload = {
  action: 'opened',
  pull_request: {
    number: 3,
    title: 'T',
    base: { sha, ref: 'main' },
    head: { sha, ref: 'f', repo: { full_name: 'Acme/Shop' } as { full_name: string } | null },
  },
};

function read(value: unknown) {
  const path = join(folder, 'event.json');
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return readEvent({
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_EVENT_PATH: path,
  });
}

test('the event of a pull request is read, forks are seen', () => {
  expect(read(payload)).toMatchObject({
    ok: true,
    owner: 'acme',
    repo: 'shop',
    trigger: { kind: 'pull-request', pull: { number: 3, fork: false, draft: false } },
  });
  const { head } = payload.pull_request;
  for (const repo of [null, { full_name: 'other/shop' }]) {
    const fork = { ...payload, pull_request: { ...payload.pull_request, head: { ...head, repo } } };
    expect(read(fork)).toMatchObject({ ok: true, trigger: { pull: { fork: true } } });
  }
});

test.each([
  ['{', 'cannot be read as JSON'],
  ['[]', "is not a pull_request's"],
  [
    { ...payload, pull_request: { ...payload.pull_request, base: { sha: '--upload-pack=x', ref: 'main' } } },
    'pull_request.base.sha',
  ],
])('%j is refused with one line', (value, reason) => {
  const result = read(value);
  expect(result).toMatchObject({ ok: false });
  expect(!result.ok && result.message).toContain(reason);
  expect(!result.ok && result.message).not.toContain('\n');
});

test('addresses have no slash at the end', () => {
  expect(readRunner({ GITHUB_API_URL: 'https://ghes.example/api/v3/' }).apiUrl).toBe(
    'https://ghes.example/api/v3',
  );
});

describe('the runner', () => {
  let written: string;
  beforeEach(() => {
    written = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((written += String(text)), true));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  test('commands are one line, logged text is no command', () => {
    actionsRunner.error('100%\n::set-output::x');
    actionsRunner.log('::add-mask::x\n  ##[error]y');
    expect(written).toBe('::error::100%25%0A::set-output::x\n\u200B::add-mask::x\n  \u200B##[error]y\n');
  });

  test('a value cannot end early and set another output', () => {
    const path = join(folder, 'output');
    writeFileSync(path, '');
    vi.stubEnv('GITHUB_OUTPUT', path);
    actionsRunner.outputs({ plan: 'a\nEOF\nverdict=passed' });
    const [first = '', ...rest] = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(rest.slice(0, 3)).toEqual(['a', 'EOF', 'verdict=passed']);
    expect(first).toBe(`plan<<${rest[3]}`);
  });

  test('without a job summary nothing is written and nothing fails', async () => {
    vi.stubEnv('GITHUB_STEP_SUMMARY', '');
    await expect(actionsRunner.summary('# x')).resolves.toBeUndefined();
  });
});
