import { describe, expect, test } from 'vitest';
import { checkProgress, checkProgressText } from '../../src/observe/check-progress.ts';
import type { CheckProgress } from '../../src/observe/check-progress.ts';
import type { Severity } from '../../src/finding.ts';
import { jobGroups } from '../../src/observe/groups.ts';
import { plainLines } from '../../src/observe/lines.ts';
import { liveLines, liveView } from '../../src/observe/live.ts';
import { together } from '../../src/observe/observer.ts';
import { progressAfter } from '../../src/observe/progress.ts';
import type { Progress } from '../../src/observe/progress.ts';
import { columns, painter } from '../../src/report/ansi.ts';
import { runTasks } from '../../src/run/run.ts';
import type { RunEvent } from '../../src/run/task.ts';
import { acting, toHtml } from '../report/hostile.ts';
import { fakeClock } from '../run/fake-clock.ts';
import { finding, outcome, task } from '../run/samples.ts';
import { deadline, found, quality, started, troubledRun, wholeRun } from './samples.ts';

const plain = painter(false);

function after(events: readonly RunEvent[]): Progress {
  return events.reduce(progressAfter, [] as Progress);
}

describe('how far each agent is', () => {
  test('waits, runs, ends; findings and reasons with it', () => {
    expect(after(wholeRun.slice(0, 3))).toMatchObject([
      { agent: 'governance', state: 'running', startedMs: 10, findings: 1 },
      { agent: 'quality', state: 'waiting', findings: 0 },
    ]);
    expect(after(wholeRun)).toMatchObject([
      { agent: 'governance', state: 'ok', endedMs: 1_210 },
      { agent: 'quality', state: 'timed-out', remark: 'its time budget of 1 min is used up' },
    ]);
    expect(after([...wholeRun.slice(0, 5), deadline('deadline-alert', 50_000)])[1]).toMatchObject({
      state: 'running',
      remark: 'nearly out of time',
    });
  });

  test('trouble is told until the end, and never hides why a task ended badly', () => {
    const remarks = troubledRun.map((_, index) => after(troubledRun.slice(0, index + 1))[0]!.remark);
    expect([...new Set(remarks)]).toEqual([
      undefined,
      'a call failed: the service answered 500',
      'tries again: the service answered 500',
      'starts over: its worker died',
      'slowed down: four fifths of the budget are spent',
      'the budget of 1 dollar is used up',
    ]);
    const [first, second] = [task('a'), task('a', { id: 'a/rules/2' })];
    const events: RunEvent[] = [
      { type: 'run-started', atMs: 0, tasks: [first, second] },
      { type: 'task-ended', atMs: 1, outcome: outcome(first, { status: 'failed', reason: 'it broke' }) },
      { type: 'task-retrying', atMs: 2, task: second, waitMs: 1, reason: 'busy' },
    ];
    expect(after(events)).toMatchObject([{ remark: 'it broke' }]);
  });

  test('an agent of two tasks runs until both have ended, and the bad end stands', () => {
    const tasks = [task('a'), task('a', { id: 'a/rules/2' })];
    const end = (index: number, status: 'ok' | 'failed'): RunEvent => ({
      type: 'task-ended',
      atMs: index,
      outcome: outcome(tasks[index]!, status === 'ok' ? {} : { status, reason: 'it broke' }),
    });
    const begin: RunEvent[] = [
      { type: 'run-started', atMs: 0, tasks },
      { type: 'task-started', atMs: 0, task: tasks[0]!, attempt: 1 },
      end(0, 'failed'),
    ];
    expect(after(begin)).toMatchObject([{ state: 'running', open: 1 }]);
    expect(after([...begin, end(1, 'ok')])).toMatchObject([{ state: 'failed', open: 0, remark: 'it broke' }]);
  });
});

