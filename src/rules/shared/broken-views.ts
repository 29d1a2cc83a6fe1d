/** Views of earlier migrations that read what a new migration drops, renames or gives another type. */
import type { Location, RelatedLocation } from '../../finding.ts';
import { code } from '../../finding.ts';
import { isMigration } from '../../project/migration/migration-file.ts';
import type { Operation } from '../../project/migration/operations.ts';
import { inOrder } from '../../project/migration/order.ts';
import { readsTarget } from '../../project/migration/view-reads.ts';
import { ViewHistory } from '../../project/migration/views.ts';
import type { StandingView, Target } from '../../project/migration/views.ts';
import type { RuleContext } from '../rule.ts';
import type { MigrationDialect } from './migration-dialect.ts';
import { migrationDialect } from './migration-dialect.ts';
import { bare, homeOf } from './migrations.ts';
import type { NewStep } from './migrations.ts';

/**
 * Beyond so many files of a folder, or so much text, nothing is said: what was not read may have dropped the view. Nor
 * of what comes after so many folders or statements, or after views of so much text were read.
 */
const limits = { files: 2000, length: 20_000_000, homes: 8, statements: 500, queries: 5_000_000 };

/** What a new statement does to views that read its table or column. */
export interface ViewBreak {
  /** `refused`: the statement fails. `taken`: they go with it. `broken`: they fail when they are read next. */
  outcome: 'refused' | 'taken' | 'broken';
  /** The table or column that they read. */
  target: string;
  views: readonly string[];
  related: RelatedLocation[];
}

type Needs = Pick<RuleContext, 'change' | 'files' | 'workspace'>;

/** Asks for the earlier migrations of a folder once, and only if a new statement makes it necessary. */
export class BrokenViews {
  readonly #context: Needs;
  readonly #homes = new Map<string, Promise<Home | undefined>>();
  #statements = 0;
  /** Characters of views that were read. */
  #queries = 0;

  constructor(context: Needs) {
    this.#context = context;
  }

