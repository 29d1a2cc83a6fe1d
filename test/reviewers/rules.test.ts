import { z } from 'zod';
import { describe, expect, test } from 'vitest';
import type { ChangeSet } from '../../src/change/change-set.ts';
import type { Finding } from '../../src/finding.ts';
import type { Workspace } from '../../src/project/project.ts';
import { rulesReviewer } from '../../src/reviewers/rules/reviewer.ts';
import type { Config } from '../../src/config/config.ts';
import { count } from '../../src/rules/options.ts';
import { defaultPolicy } from '../../src/rules/policy.ts';
import type { Rule, RuleContext, RuleFinding } from '../../src/rules/rule.ts';
import { finding, task } from '../run/samples.ts';
import { createSqlEngine } from '../../src/project/sql/engine.ts';

const workspace: Workspace = {
  projects: [],
  untouched: [],
  unplaced: new Map(),
  engine: createSqlEngine(),
  close: () => {},
};
const change = {
  files: ['models/a.sql', 'models/b.sql'].map((path) => ({
    path,
    status: 'modified',
    kind: 'text',
    hunks: [],
  })),
} as unknown as ChangeSet;

function found(more: Partial<RuleFinding> = {}): RuleFinding {
  const {
    rule: _rule,
    severity: _severity,
    why: _why,
    advice: _advice,
    related: _related,
    ...rest
  } = finding();
  return { ...rest, ...more };
}

function rule(id: string, check: Rule['check'], more: Partial<Rule> = {}): Rule {
  const texts = { summary: 's', why: 'because', advice: 'do it' };
  return { id, ...texts, severity: 'high', silent: [], examples: { fires: [], silent: [] }, check, ...more };
}

async function review(
  rules: Rule[],
  more: { off?: string[]; signal?: AbortSignal; open?: () => Promise<Workspace> } = {},
) {
  const config = { rules: Object.fromEntries((more.off ?? []).map((id) => [id, 'off' as const])) };
  const open = more.open ?? (async () => workspace);
  const findings: Finding[] = [];
  let error: unknown;
  await rulesReviewer(rules, { config, change, workspace: open })(task('quality'), {
    signal: more.signal ?? new AbortController().signal,
    report: async (it) => void findings.push(it),
    waiting: (promise) => promise,
    variant: 0,
    upstream: async function* () {},
    call: () => Promise.reject(new Error('rules call nobody')),
    throttled: false,
  }).catch((thrown: unknown) => (error = thrown));
  return { findings, error };
}

test("runs the task's own rules that are not off, on its own files", async () => {
  const seen: [string, RuleContext][] = [];
  const watching = (id: string) => rule(id, (context) => (seen.push([id, context]), []));
  const ids = ['quality/a', 'quality/off', 'governance/b', 'quality-two/c', 'quality/d'];
  const { error } = await review(ids.map(watching), { off: ['quality/off'] });
  expect(error).toBeUndefined();
  expect(seen.map(([id]) => id)).toEqual(['quality/a', 'quality/d']);
  expect(seen[0]![1].files.map(({ path }) => path)).toEqual(['models/a.sql']);
  expect(seen[0]![1].workspace).toBe(workspace);
  expect(seen[0]![1].change).toBe(change);
});

test('reports nothing in a changed file that the task does not review, but in unchanged ones', async () => {
  const at = (path: string) => found({ location: { path, side: 'head', startLine: 1, endLine: 1 } });
  const paths = ['models/a.sql', 'models/b.sql', 'models/unchanged.sql'];
  const { findings } = await review([rule('quality/a', () => paths.map(at))]);
  expect(findings.map(({ location }) => location.path)).toEqual(['models/a.sql', 'models/unchanged.sql']);
});

test('a finding gets what its rule knows', async () => {
  const { findings } = await review([rule('quality/a', () => [found()])]);
  expect(findings).toEqual([finding({ rule: 'quality/a', why: 'because', advice: 'do it' })]);
});

test.each([
  ['critical', 'high'],
  ['high', 'high'],
  ['low', 'low'],
] as const)('a rule of severity high that says %s reports %s', async (said, reported) => {
  const { findings } = await review([rule('quality/a', () => [found({ severity: said, advice: 'own' })])]);
  expect(findings).toMatchObject([{ severity: reported, advice: 'own' }]);
});

test('takes findings from generators, synchronous or not', async () => {
  const rules = [
    rule('quality/a', function* () {
      yield found({ title: 'one' });
    }),
    rule('quality/b', async function* () {
      await Promise.resolve();
      yield found({ title: 'two' });
    }),
  ];
  expect((await review(rules)).findings.map((it) => it.title)).toEqual(['one', 'two']);
});

