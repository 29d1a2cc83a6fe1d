import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../support/cli.ts';
import { git, Repository } from '../support/git-repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'parallel-review-usage-'));
const good = new Repository();
const unborn = new Repository();
const trunk = new Repository();
const orphans = new Repository();
const bad = new Repository();
const bare = join(folder, 'bare.git');
const shallow = join(folder, 'shallow');

beforeAll(() => {
  good.commit('main', { 'a.sql': 'select 1\n' });
  trunk.commit('main', { a: '1' });
  trunk.git('branch', '-m', 'trunk');
  git(folder, 'clone', '--quiet', '--bare', good.path, bare);
  orphans.commit('main', { a: '1' });
  orphans.commit('main', { a: '2' });
  orphans.git('checkout', '--quiet', '--orphan', 'alone');
  orphans.commit('alone', { b: '1' });
  git(folder, 'clone', '--quiet', '--depth=1', '--no-single-branch', `file://${orphans.path}`, shallow);
  bad.commit('main', { '.github/parallel-review.yml': 'version: 1\nfail-on-severity: sometimes\n' });
  writeFileSync(join(folder, 'broken.yml'), 'version: 1\nrules: {\n');
  writeFileSync(join(folder, 'unknown.yml'), 'version: 1\nrule: {}\n');
});

