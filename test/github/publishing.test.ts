import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import {
  concludeCheckRun,
  restateCheckRun,
  startCheckRun,
  updateCheckRun,
} from '../../src/github/check-run.ts';
import { createClient, describeError } from '../../src/github/client.ts';
import type { Client } from '../../src/github/client.ts';
import { apiBlobs } from '../../src/github/api-blobs.ts';
import { blobId } from '../../src/git/blob-id.ts';
import { readArchive, archiveLimits } from '../../src/github/archive.ts';
import { readTree } from '../../src/github/trees.ts';
import { GitHubDouble } from './double.ts';
import { secondaryLimit } from './faults.ts';

let double: GitHubDouble;
let client: Client;
let head: string;

// Faster, so that no test sits out a rate limit.
const wait = globalThis.setTimeout;
beforeAll(() => {
  vi.stubGlobal('setTimeout', (call: () => void, ms: number, ...rest: []) => wait(call, ms / 50, ...rest));
});
afterAll(() => void vi.unstubAllGlobals());

beforeEach(async () => {
  double = await GitHubDouble.start();
  head = double.state.repository.commit('main', {
    'a.sql': 'select 1\n',
    'b/c.sql': 'select 2\n',
    'd.bin': Buffer.from([0, 255]),
  });
  client = connect();
});

afterEach(() => double.stop());

function connect(token = double.state.token, repo = 'shop'): Client {
  return createClient({
    token,
    apiUrl: double.url,
    graphqlUrl: double.graphqlUrl,
    owner: 'acme',
    repo,
    env: {},
  });
}

const identity = () => ({
  name: 'Review',
  headSha: head,
  externalId: 'x',
  detailsUrl: 'https://example.invalid/',
});
const annotation = (n: number) => ({
  path: 'a.sql',
  start_line: n,
  end_line: n,
  annotation_level: 'notice' as const,
  title: `Number ${n}`,
  message: 'Look',
});

test('more than 50 annotations are appended in batches, the conclusion comes with the last', async () => {
  const run = await startCheckRun(client, identity());
  const annotations = Array.from({ length: 120 }, (_, n) => annotation(n + 1));
  await concludeCheckRun(client, run, 'failure', { title: 't', summary: 's', text: '', annotations });
  const [stored] = double.state.checkRuns;
  expect(stored!.annotations.map(({ title }) => title)).toEqual(annotations.map(({ title }) => title));
  expect(stored).toMatchObject({ status: 'completed', conclusion: 'failure' });
  expect(double.state.requests.map(({ body }) => (body as { conclusion?: string }).conclusion)).toEqual([
    undefined,
    undefined,
    undefined,
    'failure',
  ]);
  expect(double.state.violations).toEqual([]);
});

test.each([
  [{ kind: 'reset', acted: true } as const, 120],
  [{ kind: 'reset', acted: false } as const, 120],
  [{ kind: 'truncated' } as const, 120],
  [{ kind: 'answer', status: 422 } as const, 50],
])('a second batch that meets %o still leads to a conclusion, with %i annotations', async (fault, count) => {
  const run = await startCheckRun(client, identity());
  const annotations = Array.from({ length: 120 }, (_, n) => annotation(n + 1));
  double.state.faults.add('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', fault, [2]);
  const lost = await concludeCheckRun(client, run, 'success', {
    title: 't',
    summary: 's',
    text: '',
    annotations,
  });
  const [stored] = double.state.checkRuns;
  const titles = annotations.slice(0, count).map(({ title }) => title);
  expect(stored!.annotations.map(({ title }) => title)).toEqual(titles);
  expect(stored).toMatchObject({ status: 'completed', conclusion: 'success' });
  expect(lost === undefined).toBe(count === 120);
});

const patch = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';
const soFar = { title: '1 of 4 agents done', summary: 'so far' };
const result = { title: 'Passed', summary: 's', text: '', annotations: [] };
const never = new AbortController().signal;

