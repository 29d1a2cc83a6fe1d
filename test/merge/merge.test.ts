import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReviewerKind } from '../../src/agents/agent.ts';
import type { Finding } from '../../src/finding.ts';
import { severities } from '../../src/finding.ts';
import { mergeFindings } from '../../src/merge/merge.ts';
import type { MergePolicy } from '../../src/merge/merge.ts';
import type { Outcome } from '../../src/run/task.ts';
import { finding, outcome, task } from '../run/samples.ts';
import { anyFinding } from './any-finding.ts';

const policy: MergePolicy = { rules: {}, failOnSeverity: 'critical' };

function merge(findings: Finding[], more: Partial<MergePolicy> = {}) {
  return mergeFindings([outcome(task('quality'), { findings })], { ...policy, ...more });
}

const at = (path: string, startLine: number, endLine = startLine) => ({
  path,
  side: 'head' as const,
  startLine,
  endLine,
});

describe('policy', () => {
  test('a configured severity replaces the reported one, and off drops the finding', () => {
    const findings = [finding(), finding({ rule: 'quality/noise' })];
    const rules = { 'quality/unknown-column': 'low', 'quality/noise': 'off' } as const;
    expect(merge(findings, { rules })).toMatchObject([{ rule: 'quality/unknown-column', severity: 'low' }]);
  });

  test.each([
    ['critical', [true, false, false, false]],
    ['high', [true, true, false, false]],
    ['low', [true, true, true, true]],
    ['none', [false, false, false, false]],
  ] as const)('fail-on-severity %s', (failOnSeverity, blocking) => {
    const findings = severities.map((severity) => finding({ severity, resource: severity }));
    expect(merge(findings, { failOnSeverity }).map((it) => it.blocking)).toEqual(blocking);
  });

  test('findings of a task that failed count, too', () => {
    const failed = outcome(task('quality'), { status: 'failed', findings: [finding()] });
    expect(mergeFindings([failed], policy)).toHaveLength(1);
  });
});

describe('the same finding', () => {
  test('of two agents is one with both names', () => {
    const outcomes = ['naming', 'quality'].map((name) => outcome(task(name), { findings: [finding()] }));
    expect(mergeFindings(outcomes, policy)).toEqual([
      { ...finding(), agents: ['naming', 'quality'], blocking: false },
    ]);
  });

  test('keeps the worst, and all places once', () => {
    const place = { ...at('models/b.sql', 7), message: 'reads it' };
    const merged = merge([
      finding({ severity: 'medium', related: [place] }),
      finding({ severity: 'critical', confidence: 'likely', related: [place] }),
      finding({ severity: 'low', title: 'Elsewhere', location: at('models/z.sql', 9) }),
    ]);
    expect(merged).toEqual([
      {
        ...finding({ severity: 'critical', confidence: 'likely' }),
        related: [place, { ...at('models/z.sql', 9), message: 'Elsewhere' }],
        agents: ['quality'],
        blocking: true,
      },
    ]);
  });

  test('a likely critical and a proven low one do not make a proven critical one', () => {
    const merged = merge([
      finding({ severity: 'critical', confidence: 'likely' }),
      finding({ severity: 'low', confidence: 'proven' }),
    ]);
    expect(merged).toMatchObject([{ severity: 'critical', confidence: 'likely' }]);
  });

  test.each([
    ['rule', { rule: 'quality/other' }],
    ['resource', { resource: 'model.shop.items' }],
    ['subject', { subject: 'amount' }],
  ])('another %s is another finding', (_, more) => {
    expect(merge([finding(), finding(more)])).toHaveLength(2);
  });
});

