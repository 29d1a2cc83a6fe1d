import type { ChangedFile } from '../../change/change-set.ts';
import { code } from '../../finding.ts';
import { readTests } from '../../project/test-file/test-file.ts';
import type { TestCase } from '../../project/test-file/test-file.ts';
import { folderOf } from '../../project/dbt/paths.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { isForeignPath, isSamplePath, isTestPath } from '../shared/path-kinds.ts';
import { counted, listed, sentence } from '../shared/text.ts';

export const rule = defineRule({
  id: 'quality/test-disabled',
  summary: 'A test that ran is skipped now, or its file is deleted while what it tests stays',
  severity: 'medium',
  why: 'What the test held is held by nothing any more, and the result is green all the same.',
  advice: 'Mend the test, or say in an issue when it comes back and link it beside the skip.',
  silent: [
    'new tests, and tests that are skipped on a condition',
    'tests that move to another file, and test files whose subject is deleted or moved, too',
    'if as many tests come to the same folder as go',
    'a skip with a link to an issue is low, not medium',
  ],
  examples: {
    fires: [
      {
        name: 'skips a test',
        base: { 'test/orders.test.ts': "it('adds up', () => {});\nit('is empty', () => {});\n" },
        head: { 'test/orders.test.ts': "it.skip('adds up', () => {});\nit('is empty', () => {});\n" },
        findings: [{ path: 'test/orders.test.ts', line: 1, severity: 'medium' }],
      },
      {
        name: 'skips a test because of an issue',
        base: { 'tests/test_orders.py': 'def test_total():\n    assert total() == 1\n' },
        head: {
          'tests/test_orders.py':
            "@pytest.mark.skip(reason='see https://github.com/shop/shop/issues/12')\ndef test_total():\n    assert total() == 1\n",
        },
        findings: [{ path: 'tests/test_orders.py', line: 1, severity: 'low' }],
      },
      {
        name: 'deletes the tests of a module',
        base: {
          'shop/totals.py': 'def total():\n    return 1\n',
          'tests/test_totals.py':
            'from shop.totals import total\n\n\ndef test_total():\n    assert total() == 1\n',
        },
        head: { 'tests/test_totals.py': null },
        findings: [{ path: 'tests/test_totals.py', line: 4, side: 'base', severity: 'medium' }],
      },
    ],
    silent: [
      {
        name: 'adds a test that is skipped, and skips one on a condition',
        base: { 'tests/test_a.py': 'def test_a():\n    pass\n' },
        head: {
          'tests/test_a.py':
            "@pytest.mark.skipif(windows, reason='no files')\ndef test_a():\n    pass\n\n\n@pytest.mark.skip\ndef test_b():\n    pass\n",
        },
      },
      {
        name: 'deletes a module with its tests',
        base: { 'shop/totals.py': 'x = 1\n', 'tests/test_totals.py': 'def test_total():\n    assert 1\n' },
        head: { 'shop/totals.py': null, 'tests/test_totals.py': null },
      },
      {
        name: 'moves the tests to another file',
        base: {
          'shop/totals.py': 'x = 1\n',
          'tests/test_totals.py': 'def test_total():\n    assert x == 1\n',
          'tests/test_shop.py': 'def test_shop():\n    pass\n',
        },
        head: {
          'tests/test_totals.py': null,
          'tests/test_shop.py': 'def test_shop():\n    pass\n\n\ndef test_total():\n    assert x == 1\n',
        },
      },
      {
        name: 'writes the tests anew under another name',
        base: {
          'shop/totals.py': 'x = 1\n',
          'tests/test_totals.py': 'def test_total():\n    assert x == 1\n',
        },
        head: {
          'shop/sums.py': 'x = 1\n',
          'shop/totals.py': 'from shop.sums import x\n',
          'tests/test_totals.py': null,
          'tests/test_sums.py':
            'import shop.sums\n\n\nclass TestSums:\n    # Sums are never negative.\n    def test_sum(self):\n        assert shop.sums.x > 0\n',
        },
      },
      {
        name: 'runs a test again',
        base: { 'test/a.test.ts': "it.skip('adds up', () => {});\n" },
        head: { 'test/a.test.ts': "it('adds up', () => {});\n" },
      },
    ],
  },
  *check(context) {
    for (const file of context.files) {
      const path = file.base?.path;
      if (path === undefined || file.kind !== 'text' || !isTestPath(path) || isForeignPath(path)) continue;
      if (isSamplePath(path)) continue;
      if (file.head) yield* skipped(context, file);
      else yield* deleted(context, file, path);
    }
  },
});

