/** What files say, read once for all the rules that ask. */
import type { Snapshot } from '../../change/snapshot.ts';

/** @param read given no text for what is not there, holds none, or was not loaded when it was first asked for */
export function perFile<T>(
  read: (text: string | undefined, path: string) => T,
): (snapshot: Snapshot, path: string) => T {
  const known = new WeakMap<Snapshot, Map<string, T>>();
  return (snapshot, path) => {
    const files = known.get(snapshot) ?? new Map<string, T>();
    known.set(snapshot, files);
    if (!files.has(path)) files.set(path, read(snapshot.text(path), path));
    return files.get(path) as T;
  };
}
