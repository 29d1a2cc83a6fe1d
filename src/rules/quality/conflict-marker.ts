import type { ChangedFile } from '../../change/change-set.ts';
import { addedLines } from '../../change/lines.ts';
import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerSweep, sameWords } from '../shared/by-place.ts';
import { isPagePath, isSamplePath, isTestPath } from '../shared/path-kinds.ts';

const conflict = '<<<<<<< HEAD\nselect 1 as id\n=======\nselect 2 as id\n>>>>>>> feature\n';

export const rule = defineRule({
  id: 'quality/conflict-marker',
  summary: 'The markers of an unresolved merge conflict are committed',
  severity: 'critical',
  why: 'Both versions and the markers stand in the file, which nothing can read any more.',
  advice: 'Keep one of the two versions, or join them, and remove the three markers.',
  silent: [
    'markers that are not all three there, in order and at the beginning of their lines',
    'fixtures and patches, and blocks of code in documentation, which may quote a conflict',
    'in other files of tests it is high, not critical',
  ],
  examples: {
    fires: [
      {
        name: 'leaves conflicts in a page of code and in the properties of a snapshot',
        base: { 'load.py': 'import os\n', 'snapshots/orders.yml': 'snapshots: []\n' },
        head: {
          'load.py': '<<<<<<< HEAD\nimport os\n=======\nimport sys\n>>>>>>> other\n',
          'snapshots/orders.yml': '<<<<<<< HEAD\nsnapshots: []\n=======\n>>>>>>> other\n',
        },
        findings: [{ path: 'load.py', line: 1, severity: 'critical' }],
      },
      {
        name: 'commits a conflict in a model',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: { 'models/orders.sql': conflict },
        findings: [{ path: 'models/orders.sql', line: 1, severity: 'critical' }],
      },
      {
        name: 'commits two conflicts in one page, one with the common ancestor',
        base: { 'README.md': '# Shop\n' },
        head: { 'README.md': `# Shop\n${conflict}\n<<<<<<< a\n1\n||||||| b\n2\n=======\n3\n>>>>>>> c\n` },
        findings: [{ path: 'README.md', line: 2 }],
      },
      {
        name: 'commits a conflict in a test',
        base: {},
        head: { 'tests/test_orders.py': conflict },
        findings: [{ path: 'tests/test_orders.py', line: 1, severity: 'high' }],
      },
    ],
    silent: [
      {
        name: 'explains conflicts in a block of code',
        base: {},
        head: { 'docs/git.md': `Look for the markers:\n\n\`\`\`\n${conflict}\`\`\`\n` },
      },
      {
        name: 'underlines a heading',
        base: {},
        head: { 'README.md': 'Shop\n=======\n\nAll orders.\n' },
      },
      {
        name: 'changes another line of a file that holds one',
        base: { 'a.txt': `${conflict}one\n` },
        head: { 'a.txt': `${conflict}two\n` },
      },
      {
        name: 'adds a fixture that holds a conflict',
        base: {},
        head: { 'test/fixtures/conflict.txt': conflict },
      },
    ],
  },
  check: (context) => onePerSweep(conflicting(context), sameWords, () => 'file'),
});

function* conflicting({ change, files }: RuleContext): Iterable<RuleFinding> {
  for (const file of files) {
    if (file.kind !== 'text' || !file.head || mayQuote(file.path)) continue;
    const text = change.head.text(file.path) ?? '';
    if (!text.includes('<<<<<<<')) continue;
    const added = addedLines(file);
    const conflicts = conflictsIn(text, isPagePath(file.path)).filter((lines) =>
      lines.every((line) => added.has(line)),
    );
    if (conflicts.length > 0) yield finding(file, conflicts);
  }
}

function mayQuote(path: string): boolean {
  return isSamplePath(path) || /\.(patch|diff|rej|orig|snap)$/i.test(path);
}

/** The lines of the three markers of each conflict. */
type Markers = readonly [start: number, middle: number, end: number];

function conflictsIn(text: string, hasFences: boolean): Markers[] {
  const found: Markers[] = [];
  let [start, middle] = [0, 0];
  let isQuoted = false;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (hasFences && /^\s*(```|~~~)/.test(line)) isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (/^<{7}( |$)/.test(line)) [start, middle] = [index + 1, 0];
    else if (start > 0 && line === '=======') middle = index + 1;
    else if (middle > 0 && /^>{7}( |$)/.test(line)) {
      found.push([start, middle, index + 1]);
      [start, middle] = [0, 0];
    }
  }
  return found;
}

function finding({ path }: ChangedFile, conflicts: readonly Markers[]): RuleFinding {
  const isTest = isTestPath(path);
  const [[startLine, , endLine]] = conflicts as [Markers];
  const count = conflicts.length;
  return {
    ...(isTest && { severity: 'high' as const }),
    confidence: isTest ? 'likely' : 'proven',
    title: `${count === 1 ? 'A merge conflict' : `${count} merge conflicts`} left in ${code(path)}`,
    message: `The conflict from line ${startLine} to ${endLine} was committed with its markers.`,
    resource: path,
    location: { path, side: 'head', startLine, endLine: startLine },
    related: conflicts.slice(1).map(([line]) => {
      return { path, side: 'head', startLine: line, endLine: line, message: 'Another conflict.' };
    }),
  };
}
