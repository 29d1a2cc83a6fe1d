import { mkdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maxFileBytes } from '../../src/change/contents.ts';
import { openRepository } from '../../src/git/repository.ts';
import type { Repository as Opened } from '../../src/git/repository.ts';
import { git, Repository } from '../support/git-repository.ts';

let made: Repository;
let opened: Opened;

beforeEach(async () => {
  made = new Repository();
  opened = await openRepository(made.path);
});

afterEach(async () => {
  await opened.close();
  made.remove();
});

const write = (path: string, content: string | Buffer) => writeFileSync(join(made.path, path), content);

/** What would be committed: kind, id and path of each file, by git itself on a copy of the index. */
function committed(): string[] {
  git(made.path, 'add', '--all');
  const tree = made.git('write-tree');
  return git(made.path, 'ls-tree', '-r', '-z', tree)
    .toString()
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [, mode, oid, path] = /^(\d+) \w+ (\w+)\t([^]*)$/.exec(line)!;
      return `${mode === '120000' ? 'symlink' : mode === '160000' ? 'submodule' : 'file'} ${oid} ${path}`;
    })
    .sort();
}

async function seen(): Promise<string[]> {
  const { entries } = await opened.worktree();
  return [...entries.values()].map(({ kind, oid, path }) => `${kind} ${oid} ${path}`).sort();
}

describe('the work tree', () => {
  it('is what git would commit', async () => {
    made.commit('main', {
      same: 'same\n',
      changed: 'before\n',
      staged: 'before\n',
      twice: 'before\n',
      gone: 'gone\n',
      unstaged: 'gone\n',
      'file-to-folder': 'x\n',
      'to-link': 'x\n',
      'folder/a': 'a\n',
      '.gitignore': 'ignored\n*.log\n',
      'kept.log': 'x\n',
    });
    git(made.path, 'add', '--force', 'kept.log');
    git(made.path, 'commit', '--quiet', '--message', 'Keep a log');
    write('changed', 'after\n');
    write('staged', 'after\n');
    write('twice', 'between\n');
    git(made.path, 'add', 'staged', 'twice');
    write('twice', 'after\n');
    unlinkSync(join(made.path, 'gone'));
    git(made.path, 'rm', '--quiet', '--cached', 'unstaged');
    unlinkSync(join(made.path, 'file-to-folder'));
    mkdirSync(join(made.path, 'file-to-folder'));
    write('file-to-folder/b', 'b\n');
    unlinkSync(join(made.path, 'to-link'));
    symlinkSync('same', join(made.path, 'to-link'));
    rmSync(join(made.path, 'folder'), { recursive: true });
    write('new 🚀\n.sql', 'select 1\n');
    write('-n', 'x');
    write('ignored', 'x');
    write('other.log', 'x');
    write('kept.log', 'still tracked\n');
    write('empty', '');

    const now = await seen();
    expect(now.map((line) => line.split(' ').slice(2).join(' '))).not.toContain('ignored');
    expect(now).toEqual(committed());
  });

  it('is what git would commit before there is a commit', async () => {
    write('a', 'a\n');
    expect(await seen()).toEqual(committed());
  });

  it('is what git would commit in the middle of a conflict, but for the files in it', async () => {
    const base = made.commit('main', { a: 'base\n', b: 'b\n' });
    made.commit('feature', { a: 'feature\n' }, base);
    made.git('checkout', '--quiet', 'main');
    made.commit('main', { a: 'main\n' });
    expect(() => made.git('merge', 'feature')).toThrow('merge');
    expect(await seen()).toEqual(committed());
  });

  it('knows the ids of a repository with long ones', async () => {
    const { path } = made;
    rmSync(join(path, '.git'), { recursive: true });
    made.git('init', '--quiet', '--object-format=sha256', '--initial-branch=main');
    made.commit('main', { a: 'a\n', b: 'b\n' });
    write('a', 'A\n');
    expect(await seen()).toEqual(committed());
  });

  it('leaves submodules and repositories inside it alone', async () => {
    made.commit('main', { a: 'a\n' });
    made.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},module`);
    mkdirSync(join(made.path, 'other'));
    git(join(made.path, 'other'), 'init', '--quiet');
    write('other/file', 'not ours\n');
    const { entries } = await opened.worktree();
    expect([...entries.values()].map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      'file a',
      'submodule module',
    ]);
  });

  it('does not touch the index', async () => {
    made.commit('main', { a: 'a\n' });
    write('a', 'b\n');
    write('new', 'new\n');
    const before = git(made.path, 'status', '--porcelain').toString();
    await opened.worktree();
    expect(git(made.path, 'status', '--porcelain').toString()).toBe(before);
    expect(before).toBe(' M a\n?? new\n');
  });

  it('stays what it was while somebody edits on', async () => {
    made.commit('main', { tracked: 'one\n', still: 'still\n' });
    write('tracked', 'two\n');
    write('new', 'two\n');
    const snapshot = await opened.worktree();
    for (const path of ['tracked', 'new', 'still']) write(path, 'three\n');
    await snapshot.load(['tracked', 'new', 'still']);
    expect(['tracked', 'new', 'still'].map((path) => snapshot.text(path))).toEqual([
      'two\n',
      'two\n',
      'still\n',
    ]);
  });

  it('does not read what is too large', async () => {
    write('big', Buffer.alloc(maxFileBytes + 1, 'x'));
    const snapshot = await opened.worktree();
    await snapshot.load(['big']);
    expect(snapshot.content('big')).toEqual({ kind: 'too-large', bytes: maxFileBytes + 1 });
  });
});
