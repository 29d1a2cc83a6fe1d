import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { maxFileBytes } from '../../src/change/contents.ts';
import { GitError } from '../../src/git/command.ts';
import { openRepository } from '../../src/git/repository.ts';
import type { Repository as Opened } from '../../src/git/repository.ts';
import { git, Repository } from '../support/git-repository.ts';

const folders: string[] = [];
const opened: Opened[] = [];

function repository(): Repository {
  const made = new Repository();
  folders.push(made.path);
  return made;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'parallel-review-git-'));
  folders.push(path);
  return path;
}

async function open(path: string): Promise<Opened> {
  const it = await openRepository(path);
  opened.push(it);
  return it;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((it) => it.close()));
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});

describe('openRepository', () => {
  it('refuses a folder that is in no repository, in git’s words', async () => {
    const error = await openRepository(folder()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(GitError);
    expect((error as Error).message).toMatch(/not a git repository/);
    expect((error as Error).message).not.toContain('\n');
  });

  it('refuses a folder that is not there', async () => {
    await expect(openRepository('/no/such/folder')).rejects.toThrow(GitError);
  });

  it('finds the top from a folder inside', async () => {
    const it = repository();
    it.commit('main', { 'deep/er/a.sql': 'select 1\n' });
    const { folder: top, bare } = await open(join(it.path, 'deep/er'));
    expect([top, bare]).toEqual([git(it.path, 'rev-parse', '--show-toplevel').toString().trim(), false]);
  });

  it('reads a bare repository', async () => {
    const it = repository();
    const commit = it.commit('main', { 'a.sql': 'select 1\n' });
    const bare = join(folder(), 'bare.git');
    git(it.path, 'clone', '--quiet', '--bare', it.path, bare);
    const local = await open(bare);
    expect(local.bare).toBe(true);
    const snapshot = await local.snapshot(commit);
    await snapshot.load(['a.sql']);
    expect(snapshot.text('a.sql')).toBe('select 1\n');
    await expect(local.worktree()).rejects.toThrow('a bare repository has no work tree');
  });

  it.runIf(process.getuid?.() === 0)('reads what belongs to somebody else', async () => {
    const it = repository();
    const commit = it.commit('main', { 'a.sql': 'select 1\n' });
    git(it.path, 'config', 'core.hooksPath', '/nowhere');
    for (const path of [it.path, join(it.path, '.git')]) chownSync(path, 12345, 12345);
    expect(() => it.git('status')).toThrow('dubious ownership');
    const local = await open(it.path);
    expect(await local.resolve('HEAD')).toBe(commit);
    expect((await local.worktree()).entries.size).toBe(1);
  });
});

describe('revisions', () => {
  it('are resolved to full commit ids', async () => {
    const made = repository();
    const first = made.commit('main', { a: '1' });
    made.git('tag', '--annotate', '--message', 'First', 'v1');
    const second = made.commit('main', { a: '2' });
    const it = await open(made.path);
    expect(await it.resolve('HEAD')).toBe(second);
    expect(await it.resolve('main~1')).toBe(first);
    expect(await it.resolve('v1')).toBe(first);
    expect(await it.resolve(first.slice(0, 10))).toBe(first);
  });

  it.each([
    '',
    'nobody',
    '-h',
    '--all',
    '--git-dir=/tmp',
    'HEAD^{tree}',
    'main:a',
    'main\nmain',
    'f'.repeat(40),
  ])('do not exist by the name %j', async (name) => {
    const made = repository();
    made.commit('main', { a: '1' });
    expect(await (await open(made.path)).resolve(name)).toBeUndefined();
  });

  it('have a merge base, or none', async () => {
    const made = repository();
    const base = made.commit('main', { a: '1' });
    const left = made.commit('main', { b: '2' });
    const right = made.commit('feature', { c: '3' }, base);
    made.git('checkout', '--quiet', '--orphan', 'alone');
    const alone = made.commit('alone', { d: '4' });
    const it = await open(made.path);
    expect(await it.mergeBase(left, right)).toBe(base);
    expect(await it.mergeBase('main', 'feature')).toBe(base);
    expect(await it.mergeBase(left, alone)).toBeUndefined();
  });

  it('start at the default branch: the remote’s, else main or master', async () => {
    const made = repository();
    made.commit('trunk', { a: '1' });
    made.git('branch', '--quiet', '-m', 'trunk');
    expect(await (await open(made.path)).defaultBranch()).toBeUndefined();
    const clone = join(folder(), 'clone');
    git(made.path, 'clone', '--quiet', made.path, clone);
    git(clone, 'branch', 'main');
    expect(await (await open(clone)).defaultBranch()).toBe('origin/trunk');
    made.git('branch', 'master');
    expect(await (await open(made.path)).defaultBranch()).toBe('master');
    made.git('branch', 'main');
    expect(await (await open(made.path)).defaultBranch()).toBe('main');
  });

  it('may be cut off', async () => {
    const made = repository();
    made.commit('main', { a: '1' });
    made.commit('main', { a: '2' });
    const clone = join(folder(), 'clone');
    git(made.path, 'clone', '--quiet', '--depth=1', `file://${made.path}`, clone);
    expect(await (await open(clone)).isShallow()).toBe(true);
    expect(await (await open(made.path)).isShallow()).toBe(false);
  });
});

describe('a snapshot of a commit', () => {
  it('has every path that git allows, each as itself', async () => {
    const made = repository();
    const names = [
      'a b.sql',
      'tab\there',
      'new\nline',
      'quote"\\',
      '🚀/é.sql',
      '-rf',
      ':(glob)*',
      '__proto__',
    ];
    const bytes = [Buffer.from('latin-\xe9', 'latin1'), Buffer.from('latin-\xe8', 'latin1')];
    const top = Buffer.from(`${made.path}/`);
    for (const name of bytes) writeFileSync(Buffer.concat([top, name]), 'x');
    const commit = made.commit('main', Object.fromEntries(names.map((name) => [name, name])));
    const snapshot = await (await open(made.path)).snapshot(commit);
    expect([...snapshot.entries.keys()].sort()).toEqual(
      [...names, '\uFFFDlatin-\xe8', '\uFFFDlatin-\xe9'].sort(),
    );
    await snapshot.load(names);
    expect(names.map((name) => snapshot.text(name))).toEqual(names);
  });

  it('tells links and submodules from files', async () => {
    const made = repository();
    symlinkSync('/etc/passwd', join(made.path, 'link'));
    writeFileSync(join(made.path, 'tool'), '#!/bin/sh\n');
    chmodSync(join(made.path, 'tool'), 0o755);
    made.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},module`);
    made.git('add', 'link', 'tool');
    made.git('commit', '--quiet', '--message', 'All kinds');
    const snapshot = await (await open(made.path)).snapshot(made.git('rev-parse', 'HEAD'));
    await snapshot.load(['link', 'module', 'tool']);
    expect([...snapshot.entries.values()].map(({ path, kind }) => [path, kind])).toEqual([
      ['link', 'symlink'],
      ['module', 'submodule'],
      ['tool', 'file'],
    ]);
    expect(snapshot.content('link')).toEqual({ kind: 'binary' });
    expect(snapshot.text('tool')).toBe('#!/bin/sh\n');
  });

  it('never reads a file beyond the limit', async () => {
    const made = repository();
    const commit = made.commit('main', {
      big: Buffer.alloc(maxFileBytes + 1, 'x'),
      limit: Buffer.alloc(maxFileBytes, 'x'),
    });
    const snapshot = await (await open(made.path)).snapshot(commit);
    await snapshot.load(['big', 'limit']);
    expect(snapshot.content('big')).toEqual({ kind: 'too-large', bytes: maxFileBytes + 1 });
    expect(snapshot.text('limit')).toHaveLength(maxFileBytes);
  });

  it('reads many files in one go, and several loads at a time', async () => {
    const made = repository();
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`${index}.sql`, `${index}\n`.repeat(index * 10)]),
    );
    const commit = made.commit('main', files);
    const snapshot = await (await open(made.path)).snapshot(commit);
    const paths = Object.keys(files);
    await Promise.all([
      snapshot.load(paths.slice(0, 200)),
      snapshot.load(paths.slice(100)),
      snapshot.load([]),
    ]);
    expect(Object.fromEntries(paths.map((path) => [path, snapshot.text(path)]))).toEqual(files);
  });

  it('refuses what is no full id of a commit that is here', async () => {
    const made = repository();
    made.commit('main', { a: '1' });
    const it = await open(made.path);
    await expect(it.snapshot('main')).rejects.toThrow("'main' is not a full commit id");
    await expect(it.snapshot('--help')).rejects.toThrow(GitError);
    await expect(it.snapshot('f'.repeat(40))).rejects.toThrow(GitError);
  });

  it('refuses to go on without an object that is missing', async () => {
    const made = repository();
    const commit = made.commit('main', { lost: 'lost\n', kept: 'kept\n' });
    const oid = made.git('rev-parse', 'HEAD:lost');
    rmSync(join(made.path, '.git/objects', oid.slice(0, 2), oid.slice(2)));
    const snapshot = await (await open(made.path)).snapshot(commit);
    await expect(snapshot.load(['lost', 'kept'])).rejects.toThrow(oid);
    await snapshot.load(['kept']);
    expect(snapshot.text('kept')).toBe('kept\n');
  });

  it('does not fetch what a partial clone lacks', async () => {
    const made = repository();
    made.git('config', 'uploadpack.allowFilter', 'true');
    const commit = made.commit('main', { a: '1' });
    const clone = join(folder(), 'clone');
    git(made.path, 'clone', '--quiet', '--no-checkout', '--filter=blob:none', `file://${made.path}`, clone);
    const snapshot = await (await open(clone)).snapshot(commit);
    await expect(snapshot.load(['a'])).rejects.toThrow(/this clone is partial and lacks contents|is missing/);
    expect(git(clone, 'rev-list', '--objects', '--all', '--missing=print').toString()).toMatch(/^\?/m);
  });

  it('takes an object for what its id says, not for what replaces it', async () => {
    const made = repository();
    const commit = made.commit('main', { a: 'true\n', b: 'false\n' });
    made.git('replace', 'HEAD:a', 'HEAD:b');
    const snapshot = await (await open(made.path)).snapshot(commit);
    await snapshot.load(['a']);
    expect(snapshot.text('a')).toBe('true\n');
  });
});

