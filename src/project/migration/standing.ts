/**
 * What migrations leave standing on tables: views, functions, triggers and foreign keys. Whatever may take one away or
 * change it does so here: it is forgotten.
 */
import { ColumnTypes } from './column-types.ts';
import type { TypedColumn } from './column-types.ts';
import { choosesSchema, isIfAbsent, mayDropAnything, namesIn, takesAlong } from './effects.ts';
import { Expressions } from './expressions.ts';
import type { TableExpression } from './expressions.ts';
import { foreignKeysOf, keysLeft } from './foreign-keys.ts';
import type { ForeignKey } from './foreign-keys.ts';
import { functionNamed, functionOf } from './functions.ts';
import type { SqlFunction } from './functions.ts';
import type { Made } from './made.ts';
import { migrationSteps } from './migration-file.ts';
import type { Step } from './migration-file.ts';
import { Names } from './naming.ts';
import type { Target } from './naming.ts';
import type { Statement } from './statements.ts';
import { lostTrigger, triggerOf } from './triggers.ts';
import type { Trigger } from './triggers.ts';
import { isReferenced, UniqueKeys } from './unique-keys.ts';
import type { KeyDrop } from './unique-keys.ts';
import { viewOf, viewsLost } from './views.ts';
import type { View } from './views.ts';
import { bareName, mayBeOne, nameAt, unqualified, wordsIn } from './words.ts';

interface Content {
  words: ReadonlySet<string>;
  hasStar: boolean;
}

/** More than these are no history that a person wrote, and comparing them all would take too long. */
const limits = { steps: 50_000, things: 5000, comparisons: 20_000_000 };

export class Standing {
  readonly #names = new Names();
  readonly #views = new Map<string, Made<View> & Content>();
  /** By the name without its schema, as all that follow: a second one of the name hides the first. */
  readonly #functions = new Map<string, Made<SqlFunction> & Content>();
  /** By table and name. */
  readonly #triggers = new Map<string, Made<Trigger>>();
  /** By table. */
  readonly #keys = new Map<string, Made<ForeignKey>[]>();
  readonly #expressions = new Expressions();
  readonly #types = new ColumnTypes();
  readonly #uniqueKeys = new UniqueKeys();
  /** Views by the words in them; asked for when all is read. */
  #byWord?: Map<string, (Made<View> & Content)[]>;
  #steps = 0;
  #keyCount = 0;
  #comparisons = 0;

  /** True once more was read than can be followed. */
  get isTooLong(): boolean {
    const things =
      this.#views.size +
      this.#functions.size +
      this.#triggers.size +
      this.#keyCount +
      this.#expressions.size +
      this.#types.size +
      this.#uniqueKeys.size;
    return this.#steps > limits.steps || things > limits.things || this.#comparisons > limits.comparisons;
  }

  /** The next migration; `undefined` for one that cannot be read: what was there before it may be gone. */
  add(path: string, text: string | undefined): void {
    const steps = text === undefined ? undefined : migrationSteps(text);
    if (!steps) this.#clear();
    let isElsewhere = false;
    for (const step of steps ?? []) {
      if (this.isTooLong) return;
      isElsewhere ||= choosesSchema(step.statement);
      this.#follow(step, path, isElsewhere);
    }
  }

  /** Views in which the table's name stands, and that were made since it means what it means last. */
  views({ table, column }: Target): Made<View>[] {
    this.#byWord ??= byWord(this.#views.values());
    const from = this.#names.givenAt({ table, column });
    return (this.#byWord.get(bareName(table)) ?? []).filter(
      ({ at, words, hasStar }) => at > from && (hasStar || column === undefined || words.has(column)),
    );
  }

  viewNamed(name: string): Made<View> | undefined {
    return this.#views.get(name);
  }

  /** As for views; and those that return its rows. */
  functions({ table, column }: Target): Made<SqlFunction>[] {
    const from = this.#names.givenAt({ table, column });
    return [...this.#functions.values()].filter(
      ({ at, bodyWords, returns }) =>
        at > from && (bodyWords.has(bareName(table)) || returns === unqualified(table)),
    );
  }

  /** Those of the table that name the column themselves. */
  triggers({ table, column }: Target): Made<Trigger>[] {
    if (column === undefined) return [];
    const from = this.#names.givenAt({ table, column });
    return this.#triggersOn(table).filter(({ at, columns }) => at > from && columns.includes(column));
  }

  /** Those that run the function. */
  triggersRunning(name: string): Made<Trigger>[] {
    return [...this.#triggers.values()].filter(
      ({ at, table, executes }) => executes === name && this.#names.givenAt({ table }) < at,
    );
  }

  /** Policies that read it, those of a table itself left out; and columns that are computed from a column. */
  expressions(target: Target): Made<TableExpression>[] {
    return this.#expressions.on(target, this.#names);
  }

  columnsOfType(type: string): Made<TypedColumn>[] {
    return this.#types.columnsOf(type, this.#names);
  }

  /** Undefined if migrations do not say that it is of a type that they made. */
  typeOf(target: Target & { column: string }): string | undefined {
    return this.#types.of(target, this.#names);
  }

