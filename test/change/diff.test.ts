import { describe, expect, it } from 'vitest';
import type { ChangedFile } from '../../src/change/change-set.ts';
import { contentOf, contentStore, maxFileBytes } from '../../src/change/contents.ts';
import { changeSet } from '../../src/change/diff.ts';
import { makeSnapshot } from '../../src/change/make-snapshot.ts';
import type { Content, Entry } from '../../src/change/snapshot.ts';
import { blobId } from '../../src/git/blob-id.ts';
import { memoryChange } from '../support/memory-snapshot.ts';

type Thing = string | Buffer | { bytes: number } | { symlink: string } | { submodule: string };

/** Both revisions over one store, as git serves them. */
async function change(base: Record<string, Thing>, head: Record<string, Thing>) {
  const blobs = new Map<string, Content>();
  const reads: string[] = [];
  const store = contentStore({
    read: async (oids) => {
      reads.push(...oids);
      return new Map(oids.flatMap((oid) => (blobs.has(oid) ? [[oid, blobs.get(oid)!]] : [])));
    },
  });
  const entry = (path: string, thing: Thing): Entry => {
    if (typeof thing === 'object' && 'symlink' in thing)
      return { path, kind: 'symlink', oid: blobId(Buffer.from(thing.symlink)) };
    if (typeof thing === 'object' && 'submodule' in thing)
      return { path, kind: 'submodule', oid: thing.submodule };
    const blob = typeof thing === 'string' ? Buffer.from(thing) : thing;
    const oid = blobId(Buffer.isBuffer(blob) ? blob : Buffer.from(`size ${blob.bytes}`));
    blobs.set(oid, Buffer.isBuffer(blob) ? contentOf(blob) : { kind: 'too-large', ...blob });
    return { path, kind: 'file', oid };
  };
  const snapshot = (name: string, files: Record<string, Thing>) =>
    makeSnapshot(
      name,
      Object.entries(files).map(([path, thing]) => entry(path, thing)),
      store,
    );
  const { files, ...revisions } = await changeSet(snapshot('base', base), snapshot('head', head));
  return { files, reads, ...revisions };
}

const brief = ({ path, previousPath, status, kind, hunks }: ChangedFile) =>
  [status, previousPath, path, kind, hunks.length].filter((part) => part !== undefined).join(' ');

describe('contentStore', () => {
  it('reads once what two ask for at the same time, and what they ask for beside it', async () => {
    const asked: string[][] = [];
    const store = contentStore({
      read: async (oids) => {
        asked.push([...oids]);
        return new Map(oids.map((oid) => [oid, contentOf(Buffer.from(oid))]));
      },
    });
    await Promise.all([store.load(['a', 'b']), store.load(['b', 'c'])]);
    await store.load(['c', 'd']);
    expect(asked).toEqual([['a', 'b', 'c'], ['d']]);
    expect(store.get('b')).toEqual({ kind: 'text', text: 'b' });
  });

  it('refuses a gap to those who cannot do without, and asks again for it', async () => {
    const have = new Map<string, Content>();
    const store = contentStore({ read: async () => have });
    const loads = [store.load(['a'], 'dispensable'), store.load(['a'])];
    expect(await Promise.allSettled(loads)).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { oid: 'a' } },
    ]);
    expect(store.get('a')).toEqual({ kind: 'missing' });
    have.set('a', { kind: 'text', text: 'here' });
    await store.load(['a']);
    expect(store.get('a')).toEqual({ kind: 'text', text: 'here' });
  });
});

