/** SQL that a deployment runs, as it is written. */
import type { ChangedFile, ChangeSet } from '../../change/change-set.ts';
import { isUndo, withoutDownSections } from '../../project/migration/migration-file.ts';
import { addedMatches, withoutSqlComments } from './added-matches.ts';
import type { AddedMatch } from './added-matches.ts';
import { isTestPath } from './path-kinds.ts';

/**
 * Matches of `pattern` (global) that the pull request adds to an SQL file. Nothing of tests, and of what takes a
 * migration back: a grant there is what the migration took away.
 */
export function deployedMatches(change: ChangeSet, file: ChangedFile, pattern: RegExp): AddedMatch[] {
  if (!/\.sql$/i.test(file.path) || isTestPath(file.path) || isUndo(file.path)) return [];
  return addedMatches(change, file, pattern, (text) => withoutSqlComments(withoutDownSections(text)));
}
