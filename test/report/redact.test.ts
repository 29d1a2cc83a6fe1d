import { expect, test } from 'vitest';
import { redacted } from '../../src/report/redact.ts';
import { sampleReport } from './sample.ts';

test('a fix that would write a mark in place of a secret is left out, and others stay', () => {
  const report = sampleReport();
  const edit = (replacement: string) => ({ path: 'a.yml', startLine: 1, endLine: 1, replacement });
  const [first, second] = report.findings;
  const findings = [
    { ...first!, title: 'It says hush', edits: [edit('one'), edit('token: hush')] },
    { ...second!, edits: [edit('two')] },
  ];
  const [told, kept] = redacted({ ...report, findings }, (text) => text.replaceAll('hush', '***')).findings;
  expect(told).toMatchObject({ title: 'It says ***', notes: [expect.stringContaining('left out')] });
  expect(told).not.toHaveProperty('edits');
  expect(kept!.edits).toEqual([edit('two')]);
});
