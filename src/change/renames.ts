/** Which deleted and added files are one file that moved. */
import type { Entry, Snapshot } from './snapshot.ts';

export interface Rename {
  base: Entry;
  head: Entry;
}

/** Beyond this many pairs only exact renames are looked for, as git does. */
const maxPairs = 50_000;
/** The share of lines, by length, that must be the same. git's default. */
const minSimilarity = 0.5;

/**
 * Pairs deleted with added entries: equal contents first, then the most similar ones. The contents of
 * both sides must be loaded. The result depends on paths and contents alone.
 */
export function findRenames(
  base: Snapshot,
  head: Snapshot,
  deleted: readonly Entry[],
  added: readonly Entry[],
): Rename[] {
  const exact = exactRenames(deleted, added);
  const usedBase = new Set(exact.map((rename) => rename.base));
  const usedHead = new Set(exact.map((rename) => rename.head));
  const from = deleted.filter((entry) => !usedBase.has(entry) && hasText(base, entry));
  const to = added.filter((entry) => !usedHead.has(entry) && hasText(head, entry));
  // Lines are counted for pairs alone: of much that is new they would take several times its size.
  const pairs = from.length * to.length;
  if (pairs === 0 || pairs > maxPairs) return exact;
  return [...exact, ...similarRenames(linesOf(base, from), linesOf(head, to))];
}

function exactRenames(deleted: readonly Entry[], added: readonly Entry[]): Rename[] {
  const byOid = new Map<string, Entry[]>();
  for (const entry of deleted)
    if (entry.kind === 'file') byOid.set(entry.oid, [...(byOid.get(entry.oid) ?? []), entry]);
  const renames: Rename[] = [];
  for (const head of added) {
    const candidates = byOid.get(head.oid);
    if (head.kind !== 'file' || !candidates?.length) continue;
    // The same file name is the better guess among equal contents.
    const named = candidates.findIndex(({ path }) => nameOf(path) === nameOf(head.path));
    const [base] = candidates.splice(Math.max(named, 0), 1);
    renames.push({ base: base!, head });
  }
  return renames;
}

interface Lines {
  entry: Entry;
  counts: Map<string, number>;
  size: number;
}

/** An empty file is similar to every other one. */
function hasText(snapshot: Snapshot, { kind, path }: Entry): boolean {
  return kind === 'file' && /\S/.test(snapshot.text(path) ?? '');
}

function linesOf(snapshot: Snapshot, entries: readonly Entry[]): Lines[] {
  return entries.map((entry) => {
    const text = snapshot.text(entry.path)!;
    const counts = new Map<string, number>();
    for (const line of text.split('\n')) counts.set(line, (counts.get(line) ?? 0) + 1);
    return { entry, counts, size: text.length };
  });
}

function similarRenames(from: readonly Lines[], to: readonly Lines[]): Rename[] {
  const pairs = from
    .flatMap((base) => to.map((head) => ({ base, head, score: similarity(base, head) })))
    .filter(({ score }) => score >= minSimilarity)
    .sort(
      (a, b) =>
        b.score - a.score ||
        Number(nameOf(b.base.entry.path) === nameOf(b.head.entry.path)) -
          Number(nameOf(a.base.entry.path) === nameOf(a.head.entry.path)) ||
        (a.head.entry.path < b.head.entry.path ? -1 : a.head.entry.path > b.head.entry.path ? 1 : 0) ||
        (a.base.entry.path < b.base.entry.path ? -1 : 1),
    );
  const used = new Set<Lines>();
  const renames: Rename[] = [];
  for (const { base, head } of pairs) {
    if (used.has(base) || used.has(head)) continue;
    used.add(base).add(head);
    renames.push({ base: base.entry, head: head.entry });
  }
  return renames;
}

function similarity(a: Lines, b: Lines): number {
  const larger = Math.max(a.size, b.size);
  if (Math.min(a.size, b.size) < larger * minSimilarity) return 0;
  let common = 0;
  for (const [line, count] of a.counts)
    common += Math.min(count, b.counts.get(line) ?? 0) * (line.length + 1);
  return common / larger;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
