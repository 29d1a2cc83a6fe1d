/** Revisions made of literals, for tests of what reads them. */
import { createHash } from 'node:crypto';
import type { ChangeSet } from '../../src/change/change-set.ts';
import { changeSet } from '../../src/change/diff.ts';
import type { Content, Entry, Snapshot } from '../../src/change/snapshot.ts';

/** A snapshot that holds these files; object ids are git's. */
export function memorySnapshot(files: Record<string, string>, revision = 'memory'): Snapshot {
  const paths = Object.keys(files).sort((a, b) => (a < b ? -1 : 1));
  const entries = new Map<string, Entry>(
    paths.map((path) => [path, { path, kind: 'file', oid: blobId(files[path] ?? '') }]),
  );
  const loaded = new Set<string>();
  const content = (path: string): Content | undefined => {
    const text = files[path];
    if (text === undefined) return undefined;
    if (!loaded.has(path)) throw new Error(`${path} was not loaded`);
    return { kind: 'text', text };
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

function blobId(text: string): string {
  const bytes = Buffer.from(text);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** The change between two sets of files. */
export function memoryChange(base: Record<string, string>, head: Record<string, string>): Promise<ChangeSet> {
  return changeSet(memorySnapshot(base, 'base'), memorySnapshot(head, 'head'));
}
