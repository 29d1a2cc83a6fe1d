import { expect, test } from 'vitest';
import { applyIgnores } from '../../src/merge/ignores.ts';
import type { Ignore } from '../../src/merge/ignores.ts';
import type { MergedFinding } from '../../src/merge/merge.ts';
import { finding } from '../run/samples.ts';

const config = { agents: [], excluded: ['quality'] };

function merged(line: number, more: Partial<MergedFinding> = {}): MergedFinding {
  const location = { path: 'a.sql', side: 'head' as const, startLine: line, endLine: line };
  return {
    ...finding({ rule: 'quality/a', severity: 'low', location }),
    agents: ['quality'],
    blocking: false,
    ...more,
  };
}

function ignore(more: Partial<Ignore> = {}): Ignore {
  return {
    path: 'a.sql',
    line: 1,
    rule: 'quality/a',
    reason: 'on purpose',
    from: 1,
    to: 2,
    added: false,
    ...more,
  };
}

function judge(findings: MergedFinding[], ...ignores: Ignore[]) {
  return applyIgnores(findings, ignores, {
    config,
    ruleIds: ['quality/a', 'quality/b'],
    lineAtHead: ({ location }) => ({ path: location.path, line: location.startLine }),
  });
}

test('silences what does not block, on the lines of the comment', () => {
  const findings = [merged(1), merged(2), merged(3)];
  const by = ignore();
  const [first, second, third] = findings as [MergedFinding, MergedFinding, MergedFinding];
  expect(judge(findings, by)).toEqual({
    findings: [third],
    ignored: [
      { finding: first, by },
      { finding: second, by },
    ],
    notes: [],
  });
});

test.each([
  ['of another file', { path: 'b.sql' }],
  ['of another rule', { rule: 'quality/b' }],
  ['without a reason', { reason: '' }],
  ['with a reason that says nothing', { reason: '-- … 1' }],
])('not a comment %s', (_, more) => {
  expect(judge([merged(1)], ignore(more))).toMatchObject({ findings: [merged(1)], ignored: [] });
});

test('what blocks stays and says that it was asked to go', () => {
  const { findings, ignored } = judge([merged(1, { blocking: true, notes: ['first'] })], ignore());
  expect(ignored).toEqual([]);
  expect(findings[0]).toMatchObject({
    blocking: true,
    notes: [
      'first',
      'The comment at `a.sql:1` asks to ignore this, but what blocks the merge cannot be ignored.',
    ],
  });
});

test('what the pull request itself adds is said', () => {
  const { notes } = judge(
    [merged(1)],
    ignore({ added: true }),
    ignore({ added: true, line: 5, rule: 'quality/typo' }),
    ignore({ added: true, line: 6, rule: '' }),
    ignore({ added: true, line: 7, rule: 'quality/b', reason: '' }),
    ignore({ line: 8, rule: 'quality/typo' }),
    ignore({ added: true, line: 9, rule: 'sqlfluff/L001' }),
  );
  expect(notes).toEqual([
    'One finding is ignored by comments that this pull request adds: `a.sql:1`.',
    'Ignore comments that name no rule: `quality/typo` at `a.sql:5`, `(nothing)` at `a.sql:6`.',
    'Ignore comments that give no reason: `quality/b` at `a.sql:7`.',
  ]);
});
