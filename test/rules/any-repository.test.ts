/**
 * A repository without dbt, broken in known ways, one at a time: all rules look at each change, so a rule that speaks
 * where another one should is seen, too. The harmless changes look much like the others.
 */
import { describe, expect, test } from 'vitest';
import { openWorkspace } from '../../src/project/workspace.ts';
import { rules } from '../../src/rules/index.ts';
import { defaultPolicy } from '../../src/rules/policy.ts';
import { memoryChange } from '../support/memory-snapshot.ts';

const sha = '0123456789abcdef0123456789abcdef01234567';

const repository: Record<string, string> = {
  LICENSE: 'MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining a copy\n',
  'README.md': '# App\n\nSee [usage](docs/usage.md), or run:\n\n```sh\nnode tools/load.js\n```\n',
  'docs/usage.md': '# Usage\n\nWrite `src/total.js` first.\n\n![flow](flow.svg)\n',
  'docs/flow.svg': '<svg/>\n',
  'package.json':
    '{\n  "name": "app",\n  "license": "MIT",\n  "dependencies": {\n    "a": "^1.0.0"\n  }\n}\n',
  'requirements.txt': 'a==1.0\n',
  'src/total.js': 'export function total(rows) {\n  return rows.length;\n}\n',
  'src/load.py': 'def load():\n    return []\n',
  'test/total.test.js':
    "describe('total', () => {\n  it('counts', () => {});\n  it('is zero', () => {});\n});\n",
  'tests/test_load.py': 'from src.load import load\n\n\ndef test_load():\n    assert load() == []\n',
  'tools/load.js': 'console.log(1);\n',
  '.github/CODEOWNERS': '*.py @org/data\n/src/ @org/app\n',
  '.github/workflows/ci.yml': `on:
  push:
  pull_request:
  schedule:
    - cron: '0 6 * * *'
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        node: [20, 22]
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.event.pull_request.head.sha }}
      - uses: org/setup@${sha}
      - run: npm test
`,
};

type Change = Record<string, string | null>;

