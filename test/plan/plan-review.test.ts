import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtInAgents } from '../../src/agents/index.ts';
import type { Agent } from '../../src/agents/agent.ts';
import { planReview } from '../../src/plan/plan-review.ts';
import type { PlannedFile } from '../../src/plan/plan-review.ts';

function agent(name: string, more: Partial<Agent> = {}): Agent {
  return {
    name,
    summary: 'Looks.',
    lane: 'standard',
    reviewers: ['rules'],
    reads: ['**'],
    after: [],
    onFailure: 'fail',
    timeoutMs: 1000,
    ...more,
  };
}

function plan(agents: readonly Agent[], files: readonly (string | PlannedFile)[], more = {}) {
  const asFiles = files.map((file) => (typeof file === 'string' ? { path: file } : file));
  return planReview({ agents, excluded: [], pathFilters: [], ...more }, asFiles);
}

describe('who reads what', () => {
  test('the built-in agents share a small pull request', () => {
    const video: PlannedFile = { path: 'demo.mp4', kind: 'binary' };
    const text = ['.env', 'main.tf', 'models/orders.sql', 'notes.md'];
    const result = plan(builtInAgents, [...text.toReversed(), video]);
    expect(result.tasks.map(({ id, files }) => [id, files])).toEqual([
      ['governance/rules/1', text],
      ['cost/rules/1', [text[0], 'demo.mp4', ...text.slice(1)]],
      ['quality/rules/1', text],
      ['docs/rules/1', [text[0], 'demo.mp4', ...text.slice(1)]],
    ]);
    expect(result.unread).toEqual([{ path: 'demo.mp4', reason: 'binary file' }]);
    expect(result.waves).toEqual([['governance/rules/1', 'cost/rules/1', 'quality/rules/1', 'docs/rules/1']]);
  });

  test("a task carries its agent's policy", () => {
    const docs = agent('docs', { lane: 'optional', onFailure: 'continue', timeoutMs: 42 });
    expect(plan([docs], ['a']).tasks).toEqual([
      {
        id: 'docs/rules/1',
        agent: 'docs',
        reviewer: 'rules',
        lane: 'optional',
        files: ['a'],
        after: [],
        onFailure: 'continue',
        timeoutMs: 42,
        expectedMs: 20,
      },
    ]);
  });

  test('an agent with nothing to read is skipped, one that is turned off too', () => {
    const result = plan([agent('b', { reads: ['*.py'] }), agent('c')], ['a.sql'], { excluded: ['a'] });
    expect(result.skipped).toEqual([
      { agent: 'a', reason: 'turned off' },
      { agent: 'b', reason: 'it reads none of the changed files' },
    ]);
    expect(result.tasks.map((task) => task.agent)).toEqual(['c']);
  });

  test('files that nobody reads are listed with the reason', () => {
    const files: PlannedFile[] = [
      { path: 'z.txt' },
      { path: 'target/run.sql' },
      { path: 'logo.sql', kind: 'binary' },
      { path: 'huge.sql', kind: 'too-large' },
      { path: 'link.sql', kind: 'symlink' },
      { path: 'packages/x.sql', kind: 'submodule' },
    ];
    const result = plan([agent('a', { reads: ['**/*.sql'] })], files, { pathFilters: ['!target/**'] });
    expect(result.tasks).toEqual([]);
    expect(result.unread).toEqual([
      { path: 'huge.sql', reason: 'file is too large' },
      { path: 'link.sql', reason: 'symbolic link' },
      { path: 'logo.sql', reason: 'binary file' },
      { path: 'packages/x.sql', reason: 'submodule' },
      { path: 'target/run.sql', reason: 'excluded by path-filters' },
      { path: 'z.txt', reason: 'no agent reads this file' },
    ]);
  });

  test.each([
    [['models/**'], ['models/.hidden/b.sql', 'models/a.sql']],
    [['!models/**'], ['#e', 'Models/c.sql', 'seeds/d.csv']],
    [
      ['**/*.sql', '!models/.hidden/**'],
      ['Models/c.sql', 'models/a.sql'],
    ],
    [['*.{csv,md}'], []],
    [['#e'], ['#e']],
    [[], ['#e', 'Models/c.sql', 'models/.hidden/b.sql', 'models/a.sql', 'seeds/d.csv']],
  ])('path-filters %j', (pathFilters, expected) => {
    const files = ['models/a.sql', 'models/.hidden/b.sql', 'Models/c.sql', 'seeds/d.csv', '#e'];
    expect(plan([agent('a')], files, { pathFilters }).tasks[0]?.files ?? []).toEqual(expected);
  });

  test('a renamed file concerns those who read it under its old path', () => {
    const moved = { path: 'attic/orders.sql.txt', previousPath: 'models/orders.sql' };
    const agents = [agent('a', { reads: ['models/**'] })];
    expect(plan(agents, [moved]).tasks[0]?.files).toEqual(['attic/orders.sql.txt']);
    expect(plan(agents, [moved], { pathFilters: ['models/**'] }).unread).toEqual([]);
  });
});

