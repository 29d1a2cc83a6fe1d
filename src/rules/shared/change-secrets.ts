/** Credentials in the changed files that findings are about, so that no view of a finding repeats one. */
import type { ChangeSet } from '../../change/change-set.ts';
import type { Location } from '../../finding.ts';
import { findSecrets } from './secrets.ts';

/** A shorter value would black out ordinary words. */
const shortest = 8;
/** Files that are looked through; beyond, what has the shape of a secret is still known by it. */
const mostFiles = 500;

/** Their values at both revisions, the longest first: one may be part of another. Rejects as `findSecrets` does. */
export async function changeSecrets(
  { base, head, files }: ChangeSet,
  places: readonly Location[],
): Promise<string[]> {
  const paths = new Set(places.map(({ path }) => path));
  const spoken = files.filter(({ path, previousPath }) => paths.has(path) || paths.has(previousPath ?? path));
  const values = new Set<string>();
  for (const file of spoken.slice(0, mostFiles)) {
    const before = file.base && base.text(file.base.path);
    const after = file.head && head.text(file.head.path);
    for (const text of new Set([before, after])) {
      if (text === undefined) continue;
      for (const { value } of await findSecrets(text, file.path))
        if (value.length >= shortest) values.add(value);
    }
  }
  return [...values].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}
