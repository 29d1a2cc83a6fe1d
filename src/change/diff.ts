/** From two snapshots to what changed between them. */
import type { ChangedFile, ChangeSet } from './change-set.ts';
import { hunksOf } from './hunks.ts';
import { findRenames } from './renames.ts';
import type { Content, Entry, Snapshot } from './snapshot.ts';

/**
 * The change from base to head, from their two trees alone: the same for git objects, a working tree
 * and the API, and not dependent on anybody's patch. Loads the contents of all changed files.
 */
export async function changeSet(base: Snapshot, head: Snapshot): Promise<ChangeSet> {
  const deleted: Entry[] = [];
  const added: Entry[] = [];
  const modified: { base: Entry; head: Entry }[] = [];
  for (const entry of base.entries.values()) {
    const other = head.entries.get(entry.path);
    if (!other) deleted.push(entry);
    else if (other.oid !== entry.oid || other.kind !== entry.kind)
      modified.push({ base: entry, head: other });
  }
  for (const entry of head.entries.values()) if (!base.entries.has(entry.path)) added.push(entry);

  await base.load([...deleted, ...modified.map((pair) => pair.base)].map(({ path }) => path));
  await head.load([...added, ...modified.map((pair) => pair.head)].map(({ path }) => path));

  const renames = findRenames(base, head, deleted, added);
  const moved = new Set(renames.flatMap((rename) => [rename.base, rename.head]));
  const compare = comparer(base, head);
  const files = [
    ...modified.map((pair) => compare('modified', pair.base, pair.head)),
    ...renames.map((pair) => compare('renamed', pair.base, pair.head)),
    ...deleted.filter((entry) => !moved.has(entry)).map((entry) => compare('deleted', entry, undefined)),
    ...added.filter((entry) => !moved.has(entry)).map((entry) => compare('added', undefined, entry)),
  ];
  return { base, head, files: files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)) };
}

function comparer(baseSnapshot: Snapshot, headSnapshot: Snapshot) {
  return (status: ChangedFile['status'], base: Entry | undefined, head: Entry | undefined): ChangedFile => {
    const before = base && baseSnapshot.content(base.path);
    const after = head && headSnapshot.content(head.path);
    const kind = kindOf([base, head], [before, after]);
    return {
      path: (head ?? base)!.path,
      ...(status === 'renamed' && { previousPath: base!.path }),
      status,
      kind,
      ...(base && { base }),
      ...(head && { head }),
      hunks: kind === 'text' ? hunksOf(textOf(before), textOf(after)) : [],
    };
  };
}

function textOf(content: Content | undefined): string {
  return content?.kind === 'text' ? content.text : '';
}

/** The kind that keeps people from reading lines wins. */
function kindOf(
  entries: readonly (Entry | undefined)[],
  contents: readonly (Content | undefined)[],
): ChangedFile['kind'] {
  for (const kind of ['submodule', 'symlink'] as const) {
    if (entries.some((entry) => entry?.kind === kind)) return kind;
  }
  for (const kind of ['too-large', 'binary'] as const) {
    if (contents.some((content) => content?.kind === kind)) return kind;
  }
  return 'text';
}
