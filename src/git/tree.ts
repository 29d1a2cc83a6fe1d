/** git's listings as entries. */
import type { Entry, EntryKind } from '../change/snapshot.ts';

/** From `ls-tree -r -z`: `mode type oid<TAB>path<NUL>`. */
export function parseTree(listing: Buffer): Entry[] {
  return records(listing, 'behind a tab').map((record) => {
    const tab = record.indexOf('\t');
    const oid = record.slice(record.lastIndexOf(' ', tab) + 1, tab);
    return { path: record.slice(tab + 1), kind: kindOf(record.slice(0, record.indexOf(' '))), oid };
  });
}

/** From `ls-files -s -z`: `mode oid stage<TAB>path<NUL>`. Of a path in conflict the first stage counts. */
export function parseIndex(listing: Buffer): Entry[] {
  const entries = new Map<string, Entry>();
  for (const record of records(listing, 'behind a tab')) {
    const tab = record.indexOf('\t');
    const [mode = '', oid = ''] = record.slice(0, tab).split(' ');
    const path = record.slice(tab + 1);
    if (!entries.has(path)) entries.set(path, { path, kind: kindOf(mode), oid });
  }
  return [...entries.values()];
}

/** From any `-z` list of paths. */
export function parsePaths(listing: Buffer): string[] {
  return records(listing, 'alone');
}

export function kindOf(mode: string): EntryKind {
  if (mode === '120000') return 'symlink';
  return mode === '160000' ? 'submodule' : 'file';
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What stands between the NULs. The whole listing is decoded at once, unless a path in it is not UTF-8. */
function records(listing: Buffer, path: 'alone' | 'behind a tab'): string[] {
  try {
    return utf8.decode(listing).split('\0').slice(0, -1);
  } catch {
    return pieces(listing).map((record) => {
      const start = path === 'alone' ? 0 : record.indexOf(9) + 1;
      return record.toString('latin1', 0, start) + pathOf(record.subarray(start));
    });
  }
}

/** Paths are bytes. Those that are not UTF-8 are decoded as Latin-1 behind a mark, so that different paths stay different. */
function pathOf(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return `\uFFFD${bytes.toString('latin1')}`;
  }
}

function pieces(listing: Buffer): Buffer[] {
  const found: Buffer[] = [];
  let start = 0;
  for (let end = listing.indexOf(0); end !== -1; end = listing.indexOf(0, start)) {
    found.push(listing.subarray(start, end));
    start = end + 1;
  }
  return found;
}
