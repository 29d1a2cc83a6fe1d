import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import type { Report } from '../../src/report/schema.ts';
import type { Files } from '../support/git-repository.ts';
import { Scenario } from '../support/action.ts';
import type { Result } from '../support/action.ts';
import type { Comment, State } from '../github/state.ts';
import { breaking, shop } from './shop.ts';

let scenario: Scenario;
let state: State;

/** A pull request that one finding blocks, and the id of that finding. */
async function blocked(config = 'version: 1\n', head: Files = breaking, base: Files = {}): Promise<string> {
  scenario = await Scenario.open({ ...shop, ...base, '.github/parallel-review.yml': config }, head);
  state = scenario.double.state;
  state.access.set('bea', 'write').set('ann', 'write').set('max', 'maintain');
  const report = reportOf(await scenario.run());
  const { verdict, notes } = report;
  expect({ verdict, notes: verdict === 'blocked' ? [] : notes }).toEqual({ verdict: 'blocked', notes: [] });
  return report.findings.find(({ blocking }) => blocking)!.id;
}

afterEach(() => scenario.close());

function reportOf(result: Result): Report {
  return JSON.parse(readFileSync(result.outputs['results-file']!, 'utf8')) as Report;
}

/** What a runner starts with when somebody wrote, changed or deleted a comment. */
function commented({ id, body, author }: Comment, action = 'created', before?: string) {
  const issue = { number: state.pull.number, pull_request: {} };
  const comment = { id, body, user: { login: author } };
  const changes = before === undefined ? {} : { changes: { body: { from: before } } };
  return { name: 'issue_comment', payload: { action, issue, comment, ...changes } };
}

function sticky(): Comment {
  return state.comments.find(({ body }) => body.startsWith('<!-- parallel-review:default -->'))!;
}

test('a finding that somebody with write access accepts lets the pull request merge, and who and why is shown', async () => {
  const id = await blocked();
  expect(sticky().body).toContain(id);
  const comment = state.addComment(`/parallel-review accept ${id} the reader is rewritten in #8`, 'bea');
  const result = await scenario.run({ event: commented(comment) });
  expect(result).toMatchObject({
    code: 0,
    outputs: { verdict: 'overridden', conclusion: 'success', 'blocking-count': '0' },
  });
  expect(state.checkRuns.at(-1)).toMatchObject({ conclusion: 'success', headSha: state.pull.head });
  expect(state.checkRuns.at(-1)!.output.title).toContain('Overridden');
  expect(comment.reactions).toEqual(['eyes']);
  for (const text of [sticky().body, state.checkRuns.at(-1)!.output.text!, result.summary]) {
    expect(text).toMatch(/Accepted.* by `bea`: the reader is rewritten in/);
  }
  expect(state.comments).toHaveLength(2);
});

test('the next push counts it again without being asked', async () => {
  const id = await blocked();
  state.addComment(`/parallel-review accept ${id} fine`, 'bea');
  expect((await scenario.run()).outputs).toMatchObject({ verdict: 'overridden' });
});

test.each([
  ['somebody without write access', 'eve', false, {}, 'it takes write access'],
  ['the author', 'ann', false, {}, 'own author'],
  ['a program', 'bea', true, {}, 'a program wrote it'],
  ['a comment that was edited', 'bea', false, { changed: true }, 'edited afterwards'],
])('what %s accepts does not count, and the report says why', async (_, author, bot, more, why) => {
  const id = await blocked();
  Object.assign(state.addComment(`/parallel-review accept ${id} fine`, author, bot), more);
  const result = await scenario.run();
  expect(result).toMatchObject({ code: 1, outputs: { verdict: 'blocked' } });
  expect(reportOf(result).notes.join('\n')).toContain(why);
});

test('the configuration says who, how many, and which rules never', async () => {
  const id = await blocked('version: 1\napprovals: { by: maintain, count: 2, author: true }\n');
  state.access.set('ann', 'admin');
  state.addComment(`/parallel-review accept ${id} fine`, 'bea');
  state.addComment(`/parallel-review accept ${id} fine`, 'max');
  state.addComment(`/parallel-review accept ${id} fine, too`, 'max');
  const one = reportOf(await scenario.run());
  expect(one.verdict).toBe('blocked');
  expect(one.notes.join('\n')).toMatch(/bea.*maintain access/);
  expect(one.notes.join('\n')).toContain('1 of the 2 people');
  state.addComment(`/parallel-review accept ${id} fine`, 'ann');
  expect((await scenario.run()).outputs).toMatchObject({ verdict: 'overridden' });
});

test('a rule can be kept from being accepted', async () => {
  const id = await blocked('version: 1\napprovals: { not: [quality/column-removed-in-use] }\n');
  state.addComment(`/parallel-review accept ${id} fine`, 'bea');
  expect((await scenario.run()).outputs).toMatchObject({ verdict: 'blocked' });
});

const owned = (owners: string): Files => ({ '.github/CODEOWNERS': `/models/ ${owners}\n` });

