import { describe, expect, test } from 'vitest';
import { diagnosticsIn } from '../../../src/reviewers/tool/diagnostics.ts';

const read = (value: unknown, format: 'json' | 'sarif' | 'rdjson') =>
  diagnosticsIn(JSON.stringify(value), format);

describe('json', () => {
  const whole = { path: 'a.sql', line: 3, endLine: 4, severity: 'critical', rule: 'L1', message: 'Wrong' };

  test('an array of findings', () => {
    const { line: _, endLine: __, ...file } = whole;
    const backwards = { ...whole, endLine: 1 };
    expect(read([whole, file, backwards], 'json')).toEqual([whole, file, { ...whole, endLine: 3 }]);
    expect(read([], 'json')).toEqual([]);
  });

  test.each([
    [{}, 'it wrote no array of findings: it: '],
    [[{ ...whole, severity: 'blocker' }], 'it wrote no array of findings: 0.severity: '],
    [[{ ...whole, line: 0 }], 'it wrote no array of findings: 0.line: '],
  ])('%j is none', (value, message) => {
    expect(() => read(value, 'json')).toThrow(message);
  });

  test('nothing and half a text are none either', () => {
    expect(() => diagnosticsIn(' \n', 'json')).toThrow('it wrote nothing');
    expect(() => diagnosticsIn('[{', 'sarif')).toThrow('it wrote no JSON');
  });
});

describe('rdjson', () => {
  test('severity and name of the whole hold where a diagnostic says none', () => {
    const location = { path: 'a.sql', range: { start: { line: 2, column: 5 }, end: { line: 3 } } };
    const value = {
      source: { name: 'lint' },
      severity: 'WARNING',
      diagnostics: [
        { message: 'One', location },
        { message: 'Two', location: { path: 'b.sql' }, severity: 'ERROR', code: { value: 'L2' } },
        { message: 'Three', location, severity: 'INFO' },
      ],
    };
    expect(read(value, 'rdjson')).toEqual([
      { path: 'a.sql', line: 2, endLine: 3, severity: 'medium', rule: 'lint', message: 'One' },
      { path: 'b.sql', severity: 'high', rule: 'L2', message: 'Two' },
      { path: 'a.sql', line: 2, endLine: 3, severity: 'low', rule: 'lint', message: 'Three' },
    ]);
    expect(() => read({ diagnostics: [{}] }, 'rdjson')).toThrow('it wrote no rdjson: diagnostics.0.');
  });
});

describe('sarif', () => {
  const result = (more: object = {}) => ({
    ruleId: 'R1',
    message: { text: 'Wrong' },
    locations: [
      { physicalLocation: { artifactLocation: { uri: 'models/a%20b.sql' }, region: { startLine: 7 } } },
    ],
    ...more,
  });
  const log = (results: object[], rules: object[] = []) => ({
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'scan', rules } }, results }],
  });
  const severities = (results: object[], rules: object[] = []) =>
    read(log(results, rules), 'sarif').map(({ severity }) => severity);

  test('a result is a remark on its first place', () => {
    expect(read(log([result()]), 'sarif')).toEqual([
      { path: 'models/a b.sql', line: 7, endLine: 7, severity: 'medium', rule: 'R1', message: 'Wrong' },
    ]);
  });

  test('how severe it is: the number for security, the level, the rule’s level, warning', () => {
    const rules = [
      { id: 'R0', properties: { 'security-severity': '9.1' } },
      { id: 'R1', defaultConfiguration: { level: 'error' } },
    ];
    expect(
      severities(
        [
          result({ ruleId: undefined, ruleIndex: 0 }),
          result({ properties: { 'security-severity': 7 } }),
          result(),
          result({ level: 'note' }),
          result({ ruleId: 'R9' }),
        ],
        rules,
      ),
    ).toEqual(['critical', 'high', 'high', 'low', 'medium']);
  });

  test('what passed, is gone, was suppressed or is nowhere is no remark', () => {
    const none = [
      result({ kind: 'pass' }),
      result({ baselineState: 'absent' }),
      result({ suppressions: [{ kind: 'inSource' }] }),
      result({ locations: [] }),
      result({ locations: [{ physicalLocation: { artifactLocation: { uri: 'https://x.test/a.sql' } } }] }),
      result({ message: {} }),
    ];
    expect(read(log(none), 'sarif')).toEqual([]);
  });

  test('anything else is no SARIF', () => {
    expect(() => read({ runs: 'none' }, 'sarif')).toThrow('it wrote no SARIF: runs: ');
  });
});
