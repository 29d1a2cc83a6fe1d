import { code } from '../../finding.ts';
import type { Edit } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import { certain, replaced } from '../shared/fixes.ts';
import { addedMatches } from '../shared/added-matches.ts';
import { commentsOf } from '../shared/code-comments.ts';
import { isForeignPath, isTestPath } from '../shared/path-kinds.ts';

export const rule = defineRule({
  id: 'quality/focused-test',
  summary: 'A test is focused (`.only`, `fit`, `fdescribe`), so that the others do not run',
  severity: 'high',
  why: 'The tests stay green because all the others are left out, whatever the change breaks.',
  advice: 'Remove the focus before merging.',
  silent: [
    'files that are not tests',
    'comments, and what does not begin a statement, such as text in quotes',
  ],
  examples: {
    fires: [
      {
        name: 'focuses a test',
        base: { 'test/orders.test.ts': "it('adds up', () => {});\nit('is empty', () => {});\n" },
        head: { 'test/orders.test.ts': "it.only('adds up', () => {});\nit('is empty', () => {});\n" },
        findings: [{ path: 'test/orders.test.ts', line: 1 }],
      },
      {
        name: 'focuses a group of tests the old way',
        base: {},
        head: { 'src/orders.spec.js': "fdescribe('orders', function () {\n  it('adds up');\n});\n" },
        findings: [{ path: 'src/orders.spec.js', line: 1 }],
      },
      {
        name: 'focuses an example in Ruby',
        base: {},
        head: { 'spec/orders_spec.rb': "describe Order do\n  it 'adds up', focus: true do\n  end\nend\n" },
        findings: [{ path: 'spec/orders_spec.rb', line: 2 }],
      },
      {
        name: 'focuses a test in Python',
        base: {},
        head: { 'tests/test_orders.py': '@pytest.mark.only\ndef test_total():\n    assert True\n' },
        findings: [{ path: 'tests/test_orders.py', line: 1 }],
      },
    ],
    silent: [
      {
        name: 'fits a model in a test',
        base: {},
        head: { 'tests/test_model.py': 'def test_fit():\n    model.fit(x, y)\n    fit(x)\n' },
      },
      {
        name: 'tests a rule about focused tests',
        base: {},
        head: { 'test/rule.test.ts': "it('sees it', () => {\n  check(\"it.only('x')\");\n});\n" },
      },
      {
        name: 'speaks of it in a comment',
        base: {},
        head: { 'test/a.test.ts': "/*\nit.only('a', f);\n*/\n// it.only('b', f);\nit('c', f);\n" },
      },
      {
        name: 'changes a test that was focused before',
        base: { 'test/a.test.ts': "it.only('a', () => one());\n" },
        head: { 'test/a.test.ts': "it.only('a', () => two());\n" },
      },
    ],
  },
  *check({ change, files }) {
    for (const file of files) {
      const pattern = patternFor(file.path);
      if (!pattern || !isTestPath(file.path) || isForeignPath(file.path)) continue;
      const seen = new Map<string, number>();
      for (const { match, text, location } of addedMatches(change, file, pattern, commentsOf(file.path))) {
        const ordinal = (seen.get(text) ?? 0) + 1;
        seen.set(text, ordinal);
        yield {
          confidence: 'proven',
          title: `${code(text)} leaves out the other tests of ${code(file.path)}`,
          message:
            'The focus is added here. Tests without it are not run, and nothing says so in the result.',
          resource: file.path,
          subject: `${text} #${ordinal}`,
          location: { ...location, startLine: location.endLine },
          ...certain([unfocused(change.head.text(file.path) ?? '', file.path, match)]),
        };
      }
    }
  },
});

/** The call without its focus; what focuses in another way is for people to mend. */
function unfocused(text: string, path: string, { 0: call, index }: RegExpExecArray): Edit | undefined {
  const plain = call.endsWith('.only') ? call.slice(0, -'.only'.length) : call.replace(/^f(?=\w+$)/, '');
  if (plain === call || call.startsWith('@')) return undefined;
  return replaced(text, { path, start: index, end: index + call.length }, plain);
}

/** What focuses in a language; each begins a statement. The first letter is asked for before what stands in front of it. */
function patternFor(path: string): RegExp | undefined {
  if (/\.[cm]?[jt]sx?$/.test(path))
    return /(?=[a-z])(?<=^[ \t]*)(?:(?:describe|it|test|context|suite|specify)(?:\.\w{1,20}){0,3}\.only(?=\s{0,9}[(.`<])|(?:fit|fdescribe|fcontext)(?=\(\s{0,99}['"`]))/gm;
  if (/\.rb$/.test(path))
    return /(?=[a-z])(?<=^[ \t]*)(?:(?:fit|fdescribe|fcontext|fspecify)(?=[ (]['"])|(?:it|describe|context|specify)[ (]['"][^\n]{0,500}?(?:, :focus|focus: true)(?=[ ,)]))/gm;
  return /\.py$/.test(path) ? /(?=@)(?<=^[ \t]*)@pytest\.mark\.only\b/gm : undefined;
}
