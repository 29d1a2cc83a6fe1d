import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtInAgents } from '../../src/agents/index.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import { mergeFindings } from '../../src/merge/merge.ts';
import { verdictOf } from '../../src/merge/verdict.ts';
import { planReview } from '../../src/plan/plan-review.ts';
import { buildReport } from '../../src/report/build.ts';
import type { Outcome } from '../../src/run/task.ts';
import { taskStatuses } from '../../src/run/task.ts';
import { anyFinding } from '../merge/any-finding.ts';
import { outcome } from '../run/samples.ts';
import { memoryChange } from '../support/memory-snapshot.ts';

test('any permutation of the outcomes gives the same report, byte for byte', async () => {
  const config = resolveConfig({ rules: [] });
  const change = await memoryChange({}, { 'models/a.sql': 'select 1', 'models/a.yml': 'version: 2' });
  const plan = planReview(config, change.files);
  // Two tasks of each agent, that may end in different ways.
  const tasks = plan.tasks.flatMap((task) => [
    task,
    { ...task, id: `${task.agent}/model/1`, reviewer: 'model' as const },
  ]);
  const report = (outcomes: readonly Outcome[]): string => {
    const findings = mergeFindings(outcomes, config);
    const decision = verdictOf(findings, outcomes, { tasks }, config);
    const tool = { name: 'parallel-review', version: '0.0.0' };
    return JSON.stringify(
      buildReport({
        tool,
        config,
        change,
        plan: { ...plan, tasks },
        outcomes,
        preparedMs: 5,
        findings,
        decision,
        notes: [],
      }),
    );
  };
  const anyOutcomes = fc
    .tuple(
      ...tasks.map((task) =>
        fc
          .record({
            status: fc.constantFrom(...taskStatuses),
            findings: fc.array(anyFinding, { maxLength: 4 }),
            durationMs: fc.nat({ max: 100 }),
            costUsd: fc.constantFrom(0.1, 0.2, 0.3),
          })
          .map(({ status, findings, durationMs, costUsd }) =>
            outcome(task, {
              status,
              findings,
              durationMs,
              ...(status !== 'ok' && { reason: `${task.id} is ${status}` }),
              usage: { inputTokens: 1, outputTokens: 1, costUsd },
            }),
          ),
      ),
    )
    .chain((outcomes) =>
      fc.tuple(fc.constant(outcomes), fc.shuffledSubarray(outcomes, { minLength: outcomes.length })),
    );
  expect(tasks).toHaveLength(2 * builtInAgents.length);
  fc.assert(
    fc.property(anyOutcomes, ([outcomes, permutation]) => {
      expect(report(permutation)).toBe(report(outcomes));
    }),
    { numRuns: 200 },
  );
});
