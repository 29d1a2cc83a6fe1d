import { afterEach, expect, test } from 'vitest';
import { secondaryLimit } from '../github/faults.ts';
import type { Files } from '../support/git-repository.ts';
import { Scenario, signalledOnceSaid, signalledOnOpening } from '../support/action.ts';
import {
  compare,
  conclude,
  create,
  createComment,
  listComments,
  readPull,
  readTree,
  tarball,
} from './routes.ts';
import { breaking, harmless, shop } from './shop.ts';

let scenario: Scenario;

async function open(base: Files, head: Files): Promise<Scenario> {
  scenario = await Scenario.open(base, head);
  return scenario;
}

afterEach(() => scenario.close());

test.each([
  { kind: 'acted', status: 502 } as const,
  { kind: 'reset', acted: true } as const,
  { kind: 'reset', acted: false } as const,
  { kind: 'malformed' } as const,
])('a lost answer to the creation leaves one check run and one comment: %o', async (fault) => {
  const { double } = await open(shop, harmless);
  double.state.faults.add(create, fault, [1]);
  double.state.faults.add(createComment, fault, [1]);
  expect(await scenario.run()).toMatchObject({ code: 0 });
  expect(double.state.checkRuns).toHaveLength(1);
  expect(double.state.comments).toHaveLength(1);
});

test('server errors, broken answers and secondary limits are waited out', async () => {
  const { double } = await open(shop, breaking);
  double.state.faults.add(compare, { kind: 'answer', status: 502 }, [1]);
  double.state.faults.add(listComments, { kind: 'truncated' }, [1]);
  double.state.faults.add(conclude, secondaryLimit(1), [1]);
  expect(await scenario.run()).toMatchObject({ code: 1, outputs: { verdict: 'blocked' } });
  expect(double.state.comments).toHaveLength(1);
});

test.each([
  ['refused', { kind: 'answer', status: 422 } as const, [1], 0],
  ['not answered for long', { kind: 'answer', status: 500 } as const, [1, 2, 3], 0],
  ['not answered once', { kind: 'answer', status: 502 } as const, [1], 1],
  ['lost before it acted', { kind: 'reset', acted: false } as const, [1], 1],
  ['lost after it acted', { kind: 'reset', acted: true } as const, [1], 1],
  ['answered with an error after it acted', { kind: 'acted', status: 502 } as const, [1], 1],
])('a conclusion that is %s comes all the same', async (_, fault, on, annotations) => {
  const { double } = await open(shop, breaking);
  double.state.faults.add(conclude, fault, on);
  const result = await scenario.run();
  expect(result).toMatchObject({ code: 1, outputs: { verdict: 'blocked' } });
  const [run] = double.state.checkRuns;
  expect(run).toMatchObject({ status: 'completed', conclusion: 'failure' });
  expect(run!.output.summary).toContain('Blocked');
  expect(run!.annotations).toHaveLength(annotations);
  const warning = '::warning::the check run was concluded without all its annotations: ';
  expect(result.stdout.includes(warning)).toBe(annotations === 0);
});

test('an output that GitHub refuses is left out of the conclusion', async () => {
  const { double } = await open(shop, harmless);
  double.state.faults.add(conclude, { kind: 'answer', status: 422 }, [1, 2]);
  expect(await scenario.run()).toMatchObject({ code: 0 });
  expect(double.state.checkRuns).toMatchObject([{ conclusion: 'success', output: {} }]);
});

test('if GitHub never takes the conclusion, a pass fails the step and everything else is there', async () => {
  const { state } = (await open(shop, harmless)).double;
  state.faults.add(conclude, { kind: 'answer', status: 500 });
  const result = await scenario.run();
  expect(result).toMatchObject({ code: 1, outputs: { conclusion: 'success' } });
  expect(result.stdout).toContain('the check run is left in progress; run it again');
  expect(result.summary).not.toBe('');
  expect(state.comments).toHaveLength(1);
  expect(state.checkRuns.splice(0)).toMatchObject([{ status: 'in_progress' }]);
});

/** Longer than any test. */
const forEver = { kind: 'slow', ms: 600_000 } as const;

