import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportJsonSchema } from '../../src/report/schema.ts';
import type { Report } from '../../src/report/schema.ts';
import { breaking, harmless, shop } from '../scenarios/shop.ts';
import { cli } from '../support/cli.ts';
import { git, Repository } from '../support/git-repository.ts';

let made: Repository;
let base: string;

beforeEach(() => {
  made = new Repository();
  base = made.commit('main', shop);
});
afterEach(() => made.remove());

const review = (...args: string[]) => cli(['review', ...args], { cwd: made.path });
const rulesIn = ({ findings }: Report) => findings.map(({ rule }) => rule);

async function report(...args: string[]): Promise<Report> {
  const { stdout, stderr } = await review(...args, '--format', 'json');
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Report;
}

/** The same without what is called timing. */
function settled(text: string): string {
  const { timing: _, ...rest } = JSON.parse(text) as Report;
  return JSON.stringify(
    { ...rest, agents: rest.agents.map((agent) => ({ ...agent, durationMs: 0 })) },
    null,
    2,
  );
}

describe('a change that breaks something', () => {
  it('is blocked, from wherever it is looked at', async () => {
    const head = made.commit('feature', breaking, base);
    const { code, stdout, stderr } = await review('--head', 'feature');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^✖ Blocked/);
    expect(stdout).toContain('quality/column-removed-in-use');

    const bare = `${made.path}-bare`;
    git(made.path, 'clone', '--quiet', '--bare', made.path, bare);
    const there = await cli(['review', '--repo', bare, '--base', base, '--head', head, '--format', 'json']);
    rmSync(bare, { recursive: true });
    expect(there.code).toBe(1);
    const inside = await cli(['review', '--head', 'feature', '--format', 'json'], {
      cwd: join(made.path, 'models'),
    });
    expect(settled(there.stdout)).toBe(settled(inside.stdout));
  });

  it('passes where nothing is to block, and its findings are told', async () => {
    made.commit('feature', breaking, base);
    const { code, stdout } = await review(
      '--head',
      'feature',
      '--fail-on-severity',
      'none',
      '--format',
      'json',
    );
    const result = JSON.parse(stdout) as Report;
    expect([code, result.conclusion, result.verdict]).toEqual([0, 'success', 'passed']);
    expect(rulesIn(result)).toContain('quality/column-removed-in-use');
  });

  it('gives a report as its schema says', async () => {
    made.commit('feature', breaking, base);
    const result = await report('--head', 'feature');
    const validate = new Ajv2020({ strict: false }).compile(reportJsonSchema());
    validate(result);
    expect(validate.errors ?? []).toEqual([]);
    expect(result).toMatchObject({ base, head: made.git('rev-parse', 'feature'), verdict: 'blocked' });
    expect(result.agents.map(({ name }) => name).sort()).toEqual(['cost', 'docs', 'governance', 'quality']);
  });

  it('gives the same report twice, timings aside', async () => {
    made.commit('feature', breaking, base);
    const once = await review('--head', 'feature', '--format', 'json');
    const again = await review('--head', 'feature', '--format', 'json');
    expect(settled(again.stdout)).toBe(settled(once.stdout));
  });

  it('can be shown as SARIF', async () => {
    made.commit('feature', breaking, base);
    const { code, stdout } = await review('--head', 'feature', '--format', 'sarif');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      version: '2.1.0',
      runs: [{ results: expect.any(Array) }],
    });
  });

  it('can be shown as Markdown, and written to a file', async () => {
    made.commit('feature', breaking, base);
    const { code, stdout, stderr } = await review(
      ...['--head', 'feature', '--format', 'markdown', '--output', 'report.md'],
    );
    const text = readFileSync(join(made.path, 'report.md'), 'utf8');
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: '' });
    expect(text).toMatch(/^#+ /m);
    expect(text).toContain('stg_orders');
  });
});

