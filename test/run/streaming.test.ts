import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/finding.ts';
import { runTasks } from '../../src/run/run.ts';
import { WorkerDied } from '../../src/run/stop.ts';
import type { Reviewer, RunEvent, Task } from '../../src/run/task.ts';
import { fakeClock } from './fake-clock.ts';
import { finding, task } from './samples.ts';
import { waitOn } from './simulated.ts';

const numbered = (n: number): Finding => finding({ title: `${n}`, subject: `${n}` });
const reader = task('reader', { after: ['writer/rules/1'], stream: true });

/** Runs a writer and whoever reads along; `work` is by agent. */
async function together(
  work: (clock: ReturnType<typeof fakeClock>) => Record<string, Reviewer>,
  options: { tasks?: Task[]; maxConcurrency?: number; bufferedFindings?: number } = {},
) {
  const clock = fakeClock();
  const agents = work(clock);
  const events: RunEvent[] = [];
  const { tasks = [task('writer'), reader], maxConcurrency = 4, bufferedFindings = 64 } = options;
  const rules: Reviewer = (of, context) => agents[of.agent]!(of, context);
  const done = runTasks(
    tasks,
    { rules },
    {
      clock,
      maxConcurrency,
      bufferedFindings,
      timeoutMs: 600_000,
      onEvent: (event) => events.push(event),
    },
  );
  await clock.advance(900_000);
  return { outcomes: await done, events, pending: clock.pending() };
}

/** Reads everything and says when. */
function note(seen: string[]): Reviewer {
  return async (_, { upstream }) => {
    for await (const { title } of upstream()) seen.push(title);
    seen.push('end');
  };
}

test('a successor that streams starts with its predecessor, and sees each finding as it comes', async () => {
  const seen: string[] = [];
  const { events, outcomes } = await together((clock) => ({
    async writer(_, { report }) {
      for (let n = 1; n <= 3; n++) {
        await waitOn(clock, 1_000);
        await report(numbered(n));
        seen.push(`written ${n}`);
      }
    },
    reader: note(seen),
  }));
  expect(outcomes.map(({ status, startedMs }) => [status, startedMs])).toEqual([
    ['ok', 0],
    ['ok', 0],
  ]);
  expect(seen.filter((it) => !it.startsWith('written'))).toEqual(['1', '2', '3', 'end']);
  expect(seen.indexOf('1')).toBeLessThan(seen.indexOf('written 2'));
  expect(events.at(-1)!.type).toBe('run-ended');
});

test('without `stream` it waits for the end, and reads nothing', async () => {
  const seen: string[] = [];
  const tasks = [task('writer'), task('reader', { after: ['writer/rules/1'] })];
  const { outcomes } = await together(
    (clock) => ({
      async writer(_, { report }) {
        await report(numbered(1));
        await waitOn(clock, 1_000);
      },
      reader: note(seen),
    }),
    { tasks },
  );
  expect(outcomes[1]).toMatchObject({ status: 'ok', startedMs: 1_000 });
  expect(seen).toEqual(['end']);
});

test('a writer runs ahead of a slow reader by no more than the buffer', async () => {
  let written = 0;
  let read = 0;
  let furthest = 0;
  const { outcomes } = await together(
    (clock) => ({
      async writer(_, { report }) {
        await waitOn(clock, 100);
        for (; written < 200; written++) await report(numbered(written));
      },
      async reader(_, { upstream }) {
        for await (const _finding of upstream()) {
          furthest = Math.max(furthest, written - read);
          await waitOn(clock, 10);
          read++;
        }
      },
    }),
    { bufferedFindings: 8 },
  );
  expect([written, read]).toEqual([200, 200]);
  // The buffer, one on its way into it, and the one being read.
  expect(furthest).toBeLessThanOrEqual(8 + 3);
  expect(outcomes[0]!.waitedMs).toBeGreaterThan(1_500);
});

