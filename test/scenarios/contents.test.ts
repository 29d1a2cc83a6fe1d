import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { git } from '../support/git-repository.ts';
import type { Files } from '../support/git-repository.ts';
import { Scenario } from '../support/action.ts';
import { graphql, readBlob, tarball } from './routes.ts';
import { breaking, harmless, shop } from './shop.ts';

let scenario: Scenario;

async function open(base: Files, head: Files): Promise<Scenario> {
  scenario = await Scenario.open(base, head);
  return scenario;
}

afterEach(() => scenario.close());

/** Ten models. */
const many = (column: string): Files =>
  Object.fromEntries(
    Array.from({ length: 10 }, (_, n) => [`models/m${n}.sql`, `select ${n} as ${column}\n`]),
  );

const config: Files = { '.github/parallel-review.yml': 'version: 1\n' };

test.each([
  ['one file', { ...shop, ...config }, breaking],
  ['ten files', { ...shop, ...config, ...many('a') }, many('b')],
  ['ten files that is blocked', { ...shop, ...config, ...many('a') }, { ...many('b'), ...breaking }],
  ['ten new files', shop, many('a')],
  ['a file outside the project', shop, harmless],
])('a pull request of %s costs at most twelve requests without a checkout', async (_, base, head) => {
  const { double } = await open(base, head);
  const result = await scenario.run();
  expect(result.outputs['conclusion']).toBeDefined();
  expect(double.state.requests.length).toBeLessThanOrEqual(12);
  const report = JSON.parse(readFileSync(result.outputs['results-file']!, 'utf8'));
  expect(report.usage.githubRequests).toBe(double.state.requests.length);
});

test('one more request reads a target branch that has moved on', async () => {
  const head = { ...many('b'), ...breaking };
  const { state } = (await open({ ...shop, ...config, ...many('a') }, head)).double;
  state.pull.base = state.repository.commit('main', { 'README.md': 'New.\n' }, state.pull.base);
  expect((await scenario.run()).outputs).toMatchObject({ verdict: 'blocked' });
  expect(state.requests.length).toBeLessThanOrEqual(13);
});

/** A folder with the merge commit checked out, as actions/checkout does it. */
function checkout({ double, folder }: Scenario, ...options: string[]): string {
  const workspace = join(folder, 'checkout');
  git(folder, 'init', '--quiet', workspace);
  git(workspace, 'remote', 'add', 'origin', `file://${double.state.repository.path}`);
  git(workspace, 'fetch', '--quiet', ...options, 'origin', 'refs/pull/7/merge');
  git(workspace, 'checkout', '--quiet', '--detach', 'FETCH_HEAD');
  return workspace;
}

test('a checkout of the merge commit at depth 1 gives the contents it has', async () => {
  const { double } = await open(shop, breaking);
  const workspace = checkout(scenario, '--depth=1');
  const result = await scenario.run({ workspace });
  expect(result.outputs).toMatchObject({ verdict: 'blocked' });
  expect(double.state.requests.filter(({ route }) => route === tarball)).toEqual([]);
});

test('a partial clone is not filled up: what it lacks comes from the API', async () => {
  const { double } = await open(shop, breaking);
  double.state.repository.git('config', 'uploadpack.allowFilter', 'true');
  const workspace = checkout(scenario, '--filter=blob:none');
  const objects = () => git(workspace, 'count-objects', '-v').toString();
  const before = objects();
  const result = await scenario.run({ workspace });
  expect(result.outputs).toMatchObject({ verdict: 'blocked' });
  expect(result.stdout).not.toContain('::warning::');
  expect(double.state.requests.filter(({ route }) => route === readBlob)).toHaveLength(1);
  expect(objects()).toBe(before);
});

test('files that attributes keep out of archives are reviewed all the same', async () => {
  const { double } = await open(
    { ...shop, ...many('a'), '.gitattributes': 'models/*orders.sql export-ignore\n' },
    { ...breaking, ...many('b') },
  );
  expect((await scenario.run()).outputs).toMatchObject({ verdict: 'blocked' });
  expect(double.state.requests.some(({ route }) => route === 'ARCHIVE')).toBe(true);
});

test('what one archive does not hold is asked for by a query, and by the other archive if that fails', async () => {
  const { double } = await open(
    { ...shop, ...many('a'), 'models/long.sql': `select '${'x'.repeat(600_000)}' as a\n` },
    { ...breaking, ...many('b'), 'models/long.sql': `select '${'y'.repeat(600_000)}' as a\n` },
  );
  const ways = [graphql, readBlob, tarball];
  const taken = () => double.state.requests.map(({ route }) => route).filter((it) => ways.includes(it));
  expect((await scenario.run()).outputs).toMatchObject({ verdict: 'blocked' });
  expect(taken()).toEqual([tarball, graphql, readBlob]);
  double.state.requests.length = 0;
  double.state.faults.add(graphql, { kind: 'answer', status: 403 });
  const result = await scenario.run();
  expect(result.outputs).toMatchObject({ verdict: 'blocked' });
  expect(taken()).toEqual([tarball, graphql, tarball]);
  expect(result.stdout).toContain('::warning::files could not be read by a query');
});

test('a text that is not what its id says is not believed', async () => {
  const { double } = await open({ ...shop, ...many('a') }, { ...breaking, ...many('b') });
  const repository = Object.fromEntries(
    Array.from({ length: 30 }, (_, n) => [
      `o${n}`,
      { oid: 'x', text: 'select 1 as a\n', isTruncated: false },
    ]),
  );
  double.state.faults.add(graphql, { kind: 'answer', status: 200, body: { data: { repository } } });
  expect((await scenario.run()).outputs).toMatchObject({ verdict: 'blocked' });
});

test('a broken archive is made up for by single blobs', async () => {
  const { double } = await open({ ...shop, ...many('a') }, { ...breaking, ...many('b') });
  double.state.faults.add('ARCHIVE', { kind: 'truncated' });
  const result = await scenario.run();
  expect(result.outputs).toMatchObject({ verdict: 'blocked' });
  expect(result.stdout).toContain('::warning::the archive of');
});

test('file lists that GitHub cuts off are read folder by folder', async () => {
  const { double } = await open(shop, breaking);
  double.state.treeLimit = 5;
  expect((await scenario.run()).outputs).toMatchObject({ verdict: 'blocked' });
});