describe('one finding for one cause', () => {
  const cause = finding({
    rule: 'quality/column-removed-in-use',
    severity: 'critical',
    resource: 'model.shop.stg_orders',
    subject: 'amount',
    location: { ...at('models/stg_orders.sql', 3), side: 'base' },
    related: [{ ...at('models/orders.sql', 3), message: 'reads it' }],
  });
  const effect = finding({ severity: 'critical', subject: 'amount' });

  test('a consequence at a place that its cause names is folded into it', () => {
    const outcomes = [
      outcome(task('quality'), { findings: [cause] }),
      outcome(task('naming'), { findings: [effect] }),
    ];
    expect(mergeFindings(outcomes, policy)).toEqual([
      { ...cause, agents: ['naming', 'quality'], blocking: true },
    ]);
  });

  test.each([
    ['at another place', { location: at('models/orders.sql', 4) }],
    ['on the other side', { location: { ...at('models/orders.sql', 3), side: 'base' as const } }],
    ['about another column', { subject: 'status' }],
    ['of a rule that it does not explain', { rule: 'docs/column-doc-stale' }],
  ])('%s it stays', (_, more) => {
    expect(merge([cause, { ...effect, ...more }])).toHaveLength(2);
  });

  test('a consequence that is worse than its cause stays, or the gate would open', () => {
    const merged = merge([cause, effect], { rules: { 'quality/column-removed-in-use': 'low' } });
    expect(merged.map((it) => [it.rule, it.blocking])).toEqual([
      ['quality/unknown-column', true],
      ['quality/column-removed-in-use', false],
    ]);
  });

  test('a consequence of a consequence is folded into the first cause', () => {
    const setting = finding({
      rule: 'quality/config-column-missing',
      severity: 'critical',
      subject: 'unique_key amount',
    });
    const drift = finding({ rule: 'quality/incremental-schema-drift', severity: 'high' });
    delete drift.subject;
    expect(merge([cause, setting, drift])).toMatchObject([{ rule: 'quality/column-removed-in-use' }]);
  });

  test('a removed model explains the references to it', () => {
    const removed = finding({
      rule: 'quality/model-removed-in-use',
      severity: 'critical',
      resource: 'model.shop.stg_orders',
      location: at('models/orders.sql', 2),
    });
    const reference = finding({
      rule: 'quality/unresolved-ref',
      severity: 'critical',
      subject: 'ref stg_orders',
      location: at('models/orders.sql', 2),
    });
    expect(merge([reference, removed])).toMatchObject([
      { rule: 'quality/model-removed-in-use', related: [] },
    ]);
  });
});

describe('an echo of another kind of reviewer', () => {
  const shown = finding({ subject: 'amount', severity: 'high' });
  const echo = finding({
    rule: 'naming/column',
    subject: 'amount',
    severity: 'medium',
    title: 'No such column',
  });
  const model = task('naming', { reviewer: 'model' as unknown as ReviewerKind });
  const both = (more: Partial<Finding>, by = model) =>
    mergeFindings(
      [outcome(by, { findings: [{ ...echo, ...more }] }), outcome(task('quality'), { findings: [shown] })],
      policy,
    );

  test('is folded into what a rule has shown', () => {
    expect(both({})).toEqual([{ ...shown, agents: ['naming', 'quality'], blocking: false }]);
  });

  test.each([
    ['about another column', { subject: 'status' }],
    ['about another resource', { resource: 'model.shop.items' }],
    ['at another place', { location: at('models/orders.sql', 4) }],
    ['that is worse: the gate must see it', { severity: 'critical' as const }],
  ])('%s stands for itself', (_, more) => {
    expect(both(more)).toHaveLength(2);
  });

  test('is one, too, beside the line that a rule shows on the other side of the edit', () => {
    const beside = (startLine: number) =>
      both({ location: { ...at('models/orders.sql', startLine), side: 'base' } });
    expect([1, 6, 7].map((line) => beside(line).length)).toEqual([1, 1, 2]);
    const related = both({
      rule: 'naming/model',
      location: { ...at('models/orders.sql', 4), side: 'base' },
    });
    expect(related).toMatchObject([{ agents: ['naming', 'quality'], related: [] }]);
  });

  test('several agents’ models say one thing once, whatever they call it', () => {
    const said = (agent: string, more: Partial<Finding>) =>
      outcome(task(agent, { id: `${agent}/model/1`, reviewer: 'model' }), {
        findings: [{ ...echo, rule: `${agent}/model`, ...more }],
      });
    const outcomes = [
      said('cost', { title: 'It costs' }),
      said('quality', { severity: 'high', title: 'It breaks' }),
      said('docs', { subject: 'status' }),
    ];
    const merged = mergeFindings(outcomes, policy);
    expect(merged).toMatchObject([
      { rule: 'quality/model', agents: ['cost', 'quality'], title: 'It breaks', notes: ['cost: It costs'] },
      { rule: 'docs/model', agents: ['docs'] },
    ]);
    expect(mergeFindings(outcomes.toReversed(), policy)).toEqual(merged);
  });

  test('a rule of another agent is no echo, and neither is what has no subject', () => {
    expect(both({}, task('docs'))).toHaveLength(2);
    const { subject: _, ...plain } = echo;
    const outcomes = [outcome(model, { findings: [plain] }), outcome(task('quality'), { findings: [shown] })];
    expect(mergeFindings(outcomes, policy)).toHaveLength(2);
  });
});

