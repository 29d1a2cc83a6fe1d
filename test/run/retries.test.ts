import { expect, test } from 'vitest';
import { sleep } from '../../src/run/backoff.ts';
import { OverBudget } from '../../src/run/budget.ts';
import { runTasks } from '../../src/run/run.ts';
import { WorkerDied } from '../../src/run/stop.ts';
import type { Reviewer, RunEvent } from '../../src/run/task.ts';
import { fakeClock } from './fake-clock.ts';
import { finding, task } from './samples.ts';

/** Fails so often before it succeeds. */
function flaky(failures: number, error: () => Error = () => new Error('busy')) {
  let calls = 0;
  const rules: Reviewer = async (_task, { report }) => {
    calls++;
    report(finding());
    if (calls <= failures) throw error();
  };
  return { rules };
}

function run(reviewers: { rules: Reviewer }, more: Parameters<typeof task>[1], signal?: AbortSignal) {
  const clock = fakeClock();
  const events: RunEvent[] = [];
  const done = runTasks([task('a', more)], reviewers, {
    clock,
    maxConcurrency: 1,
    timeoutMs: 600_000,
    random: () => 0.5,
    onEvent: (event) => events.push(event),
    ...(signal && { signal }),
  });
  return { clock, events, done };
}

test('tries again as often as it may, each time after twice the wait', async () => {
  const { clock, done, events } = run(flaky(2), { retries: 2 });
  await clock.advance(10_000);
  expect(await done).toMatchObject([{ status: 'ok', attempts: 3, durationMs: 750, waitedMs: 750 }]);
  expect((await done)[0]!.findings).toHaveLength(1);
  const starts = events.filter(({ type }) => type === 'task-started').map(({ atMs }) => atMs);
  expect(starts).toEqual([0, 250, 750]);
  expect(clock.pending()).toBe(0);
});

test('without retries left it fails, and keeps once what any attempt found', async () => {
  const { clock, done } = run(flaky(9), { retries: 1 });
  await clock.advance(10_000);
  const [outcome] = await done;
  expect(outcome).toMatchObject({ status: 'failed', reason: 'busy', attempts: 2 });
  expect(outcome!.findings).toEqual([finding()]);
});

test('does not wait beyond its deadline', async () => {
  const { clock, done } = run(flaky(9), { retries: 5, timeoutMs: 700 });
  await clock.advance(10_000);
  expect(await done).toMatchObject([{ status: 'failed', reason: 'busy', attempts: 2, durationMs: 250 }]);
});

test('told to stop while it waits, it ends at once', async () => {
  const stopping = new AbortController();
  const { clock, done } = run(flaky(9), { retries: 5 }, stopping.signal);
  await clock.advance(100);
  stopping.abort();
  expect(await done).toMatchObject([{ status: 'failed', attempts: 1, durationMs: 100 }]);
  expect(clock.pending()).toBe(0);
});

test('a worker that died costs no retry the first time, and only then', async () => {
  const died = () => new WorkerDied('the worker died');
  expect(await run(flaky(1, died), {}).done).toMatchObject([{ status: 'ok', attempts: 2 }]);
  expect(await run(flaky(2, died), {}).done).toMatchObject([{ status: 'failed', attempts: 2 }]);
});

test('whoever goes back into the queue has one time budget for both lives', async () => {
  const clock = fakeClock();
  let lives = 0;
  const rules: Reviewer = async (_task, { signal }) => {
    await sleep(clock, 40_000, signal);
    if (++lives === 1) throw new WorkerDied('the worker died');
  };
  const done = runTasks([task('a')], { rules }, { clock, maxConcurrency: 1, timeoutMs: 600_000 });
  await clock.advance(120_000);
  expect(await done).toMatchObject([{ status: 'timed-out', attempts: 2, durationMs: 60_000 }]);
});

test('a budget that is used up is no reason to try again', async () => {
  const { done } = run(
    flaky(9, () => new OverBudget('nothing left')),
    { retries: 3 },
  );
  expect(await done).toMatchObject([{ status: 'over-budget', reason: 'nothing left', attempts: 1 }]);
});

test('warns at half of the time budget, and alerts at four fifths', async () => {
  const hangs: Reviewer = (_task, { signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const { clock, done, events } = run({ rules: hangs }, { timeoutMs: 1_000 });
  await clock.advance(1_000);
  expect(await done).toMatchObject([{ status: 'timed-out' }]);
  expect(
    events.filter(({ type }) => type.startsWith('deadline')).map(({ type, atMs }) => [type, atMs]),
  ).toEqual([
    ['deadline-warning', 500],
    ['deadline-alert', 800],
  ]);
  expect(clock.pending()).toBe(0);
});
