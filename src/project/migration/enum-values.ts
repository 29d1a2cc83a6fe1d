/** Values of enums that a migration uses before the transaction that adds them has ended. */
import { stringAt } from './functions.ts';
import type { Target } from './naming.ts';
import type { Statement } from './statements.ts';
import { enclosed, nameAt, outside, parts } from './words.ts';

export interface NewValue {
  type: string;
  value: string;
  /** IF NOT EXISTS */
  isOptional: boolean;
}

/** The type that earlier migrations gave a column. */
export type TypeOf = (column: Target & { column: string }) => string | undefined;

/** The value that a statement adds to an enum. */
export function addedValue(statement: Statement): NewValue | undefined {
  const { words } = statement;
  if (words[0] !== 'alter' || words[1] !== 'type') return undefined;
  const { name: type, end } = nameAt(words, 2);
  if (words[end] !== 'add' || words[end + 1] !== 'value') return undefined;
  const isOptional = words[end + 2] === 'if';
  const value = stringAt(statement, end + (isOptional ? 5 : 2));
  return value === undefined ? undefined : { type, value, isOptional };
}

/** True if the statement surely reads the string as a value of the enum, which Postgres refuses until the commit. */
export function usesValue(statement: Statement, { type, value }: NewValue, typeOf: TypeOf): boolean {
  const { words } = statement;
  // A body in a string is read when it runs.
  if (words[0] === 'create' && words.some((word) => /^(function|procedure)$/.test(word))) return false;
  const isMeant = columnsIn(statement, (column) => typeOf(column) === type);
  return words.some(
    (word, at) =>
      word === "'" &&
      stringAt(statement, at) === value &&
      (isCast(words, at, type) || isDefault(words, at, type) || isMeant(at)),
  );
}

/** `'a'::t` and `cast('a' as t)` */
function isCast(words: readonly string[], at: number, type: string): boolean {
  const isType = (from: number): boolean => nameAt(words, from).name === type;
  if (words[at + 1] === ':' && words[at + 2] === ':') return isType(at + 3);
  return words[at + 1] === 'as' && words[at - 1] === '(' && words[at - 2] === 'cast' && isType(at + 2);
}

/** `add column c t not null default 'a'` */
function isDefault(words: readonly string[], at: number, type: string): boolean {
  if (words[0] !== 'alter' || words[1] !== 'table' || words[at - 1] !== 'default') return false;
  // A column's definition is short; a list of thousands is not searched again for each.
  const from = Math.max(0, at - 60);
  const add = from + words.slice(from, at).lastIndexOf('add');
  const column = words[add + 1] === 'column' ? add + 2 : add + 1;
  const { name, end } = nameAt(words, words[column] === 'if' ? column + 4 : column + 1);
  return (
    words[add] === 'add' &&
    name === type &&
    !words.slice(end, at).some((word) => word === ',' || word === '(')
  );
}

/** Whether the string at a word is put into, or compared with, one of these columns of the table that it is about. */
function columnsIn(statement: Statement, isOfType: Parameters<typeof ofColumn>[1]): (at: number) => boolean {
  const { words } = statement;
  const [first = '', second = ''] = words;
  if (first === 'insert' && second === 'into') return ofInsert(words, isOfType);
  const from = { update: 1, delete: 2, alter: 2 }[first];
  if (from === undefined || (first === 'alter' && second !== 'table')) return () => false;
  const { name: table } = nameAt(words, from);
  // Another table may have a column of that name.
  if (['from', 'using', 'select', 'join'].some((word) => words.includes(word, 2))) return () => false;
  return (at) => {
    if (words[at - 1] === '=') return ofColumn({ table, column: words[at - 2] }, isOfType);
    const isSet = first === 'alter' && words[at - 1] === 'default' && words[at - 2] === 'set';
    return isSet && ofColumn({ table, column: words[at - 3] }, isOfType);
  };
}

function ofColumn(
  { table, column }: Target,
  isOfType: (column: Target & { column: string }) => boolean,
): boolean {
  return column !== undefined && isOfType({ table, column });
}

/** `insert into a (b, c) values (1, 'x'), …` */
function ofInsert(
  words: readonly string[],
  isOfType: Parameters<typeof ofColumn>[1],
): (at: number) => boolean {
  const { name: table, end } = nameAt(words, 2);
  const columns = enclosed(words, end).filter((word) => word !== ',');
  const values = outside(words, end, (word) => word === 'values');
  if (columns.length === 0 || values === undefined) return () => false;
  const meant = new Set<number>();
  let next = values + 1;
  while (words[next] === '(') {
    const row = enclosed(words, next);
    let at = next + 1;
    for (const [index, value] of parts(row).entries()) {
      if (value.length === 1 && ofColumn({ table, column: columns[index] }, isOfType)) meant.add(at);
      at += value.length + 1;
    }
    next += row.length + 3;
  }
  return (at) => meant.has(at);
}
