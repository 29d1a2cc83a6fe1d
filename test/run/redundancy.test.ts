import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/finding.ts';
import { best, hedged, voted } from '../../src/run/redundancy.ts';
import { runTasks } from '../../src/run/run.ts';
import type { Reviewer } from '../../src/run/task.ts';
import type { FakeClock } from './fake-clock.ts';
import { fakeClock } from './fake-clock.ts';
import { finding, task } from './samples.ts';

function answers(...titles: string[]): Reviewer {
  return async (_task, { report }) =>
    titles.forEach((title) => void report(finding({ title, subject: title })));
}

const broken =
  (message: string): Reviewer =>
  async () =>
    Promise.reject(new Error(message));

/** Answers after `ms`, unless aborted. */
function slow(clock: FakeClock, ms: number, title: string, ended: string[]): Reviewer {
  return (_task, { report, signal }) =>
    new Promise((resolve, reject) => {
      const cancel = clock.after(ms, () => {
        void report(finding({ title }));
        ended.push(`${title} answered`);
        resolve();
      });
      signal.addEventListener('abort', () => {
        if (!cancel()) return;
        ended.push(`${title} aborted`);
        reject(signal.reason);
      });
    });
}

async function reviewed(rules: Reviewer, clock = fakeClock()) {
  const done = runTasks([task('a')], { rules }, { clock, maxConcurrency: 1, timeoutMs: 600_000 });
  await clock.advance(10_000);
  const [outcome] = await done;
  return { ...outcome!, pending: clock.pending(), titles: outcome!.findings.map(({ title }) => title) };
}

describe('a second attempt after a while', () => {
  test.each([
    [100, ['first'], ['first answered']],
    [5_000, ['second'], ['second answered', 'first aborted']],
  ])('the first of %i ms: the faster one wins, and the other is aborted', async (ms, titles, ends) => {
    const clock = fakeClock();
    const ended: string[] = [];
    const both = [slow(clock, ms, 'first', ended), slow(clock, 300, 'second', ended)] as const;
    expect(await reviewed(hedged(...both, clock, 1_000), clock)).toMatchObject({
      status: 'ok',
      titles,
      pending: 0,
    });
    expect(ended).toEqual(ends);
  });

  test('a failure brings the second one at once; if both fail, the first one says why', async () => {
    const clock = fakeClock();
    const saved = await reviewed(hedged(broken('one'), answers('second'), clock, 1_000), clock);
    expect(saved).toMatchObject({ status: 'ok', titles: ['second'], durationMs: 0, pending: 0 });
    const lost = await reviewed(hedged(broken('one'), broken('two'), fakeClock(), 1_000));
    expect(lost).toMatchObject({ status: 'failed', reason: 'one' });
  });
});

test('of several attempts, the best is reported and broken ones do not count', async () => {
  const size = (found: readonly Finding[]) => found.length;
  const attempts = [broken('no'), answers('x'), answers('y', 'z'), answers('late', 'equal')];
  expect(await reviewed(best(attempts, size))).toMatchObject({ status: 'ok', titles: ['y', 'z'] });
  expect(await reviewed(best([broken('no'), broken('never')], size))).toMatchObject({
    status: 'failed',
    reason: 'no',
  });
});

describe('votes', () => {
  const confident = (found: readonly Finding[]) =>
    Object.fromEntries(found.map((it) => [it.title, `${it.severity} ${it.confidence}`]));

  test('without a majority a finding is only a hint, and voting twice is voting once', async () => {
    const voters = [answers('both', 'alone', 'alone'), answers('both'), answers()];
    const { findings } = await reviewed(voted(voters, [1, 1, 1]));
    expect(confident(findings)).toEqual({ both: 'high proven', alone: 'low possible' });
  });

  test('weights decide, and half is no majority', async () => {
    const heavy = voted([answers('a'), answers('b')], [3, 1]);
    expect(confident((await reviewed(heavy)).findings)).toEqual({ a: 'high proven', b: 'low possible' });
    const even = voted([answers('a'), answers()], [1, 1]);
    expect(confident((await reviewed(even)).findings)).toEqual({ a: 'low possible' });
  });
});