describe('a rule that crashes', () => {
  const crash = (id: string) =>
    rule(id, function* () {
      yield found({ title: `before ${id}` });
      throw new Error('bug');
    });

  test('fails the task by name and costs the others nothing', async () => {
    const { findings, error } = await review([
      crash('quality/a'),
      rule('quality/b', () => [found({ title: 'b' })]),
    ]);
    expect(findings.map((it) => it.title)).toEqual(['before quality/a', 'b']);
    expect(error).toMatchObject({ message: 'a rule crashed: quality/a (bug)', cause: { message: 'bug' } });
  });

  test('many are counted', async () => {
    const { error } = await review(['quality/a', 'quality/b', 'quality/c', 'quality/d'].map(crash));
    expect((error as Error).message).toBe(
      '4 rules crashed: quality/a (bug), quality/b (bug), quality/c (bug) and 1 more',
    );
  });
});

test('a project that cannot be read fails the task', async () => {
  const open = () => Promise.reject(new Error('no project'));
  expect((await review([rule('quality/a', () => [])], { open })).error).toMatchObject({
    message: 'no project',
  });
});

test('an agent without rules does not read the project', async () => {
  const open = () => Promise.reject(new Error('must not be opened'));
  expect((await review([rule('docs/a', () => [])], { open })).error).toBeUndefined();
});

test('stops between findings and between rules when it is told to', async () => {
  const stopping = new AbortController();
  let later = false;
  const rules = [
    rule('quality/a', function* () {
      yield found({ title: 'one' });
      stopping.abort(new Error('stop'));
      yield found({ title: 'two' });
    }),
    rule('quality/b', () => ((later = true), [])),
  ];
  const { findings, error } = await review(rules, { signal: stopping.signal });
  expect(findings.map((it) => it.title)).toEqual(['one']);
  expect(error).toMatchObject({ message: 'stop' });
  expect(later).toBe(false);
});

test('gives timers their turn between rules', async () => {
  const order: string[] = [];
  const rules = ['quality/a', 'quality/b'].map((id) =>
    rule(id, () => {
      order.push(id);
      setImmediate(() => order.push('others'));
      return [];
    }),
  );
  await review(rules);
  expect(order.slice(0, 3)).toEqual(['quality/a', 'others', 'quality/b']);
});

describe('what the configuration says of a rule', () => {
  const options = z.strictObject({ most: count(3, 1, 9, 'So many.') });

  async function seen(rules: Rule[], config: Pick<Config, 'rules' | 'ruleOptions' | 'policy'>) {
    const found: [string, unknown, unknown][] = [];
    const watching = rules.map((it) => ({
      ...it,
      check: (context: RuleContext) => (found.push([it.id, context.options, context.policy]), []),
    }));
    await rulesReviewer(watching, { config, change, workspace: async () => workspace })(task('quality'), {
      signal: new AbortController().signal,
      report: async () => {},
      waiting: (promise) => promise,
      variant: 0,
      upstream: async function* () {},
      call: () => Promise.reject(new Error('rules call nobody')),
      throttled: false,
    });
    return found;
  }

  test('its options, else their defaults; the policy, else the default', async () => {
    const rules = [rule('quality/a', () => [], { options }), rule('quality/b', () => [], { options })];
    const policy = { ...defaultPolicy, owners: ['growth'] };
    expect(await seen(rules, { rules: {}, ruleOptions: { 'quality/b': { most: 5 } }, policy })).toEqual([
      ['quality/a', { most: 3 }, policy],
      ['quality/b', { most: 5 }, policy],
    ]);
    expect((await seen([rule('quality/c', () => [])], { rules: {} }))[0]).toEqual([
      'quality/c',
      undefined,
      defaultPolicy,
    ]);
  });

  test.each([
    ['nothing', {}, {}, false],
    ['a severity', { 'quality/a': 'low' }, {}, true],
    ['off', { 'quality/a': 'off' }, { 'quality/a': {} }, false],
    ['an option', {}, { 'quality/a': { most: 5 } }, true],
  ] as const)('one that is off by default runs if told %s: %j %j', async (_, rules, ruleOptions, runs) => {
    const found = await seen([rule('quality/a', () => [], { options, default: 'off' })], {
      rules,
      ruleOptions,
    });
    expect(found.length > 0).toBe(runs);
  });
});