test('an update says how far the review is, and leaves the check run in progress', async () => {
  const run = await startCheckRun(client, identity());
  await updateCheckRun(client, run, soFar, never);
  expect(double.state.checkRuns).toMatchObject([{ status: 'in_progress', conclusion: null, output: soFar }]);
  await concludeCheckRun(client, run, 'success', result);
  await restateCheckRun(client, run, result);
  expect(double.state.checkRuns).toMatchObject([{ conclusion: 'success', output: { title: 'Passed' } }]);
  expect(double.state.requests).toHaveLength(3);
  expect(double.state.violations).toEqual([]);
});

test.each([
  { kind: 'answer', status: 500 } as const,
  { kind: 'answer', status: 403 } as const,
  secondaryLimit(1),
])('an update that fails is tried once, and the conclusion comes all the same: %o', async (fault) => {
  const run = await startCheckRun(client, identity());
  double.state.faults.add(patch, fault, [1]);
  await expect(updateCheckRun(client, run, soFar, never)).rejects.toThrow(/Fault|secondary rate limit/);
  expect(double.state.requests).toHaveLength(2);
  expect(await concludeCheckRun(client, run, 'failure', result)).toBeUndefined();
  expect(double.state.checkRuns).toMatchObject([{ conclusion: 'failure', output: { title: 'Passed' } }]);
});

test('an update that was given up and comes after the conclusion cannot undo it', async () => {
  const run = await startCheckRun(client, identity());
  let release = () => {};
  const until = new Promise<void>((resolve) => (release = resolve));
  double.state.faults.add(patch, { kind: 'held', until }, [1]);
  const patience = new AbortController();
  double.state.onRequest = ({ route }) => route === patch && patience.abort();
  await expect(updateCheckRun(client, run, soFar, patience.signal)).rejects.toThrow(/abort/);
  await concludeCheckRun(client, run, 'success', result);
  const late = new Promise((resolve) => (double.state.afterRequest = resolve));
  release();
  await late;
  const [stored] = double.state.checkRuns;
  expect(stored).toMatchObject({ status: 'completed', conclusion: 'success', output: soFar });
  await restateCheckRun(client, run, result);
  expect(stored).toMatchObject({ conclusion: 'success', output: { title: 'Passed' } });
});

test('what was said on the way never stands as the result, even if GitHub refuses the result', async () => {
  const run = await startCheckRun(client, identity());
  await updateCheckRun(client, run, soFar, never);
  double.state.faults.add(patch, { kind: 'answer', status: 422 }, [2, 3]);
  await concludeCheckRun(client, run, 'success', result);
  expect(double.state.checkRuns).toMatchObject([{ conclusion: 'success', output: { title: 'Done' } }]);
});

test('the double refuses what GitHub refuses', async () => {
  const post = (body: object) =>
    fetch(`${double.url}/repos/acme/shop/check-runs`, {
      method: 'POST',
      headers: { authorization: `token ${double.state.token}`, 'user-agent': 'test' },
      body: JSON.stringify(body),
    });
  const annotations = Array.from({ length: 51 }, (_, n) => annotation(n + 1));
  expect((await post({ name: 'x', head_sha: '0'.repeat(40) })).status).toBe(422);
  expect(
    (await post({ name: 'x', head_sha: head, output: { title: 't', summary: 's', annotations } })).status,
  ).toBe(422);
  expect((await post({ name: 'x', head_sha: head, colour: 'red' })).status).toBe(201);
  expect(double.state.violations).toHaveLength(2);
});

test.each([
  ['a wrong token', () => connect('ghs_wrong'), /github-token was refused/],
  ['a wrong repository', () => connect(undefined, 'other'), /404 Not Found/],
])('%s is one line without the token', async (_, other, expected) => {
  const error: unknown = await readTree(other(), head).catch((it: unknown) => it);
  const line = describeError('reading', error);
  expect(line).toMatch(expected);
  expect(line).not.toMatch(/\n|ghs_/);
});

