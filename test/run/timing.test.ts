import { expect, test } from 'vitest';
import { timing } from '../../src/run/timing.ts';
import { outcome, task } from './samples.ts';

const four = { maxConcurrency: 4 };

test('measures what parallel running was worth', () => {
  const outcomes = [
    outcome(task('a'), { startedMs: 0, durationMs: 100 }),
    outcome(task('b'), { startedMs: 0, durationMs: 250 }),
    outcome(task('c', { after: ['a/rules/1', 'gone/rules/1'] }), { startedMs: 100, durationMs: 200 }),
  ];
  expect(timing(outcomes, four)).toMatchObject({
    wallMs: 300,
    sequentialMs: 550,
    criticalPathMs: 300,
    speedup: 1.83,
    speedupBound: 1.83,
  });
});

test('does not count as work what a task waited for others', () => {
  const outcomes = [
    outcome(task('a'), { startedMs: 0, durationMs: 100, waitedMs: 40 }),
    outcome(task('b'), { startedMs: 0, durationMs: 100, waitedMs: 60 }),
  ];
  const found = timing(outcomes, four);
  expect(found).toMatchObject({ wallMs: 100, sequentialMs: 100, criticalPathMs: 60, speedup: 1 });
});

test('counts the preparation once, before everything', () => {
  const outcomes = [outcome(task('a'), { durationMs: 100 }), outcome(task('b'), { durationMs: 100 })];
  const found = timing(outcomes, { ...four, preparedMs: 300 });
  expect(found).toMatchObject({ wallMs: 400, sequentialMs: 500, criticalPathMs: 400, speedup: 1.25 });
});

test('says how fast it could have been at best: by the ceiling, the chain, and what shares a thread', () => {
  const outcomes = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => outcome(task(name), { durationMs: 100 }));
  expect(timing(outcomes, { maxConcurrency: 3 }).speedupBound).toBe(3);
  expect(timing(outcomes, { maxConcurrency: 64 }).speedupBound).toBe(6);
  // 100 of preparation, and 200 of 600 in one thread: 700 / (100 + 200 + 400 / 4).
  const sharesThread = ({ agent }: { agent: string }) => agent < 'c';
  const mixed = timing(outcomes, { ...four, preparedMs: 100, sharesThread });
  expect(mixed.speedupBound).toBe(1.75);
  expect(timing(outcomes, { ...four, sharesThread: () => true }).speedupBound).toBe(1);
});

test('sums up what tasks waited for slots and rates', () => {
  const outcomes = [
    outcome(task('a'), { queuedMs: 30, limitedMs: 5 }),
    outcome(task('b'), { queuedMs: 12, limitedMs: 0 }),
  ];
  expect(timing(outcomes, four)).toMatchObject({ slotWaitMs: 42, limiterWaitMs: 5 });
});

test('an empty run took no time', () => {
  expect(timing([], four)).toEqual({
    wallMs: 0,
    sequentialMs: 0,
    criticalPathMs: 0,
    speedup: 1,
    speedupBound: 1,
    slotWaitMs: 0,
    limiterWaitMs: 0,
  });
});

test('tasks in a circle are not followed for ever', () => {
  const circle = [
    outcome(task('a', { after: ['b/rules/1'] }), { durationMs: 0 }),
    outcome(task('b', { after: ['a/rules/1'] }), { durationMs: 0 }),
  ];
  expect(timing(circle, four).criticalPathMs).toBe(0);
});
