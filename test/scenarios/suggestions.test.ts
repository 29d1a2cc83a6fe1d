import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import type { Report } from '../../src/report/schema.ts';
import type { Files } from '../support/git-repository.ts';
import { Scenario } from '../support/action.ts';
import type { Result, RunOptions } from '../support/action.ts';
import type { State, Thread } from '../github/state.ts';
import { createReview, graphql } from './routes.ts';

let scenario: Scenario;
let state: State;

afterEach(() => scenario.close());

const columns = (...names: string[]) => names.map((name) => `      - name: ${name}\n`).join('');
const schema = (...names: string[]) =>
  `version: 2\nmodels:\n  - name: orders\n    description: One row an order\n    columns:\n${columns(...names)}`;

const base: Files = {
  'dbt_project.yml': 'name: shop\nprofile: shop\n',
  'models/orders.sql': 'select 1 as id, 2 as amount, 3 as tax\n',
  'models/schema.yml': schema('id', 'amount', 'tax').replace(
    'amount\n',
    'amount\n        description: In euros\n',
  ),
  'models/report.sql': "select id\nfrom {{ ref('orders') }}\n",
};
const fixed = { 'models/report.sql': "select id\nfrom {{ ref('orders') }}\nwhere id is not null\n" };
const broken = { 'models/report.sql': "select id\nfrom {{ ref('orders') }}\nwhere id != null\n" };

async function open(head: Files): Promise<void> {
  scenario = await Scenario.open(base, head);
  state = scenario.double.state;
}

const run = (options: RunOptions = {}): Promise<Result> =>
  scenario.run({ ...options, inputs: { suggestions: 'true', ...options.inputs } });

/** Writes that notify people are seconds apart, as GitHub asks for; a third one is reckoned by the clock. */
const unhurried: RunOptions = { haste: 1 };

function push(files: Files): void {
  state.pull.head = state.repository.commit('feature', files, state.pull.head);
}

function reportOf(result: Result): Report {
  return JSON.parse(readFileSync(result.outputs['results-file']!, 'utf8')) as Report;
}

function thread(author: string, body: string, more: Partial<Thread> = {}): Thread {
  const place = { path: 'models/report.sql', startLine: 3, line: 3 };
  const made = { id: `T${state.nextId()}`, ...place, resolved: false, comments: [{ body, author }], ...more };
  state.threads.push(made);
  return made;
}

test('fixes come as one review with suggestions, which approves nothing', async () => {
  await open({
    ...broken,
    'models/orders.sql': 'select 1 as id, 3 as tax\n',
    'models/schema.yml': `${(base['models/schema.yml'] as string).trimEnd()}\n        description: In euros, too\n`,
  });
  const result = await run();
  expect(state.reviews).toEqual([
    {
      commit: state.pull.head,
      event: 'COMMENT',
      body: '2 suggestions that each mend what was found, for certain.',
    },
  ]);
  expect(state.threads).toMatchObject([
    { path: 'models/report.sql', startLine: 3, line: 3 },
    { path: 'models/schema.yml', startLine: 7, line: 8 },
  ]);
  expect(state.threads[0]!.comments[0]!.body).toContain('\n```suggestion\nwhere id is not null\n```\n');
  expect(state.threads[1]!.comments[0]!.body).toContain('\n```suggestion\n```\n');
  expect(result.stdout).not.toContain('::warning::');
});

test('without the input, in a dry run and in a merge group nothing is suggested', async () => {
  await open(broken);
  await scenario.run();
  await run({ inputs: { 'dry-run': 'true' } });
  const merge_group = {
    head_sha: state.pull.head,
    base_sha: state.pull.base,
    head_ref: 'refs/heads/gh-readonly-queue/main/pr-7-0',
  };
  await run({ event: { name: 'merge_group', payload: { action: 'checks_requested', merge_group } } });
  expect(state.reviews).toEqual([]);
});

test('fixes outside the diff are left out, and the report says so', async () => {
  await open({ 'models/orders.sql': 'select 1 as id, 3 as tax\n' });
  const result = await run();
  expect(state.reviews).toEqual([]);
  expect(reportOf(result).notes).toContain(
    'The fix of one finding is not suggested in the diff: it is outside the diff. `parallel-review review --fix` makes such fixes.',
  );
  expect(state.comments[0]!.body).toContain('outside the diff');
});

