/** Which views migrations leave standing. Whatever may take a view away or change it does so here: it is forgotten. */
import { migrationSteps } from './migration-file.ts';
import type { Step } from './migration-file.ts';
import type { Operation } from './operations.ts';
import type { Statement } from './statements.ts';

/** A view as a migration made it last. */
export interface StandingView {
  name: string;
  materialized: boolean;
  path: string;
  statement: Statement;
  /** What it selects, as written. */
  query: string;
}

/** A table, or one of its columns. */
export interface Target {
  table: string;
  column?: string;
}

interface Standing extends StandingView {
  /** Its step's number among all. */
  at: number;
  words: ReadonlySet<string>;
  hasStar: boolean;
}

/** More than these are no history that a person wrote, and comparing them all would take too long. */
const limits = { steps: 50_000, views: 2000, comparisons: 20_000_000 };

export class ViewHistory {
  readonly #views = new Map<string, Standing>();
  readonly #operations: { at: number; operation: Operation }[] = [];
  #steps = 0;
  #comparisons = 0;

  /** True once more was read than can be followed. */
  get isTooLong(): boolean {
    return (
      this.#steps > limits.steps || this.#views.size > limits.views || this.#comparisons > limits.comparisons
    );
  }

  /** The next migration; `undefined` for one that cannot be read: what was there before it may be gone. */
  add(path: string, text: string | undefined): void {
    const steps = text === undefined ? undefined : migrationSteps(text);
    if (!steps) this.#views.clear();
    let isElsewhere = false;
    for (const step of steps ?? []) {
      if (this.isTooLong) return;
      isElsewhere ||= choosesSchema(step.statement);
      this.#follow(step, path, isElsewhere);
    }
  }

  /** Views that were made since the name means what it means last. */
  since(target: Target): StandingView[] {
    const from = this.#operations.findLast(({ operation }) => givesName(operation, target))?.at ?? -1;
    return [...this.#views.values()].filter(({ at }) => at > from);
  }

  #follow({ statement, operations }: Step, path: string, isElsewhere: boolean): void {
    const at = this.#steps++;
    for (const operation of operations) if (isNaming(operation)) this.#operations.push({ at, operation });
    const made = viewOf(statement);
    if (made) {
      const { keeps, ...view } = made;
      if (keeps && this.#views.has(view.name)) return;
      // What is made of it stays behind it: a CASCADE goes through them in this order.
      const key = this.#views.has(view.name) ? [view.name] : [];
      this.#forget([view.name], key);
      if (view.query === '' || isElsewhere) this.#views.delete(view.name);
      else this.#views.set(view.name, { ...view, path, statement, at, ...contentOf(statement) });
      return;
    }
    this.#forget(viewsLost(statement, operations));
    if (mayDropAnything(statement)) this.#views.clear();
    else if (takesAlong(statement)) this.#takeAlong({ statement, operations });
  }

  #forget(names: readonly string[], kept: readonly string[] = []): void {
    if (names.length === 0) return;
    for (const name of this.#views.keys())
      if (!kept.includes(name) && names.some((each) => mayBeOne(each, name))) this.#views.delete(name);
  }

  /** All that speak of what is dropped, and in turn those that speak of them. */
  #takeAlong({ statement: { words }, operations }: Step): void {
    const alters = words[0] === 'alter';
    const table = alters ? bareName(nameAt(words, 2).name) : '';
    const columns = operations.flatMap((it) => (it.kind === 'drop-column' ? [it.column] : []));
    const gone = new Set(columns.length > 0 ? columns : namesIn(words));
    // Of a table whose column or constraint goes, only views that take it all or group by its key may go as well.
    if (alters) gone.delete(table);
    for (const [key, view] of this.#views) {
      const [few, many] = gone.size < view.words.size ? [gone, view.words] : [view.words, gone];
      this.#comparisons += few.size;
      const mayHide = alters && view.words.has(table) && (view.hasStar || view.words.has('group'));
      if (!mayHide && ![...few].some((word) => many.has(word))) continue;
      gone.add(bareName(view.name));
      this.#views.delete(key);
    }
  }
}

function contentOf({ words }: Statement): Pick<Standing, 'words' | 'hasStar'> {
  const hasStar = words.some(
    (word, at) => word === '*' && /^(select|distinct|all|\.|,)$/.test(words[at - 1] ?? ''),
  );
  return { words: new Set(words), hasStar };
}

/** Every word that may name something, without its schema. */
function namesIn(words: readonly string[]): string[] {
  return words.filter(
    (word, at) => words[at + 1] !== '.' && /^[\p{L}_]/u.test(word) && !notNames.includes(word),
  );
}

const notNames = [
  'drop',
  'alter',
  'table',
  'view',
  'materialized',
  'column',
  'if',
  'exists',
  'only',
  'cascade',
];

/** True if both may be called so: one may be written without its schema. */
export function mayBeOne(a: string, b: string): boolean {
  if (bareName(a) !== bareName(b)) return false;
  return a === b || !a.includes('.') || !b.includes('.') || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);
}

