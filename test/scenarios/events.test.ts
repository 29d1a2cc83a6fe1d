import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import type { Report } from '../../src/report/schema.ts';
import type { Files } from '../support/git-repository.ts';
import { Scenario } from '../support/action.ts';
import type { Result } from '../support/action.ts';
import type { State } from '../github/state.ts';
import { breaking, harmless, shop } from './shop.ts';

let scenario: Scenario;
let state: State;

async function open(base: Files, head: Files): Promise<void> {
  scenario = await Scenario.open(base, head);
  state = scenario.double.state;
}

afterEach(() => scenario.close());

function reportOf(result: Result): Report {
  return JSON.parse(readFileSync(result.outputs['results-file']!, 'utf8')) as Report;
}

const queue = 'refs/heads/gh-readonly-queue/main/pr-7-';

/** A queue in which another pull request stands before ours. */
function mergeGroup(action = 'checks_requested') {
  const { repository, pull } = state;
  const before = repository.commit('queue-1', { 'models/other.sql': 'select 1 as one\n' }, pull.base);
  repository.git('checkout', '--quiet', '--detach', before);
  repository.git('merge', '--quiet', '--no-ff', '--message', 'Merge', pull.head);
  const group = { head_sha: repository.git('rev-parse', 'HEAD'), base_sha: before };
  const head_ref = `${queue}${pull.base}`;
  return { name: 'merge_group', payload: { action, merge_group: { ...group, head_ref } } };
}

test('a merge group is compared with what stands before it, and only its check run is written', async () => {
  await open(shop, breaking);
  const event = mergeGroup();
  const { head_sha: headSha, base_sha: base } = event.payload.merge_group;
  const result = await scenario.run({ event });
  expect(result).toMatchObject({ code: 1, outputs: { verdict: 'blocked', 'reviewed-sha': headSha } });
  expect(reportOf(result)).toMatchObject({ base, coverage: { changedFiles: 1 } });
  expect(state.checkRuns).toMatchObject([{ headSha, conclusion: 'failure' }]);
  expect(state.comments).toEqual([]);
});

test('what was accepted on the pull request stays accepted in the queue', async () => {
  await open(shop, breaking);
  state.access.set('bea', 'write');
  const id = reportOf(await scenario.run()).findings.find(({ blocking }) => blocking)!.id;
  state.addComment(`/parallel-review accept ${id} fine`, 'bea');
  expect(await scenario.run({ event: mergeGroup() })).toMatchObject({
    code: 0,
    outputs: { verdict: 'overridden' },
  });
});

test('a merge group that is gone asks GitHub for nothing', async () => {
  await open(shop, harmless);
  expect(await scenario.run({ event: mergeGroup('destroyed') })).toMatchObject({ code: 0 });
  expect(state.requests).toEqual([]);
});

test('pull_request_target reads by the API alone, whatever is checked out', async () => {
  await open(shop, breaking);
  const event = { name: 'pull_request_target', payload: scenario.payload('opened') };
  expect(await scenario.run({ event })).toMatchObject({ code: 1, outputs: { verdict: 'blocked' } });
  expect(state.comments).toHaveLength(1);
});

function push(ref: string, after: string, before = '0'.repeat(40)) {
  const repository = { default_branch: 'main' };
  return { name: 'push', payload: { ref, before, after, deleted: false, repository } };
}

test('a push to a branch without a pull request gets a check run, compared with the default branch', async () => {
  await open(shop, harmless);
  const after = state.repository.commit('side', breaking, state.pull.base);
  const result = await scenario.run({ event: push('refs/heads/side', after) });
  expect(result).toMatchObject({ code: 1, outputs: { verdict: 'blocked' } });
  expect(reportOf(result).base).toBe(state.pull.base);
  expect(state.checkRuns).toMatchObject([{ headSha: after, conclusion: 'failure' }]);
  expect(state.comments).toEqual([]);
});

test('a push to a branch with a pull request says the same as that, and leaves the comment to it', async () => {
  await open({ ...shop, '.github/parallel-review.yml': 'version: 1\nskip: { labels: [Later] }\n' }, breaking);
  state.pull.labels = ['later'];
  const result = await scenario.run({ event: push('refs/heads/feature', state.pull.head) });
  expect(reportOf(result)).toMatchObject({ skipped: expect.stringContaining('`later`') });
  expect(state.comments).toEqual([]);
});

test('a push to the default branch is compared with what was there before', async () => {
  await open(shop, breaking);
  const { base, head } = state.pull;
  const result = await scenario.run({ event: push('refs/heads/main', head, base) });
  expect(reportOf(result)).toMatchObject({ base, head, verdict: 'blocked' });
});