describe('the live view', () => {
  /** What a terminal shows that understands "up" and "erase below". */
  function screen() {
    let lines: string[] = [''];
    let writes = 0;
    return {
      columns: 60,
      write(text: string) {
        writes++;
        // eslint-disable-next-line no-control-regex
        for (const part of text.split(/(\u001B\[\d+[AJ]|\n)/)) {
          const up = /^\u001B\[(\d+)A$/.exec(part);
          if (up) lines = [...lines.slice(0, lines.length - 1 - Number(up[1])), ''];
          else if (part === '\n') lines.push('');
          else if (part !== '\u001B[0J') lines[lines.length - 1] += part;
        }
      },
      shown: () => lines.slice(0, -1),
      writes: () => writes,
    };
  }

  test('has one line for each agent, moves with events and time, and is gone at the end', async () => {
    const clock = fakeClock();
    const stream = screen();
    const view = liveView({ stream, clock, colour: false });
    view.onEvent(started);
    await clock.advance(10);
    view.onEvent(wholeRun[1]!);
    view.onEvent(found);
    await clock.advance(3_100);
    expect(stream.shown()).toEqual([
      '▸ governance  running          3.1 s  1 finding',
      '· quality     waiting                 0 findings',
    ]);
    await view.close();
    expect(stream.shown()).toEqual([]);
    expect(clock.pending()).toBe(0);
  });

  test('a flood of events is drawn ten times a second at most, and nothing is drawn when nothing runs', async () => {
    const clock = fakeClock();
    const stream = screen();
    const view = liveView({ stream, clock, colour: false });
    view.onEvent(started);
    view.onEvent(wholeRun[1]!);
    for (let index = 0; index < 1_000; index++) {
      view.onEvent(found);
      if (index % 10 === 0) await clock.advance(1);
    }
    expect(stream.writes()).toBeLessThanOrEqual(2);
    for (const event of wholeRun.slice(3)) view.onEvent(event);
    await clock.advance(200);
    const writes = stream.writes();
    await clock.advance(60_000);
    expect(stream.writes()).toBe(writes);
    await view.close();
  });

  test('no line is wider than the terminal, whatever a reason says', () => {
    const reason = `\u001B[2J${'漢'.repeat(200)}\n::error::x`;
    const failed = { type: 'task-ended', atMs: 5, outcome: outcome(quality, { status: 'failed', reason }) };
    const lines = liveLines(after([started, failed as RunEvent]), 10, 40, plain);
    expect(lines.map((line) => columns(line) <= 40)).toEqual([true, true]);
    // eslint-disable-next-line no-control-regex
    expect(lines.join('')).not.toMatch(/[\u0000-\u001F]/);
  });
});

test('plain lines: one for each piece of news, findings of a flood left out', () => {
  const lines: string[] = [];
  const observer = plainLines((line) => lines.push(line));
  for (const event of [...wholeRun.slice(0, 5), deadline('deadline-warning', 31_220), ...wholeRun.slice(5)])
    observer.onEvent(event);
  expect(lines).toEqual([
    '0 ms started 2 tasks',
    '10 ms governance/rules/1 started',
    '20 ms governance/rules/1 found high quality/unknown-column at models/orders.sql:3',
    '1.2 s governance/rules/1 ended: ok, 1 finding',
    '1.2 s quality/rules/1 started',
    '31.2 s quality/rules/1: half of its time is used up',
    '1 min 1 s quality/rules/1 ended: timed-out (its time budget of 1 min is used up), 0 findings',
    '1 min 1 s all tasks have ended',
  ]);
  for (let index = 0; index < 1_000; index++) observer.onEvent(found);
  expect(lines).toHaveLength(8 + 19);
});

test('plain lines tell of every call and of all trouble', () => {
  const lines: string[] = [];
  const observer = plainLines((line) => lines.push(line));
  for (const event of troubledRun) observer.onEvent(event);
  expect(lines.slice(2)).toEqual([
    '20 ms governance/rules/1: call 1 to acme',
    '1.0 s governance/rules/1: call 1 failed (the service answered 500)',
    '1.0 s governance/rules/1 failed (the service answered 500), tries again in 900 ms',
    '1.9 s governance/rules/1 started again (attempt 2)',
    '2.0 s governance/rules/1 was interrupted: its worker died',
    '2.0 s governance/rules/1 started again (attempt 3)',
    '3.0 s governance/rules/1: call 2 to acme, after 1.0 s for the rate',
    '3.0 s slowing down: four fifths of the budget are spent',
    '4.0 s governance/rules/1: call 2 ended, 1,234 tokens, $0.50',
    '4.0 s governance/rules/1 ended: over-budget (the budget of 1 dollar is used up), 0 findings',
  ]);
});

test('whoever hangs is told of at half of its time, at four fifths, and when it is stopped', async () => {
  const clock = fakeClock();
  const lines: string[] = [];
  const { onEvent } = plainLines((line) => lines.push(line));
  const hanging = task('quality', { timeoutMs: 10_000 });
  const run = runTasks(
    [hanging],
    { rules: () => new Promise(() => {}) },
    {
      clock,
      onEvent,
      maxConcurrency: 1,
      timeoutMs: 60_000,
      graceMs: 1_000,
    },
  );
  await clock.advance(20_000);
  await run;
  expect(lines.slice(2)).toEqual([
    '5.0 s quality/rules/1: half of its time is used up',
    '8.0 s quality/rules/1: nearly all of its time is used up',
    '11.0 s quality/rules/1 ended: timed-out (its time budget of 10 s is used up), 0 findings',
    '11.0 s all tasks have ended',
  ]);
});

test("a job's log has a group for each task, whole, and warnings beside them", async () => {
  const log: string[] = [];
  const observer = jobGroups({
    group: (title) => log.push(`group ${title}`),
    endGroup: () => log.push('end'),
    log: (line) => log.push(line),
    warning: (text) => log.push(`warning ${text}`),
  });
  const other = task('cost');
  const events: RunEvent[] = [
    ...wholeRun.slice(0, 2),
    { type: 'task-started', atMs: 11, task: other, attempt: 1 },
    found,
    {
      type: 'finding',
      atMs: 21,
      task: other,
      finding: finding({ location: { path: '##[error]x', side: 'head', startLine: 1, endLine: 1 } }),
    },
    wholeRun[3]!,
    deadline('deadline-alert', 50_000),
  ];
  for (const event of events) observer.onEvent(event);
  await observer.close();
  expect(log).toEqual([
    '0 ms started 2 tasks',
    'group 1.2 s governance/rules/1 ended: ok, 1 finding',
    '10 ms governance/rules/1 started',
    '20 ms governance/rules/1 found high quality/unknown-column at models/orders.sql:3',
    '1.2 s governance/rules/1 ended: ok, 1 finding',
    'end',
    'warning quality/rules/1: nearly all of its time is used up',
    'group cost/rules/1 did not end',
    '11 ms cost/rules/1 started',
    '21 ms cost/rules/1 found high quality/unknown-column at # #[error]x:1',
    'end',
    'group quality/rules/1 did not end',
    '50.0 s quality/rules/1: nearly all of its time is used up',
    'end',
  ]);
});

test("a job's warnings are what somebody must look at: time, budget, throttling; calls only if they fail", async () => {
  const warnings: string[] = [];
  const lines: string[] = [];
  const observer = jobGroups({
    group: () => {},
    endGroup: () => {},
    log: (line) => lines.push(line),
    warning: (text) => warnings.push(text),
  });
  const events = [...troubledRun, deadline('deadline-warning', 30_000), deadline('deadline-alert', 50_000)];
  for (const event of [...events, wholeRun[5]!]) observer.onEvent(event);
  await observer.close();
  expect(warnings).toEqual([
    'slowing down: four fifths of the budget are spent',
    'governance/rules/1 ended: over-budget (the budget of 1 dollar is used up)',
    'quality/rules/1: nearly all of its time is used up',
    'quality/rules/1 ended: timed-out (its time budget of 1 min is used up)',
  ]);
  const said = lines.join('\n');
  expect(said).toContain('call 1 failed');
  expect(said).toContain('tries again in 900 ms');
  expect(said).toContain('was interrupted');
  expect(said).not.toMatch(/call 1 to|call 2/);
});

describe('the check run in progress', () => {
  function publishing(work: () => Promise<void> = async () => {}) {
    const published: (CheckProgress & { atMs: number })[] = [];
    const clock = fakeClock();
    const publish = (progress: CheckProgress) => {
      published.push({ ...progress, atMs: clock.now() });
      return work();
    };
    return { published, clock, observer: checkProgress({ clock, publish, firstMs: 1_000, most: 3 }) };
  }

  test('is updated a few times, ever more rarely, and only with news', async () => {
    const { published, clock, observer } = publishing();
    observer.onEvent(started);
    observer.onEvent(wholeRun[1]!);
    await clock.advance(1_000);
    // Nothing happens: nothing to say.
    await clock.advance(5_000);
    observer.onEvent(found);
    await clock.advance(0);
    for (let second = 0; second < 100; second++) {
      observer.onEvent(found);
      await clock.advance(1_000);
    }
    expect(published.map(({ atMs, title }) => [atMs, title])).toEqual([
      [1_000, '0 of 2 agents done, no findings so far'],
      [6_000, '0 of 2 agents done, 1 high finding so far'],
      [10_000, '0 of 2 agents done, 5 high findings so far'],
    ]);
    await observer.close();
    expect(clock.pending()).toBe(0);
  });

  test('a review that is over before the first update makes none', async () => {
    const { published, clock, observer } = publishing();
    for (const event of wholeRun) observer.onEvent(event);
    await observer.close();
    await clock.advance(100_000);
    expect(published).toEqual([]);
  });

  test('close waits for the update that is under way, and a failed one is the last', async () => {
    let reject: (error: Error) => void = () => {};
    const { published, clock, observer } = publishing(() => new Promise((_, fail) => void (reject = fail)));
    observer.onEvent(started);
    await clock.advance(1_000);
    let closed = false;
    const closing = observer.close().then(() => void (closed = true));
    await clock.advance(0);
    expect(closed).toBe(false);
    reject(new Error('503'));
    await closing;
    observer.onEvent(found);
    await clock.advance(100_000);
    expect(published).toHaveLength(1);
  });

  test('shows the worst findings so far, and that a hostile one is only text', () => {
    const of = (severity: Severity, title: string) => finding({ severity, title });
    const low = Array.from({ length: 9 }, (_, index) => of('low', `Low ${index}`));
    const hostile = '<img src=x> @team [x](http://x) `a|b` ](';
    const { title, summary } = checkProgressText(after(wholeRun), [...low, of('critical', hostile)]);
    expect(title).toBe('2 of 2 agents done, 1 critical and 9 low findings so far');
    const lines = summary.split('\n').slice(5);
    expect(lines[0]).toMatch(/^- 🔴 `models\/orders\.sql:3`: /);
    expect(lines[1]).toContain('Low 0');
    expect(lines.slice(5)).toEqual(['- and 5 more']);
    const harmless = checkProgressText(after(wholeRun), [...low, of('critical', 'x `y` z')]);
    expect(acting(toHtml(summary))).toEqual(acting(toHtml(harmless.summary)));
  });

  test('an update that takes too long is given up, with all that would follow', async () => {
    const clock = fakeClock();
    const signals: AbortSignal[] = [];
    const publish = (_: CheckProgress, signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<void>(() => {});
    };
    const observer = checkProgress({ clock, publish, firstMs: 1_000, patienceMs: 3_000 });
    observer.onEvent(started);
    observer.onEvent(found);
    await clock.advance(3_999);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    let closed = false;
    const closing = observer.close().then(() => void (closed = true));
    await clock.advance(0);
    expect(closed).toBe(false);
    await clock.advance(1);
    await closing;
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(clock.pending()).toBe(0);
  });

  test('shows what agents say as words, never as markup', () => {
    const reason = '| <img src=x> @team';
    const failed = { type: 'task-ended', atMs: 5, outcome: outcome(quality, { status: 'failed', reason }) };
    const { summary } = checkProgressText(after([started, failed as RunEvent]), []);
    expect(summary.split('\n')).toHaveLength(4);
    expect(summary).toContain('| quality | failed |');
    expect(summary).not.toMatch(/<img|@team|\| \|.*<|[^\\]\| </);
  });
});

test('an observer that throws is left out and told of once; the others go on', async () => {
  const seen: string[] = [];
  const problems: unknown[] = [];
  const broken = {
    onEvent: () => {
      throw new Error('disk full');
    },
    close: async () => {
      throw new Error('still full');
    },
  };
  const good = {
    onEvent: (event: RunEvent) => void seen.push(event.type),
    close: async () => void seen.push('closed'),
  };
  const all = together([broken, good], (error) => problems.push(String(error)));
  all.onEvent(started);
  all.onEvent(found);
  await all.close();
  expect(seen).toEqual(['run-started', 'finding', 'closed']);
  expect(problems).toEqual(['Error: disk full']);
});
