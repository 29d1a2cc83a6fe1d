/** Files made to be slow or to confuse: every rule comes to its end, and no finding crashes it. */
import { expect, test } from 'vitest';
import { openWorkspace } from '../../src/project/workspace.ts';
import { rules } from '../../src/rules/index.ts';
import { defaultPolicy } from '../../src/rules/policy.ts';
import { memoryChange } from '../support/memory-snapshot.ts';

const many = 100_000;
const yaml = (text: string) =>
  `on:\n  schedule:\n${"    - cron: '* * * * *'\n".repeat(2000)}jobs:\n  a:\n    steps:\n      - run: ${text}\n`;

const hostile: Record<string, string> = {
  'test/a.test.js': `${' '.repeat(20 * many)}x\n${'it('.repeat(many)}\n${"it('".repeat(many)}\n${'/*'.repeat(many)}`,
  'src/a.js': `${'"\\'.repeat(many)}\n${' '.repeat(20 * many)};\n${'debugger\n'.repeat(20)}`,
  'tests/test_a.py': `${'\t'.repeat(10 * many)}\n${'"""'.repeat(many)}\n${'@pytest.mark.skip(\n'.repeat(1000)}`,
  'spec/a_spec.rb': `it '${'focus '.repeat(many)}\n${"it '\n".repeat(1000)}`,
  'docs/a.md': ['[', '](', '`', '<img ', '![a](b "', '<!--', '```'].map((it) => it.repeat(many)).join('\n'),
  'docs/b.md': `${'['.repeat(1900)}\n`.repeat(500),
  'a.txt': '<<<<<<< a\n=======\n'.repeat(many / 10),
  'requirements.txt': `${'git+https://'.repeat(many)}\n${'a @ '.repeat(200)}\n`,
  'package.json': `{"dependencies": {\n${'"a": "'.repeat(many)}\n${'{'.repeat(many)}`,
  'packages.yml': 'packages: [[[[{a: *b}]]]]\n',
  'pyproject.toml': `${'['.repeat(many)}\n${'a = {'.repeat(200)}\n`,
  LICENSE: 'all rights reserved '.repeat(many / 10),
  CODEOWNERS: `${'*a'.repeat(400)}b @x\n`.repeat(500),
  '.github/workflows/a.yml': yaml('git fetch '.repeat(many / 10)),
  '.github/workflows/b.yml': 'a: &a [*a]\n',
  '.github/workflows/c.yml': 'on: {__proto__: 1}\njobs: {__proto__: {permissions: write-all, steps: 1}}\n',
  'constructor/__proto__.py': 'breakpoint()\n',
  '.env': 'A_PASSWORD=x1y2z3w4q\n'.repeat(many * 0.45),
  'keys.txt': 'AKIAABCDEFGHIJKLMNOP\n'.repeat(many * 0.45),
};

// What takes the square of its lines takes half a minute here.
test.each(Object.keys(hostile))('%s', { timeout: 20_000 }, async (path) => {
  const before = {
    [path]: path.startsWith('.github') ? 'on: push\njobs: {}\n' : 'x @y\n',
    'docs/z.png': 'z',
  };
  const change = await memoryChange(before, { [path]: hostile[path]! });
  const workspace = await openWorkspace(change);
  const found: string[] = [];
  const context = { change, files: change.files, workspace, policy: defaultPolicy };
  for (const rule of rules) {
    for await (const finding of rule.check({ ...context, options: rule.options?.parse({}) })) {
      found.push(rule.id);
      expect(finding.title.length).toBeLessThan(1000);
      expect(finding.location.startLine).toBeGreaterThan(0);
    }
  }
  workspace.close();
  expect(new Set(found).size).toBeLessThan(4);
});
