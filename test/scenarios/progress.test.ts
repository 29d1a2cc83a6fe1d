import { afterEach, expect, test } from 'vitest';
import type { Files } from '../support/git-repository.ts';
import { preloaded, Scenario } from '../support/action.ts';
import type { RunOptions } from '../support/action.ts';
import { conclude, create, createComment } from './routes.ts';
import { breaking, shop } from './shop.ts';

let scenario: Scenario;

async function open(base: Files, head: Files): Promise<Scenario> {
  scenario = await Scenario.open(base, head);
  return scenario;
}

afterEach(() => scenario.close());

/** The first update is due at once. Its time to be sent is not cut, so that a slow machine has it too. */
const early: RunOptions = {
  haste: 1,
  env: preloaded(`
    const set = setTimeout;
    globalThis.setTimeout = (call, ms, ...rest) => set(call, ms === 5000 ? 0 : ms, ...rest);`),
};

const bodies = () =>
  scenario.double.state.requests
    .filter(({ route }) => route === conclude)
    .map(({ body }) => body as { status?: string; conclusion?: string; output: { title: string } });

test('a review of ten files takes twelve requests at most, and a short one says nothing on the way', async () => {
  const models = (column: string): Files =>
    Object.fromEntries(
      Array.from({ length: 10 }, (_, n) => [
        `models/more/m${n}.sql`,
        `select ${column} from {{ ref('orders') }}\n`,
      ]),
    );
  const { state } = (await open({ ...shop, ...models('order_id') }, models('order_id, amount'))).double;
  expect(await scenario.run()).toMatchObject({ code: 0 });
  expect(state.requests.length).toBeLessThanOrEqual(12);
  expect(bodies()).toMatchObject([{ status: 'completed' }]);
});

test('a longer review says in its check run how far it is, until the conclusion', async () => {
  const { state } = (await open(shop, breaking)).double;
  expect(await scenario.run(early)).toMatchObject({ code: 1, outputs: { verdict: 'blocked' } });
  const [first, ...rest] = bodies();
  expect(first).toEqual({ output: expect.objectContaining({ title: expect.stringMatching(/ so far$/) }) });
  expect(rest).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
  expect(state.checkRuns[0]!.output.title).toMatch(/^Blocked/);
  expect(state.checkRuns[0]!.annotations).toHaveLength(1);
});

test.each([
  ['refused', { kind: 'answer', status: 403 } as const, 1],
  ['broken off', { kind: 'reset', acted: true } as const, 2],
])('an update that is %s is no news and changes nothing', async (_, fault, more) => {
  const { state } = (await open(shop, breaking)).double;
  state.faults.add(conclude, fault, [1]);
  const result = await scenario.run(early);
  expect(result).toMatchObject({ code: 1, stderr: '', outputs: { verdict: 'blocked' } });
  expect(result.stdout).not.toContain('::warning::');
  expect(state.checkRuns[0]!.output.title).toMatch(/^Blocked/);
  // The conclusion; and the same text once more if the update could still have come after it.
  expect(bodies().slice(1)).toHaveLength(more);
});

test('an update that GitHub carries out after the conclusion does not keep its place', async () => {
  const { state } = (await open(shop, breaking)).double;
  const commented = new Promise<void>((resolve) => {
    state.onRequest = ({ route }) => route === createComment && resolve();
  });
  state.faults.add(conclude, { kind: 'held', until: commented, dropped: true }, [1]);
  expect(await scenario.run(early)).toMatchObject({ code: 1 });
  expect(state.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
  expect(state.checkRuns[0]!.output.title).toMatch(/^Blocked/);
});

test('a run that is cancelled during an update is concluded as cancelled', async () => {
  const { state } = (await open(shop, breaking)).double;
  state.faults.add(conclude, { kind: 'held', until: new Promise(() => {}) }, [1]);
  const result = await scenario.run({
    haste: 1,
    // The time that a cancelled run has is the same as that before the first update.
    env: preloaded(`
      const set = setTimeout;
      let isFirst = true;
      globalThis.setTimeout = (call, ms, ...rest) => {
        const early = ms === 5000 && isFirst;
        if (early) isFirst = false;
        return set(call, early ? 0 : ms, ...rest);
      };`),
    onStart(kill) {
      state.onRequest = ({ route }) => route === conclude && kill('SIGTERM');
    },
  });
  expect(result.code).toBe(1);
  expect(state.checkRuns).toMatchObject([{ conclusion: 'cancelled', output: { title: 'Cancelled' } }]);
  expect(state.comments).toEqual([]);
  expect(result.summary).toBe('');
});

test('a dry run has no check run to tell of it', async () => {
  const { state } = (await open(shop, breaking)).double;
  await scenario.run({ ...early, inputs: { 'dry-run': 'true' } });
  expect(state.requests.filter(({ route }) => route === create || route === conclude)).toEqual([]);
});