const anyOutcomes: fc.Arbitrary<Outcome[]> = fc
  .array(fc.array(anyFinding, { maxLength: 8 }), { maxLength: 4 })
  .map((lists) =>
    lists.map((findings, index) =>
      outcome(
        task(`agent-${index}`, {
          lane: index === 2 ? 'safety' : 'standard',
          reviewer: (index === 1 ? 'model' : 'rules') as ReviewerKind,
        }),
        { findings },
      ),
    ),
  );

test('the result does not depend on who finished first', () => {
  const shuffled = anyOutcomes.chain((outcomes) =>
    fc.tuple(
      fc.constant(outcomes),
      fc.shuffledSubarray(outcomes, { minLength: outcomes.length }),
      fc.constantFrom(...severities),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([outcomes, permutation, failOnSeverity]) => {
      const reversed = permutation.map((it) => ({ ...it, findings: it.findings.toReversed() }));
      const once = mergeFindings(outcomes, { ...policy, failOnSeverity });
      expect(JSON.stringify(mergeFindings(reversed, { ...policy, failOnSeverity }))).toBe(
        JSON.stringify(once),
      );
    }),
    { numRuns: 300 },
  );
});

test('merging never opens the gate, loses an agent or changes what it was given', () => {
  fc.assert(
    fc.property(anyOutcomes, (outcomes) => {
      const before = JSON.stringify(outcomes);
      const merged = mergeFindings(outcomes, policy);
      const all = outcomes.flatMap(({ findings }) => findings);
      expect(merged.some((it) => it.blocking)).toBe(all.some((it) => it.severity === 'critical'));
      const reporting = outcomes.filter(({ findings }) => findings.length > 0).map((it) => it.task.agent);
      expect([...new Set(merged.flatMap((it) => it.agents))].sort()).toEqual(reporting.sort());
      const identities = merged.map((it) => JSON.stringify([it.rule, it.resource, it.subject]));
      expect(new Set(identities).size).toBe(identities.length);
      expect(JSON.stringify(outcomes)).toBe(before);
    }),
    { numRuns: 300 },
  );
});

test('blocking ones come first, then the worst, the surest, the place', () => {
  const merged = merge([
    finding({ resource: 'e', severity: 'low' }),
    finding({ resource: 'd', location: at('b.sql', 1) }),
    finding({ resource: 'c', location: at('a.sql', 10) }),
    finding({ resource: 'b', location: at('a.sql', 9) }),
    finding({ resource: 'f', confidence: 'possible' }),
    finding({ resource: 'a', severity: 'critical', confidence: 'possible' }),
  ]);
  expect(merged.map((it) => it.resource)).toEqual(['a', 'b', 'c', 'd', 'f', 'e']);
});
