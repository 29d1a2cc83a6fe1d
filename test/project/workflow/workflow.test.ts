import { expect, test } from 'vitest';
import { isActionPath, isWorkflowPath, readWorkflow } from '../../../src/project/workflow/workflow.ts';

const text = `name: CI
on:
  push:
  schedule:
    - cron: '0 6 * * *'
permissions: read-all
jobs:
  build:
    if: github.actor != 'bot'
    environment: prod
    permissions:
      contents: write
    runs-on: [self-hosted, large]
    strategy:
      matrix:
        node: [20, 22]
        os: [a, b, c]
    steps:
      - uses: actions/checkout@v4
        with:
          ref: main
      - run: |
          make
  called:
    uses: org/repo/.github/workflows/x.yml@main
`;

test('says what a workflow says, with lines', () => {
  const workflow = readWorkflow(text)!;
  expect([...workflow.events]).toEqual([
    ['push', 3],
    ['schedule', 4],
  ]);
  expect(workflow.schedules).toEqual([{ text: '0 6 * * *', line: 5 }]);
  expect(workflow.permissions).toEqual({ line: 6, every: 'read', scopes: new Map() });
  const build = workflow.jobs.get('build')!;
  expect(build).toMatchObject({ id: 'build', line: 8, legs: 6, hasEnvironment: true });
  expect(build.permissions!.scopes.get('contents')).toEqual({ text: 'write', line: 12 });
  expect(build.runsOn.map((label) => label.text)).toEqual(['self-hosted', 'large']);
  expect(build.steps[0]).toMatchObject({ line: 19, uses: { text: 'actions/checkout@v4', line: 19 } });
  expect(build.steps[0]!.inputs.get('ref')).toEqual({ text: 'main', line: 21 });
  expect(build.steps[1]!.run).toMatchObject({ line: 22 });
  expect(workflow.jobs.get('called')!.uses).toEqual({
    text: 'org/repo/.github/workflows/x.yml@main',
    line: 25,
  });
});

test.each(['push', '[push, pull_request]'])('events may be a word or a list: %s', (on) => {
  expect([...readWorkflow(`on: ${on}\njobs: {}\n`)!.events.keys()]).toContain('push');
});

test.each([
  ['node: [1, 2]', 2],
  ['include: [{a: 1}, {a: 2}, {a: 3}]', 3],
  ['node: [1, 2], include: [{node: 3}]', undefined],
  ['node: [1, 2], exclude: [{node: 1}]', undefined],
  ["node: '${{ fromJSON(x) }}'", undefined],
])('a matrix of { %s } has %s legs', (matrix, legs) => {
  const read = readWorkflow(`jobs:\n  a:\n    strategy:\n      matrix: { ${matrix} }\n`);
  expect(read!.jobs.get('a')!.legs).toBe(legs);
});

test('knows the steps of a composite action', () => {
  const action = readWorkflow('runs:\n  using: composite\n  steps:\n    - uses: org/a@v1\n');
  expect(action!.jobs.get('runs')!.steps[0]!.uses).toEqual({ text: 'org/a@v1', line: 4 });
});

test.each(['', '- a\n', 'on: [push\n', '*x', 'jobs: 1\non: 2\npermissions: 3\n', '__proto__: {a: 1}\n'])(
  'reads anything: %j',
  (broken) => {
    const read = readWorkflow(broken);
    expect(read === undefined || read.jobs.size === 0).toBe(true);
  },
);

test('only files where GitHub looks are workflows', () => {
  const paths = ['.github/workflows/a.yml', '.github/workflows/x/a.yml', 'workflows/a.yml', 'a/action.yaml'];
  expect(paths.map((path) => isWorkflowPath(path))).toEqual([true, false, false, false]);
  expect(paths.map((path) => isActionPath(path))).toEqual([false, false, false, true]);
});