describe('order', () => {
  test('`after` makes waves; within one, lane and name decide', () => {
    const agents = [
      agent('d', { lane: 'optional' }),
      agent('a', { lane: 'safety', after: ['c'] }),
      agent('c'),
      agent('b', { lane: 'safety' }),
      agent('e', { after: ['a'] }),
    ];
    const result = plan(agents, ['x']);
    expect(result.waves).toEqual([['b/rules/1', 'c/rules/1', 'd/rules/1'], ['a/rules/1'], ['e/rules/1']]);
    expect(result.tasks.map((task) => task.agent)).toEqual(['b', 'c', 'd', 'a', 'e']);
    expect(result.tasks.at(-1)!.after).toEqual(['a/rules/1']);
  });

  test('nobody waits for an agent that has nothing to read or is turned off', () => {
    const agents = [agent('a', { after: ['b', 'off'] }), agent('b', { reads: ['*.py'] })];
    const result = plan(agents, ['x.sql'], { excluded: ['off'] });
    expect(result.tasks).toMatchObject([{ agent: 'a', after: [] }]);
    // It stays where its name puts it.
    const names = plan([agent('a', { after: ['off'] }), agent('b')], ['x'], { excluded: ['off'] }).tasks;
    expect(names.map((it) => it.agent)).toEqual(['a', 'b']);
  });

  test.each([
    [{ a: ['b'], b: ['c'], c: ['a'] }, 'a → b → c → a'],
    [{ a: ['a'] }, 'a → a'],
    [{ x: ['a'], a: ['b'], b: ['a'] }, 'a → b → a'],
  ])('a cycle is refused and named: %j', (after, cycle) => {
    const agents = Object.entries(after).map(([name, before]) => agent(name, { after: before }));
    expect(() => plan(agents, ['x'])).toThrow(`agents: ${cycle} is a cycle of \`after\``);
  });

  test('`after` a stranger is refused', () => {
    expect(() => plan([agent('a', { after: ['nobody'] }), agent('b')], ['x'], { excluded: ['c'] })).toThrow(
      'agents.a.after: "nobody" is not allowed; allowed: a, b, c',
    );
  });
});

test('every changed file is read by somebody or listed, and the order of files does not matter', () => {
  const paths = fc.uniqueArray(fc.stringMatching(/^[a-c]{1,2}\/[a-c]\.(sql|py|md|tf|bin)$/), {
    maxLength: 12,
  });
  const filters = fc.subarray(['a/**', '!b/**', '**/*.sql', '!**/*.md']);
  fc.assert(
    fc.property(paths, filters, (names, pathFilters) => {
      const agents = builtInAgents.filter(({ name }) => name !== 'governance');
      const result = plan(agents, names, { pathFilters });
      const read = new Set(result.tasks.flatMap(({ files }) => files));
      const unread = result.unread.map(({ path }) => path);
      expect([...read, ...unread].sort()).toEqual(names.toSorted());
      expect(plan(agents, names.toReversed(), { pathFilters })).toEqual(result);
      expect(result.waves.flat().sort()).toEqual(result.tasks.map(({ id }) => id).sort());
    }),
  );
});

describe('engines', () => {
  const model = { name: 'anthropic/big', maxSeverity: 'high', onFailure: 'continue' } as const;
  const both = agent('both', { reviewers: ['rules', 'model'], model, onFailure: 'fail' });

  test('an agent has a task for each, its model last', () => {
    const { tasks, waves } = plan([both, agent('next', { after: ['both'] })], ['a']);
    expect(tasks.map(({ id, after, onFailure, provider }) => [id, after, onFailure, provider])).toEqual([
      ['both/rules/1', [], 'fail', undefined],
      ['both/model/1', ['both/rules/1'], 'continue', 'anthropic'],
      ['next/rules/1', ['both/model/1', 'both/rules/1'], 'fail', undefined],
    ]);
    expect(waves).toEqual([['both/rules/1'], ['both/model/1'], ['next/rules/1']]);
  });

  test.each([
    [{ votes: 3 }, { kind: 'vote', weights: [1, 1, 1] }],
    [{ attempts: 2 }, { kind: 'best', attempts: 2 }],
    [{ hedgeMs: 500 }, { kind: 'hedge', afterMs: 500 }],
    [{ votes: 1, attempts: 1 }, undefined],
  ])('%j is %j', (how, redundancy) => {
    const alone = agent('own', { reviewers: ['model'], model: { ...model, ...how } });
    expect(plan([alone], ['a']).tasks).toMatchObject([{ id: 'own/model/1', after: [] }]);
    expect(plan([alone], ['a']).tasks[0]?.redundancy).toEqual(redundancy);
  });

  test('only the engine that comes first streams', () => {
    const reader = agent('reader', { reviewers: ['rules', 'model'], model, after: ['first'], stream: true });
    const { tasks } = plan([agent('first'), reader], ['a']);
    expect(tasks.map(({ id, stream }) => [id, stream])).toEqual([
      ['first/rules/1', undefined],
      ['reader/rules/1', true],
      ['reader/model/1', undefined],
    ]);
  });

  test('who has none is skipped, and it is said why', () => {
    expect(plan([agent('naming', { reviewers: [] })], ['a'])).toMatchObject({
      tasks: [],
      skipped: [{ agent: 'naming', reason: 'no model is configured' }],
    });
  });
});