function bareName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function isNaming({ kind }: Operation): boolean {
  return /^(create-table|rename-table|rename-column|add-column|drop-column|drop)$/.test(kind);
}

/** True if the name may mean something else from here on. */
function givesName(operation: Operation, { table, column }: Target): boolean {
  switch (operation.kind) {
    case 'create-table':
      return mayBeOne(operation.table, table);
    case 'drop':
      return operation.object !== 'table' || mayBeOne(operation.name, table);
    case 'rename-table':
      return mayBeOne(operation.table, table) || bareName(operation.to) === bareName(table);
    case 'add-column':
    case 'drop-column':
      return operation.column === column && mayBeOne(operation.table, table);
    case 'rename-column':
      return [operation.column, operation.to].includes(column ?? '') && mayBeOne(operation.table, table);
    default:
      return false;
  }
}

/** From here on names without a schema are of another one. */
function choosesSchema({ words }: Statement): boolean {
  return words[0] === 'use' || (words[0] === 'set' && /^(search_path|schema)$/.test(words[1] ?? ''))
    ? true
    : words[0] === 'set' && words[2] === 'search_path';
}

/** A block, or a call of a function, that speaks of dropping: nobody knows what it drops. */
function mayDropAnything({ words, text }: Statement): boolean {
  const [first = '', second] = words;
  // A body between dollar tags is blanked.
  if (first === 'do' && !words.includes("'")) return true;
  if (first === 'rename' || (first === 'drop' && /^(schema|database)$/.test(second ?? ''))) return true;
  return /^(do|select|call|perform|exec|execute|with)$/.test(first) && /drop|cascade/i.test(text);
}

/** True for the CASCADE of a drop; that of a foreign key is about rows. */
function takesAlong({ words }: Statement): boolean {
  if (words[0] !== 'drop' && words[0] !== 'alter') return false;
  return words.some((word, at) => word === 'cascade' && !/^(delete|update)$/.test(words[at - 1] ?? ''));
}

/** Names of what is dropped, renamed or changed as a view. */
function viewsLost({ words }: Statement, operations: readonly Operation[]): string[] {
  const renamed = operations.flatMap((it) => (it.kind === 'rename-table' ? [it.table, it.to] : []));
  const at = words[1] === 'materialized' ? 2 : 1;
  if (words[at] !== 'view') {
    const moves = words[0] === 'alter' && words[1] === 'table' && words.includes('schema');
    return moves ? [nameAt(words, 2).name] : renamed;
  }
  if (words[0] === 'alter')
    return ['rename', 'schema', 'as'].some((word) => words.includes(word))
      ? [nameAt(words, at + 1).name]
      : [];
  if (words[0] !== 'drop') return [];
  const names: string[] = [];
  for (let next = at + 1; next < words.length; next++) {
    const { name, end } = nameAt(words, next);
    names.push(name);
    next = end;
    if (words[end] !== ',') break;
  }
  return names;
}

function nameAt(words: readonly string[], from: number): { name: string; end: number } {
  let at = from;
  while (/^(if|not|exists|only)$/.test(words[at] ?? '')) at++;
  let name = words[at++] ?? '';
  for (; words[at] === '.'; at += 2) name += `.${words[at + 1] ?? ''}`;
  return { name: name.replace(/^public\./, ''), end: at };
}

type Made = Pick<StandingView, 'name' | 'materialized' | 'query'> & {
  /** It is made only if it is not there. */
  keeps: boolean;
};

/** Undefined for what makes no view; its query is empty if that cannot be told, or if the view is temporary. */
function viewOf({ words, offsets, text, start }: Statement): Made | undefined {
  if (words[0] !== 'create') return undefined;
  // MySQL names an algorithm and an owner first.
  const view = words.slice(0, 20).indexOf('view');
  const before = words.slice(1, Math.max(view, 1));
  if (view < 0 || before.some((word) => otherObjects.has(word))) return undefined;
  const { name, end } = nameAt(words, view + 1);
  const as = queryStart(words, end);
  const isTemporary = before.includes('temp') || before.includes('temporary');
  const from = as === undefined ? undefined : offsets[as];
  const query =
    from === undefined || isTemporary
      ? ''
      : text.slice(from - start, (offsets[queryEnd(words)] ?? Infinity) - start);
  const keeps = words[view + 1] === 'if';
  return { name, materialized: before.includes('materialized'), query, keeps };
}

const otherObjects = new Set(
  'table function procedure trigger index rule policy type schema event role user'.split(' '),
);

/** Behind the first AS outside parentheses. */
function queryStart(words: readonly string[], from: number): number | undefined {
  let open = 0;
  for (let at = from; at < words.length; at++) {
    if (words[at] === '(') open++;
    else if (words[at] === ')') open--;
    else if (words[at] === 'as' && open === 0) return at + 1;
  }
  return undefined;
}

/** Before `with no data` and `with check option`. */
function queryEnd(words: readonly string[]): number {
  const last = words.at(-1);
  const at = words.lastIndexOf('with');
  const isTail = words.length - at <= 4 && (last === 'data' || last === 'option');
  return at > 0 && isTail ? at : words.length;
}
