/** The ignore comments at head that a change, or what is found about it, has to do with. */
import { addedLines, nearestAtHead } from '../../change/lines.ts';
import type { ChangeSet } from '../../change/change-set.ts';
import type { Location } from '../../finding.ts';
import { ignoresIn } from './ignores.ts';
import type { IgnoreComment } from './ignores.ts';

/** Those of the changed files and of the files in which something is found, in code-unit order of paths. */
export async function ignoresOf(
  change: ChangeSet,
  places: readonly Location[],
): Promise<(IgnoreComment & { added: boolean })[]> {
  const changed = new Map(change.files.map((file) => [file.path, file]));
  const found = places.filter(({ side }) => side === 'head').map(({ path }) => path);
  const paths = [...new Set([...changed.keys(), ...found])]
    .filter((path) => change.head.entries.get(path)?.kind === 'file')
    .sort();
  await change.head.load(paths, 'dispensable');
  const all: (IgnoreComment & { added: boolean })[] = [];
  for (const path of paths) {
    const file = changed.get(path);
    const added = file && addedLines(file);
    for (const ignore of await ignoresIn(path, change.head.text(path) ?? ''))
      all.push({ ...ignore, added: added?.has(ignore.line) ?? false });
  }
  return all;
}

/** Where at head a finding is, or where it would be if its line were still there. */
export function placeAtHead(
  change: ChangeSet,
  { path, side, startLine }: Location,
): { path: string; line: number } | undefined {
  if (side === 'head') return { path, line: startLine };
  const file = change.files.find(({ base }) => base?.path === path);
  if (!file) return { path, line: startLine };
  return file.head ? { path: file.head.path, line: nearestAtHead(file, startLine) } : undefined;
}
