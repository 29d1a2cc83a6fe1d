import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { maxFileBytes } from '../../src/change/contents.ts';
import { objectReader } from '../../src/git/objects.ts';
import type { ObjectReader } from '../../src/git/objects.ts';
import { Repository } from '../support/git-repository.ts';

let made: Repository;
let reader: ObjectReader;

beforeEach(() => {
  made = new Repository();
  reader = objectReader({ cwd: made.path });
});

afterEach(async () => {
  await reader.close();
  made.remove();
});

it('brings what a blob holds, of a huge one its size, and nothing else', async () => {
  made.commit('main', {
    small: 'a\né\n',
    bytes: Buffer.from([0, 10, 255]),
    big: Buffer.alloc(maxFileBytes + 1),
    empty: '',
  });
  const [small, bytes, big, empty, tree] = ['small', 'bytes', 'big', 'empty', ''].map((path) =>
    made.git('rev-parse', `HEAD:${path}`),
  ) as [string, string, string, string, string];
  const missing = 'f'.repeat(40);
  const found = await reader.read([small, tree, bytes, big, missing, empty, 'HEAD:small', '']);
  expect(found).toEqual(
    new Map<string, unknown>([
      [small, { kind: 'text', text: 'a\né\n' }],
      [bytes, { kind: 'binary', bytes: 3 }],
      [big, { kind: 'too-large', bytes: maxFileBytes + 1 }],
      [empty, { kind: 'text', text: '' }],
    ]),
  );
});

it('brings each of many, with nothing of the others', async () => {
  const files = Array.from({ length: 501 }, (_, n) => [`f${n}`, `${n}\n`.repeat(n % 400)] as const);
  made.commit('main', Object.fromEntries(files));
  const listed = made.git('ls-tree', 'HEAD').split('\n');
  const oids = new Map(listed.map((line) => [line.split('\t')[1]!, line.split(/\s/)[2]!]));
  const missing = Array.from({ length: 30 }, (_, n) => `${String(n).padStart(2, '0')}${'f'.repeat(38)}`);
  const found = await reader.read([...oids.values(), ...missing]);
  expect(files.map(([path]) => found.get(oids.get(path)!))).toEqual(
    files.map(([, text]) => ({ kind: 'text', text })),
  );
  expect(missing.some((oid) => found.has(oid))).toBe(false);
});

it('says in one line why git gave up on many', async () => {
  made.commit('main', { a: 'a' });
  rmSync(join(made.path, '.git/HEAD'));
  const many = Array.from({ length: 400 }, (_, n) => String(n).padStart(40, '0'));
  await expect(reader.read(many)).rejects.toThrow(/^git cat-file: fatal: not a git repository[^\n]*$/);
});

it('goes on after a blob that is missing', async () => {
  made.commit('main', { a: 'a' });
  expect(await reader.read(['f'.repeat(40)])).toEqual(new Map());
  expect((await reader.read([made.git('rev-parse', 'HEAD:a')])).size).toBe(1);
});

it('says in one line why git gave up', async () => {
  made.commit('main', { a: 'a' });
  const oid = made.git('rev-parse', 'HEAD:a');
  rmSync(join(made.path, '.git/HEAD'));
  await expect(reader.read([oid])).rejects.toThrow(/^git cat-file: fatal: not a git repository[^\n]*$/);
});

it('closes without having read, and twice', async () => {
  await reader.close();
  await reader.close();
});
