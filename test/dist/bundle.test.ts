import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../scripts/support/files.ts';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

/** The folders of PATH without those that npm puts there: what a user's shell would find. */
const systemPath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules') && !folder.includes('node-gyp'));

/** This Node, and the machine's own if it is another one that is promised to work. */
function promisedNodes(): { name: string; path: string }[] {
  const own = { name: process.versions.node, path: process.execPath };
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const found = systemPath.map((folder) => join(folder, file)).find((path) => existsSync(path));
  if (found === undefined) return [own];
  const name = execFileSync(found, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
  const [major = 0, minor = 0] = name.split('.').map(Number);
  const promised = major > 20 || (major === 20 && minor >= 19);
  return promised && name !== own.name ? [own, { name, path: found }] : [own];
}

/** Node keeps compiled code since 22.1. */
function canKeep(node: string): boolean {
  const code = "typeof require('node:module').enableCompileCache";
  return execFileSync(node, ['-p', code], { encoding: 'utf8' }).trim() === 'function';
}

describe('the bundle, alone in a folder without node_modules', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'parallel-review-bundle-'));
    cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe.each(promisedNodes())('on Node $name', ({ path }) => {
    const cli = (...args: string[]) =>
      spawnSync(path, [join(folder, 'dist/cli/index.js'), ...args], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, PATH: systemPath.join(delimiter), NODE_OPTIONS: '' },
      });

    test('says its version', () => {
      expect(cli('--version')).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
    });

    test('reviews SQL, with the parser and its worker from beside it', () => {
      const { status, stdout, stderr } = cli('demo');
      expect(stderr).not.toMatch(/Error|Cannot find/);
      expect(stdout).toContain('quality/column-removed-in-use');
      expect(status).toBe(0);
    });

    test('keeps what Node compiled in the cache folder of the user, but not on a CI machine', () => {
      const caches = join(folder, `caches of ${path.replaceAll(/\W/g, '-')}`);
      const list = (env: NodeJS.ProcessEnv) =>
        spawnSync(path, [join(folder, 'dist/cli/index.js'), 'rules'], {
          cwd: folder,
          encoding: 'utf8',
          env: { PATH: systemPath.join(delimiter), XDG_CACHE_HOME: caches, ...env },
        });
      const fresh = list({ CI: 'true' });
      expect(fresh.stdout).toContain('quality/column-removed-in-use');
      expect(existsSync(caches)).toBe(false);
      const [first, second] = [list({}), list({})];
      expect(existsSync(join(caches, 'parallel-review'))).toBe(canKeep(path));
      expect([first.stdout, second.stdout]).toEqual([fresh.stdout, fresh.stdout]);
      // Nothing is kept in the folder that it is started in, nor where nothing can be written.
      const relative = list({ XDG_CACHE_HOME: 'caches' });
      const refused = list({ XDG_CACHE_HOME: join(folder, 'dist/package.json') });
      expect([relative.stdout, refused.stdout]).toEqual([fresh.stdout, fresh.stdout]);
      expect([relative.stderr, refused.stderr]).toEqual(['', '']);
      expect(existsSync(join(folder, 'caches'))).toBe(false);
    });

    test('fails as an Action with one line rather than a stack when nothing is around it', () => {
      const { status, stdout, stderr } = spawnSync(path, [join(folder, 'dist/index.js')], {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: systemPath.join(delimiter) },
      });
      expect(stdout).toMatch(/^::error/m);
      expect(stdout + stderr).not.toMatch(/^\s+at /m);
      expect(status).toBe(1);
    });
  });

  test.skipIf(process.platform === 'win32')('the command line can be executed by name', () => {
    expect(readFileSync(join(folder, 'dist/cli/index.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(statSync(join(folder, 'dist/cli/index.js')).mode & 0o111).toBe(0o111);
  });
});
