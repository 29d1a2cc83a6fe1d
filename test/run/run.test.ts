import { describe, expect, test } from 'vitest';
import { runTasks } from '../../src/run/run.ts';
import type { Reviewer, RunEvent, Task } from '../../src/run/task.ts';
import { fakeClock, settle } from './fake-clock.ts';
import { finding, task } from './samples.ts';

const roomy = { maxConcurrency: 10, timeoutMs: 600_000 };

/** Reviewers that end when the test says so, by agent. */
function byHand() {
  const started: string[] = [];
  const ends = new Map<string, { resolve: () => void; reject: (error: unknown) => void }>();
  const rules: Reviewer = ({ agent }) => {
    started.push(agent);
    return new Promise<void>((resolve, reject) => ends.set(agent, { resolve, reject }));
  };
  return {
    rules,
    started,
    end: async (agent: string) => {
      ends.get(agent)!.resolve();
      await settle();
    },
    fail: async (agent: string, error: unknown) => {
      ends.get(agent)!.reject(error);
      await settle();
    },
  };
}

describe('order', () => {
  test('starts everything that is independent at the same time', async () => {
    const hand = byHand();
    const done = runTasks([task('a'), task('b'), task('c')], hand, { ...roomy, clock: fakeClock() });
    await settle();
    expect(hand.started).toEqual(['a', 'b', 'c']);
    for (const agent of ['c', 'a', 'b']) await hand.end(agent);
    // The order of outcomes is that of the tasks, whoever ends first.
    expect((await done).map((it) => [it.task.agent, it.status])).toEqual([
      ['a', 'ok'],
      ['b', 'ok'],
      ['c', 'ok'],
    ]);
  });

  test('measures what a task waits for others apart from its work', async () => {
    const clock = fakeClock();
    let share = () => {};
    const shared = new Promise<void>((resolve) => (share = resolve));
    const rules: Reviewer = async (_task, { waiting }) => waiting(shared);
    const done = runTasks([task('a')], { rules }, { ...roomy, clock });
    await settle();
    await clock.advance(70);
    share();
    expect(await done).toMatchObject([{ durationMs: 70, waitedMs: 70 }]);
  });

  test('holds the ceiling and starts safety before standard before optional', async () => {
    const hand = byHand();
    const tasks = [
      task('late', { lane: 'optional' }),
      task('normal'),
      task('guard', { lane: 'safety' }),
      task('guard2', { lane: 'safety' }),
    ];
    const done = runTasks(tasks, hand, { ...roomy, maxConcurrency: 2, clock: fakeClock() });
    await settle();
    expect(hand.started).toEqual(['guard', 'guard2']);
    await hand.end('guard');
    expect(hand.started).toEqual(['guard', 'guard2', 'normal']);
    await hand.end('normal');
    expect(hand.started).toEqual(['guard', 'guard2', 'normal', 'late']);
    await hand.end('late');
    await hand.end('guard2');
    await done;
  });

  test('a task that becomes ready overtakes a lower lane that waits for a slot', async () => {
    const hand = byHand();
    const tasks = [
      task('first', { lane: 'safety' }),
      task('second', { lane: 'safety', after: ['first/rules/1'] }),
      task('other', { lane: 'optional' }),
    ];
    const done = runTasks(tasks, hand, { ...roomy, maxConcurrency: 1, clock: fakeClock() });
    await settle();
    await hand.end('first');
    expect(hand.started).toEqual(['first', 'second']);
    await hand.end('second');
    await hand.end('other');
    await done;
  });

  test('of tasks that become ready together, the higher lane starts first', async () => {
    const hand = byHand();
    const after = ['first/rules/1'];
    const tasks = [
      task('first'),
      task('late', { lane: 'optional', after }),
      task('guard', { lane: 'safety', after }),
    ];
    const done = runTasks(tasks, hand, { ...roomy, maxConcurrency: 2, clock: fakeClock() });
    await settle();
    await hand.end('first');
    expect(hand.started).toEqual(['first', 'guard', 'late']);
    await hand.end('late');
    await hand.end('guard');
    await done;
  });

  test('`after` waits for the end, and not for success', async () => {
    const hand = byHand();
    const tasks = [task('b', { after: ['a/rules/1'] }), task('a')];
    const done = runTasks(tasks, hand, { ...roomy, clock: fakeClock() });
    await settle();
    expect(hand.started).toEqual(['a']);
    await hand.fail('a', new Error('broken'));
    expect(hand.started).toEqual(['a', 'b']);
    await hand.end('b');
    expect((await done).map((it) => it.status)).toEqual(['ok', 'failed']);
  });

  test('tasks that wait for each other fail instead of hanging', async () => {
    const tasks = [task('a', { after: ['b/rules/1'] }), task('b', { after: ['a/rules/1'] }), task('c')];
    const outcomes = await runTasks(tasks, { rules: async () => {} }, { ...roomy, clock: fakeClock() });
    expect(outcomes.map((it) => [it.status, it.reason])).toEqual([
      ['failed', 'it waits for tasks that never end: b/rules/1'],
      ['failed', 'it waits for tasks that never end: a/rules/1'],
      ['ok', undefined],
    ]);
  });
});