describe('changeSet', () => {
  it('lists what differs, in code-unit order, and reads nothing else', async () => {
    const { files, reads } = await change(
      { 'same.sql': 'select 0\n', b: 'select 1\n', gone: 'a long farewell\n' },
      { 'same.sql': 'select 0\n', b: 'select 2\n', a: 'something new\n', Z: 'and another one\n' },
    );
    expect(files.map(brief)).toEqual([
      'added Z text 1',
      'added a text 1',
      'modified b text 1',
      'deleted gone text 1',
    ]);
    expect(reads).not.toContain(blobId(Buffer.from('select 0\n')));
  });

  it('has nothing to say about equal revisions', async () => {
    expect((await memoryChange({ a: 'x' }, { a: 'x' })).files).toEqual([]);
  });

  it('names the kinds that nobody reads lines in', async () => {
    const { files } = await change(
      { bin: 'text\n', link: 'a file\n', module: { submodule: '1'.repeat(40) }, big: 'small\n' },
      {
        bin: Buffer.from([65, 0, 66]),
        link: { symlink: '/etc/passwd' },
        module: { submodule: '2'.repeat(40) },
        big: { bytes: maxFileBytes + 1 },
        huge: Buffer.alloc(maxFileBytes + 1, 65),
        limit: Buffer.alloc(maxFileBytes, 65),
      },
    );
    expect(files.map(brief)).toEqual([
      'modified big too-large 0',
      'modified bin binary 0',
      'added huge too-large 0',
      'added limit text 1',
      'modified link symlink 0',
      'modified module submodule 0',
    ]);
  });

  it('refuses a change that cannot be read: it must not pass for reviewed', async () => {
    const lost = makeSnapshot(
      'head',
      [{ path: 'lost.sql', kind: 'file', oid: '3'.repeat(40) }],
      contentStore({ read: async () => new Map() }),
    );
    const empty = makeSnapshot('base', [], contentStore({ read: async () => new Map() }));
    await expect(changeSet(empty, lost)).rejects.toThrow(
      `lost.sql cannot be read: the git object ${'3'.repeat(40)} is missing`,
    );
  });

  it('can do without data that nobody changes, until somebody needs it', async () => {
    const held = makeSnapshot(
      'head',
      [{ path: 'seeds/lost.csv', kind: 'file', oid: '3'.repeat(40) }],
      contentStore({ read: async () => new Map() }),
    );
    await held.load(['seeds/lost.csv'], 'dispensable');
    expect(held.content('seeds/lost.csv')).toEqual({ kind: 'missing' });
    expect(held.text('seeds/lost.csv')).toBeUndefined();
    await expect(held.load(['seeds/lost.csv'])).rejects.toThrow('is missing');
  });

  it('reads what is not UTF-8 as Latin-1, line by line', async () => {
    const { files, head } = await change(
      { 'a.sql': Buffer.from('select 1 -- caf\xe9\nfrom t\n', 'latin1') },
      { 'a.sql': Buffer.from('select 1 -- caf\xe9\nfrom u\n', 'latin1') },
    );
    expect(files[0]).toMatchObject({
      kind: 'text',
      hunks: [{ baseStart: 2, baseCount: 1, headStart: 2, headCount: 1 }],
    });
    expect(head.text('a.sql')).toBe('select 1 -- café\nfrom u\n');
  });

  it('reads UTF-16 by its mark, and nothing else that begins with the same bytes', async () => {
    const little = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');
    const { files, head } = await change(
      { 'a.sql': little('select 1\nfrom é\n'), 'b.sql': little('select 1\n').swap16() },
      {
        'a.sql': little('select 1\nfrom ü\n'),
        'b.sql': little('select 2\n').swap16(),
        odd: Buffer.from([0xff, 0xfe, 65]),
        wider: Buffer.from([0xff, 0xfe, 0, 0, 65, 0, 0, 0]),
      },
    );
    expect(files.map(brief)).toEqual([
      'modified a.sql text 1',
      'modified b.sql text 1',
      'added odd binary 0',
      'added wider binary 0',
    ]);
    expect(files[0]!.hunks[0]).toMatchObject({ baseStart: 2, headStart: 2, headCount: 1 });
    expect(head.text('a.sql')).toBe('\uFEFFselect 1\nfrom ü\n');
    expect(head.text('b.sql')).toBe('\uFEFFselect 2\n');
  });

  it('looks for binary zeros only where git does', async () => {
    const late = Buffer.concat([Buffer.alloc(8000, 65), Buffer.from([0])]);
    const { files } = await change({}, { early: Buffer.from([65, 0]), late });
    expect(files.map(brief)).toEqual(['added early binary 0', 'added late text 1']);
  });

  it('keeps a byte order mark, so that columns of the first line stay right', async () => {
    const { head } = await change({}, { a: Buffer.from('\uFEFFx\n') });
    expect(head.text('a')).toBe('\uFEFFx\n');
  });
});

