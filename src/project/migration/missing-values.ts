/** Values of enums that migrations use and that the enums do not have. */
import { choosesSchema, tablesChanged } from './effects.ts';
import { addedValue, renamedValue, valuesMade, valuesUsed } from './enum-values.ts';
import type { TypeOf } from './enum-values.ts';
import type { SqlFunction } from './functions.ts';
import { splitStatements } from './statements.ts';
import type { Statement } from './statements.ts';
import type { Enums } from './transactions.ts';
import { bareName, nameAt } from './words.ts';

export interface MissingValue {
  type: string;
  value: string;
  /** What an earlier statement of these called it. */
  to?: string;
}

/** Enums as statements change them, one after another. */
export class ChangingEnums {
  readonly #before: Enums;
  /** Values of types that statements change; undefined if nobody can tell. */
  readonly #changed = new Map<string, Set<string> | undefined>();
  /** By type, new names by old ones. */
  readonly #renamed = new Map<string, Map<string, string>>();
  readonly #altered = new Set<string>();
  /** True once anything may have happened. */
  #isLost = false;

  constructor(before: Enums) {
    this.#before = before;
  }

  /** Which value makes the next statement fail, if one does. */
  follow(statement: Statement): MissingValue | undefined {
    this.#isLost ||= choosesSchema(statement) || /^(do|call|exec|execute)$/.test(statement.words[0] ?? '');
    if (this.#isLost) return undefined;
    const missing = valuesUsed(statement, this.#typeOf, isPlain).find((it) => this.#lacks(it));
    this.#change(statement);
    const to = missing && this.#renamed.get(missing.type)?.get(missing.value);
    return missing && { ...missing, ...(to !== undefined && { to }) };
  }

  readonly #typeOf: TypeOf = (column) =>
    this.#altered.has(bareName(column.table)) ? undefined : this.#before.typeOf(column);

  #lacks({ type, value }: MissingValue): boolean {
    const values = this.#valuesOf(type);
    return values ? !values.has(value) : this.#renamed.get(type)?.has(value) === true;
  }

  #valuesOf(type: string): ReadonlySet<string> | undefined {
    return this.#changed.has(type) ? this.#changed.get(type) : this.#before.valuesOf(type);
  }

  #change(statement: Statement): void {
    const { words } = statement;
    for (const table of tablesChanged(statement)) this.#altered.add(table);
    if (!/^(type|domain)$/.test(words[1] ?? '')) return;
    const { name } = nameAt(words, 2);
    const renamed = renamedValue(statement);
    const added = renamed?.to ?? addedValue(statement)?.value;
    if (added === undefined) {
      this.#set(name, valuesMade(statement));
      return;
    }
    const names = this.#renamed.get(name) ?? new Map<string, string>();
    names.delete(added);
    if (renamed) names.set(renamed.value, added);
    this.#renamed.set(name, names);
    const values = this.#valuesOf(name);
    this.#changed.set(name, values && new Set([...values, added].filter((it) => it !== renamed?.value)));
  }

  #set(type: string, values: Set<string> | undefined): void {
    this.#changed.set(type, values);
    this.#renamed.delete(type);
  }
}

/** What tools put something into, and lists, are no values. */
function isPlain(value: string): boolean {
  return /^[\p{L}\p{N}_ .-]+$/u.test(value);
}

/** Words with which a body may pass a statement by. */
const branches = /^(if|case|loop|while|for|foreach|exception|execute|exit|create|temp|temporary)$/;

/** True if each call reads the string as a value of the enum. */
export function bodyUses(
  { body, isParsed }: SqlFunction,
  { type, value }: MissingValue,
  typeOf: TypeOf,
): boolean {
  const statements = isParsed ? [] : (splitStatements(body) ?? []);
  if (statements.some(({ words }) => words.some((word) => branches.test(word)))) return false;
  return statements
    .map(withoutBegin)
    .some((it) => valuesUsed(it, typeOf, (used) => used === value).some((used) => used.type === type));
}

/** A statement behind BEGIN, which a body in PL/pgSQL has in front of its first one. */
function withoutBegin(statement: Statement): Statement {
  const { words, offsets } = statement;
  const from = words.indexOf('begin') + 1;
  return { ...statement, words: words.slice(from), offsets: offsets.slice(from) };
}
