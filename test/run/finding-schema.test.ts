import { describe, expect, test } from 'vitest';
import { checkFinding } from '../../src/run/finding-schema.ts';
import { finding } from './samples.ts';

const edit = { path: 'models/a.sql', startLine: 2, endLine: 3, replacement: '' };

describe('suggested edits', () => {
  test('come through as they are, without what does not belong to them', () => {
    const checked = checkFinding(finding({ edits: [{ ...edit, run: 'rm' } as typeof edit] }));
    expect(checked).toEqual({ ok: true, finding: finding({ edits: [edit] }) });
    expect(checkFinding(finding())).toEqual({ ok: true, finding: finding() });
  });

  test.each([
    ['that end before they start', [{ ...edit, endLine: 1 }], 'edits.0: ends before it starts'],
    ['without a path', [{ ...edit, path: '' }], 'edits.0.path'],
    ['of line 0', [{ ...edit, startLine: 0 }], 'edits.0.startLine'],
    ['that are none', [], 'edits: '],
    ['beyond all measure', Array.from({ length: 1_001 }, () => edit), 'edits: '],
  ])('%s are refused', (_, edits, problem) => {
    const checked = checkFinding(finding({ edits }));
    expect(checked).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
  });
});
