/** What of a migration runs in a transaction, and what Postgres refuses there. */
import { migrationSteps } from './migration-file.ts';
import type { Statement } from './statements.ts';

/**
 * Statements that Postgres stops at with "cannot run inside a transaction block", because the script begins one or
 * the tool whose marks it has does. Empty for a text that cannot be split into statements.
 */
export function refusedInTransaction(text: string): Statement[] {
  let isInside = isWrapped(text);
  return (migrationSteps(text) ?? []).flatMap(({ statement }) => {
    if (begins(statement)) isInside = true;
    else if (ends(statement)) isInside = false;
    return isInside && standsAlone(statement) ? statement : [];
  });
}

/** goose, sql-migrate and dbmate put a transaction around a file unless it says otherwise. */
function isWrapped(text: string): boolean {
  const isMarked = /^--[ \t]{0,20}(\+goose[ \t]+up|\+migrate[ \t]+up|migrate:up)\b/im.test(text);
  return isMarked && !/^--[^\n]{0,100}\b(no[ \t]?transaction|transaction:[ \t]{0,20}false)\b/im.test(text);
}

function begins({ words }: Statement): boolean {
  const [first, second = 'work', third] = words;
  return first === 'begin'
    ? /^(work|transaction|isolation|read)$/.test(second)
    : first === 'start' && second === 'transaction' && third !== '.';
}

function ends({ words: [first] }: Statement): boolean {
  return first === 'commit' || first === 'end' || first === 'rollback';
}

/** A concurrent refresh of a materialized view may share a transaction; the other concurrent statements may not. */
function standsAlone({ words }: Statement): boolean {
  const [first, second] = words;
  if (first === 'vacuum') return true;
  if (first === 'reindex') return words.includes('concurrently');
  if (first === 'alter') return words.at(-1) === 'concurrently' && words.includes('detach');
  const isIndex = second === 'index' || (second === 'unique' && words[2] === 'index');
  return (
    (first === 'create' || first === 'drop') &&
    isIndex &&
    words[words.indexOf('index') + 1] === 'concurrently'
  );
}
