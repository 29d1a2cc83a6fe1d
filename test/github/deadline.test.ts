/** What is published when GitHub takes too long, with a clock of our own: no request ends unless the test says so. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startCheckRun } from '../../src/github/check-run.ts';
import type { CheckRun } from '../../src/github/check-run.ts';
import { createClient } from '../../src/github/client.ts';
import type { Client } from '../../src/github/client.ts';
import { allowance, concludingMs, creatingMs, publishingMs } from '../../src/github/deadline.ts';
import { publish } from '../../src/github/publish.ts';
import type { Publication } from '../../src/github/publish.ts';
import type { Runner } from '../../src/github/runner.ts';
import { sampleReport } from '../report/sample.ts';
import { conclude, create, createComment } from '../scenarios/routes.ts';
import { GitHubDouble } from './double.ts';

/** Time passes by `pass` alone. */
function handClock() {
  let nowMs = 0;
  let waiting: { atMs: number; callback: () => void }[] = [];
  return {
    after(ms: number, callback: () => void) {
      const entry = { atMs: nowMs + ms, callback };
      waiting.push(entry);
      return () => void (waiting = waiting.filter((it) => it !== entry));
    },
    pass(ms: number) {
      nowMs += ms;
      const due = waiting.filter(({ atMs }) => atMs <= nowMs);
      waiting = waiting.filter(({ atMs }) => atMs > nowMs);
      for (const { callback } of due) callback();
    },
    waiting: () => waiting.length,
  };
}

const held = { kind: 'held', until: new Promise(() => {}) } as const;

let double: GitHubDouble;
let client: Client;
let clock: ReturnType<typeof handClock>;
let said: { warnings: string[]; summaries: string[] };
let head: string;

beforeEach(async () => {
  double = await GitHubDouble.start();
  const { state, url: apiUrl, graphqlUrl } = double;
  head = state.repository.commit('main', { 'a.sql': 'select 1\n' });
  Object.assign(state.pull, { base: head, head });
  client = createClient({ token: state.token, apiUrl, graphqlUrl, owner: 'acme', repo: 'shop', env: {} });
  clock = handClock();
  said = { warnings: [], summaries: [] };
});
afterEach(() => double.stop());

const identity = () => ({
  name: 'Review',
  headSha: head,
  externalId: 'x',
  detailsUrl: 'https://example.invalid/',
});

function publication(checkRun: CheckRun): Publication {
  const { pull } = double.state;
  const { number, title, draft, author, labels } = pull;
  const side = { sha: head, ref: 'main' };
  const runner: Partial<Runner> = {
    warning: (line) => void said.warnings.push(line),
    notice: () => {},
    summary: async (text) => void said.summaries.push(text),
  };
  return {
    client,
    runner: runner as Runner,
    subject: {
      owner: 'acme',
      repo: 'shop',
      name: 'acme/shop#7',
      target: head,
      head,
      comments: true,
      pull: { number, title, draft, author, labels, base: side, head: side, fork: false },
    },
    serverUrl: 'https://github.example',
    checkRun,
    instanceId: 'default',
    comment: 'always',
    atHead: () => true,
    headLine: () => undefined,
    timer: clock,
    cancelled: new AbortController().signal,
  };
}

/** Resolves when that route was asked and is not answered. */
const stalled = () => new Promise<void>((resolve) => (double.state.onStall = resolve));

test('a check run that cannot be concluded in its time leaves the rest for summary and comment', async () => {
  const checkRun = await startCheckRun(client, identity());
  double.state.faults.add(conclude, held);
  const waits = stalled();
  const published = publish(sampleReport(), publication(checkRun));
  await waits;
  clock.pass(concludingMs);
  expect((await published).commentUrl).toBe(double.state.comments[0]!.url);
  expect(said.summaries).toHaveLength(1);
  expect(said.warnings).toEqual([
    'the check run was not concluded: its conclusion took longer than 75 seconds',
  ]);
  expect(checkRun.concluded).toBe(false);
  expect(clock.waiting()).toBe(0);
});

test('a comment that is not taken in time is given up, and the check run stands', async () => {
  const checkRun = await startCheckRun(client, identity());
  double.state.faults.add(createComment, held);
  const waits = stalled();
  const published = publish(sampleReport(), publication(checkRun));
  await waits;
  clock.pass(publishingMs);
  expect(await published).toEqual({});
  expect(said.warnings).toEqual(['the comment was not written: publishing took longer than 120 seconds']);
  expect(double.state.checkRuns).toMatchObject([{ status: 'completed' }]);
});

test('a check run whose creation nobody waits for any longer is concluded if it comes all the same', async () => {
  let answer = () => {};
  double.state.faults.add(create, {
    kind: 'held',
    until: new Promise<void>((resolve) => (answer = resolve)),
  });
  const waits = stalled();
  const starting = startCheckRun(client, identity(), allowance(clock, creatingMs, 'its creation'));
  await waits;
  clock.pass(creatingMs);
  const checkRun = await starting;
  expect(checkRun).toMatchObject({ id: undefined, doubtful: true, concluded: false });
  const made = new Promise<void>((resolve) => {
    double.state.afterRequest = ({ route }) => route === create && resolve();
  });
  answer();
  await made;
  await publish(sampleReport(), publication(checkRun));
  expect(double.state.checkRuns.map(({ status }) => status)).toEqual(
    double.state.checkRuns.map(() => 'completed'),
  );
  expect(checkRun.concluded).toBe(true);
});
