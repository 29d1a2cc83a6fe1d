import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { repositoryWith, runScript } from './sandbox.ts';

const registry = ['registry', 'npmjs', 'org'].join('.');

test('a clean repository passes', () => {
  const folder = repositoryWith({ 'a.ts': 'export {};\n', 'package-lock.json': '{ "packages": {} }\n' });
  expect(runScript('hygiene', folder)).toMatchObject({ status: 0, stderr: '' });
});

test('the folder of the checkout is named with its line', () => {
  const folder = repositoryWith({});
  writeFileSync(join(folder, 'a.ts'), `export {};\n// see ${folder}/b.ts\n`);
  const { status, stderr } = runScript('hygiene', folder);
  expect(stderr).toBe("a.ts:2: names this machine's folder\n");
  expect(status).toBe(1);
});

test.each([
  ['notes.md', 'see /home/somebody/notes\n'],
  ['.npmrc', `registry=https://${registry}/\n`],
  ['package-lock.json', '{ "a": { "resolved": "https://example.org/a.tgz" } }\n'],
])('%s may not hold %s', (path, text) => {
  const { status, stderr } = runScript(
    'hygiene',
    repositoryWith({ [path]: text }),
    '--home',
    '/home/somebody',
  );
  expect(stderr).toContain(`${path}:1: names`);
  expect(status).toBe(1);
});
