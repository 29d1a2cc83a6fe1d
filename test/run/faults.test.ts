/** What whole runs make of reviewers that misbehave, for all three kinds of reviewers. */
import { spawnGroup } from '../../src/run/process-group.ts';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/run/clock.ts';
import { runTasks } from '../../src/run/run.ts';
import { WorkerDied } from '../../src/run/stop.ts';
import type { Clock, Reviewer } from '../../src/run/task.ts';
import { fakeClock } from './fake-clock.ts';
import { finding, task } from './samples.ts';
import { modelTask, simulate } from './simulated.ts';

const options = { maxConcurrency: 4, timeoutMs: 600_000 };
const tool = (agent: string) => task(agent, { id: `${agent}/tool/1`, reviewer: 'tool', timeoutMs: 60_000 });

/** A command as a reviewer: what it prints is no matter, only how it ends. */
function command(clock: Clock, script: (attempt: number) => string, graceMs = 1_000): Reviewer {
  let attempts = 0;
  return (_, { signal }) =>
    new Promise((resolve, reject) => {
      const child = spawnGroup(process.execPath, ['-e', script(++attempts)], {
        clock,
        signal,
        graceMs,
        stdio: 'ignore',
      });
      child.once('error', reject);
      child.once('close', (code, name) => {
        if (signal.aborted) reject(signal.reason as Error);
        else if (name) reject(new WorkerDied(`it was ended by ${name}`));
        else if (code === 0) resolve();
        else reject(new Error(`it ended with ${code}`));
      });
    });
}

test('a command that dies by a signal runs once more; what ends by itself does not', async () => {
  const dies = (attempt: number) => (attempt === 1 ? 'process.kill(process.pid, "SIGKILL")' : '');
  const reviewers = { tool: command(systemClock, dies) };
  expect(await runTasks([tool('a')], reviewers, { ...options, clock: systemClock })).toMatchObject([
    { status: 'ok', attempts: 2 },
  ]);
  const always = { tool: command(systemClock, () => 'process.kill(process.pid, "SIGSEGV")') };
  expect(await runTasks([tool('a')], always, { ...options, clock: systemClock })).toMatchObject([
    { status: 'failed', attempts: 2, reason: expect.stringMatching(/^it was ended by SIG/) },
  ]);
  const fails = { tool: command(systemClock, () => 'process.exit(3)') };
  expect(await runTasks([tool('a')], fails, { ...options, clock: systemClock })).toMatchObject([
    { status: 'failed', attempts: 1, reason: 'it ended with 3' },
  ]);
});

test.each([
  ['waits for room', async (send: () => Promise<void>) => send()],
  ['does not', (send: () => Promise<void>) => void send()],
])('of 100,000 findings the first 10,000 are kept and the task fails, whether it %s', async (_, pace) => {
  let reported = 0;
  const floods: Reviewer = async (_task, { report }) => {
    for (; reported < 100_000; reported++) {
      const title = `finding ${reported}`;
      await pace(() => report(finding({ title })));
    }
  };
  const [flooded, calm] = await runTasks(
    [task('a'), modelTask('b')],
    { rules: floods, model: async (_task, { report }) => report(finding()) },
    { ...options, clock: fakeClock() },
  );
  expect(reported).toBe(100_000);
  expect(flooded).toMatchObject({
    status: 'failed',
    reason: 'it reported more than 10000 findings; the rest were dropped',
  });
  expect(flooded!.findings).toHaveLength(10_000);
  expect(flooded!.findings.at(-1)!.title).toBe('finding 9999');
  expect(calm).toMatchObject({ status: 'ok', findings: [{}] });
});

test.each(['hedge', 'best', 'vote'] as const)(
  'a flood in one of several attempts (%s) loses',
  async (kind) => {
    const redundancy = {
      hedge: { kind: 'hedge', afterMs: 10 },
      best: { kind: 'best', attempts: 2 },
      vote: { kind: 'vote', weights: [1, 1] },
    } as const;
    const many = Array.from({ length: 20 }, (_, n) => finding({ title: `${n}`, subject: `${n}` }));
    const { outcomes } = await simulate(
      [modelTask('a', { redundancy: redundancy[kind], maxFindings: 10 })],
      ({ variant }) => ({ findings: variant === 0 ? many : [finding({ title: 'calm' })] }),
    );
    expect(outcomes).toMatchObject([{ status: 'ok', findings: [{ title: 'calm', severity: 'high' }] }]);
  },
);

test('a malformed answer is no answer: the other attempt counts', async () => {
  const broken = { ...finding(), severity: 'catastrophic' } as never;
  const { outcomes } = await simulate(
    [modelTask('a', { redundancy: { kind: 'hedge', afterMs: 5_000 } })],
    ({ variant }) => ({ findings: variant === 0 ? [broken] : [finding({ title: 'sound' })] }),
  );
  // The second starts when the first has failed, not after the delay.
  expect(outcomes).toMatchObject([{ status: 'ok', durationMs: 2_000, findings: [{ title: 'sound' }] }]);
});

test('quotas of one agent leave the others alone', async () => {
  const { outcomes } = await simulate(
    [modelTask('a', { maxFindings: 1 }), modelTask('b')],
    () => ({ findings: [finding({ subject: 'x' }), finding({ subject: 'y' })] }),
    { budget: { cap: {}, quotas: new Map([['b', { requests: 1 }]]) } },
  );
  expect(outcomes).toMatchObject([
    { status: 'failed', reason: 'it reported more than 1 findings; the rest were dropped' },
    { status: 'ok', findings: [{}, {}] },
  ]);
});

test('an agent has so many requests and no more', async () => {
  const twice: Reviewer = async (_, { call }) => {
    const ask = () =>
      call({
        provider: 'stub',
        estimate: { inputTokens: 1, outputTokens: 1, costUsd: 0 },
        make: async () => ({ value: 1, used: { inputTokens: 1, outputTokens: 1, costUsd: 0 } }),
      });
    await ask();
    await ask();
  };
  const clock = fakeClock();
  const done = runTasks(
    [modelTask('a'), modelTask('b')],
    { model: twice },
    {
      ...options,
      clock,
      budget: { cap: {}, quotas: new Map([['a', { requests: 1 }]]) },
    },
  );
  await clock.advance(60_000);
  expect((await done).map(({ status, reason }) => reason ?? status)).toEqual([
    'the quota of a has no 1 requests left: 1 spent and 0 reserved of 1',
    'ok',
  ]);
});
