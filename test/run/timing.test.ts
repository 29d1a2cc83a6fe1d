import { expect, test } from 'vitest';
import { timing } from '../../src/run/timing.ts';
import { outcome, task } from './samples.ts';

test('measures what parallel running was worth', () => {
  const outcomes = [
    outcome(task('a'), { startedMs: 0, durationMs: 100 }),
    outcome(task('b'), { startedMs: 0, durationMs: 250 }),
    outcome(task('c', { after: ['a/rules/1', 'gone/rules/1'] }), { startedMs: 100, durationMs: 200 }),
  ];
  expect(timing(outcomes)).toEqual({ wallMs: 300, sequentialMs: 550, criticalPathMs: 300, speedup: 1.83 });
});

test('does not count as work what a task waited for others', () => {
  const outcomes = [
    outcome(task('a'), { startedMs: 0, durationMs: 100, waitedMs: 40 }),
    outcome(task('b'), { startedMs: 0, durationMs: 100, waitedMs: 60 }),
  ];
  expect(timing(outcomes)).toEqual({ wallMs: 100, sequentialMs: 100, criticalPathMs: 60, speedup: 1 });
});

test('counts the preparation once, before everything', () => {
  const outcomes = [outcome(task('a'), { durationMs: 100 }), outcome(task('b'), { durationMs: 100 })];
  expect(timing(outcomes, 300)).toEqual({
    wallMs: 400,
    sequentialMs: 500,
    criticalPathMs: 400,
    speedup: 1.25,
  });
});

test('an empty run took no time', () => {
  expect(timing([])).toEqual({ wallMs: 0, sequentialMs: 0, criticalPathMs: 0, speedup: 1 });
});

test('tasks in a circle are not followed for ever', () => {
  const circle = [
    outcome(task('a', { after: ['b/rules/1'] }), { durationMs: 0 }),
    outcome(task('b', { after: ['a/rules/1'] }), { durationMs: 0 }),
  ];
  expect(timing(circle).criticalPathMs).toBe(0);
});