describe('a repository that wants to run something', () => {
  it('cannot', async () => {
    const made = repository();
    const commit = made.commit('main', {
      'a.sql': 'select 1\n',
      '.gitattributes': '* filter=evil diff=evil\n',
    });
    const trace = join(folder(), 'ran');
    const script = join(folder(), 'evil.sh');
    writeFileSync(script, `#!/bin/sh\necho "$0 $*" >> ${trace}\ncat\n`, { mode: 0o755 });
    for (const key of [
      'core.fsmonitor',
      'core.pager',
      'core.editor',
      'core.askPass',
      'core.sshCommand',
      'core.alternateRefsCommand',
      'diff.external',
      'diff.evil.command',
      'diff.evil.textconv',
      'filter.evil.clean',
      'filter.evil.smudge',
      'filter.evil.process',
      'alias.cat-file',
      'alias.ls-files',
    ]) {
      made.git('config', key, key.startsWith('alias.') ? `!${script}` : script);
    }
    made.git('config', 'filter.evil.required', 'true');
    made.git('config', 'core.hooksPath', join(script, '..'));
    // The index is older than the files, so that git has to look into them.
    writeFileSync(join(made.path, 'a.sql'), 'select 2\n');
    utimesSync(join(made.path, '.git/index'), 1, 1);
    utimesSync(join(made.path, 'a.sql'), 2_000_000_000, 2_000_000_000);

    const it = await open(made.path);
    const before = await it.snapshot(commit);
    const now = await it.worktree();
    await before.load(['a.sql']);
    await now.load(['a.sql']);
    expect([before.text('a.sql'), now.text('a.sql')]).toEqual(['select 1\n', 'select 2\n']);
    expect(existsSync(trace)).toBe(false);
  });
});