describe('reviewers that fail', () => {
  const run = (rules: Reviewer, more: Partial<Task> = {}) =>
    runTasks([task('a', more)], { rules }, { ...roomy, clock: fakeClock() });

  test.each([
    ['rejects', async () => Promise.reject(new Error('no\nluck')), 'no luck'],
    [
      'throws at once',
      () => {
        throw new TypeError('x is not a function');
      },
      'x is not a function',
    ],
    ['throws nothing', () => Promise.reject(undefined), 'undefined'],
    [
      'throws what cannot be printed',
      () => Promise.reject(Object.create(null)),
      'it failed without saying why',
    ],
  ])('%s', async (_, reviewer, reason) => {
    expect(await run(reviewer as Reviewer)).toMatchObject([{ status: 'failed', reason, attempts: 1 }]);
  });

  test('what was found before the failure is kept', async () => {
    const found = finding();
    const outcomes = await run(async (_, { report }) => {
      report(found);
      throw new Error('then it broke');
    });
    expect(outcomes).toMatchObject([{ status: 'failed', reason: 'then it broke', findings: [found] }]);
  });

  test('a malformed finding fails the task and keeps the well-formed ones', async () => {
    const outcomes = await run(async (_, { report }) => {
      report(finding({ title: 'one' }));
      report({ ...finding(), severity: 'catastrophic' } as never);
      report(null as never);
      report(finding({ title: 'two' }));
    });
    expect(outcomes[0]!.status).toBe('failed');
    expect(outcomes[0]!.reason).toMatch(/^it reported a malformed finding: severity: /);
    expect(outcomes[0]!.findings.map((it) => it.title)).toEqual(['one', 'two']);
  });

  test.each([
    ['no rule name', { rule: 'nonsense' }],
    ['line 0', { location: { path: 'a', side: 'head', startLine: 0, endLine: 1 } }],
    ['an end before its start', { location: { path: 'a', side: 'head', startLine: 2, endLine: 1 } }],
    ['an empty title', { title: '' }],
    ['a related place without message', { related: [{ path: 'a', side: 'head', startLine: 1, endLine: 1 }] }],
  ])('a finding with %s is malformed', async (_, more) => {
    const outcomes = await run(async (_task, { report }) => report(finding(more as never)));
    expect(outcomes).toMatchObject([{ status: 'failed', findings: [] }]);
  });

  test('a finding that throws when it is read is malformed', async () => {
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new Error('trap');
        },
      },
    );
    const outcomes = await run(async (_task, { report }) => report(trap as never));
    expect(outcomes).toMatchObject([{ status: 'failed', findings: [] }]);
  });

  test('what the reviewer changes after reporting does not reach the outcome', async () => {
    const mine = finding();
    const [result] = await run(async (_, { report }) => {
      report(mine);
      mine.title = 'changed';
      mine.location.startLine = 99;
    });
    expect(result!.findings).toEqual([finding()]);
  });

  test('a flood is cut off, stopped and said', async () => {
    let aborted = false;
    const [result] = await run(
      async (_, { report, signal }) => {
        for (let n = 0; n < 100 && !signal.aborted; n++) void report(finding({ title: `${n}` }));
        aborted = signal.aborted;
      },
      { maxFindings: 3 },
    );
    expect(aborted).toBe(true);
    expect(result).toMatchObject({
      status: 'failed',
      reason: 'it reported more than 3 findings; the rest were dropped',
    });
    expect(result!.findings.map((it) => it.title)).toEqual(['0', '1', '2']);
  });

  test.each(['model', 'constructor', '__proto__'])('an unknown reviewer (%s) is an outcome', async (name) => {
    const tasks = [task('a', { reviewer: name as never }), task('b')];
    const outcomes = await runTasks(tasks, { rules: async () => {} }, { ...roomy, clock: fakeClock() });
    expect(outcomes).toMatchObject([
      { status: 'failed', reason: `there is no reviewer '${name}'; known: rules`, attempts: 0 },
      { status: 'ok' },
    ]);
  });
});

