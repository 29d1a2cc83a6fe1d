/** Primary keys, unique constraints and unique indexes of Postgres: what foreign keys rest on. */
import type { Made } from './made.ts';
import type { Names } from './naming.ts';
import type { Operation } from './operations.ts';
import { bareName, enclosed, nameAt, outside, parts, unqualified } from './words.ts';

export interface UniqueKey {
  table: string;
  /** Empty if the database finds one that cannot be told. */
  name: string;
  columns: readonly string[];
  kind: 'primary key' | 'unique constraint' | 'unique index';
}

/** How a key is dropped: a constraint of a table, or an index. */
export type KeyDrop = Extract<Operation, { kind: 'drop-constraint' | 'drop-index' }>;

/** Those that stand. */
export class UniqueKeys {
  /** By table, without its schema. */
  readonly #known = new Map<string, Made<UniqueKey>[]>();
  /** Tables that may have others, without their schemas. */
  readonly #unclear = new Set<string>();
  #count = 0;

  get size(): number {
    return this.#count;
  }

  /** @param isKnown false if what the statement makes may be there already, or be of another schema */
  follow(place: Made<unknown>, isKnown: boolean): void {
    const { words } = place.statement;
    if (words[0] === 'drop' && words[1] === 'index') this.#dropIndexes(words);
    else if (words[0] === 'alter' && words[1] === 'index') this.#renameIndex(words);
    else if (words[0] === 'alter' && words[1] === 'table') this.#alter(words);
    const table = tableMade(words);
    if (table === undefined) return;
    const made = keysOf(words);
    if (made === 'unclear' || (made.length > 0 && !isKnown)) this.#blur(table);
    else if (made.length > 0)
      this.#set(table, [...this.#of(table), ...made.map((key) => ({ ...key, ...place }))]);
  }

  /** What is dropped so; undefined if there is no such key, or if another one of the same columns may be meant. */
  dropped(drop: KeyDrop, names: Names): Made<UniqueKey> | undefined {
    const key = drop.kind === 'drop-index' ? this.#indexNamed(drop.name) : this.#constraint(drop, names);
    if (!key || this.#unclear.has(bareName(key.table))) return undefined;
    const isOther = (it: Made<UniqueKey>): boolean =>
      !areSame(it.columns, key.columns) && !hasRenamed(it, names);
    return this.#standingOn(key.table, names).every((it) => it === key || isOther(it)) ? key : undefined;
  }

  /** Of tables that are named so. */
  forget(tables: ReadonlySet<string>): void {
    for (const table of tables) if (this.#known.has(table)) this.#blur(table);
  }

  clear(): void {
    for (const table of this.#known.keys()) this.#blur(table);
  }

  #of(table: string): readonly Made<UniqueKey>[] {
    return this.#known.get(bareName(table)) ?? [];
  }

  /** Without those of a table that had the name before. */
  #standingOn(table: string, names: Names): Made<UniqueKey>[] {
    return this.#of(table).filter((it) => names.givenAt({ table: it.table }) <= it.at);
  }

  #constraint(
    { table, name }: Extract<KeyDrop, { table: string }>,
    names: Names,
  ): Made<UniqueKey> | undefined {
    return this.#standingOn(table, names).find(
      (it) => it.name === name && it.kind !== 'unique index' && it.table === unqualified(table),
    );
  }

  #set(table: string, keys: readonly Made<UniqueKey>[]): void {
    this.#count += keys.length - this.#of(table).length;
    this.#known.set(bareName(table), [...keys]);
  }

  #blur(table: string): void {
    this.#set(table, []);
    this.#unclear.add(bareName(table));
  }

  /** An index is in the schema of its table. Undefined if several are called so. */
  #indexNamed(name: string): Made<UniqueKey> | undefined {
    const isNamed = (it: UniqueKey): boolean =>
      it.kind === 'unique index' && it.name === bareName(name) && schemaOf(it.table) === schemaOf(name);
    const [found, ...others] = [...this.#known.values()].flat().filter(isNamed);
    return others.length === 0 ? found : undefined;
  }

  #dropIndexes(words: readonly string[]): void {
    const gone = new Set(parts(words.slice(2)).flatMap((part) => part.map(bareName)));
    for (const [table, keys] of this.#known)
      this.#set(
        table,
        keys.filter(({ name }) => !gone.has(name)),
      );
  }

  #renameIndex(words: readonly string[]): void {
    const { name, end } = nameAt(words, 2);
    if (words[end] !== 'rename') return;
    for (const [table, keys] of this.#known)
      if (keys.some((it) => it.name === bareName(name))) this.#blur(table);
  }

  #alter(words: readonly string[]): void {
    const { name: table, end } = nameAt(words, 2);
    const actions = parts(words.slice(end));
    for (const [first, second, ...rest] of actions) {
      if (first === 'drop' && second === 'constraint') {
        const { name } = nameAt(rest, 0);
        this.#set(
          table,
          this.#of(table).filter((it) => it.name !== name),
        );
      }
      // By new names or with the indexes of a partitioned table they are not followed.
      if (first === 'rename' && /^(to|constraint)$/.test(second ?? ''))
        [table, ...rest].forEach((it) => this.#blur(it));
      if (first === 'attach') this.#blur(nameAt(rest, 0).name);
    }
  }
}

