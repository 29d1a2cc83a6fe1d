import { expect, test } from 'vitest';
import { precedences } from '../../src/run/precedence.ts';
import { task } from './samples.ts';

function order(tasks: Parameters<typeof precedences>[0]): string[] {
  const of = precedences(tasks);
  return tasks.toSorted((a, b) => of.get(b)! - of.get(a)!).map(({ agent }) => agent);
}

test('the longest expected goes first within its lane, and never before a higher lane', () => {
  const tasks = [
    task('short', { expectedMs: 10 }),
    task('guard', { lane: 'safety', expectedMs: 1 }),
    task('long', { expectedMs: 500 }),
    task('endless', { lane: 'optional', expectedMs: 1e15 }),
  ];
  expect(order(tasks)).toEqual(['guard', 'long', 'short', 'endless']);
});

test('a chain counts with its whole length', () => {
  const chained = task('first', { expectedMs: 10 });
  const tasks = [
    task('alone', { expectedMs: 50 }),
    chained,
    task('next', { expectedMs: 60, after: [chained.id] }),
  ];
  expect(order(tasks)).toEqual(['first', 'next', 'alone']);
});

test('who a safety task waits for goes before the standard lane', () => {
  const low = task('low', { lane: 'optional' });
  const middle = task('middle', { lane: 'optional', after: [low.id] });
  expect(order([task('normal'), low, middle, task('guard', { lane: 'safety', after: [middle.id] })])[3]).toBe(
    'normal',
  );
});