describe('renames', () => {
  const lines = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${name} ${index}\n`).join('');

  it('pair equal contents, by file name first', async () => {
    const { files } = await change(
      { 'old/a.sql': 'select 1\n', 'old/b.sql': 'select 1\n' },
      { 'new/b.sql': 'select 1\n', 'new/c.sql': 'select 1\n' },
    );
    expect(files.map(brief)).toEqual([
      'renamed old/b.sql new/b.sql text 0',
      'renamed old/a.sql new/c.sql text 0',
    ]);
  });

  it('pair what is similar, and show what is not', async () => {
    const { files } = await change(
      { 'a.sql': lines('line', 20) },
      { 'b.sql': `${lines('line', 20)}one more\n` },
    );
    expect(files.map(brief)).toEqual(['renamed a.sql b.sql text 1']);
    expect(files[0]).toMatchObject({ base: { path: 'a.sql' }, head: { path: 'b.sql' } });
  });

  it('prefer the most similar', async () => {
    const { files } = await change(
      { a: lines('line', 20) },
      { b: lines('line', 20) + lines('more', 8), c: lines('line', 20) + lines('more', 1) },
    );
    expect(files.map(brief)).toEqual(['added b text 1', 'renamed a c text 1']);
  });

  it('need half of the text to be the same', async () => {
    const { files } = await change(
      { a: lines('line', 9) + lines('gone', 11) },
      { b: lines('line', 9) + lines('come', 11) },
    );
    expect(files.map(brief)).toEqual(['deleted a text 1', 'added b text 1']);
  });

  it('are not seen in empty files, links and submodules', async () => {
    const { files } = await change(
      { a: '\n', link: { symlink: 'x' }, sub: { submodule: '1'.repeat(40) } },
      { b: '\n\n', link2: { symlink: 'x' }, sub2: { submodule: '1'.repeat(40) } },
    );
    expect(files.map(({ status }) => status)).not.toContain('renamed');
  });

  it('are only exact ones in a change of many files', async () => {
    const many = (folder: string, extra: string) =>
      Object.fromEntries(
        Array.from({ length: 230 }, (_, index) => [
          `${folder}/${index}`,
          lines(`file ${index}`, 5) + (index === 0 ? '' : extra),
        ]),
      );
    const { files } = await change(many('old', ''), many('new', 'one more\n'));
    expect(files.filter(({ status }) => status === 'renamed').map(brief)).toEqual([
      'renamed old/0 new/0 text 0',
    ]);
  });

  it('do not depend on the order of the files', async () => {
    const base = { a: lines('x', 10), b: lines('x', 10), c: lines('y', 10) };
    const head = { d: `${lines('x', 10)}1\n`, e: `${lines('x', 10)}2\n`, f: `${lines('y', 10)}3\n` };
    const reversed = (files: Record<string, string>) => Object.fromEntries(Object.entries(files).reverse());
    const once = await change(base, head);
    const again = await change(reversed(base), reversed(head));
    expect(again.files).toEqual(once.files);
  });
});

describe('a snapshot', () => {
  const oid = blobId(Buffer.from('x'));
  const snapshot = () =>
    makeSnapshot(
      'r',
      [
        { path: 'b', kind: 'symlink', oid },
        { path: 'a', kind: 'file', oid },
      ],
      contentStore({ read: async (oids) => new Map(oids.map((id) => [id, contentOf(Buffer.from('x'))])) }),
    );

  it('says when it is asked before it was loaded', async () => {
    const it = snapshot();
    expect(() => it.text('a')).toThrow('a was read before it was loaded');
    await it.load(['a', 'no such file']);
    expect(it.text('a')).toBe('x');
    expect(it.text('no such file')).toBeUndefined();
  });

  it('does not follow links', async () => {
    const it = snapshot();
    await it.load(['b']);
    expect(it.content('b')).toEqual({ kind: 'binary' });
  });

  it('lists its files in code-unit order', () => {
    expect([...snapshot().entries.keys()]).toEqual(['a', 'b']);
  });
});
