import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Lane } from '../../src/agents/agent.ts';
import { lanes } from '../../src/agents/agent.ts';
import type { Edit } from '../../src/finding.ts';
import { mergeFindings } from '../../src/merge/merge.ts';
import { finding, outcome, task } from '../run/samples.ts';

const policy = { rules: {}, failOnSeverity: 'critical' } as const;

const edit = (startLine: number, endLine = startLine, path = 'models/a.sql'): Edit => ({
  path,
  startLine,
  endLine,
  replacement: 'select 1',
});

/** One finding of an agent, with a name of its own, so that nothing else merges it. */
function suggestion(agent: string, lane: Lane, edits: Edit[]) {
  const found = finding({ rule: `${agent}/x`, resource: agent, edits });
  return outcome(task(agent, { lane }), { findings: [found] });
}

test('of overlapping edits the lane decides, then the name; who loses says to whom', () => {
  const merged = mergeFindings(
    [
      suggestion('a', 'standard', [edit(1, 3)]),
      suggestion('z', 'safety', [edit(3, 5)]),
      suggestion('b', 'standard', [edit(6)]),
      suggestion('c', 'standard', [edit(6, 7)]),
    ],
    policy,
  );
  expect(
    merged.map(({ resource, edits, notes }) => ({ resource, edits: edits !== undefined, notes })),
  ).toEqual([
    {
      resource: 'a',
      edits: false,
      notes: ['The edit that a suggests is left out: z changes lines 3 to 5 of `models/a.sql` for `z/x`.'],
    },
    { resource: 'b', edits: true, notes: undefined },
    {
      resource: 'c',
      edits: false,
      notes: ['The edit that c suggests is left out: b changes line 6 of `models/a.sql` for `b/x`.'],
    },
    { resource: 'z', edits: true, notes: undefined },
  ]);
});

test('edits of one finding are taken together or not at all', () => {
  const merged = mergeFindings(
    [
      suggestion('a', 'standard', [edit(1)]),
      suggestion('b', 'standard', [edit(1), edit(9)]),
      // b lost, so nothing is in the way here.
      suggestion('c', 'standard', [edit(9)]),
    ],
    policy,
  );
  expect(merged.map(({ edits }) => edits?.length)).toEqual([1, undefined, 1]);
});

test('edits of several files, or side by side, do not meet', () => {
  const all = [
    suggestion('a', 'standard', [edit(1, 2)]),
    suggestion('b', 'standard', [edit(3), edit(1, 1, 'b')]),
  ];
  expect(mergeFindings(all, policy).map(({ notes }) => notes)).toEqual([undefined, undefined]);
});

test('the same finding of two agents brings the edit of the one that has one', () => {
  const plain = outcome(task('a'), { findings: [finding()] });
  const mending = outcome(task('b'), { findings: [finding({ edits: [edit(3)] })] });
  expect(mergeFindings([plain, mending], policy)).toMatchObject([{ agents: ['a', 'b'], edits: [edit(3)] }]);
});

test('whose edit it is does not depend on who finished first, even if two say the very same', () => {
  const same = (agent: string) => outcome(task(agent), { findings: [finding({ edits: [edit(3)] })] });
  const all = [same('b'), same('a'), suggestion('c', 'optional', [edit(3)])];
  for (const outcomes of [all, all.toReversed()]) {
    const notes = mergeFindings(outcomes, policy).flatMap((it) => it.notes ?? []);
    expect(notes).toEqual([
      'The edit that c suggests is left out: a changes line 3 of `models/a.sql` for `quality/unknown-column`.',
    ]);
  }
});

test('no two edits of a report overlap, and every finding that lost one says so', () => {
  const anyEdit = fc
    .record({ start: fc.nat(12), length: fc.nat(3), path: fc.constantFrom('a', 'b') })
    .map(({ start, length, path }) => edit(start + 1, start + 1 + length, path));
  const anySuggestion = fc.record({
    lane: fc.constantFrom(...lanes),
    edits: fc.array(anyEdit, { minLength: 1, maxLength: 2 }),
  });
  fc.assert(
    fc.property(fc.array(anySuggestion, { maxLength: 8 }), (all) => {
      const outcomes = all.map(({ lane, edits }, index) =>
        suggestion(`agent-${index}`, lane, edits.slice(0, 1)),
      );
      const merged = mergeFindings(outcomes, policy);
      const kept = merged.flatMap(({ edits = [] }) => edits);
      for (const [index, one] of kept.entries()) {
        for (const other of kept.slice(index + 1)) {
          expect(
            one.path !== other.path || one.endLine < other.startLine || other.endLine < one.startLine,
          ).toBe(true);
        }
      }
      expect(merged.every(({ edits, notes }) => (edits === undefined) === (notes?.length === 1))).toBe(true);
      expect(mergeFindings(outcomes.toReversed(), policy)).toEqual(merged);
    }),
  );
});
