import { expect, test } from 'vitest';
import { runTasks } from '../../src/run/run.ts';
import type { Reviewer } from '../../src/run/task.ts';
import { fakeClock } from './fake-clock.ts';
import { finding, task } from './samples.ts';
import { modelTask, ProviderFault, simulate, usage, waitOn } from './simulated.ts';

test('what calls have cost is on the outcome, and every call is an event', async () => {
  const { outcomes, events } = await simulate([modelTask('a')], () => ({ used: usage(70, 0.02) }));
  expect(outcomes).toMatchObject([{ status: 'ok', usage: { inputTokens: 70, costUsd: 0.02 } }]);
  expect(events.filter(({ type }) => type.startsWith('call'))).toMatchObject([
    { type: 'call-started', atMs: 0, call: 1, provider: 'stub', waitedMs: 0 },
    { type: 'call-ended', atMs: 1_000, call: 1, used: { inputTokens: 70 } },
  ]);
});

test('all tasks together keep the rate, and what they wait for it is told apart from work', async () => {
  const tasks = ['a', 'b', 'c'].map((name) => modelTask(name));
  const { outcomes, sent } = await simulate(tasks, () => ({}), { limits: { requestsPerMinute: 10 } });
  expect(sent.map(({ atMs }) => atMs)).toEqual([0, 6_000, 12_000]);
  expect(outcomes.map(({ durationMs, waitedMs, limitedMs }) => [durationMs, waitedMs, limitedMs])).toEqual([
    [1_000, 0, 0],
    [7_000, 6_000, 6_000],
    [13_000, 12_000, 12_000],
  ]);
});

test('a budget that is used up ends a task as over-budget before anything is sent', async () => {
  const tasks = [modelTask('a'), modelTask('b')];
  const { outcomes, sent } = await simulate(tasks, () => ({}), {
    budget: { cap: { tokens: 150 } },
    maxConcurrency: 1,
  });
  expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'over-budget']);
  expect(outcomes[1]!.reason).toBe(
    'the budget of the review has no 100 tokens left: 100 spent and 0 reserved of 150',
  );
  expect(sent).toHaveLength(1);
});

test('reached in mid-call, the budget stops the others: one error of an estimate is all it is passed by', async () => {
  const tasks = ['a', 'b', 'c'].map((name) => modelTask(name));
  const { outcomes, pending } = await simulate(
    tasks,
    ({ task: { agent } }) => (agent === 'a' ? { used: usage(180) } : { ms: 60_000 }),
    { budget: { cap: { tokens: 310 } } },
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'over-budget', 'over-budget']);
  expect(outcomes[1]).toMatchObject({ durationMs: 1_000, usage: { inputTokens: 100 } });
  expect(outcomes[1]!.reason).toMatch(
    /^the budget of the review is used up in mid-call: 380 spent|^the budget/,
  );
  expect(outcomes.reduce((sum, it) => sum + it.usage.inputTokens, 0)).toBeLessThanOrEqual(310 + 80);
  expect(pending).toBe(0);
});

test('from four fifths of the budget on, the cheaper model is asked, by fewer at a time', async () => {
  const tasks = Array.from({ length: 20 }, (_, n) => modelTask(`a${n}`));
  const { sent, events } = await simulate(tasks, () => ({}), {
    budget: { cap: { tokens: 2_000 } },
    limits: { requestsPerMinute: 60_000 },
    maxConcurrency: 4,
  });
  // The sixteenth reservation reaches 1,600 tokens.
  expect(sent.map(({ throttled }) => throttled).indexOf(true)).toBe(15);
  const throttled = events.filter(({ type }) => type === 'throttled');
  expect(throttled).toMatchObject([{ reason: 'four fifths of the budget are spent or reserved' }]);
  const running = (atMs: number) => sent.filter((it) => it.atMs <= atMs && atMs < it.atMs + 1_000).length;
  expect([500, 3_500, 4_500, 5_500].map(running)).toEqual([4, 4, 2, 2]);
});