/** The repository's file with one piece of its text replaced. */
function edit(path: string, from: string, to: string): Change {
  const text = repository[path]!;
  if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`);
  return { [path]: text.replace(from, to) };
}

const ci = '.github/workflows/ci.yml';
const conflict = '<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> b\n';

async function found(change: Change): Promise<string[]> {
  const files = Object.entries({ ...repository, ...change });
  const head = Object.fromEntries(files.filter((file): file is [string, string] => file[1] !== null));
  const changes = await memoryChange(repository, head);
  const workspace = await openWorkspace(changes);
  const context = { change: changes, files: changes.files, workspace, policy: defaultPolicy };
  const places: string[] = [];
  for (const rule of rules) {
    for await (const { location, severity = rule.severity } of rule.check({
      ...context,
      options: rule.options?.parse({}),
    }))
      places.push(`${rule.id} ${severity} ${location.side} ${location.path}:${location.startLine}`);
  }
  workspace.close();
  return places.sort();
}

describe('what breaks something is reported, where it does, and nothing else is', () => {
  test.each<[string, Change, string]>([
    [
      'a conflict',
      edit('src/load.py', '    return []\n', conflict),
      'quality/conflict-marker critical head src/load.py:2',
    ],
    [
      '.only',
      edit('test/total.test.js', "it('counts'", "it.only('counts'"),
      'quality/focused-test high head test/total.test.js:2',
    ],
    [
      'fit',
      edit('test/total.test.js', "it('counts'", "fit('counts'"),
      'quality/focused-test high head test/total.test.js:2',
    ],
    [
      '.skip',
      edit('test/total.test.js', "it('is zero'", "it.skip('is zero'"),
      'quality/test-disabled medium head test/total.test.js:3',
    ],
    [
      'a skipped group',
      edit('test/total.test.js', 'describe(', 'xdescribe('),
      'quality/test-disabled medium head test/total.test.js:1',
    ],
    [
      'a decorator',
      edit('tests/test_load.py', 'def test', '@pytest.mark.skip\ndef test'),
      'quality/test-disabled medium head tests/test_load.py:4',
    ],
    [
      'tests deleted',
      { 'tests/test_load.py': null },
      'quality/test-disabled medium base tests/test_load.py:4',
    ],
    [
      'debugger',
      edit('src/total.js', '  return', '  debugger;\n  return'),
      'quality/debug-left medium head src/total.js:2',
    ],
    [
      'breakpoint',
      edit('src/load.py', '    return', '    breakpoint()\n    return'),
      'quality/debug-left medium head src/load.py:2',
    ],
    [
      'a write scope',
      edit(ci, 'contents: read', 'contents: write'),
      `governance/workflow-permissions-widened high head ${ci}:7`,
    ],
    [
      'write-all',
      edit(ci, 'permissions:\n  contents: read', 'permissions: write-all'),
      `governance/workflow-permissions-widened high head ${ci}:6`,
    ],
    [
      'a scope of one job',
      edit(ci, '    runs-on', '    permissions: { id-token: write }\n    runs-on'),
      `governance/workflow-permissions-widened high head ${ci}:10`,
    ],
    [
      'the trigger',
      edit(ci, '  pull_request:', '  pull_request_target:'),
      `governance/untrusted-checkout high head ${ci}:3`,
    ],
    [
      'an action by branch',
      edit(ci, '      - run', '      - uses: team/x@main\n      - run'),
      `governance/action-unpinned medium head ${ci}:19`,
    ],
    ['an action unpinned', edit(ci, sha, 'v2'), `governance/action-unpinned medium head ${ci}:18`],
    [
      'an entry dropped',
      edit('.github/CODEOWNERS', '/src/ @org/app\n', ''),
      'governance/owners-removed high base .github/CODEOWNERS:2',
    ],
    [
      'owners dropped',
      edit('.github/CODEOWNERS', '/src/ @org/app', '/src/'),
      'governance/owners-removed high head .github/CODEOWNERS:2',
    ],
    ['no licence', { LICENSE: null }, 'governance/licence-changed high base LICENSE:1'],
    [
      'another licence',
      { LICENSE: 'Business Source License 1.1\n' },
      'governance/licence-changed high head LICENSE:1',
    ],
    [
      'a declared licence',
      edit('package.json', '"MIT"', '"UNLICENSED"'),
      'governance/licence-changed high head package.json:3',
    ],
    [
      'a git dependency',
      edit('package.json', '"^1.0.0"', '"team/a"'),
      'governance/dependency-source medium head package.json:5',
    ],
    [
      'an index',
      edit('requirements.txt', 'a==', '-i https://x.example/simple\na=='),
      'governance/dependency-source medium head requirements.txt:1',
    ],
    ['a schedule', edit(ci, '0 6 * * *', '*/5 * * * *'), `cost/ci-schedule-increased medium head ${ci}:5`],
    ['a runner', edit(ci, 'ubuntu-latest', 'windows-latest'), `cost/runner-upsized low head ${ci}:10`],
    ['a matrix', edit(ci, '[20, 22]', '[18, 20, 22, 24]'), `cost/runner-upsized low head ${ci}:13`],
    ['a picture deleted', { 'docs/flow.svg': null }, 'docs/link-broken medium head docs/usage.md:5'],
    [
      'a page moved',
      {
        'docs/usage.md': null,
        'usage.md': `${repository['docs/usage.md']!.replace('flow.svg', 'docs/flow.svg')}`,
      },
      'docs/link-broken medium head README.md:3',
    ],
    [
      'a tool moved',
      { 'tools/load.js': null, 'bin/load.js': repository['tools/load.js']! },
      'docs/reference-stale medium head README.md:6',
    ],
  ])('%s', async (_name, change, expected) => {
    expect(await found(change)).toEqual([expected]);
  });
});

describe('what only looks like it is left alone', () => {
  test.each<[string, Change]>([
    ['a heading underlined by seven signs', edit('README.md', '# App\n', 'App\n=======\n')],
    ['a conflict that is explained', edit('README.md', 'node tools', `${conflict}node tools`)],
    ['a new test that is skipped', edit('test/total.test.js', '});\n});', "});\n  it.skip('new', f);\n});")],
    ['a test renamed', edit('test/total.test.js', "'counts'", "'counts rows'")],
    ['a module deleted with its tests', { 'tests/test_load.py': null, 'src/load.py': null }],
    [
      'a module and its tests moved',
      {
        'tests/test_load.py': null,
        'src/load.py': null,
        'tests/io/test_load.py': repository['tests/test_load.py']!,
        'src/io/load.py': repository['src/load.py']!,
      },
    ],
    ['a breakpoint in a comment', edit('src/load.py', '    return', '    # breakpoint()\n    return')],
    ['fewer permissions', edit(ci, 'contents: read', 'contents: none')],
    [
      'a scope moved to the job',
      edit(
        ci,
        'permissions:\n  contents: read\njobs:\n  test:\n',
        'permissions: {}\njobs:\n  test:\n    permissions:\n      contents: read\n',
      ),
    ],
    ['a workflow reformatted', edit(ci, 'node: [20, 22]', "node:\n          - '20'\n          - '22'")],
    ['an action pinned anew', edit(ci, sha, sha.toUpperCase().toLowerCase().split('').reverse().join(''))],
    ['an owner replaced', edit('.github/CODEOWNERS', '@org/app', '@org/web')],
    ['entries merged', { '.github/CODEOWNERS': '* @org/data @org/app\n' }],
    ['a year', edit('LICENSE', 'MIT License\n', 'MIT License\n\nCopyright 2026 App\n')],
    ['a version', edit('package.json', '^1.0.0', '^2.0.0')],
    ['a local dependency', edit('package.json', '"^1.0.0"', '"file:./a"')],
    ['another hour', edit(ci, '0 6 * * *', '30 18 * * *')],
    ['one more leg', edit(ci, '[20, 22]', '[20, 22, 24]')],
    ['a newer image', edit(ci, 'ubuntu-latest', 'ubuntu-24.04')],
    [
      'a page moved with the links to it',
      {
        ...edit('README.md', 'docs/usage.md', 'usage.md'),
        'docs/usage.md': null,
        'usage.md': repository['docs/usage.md']!.replace('flow.svg', 'docs/flow.svg'),
      },
    ],
    [
      'a tool moved with its name',
      {
        ...edit('README.md', 'tools/load.js', 'bin/load.js'),
        'tools/load.js': null,
        'bin/load.js': repository['tools/load.js']!,
      },
    ],
  ])('%s', async (_name, change) => {
    expect(await found(change)).toEqual([]);
  });
});
