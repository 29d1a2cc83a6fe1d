import { UnreadableError } from './contents.ts';
import type { ContentStore } from './contents.ts';
import type { Entry, Snapshot } from './snapshot.ts';

/** A snapshot of `revision` with these entries, in any order, and contents from `store`. */
export function makeSnapshot(revision: string, entries: Iterable<Entry>, store: ContentStore): Snapshot {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const byPath = new Map(sorted.map((entry) => [entry.path, entry]));
  const content: Snapshot['content'] = (path) => {
    const entry = byPath.get(path);
    if (!entry) return undefined;
    // A link or a submodule has no content of its own, and what it points to may lie anywhere.
    if (entry.kind !== 'file') return { kind: 'binary' };
    const found = store.get(entry.oid);
    if (!found) throw new Error(`${path} was read before it was loaded`);
    return found;
  };
  return {
    revision,
    entries: byPath,
    async load(paths, dispensable) {
      const wanted = new Map<string, string>();
      for (const path of paths) {
        const entry = byPath.get(path);
        if (entry?.kind === 'file') wanted.set(entry.oid, path);
      }
      try {
        await store.load(wanted.keys(), dispensable);
      } catch (error) {
        // The store knows contents, not whose they are.
        if (error instanceof UnreadableError) throw new UnreadableError(error.oid, wanted.get(error.oid));
        throw error;
      }
    },
    content,
    text(path) {
      const found = content(path);
      return found?.kind === 'text' ? found.text : undefined;
    },
  };
}