afterAll(() => {
  for (const made of [good, unborn, trunk, orphans, bad]) made.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** `@name` stands for a path that is known when the tests run. */
const paths = () => ({
  '@good': good.path,
  '@unborn': unborn.path,
  '@trunk': trunk.path,
  '@orphans': orphans.path,
  '@bad': bad.path,
  '@bare': bare,
  '@shallow': shallow,
  '@folder': folder,
});
const filled = (text: string) =>
  Object.entries(paths()).reduce((result, [name, path]) => result.replaceAll(name, path), text);

describe('what is wrong is said in one line', () => {
  it.concurrent.each([
    [
      'reviw',
      "there is no command 'reviw'; did you mean 'review'? (allowed: review, plan, rules, demo, init)",
    ],
    ['__proto__', "there is no command '__proto__' (allowed: review, plan, rules, demo, init)"],
    ['--repo .', "there is no command '--repo' (allowed: review, plan, rules, demo, init)"],
    ['review --formt json', 'review has no option --formt; did you mean --format? (allowed: --repo, '],
    ['review --__proto__ x', 'review has no option --__proto__ (allowed: '],
    ['review -x', 'review has no option -x (allowed: '],
    ['review --no-debug', 'review has no option --no-debug'],
    ['demo --repo .', 'demo has no option --repo (allowed: --debug)'],
    ['review --format', '--format needs a value: terminal (default), markdown, json or sarif'],
    ['review --base=', '--base needs a value: '],
    ['review --debug=yes', '--debug takes no value'],
    ['review main', "review does not take 'main' (allowed: --repo, "],
    ['rules quality/syntax-broken two', "rules does not take 'two'"],
    [
      'review --repo @good --format html',
      "--format 'html' is not allowed; allowed: terminal, markdown, json, sarif",
    ],
    ['plan --repo @good --format sarif', "--format 'sarif' is not allowed; allowed: terminal, json"],
    [
      'review --repo @good --fail-on-severity hihg',
      '--fail-on-severity: "hihg" is not allowed; did you mean high?; allowed: critical, high, medium, low, none',
    ],
    ['review --repo @good --agents quality,costs', '--agents: "costs" is not allowed; did you mean cost?'],
    [
      'review --repo @good --max-concurrency 0',
      '--max-concurrency: "0" is not allowed; allowed: a whole number',
    ],
    [
      'review --repo @good --timeout-minutes 1e3',
      '--timeout-minutes: "1e3" is not allowed; allowed: a number',
    ],
    ['review --repo @folder/nowhere', "--repo '@folder/nowhere' is not a folder"],
    ['review --repo @folder/broken.yml', "--repo '@folder/broken.yml' is not a folder"],
    ['review --repo @folder', "--repo '@folder' is not a git repository"],
    ['init --repo @folder', "--repo '@folder' is not a git repository"],
    ['init --repo @bare', '@bare is a bare repository; init writes into a work tree'],
    ['review --repo @good --head nobody', "--head 'nobody': it is no commit of this repository"],
    ['review --repo @good --base nobody', "--base 'nobody': it is no commit of this repository"],
    ['review --repo @good --base=--all', "--base '--all': it is no commit of this repository"],
    ['review --repo @unborn', "--head 'HEAD': the repository has no commit yet"],
    ['review --repo @bare', '@bare is a bare repository without a work tree; name a revision with --head'],
    ['review --repo @trunk', 'there is no default branch to compare with (origin/HEAD, main or master)'],
    ['review --repo @orphans', 'head and main have no common ancestor here; or name a revision with --base'],
    ['review --repo @shallow --head origin/main', 'the clone is shallow, and `git fetch --unshallow` helps'],
    ['review --repo @good --config nowhere.yml', "--config 'nowhere.yml' cannot be read"],
    ['review --repo @good --config @folder/broken.yml', '@folder/broken.yml:'],
    ['review --repo @good --config @folder/unknown.yml', 'did you mean rules?'],
    [
      'review --repo @bad',
      '.github/parallel-review.yml:2: fail-on-severity: "sometimes" is not allowed; allowed: critical, ',
    ],
    [
      'review --repo @good --output @folder/no/such/report',
      "--output '@folder/no/such/report' cannot be written: ENOENT",
    ],
    ['review --repo @good --output @folder', "--output '@folder' cannot be written: EISDIR"],
    [
      'rules quality/column-removed',
      "there is no rule 'quality/column-removed'; did you mean quality/column-removed-in-use?",
    ],
    ['rules nonsense', "there is no rule 'nonsense' (parallel-review rules lists them)"],
    ['rules syntax-broken', "there is no rule 'syntax-broken'; did you mean quality/syntax-broken?"],
  ])('%s', async (line, message) => {
    const { code, stdout, stderr } = await cli(line.split(' ').map(filled));
    expect(stderr).toContain(`parallel-review: `);
    expect(stderr).toContain(filled(message));
    expect(stderr.trimEnd(), 'one line').not.toContain('\n');
    expect(stderr).not.toContain('unexpected');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('and with --debug with its place and cause', async () => {
    const { stderr } = await cli(['review', '--repo', folder, '--debug']);
    expect(stderr).toMatch(/^parallel-review: .*\n.*UsageError.*\n {4}at [^]*caused by GitError/);
  });
});

describe('what is asked for is told', () => {
  it.concurrent.each([[['--help']], [['-h']], [['help']], [[]]])('help: %j', async (args) => {
    const { code, stdout, stderr } = await cli(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const name of ['review', 'plan', 'rules', 'demo', 'init'])
      expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    expect(stdout).toContain('Exit code: 0 passed, 1 blocked, 2 could not review');
  });

  it('help of a command', async () => {
    const { code, stdout } = await cli(['review', '--repo', '/nowhere', '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}--fail-on-severity S /m);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });

  it('the version', async () => {
    expect(await cli(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  it('the rules', async () => {
    const all = await cli(['rules', '--format', 'json']);
    const listed = await cli(['rules']);
    const rules = JSON.parse(all.stdout) as { id: string; severity: string }[];
    expect(rules.length).toBeGreaterThan(10);
    expect(
      listed.stdout
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split(/ +/).slice(0, 2)),
    ).toEqual(rules.map(({ id, severity }) => [id, severity]));
  });

  it('one rule', async () => {
    const page = await cli(['rules', 'quality/column-removed-in-use']);
    expect(page.stdout).toMatch(/^quality\/column-removed-in-use \(critical at its worst\)\n/);
    const json = await cli(['rules', 'quality/column-removed-in-use', '--format', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      id: 'quality/column-removed-in-use',
      severity: 'critical',
    });
  });
});
