/** The line by which a pull request changes a setting. */
import type { ChangeSet } from '../../change/change-set.ts';
import { addedLines, toHead } from '../../change/lines.ts';
import type { Location } from '../../finding.ts';
import type { Pair } from './pairs.ts';

/**
 * Where head says it, unless that stood there all along and only decides now: then the line of base that is gone.
 * Without a line at head it is where base said it, or the resource itself.
 */
export function settingPlace(change: ChangeSet, { base, head, before, after }: Pair, key: string): Location {
  const then = before.setting(base, key).span;
  const now = after.setting(head, key).span;
  const old = before.locate(then ?? base.span);
  if (!now) return old;
  const place = after.locate(now);
  return then && !isWrittenBy(change, place) && isTakenBy(change, old) ? old : place;
}

function isWrittenBy({ files }: ChangeSet, { path, startLine, endLine }: Location): boolean {
  const file = files.find(({ head }) => head?.path === path);
  const added = file && addedLines(file);
  for (let line = startLine; line <= (endLine ?? startLine); line++) if (added?.has(line)) return true;
  return false;
}

function isTakenBy({ files }: ChangeSet, { path, startLine }: Location): boolean {
  const file = files.find(({ base }) => base?.path === path);
  return file !== undefined && toHead(file, startLine) === undefined;
}