test('a secondary limit is waited out, a permanent one is given up, and every request is counted', async () => {
  const route = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}';
  double.state.faults.add(route, secondaryLimit(1), [1]);
  expect((await readTree(client, head)).entries.size).toBe(3);
  expect(client.requests()).toBe(2);
  double.state.faults.add(route, secondaryLimit(1));
  await expect(readTree(client, head)).rejects.toThrow(/secondary rate limit/);
  expect(client.requests()).toBe(5);
});

test.each([{ kind: 'truncated' } as const, { kind: 'malformed' } as const])(
  'an answer that breaks off is an error: %o',
  async (fault) => {
    double.state.faults.add('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', fault);
    await expect(readTree(client, head)).rejects.toThrow(/terminated|broken JSON|closed|aborted/);
    expect(client.requests()).toBe(3);
  },
);

test('what one request had to wait for does not make the next one wait longer', async () => {
  double.state.faults.add('GET /user', { kind: 'answer', status: 502 });
  const waits: number[] = [];
  const shorter = globalThis.setTimeout;
  vi.stubGlobal('setTimeout', (call: () => void, ms: number, ...rest: []) => {
    // Three seconds are what is left between two requests that cause notifications.
    if (ms > 0 && ms !== 3000) waits.push(ms);
    return shorter(call, ms, ...rest);
  });
  try {
    for (const _ of [1, 2]) await client.octokit.request('GET /user').catch(() => undefined);
  } finally {
    vi.stubGlobal('setTimeout', shorter);
  }
  expect(waits).toEqual([1000, 4000, 1000, 4000]);
});

test('a limit is waited out by one of the two that could, so that three requests are made and not nine', async () => {
  const limit = { kind: 'answer', status: 429, headers: { 'retry-after': '1' } } as const;
  double.state.faults.add('GET /user', limit);
  await expect(client.octokit.request('GET /user')).rejects.toMatchObject({ status: 429 });
  expect(client.requests()).toBe(3);
});

test('nothing that is written to GitHub holds a secret, whoever writes it', async () => {
  const options = {
    token: double.state.token,
    apiUrl: double.url,
    graphqlUrl: '',
    owner: 'acme',
    repo: 'shop',
  };
  client = createClient({ ...options, env: {}, redact: (text) => text.replaceAll('hush', '***') });
  const run = await startCheckRun(client, identity());
  const annotations = [{ ...annotation(1), message: 'It is hush' }];
  await concludeCheckRun(client, run, 'failure', {
    title: 'hush',
    summary: 'hush',
    text: 'hush',
    annotations,
  });
  expect(double.state.checkRuns[0]).toMatchObject({ output: { title: '***', summary: '***', text: '***' } });
  expect(double.state.checkRuns[0]!.annotations).toMatchObject([{ path: 'a.sql', message: 'It is ***' }]);
});

test('an archive gives what was wanted and is stopped at its limits', async () => {
  const text = Buffer.from('select 2\n');
  const kept = new Map<string, Buffer>();
  await readArchive(client, head, new Set([blobId(text)]), (oid, content) => void kept.set(oid, content));
  expect([...kept.values()]).toEqual([text]);
  const bomb = readArchive(client, head, new Set(), () => {}, { ...archiveLimits, unpackedBytes: 1000 });
  await expect(bomb).rejects.toThrow(/unpacks to more than 1000 bytes/);
});

test('blobs that trickle in are worth an archive in the end', async () => {
  const files = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`m${n}.sql`, `select ${n}\n`]));
  head = double.state.repository.commit('main', files);
  const tree = await readTree(client, head);
  const source = apiBlobs(client, [tree], { mostIsWanted: false, onWarning() {} });
  for (const { oid } of tree.entries.values()) expect((await source.read([oid])).size).toBe(1);
  const routes = double.state.requests.map(({ route }) => route.split('/').at(-1));
  expect(routes).toEqual(['{tree_sha}', ...Array<string>(2).fill('{file_sha}'), '{ref}', 'ARCHIVE']);
});

test('a blob that cannot be had is an error: nobody has read it', async () => {
  const source = apiBlobs(client, [await readTree(client, head)], { mostIsWanted: false, onWarning() {} });
  await expect(source.read(['0'.repeat(40)])).rejects.toThrow('Not Found');
});
