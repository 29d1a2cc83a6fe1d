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