test.each([
  ['its creation', create, { kind: 'slow', ms: 300 } as const],
  ['the first look', compare, forEver],
  ['the file lists', readTree, forEver],
  ['the contents', tarball, forEver],
  ['its conclusion', conclude, forEver],
])('a run that is cancelled during %s concludes its check run', async (_, route, fault) => {
  const { state } = (await open(shop, breaking)).double;
  state.faults.add(route, fault, [1]);
  const result = await scenario.run({
    haste: 1,
    onStart(kill) {
      state.onRequest = (request) => request.route === route && kill('SIGTERM');
    },
  });
  expect(result.code).toBe(1);
  expect(state.checkRuns).toMatchObject([{ conclusion: 'cancelled', output: { title: 'Cancelled' } }]);
  expect(state.checkRuns[0]!.output.summary).toContain('cancelled');
});

test("the runner's second signal does not cut the conclusion off", async () => {
  const { state } = (await open(shop, breaking)).double;
  state.faults.add(compare, forEver, [1]);
  const result = await scenario.run({
    onStart(kill) {
      state.onRequest = ({ route }) => {
        if (route === compare) kill('SIGINT');
        if (route === conclude) kill('SIGTERM');
      };
    },
  });
  expect(result.code).toBe(1);
  expect(state.checkRuns).toMatchObject([{ conclusion: 'cancelled' }]);
  expect(state.checkRuns[0]!.output.summary).toContain('SIGINT');
});

test.each([
  ['its project is opened', signalledOnOpening('SIGTERM')],
  ['its agents are at work', signalledOnceSaid('started 4 tasks', 'SIGINT')],
  ['its agents have ended', signalledOnceSaid('all tasks have ended', 'SIGTERM')],
])('a run that is cancelled while %s publishes nothing but that', async (_, env) => {
  const { state } = (await open(shop, breaking)).double;
  const result = await scenario.run({ env, inputs: { 'audit-log': 'audit.jsonl' } });
  expect(result).toMatchObject({ code: 1, summary: '', outputs: {} });
  expect(state.checkRuns).toMatchObject([
    { status: 'completed', conclusion: 'cancelled', output: { title: 'Cancelled' }, annotations: [] },
  ]);
  expect(state.comments).toEqual([]);
  expect(result.stdout).not.toContain('::warning::');
  expect(result.stdout.match(/^::error::.*/gm)).toEqual([
    expect.stringMatching(/^::error::the review could not be done: the run was cancelled \(SIG/),
  ]);
});

test('a run that is cancelled between two batches of annotations has no verdict', async () => {
  const all = Array.from({ length: 60 }, (_, n) => n);
  const models = (columns: string) =>
    Object.fromEntries(
      all.map((n) => [`models/m${n}.sql`, `select ${columns}\nfrom {{ source('raw', 'orders') }}\n`]),
    );
  const readers = Object.fromEntries(
    all.map((n) => [`models/r${n}.sql`, `select d from {{ ref('m${n}') }}\n`]),
  );
  const base = { ...shop, ...readers, ...models('c, c as d') };
  const { state } = (await open(base, models('c'))).double;
  state.faults.add(conclude, forEver, [2]);
  let patches = 0;
  const result = await scenario.run({
    onStart(kill) {
      state.onRequest = ({ route }) => route === conclude && (patches += 1) === 2 && kill('SIGTERM');
    },
  });
  expect(result).toMatchObject({ code: 1, summary: '' });
  expect(state.checkRuns).toMatchObject([{ conclusion: 'cancelled', output: { title: 'Cancelled' } }]);
  expect(state.comments).toEqual([]);
});

test.each([readPull, listComments, createComment])(
  'a run that is cancelled at %s keeps the conclusion that it has reached',
  async (route) => {
    const { state } = (await open(shop, harmless)).double;
    state.faults.add(route, forEver, [1]);
    const result = await scenario.run({
      haste: 1,
      onStart(kill) {
        state.onRequest = (request) => request.route === route && kill('SIGINT');
      },
    });
    expect(result.code).toBe(1);
    expect(state.checkRuns).toMatchObject([{ conclusion: 'success' }]);
    expect(state.comments).toEqual([]);
  },
);

test('an error that nobody awaits concludes the check run', async () => {
  const { state } = (await open(shop, harmless)).double;
  state.faults.add(compare, forEver);
  const broken = "data:text/javascript,process.on('SIGUSR2',()=>{throw%20new%20Error('boom')})";
  const result = await scenario.run({
    env: { NODE_OPTIONS: `--import=${broken}` },
    onStart(kill) {
      state.onRequest = ({ route }) => route === compare && kill('SIGUSR2');
    },
  });
  expect(result.code).toBe(1);
  expect(state.checkRuns).toMatchObject([{ conclusion: 'failure', output: { title: 'Could not review' } }]);
  expect(state.checkRuns[0]!.output.summary).toContain('boom');
});