test('a call that cannot end in time is not made', async () => {
  const clock = fakeClock();
  const slow: Reviewer = async (_, { call }) => {
    await waitOn(clock, 50_000);
    await call({
      provider: 'stub',
      estimate: usage(1),
      estimateMs: 20_000,
      make: () => Promise.reject(new Error('it was sent')),
    });
  };
  const options = { clock, maxConcurrency: 1, timeoutMs: 65_000, preparedMs: 5_000 };
  const done = runTasks([modelTask('a')], { model: slow }, options);
  await clock.advance(60_000);
  expect(await done).toMatchObject([
    {
      status: 'over-budget',
      reason: 'the time budget of the whole review has 10 s left, and a call takes 20 s',
    },
  ]);
});

test('what was used before the tasks could start counts for the time of the review', async () => {
  const hangs: Reviewer = (_, { signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const clock = fakeClock();
  const options = { clock, maxConcurrency: 1, timeoutMs: 30_000, preparedMs: 25_000 };
  const done = runTasks([task('a')], { rules: hangs }, options);
  await clock.advance(5_000);
  expect(await done).toMatchObject([
    {
      status: 'timed-out',
      durationMs: 5_000,
      reason: 'the time budget of the whole review, 30 s, is used up',
    },
  ]);
});

test('with most of its time gone, a run asks the cheaper model', async () => {
  const tasks = [modelTask('a'), modelTask('b')];
  const { sent } = await simulate(tasks, () => ({ ms: 50_000 }), { timeoutMs: 60_000, maxConcurrency: 1 });
  expect(sent.map(({ throttled }) => throttled)).toEqual([false, true]);
});

test('a call that nobody waits for is stopped and billed when its task ends', async () => {
  const clock = fakeClock();
  let aborted = false;
  const careless: Reviewer = async (_, { call }) => {
    void call({
      provider: 'stub',
      estimate: usage(40),
      make: (signal) =>
        waitOn(clock, 9_000, signal)
          .catch(() => (aborted = true))
          .then(() => ({ value: 1, used: usage(1) })),
    }).catch(() => {});
    await waitOn(clock, 100);
  };
  const done = runTasks(
    [modelTask('a')],
    { model: careless },
    { clock, maxConcurrency: 1, timeoutMs: 60_000 },
  );
  await clock.advance(1_000);
  expect(await done).toMatchObject([{ status: 'ok', durationMs: 100, usage: { inputTokens: 40 } }]);
  expect(aborted).toBe(true);
  expect(clock.pending()).toBe(0);
});

test('429 without Retry-After: everybody stays away, longer each time, until an answer comes', async () => {
  const busy = new ProviderFault('429', { overloaded: true });
  const tasks = [modelTask('a', { retries: 5 }), modelTask('b', { retries: 5 })];
  const { outcomes, sent } = await simulate(tasks, ({ call }) => (call <= 3 ? { ms: 5, fault: busy } : {}));
  expect(outcomes.map(({ status, attempts }) => [status, attempts])).toEqual([
    ['ok', 3],
    ['ok', 2],
  ]);
  // With a jitter of one half: away for 250 ms after the first refusal, then for 500, then for 1,000.
  expect(sent.map(({ atMs, agent }) => [atMs, agent])).toEqual([
    [0, 'a'],
    [255, 'b'],
    [760, 'a'],
    [1_765, 'b'],
    [1_775, 'a'],
  ]);
});

test('a connection that is reset is tried again, and the first call stays billed', async () => {
  const reset = new ProviderFault('read ECONNRESET');
  const { outcomes, events } = await simulate([modelTask('a', { retries: 1 })], ({ call }) =>
    call === 1 ? { ms: 300, fault: reset } : { used: usage(70), findings: [finding()] },
  );
  expect(outcomes).toMatchObject([{ status: 'ok', attempts: 2, usage: { inputTokens: 170 } }]);
  expect(events.filter(({ type }) => type === 'task-retrying')).toMatchObject([
    { atMs: 300, waitMs: 250, reason: 'read ECONNRESET' },
  ]);
});

test('an answer that only drips ends with the time budget, billed as estimated', async () => {
  const tasks = [modelTask('a', { timeoutMs: 30_000, retries: 3 })];
  const { outcomes, pending } = await simulate(tasks, () => ({ ms: 3_600_000, deaf: true }), {
    forMs: 60_000,
  });
  expect(outcomes).toMatchObject([
    { status: 'timed-out', durationMs: 30_000, attempts: 1, usage: { inputTokens: 100 } },
  ]);
  // The deaf call's own timer.
  expect(pending).toBe(1);
});

test('while nobody calls the provider, tasks fail at once and use up no retries', async () => {
  const tasks = ['a', 'b', 'c'].map((name) => modelTask(name, { retries: 5 }));
  const { outcomes, sent } = await simulate(tasks, () => ({ ms: 10, fault: new ProviderFault('500') }), {
    breaker: { failures: 2, openMs: 60_000 },
    maxConcurrency: 1,
  });
  expect(sent).toHaveLength(2);
  expect(outcomes.map(({ status, attempts }) => [status, attempts])).toEqual([
    ['failed', 3],
    ['failed', 1],
    ['failed', 1],
  ]);
  expect(outcomes[2]!.reason).toBe('not called: it failed 2 times in a row');
});

test('of two attempts the faster one counts, and both are billed', async () => {
  const tasks = [modelTask('a', { redundancy: { kind: 'hedge', afterMs: 2_000 } })];
  const { outcomes, sent } = await simulate(tasks, ({ variant }) =>
    variant === 0
      ? { ms: 60_000, findings: [finding({ title: 'slow' })] }
      : { ms: 500, used: usage(30), findings: [finding({ title: 'fast' })] },
  );
  expect(sent.map(({ atMs, variant }) => [atMs, variant])).toEqual([
    [0, 0],
    [2_000, 1],
  ]);
  expect(outcomes).toMatchObject([
    { status: 'ok', durationMs: 2_500, findings: [{ title: 'fast' }], usage: { inputTokens: 130 } },
  ]);
});

test('tasks of one provider start apart from each other, the others at once', async () => {
  const tasks = ['a', 'b', 'c'].map((name) => modelTask(name, { provider: 'stub' }));
  const { events } = await simulate([...tasks, modelTask('d')], () => ({}), { staggerMs: 200 });
  const starts = events.flatMap((event) =>
    event.type === 'task-started' ? [[event.task.agent, event.atMs]] : [],
  );
  // With a jitter of one half, each gap is three quarters of 200 ms.
  expect(Object.fromEntries(starts)).toEqual({ a: 0, b: 150, c: 300, d: 0 });
});

test.each([
  ['forward', 3_600_000],
  ['backward', -3_600_000],
])('a clock that jumps %s ends the run all the same', async (_, jumpMs) => {
  const steady = fakeClock();
  let offset = 0;
  const clock = { ...steady, now: () => steady.now() + offset };
  const done = simulate(
    [modelTask('a', { retries: 2 }), modelTask('b')],
    ({ call }) => (call === 1 ? { ms: 500, fault: new ProviderFault('500') } : {}),
    { clock, forMs: 0, limits: { requestsPerMinute: 60 } },
  );
  await steady.advance(200);
  offset = jumpMs;
  await steady.advance(5_000_000);
  const { outcomes } = await done;
  for (const { status, durationMs } of outcomes) {
    expect(['ok', 'failed', 'timed-out']).toContain(status);
    expect(Number.isFinite(durationMs)).toBe(true);
  }
  expect(steady.pending()).toBe(0);
});

test('what a task waits for a slot is measured, and only that', async () => {
  const tasks = ['a', 'b', 'c'].map((name) => modelTask(name));
  const { outcomes } = await simulate(tasks, () => ({ ms: 1_000 }), { maxConcurrency: 2 });
  expect(outcomes.map(({ queuedMs, startedMs }) => [queuedMs, startedMs])).toEqual([
    [0, 0],
    [0, 0],
    [1_000, 1_000],
  ]);
});
