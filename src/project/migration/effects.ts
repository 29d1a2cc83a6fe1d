/** What a statement may do to what earlier ones left, as far as its words tell. */
import { stringAt } from './functions.ts';
import type { Operation } from './operations.ts';
import type { Statement } from './statements.ts';

/** Every word that may name something, without its schema. */
export function namesIn(words: readonly string[]): string[] {
  return words.filter((word, at) => words[at + 1] !== '.' && /^[\p{L}_]/u.test(word) && !notNames.has(word));
}

const notNames = new Set(
  'drop alter table view materialized column if exists only cascade export function procedure trigger on'.split(
    ' ',
  ),
);

/** Every name in a statement that makes, alters or drops tables. */
export function tablesChanged({ words }: Statement): string[] {
  const isOfTables =
    /^(create|alter|drop|rename)$/.test(words[0] ?? '') && words.slice(1, 5).includes('table');
  return isOfTables ? namesIn(words) : [];
}

export function isIfAbsent({ words }: Statement): boolean {
  const at = words.indexOf('table');
  return words[at + 1] === 'if' && words[at + 2] === 'not';
}

/** From here on names without a schema are of another one. */
export function choosesSchema({ words }: Statement): boolean {
  return words[0] === 'use' || (words[0] === 'set' && /^(search_path|schema)$/.test(words[1] ?? ''))
    ? true
    : words[0] === 'set' && words[2] === 'search_path';
}

/** True if nobody knows what goes: with a schema, a type or an extension, and by what makes its statements itself. */
export function mayDropAnything(statement: Statement, operations: readonly Operation[]): boolean {
  const { words } = statement;
  const [first = '', second = ''] = words;
  if (first === 'drop' && /^(schema|database|extension|owned)$/.test(second)) return true;
  // A column goes with its type, and with it what reads the column.
  if (first === 'drop' && /^(type|domain)$/.test(second)) return words.includes('cascade');
  if (first === 'rename') return operations.length === 0;
  return mayRunDrops(statement, /drop|cascade/i);
}

/** True for a block, or a call of a function, that speaks so of dropping or makes its statements itself. */
export function mayRunDrops(statement: Statement, speaks = /drop/i): boolean {
  const { words } = statement;
  const [first = ''] = words;
  if (!/^(do|select|call|perform|exec|execute|with)$/.test(first)) return false;
  return words.some((word, at) => {
    const text = word === "'" ? (stringAt(statement, at) ?? '') : word;
    return speaks.test(text) || (first === 'do' && /execute/i.test(text));
  });
}

/** True for the CASCADE of a drop; that of a foreign key is about rows. */
export function takesAlong({ words }: Statement): boolean {
  if (words[0] !== 'drop' && words[0] !== 'alter') return false;
  return words.some((word, at) => word === 'cascade' && !/^(delete|update)$/.test(words[at - 1] ?? ''));
}