describe('time', () => {
  const polite: Reviewer = (_, { signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const deaf: Reviewer = () => new Promise(() => {});

  test('a task that listens ends with its budget', async () => {
    const clock = fakeClock();
    const done = runTasks([task('a', { timeoutMs: 180_000 })], { rules: polite }, { ...roomy, clock });
    await clock.advance(200_000);
    expect(await done).toMatchObject([
      { status: 'timed-out', reason: 'its time budget of 3 min is used up', durationMs: 180_000 },
    ]);
    expect(clock.pending()).toBe(0);
  });

  test('a task that does not listen is given up after the grace, and heard no more', async () => {
    const clock = fakeClock();
    let late = () => {};
    const stubborn: Reviewer = (_, { report }) => {
      report(finding({ title: 'in time' }));
      late = () => report(finding({ title: 'too late' }));
      return new Promise(() => {});
    };
    const events: string[] = [];
    const done = runTasks(
      [task('a', { timeoutMs: 1000 })],
      { rules: stubborn },
      {
        ...roomy,
        clock,
        graceMs: 500,
        onEvent: ({ type }) => events.push(type),
      },
    );
    await clock.advance(1499);
    expect(events).not.toContain('task-ended');
    await clock.advance(1);
    const [result] = await done;
    late();
    expect(result).toMatchObject({ status: 'timed-out', durationMs: 1500 });
    expect(result!.findings.map((it) => it.title)).toEqual(['in time']);
    expect(events.filter((type) => type === 'finding')).toHaveLength(1);
    expect(clock.pending()).toBe(0);
  });

  test('a slot is free again when a hanging task is given up', async () => {
    const clock = fakeClock();
    const rules: Reviewer = (it, context) => (it.agent === 'a' ? deaf(it, context) : Promise.resolve());
    const done = runTasks(
      [task('a', { timeoutMs: 1000 }), task('b')],
      { rules },
      {
        ...roomy,
        maxConcurrency: 1,
        clock,
      },
    );
    await clock.advance(10_000);
    expect((await done).map((it) => it.status)).toEqual(['timed-out', 'ok']);
  });

  test('the deadline of the whole run stops what runs and skips what waits', async () => {
    const clock = fakeClock();
    const tasks = [task('a', { timeoutMs: 900_000 }), task('b', { after: ['a/rules/1'] })];
    const done = runTasks(tasks, { rules: polite }, { ...roomy, timeoutMs: 5000, clock });
    await clock.advance(5000);
    expect(await done).toMatchObject([
      { status: 'timed-out', reason: 'the time budget of the whole review, 5 s, is used up' },
      {
        status: 'skipped',
        attempts: 0,
        reason: 'not started: the time budget of the whole review, 5 s, is used up',
      },
    ]);
    expect(clock.pending()).toBe(0);
  });

  test('cancelling from outside stops everything', async () => {
    const clock = fakeClock();
    const outer = new AbortController();
    const tasks = [task('a'), task('b')];
    const done = runTasks(
      tasks,
      { rules: polite },
      {
        ...roomy,
        maxConcurrency: 1,
        clock,
        signal: outer.signal,
      },
    );
    await settle();
    outer.abort();
    expect(await done).toMatchObject([
      { status: 'failed', reason: 'the review was cancelled' },
      { status: 'skipped', reason: 'not started: the review was cancelled' },
    ]);
    expect(clock.pending()).toBe(0);
  });

  test('a run that was cancelled before it began starts nothing', async () => {
    const hand = byHand();
    const outcomes = await runTasks([task('a')], hand, {
      ...roomy,
      clock: fakeClock(),
      signal: AbortSignal.abort(),
    });
    expect(hand.started).toEqual([]);
    expect(outcomes).toMatchObject([{ status: 'skipped' }]);
  });

  test('cancelling at the very moment a task starts reaches it', async () => {
    const clock = fakeClock();
    const outer = new AbortController();
    const done = runTasks(
      [task('a')],
      { rules: deaf },
      {
        ...roomy,
        clock,
        signal: outer.signal,
        onEvent: ({ type }) => type === 'task-started' && outer.abort(),
      },
    );
    await clock.advance(5000);
    expect(await done).toMatchObject([{ status: 'failed', durationMs: 5000 }]);
  });

  test('a time-out explains what was reported before it', async () => {
    const clock = fakeClock();
    const rules: Reviewer = (_, { report }) => {
      report({} as never);
      return new Promise(() => {});
    };
    const done = runTasks([task('a', { timeoutMs: 1000 })], { rules }, { ...roomy, clock });
    await clock.advance(10_000);
    expect(await done).toMatchObject([{ status: 'timed-out', reason: 'its time budget of 1 s is used up' }]);
  });

  test('no listener stays on the signal from outside', async () => {
    const { signal } = new AbortController();
    let listening = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => (listening++, add(...args));
    signal.removeEventListener = (...args: Parameters<typeof remove>) => (listening--, remove(...args));
    await runTasks(
      [task('a'), task('b')],
      { rules: async () => {} },
      { ...roomy, clock: fakeClock(), signal },
    );
    expect(listening).toBe(0);
  });
});

describe('events', () => {
  test('tell the whole run in order, with times', async () => {
    const clock = fakeClock();
    const events: RunEvent[] = [];
    const rules: Reviewer = (_, { report }) =>
      new Promise((resolve) => {
        clock.after(30, () => {
          report(finding());
          resolve();
        });
      });
    const tasks: Task[] = [task('a')];
    const done = runTasks(tasks, { rules }, { ...roomy, clock, onEvent: (event) => events.push(event) });
    await clock.advance(30);
    const [result] = await done;
    expect(events).toEqual([
      { type: 'run-started', atMs: 0, tasks },
      { type: 'task-started', atMs: 0, task: tasks[0], attempt: 1 },
      { type: 'finding', atMs: 30, task: tasks[0], finding: finding() },
      { type: 'task-ended', atMs: 30, outcome: result },
      { type: 'run-ended', atMs: 30 },
    ]);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('listener');
      },
    ],
    ['rejects', () => Promise.reject(new Error('listener'))],
  ])('a listener that %s hurts nobody', async (_, onEvent) => {
    const outcomes = await runTasks(
      [task('a')],
      { rules: async (_task, { report }) => report(finding()) },
      {
        ...roomy,
        clock: fakeClock(),
        onEvent: onEvent as () => void,
      },
    );
    await settle();
    expect(outcomes).toMatchObject([{ status: 'ok', findings: [finding()] }]);
  });

  test('no tasks make an empty run', async () => {
    expect(await runTasks([], {}, { ...roomy, clock: fakeClock() })).toEqual([]);
  });
});