describe('the revisions', () => {
  it('are, without --head, the merge base and the work tree with what is not committed', async () => {
    made.commit('feature', harmless, base);
    made.git('checkout', '--quiet', 'main');
    made.commit('main', { 'models/later.sql': 'select 1 as id\n' });
    made.git('checkout', '--quiet', 'feature');
    for (const [path, text] of Object.entries(breaking)) writeFileSync(join(made.path, path), text!);
    writeFileSync(join(made.path, 'models/untracked.sql'), "select gone from {{ ref('nowhere') }}\n");
    const result = await report();
    expect(result).toMatchObject({ base, head: 'worktree', coverage: { changedFiles: 3 } });
    expect(rulesIn(result)).toEqual(
      expect.arrayContaining(['quality/column-removed-in-use', 'quality/unresolved-ref']),
    );
  });

  it('do not hold what lies in the work tree if --head names a commit', async () => {
    made.commit('feature', harmless, base);
    for (const [path, text] of Object.entries(breaking)) writeFileSync(join(made.path, path), text!);
    const result = await report('--head', 'HEAD');
    expect(result).toMatchObject({ verdict: 'passed', coverage: { changedFiles: 1 } });
  });

  it('take --base as it is', async () => {
    const ahead = made.commit('main', breaking);
    made.commit('feature', harmless, base);
    // Compared with a main that has moved on, the branch brings the column back.
    expect(await report('--base', 'main', '--head', 'feature')).toMatchObject({
      base: ahead,
      coverage: { changedFiles: 2 },
    });
    expect(await report('--head', 'feature')).toMatchObject({ base, coverage: { changedFiles: 1 } });
  });

  it('may be equal: then there is nothing to review', async () => {
    const { code, stdout } = await review('--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'nothing-to-review',
      conclusion: 'success',
      findings: [],
      coverage: { changedFiles: 0, reviewedFiles: 0, notReviewed: [] },
    });
  });

  it('need not hold a dbt project', async () => {
    const other = new Repository();
    other.commit('main', { 'a.txt': 'one\n' });
    writeFileSync(join(other.path, 'main.tf'), 'resource "x" "y" {}\n');
    const { code, stderr } = await cli(['review'], { cwd: other.path });
    other.remove();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('the configuration', () => {
  const off = 'version: 1\nrules:\n  quality/column-removed-in-use: off\n';

  it('is the base’s: a pull request cannot relax its own gate', async () => {
    made.commit('feature', { ...breaking, '.github/parallel-review.yml': off }, base);
    expect((await review('--head', 'feature')).code).toBe(1);
    const relaxed = made.commit('relaxed', { '.github/parallel-review.yml': off }, base);
    made.commit('after', breaking, relaxed);
    expect((await review('--base', relaxed, '--head', 'after')).code).toBe(0);
  });

  it('is --config’s if it is given', async () => {
    made.commit('feature', breaking, base);
    writeFileSync(join(made.path, 'own.yml'), off);
    expect((await review('--head', 'feature', '--config', 'own.yml')).code).toBe(0);
  });

  it('yields to options', async () => {
    made.commit('feature', breaking, base);
    const result = await report('--head', 'feature', '--agents', 'docs');
    expect(result.agents.filter(({ status }) => status === 'ok').map(({ name }) => name)).toEqual(['docs']);
  });
});

describe('plan', () => {
  it('says who would review what, as JSON or for people', async () => {
    made.commit('feature', breaking, base);
    const args = ['plan', '--head', 'feature'];
    const json = await cli([...args, '--format', 'json'], { cwd: made.path });
    const people = await cli(args, { cwd: made.path });
    expect([json.code, json.stderr, people.code, people.stderr]).toEqual([0, '', 0, '']);
    expect(JSON.parse(json.stdout)).toHaveProperty('tasks');
    expect(people.stdout).toContain('governance');
    expect((await cli([...args, '--format', 'json'], { cwd: made.path })).stdout).toBe(json.stdout);
  });
});

describe('colour', () => {
  it('is for terminals, unless it is asked for', async () => {
    made.commit('feature', breaking, base);
    const shown = async (env: Record<string, string>) =>
      (await cli(['review', '--head', 'feature'], { cwd: made.path, env })).stdout.includes('\u001B[');
    expect(await shown({})).toBe(false);
    expect(await shown({ FORCE_COLOR: '1' })).toBe(true);
    expect(await shown({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  });
});
