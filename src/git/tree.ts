/** git's listings as entries. */
import type { Entry, EntryKind } from '../change/snapshot.ts';

/** From `ls-tree -r -z`: `mode type oid<TAB>path<NUL>`. */
export function parseTree(listing: Buffer): Entry[] {
  return records(listing).map((record) => {
    const tab = record.indexOf(9);
    const [mode = '', , oid = ''] = record.subarray(0, tab).toString('latin1').split(' ');
    return { path: pathOf(record.subarray(tab + 1)), kind: kindOf(mode), oid };
  });
}

/** From `ls-files -s -z`: `mode oid stage<TAB>path<NUL>`. Of a path in conflict the first stage counts. */
export function parseIndex(listing: Buffer): Entry[] {
  const entries = new Map<string, Entry>();
  for (const record of records(listing)) {
    const tab = record.indexOf(9);
    const [mode = '', oid = ''] = record.subarray(0, tab).toString('latin1').split(' ');
    const path = pathOf(record.subarray(tab + 1));
    if (!entries.has(path)) entries.set(path, { path, kind: kindOf(mode), oid });
  }
  return [...entries.values()];
}

/** From any `-z` list of paths. */
export function parsePaths(listing: Buffer): string[] {
  return records(listing).map(pathOf);
}

export function kindOf(mode: string): EntryKind {
  if (mode === '120000') return 'symlink';
  return mode === '160000' ? 'submodule' : 'file';
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Paths are bytes. Those that are not UTF-8 are decoded as Latin-1 behind a mark, so that different paths stay different. */
function pathOf(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return `\uFFFD${bytes.toString('latin1')}`;
  }
}

function records(listing: Buffer): Buffer[] {
  const found: Buffer[] = [];
  let start = 0;
  for (let end = listing.indexOf(0); end !== -1; end = listing.indexOf(0, start)) {
    found.push(listing.subarray(start, end));
    start = end + 1;
  }
  return found;
}
