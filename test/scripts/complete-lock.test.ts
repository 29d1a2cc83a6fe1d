import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryWith, runScript } from './sandbox.ts';

const tool = {
  version: '1.2.3',
  dev: true,
  optionalDependencies: {
    'tool-linux-x64-musl': '1.2.3',
    'tool-win32-arm64-msvc': '1.2.3',
    fsevents: '2.0.0',
  },
};
const linux = { version: '1.2.3', integrity: 'sha512-known', optional: true };

test('platforms that the registry lacks get an entry, and those that are there stay as they are', () => {
  const packages = { '': {}, 'node_modules/tool': tool, 'node_modules/tool-linux-x64-musl': linux };
  const folder = repositoryWith({ 'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }) });

  const before = runScript('complete-lock', folder, '--check');
  expect(before.stderr).toContain('lacks node_modules/tool-win32-arm64-msvc:');
  expect(before.status).toBe(1);

  expect(runScript('complete-lock', folder).status).toBe(0);
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  expect(lock).toEqual({
    lockfileVersion: 3,
    packages: {
      ...packages,
      'node_modules/tool-win32-arm64-msvc': {
        version: '1.2.3',
        cpu: ['arm64'],
        dev: true,
        optional: true,
        os: ['win32'],
      },
    },
  });
  expect(runScript('complete-lock', folder, '--check')).toMatchObject({ status: 0, stderr: '' });
});
