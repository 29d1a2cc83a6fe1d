/** What a statement of a migration does, as far as it can destroy data or keep others waiting. */
import type { Statement } from './statements.ts';
import { parts } from './words.ts';

export type Operation =
  | { kind: 'create-table'; table: string; replaces: boolean; temporary: boolean; readsItself: boolean }
  | { kind: 'create-materialized-view'; name: string }
  | { kind: 'rename-table'; table: string; to: string }
  | { kind: 'rename-column'; table: string; column: string; to: string }
  | { kind: 'drop'; object: 'table' | 'schema' | 'database'; name: string }
  | { kind: 'drop-column'; table: string; column: string }
  | { kind: 'drop-view'; name: string }
  | { kind: 'drop-type'; name: string }
  /** Of a function without arguments, as triggers run it. */
  | { kind: 'drop-function'; name: string }
  | { kind: 'drop-constraint'; table: string; name: string }
  | { kind: 'drop-index'; name: string }
  | { kind: 'truncate'; table: string }
  | { kind: 'delete-all'; table: string }
  | { kind: 'update-all'; table: string; columns: string[] }
  | {
      kind: 'add-column';
      table: string;
      column: string;
      notNull: boolean;
      hasDefault: boolean;
      /** Its values follow from other columns. */
      computed: boolean;
    }
  | { kind: 'set-not-null'; table: string; column: string }
  | { kind: 'change-type'; table: string; column: string; to: string }
  | {
      kind: 'add-constraint';
      table: string;
      constraint: 'foreign key' | 'check' | 'unique' | 'primary key';
      validated: boolean;
    }
  | { kind: 'create-index'; table: string; concurrently: boolean };

/** Several for an `alter table` with several actions; empty for what is harmless or not understood. */
export function operationsOf({ words }: Statement): Operation[] {
  const at = new Cursor(words);
  if (at.take('create')) return createOf(at);
  if (at.take('drop')) return dropOf(at);
  if (at.take('truncate')) return truncateOf(at);
  if (at.take('delete', 'from')) {
    const table = at.name();
    return table !== '' && isUnconditional(words) ? [{ kind: 'delete-all', table }] : [];
  }
  if (at.take('update')) return updateOf(at, words);
  if (at.take('alter', 'table')) return alterOf(at);
  if (at.take('rename', 'table')) return renamesOf(at);
  return [];
}

/** Reads words one after another; names may have several parts. */
class Cursor {
  readonly words: readonly string[];
  at = 0;

  constructor(words: readonly string[], at = 0) {
    this.words = words;
    this.at = at;
  }

  take(...phrase: string[]): boolean {
    if (!phrase.every((word, offset) => this.words[this.at + offset] === word)) return false;
    this.at += phrase.length;
    return true;
  }

  /** Takes any of these words, in any order. */
  skip(...any: string[]): void {
    while (any.includes(this.words[this.at] ?? '')) this.at++;
  }

  has(...phrase: string[]): boolean {
    return this.words.some((_, start) => phrase.every((word, offset) => this.words[start + offset] === word));
  }

  name(): string {
    let name = this.words[this.at++] ?? '';
    while (this.words[this.at] === '.') {
      name += `.${this.words[this.at + 1] ?? ''}`;
      this.at += 2;
    }
    return name;
  }

  /** The names up to the statement's end, between commas. */
  names(): string[] {
    const names = [this.name()];
    while (this.take(',')) names.push(this.name());
    return names.filter((name) => name !== '');
  }
}

function createOf(at: Cursor): Operation[] {
  const replaces = at.take('or', 'replace');
  const temporary =
    ['temp', 'temporary'].includes(at.words[at.at] ?? '') || at.words[at.at + 1] === 'temporary';
  at.skip('temp', 'temporary', 'transient', 'local', 'global', 'unlogged', 'volatile', 'unique');
  if (at.take('index')) {
    const concurrently = at.take('concurrently');
    while (at.at < at.words.length && !at.take('on')) at.at++;
    at.skip('only');
    const table = at.name();
    return table === '' ? [] : [{ kind: 'create-index', table, concurrently }];
  }
  const isView = at.take('materialized', 'view');
  if (!isView && !at.take('table')) return [];
  at.take('if', 'not', 'exists');
  const table = at.name();
  if (table === '') return [];
  if (isView) return [{ kind: 'create-materialized-view', name: table }];
  const readsItself = new Cursor(at.words, at.at).has(
    'from',
    ...table.split('.').flatMap((part, index) => (index ? ['.', part] : [part])),
  );
  return [{ kind: 'create-table', table, replaces, temporary, readsItself }];
}

function dropOf(at: Cursor): Operation[] {
  const named = namedOf(at);
  if (named) return named;
  at.skip('external', 'foreign');
  const object = (['table', 'schema', 'database'] as const).find((word) => at.take(word));
  if (!object) return [];
  at.take('if', 'exists');
  return at.names().map((name) => ({ kind: 'drop', object, name }));
}

/** Of what holds no data of its own. */
function namedOf(at: Cursor): Operation[] | undefined {
  const isView = at.take('view') || at.take('materialized', 'view');
  const kind = isView
    ? 'drop-view'
    : at.take('type') || at.take('domain')
      ? 'drop-type'
      : at.take('function')
        ? 'drop-function'
        : at.take('index')
          ? 'drop-index'
          : undefined;
  if (!kind) return undefined;
  if (kind === 'drop-index') at.take('concurrently');
  at.take('if', 'exists');
  return parts(at.words.slice(at.at)).flatMap((part) => {
    const of = new Cursor(part);
    const name = of.name();
    const hasArguments = of.take('(') && !of.take(')');
    return name === '' || hasArguments ? [] : [{ kind, name }];
  });
}