  /** Undefined of a type that migrations do not make, and of one that is no enum. */
  valuesOf(type: string): ReadonlySet<string> | undefined {
    return this.#types.valuesOf(type);
  }

  /** Those whose body a migration shows. */
  get allFunctions(): Made<SqlFunction>[] {
    return [...this.#functions.values()];
  }

  /**
   * Functions that triggers of this table call, and of no other.
   * @param orNamed true if triggers that name the column themselves count
   */
  triggerFunctions(target: Target, orNamed: boolean): (Made<SqlFunction> & { calledBy: string[] })[] {
    const { table, column } = target;
    if (column === undefined) return [];
    const from = this.#names.givenAt(target);
    const callers = new Map<string, Made<Trigger>[]>();
    const elsewhere = new Set<string>();
    for (const trigger of this.#triggers.values())
      if (trigger.perRow && trigger.table !== unqualified(table)) elsewhere.add(bareName(trigger.executes));
    for (const trigger of this.#triggersOn(table)) {
      if (!trigger.perRow) continue;
      const called = bareName(trigger.executes);
      callers.set(called, [...(callers.get(called) ?? []), trigger]);
    }
    return [...callers].flatMap(([name, triggers]) => {
      const made = this.#functions.get(name);
      if (!made || made.at <= from || elsewhere.has(name)) return [];
      if (!orNamed && triggers.every(({ columns }) => columns.includes(column))) return [];
      return { ...made, calledBy: triggers.map((trigger) => trigger.name) };
    });
  }

  /** Those that reference what the name means last. */
  keysTo(target: Target): Made<ForeignKey>[] {
    const from = this.#names.givenAt(target);
    return [...this.#keys.values()].flat().filter(({ at, table, to, columns }) => {
      if (at <= from || to !== unqualified(target.table)) return false;
      return [undefined, ...columns].every((column) => this.#names.givenAt({ table, column }) <= at);
    });
  }

  /** Foreign keys for which Postgres keeps the constraint or index. */
  keysRestingOn(drop: KeyDrop): Made<ForeignKey>[] {
    const key = this.#uniqueKeys.dropped(drop, this.#names);
    if (!key) return [];
    return this.keysTo(key).filter(({ at, toColumns }) => at > key.at && isReferenced(key, toColumns));
  }

  /** Without those of a table that was dropped or renamed since. */
  #triggersOn(table: string): Made<Trigger>[] {
    const from = this.#names.givenAt({ table });
    return [...this.#triggers.values()].filter((it) => it.at > from && it.table === unqualified(table));
  }

  #clear(): void {
    for (const things of [this.#views, this.#functions, this.#triggers, this.#keys]) things.clear();
    this.#expressions.clear();
    this.#types.clear();
    this.#uniqueKeys.clear();
  }

  #follow(step: Step, path: string, isElsewhere: boolean): void {
    const { statement, operations } = step;
    const place = { path, statement, at: this.#steps++ };
    const isRepeated = operations.some(
      (it) => it.kind === 'create-table' && isIfAbsent(statement) && this.#names.givenAt(it) >= 0,
    );
    for (const operation of operations) this.#names.add(place.at, operation);
    this.#followFunction(place, isElsewhere);
    this.#followTrigger(place, isElsewhere);
    this.#followKeys(place, isElsewhere || isRepeated);
    if (/^(table|type|domain|index)$/.test(statement.words[1] ?? ''))
      this.#comparisons += this.#expressions.size + this.#types.size + this.#uniqueKeys.size;
    this.#expressions.follow(place, !isElsewhere && !isRepeated);
    this.#types.follow(place, operations, !isElsewhere && !isRepeated);
    this.#uniqueKeys.follow(place, !isElsewhere && !isRepeated);
    if (this.#followView(place, isElsewhere)) return;
    this.#forgetViews(viewsLost(statement, operations));
    if (mayDropAnything(statement, operations)) this.#clear();
    else if (statement.words[0] === 'do') this.#forgetNamed(wordsIn(statement.text));
    else if (takesAlong(statement)) this.#takeAlong(step);
  }

  /** True for a statement that makes a view. */
  #followView(place: Made<unknown>, isElsewhere: boolean): boolean {
    const made = viewOf(place.statement);
    if (!made) return false;
    const { keeps, ...view } = made;
    if (keeps && this.#views.has(view.name)) return true;
    // What is made of it stays behind it: a CASCADE goes through them in this order.
    const key = this.#views.has(view.name) ? [view.name] : [];
    this.#forgetViews([view.name], key);
    if (view.query === '' || isElsewhere) this.#views.delete(view.name);
    else this.#views.set(view.name, { ...view, ...place, ...contentOf(place.statement) });
    return true;
  }

  #forgetViews(names: readonly string[], kept: readonly string[] = []): void {
    if (names.length === 0) return;
    this.#comparisons += this.#views.size;
    for (const name of this.#views.keys())
      if (!kept.includes(name) && names.some((each) => mayBeOne(each, name))) this.#views.delete(name);
  }

  /** What a block speaks of, it may change. */
  #forgetNamed(words: ReadonlySet<string>): void {
    this.#comparisons += this.#views.size + this.#functions.size + this.#triggers.size + this.#keys.size;
    for (const things of [this.#views, this.#functions, this.#triggers])
      for (const [key, { name }] of things) if (words.has(bareName(name))) things.delete(key);
    for (const table of this.#keys.keys()) if (words.has(table)) this.#keys.delete(table);
    this.#comparisons += this.#expressions.size + this.#types.size;
    this.#expressions.forget(words, true);
    this.#types.forget(words);
    this.#uniqueKeys.forget(words);
  }

  #followFunction(place: Made<unknown>, isElsewhere: boolean): void {
    const named = functionNamed(place.statement);
    if (named === undefined) return;
    // DROP may name several, with their arguments.
    const { words } = place.statement;
    for (const name of words[0] === 'drop' ? words : [bareName(named)]) this.#functions.delete(name);
    const made = isElsewhere ? undefined : functionOf(place.statement);
    if (made) this.#functions.set(bareName(named), { ...made, ...place, ...contentOf(place.statement) });
  }

  #followTrigger(place: Made<unknown>, isElsewhere: boolean): void {
    const { words } = place.statement;
    const made = triggerOf(place.statement);
    const { table, name } = made ?? lostTrigger(place.statement) ?? {};
    if (table !== undefined) this.#triggers.delete(`${bareName(table)} ${name}`);
    if (made && !isElsewhere)
      this.#triggers.set(`${bareName(made.table)} ${made.name}`, { ...made, ...place });
    // `alter table … disable trigger`, and a table that goes to another schema.
    if (
      words[0] !== 'alter' ||
      words[1] !== 'table' ||
      !/^(disable|set)$/.test(words[nameAt(words, 2).end] ?? '')
    )
      return;
    const altered = bareName(nameAt(words, 2).name);
    this.#comparisons += this.#triggers.size;
    for (const [key, trigger] of this.#triggers)
      if (bareName(trigger.table) === altered) this.#triggers.delete(key);
  }

  #followKeys(place: Made<unknown>, isElsewhere: boolean): void {
    const { words } = place.statement;
    if (words[0] === 'alter' && words[1] === 'table') {
      const table = bareName(nameAt(words, 2).name);
      const known = this.#keys.get(table);
      this.#comparisons += known?.length ?? 0;
      if (known) this.#keys.set(table, words.includes('schema') ? [] : keysLeft(known, place.statement));
    }
    const made = isElsewhere ? [] : foreignKeysOf(place.statement);
    const [first] = made;
    if (!first) return;
    this.#keyCount += made.length;
    const known = this.#keys.get(bareName(first.table)) ?? [];
    this.#keys.set(bareName(first.table), [...known, ...made.map((key) => ({ ...key, ...place }))]);
  }

  /** All that speak of what is dropped, and in turn those that speak of them. */
  #takeAlong({ statement: { words }, operations }: Step): void {
    const alters = words[0] === 'alter';
    const table = alters ? bareName(nameAt(words, 2).name) : '';
    const columns = operations.flatMap((it) => (it.kind === 'drop-column' ? [it.column] : []));
    const gone = new Set(columns.length > 0 ? columns : namesIn(words));
    // Of a table whose column or constraint goes, only views that take it all or group by its key may go as well.
    if (alters) gone.delete(table);
    for (const things of [this.#views, this.#functions])
      for (const [key, thing] of things) {
        const [few, many] = gone.size < thing.words.size ? [gone, thing.words] : [thing.words, gone];
        this.#comparisons += few.size;
        const mayHide = alters && thing.words.has(table) && (thing.hasStar || thing.words.has('group'));
        if (!mayHide && ![...few].some((word) => many.has(word))) continue;
        gone.add(bareName(thing.name));
        things.delete(key);
      }
    for (const [key, { executes, name, columns: named }] of this.#triggers)
      if ([bareName(executes), name, ...named].some((word) => gone.has(word))) this.#triggers.delete(key);
    this.#comparisons += this.#triggers.size + this.#keyCount + this.#expressions.size;
    this.#expressions.forget(gone, false);
    // The key, or the index, that they rest upon may be what is dropped.
    const isIndex = words[1] === 'index';
    for (const [child, keys] of this.#keys)
      this.#keys.set(
        child,
        keys.filter(({ to }) => !isIndex && bareName(to) !== table && !gone.has(bareName(to))),
      );
  }
}

function byWord<Thing extends Content>(views: Iterable<Thing>): Map<string, Thing[]> {
  const found = new Map<string, Thing[]>();
  for (const view of views)
    for (const word of view.words) {
      const known = found.get(word) ?? [];
      known.push(view);
      found.set(word, known);
    }
  return found;
}

function contentOf({ words }: Statement): Content {
  const hasStar = words.some(
    (word, at) => word === '*' && /^(select|distinct|all|\.|,)$/.test(words[at - 1] ?? ''),
  );
  return { words: new Set(words), hasStar };
}
