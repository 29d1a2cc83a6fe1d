import { describe, expect, test } from 'vitest';
import type { MergedFinding } from '../../src/merge/merge.ts';
import { verdictOf } from '../../src/merge/verdict.ts';
import type { Outcome, Task } from '../../src/run/task.ts';
import { finding, outcome, task } from '../run/samples.ts';

const required = task('quality');
const optional = task('docs', { onFailure: 'continue' });
const policy = { failOnSeverity: 'high' } as const;
const good = (it: Task) => outcome(it);
const bad = (it: Task, status: Outcome['status'] = 'failed') => outcome(it, { status, reason: 'it broke' });

function decide(outcomes: Outcome[], blocking: boolean[] = [], tasks: Task[] = [required, optional]) {
  const findings = blocking.map((it): MergedFinding => ({ ...finding(), agents: ['quality'], blocking: it }));
  return verdictOf(findings, outcomes, { tasks }, policy);
}

test('all agents gave a verdict and nothing blocks: passed', () => {
  expect(decide([good(required), good(optional)], [false])).toEqual({
    verdict: 'passed',
    conclusion: 'success',
    reasons: [],
  });
});

test('a blocking finding blocks', () => {
  expect(decide([good(required), good(optional)], [true, false])).toEqual({
    verdict: 'blocked',
    conclusion: 'failure',
    reasons: ['1 finding is at least high'],
  });
});

test.each(['failed', 'timed-out', 'over-budget', 'skipped'] as const)(
  'a required agent that %s gave no verdict: incomplete',
  (status) => {
    expect(decide([bad(required, status), good(optional)])).toEqual({
      verdict: 'incomplete',
      conclusion: 'failure',
      reasons: [`the required agent quality gave no verdict (${status}: it broke)`],
    });
  },
);

test('a planned task without an outcome is no pass', () => {
  expect(decide([good(optional)])).toMatchObject({
    verdict: 'incomplete',
    reasons: ['the required agent quality gave no verdict (it never ran)'],
  });
});

test('an agent that may fail does not hold the merge up, but it is said', () => {
  expect(decide([good(required), bad(optional)])).toEqual({
    verdict: 'passed',
    conclusion: 'success',
    reasons: ['the agent docs gave no verdict (failed: it broke)'],
  });
});

test('what is proven stays proven when another agent fails: blocked, and both are said', () => {
  expect(decide([bad(required), good(optional)], [true, true])).toEqual({
    verdict: 'blocked',
    conclusion: 'failure',
    reasons: [
      '2 findings are at least high',
      'the required agent quality gave no verdict (failed: it broke)',
    ],
  });
});

test('without tasks there is nothing to review', () => {
  expect(decide([], [], [])).toMatchObject({ verdict: 'nothing-to-review', conclusion: 'success' });
});

test('a review that was stopped is incomplete, even if only agents that may fail are missing', () => {
  const stopped = { ...policy, stopped: true };
  const tasks = [required, optional];
  const cut = [good(required), bad(optional, 'skipped')];
  expect(verdictOf([], cut, { tasks }, stopped)).toMatchObject({
    verdict: 'incomplete',
    conclusion: 'failure',
  });
  // Stopped too late to matter.
  expect(verdictOf([], [good(required), good(optional)], { tasks }, stopped).verdict).toBe('passed');
});

const acceptance = { accepted: [{ by: 'bea', reason: 'r', url: 'u' }] };

function decideAccepted(outcomes: Outcome[], accepted: boolean[]) {
  const findings = accepted.map((it): MergedFinding => ({
    ...finding(),
    agents: ['quality'],
    blocking: true,
    ...(it && acceptance),
  }));
  return verdictOf(findings, outcomes, { tasks: [required, optional] }, policy).verdict;
}

test('overridden takes that all that blocks is accepted and nothing is missing', () => {
  const whole = [good(required), good(optional)];
  expect(decideAccepted(whole, [true, true])).toBe('overridden');
  expect(decideAccepted(whole, [true, false])).toBe('blocked');
  expect(decideAccepted([bad(required), good(optional)], [true])).toBe('incomplete');
});

test('what is skipped was not reviewed, and says so', () => {
  expect(verdictOf([], [], { tasks: [] }, { ...policy, skipped: 'a draft' })).toEqual({
    verdict: 'nothing-to-review',
    conclusion: 'success',
    reasons: ['a draft'],
  });
});

describe('files that nobody could read', () => {
  const reading = task('quality', { files: ['a.sql', 'b.yml'] });
  const broken = { isNew: true, isHuge: false };
  const huge = { isNew: true, isHuge: true };
  const unread = (more: Record<string, typeof broken>) =>
    verdictOf(
      [],
      [good(reading)],
      { tasks: [reading] },
      {
        ...policy,
        unread: new Map(
          Object.entries(more).map(([path, how]) => [path, { reason: 'cannot be read: too deep', ...how }]),
        ),
      },
    );

  test('are said, and do not hold up what was reviewed', () => {
    expect(unread({ 'b.yml': broken })).toEqual({
      verdict: 'passed',
      conclusion: 'success',
      reasons: ['b.yml was not reviewed: it cannot be read: too deep'],
    });
  });

  test('are no pass if the change makes them too large to read', () => {
    expect(unread({ 'b.yml': huge })).toMatchObject({ verdict: 'incomplete', conclusion: 'failure' });
  });

  test('are no pass if there is nothing else', () => {
    expect(unread({ 'a.sql': broken, 'b.yml': broken })).toMatchObject({ verdict: 'incomplete' });
  });

  test('hold nothing up that they did not hold up before', () => {
    const known = { isNew: false, isHuge: true };
    expect(unread({ 'a.sql': known, 'b.yml': known })).toMatchObject({ verdict: 'passed' });
  });

  test('are nobody’s affair if no agent reads them', () => {
    expect(unread({ 'c.txt': huge })).toMatchObject({ verdict: 'passed', reasons: [] });
  });
});