function testsOf({ change }: RuleContext, file: ChangedFile, side: 'base' | 'head'): TestCase[] {
  const path = file[side]?.path;
  const text = path === undefined ? undefined : change[side].text(path);
  return (path !== undefined && text !== undefined && readTests(path, text)) || [];
}

/** By name: a name that occurs several times is compared only if all of them agree. */
function byName(tests: readonly TestCase[]): Map<string, TestCase> {
  const found = new Map<string, TestCase>();
  const ambiguous = new Set<string>();
  for (const test of tests) {
    const other = found.get(test.name);
    if (other && other.isSkipped !== test.isSkipped) ambiguous.add(test.name);
    if (!other) found.set(test.name, test);
  }
  for (const name of ambiguous) found.delete(name);
  return found;
}

function* skipped(context: RuleContext, file: ChangedFile): Iterable<RuleFinding> {
  const before = byName(testsOf(context, file, 'base'));
  for (const [name, test] of byName(testsOf(context, file, 'head'))) {
    const was = before.get(name);
    if (!was || was.isSkipped || !test.isSkipped) continue;
    const hasIssue = /https?:\/\/|(?:^|[\s([])#\d+|\b[A-Z]{2,10}-\d+\b/.test(test.note);
    yield {
      ...(hasIssue && { severity: 'low' as const }),
      confidence: 'proven',
      title: `The test ${code(shortened(name))} no longer runs`,
      message: `It ran at base and is skipped now${hasIssue ? ', with an issue named beside it' : ''}.`,
      resource: file.path,
      subject: name,
      location: { path: file.path, side: 'head', startLine: test.line, endLine: test.line },
    };
  }
}

function* deleted(context: RuleContext, file: ChangedFile, path: string): Iterable<RuleFinding> {
  const tests = testsOf(context, file, 'base').filter(
    ({ name, isSkipped }) => !isSkipped && !isClass(path, name),
  );
  const subject = subjectOf(context, path);
  if (tests.length === 0 || subject === undefined) return;
  const elsewhere = new Set(
    context.change.files
      .filter(({ status, kind }) => status !== 'deleted' && kind === 'text')
      .flatMap((other) => testsOf(context, other, 'head'))
      .map(({ name }) => name),
  );
  if (tests.some(({ name }) => elsewhere.has(name)) || added(context, path) >= tests.length) return;
  const names = [...new Set(tests.map(({ name }) => shortened(name)))];
  yield {
    confidence: 'likely',
    title: `${code(path)} is deleted, and ${code(subject)} stays without its tests`,
    message: `${sentence(counted(names.length, 'test'))} (${listed(names)}) ran at base and ${names.length === 1 ? 'is' : 'are'} in no file of the change.`,
    resource: path,
    location: { path, side: 'base', startLine: tests[0]!.line, endLine: tests[0]!.line },
  };
}

/** How many tests come to the folder in other files: as many as go are the same, written anew. */
function added(context: RuleContext, path: string): number {
  const others = context.change.files.filter(
    ({ status, kind, path: other }) =>
      status !== 'deleted' && kind === 'text' && folderOf(other) === folderOf(path) && isTestPath(other),
  );
  return others
    .flatMap((file) => {
      const before = new Set(testsOf(context, file, 'base').map(({ name }) => name));
      return testsOf(context, file, 'head').filter(
        ({ name }) => !before.has(name) && !isClass(file.path, name),
      );
    })
    .filter(({ isSkipped }) => !isSkipped).length;
}

/** A class or a fixture in a Python file is not itself a test. */
function isClass(path: string, name: string): boolean {
  return path.endsWith('.py') && !/^test/.test(name);
}

/** The only file whose name says that the tests are about it, if the change leaves it where it is and no other tests it. */
function subjectOf({ change }: RuleContext, path: string): string | undefined {
  const wanted = stem(path);
  const isNamed = (other: string) => extension(other) === extension(path) && stem(other) === wanted;
  const named = [...change.head.entries.keys()].filter(
    (other) => isNamed(other) && !isForeignPath(other) && !isSamplePath(other),
  );
  const subjects = named.filter((other) => !isTestPath(other));
  const [subject] = subjects;
  if (subject === undefined || subjects.length > 1 || subjects.length < named.length) return undefined;
  return change.base.entries.has(subject) ? subject : undefined;
}

/** `tests/test_totals.py` and `shop/totals.py` have one stem. */
function stem(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
  return name.replace(/^test_|[._-](?:test|tests|spec|cy|e2e)$|(?<=\w)(?:Tests?|Spec)$/g, '').toLowerCase();
}

function extension(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function shortened(name: string): string {
  return name.length <= 80 ? name : `${name.slice(0, 77)}…`;
}
