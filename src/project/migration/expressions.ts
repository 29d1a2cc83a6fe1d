/** Row policies and generated columns: expressions that a database keeps with a table. */
import type { Made } from './made.ts';
import type { Names, Target } from './naming.ts';
import type { Statement } from './statements.ts';
import { bareName, closing, nameAt, outside, unqualified, wordsIn } from './words.ts';

export interface TableExpression {
  kind: 'policy' | 'generated column';
  /** Of the policy or the column. */
  name: string;
  table: string;
  /** Reads what the expression reads. */
  query: string;
}

type Known = Made<TableExpression> & { words: ReadonlySet<string> };

/** Those that stand. */
export class Expressions {
  /** By table, kind and name. */
  readonly #known = new Map<string, Known>();

  get size(): number {
    return this.#known.size;
  }

  /** @param isKnown false if what the statement makes may be there already, or be of another schema */
  follow(place: Made<unknown>, isKnown: boolean): void {
    const { statement } = place;
    const { words } = statement;
    if (words[1] === 'policy') this.#known.delete(keyOf(policyNamed(words)));
    else if (words[0] === 'alter' && words[1] === 'table') this.#forgetAltered(words);
    for (const made of isKnown ? expressionsOf(statement) : [])
      this.#known.set(keyOf(made), { ...made, ...place, words: wordsIn(made.query) });
  }

  /** Those whose expression speaks of the target, as it was when they were made. */
  on(target: Target, names: Names): Made<TableExpression>[] {
    const { table, column } = target;
    const from = names.givenAt(target);
    return [...this.#known.values()].filter((it) => {
      // A column may be computed from one that the same statement makes.
      if (it.at < from || !it.words.has(bareName(table))) return false;
      if (column !== undefined && !it.words.has(column)) return false;
      const isOwn = unqualified(it.table) === unqualified(table);
      if (it.kind === 'generated column') return isOwn && column !== undefined;
      // With its table a policy goes silently.
      return isOwn ? column !== undefined : names.givenAt({ table: it.table }) <= it.at;
    });
  }

  /** @param alone true if only those count that are called so themselves */
  forget(gone: ReadonlySet<string>, alone: boolean): void {
    for (const [key, { name, table, words }] of this.#known)
      if (gone.has(name) || gone.has(bareName(table)) || (!alone && [...words].some((it) => gone.has(it))))
        this.#known.delete(key);
  }

  clear(): void {
    this.#known.clear();
  }

  /** Columns of which ALTER TABLE speaks may become ordinary ones, and all may move to another schema. */
  #forgetAltered(words: readonly string[]): void {
    const table = bareName(nameAt(words, 2).name);
    for (const [key, it] of this.#known) {
      if (bareName(it.table) !== table) continue;
      if (words.includes('schema') || (it.kind === 'generated column' && words.includes(it.name)))
        this.#known.delete(key);
    }
  }
}

function keyOf({ table, kind, name }: Pick<TableExpression, 'table' | 'kind' | 'name'>): string {
  return `${bareName(table)} ${kind} ${name}`;
}

function expressionsOf(statement: Statement): TableExpression[] {
  const { words } = statement;
  if (words[0] === 'create' && words[1] === 'policy') return policyOf(statement) ?? [];
  if (words[0] === 'alter' && words[1] === 'table') return generatedIn(statement, 2, 0);
  // A temporary table has a word more in front of TABLE.
  return words[0] === 'create' && words[1] === 'table' ? generatedIn(statement, 2, 1) : [];
}

function policyNamed(words: readonly string[]): Pick<TableExpression, 'table' | 'kind' | 'name'> {
  const at = words[2] === 'if' ? 4 : 2;
  return { kind: 'policy', name: words[at] ?? '', table: nameAt(words, at + 2).name };
}

function policyOf(statement: Statement): TableExpression[] | undefined {
  const { words } = statement;
  const conditions = ['using', 'check'].flatMap((clause) => {
    const at = outside(words, 4, (word) => word === clause);
    return at === undefined ? [] : (within(statement, at + 1) ?? []);
  });
  if (words[3] !== 'on' || conditions.length === 0) return undefined;
  const table = written(statement, 4, nameAt(words, 4).end);
  return [{ ...policyNamed(words), query: `select 1 from ${table} where ${conditions.join(' and ')}` }];
}

/** @param depth in how many parentheses the columns stand */
function generatedIn(statement: Statement, at: number, depth: number): TableExpression[] {
  const { words } = statement;
  const { name: table, end } = nameAt(words, at);
  const from = written(statement, end - table.split('.').length * 2 + 1, end);
  const made: TableExpression[] = [];
  let open = 0;
  let first = end;
  for (let next = end; next < words.length; next++) {
    const word = words[next];
    if (word === '(' && ++open === depth) first = next + 1;
    else if (word === ')') open--;
    else if (word === ',' && open === depth) first = next + 1;
    else if (word === 'generated' && open === depth && words[next + 2] === 'as') {
      const name = columnAt(words, first, depth === 0);
      const expression = within(statement, next + 3);
      if (name !== undefined && expression !== undefined)
        made.push({ kind: 'generated column', name, table, query: `select ${expression} from ${from}` });
    }
  }
  return made;
}

/** Undefined for one that is only made if it is not there. */
function columnAt(words: readonly string[], at: number, isAdded: boolean): string | undefined {
  if (!isAdded) return words[at];
  const column = words[at + 1] === 'column' ? at + 2 : at + 1;
  return words[at] === 'add' && words[column] !== 'if' ? words[column] : undefined;
}

/** The parenthesis at the word, as written. */
function within(statement: Statement, at: number): string | undefined {
  const end = statement.words[at] === '(' ? closing(statement.words, at) : undefined;
  return end === undefined ? undefined : written(statement, at, end + 1);
}

function written({ text, start, offsets }: Statement, from: number, to: number): string {
  return text.slice((offsets[from] ?? start) - start, (offsets[to] ?? Infinity) - start);
}
