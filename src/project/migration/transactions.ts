/** What of a migration runs in a transaction, and what Postgres refuses there. */
import { tablesChanged } from './effects.ts';
import { addedValue, usesValue } from './enum-values.ts';
import type { NewValue, TypeOf } from './enum-values.ts';
import { migrationSteps } from './migration-file.ts';
import type { Statement } from './statements.ts';
import { bareName } from './words.ts';

/** What earlier migrations say of enums. */
export interface Enums {
  typeOf: TypeOf;
  /** Undefined if they do not say which values it has. */
  valuesOf: (type: string) => ReadonlySet<string> | undefined;
}

/** A statement at which Postgres stops. */
export interface Refused {
  statement: Statement;
  /** Added earlier in the transaction, and used here; without it the statement runs in no transaction at all. */
  value?: NewValue;
}

/**
 * Statements that Postgres refuses because the script begins a transaction, or the tool whose marks it has does. Empty
 * for a text that cannot be split into statements.
 */
export function refusedInTransaction(text: string, enums: Enums): Refused[] {
  let isInside = isWrapped(text);
  const added: NewValue[] = [];
  const altered = new Set<string>();
  const typeOf: TypeOf = (column) => (altered.has(bareName(column.table)) ? undefined : enums.typeOf(column));
  return (migrationSteps(text) ?? []).flatMap(({ statement }) => {
    const { words } = statement;
    if (begins(statement)) isInside = true;
    else if (ends(statement)) {
      isInside = false;
      added.length = 0;
    }
    if (isInside && standsAlone(statement)) return { statement };
    const value = added.find((it) => usesValue(statement, it, typeOf));
    const isNew = addedValue(statement);
    if (
      isInside &&
      isNew &&
      added.length < mostValues &&
      (!isNew.isOptional || enums.valuesOf(isNew.type)?.has(isNew.value) === false)
    )
      added.push(isNew);
    // By another name it may be another type, and a table may get other columns.
    else if (/^(create|alter|drop)$/.test(words[0] ?? '') && words[1] === 'type') added.length = 0;
    for (const table of tablesChanged(statement)) altered.add(table);
    return value ? { statement, value } : [];
  });
}

/** Each statement is held against all of them. */
const mostValues = 100;

/** True if a migration adds a value to an enum: only then does it matter what earlier ones say. */
export function addsValue(text: string): boolean {
  return /\badd\s{1,20}value\b/i.test(text);
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
