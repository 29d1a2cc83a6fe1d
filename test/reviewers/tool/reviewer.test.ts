import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { AgentTool } from '../../../src/agents/agent.ts';
import { resolveConfig } from '../../../src/config/resolve.ts';
import { planReview } from '../../../src/plan/plan-review.ts';
import { toolReviewer } from '../../../src/reviewers/tool/reviewer.ts';
import { systemClock } from '../../../src/run/clock.ts';
import type { RunOptions } from '../../../src/run/run.ts';
import { runTasks } from '../../../src/run/run.ts';
import type { MemoryFiles } from '../../support/memory-snapshot.ts';
import { memoryChange } from '../../support/memory-snapshot.ts';

const base: MemoryFiles = {
  'models/a.sql': 'one\ntwo\nthree\n',
  'models/gone.sql': 'x\n',
  'README.md': 'hello\n',
};
const head: MemoryFiles = {
  'models/a.sql': 'one\nTWO\nthree\n',
  'models/-new.sql': 'new\n',
  'README.md': 'hello\n',
};

const folder = mkdtempSync(join(tmpdir(), 'parallel-review-sarif-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The tool is this script of Node's, with the changed files as its arguments. */
const node = (script: string): AgentTool => ({
  command: [process.execPath, '-e', script, '--', '{files}'],
  format: 'json',
});
const say = (value: string) => node(`console.log(JSON.stringify(${value}))`);
const remark = (more: string) =>
  `{ path: 'models/a.sql', line: 2, severity: 'high', rule: 'L 1/x', message: 'Shouting', ${more} }`;

async function ran(
  tool: AgentTool,
  {
    files = head,
    env = process.env,
    ...run
  }: Partial<RunOptions> & { files?: MemoryFiles; env?: NodeJS.ProcessEnv } = {},
) {
  const own = 'files' in tool ? {} : { lint: { reads: ['models/**'], tool } };
  const names = ['governance', 'quality', 'cost', 'docs'];
  const built = Object.fromEntries(names.map((it) => [it, { enabled: false }]));
  const spare = { model: { prompt: 'p.md' } };
  const text = JSON.stringify({ version: 1, agents: { ...built, ...own, spare } });
  const options = 'files' in tool ? { sarifFiles: [...tool.files] } : {};
  const config = resolveConfig({ file: { path: 'c.yml', text }, options, rules: [] });
  const change = await memoryChange(base, files);
  const context = { agents: config.agents, change, clock: systemClock, env, workspace: folder };
  const reviewer = toolReviewer(context);
  const { tasks } = planReview(config, change.files);
  const outcomes = await runTasks(
    tasks,
    { tool: reviewer },
    { clock: systemClock, maxConcurrency: 1, timeoutMs: 60_000, ...run },
  );
  return outcomes[0]!;
}

test('what it says of changed lines is a finding', async () => {
  const outcome = await ran(say(`[${remark('')}]`));
  expect(outcome).toMatchObject({ status: 'ok' });
  expect(outcome.findings).toMatchObject([
    {
      rule: 'lint/L-1-x',
      severity: 'high',
      confidence: 'likely',
      title: 'Shouting',
      location: { path: 'models/a.sql', side: 'head', startLine: 2, endLine: 2 },
    },
  ]);
});

test('what was there before, or is no changed file of its own, is not', async () => {
  const outside = [
    'line: 3',
    "path: 'README.md'",
    "path: '../../etc/passwd'",
    "path: '/etc/passwd'",
    'line: null',
  ];
  expect(await ran(say(`[${outside.map(remark).join()}]`))).toMatchObject({ status: 'ok', findings: [] });
});

test('of a new file all of it counts, also without a line', async () => {
  const { findings } = await ran(
    say(
      `[${remark("path: './models/-new.sql', line: null")}, ${remark("path: process.cwd() + '/models/-new.sql', line: 1")}]`,
    ),
  );
  expect(findings.map(({ location }) => [location.path, location.startLine])).toEqual([
    ['models/-new.sql', 1],
  ]);
});

test('it runs in the head revision, on the changed files that are there, none of which is an option', async () => {
  const script = `const fs = require('fs'); console.log(JSON.stringify([${remark("message: [process.argv.slice(1).join(), fs.readFileSync('README.md', 'utf8').trim(), fs.existsSync('models/gone.sql')].join(' ')")}]))`;
  const { findings } = await ran(node(script));
  expect(findings[0]?.title).toBe('models/-new.sql,models/a.sql hello false');
});

test('as a text it is run by a shell, to which names are words', async () => {
  const files = { ...head, "models/it's $(touch pwned).sql": 'x\n' };
  const command = `${JSON.stringify(process.execPath)} -e 'console.log(JSON.stringify([${remark('message: process.argv.slice(1).join()').replaceAll("'", '"')}]))' -- {files}`;
  const { findings } = await ran({ command, format: 'json' }, { files });
  expect(findings[0]?.title).toBe("models/-new.sql,models/a.sql,models/it's $(touch pwned).sql");
});

test('it sees no secret, and no home with settings', async () => {
  const script = `console.log(JSON.stringify([${remark('message: JSON.stringify(process.env)')}]))`;
  const env = { PATH: process.env['PATH'], GITHUB_TOKEN: 'canary', HOME: '/home/canary', INPUT_X: 'canary' };
  const { findings } = await ran(node(script), { env });
  expect(JSON.stringify(findings)).not.toContain('canary');
  expect(JSON.stringify(findings)).toContain('HOME');
});

test.each<[string, AgentTool, string]>([
  ['is not there', { command: ['/nowhere/lint'], format: 'json' }, '/nowhere/lint cannot be started: ENOENT'],
  [
    'says nothing',
    node('console.error("no config\\nat all"); process.exit(2)'),
    'the tool ended with exit 2, and it wrote nothing: no config',
  ],
  [
    'says something else',
    node('console.log("All good!")'),
    'the tool ended with exit 0, and it wrote no JSON',
  ],
  ['dies', node('process.kill(process.pid, "SIGKILL")'), 'the tool ended with SIGKILL, and it wrote nothing'],
])('one that %s gives no verdict', async (_, tool, reason) => {
  expect(await ran(tool)).toMatchObject({ status: 'failed', reason, findings: [] });
});

test('how it ends does not matter if it says what it found', async () => {
  const tool = node(`console.log(JSON.stringify([${remark('')}])); process.exitCode = 1`);
  expect(await ran(tool)).toMatchObject({ status: 'ok', findings: [{}] });
});

test('when its time is up it is ended, with what it has started', async () => {
  const script = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }); setInterval(() => {}, 1000)`;
  expect(await ran(node(script), { timeoutMs: 1_500, graceMs: 10_000 })).toMatchObject({
    status: 'timed-out',
  });
});

test('links and paths that lead outside are not written, and nothing is left behind', async () => {
  const files = {
    ...head,
    '../outside.sql': 'x\n',
    '.git/hooks/pre-commit': 'x\n',
    'models/.GIT/config': 'x\n',
  };
  const script = `const fs = require('fs'); console.log(JSON.stringify([${remark("message: JSON.stringify([fs.readdirSync('.'), fs.readdirSync('models'), fs.readdirSync('..'), process.cwd()])")}]))`;
  const { findings } = await ran(node(script), { files });
  const [top, models, above, folder] = JSON.parse(findings[0]!.title) as [
    string[],
    string[],
    string[],
    string,
  ];
  expect([top, models, above]).toEqual([
    ['README.md', 'models'],
    ['-new.sql', 'a.sql'],
    ['home', 'repository'],
  ]);
  expect(existsSync(folder)).toBe(false);
  expect(existsSync(dirname(folder))).toBe(false);
});

test('what other steps wrote as SARIF is read, inside the workspace alone', async () => {
  const log = (uri: string) =>
    JSON.stringify({
      runs: [
        {
          tool: { driver: { name: 'scan' } },
          results: [
            {
              ruleId: 'R1',
              level: 'error',
              message: { text: 'Wrong' },
              locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: 2 } } }],
            },
          ],
        },
      ],
    });
  writeFileSync(join(folder, 'own.sarif'), log('models/a.sql'));
  writeFileSync(join(folder, 'absolute.sarif'), log(`file://${folder}/models/a.sql`));
  writeFileSync(join(folder, 'broken.sarif'), '{');
  mkdirSync(join(folder, 'inner'));
  symlinkSync('/etc/passwd', join(folder, 'link.sarif'));
  const read = (...sarifFiles: string[]) => ran({ files: sarifFiles });
  expect((await read('own.sarif')).findings).toMatchObject([{ rule: 'sarif/R1', severity: 'high' }]);
  expect((await read('absolute.sarif')).findings).toMatchObject([{ location: { path: 'models/a.sql' } }]);
  const reasons = [];
  for (const path of ['gone.sarif', 'broken.sarif', 'inner', 'link.sarif'])
    reasons.push((await read(path)).reason);
  expect(reasons).toEqual([
    'sarif-files: gone.sarif: it is not there',
    'sarif-files: broken.sarif: it wrote no JSON',
    'sarif-files: inner: it is no file',
    'sarif-files: link.sarif: it leads outside of the workspace',
  ]);
});