describe('nobody waits for nobody', () => {
  const writes: Reviewer = async (_, { report }) => {
    for (let n = 0; n < 300; n++) await report(numbered(n));
  };

  test.each([
    ['never reads', async () => {}],
    ['fails at once', () => Promise.reject(new Error('no'))],
    [
      'stops after the first',
      (async (_, { upstream }) => {
        for await (const _finding of upstream()) return;
      }) satisfies Reviewer,
    ],
  ])('a reader that %s does not keep the writer', async (_, read) => {
    const { outcomes, pending } = await together(() => ({ writer: writes, reader: read }), {
      bufferedFindings: 2,
    });
    expect(outcomes[0]).toMatchObject({ status: 'ok', durationMs: 0 });
    expect(outcomes[0]!.findings).toHaveLength(300);
    expect(pending).toBe(0);
  });

  test('with one slot, the reader has everything when the writer has ended', async () => {
    const seen: string[] = [];
    const { outcomes } = await together(() => ({ writer: writes, reader: note(seen) }), {
      maxConcurrency: 1,
      bufferedFindings: 2,
    });
    expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'ok']);
    expect([seen.length, seen.at(-1)]).toEqual([301, 'end']);
  });

  test('a reader that hangs and hears nothing is given up, and the writer goes on', async () => {
    const tasks = [task('writer'), { ...reader, timeoutMs: 5_000 }];
    const { outcomes } = await together(
      (clock) => ({
        async writer(_, { report }) {
          await waitOn(clock, 100);
          await writes(task('writer'), { report } as never);
        },
        async reader(_, { upstream }) {
          for await (const _finding of upstream()) await waitOn(clock, 3_600_000);
        },
      }),
      { tasks, bufferedFindings: 2 },
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'timed-out']);
    expect(outcomes[0]!.findings).toHaveLength(300);
  });
});

test('whose predecessor fails, reads what there was', async () => {
  const seen: string[] = [];
  const { outcomes } = await together(() => ({
    async writer(_, { report }) {
      await report(numbered(1));
      throw new Error('broken');
    },
    reader: note(seen),
  }));
  expect(outcomes.map(({ status }) => status)).toEqual(['failed', 'ok']);
  expect(seen).toEqual(['1', 'end']);
});

test('a writer whose worker dies goes back into the queue before all others; its reader sees nothing twice', async () => {
  const seen: string[] = [];
  let lives = 0;
  const { outcomes, events } = await together(
    (clock) => ({
      async writer(_, { report }) {
        await report(numbered(1));
        await waitOn(clock, 100);
        if (++lives === 1) throw new WorkerDied('it was killed');
        await report(numbered(2));
      },
      reader: note(seen),
      other: () => waitOn(clock, 100),
    }),
    {
      tasks: [task('writer'), reader, task('other', { lane: 'optional' })],
      maxConcurrency: 2,
    },
  );
  expect(outcomes[0]).toMatchObject({ status: 'ok', attempts: 2, startedMs: 0, durationMs: 200 });
  expect(seen).toEqual(['1', '2', 'end']);
  const order = events.flatMap((event) =>
    event.type === 'task-started' || event.type === 'task-requeued' ? [`${event.type} ${event.task.id}`] : [],
  );
  expect(order.slice(0, 4)).toEqual([
    'task-started writer/rules/1',
    'task-started reader/rules/1',
    'task-requeued writer/rules/1',
    'task-started writer/rules/1',
  ]);
});

test('with two predecessors it reads both, and ends with the later one', async () => {
  const seen: string[] = [];
  const tasks = [task('a'), task('b'), task('reader', { after: ['a/rules/1', 'b/rules/1'], stream: true })];
  const { outcomes } = await together(
    (clock) => ({
      async a(_, { report }) {
        await report(numbered(1));
      },
      async b(_, { report }) {
        await waitOn(clock, 2_000);
        await report(numbered(2));
      },
      reader: note(seen),
    }),
    { tasks },
  );
  expect(seen).toEqual(['1', '2', 'end']);
  expect(outcomes[2]).toMatchObject({ startedMs: 0, durationMs: 2_000 });
});
