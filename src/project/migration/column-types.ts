/** Columns of types that migrations make, of enums for instance. */
import { addedValue, renamedValue, valuesMade } from './enum-values.ts';
import type { Made } from './made.ts';
import type { Names, Target } from './naming.ts';
import type { Operation } from './operations.ts';
import type { Statement } from './statements.ts';
import { bareName, enclosed, nameAt, parts, unqualified } from './words.ts';

export interface TypedColumn {
  table: string;
  column: string;
  type: string;
}

/** Those that stand. */
export class ColumnTypes {
  /** That migrations made, with their schemas; and the values of enums, if they can be told. */
  readonly #types = new Map<string, Set<string> | undefined>();
  /** By table, without its schema, and column. */
  readonly #columns = new Map<string, Made<TypedColumn>>();

  get size(): number {
    return this.#columns.size;
  }

  /** @param isKnown false if what the statement makes may be there already, or be of another schema */
  follow(place: Made<unknown>, operations: readonly Operation[], isKnown: boolean): void {
    const { words } = place.statement;
    if (/^(type|domain)$/.test(words[1] ?? '')) this.#followType(place.statement, isKnown);
    if (this.#types.size === 0) return;
    for (const operation of operations)
      if (operation.kind === 'change-type') this.#set(place, operation, operation.to.split(' '), isKnown);
    for (const { table, column, type } of columnsOf(words))
      this.#set(place, { table, column }, type, isKnown);
  }

  /** Undefined if no migration says, or since it is another column. */
  of(target: Target & { column: string }, names: Names): string | undefined {
    const known = this.#columns.get(keyOf(target));
    return known && isStanding(known, names) ? known.type : undefined;
  }

  /** Undefined of a type that migrations do not make, and of one that is no enum. */
  valuesOf(type: string): ReadonlySet<string> | undefined {
    return this.#types.get(type);
  }

  columnsOf(type: string, names: Names): Made<TypedColumn>[] {
    return [...this.#columns.values()].filter((it) => it.type === type && isStanding(it, names));
  }

  forget(gone: ReadonlySet<string>): void {
    for (const type of this.#types.keys()) if (gone.has(bareName(type))) this.#types.delete(type);
    for (const [key, { table, column, type }] of this.#columns)
      if ([table, column, type].some((name) => gone.has(bareName(name)))) this.#columns.delete(key);
  }

  clear(): void {
    this.#types.clear();
    this.#columns.clear();
  }

  #set(
    place: Made<unknown>,
    of: { table: string; column: string },
    words: readonly string[],
    isKnown: boolean,
  ) {
    const { name: type } = nameAt(words, 0);
    const key = keyOf(of);
    if (isKnown && this.#types.has(type))
      this.#columns.set(key, { ...place, table: unqualified(of.table), column: of.column, type });
    else this.#columns.delete(key);
  }

  #followType(statement: Statement, isKnown: boolean): void {
    const { words } = statement;
    const { name, end } = nameAt(words, 2);
    if (words[0] === 'create') {
      if (isKnown) this.#types.set(name, valuesMade(statement));
      return;
    }
    this.#followValues(name, statement, isKnown);
    const values = this.#types.get(name);
    const isRenamed = words[end] === 'rename' && words[end + 1] === 'to';
    if (words[0] !== 'drop' && !isRenamed && words[end] !== 'set') return;
    this.#types.delete(name);
    const schema = name.slice(0, name.lastIndexOf('.') + 1);
    const renamed = isRenamed ? schema + (words[end + 2] ?? '') : undefined;
    if (renamed !== undefined) this.#types.set(renamed, values);
    for (const [key, column] of this.#columns) {
      if (column.type !== name) continue;
      if (renamed === undefined) this.#columns.delete(key);
      else this.#columns.set(key, { ...column, type: renamed });
    }
  }

  #followValues(type: string, statement: Statement, isKnown: boolean): void {
    const values = this.#types.get(type);
    const renamed = renamedValue(statement);
    const added = renamed?.to ?? addedValue(statement)?.value;
    // Of another schema's type both names count.
    if (renamed && isKnown) values?.delete(renamed.value);
    if (added !== undefined) values?.add(added);
    else if (values && statement.words.includes('value')) this.#types.set(type, undefined);
  }
}

function isStanding({ table, column, at }: Made<TypedColumn>, names: Names): boolean {
  return names.givenAt({ table, column }) <= at;
}

function keyOf({ table, column }: Target): string {
  return `${bareName(table)} ${column}`;
}

/** The columns that CREATE TABLE and ADD make, with what stands behind their names. */
function columnsOf(words: readonly string[]): { table: string; column: string; type: string[] }[] {
  if (words[1] !== 'table') return [];
  const { name: table, end } = nameAt(words, 2);
  const made = (part: readonly string[]) => ({ table, column: part[0] ?? '', type: part.slice(1) });
  if (words[0] === 'create') return parts(enclosed(words, end)).map(made);
  if (words[0] !== 'alter') return [];
  return parts(words.slice(end)).flatMap((part) => {
    if (part[0] !== 'add') return [];
    const column = part.slice(part[1] === 'column' ? 2 : 1);
    return column[0] === 'if' ? [] : made(column);
  });
}