/** True if one of its columns was called otherwise when it was made. */
function hasRenamed({ table, columns, at }: Made<UniqueKey>, names: Names): boolean {
  return columns.some((column) => names.givenAt({ table, column }) > at);
}

/** True if a foreign key that names these columns, or none, is about the columns of this one. */
export function isReferenced({ kind, columns }: UniqueKey, toColumns: readonly string[]): boolean {
  return toColumns.length === 0 ? kind === 'primary key' : areSame(columns, toColumns);
}

function areSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((column) => others.includes(column));
}

function schemaOf(name: string): string {
  return unqualified(name).slice(0, -bareName(name).length);
}

/** The table that a statement may give keys to. */
function tableMade(words: readonly string[]): string | undefined {
  if (words[0] === 'alter') return words[1] === 'table' ? nameAt(words, 2).name : undefined;
  if (words[0] !== 'create') return undefined;
  if (words[1] === 'unique') {
    const on = words.indexOf('on');
    return words[2] === 'index' && on > 0 ? nameAt(words, on + 1).name : undefined;
  }
  const at = words[1] === 'unlogged' ? 2 : 1;
  return words[at] === 'table' ? nameAt(words, at + 1).name : undefined;
}

/** The keys that a statement gives its table. */
function keysOf(words: readonly string[]): UniqueKey[] | 'unclear' {
  if (words[1] === 'unique') return indexOf(words);
  const { name: table, end } = nameAt(words, words.indexOf('table') + 1);
  const found: UniqueKey[] = [];
  for (const part of words[0] === 'create' ? parts(enclosed(words, end)) : addedTo(words, end)) {
    if (part[0] === 'like' && part.includes('including')) return 'unclear';
    const key = keyOf(part, table);
    if (!key) continue;
    // Of an index that becomes a constraint the columns stand elsewhere.
    if (part.includes('exists') || key.columns.length === 0) return 'unclear';
    found.push(key);
  }
  return words[end] === 'partition' ? 'unclear' : found;
}

function addedTo(words: readonly string[], from: number): string[][] {
  return parts(words.slice(from)).flatMap((part) => (part[0] === 'add' ? [part.slice(1)] : []));
}

/** Of a column or a constraint, as CREATE TABLE and ADD have them. */
function keyOf(part: readonly string[], table: string): UniqueKey | undefined {
  const at = outside(part, 0, (word, index) =>
    word === 'unique' ? true : word === 'primary' && part[index + 1] === 'key',
  );
  if (at === undefined) return undefined;
  const isNamed = part[at - 2] === 'constraint';
  const isAlone = at === (isNamed ? 2 : 0);
  const column = part[part[0] === 'column' ? 1 : 0] ?? '';
  const open = part.indexOf('(', at);
  const columns = isAlone ? enclosed(part, open).filter((word) => word !== ',') : [column];
  const isPrimary = part[at] === 'primary';
  const name = isPrimary ? [bareName(table), 'pkey'] : [bareName(table), ...columns, 'key'];
  return {
    table,
    name: isNamed ? part[at - 1]! : defaultName(name),
    columns,
    kind: isPrimary ? 'primary key' : 'unique constraint',
  };
}

/** Postgres cuts longer ones. */
function defaultName(words: readonly string[]): string {
  const name = words.join('_');
  return Buffer.byteLength(name) > 63 ? '' : name;
}

/** An index of some rows, or of expressions, is none on which a foreign key may rest. */
function indexOf(words: readonly string[]): UniqueKey[] | 'unclear' {
  const on = words.indexOf('on');
  const { name: table, end } = nameAt(words, on + 1);
  const open = words[end] === 'using' ? end + 2 : end;
  const list = enclosed(words, open);
  const columns = parts(list).map(([column = '', ...rest]) =>
    rest.includes('(') || rest.includes(':') ? '' : column,
  );
  if (columns.some((column) => !/^[\p{L}_]/u.test(column)) || words.includes('where')) return [];
  const at = words[3] === 'concurrently' ? 4 : 3;
  return [{ table, name: on > at ? nameAt(words, at).name : '', columns, kind: 'unique index' }];
}
