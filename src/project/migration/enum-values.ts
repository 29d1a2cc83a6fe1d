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

/** The value that a statement gives another name. */
export function renamedValue(statement: Statement): { type: string; value: string; to: string } | undefined {
  const { words } = statement;
  if (words[0] !== 'alter' || words[1] !== 'type') return undefined;
  const { name: type, end } = nameAt(words, 2);
  if (words[end] !== 'rename' || words[end + 1] !== 'value' || words[end + 3] !== 'to') return undefined;
  const [value, to] = [stringAt(statement, end + 2), stringAt(statement, end + 4)];
  return value === undefined || to === undefined ? undefined : { type, value, to };
}

/** The values of a new enum; undefined for another type, and if one cannot be read. */
export function valuesMade(statement: Statement): Set<string> | undefined {
  const { words } = statement;
  const { end } = nameAt(words, 2);
  if (words[0] !== 'create' || words[1] !== 'type' || words[end] !== 'as' || words[end + 1] !== 'enum')
    return undefined;
  const values = new Set<string>();
  for (let at = end + 3; at < words.length - 1; at += 2) {
    const value = stringAt(statement, at);
    if (value === undefined) return undefined;
    values.add(value);
  }
  return values;
}

/** True if the statement surely reads the string as a value of the enum, which Postgres refuses until the commit. */
export function usesValue(statement: Statement, { type, value }: NewValue, typeOf: TypeOf): boolean {
  return valuesUsed(statement, typeOf, (it) => it === value).some((used) => used.type === type);
}

/** Strings that the statement surely reads as values of a type, a built-in one maybe. */
export function valuesUsed(
  statement: Statement,
  typeOf: TypeOf,
  isMeant: (value: string) => boolean = () => true,
): { type: string; value: string }[] {
  const { words } = statement;
  // A body in a string is read when it runs.
  if (words[0] === 'create' && words.some((word) => /^(function|procedure)$/.test(word))) return [];
  const columnType = columnsIn(statement, typeOf);
  return words.flatMap((word, at) => {
    const value = word === "'" ? stringAt(statement, at) : undefined;
    if (value === undefined || !isMeant(value)) return [];
    const type = castAt(words, at) ?? defaultAt(words, at) ?? columnType(at);
    return type === undefined ? [] : { type, value };
  });
}

/** `'a'::t` and `cast('a' as t)` */
function castAt(words: readonly string[], at: number): string | undefined {
  if (words[at + 1] === ':' && words[at + 2] === ':') return nameAt(words, at + 3).name;
  const isCast = words[at + 1] === 'as' && words[at - 1] === '(' && words[at - 2] === 'cast';
  return isCast ? nameAt(words, at + 2).name : undefined;
}

/** `add column c t not null default 'a'` */
function defaultAt(words: readonly string[], at: number): string | undefined {
  if (words[0] !== 'alter' || words[1] !== 'table' || words[at - 1] !== 'default') return undefined;
  // A column's definition is short; a list of thousands is not searched again for each.
  const from = Math.max(0, at - 60);
  const add = from + words.slice(from, at).lastIndexOf('add');
  const column = words[add + 1] === 'column' ? add + 2 : add + 1;
  const { name, end } = nameAt(words, words[column] === 'if' ? column + 4 : column + 1);
  const isWithin = words.slice(end, at).some((word) => word === ',' || word === '(');
  return words[add] === 'add' && !isWithin ? name : undefined;
}

/** The type of the column of the statement's table that the string at a word is put into, or compared with. */
function columnsIn(statement: Statement, typeOf: TypeOf): (at: number) => string | undefined {
  const { words } = statement;
  const [first = '', second = ''] = words;
  if (first === 'insert' && second === 'into') return ofInsert(words, typeOf);
  const named = tableAt(words);
  if (named === undefined || (first === 'alter' && second !== 'table')) return () => undefined;
  const { name: table, end } = nameAt(words, named);
  // Another table may have a column of that name.
  if (['from', 'using', 'select', 'join', 'union'].some((word) => words.includes(word, end)))
    return () => undefined;
  return (at) => {
    if (words[at - 1] === '=') return ofColumn({ table, column: comparedAt(words, at - 2) }, typeOf);
    const isSet = first === 'alter' && words[at - 1] === 'default' && words[at - 2] === 'set';
    return isSet ? ofColumn({ table, column: words[at - 3] }, typeOf) : undefined;
  };
}

/** Where the name of the only table stands. */
function tableAt(words: readonly string[]): number | undefined {
  if (words[0] !== 'select') return { update: 1, delete: 2, alter: 2 }[words[0] ?? ''];
  const from = words.indexOf('from');
  const where = words.indexOf('where', from);
  const isOne = from > 0 && !words.slice(from, where < 0 ? undefined : where).includes(',');
  return isOne ? from + 1 : undefined;
}

/** The column whose name ends at a word, if it stands alone on its side. */
function comparedAt(words: readonly string[], at: number): string | undefined {
  const before = words[at - 1] === '.' ? at - 3 : at - 1;
  return /^(set|where|and|or|not|when|[,(])$/.test(words[before] ?? '') ? words[at] : undefined;
}

function ofColumn({ table, column }: Target, typeOf: TypeOf): string | undefined {
  return column === undefined ? undefined : typeOf({ table, column });
}

/** `insert into a (b, c) values (1, 'x'), …` */
function ofInsert(words: readonly string[], typeOf: TypeOf): (at: number) => string | undefined {
  const { name: table, end } = nameAt(words, 2);
  const columns = enclosed(words, end).filter((word) => word !== ',');
  const values = outside(words, end, (word) => word === 'values');
  if (columns.length === 0 || values === undefined) return () => undefined;
  const types = columns.map((column) => ofColumn({ table, column }, typeOf));
  const meant = new Map<number, string>();
  let next = values + 1;
  while (words[next] === '(') {
    const row = enclosed(words, next);
    let at = next + 1;
    for (const [index, value] of parts(row).entries()) {
      const type = value.length === 1 ? types[index] : undefined;
      if (type !== undefined) meant.set(at, type);
      at += value.length + 1;
    }
    next += row.length + 3;
  }
  return (at) => meant.get(at);
}
