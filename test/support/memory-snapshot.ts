/** Revisions made of literals, for tests of what reads them. */
import { createHash } from 'node:crypto';
import type { ChangeSet } from '../../src/change/change-set.ts';
import { changeSet } from '../../src/change/diff.ts';
import type { Content, Entry, Snapshot } from '../../src/change/snapshot.ts';

/** Texts, or contents of which nobody reads lines. */
export type MemoryFiles = Record<string, string | Exclude<Content, { kind: 'text' }>>;

/** A snapshot that holds these files; object ids of texts are git's. */
export function memorySnapshot(files: MemoryFiles, revision = 'memory'): Snapshot {
  const paths = Object.keys(files).sort((a, b) => (a < b ? -1 : 1));
  const entries = new Map<string, Entry>(
    paths.map((path) => [path, { path, kind: 'file', oid: blobId(files[path] ?? '') }]),
  );
  const loaded = new Set<string>();
  const content = (path: string): Content | undefined => {
    const file = files[path];
    if (file === undefined) return undefined;
    if (!loaded.has(path)) throw new Error(`${path} was not loaded`);
    return typeof file === 'string' ? { kind: 'text', text: file } : file;
  };
  return {
    revision,
    entries,
    load: (wanted) => {
      for (const path of wanted) loaded.add(path);
      return Promise.resolve();
    },
    content,
    text: (path) => {
      const found = content(path);
      return found?.kind === 'text' ? found.text : undefined;
    },
  };
}

function blobId(file: MemoryFiles[string]): string {
  const bytes = Buffer.from(typeof file === 'string' ? file : JSON.stringify(file));
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** The change between two sets of files. */
export function memoryChange(base: MemoryFiles, head: MemoryFiles): Promise<ChangeSet> {
  return changeSet(memorySnapshot(base, 'base'), memorySnapshot(head, 'head'));
}