test.each([
  ['by somebody named', '@Bea', undefined, 'overridden', undefined],
  ['by a member of a team', '@acme/data', ['bea'], 'overridden', undefined],
  [
    'by nobody of the team',
    '@acme/data',
    ['max'],
    'blocked',
    /`models\/stg_orders.sql` belongs to `@acme\/data`\.$/,
  ],
  ['by who knows whom', '@acme/data', undefined, 'blocked', /not shown to this token.*members: read/],
  ['by an address', 'bea@example.invalid', undefined, 'blocked', /belongs to `bea@example.invalid`/],
])('a code owner must accept, and the file is owned %s', async (_, owners, members, verdict, why) => {
  const id = await blocked('version: 1\napprovals: { code-owner: true }\n', breaking, owned(owners));
  state.teams = members && new Map([['acme/data', members]]);
  state.addComment(`/parallel-review accept ${id} fine`, 'bea');
  const report = reportOf(await scenario.run());
  expect(report.verdict).toBe(verdict);
  if (why) expect(report.notes.join('\n')).toMatch(why);
});

test('who owns a file the target branch says, not the pull request', async () => {
  const config = 'version: 1\napprovals: { code-owner: true }\n';
  const id = await blocked(config, { ...breaking, ...owned('@bea') }, owned('@max'));
  state.addComment(`/parallel-review accept ${id} fine`, 'bea');
  expect((await scenario.run()).outputs).toMatchObject({ verdict: 'blocked' });
  state.addComment(`/parallel-review accept ${id} fine`, 'max');
  expect((await scenario.run()).outputs).toMatchObject({ verdict: 'overridden' });
});

test('without a CODEOWNERS file nobody is a code owner', async () => {
  const id = await blocked('version: 1\napprovals: { code-owner: true }\n');
  state.addComment(`/parallel-review accept ${id} fine`, 'bea');
  const report = reportOf(await scenario.run());
  expect(report.verdict).toBe('blocked');
  expect(report.notes.join('\n')).toContain('the target branch has no CODEOWNERS file');
});

test('a deleted or rewritten acceptance is none any more', async () => {
  const id = await blocked();
  const comment = state.addComment(`/parallel-review accept ${id} fine`, 'bea');
  expect((await scenario.run()).outputs).toMatchObject({ verdict: 'overridden' });
  const before = comment.body;
  Object.assign(comment, { body: 'never mind', changed: true });
  const rewritten = await scenario.run({ event: commented(comment, 'edited', before) });
  expect(rewritten.outputs).toMatchObject({ verdict: 'blocked' });
  expect(sticky().body).toContain('Blocked');
  comment.body = before;
  state.comments.splice(state.comments.indexOf(comment), 1);
  const deleted = await scenario.run({ event: commented(comment, 'deleted') });
  expect(deleted.outputs).toMatchObject({ verdict: 'blocked' });
});

test('what is accepted is what was shown: with one more reader that breaks it is another finding', async () => {
  const id = await blocked();
  state.addComment(`/parallel-review accept ${id} fine`, 'bea');
  state.pull.head = state.repository.commit(
    'feature',
    { 'models/more.sql': "select amount from {{ ref('stg_orders') }}\n" },
    state.pull.head,
  );
  const result = await scenario.run();
  expect(result.outputs).toMatchObject({ verdict: 'blocked' });
  expect(reportOf(result).findings.map((finding) => finding.id)).not.toContain(id);
});

test('if permissions cannot be read, nothing counts as accepted', async () => {
  const id = await blocked();
  state.addComment(`/parallel-review accept ${id} fine`, 'bea');
  const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
  state.faults.add(route, { kind: 'answer', status: 403 });
  const result = await scenario.run();
  expect(result.outputs).toMatchObject({ verdict: 'blocked' });
  expect(reportOf(result).notes.join('\n')).toContain('nothing counts as accepted');
});

test('the commands of somebody who may not write are declined, and nothing is run', async () => {
  await blocked();
  const comment = state.addComment('/parallel-review rerun', 'eve');
  const runs = state.checkRuns.length;
  expect(await scenario.run({ event: commented(comment) })).toMatchObject({ code: 0, outputs: {} });
  expect(comment.reactions).toEqual(['-1']);
  expect(state.checkRuns).toHaveLength(runs);
});

test('a command that nobody understands is not followed', async () => {
  await blocked();
  const comment = state.addComment('/parallel-review approve everything', 'bea');
  const result = await scenario.run({ event: commented(comment) });
  expect(comment.reactions).toEqual(['confused']);
  expect(result.stdout).toContain('accept <id> <reason>');
});

test.each(['nice work', '> /parallel-review rerun', 'see\n/parallel-review rerun'])(
  'a comment without a command asks GitHub for nothing: %j',
  async (body) => {
    await blocked();
    const asked = state.requests.length;
    expect(await scenario.run({ event: commented(state.addComment(body, 'bea')) })).toMatchObject({
      code: 0,
    });
    expect(state.requests).toHaveLength(asked);
  },
);

test('explain answers once, with the rule and every place', async () => {
  const id = await blocked();
  const comment = state.addComment(`/parallel-review explain ${id}`, 'bea');
  await scenario.run({ event: commented(comment) });
  await scenario.run({ event: commented(comment) });
  const answers = state.comments.filter(({ body }) => body.includes(`:reply:${comment.id}`));
  expect(answers).toHaveLength(1);
  expect(answers[0]!.body).toContain('**The rule:**');
  expect(state.comments).toHaveLength(3);
});

test('an older run that ends later does not write over the answer of a newer one', async () => {
  await blocked();
  const mark = /<!-- check-run:(\d+) -->/;
  const comment = sticky();
  const newer = comment.body.replace(mark, '<!-- check-run:999999 -->').replace('Blocked', 'Overridden');
  comment.body = newer;
  await scenario.run();
  expect(comment.body).toBe(newer);
});
