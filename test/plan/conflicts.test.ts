import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import { lanes } from '../../src/agents/agent.ts';
import { ConfigError } from '../../src/config/config.ts';
import type { ConflictPolicy } from '../../src/config/config.ts';
import { planReview } from '../../src/plan/plan-review.ts';

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

function plan(agents: readonly Agent[], paths: readonly string[], onConflict?: ConflictPolicy) {
  const config = { agents, excluded: [], pathFilters: [], ...(onConflict && { onConflict }) };
  return planReview(
    config,
    paths.map((path) => ({ path })),
  );
}

/** The message of the one error that a user sees. */
function refusal(agents: readonly Agent[], paths: readonly string[], onConflict?: ConflictPolicy): string {
  try {
    plan(agents, paths, onConflict);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('it was not refused');
}

const sql = { reads: ['**/*.sql'] };

describe('what is a conflict', () => {
  test('agents that only read run together', () => {
    const result = plan([agent('a'), agent('b')], ['x.sql']);
    expect(result.conflicts).toEqual([]);
    expect(result.waves).toHaveLength(1);
  });

  test('globs that overlap are none if no changed file is in both', () => {
    const agents = [agent('a', { ...sql, writes: ['models/**'] }), agent('b', { reads: ['**/*.md'] })];
    expect(plan(agents, ['models/a.sql', 'notes.md']).conflicts).toEqual([]);
    expect(plan(agents, ['models/a.sql', 'models/notes.md']).waves).toEqual([['a/rules/1'], ['b/rules/1']]);
  });

  test('one writes what the other reads: named with agents, globs and files, and put in order', () => {
    const fixer = agent('fixer', { writes: ['models/**', 'seeds/**', '!models/b.sql'] });
    const result = plan([agent('reader', sql), fixer], ['models/a.sql', 'models/b.sql', 'main.tf']);
    expect(result.conflicts).toEqual([
      {
        first: { agent: 'fixer', access: 'writes', globs: ['models/**'] },
        second: { agent: 'reader', access: 'reads', globs: ['**/*.sql'] },
        files: ['models/a.sql'],
      },
    ]);
    expect(result.waves).toEqual([['fixer/rules/1'], ['reader/rules/1']]);
    expect(result.tasks[1]).toMatchObject({ agent: 'reader', after: ['fixer/rules/1'] });
  });

  test('the lane goes before the name, whoever of them writes', () => {
    const agents = [agent('a', { writes: ['**'] }), agent('z', { lane: 'safety' })];
    expect(plan(agents, ['x.sql']).waves).toEqual([['z/rules/1'], ['a/rules/1']]);
  });

  test('a file that both write is named once, as written by both', () => {
    const agents = [agent('a', { writes: ['x.*'] }), agent('b', { writes: ['*.sql'] })];
    expect(plan(agents, ['x.sql', 'y.sql']).conflicts).toEqual([
      {
        first: { agent: 'a', access: 'writes', globs: ['x.*'] },
        second: { agent: 'b', access: 'writes', globs: ['*.sql'] },
        files: ['x.sql'],
      },
      {
        first: { agent: 'a', access: 'reads', globs: ['**'] },
        second: { agent: 'b', access: 'writes', globs: ['*.sql'] },
        files: ['y.sql'],
      },
    ]);
  });

  test('a renamed file is in conflict under its old path, too', () => {
    const agents = [agent('a', { writes: ['old/**'] }), agent('b', { reads: ['new/**'] })];
    const config = { agents, excluded: [], pathFilters: [] };
    const { conflicts } = planReview(config, [{ path: 'new/x.sql', previousPath: 'old/x.sql' }]);
    expect(conflicts).toMatchObject([{ first: { globs: ['old/**'] }, files: ['new/x.sql'] }]);
  });

  test('agents that `after` orders already, over any number of steps, are in no conflict', () => {
    const agents = [
      agent('a', { writes: ['**'], after: ['b'] }),
      agent('b', { after: ['c'], reads: ['*.md'] }),
      agent('c', { reads: ['**'] }),
    ];
    // c reads what a writes, and b does, too.
    expect(plan(agents, ['x.sql', 'x.md'])).toMatchObject({ conflicts: [] });
    // Without b's slice nothing orders a and c any more.
    expect(plan(agents, ['x.sql']).conflicts).toHaveLength(1);
  });
});

test.each([
  ['a', 'b'],
  ['b', 'a'],
])('%s after %s, as asked: even a policy that refuses conflicts finds none', (later, earlier) => {
  const agents = ['a', 'b'].map((name) =>
    agent(name, { ...(name === 'a' && { writes: ['**'] }), after: name === later ? [earlier] : [] }),
  );
  const result = plan(agents, ['x.sql'], 'refuse');
  expect(result.conflicts).toEqual([]);
  expect(result.tasks.map((task) => task.agent)).toEqual([earlier, later]);
});

describe('what is refused', () => {
  test('on-conflict: refuse names both agents, the globs and the files', () => {
    const agents = [agent('fixer', { ...sql, writes: ['models/**'] }), agent('reader', sql)];
    const paths = Array.from({ length: 7 }, (_, index) => `models/${index}.sql`);
    expect(refusal(agents, paths, 'refuse')).toBe(
      'agents: they would collide and `on-conflict` is refuse: fixer writes models/** and reader reads **/*.sql (models/0.sql, models/1.sql, models/2.sql, models/3.sql, models/4.sql and 2 more). ' +
        "Name one in the other's `after`, or make their globs disjoint",
    );
    expect(plan(agents, ['notes.md', 'seeds/a.sql'], 'refuse').conflicts).toEqual([]);
  });

  test('a cycle that only conflicts close is named, with the reason of every step', () => {
    const agents = [
      agent('a', { reads: ['1'], writes: ['1'], after: ['d'] }),
      agent('b', { reads: ['1'] }),
      agent('c', { reads: ['2'], writes: ['2'], after: ['b'] }),
      agent('d', { reads: ['2'] }),
    ];
    expect(refusal(agents, ['1', '2'])).toBe(
      'agents: a → d → c → b → a is a cycle of `after` and conflicts (a asks for it with `after`; ' +
        'c writes 2 and d reads 2 (2); c asks for it with `after`; a writes 1 and b reads 1 (1)); order the agents in conflict with `after`',
    );
  });
});

const globs = fc.subarray(['a/**', 'b/**', '**/*.sql', '*.md', '!a/x.sql'], { minLength: 1 });
const anyAgents = fc
  .array(fc.record({ lane: fc.constantFrom(...lanes), reads: globs, writes: fc.option(globs) }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((all) =>
    all.map(({ writes, ...rest }, index) => agent(`agent-${index}`, { ...rest, ...(writes && { writes }) })),
  );
const anyPaths = fc.uniqueArray(fc.constantFrom('a/x.sql', 'a/y.sql', 'b/x.sql', 'b/z.yml', 'n.md', 'm.md'));

test('no wave holds two tasks of which one writes what the other one reads or writes', () => {
  fc.assert(
    fc.property(anyAgents, anyPaths, (agents, paths) => {
      const result = plan(agents, paths);
      const byId = new Map(result.tasks.map((task) => [task.id, task]));
      const writesOf = (name: string) => {
        const { writes } = agents.find((it) => it.name === name)!;
        // An agent that reads what it writes has exactly these files.
        return writes ? (plan([agent(name, { reads: writes })], paths).tasks[0]?.files ?? []) : [];
      };
      for (const wave of result.waves) {
        for (const one of wave.map((id) => byId.get(id)!)) {
          for (const other of wave.map((id) => byId.get(id)!)) {
            if (one === other) continue;
            const touched = new Set([...other.files, ...writesOf(other.agent)]);
            expect(writesOf(one.agent).filter((path) => touched.has(path))).toEqual([]);
          }
        }
      }
      expect(plan(agents.toReversed(), paths.toReversed())).toEqual(result);
    }),
  );
});

describe('who reads along', () => {
  const writer = agent('writer', { writes: ['models/**'] });
  const early = { after: ['writer'], stream: true };

  test('streams if nobody writes what it reads meanwhile', () => {
    const md = agent('along', { reads: ['**/*.md'], ...early });
    const result = plan([writer, md], ['models/a.sql', 'notes.md']);
    expect(result.conflicts).toEqual([]);
    expect(result.tasks[1]).toMatchObject({ agent: 'along', after: ['writer/rules/1'], stream: true });
  });

  test('waits for the end of whom it would collide with, and is named with it', () => {
    const result = plan([writer, agent('along', early)], ['models/a.sql']);
    expect(result.conflicts).toMatchObject([
      { first: { agent: 'writer', access: 'writes' }, second: { agent: 'along', access: 'reads' } },
    ]);
    expect(result.tasks[1]).not.toHaveProperty('stream');
    expect(result.tasks[1]!.after).toEqual(['writer/rules/1']);
  });

  test('comes second whatever its lane', () => {
    const result = plan([writer, agent('along', { ...early, lane: 'safety' })], ['models/a.sql']);
    expect(result.conflicts).toMatchObject([{ first: { agent: 'writer' }, second: { agent: 'along' } }]);
    expect(result.waves).toEqual([['writer/rules/1'], ['along/rules/1']]);
  });

  test('orders nobody behind whom it only reads along with', () => {
    const md = agent('along', { reads: ['**/*.md'], ...early });
    const last = agent('last', { reads: ['**/*.sql'], after: ['along'] });
    const result = plan([writer, md, last], ['models/a.sql', 'notes.md']);
    // `along` may end before `writer` does, so `last` must wait for both.
    expect(result.conflicts).toMatchObject([{ first: { agent: 'writer' }, second: { agent: 'last' } }]);
    expect(result.tasks.find((it) => it.agent === 'last')!.after).toEqual([
      'along/rules/1',
      'writer/rules/1',
    ]);
  });

  test('with nobody to wait for, it does not stream', () => {
    const result = plan(
      [agent('gone', { reads: ['*.tf'] }), agent('along', { after: ['gone'], stream: true })],
      ['a.md'],
    );
    expect(result.tasks).toHaveLength(1);
    expect(result.tasks[0]).not.toHaveProperty('stream');
  });
});