  /** Undefined if no view is surely broken. */
  async of(step: NewStep, operation: Operation): Promise<ViewBreak | undefined> {
    const target = targetOf(operation);
    // An earlier migration that is edited ran already, or runs before the views are made.
    if (!target || step.file.base) return undefined;
    if (this.#statements++ >= limits.statements) return undefined;
    const found = await this.#home(homeOf(step.file.path));
    const outcome = found && outcomeOf(operation, step, found.dialect);
    if (!found || !outcome) return undefined;
    const views = found.history
      .since(target)
      .filter(({ statement }) => statement.words.includes(bare(target.table)))
      .filter((view) => !found.touched.has(bare(view.name)))
      .filter((view) => this.#reads(view, target, found.dialect))
      // A materialized view of ClickHouse is not read, but fed.
      .filter(({ materialized }) => found.dialect !== 'clickhouse' || !materialized);
    const untold = await this.#withoutOthers(views, found);
    if (untold.length === 0) return undefined;
    return {
      outcome,
      target: wordsOf(target),
      views: untold.map(({ name }) => name),
      related: untold.slice(0, 20).map((view) => ({
        ...placeOf(view),
        message: `the view ${code(view.name)} reads ${code(wordsOf(target))}`,
      })),
    };
  }

  #home(folder: string): Promise<Home | undefined> {
    const known =
      this.#homes.get(folder) ??
      (this.#homes.size < limits.homes ? readHome(this.#context, folder) : Promise.resolve(undefined));
    this.#homes.set(folder, known);
    return known;
  }

  #reads({ query }: StandingView, target: Target, dialect: MigrationDialect): boolean {
    this.#queries += query.length;
    if (this.#queries > limits.queries) return false;
    return readsTarget(query, target, this.#context.workspace.engine, dialect);
  }

  /** Without those that migrations of other folders speak of: they may run on the same database. */
  async #withoutOthers(views: readonly StandingView[], home: Home): Promise<readonly StandingView[]> {
    if (views.length === 0) return views;
    home.others ??= wordsElsewhere(this.#context, home.folder);
    const others = await home.others;
    return others ? views.filter(({ name }) => !others.has(bare(name))) : [];
  }
}

/** Every word of the migrations of other folders; undefined if they are too many. */
async function wordsElsewhere({ change: { head } }: Needs, home: string): Promise<Set<string> | undefined> {
  const paths = [...head.entries.keys()].filter(
    (path) => isMigration(path, head.entries) && homeOf(path) !== home,
  );
  if (paths.length > limits.files) return undefined;
  await head.load(paths, 'dispensable');
  const texts = paths.map((path) => head.text(path) ?? '');
  return total(texts) > limits.length ? undefined : wordsIn(texts);
}

function total(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}

function wordsIn(texts: readonly string[]): Set<string> {
  return new Set(texts.flatMap((text) => text.toLowerCase().match(/[\p{L}\p{N}_$]+/gu) ?? []));
}

/** As a person calls it. */
function wordsOf({ table, column }: Target): string {
  return column === undefined ? table : `${table}.${column}`;
}

function placeOf({ path, statement: { startLine, endLine } }: StandingView): Location {
  return { path, side: 'head', startLine, endLine };
}

function targetOf(operation: Operation): Target | undefined {
  switch (operation.kind) {
    case 'drop':
      return operation.object === 'table' ? { table: operation.name } : undefined;
    case 'rename-table':
      return { table: operation.table };
    case 'drop-column':
    case 'rename-column':
    case 'change-type':
      return { table: operation.table, column: operation.column };
    default:
      return undefined;
  }
}

/** Postgres knows what a view reads, and the views follow a new name; elsewhere a view is a text that is read anew. */
function outcomeOf(
  { kind }: Operation,
  { statement: { words }, operations }: NewStep,
  dialect: MigrationDialect,
): ViewBreak['outcome'] | undefined {
  const isDrop = kind === 'drop' || kind === 'drop-column';
  if (dialect !== 'postgres') return isDrop || /^rename-/.test(kind) ? 'broken' : undefined;
  if (!isDrop) return kind === 'change-type' ? 'refused' : undefined;
  const cascades = words.filter((word) => word === 'cascade').length;
  if (cascades === 0) return 'refused';
  return kind === 'drop' || cascades === operations.length ? 'taken' : undefined;
}

interface Home {
  folder: string;
  dialect: MigrationDialect;
  history: ViewHistory;
  /** Every word of the changed migrations: what they speak of they may drop first, or make anew. */
  touched: ReadonlySet<string>;
  /** Asked for where a view is broken. */
  others?: Promise<ReadonlySet<string> | undefined>;
}

/** Undefined if the folder does not show its database or its order, or is too large. */
async function readHome({ change, files, workspace }: Needs, home: string): Promise<Home | undefined> {
  const { base, head } = change;
  const paths = [...base.entries.keys()].filter(
    (path) => homeOf(path) === home && isMigration(path, base.entries),
  );
  const ordered = paths.length > limits.files ? undefined : inOrder(paths, home);
  if (!ordered) return undefined;
  const own = files.filter(({ path }) => homeOf(path) === home);
  const dialect = await migrationDialect({ change, files: own, workspace });
  if (!dialect) return undefined;
  await base.load(ordered, 'dispensable');
  const changed = new Set(change.files.flatMap(({ path, previousPath }) => [path, previousPath ?? path]));
  const history = new ViewHistory();
  let left = limits.length;
  for (const path of ordered) {
    const text = base.text(path);
    left -= text?.length ?? 0;
    // What the pull request rewrites may leave out a view.
    history.add(path, changed.has(path) ? undefined : text);
    if (left < 0 || history.isTooLong) return undefined;
  }
  const texts = change.files.flatMap(({ path }) =>
    isMigration(path, head.entries) ? (head.text(path) ?? '') : [],
  );
  return { folder: home, dialect, history, touched: wordsIn(texts) };
}
