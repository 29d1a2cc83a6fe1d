import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/support/files.ts';
import { copyOfRepository, runScript } from './sandbox.ts';

test('a skeleton compiles, is listed and documented, and finds nothing yet', async () => {
  const folder = copyOfRepository();
  const { status, stdout } = runScript('new-rule', folder, 'governance/brand-new');
  expect(status).toBe(0);
  expect(stdout).toContain('src/rules/governance/brand-new.ts');
  expect(readFileSync(join(folder, 'src/rules/index.ts'), 'utf8')).toContain("'./governance/brand-new.ts'");
  expect(readFileSync(join(folder, 'docs/rules/README.md'), 'utf8')).toContain('governance/brand-new');
  expect(existsSync(join(folder, 'docs/rules/governance/brand-new.md'))).toBe(true);

  // The whole project's options, on the new file alone.
  const config = { extends: './tsconfig.json', files: ['src/rules/governance/brand-new.ts'], include: [] };
  writeFileSync(join(folder, 'tsconfig.new.json'), JSON.stringify(config));
  const tsc = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.new.json'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(tsc.stdout).toBe('');
  expect(tsc.status).toBe(0);

  const { rule } = await import(join(folder, 'src/rules/governance/brand-new.ts'));
  expect(rule.examples.fires[0].findings).toHaveLength(1);
  expect([...rule.check({})]).toEqual([]);
});

test.each([
  ['Governance/foo'],
  ['foo'],
  ['governance/../foo'],
  ['governance/foo/bar'],
  ['governance/constructor_'],
])('%s is no id', (id) => {
  const { status, stderr } = runScript('new-rule', copyOfRepository(), id);
  expect(stderr).toBe(`new-rule: "${id}" is not an id such as governance/public-grant\n`);
  expect(status).toBe(2);
});

test('a rule that exists is not overwritten', () => {
  const folder = copyOfRepository();
  const path = join(folder, 'src/rules/governance/public-grant.ts');
  const before = readFileSync(path, 'utf8');
  expect(runScript('new-rule', folder, 'governance/public-grant').status).toBe(2);
  expect(readFileSync(path, 'utf8')).toBe(before);
});