test('a second run repeats nothing, wherever the lines move', async () => {
  await open(broken);
  await run();
  push({ 'models/report.sql': `-- Moved.\n${broken['models/report.sql']}` });
  await run();
  expect(state.reviews).toHaveLength(1);
});

test('what a person resolved does not come back, though the line changes and the problem stays', async () => {
  await open(broken);
  await run();
  Object.assign(state.threads[0]!, { resolved: true, resolvedBy: 'ann' });
  push({ 'models/report.sql': (broken['models/report.sql'] as string).replace('id !=', 'id  !=') });
  expect(reportOf(await run()).findings.map(({ rule }) => rule)).toContain('quality/null-comparison');
  expect(state.threads).toHaveLength(1);
});

test('a line that changed gets its new suggestion, and the old conversation is resolved', async () => {
  await open(broken);
  await run();
  push({ 'models/report.sql': (broken['models/report.sql'] as string).replace('where', 'where 1 = 1 and') });
  await run();
  expect(state.threads).toMatchObject([{ resolved: true }, { resolved: false }]);
});

test('a conversation whose finding is gone is resolved, unless somebody answered; others’ are left', async () => {
  await open(broken);
  await run();
  const [ours] = state.threads as [Thread];
  const { body } = ours.comments[0]!;
  const answered = thread('github-actions[bot]', body);
  answered.comments.push({ author: 'bea', body: 'Why?' });
  const forged = thread('eve', body);
  const foreign = thread('bea', 'A word.');
  const other = thread('github-actions[bot]', body.replace(':default:', ':other:'));
  push(fixed);
  await run();
  expect([ours, answered, forged, foreign, other].map(({ resolved }) => resolved)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});

test('a review that is not whole resolves nothing', async () => {
  await open(broken);
  await run();
  push(fixed);
  await run({ inputs: { 'timeout-minutes': '0.0001' } });
  expect(state.threads).toMatchObject([{ resolved: false }]);
});

test('without the permission to resolve, the conversation stays and the log says why', async () => {
  await open(broken);
  await run();
  state.denied.add('contents=write');
  push(fixed);
  const result = await run();
  expect(state.threads).toMatchObject([{ resolved: false }]);
  expect(result.stdout).toMatch(
    /::notice::conversations about settled suggestions stay open.*contents: write/,
  );
  expect(result).toMatchObject({ code: 0 });
});

test('when the head moved meanwhile, nothing is suggested', async () => {
  await open(broken);
  state.onRequest = ({ route }) => {
    if (route === graphql) state.pull.head = state.pull.base;
  };
  expect((await run()).stdout).toContain('it gets no suggestions');
  expect(state.reviews).toEqual([]);
});

test.each([
  { kind: 'reset', acted: true },
  { kind: 'acted', status: 502 },
  { kind: 'truncated' },
  { kind: 'reset', acted: false },
] as const)('where the answer is lost there is one review all the same: %j', async (fault) => {
  await open(broken);
  state.faults.add(createReview, fault, [1]);
  await run(unhurried);
  expect(state.reviews).toHaveLength(1);
  expect(state.threads).toHaveLength(1);
});

test('if GitHub refuses a line, those that every diff shows are suggested', async () => {
  await open({
    ...broken,
    'models/orders.sql': 'select 1 as id, 3 as tax\n',
    'models/schema.yml': `${(base['models/schema.yml'] as string).trimEnd()}\n        description: In euros, too\n`,
  });
  state.faults.add(createReview, { kind: 'answer', status: 422 }, [1]);
  const result = await run(unhurried);
  expect(state.threads).toMatchObject([{ path: 'models/report.sql' }]);
  expect(result.stdout).toContain('::notice::1 suggestion on unchanged lines left out');
});

test('a token that may not write suggests nothing, and all else is as without', async () => {
  await open(broken);
  state.denied.add('pull_requests=write');
  const result = await run();
  expect(result).toMatchObject({ code: 0, outputs: { verdict: 'passed' } });
  expect(result.stdout).toContain(
    '::warning::the suggestions were not posted: the token lacks the permission pull_requests: write',
  );
  expect(state.comments).toHaveLength(1);
});