function truncateOf(at: Cursor): Operation[] {
  at.skip('table', 'only');
  at.take('if', 'exists');
  return at.names().map((table) => ({ kind: 'truncate', table }));
}

function updateOf(at: Cursor, words: readonly string[]): Operation[] {
  at.skip('only');
  const table = at.name();
  while (at.at < words.length && !at.take('set')) at.at++;
  if (table === '' || !isUnconditional(words) || words.includes('from') || words.includes('join')) return [];
  const columns = parts(words.slice(at.at)).flatMap((assignment) => {
    const equals = assignment.indexOf('=');
    return equals > 0 ? [assignment[equals - 1]!] : [];
  });
  return columns.length > 0 ? [{ kind: 'update-all', table, columns }] : [];
}

/** Without WHERE, or with one that is always true; USING and LIMIT choose rows as well. */
function isUnconditional(words: readonly string[]): boolean {
  if (words.includes('using') || words.includes('limit')) return false;
  const where = words.indexOf('where');
  if (where < 0) return true;
  const condition = words.slice(where + 1).join(' ');
  return condition === 'true' || condition === '1 = 1';
}

function alterOf(at: Cursor): Operation[] {
  at.take('if', 'exists');
  at.skip('only');
  const table = at.name();
  if (table === '') return [];
  let dropsColumns = false;
  return parts(at.words.slice(at.at)).flatMap((action) => {
    const operation = actionOf(table, new Cursor(action), dropsColumns);
    dropsColumns = operation?.kind === 'drop-column';
    return operation ?? [];
  });
}

/** @param dropsColumns true if the action before dropped one: Snowflake lists the others behind commas */
function actionOf(table: string, at: Cursor, dropsColumns: boolean): Operation | undefined {
  if (at.take('rename')) return renameOf(table, at);
  if (at.take('drop', 'constraint')) return dropConstraint(table, at);
  if (at.take('drop')) return dropColumn(table, at);
  if (at.take('add')) return addOf(table, at);
  if (at.take('alter')) return changeOf(table, at);
  if (dropsColumns && at.words.length === 1) return { kind: 'drop-column', table, column: at.name() };
  return undefined;
}

/** Of MySQL and ClickHouse: from left to right, so that two tables can change names. */
function renamesOf(at: Cursor): Operation[] {
  at.take('if', 'exists');
  return parts(at.words.slice(at.at)).flatMap((part) => {
    const of = new Cursor(part);
    const table = of.name();
    return of.take('to') ? { kind: 'rename-table', table, to: of.name() } : [];
  });
}

function renameOf(table: string, at: Cursor): Operation | undefined {
  if (at.take('to') || at.take('as')) return { kind: 'rename-table', table, to: at.name() };
  // MySQL does without TO.
  const [to = '', next] = at.words.slice(at.at);
  if (to !== '' && (next === undefined || next === '.'))
    return { kind: 'rename-table', table, to: at.name() };
  const named = at.take('column');
  at.take('if', 'exists');
  const column = at.name();
  if (!at.take('to') || (!named && notColumns.has(column))) return undefined;
  return { kind: 'rename-column', table, column, to: at.name() };
}

const notColumns = new Set([
  'constraint',
  'primary',
  'foreign',
  'index',
  'key',
  'check',
  'default',
  'not',
  'partition',
  'row',
  'all',
  'tag',
  'clustering',
  'masking',
  'search',
  'aggregation',
]);

function dropColumn(table: string, at: Cursor): Operation | undefined {
  const named = at.take('column');
  at.take('if', 'exists');
  const column = at.name();
  if (column === '' || (!named && notColumns.has(column))) return undefined;
  return { kind: 'drop-column', table, column };
}

function dropConstraint(table: string, at: Cursor): Operation | undefined {
  at.take('if', 'exists');
  const name = at.name();
  return name === '' ? undefined : { kind: 'drop-constraint', table, name };
}

function addOf(table: string, at: Cursor): Operation | undefined {
  if (at.words[at.at] === 'constraint') at.at += 2;
  const validated = !at.has('not', 'valid');
  if (at.take('foreign', 'key'))
    return { kind: 'add-constraint', table, constraint: 'foreign key', validated };
  if (at.take('check')) return { kind: 'add-constraint', table, constraint: 'check', validated };
  const constraint = at.take('unique') ? 'unique' : at.take('primary', 'key') ? 'primary key' : undefined;
  if (constraint)
    return at.has('using', 'index') ? undefined : { kind: 'add-constraint', table, constraint, validated };
  at.take('column');
  at.take('if', 'not', 'exists');
  const column = at.name();
  if (column === '' || notColumns.has(column)) return undefined;
  const hasDefault = ['default', 'generated', 'identity', 'serial', 'bigserial', 'smallserial'].some((word) =>
    at.has(word),
  );
  const computed = at.has('generated', 'always', 'as') && !at.has('identity');
  return { kind: 'add-column', table, column, notNull: at.has('not', 'null'), hasDefault, computed };
}

function changeOf(table: string, at: Cursor): Operation | undefined {
  at.take('column');
  const column = at.name();
  if (at.take('set', 'not', 'null')) return { kind: 'set-not-null', table, column };
  at.take('set', 'data');
  if (!at.take('type')) return undefined;
  const [to = ''] = at.words.slice(at.at).join(' ').split(' using ');
  return { kind: 'change-type', table, column, to };
}
