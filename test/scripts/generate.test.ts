import { appendFileSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyOfRepository, runScript } from './sandbox.ts';

test('what was generated is not stale, and every derived file is watched', () => {
  const folder = copyOfRepository();
  expect(runScript('generate', folder)).toMatchObject({ status: 0, stderr: '' });
  expect(runScript('generate', folder, '--check')).toMatchObject({ status: 0, stdout: '', stderr: '' });

  const derived = [
    'src/rules/index.ts',
    'docs/rules/README.md',
    'docs/rules/quality/column-removed-in-use.md',
    'schemas/config.schema.json',
    'schemas/report.schema.json',
  ];
  for (const path of derived) appendFileSync(join(folder, path), '\n');
  appendFileSync(join(folder, 'docs/rules/left-over.md'), 'A page of a rule that is gone.\n');
  const { status, stderr } = runScript('generate', folder, '--check');
  expect(status).toBe(1);
  expect(stderr.trim().split('\n')).toEqual([
    'src/rules/index.ts is stale: run npm run generate',
    'docs/rules/quality/column-removed-in-use.md is stale: run npm run generate',
    'docs/rules/README.md is stale: run npm run generate',
    'schemas/config.schema.json is stale: run npm run generate',
    'schemas/report.schema.json is stale: run npm run generate',
    'docs/rules/left-over.md belongs to no rule: run npm run generate',
  ]);

  expect(runScript('generate', folder).status).toBe(0);
  expect(existsSync(join(folder, 'docs/rules/left-over.md'))).toBe(false);
  expect(runScript('generate', folder, '--check').status).toBe(0);
});

test("a change in a rule's text makes its page and the tables stale", () => {
  const folder = copyOfRepository();
  runScript('generate', folder);
  const rule = join(folder, 'src/rules/docs/column-doc-stale.ts');
  const source = readFileSync(rule, 'utf8');
  writeFileSync(rule, source.replace(/summary: '/, "summary: 'Really: "));
  const { stderr } = runScript('generate', folder, '--check');
  const stale = stderr.split('\n').map((line) => line.split(' ')[0]);
  expect(stale).toEqual(['docs/rules/docs/column-doc-stale.md', 'docs/rules/README.md', 'README.md', '']);
});

test('a rule whose id is not its path is refused', () => {
  const folder = copyOfRepository();
  const rule = join(folder, 'src/rules/docs/column-doc-stale.ts');
  writeFileSync(rule, readFileSync(rule, 'utf8').replace("id: 'docs/column-doc-stale'", "id: 'docs/stale'"));
  const { status, stderr } = runScript('generate', folder);
  expect(status).not.toBe(0);
  expect(stderr).toContain(
    'src/rules/docs/column-doc-stale.ts must export a rule with the id docs/column-doc-stale, not docs/stale',
  );
});