test('a pull request is reviewed by its number', async () => {
  await open(shop, breaking);
  const event = { name: 'workflow_dispatch', payload: { inputs: { 'pull-request': '7' } } };
  expect(await scenario.run({ event })).toMatchObject({
    code: 1,
    outputs: { 'reviewed-sha': state.pull.head, verdict: 'blocked' },
  });
  expect(state.comments).toHaveLength(1);
});

test.each([[{ inputs: {} }], [{ inputs: { 'pull-request': '7; rm' } }], [{ inputs: null }]])(
  'without a number the dispatch says what it needs: %j',
  async (payload) => {
    await open(shop, harmless);
    const result = await scenario.run({ event: { name: 'workflow_dispatch', payload } });
    expect(result.code).toBe(1);
    expect(result.stdout).toContain('::error::workflow_dispatch needs the input pull-request');
  },
);

test.each([
  ['drafts: true', { draft: true }, 'is a draft'],
  ['labels: [no review]', { labels: ['No Review'] }, 'the label `No Review`'],
  ["authors: ['dependabot[bot]']", { author: 'dependabot[bot]' }, 'by `dependabot[bot]`'],
])('skip: { %s } concludes and says that nobody looked', async (skip, pull, why) => {
  const config = `version: 1\nskip: { ${skip} }\n`;
  await open({ ...shop, '.github/parallel-review.yml': config }, breaking);
  Object.assign(state.pull, pull);
  const result = await scenario.run();
  expect(result).toMatchObject({ code: 0, outputs: { verdict: 'nothing-to-review', conclusion: 'success' } });
  const [check] = state.checkRuns;
  expect(check).toMatchObject({ conclusion: 'success', annotations: [] });
  expect(check!.output.title).toMatch(/^Skipped: /);
  expect(reportOf(result).skipped).toContain(why);
  for (const text of [check!.output.summary!, check!.output.title!, state.comments[0]!.body]) {
    expect(text).not.toMatch(/passed|✅/i);
  }
});

test('the configuration that skips is the target branch’s', async () => {
  const config = { '.github/parallel-review.yml': 'version: 1\nskip: { authors: [ann] }\n' };
  await open(shop, { ...breaking, ...config });
  const result = await scenario.run();
  expect(result.outputs).toMatchObject({ verdict: 'blocked' });
  expect(reportOf(result).notes.join('\n')).toContain('takes effect once it is merged');
});

test('a clean run at ten files takes at most twelve requests', async () => {
  const readme = (n: number) => [`docs/page-${n}.md`, `# Page ${n}\n`];
  await open(shop, Object.fromEntries(Array.from({ length: 10 }, (_, n) => readme(n))));
  expect(await scenario.run()).toMatchObject({ code: 0, outputs: { verdict: 'passed' } });
  expect(state.requests.length).toBeLessThanOrEqual(12);
});

test('overlaps: other open pull requests with the same files are named, with what that cost', async () => {
  const config = { '.github/parallel-review.yml': 'version: 1\noverlaps: true\n' };
  await open({ ...shop, ...config }, harmless);
  state.others.set(8, ['README.md', 'models/orders.sql']).set(9, ['models/orders.sql']);
  const { notes } = reportOf(await scenario.run());
  expect(notes).toEqual([
    'Pull request 8 is open and changes `README.md`, too.',
    '2 other open pull requests were looked at for the same files and for what this change reads, with 3 requests.',
  ]);
});

test('overlaps: and those that change what this one depends on', async () => {
  const config = { '.github/parallel-review.yml': 'version: 1\noverlaps: true\n' };
  const head = { 'models/revenue.sql': "select order_id, amount as sum from {{ ref('orders') }}\n" };
  await open({ ...shop, ...config, 'models/other.sql': 'select 1 as one\n' }, head);
  state.others
    .set(8, ['models/stg_orders.sql', 'models/orders.sql', 'models/revenue.sql'])
    .set(9, ['models/other.sql', 'models/schema.yml', 'models/gone.sql']);
  const result = await scenario.run();
  expect(reportOf(result).notes.filter((note) => /^Pull request|were looked at/.test(note))).toEqual([
    'Pull request 8 is open and changes `models/revenue.sql`, too.',
    'Pull request 8 is open and changes `models/orders.sql`, which `revenue` depends on; `models/stg_orders.sql`, which `revenue` depends on.',
    '2 other open pull requests were looked at for the same files and for what this change reads, with 3 requests.',
  ]);
  expect(result.stdout).not.toContain('::warning::');
});
