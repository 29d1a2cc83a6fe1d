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

/** Beyond so many files, or so much text, nothing is said: what was not read may have dropped the view. */
const limits = { files: 2000, length: 20_000_000, views: 500, questions: 2000 };

/** What a new statement does to views that read its table or column. */
export interface ViewBreak {
  /** `refused`: the statement fails. `taken`: they go with it. `broken`: they fail when they are read next. */
  outcome: 'refused' | 'taken' | 'broken';
  views: readonly string[];
  related: RelatedLocation[];
}

type Needs = Pick<RuleContext, 'change' | 'files' | 'workspace'>;

/** Asks for the earlier migrations of a folder once, and only if a new statement makes it necessary. */
export class BrokenViews {
  readonly #context: Needs;
  readonly #homes = new Map<string, Promise<Home | undefined>>();
  #questions = 0;

  constructor(context: Needs) {
    this.#context = context;
  }

  /** Undefined if no view is surely broken. */
  async of(step: NewStep, operation: Operation): Promise<ViewBreak | undefined> {
    const target = targetOf(operation);
    // An earlier migration that is edited ran already, or runs before the views are made.
    if (!target || step.file.base) return undefined;
    const path = step.file.path;
    const home = homeOf(path);
    const known = this.#homes.get(home) ?? readHome(this.#context, home);
    this.#homes.set(home, known);
    const found = await known;
    const outcome = found && outcomeOf(operation, step, found.dialect);
    if (!found || !outcome) return undefined;
    const views = found.history
      .since(target)
      .filter(({ statement }) => statement.words.includes(bare(target.table)))
      .filter((view) => !found.touched.has(bare(view.name)))
      .filter((view) => this.#reads(view, target, found.dialect))
      // A materialized view of ClickHouse is not read, but fed.
      .filter(({ materialized }) => found.dialect !== 'clickhouse' || !materialized);
    const untold = await this.#withoutOthers(views, home);
    if (untold.length === 0) return undefined;
    return {
      outcome,
      views: untold.map(({ name }) => name),
      related: untold.slice(0, 20).map((view) => ({
        ...placeOf(view),
        message: `the view ${code(view.name)} reads ${code(wordsOf(target))}`,
      })),
    };
  }

  #reads({ query }: StandingView, target: Target, dialect: MigrationDialect): boolean {
    if (this.#questions++ > limits.questions) return false;
    return readsTarget(query, target, this.#context.workspace.engine, dialect);
  }

  /** Without those that migrations of other folders speak of: they may run on the same database. */
  async #withoutOthers(views: readonly StandingView[], home: string): Promise<readonly StandingView[]> {
    if (views.length === 0) return views;
    const { head } = this.#context.change;
    const paths = [...head.entries.keys()].filter(
      (path) => homeOf(path) !== home && isMigration(path, head.entries),
    );
    if (paths.length > limits.files) return [];
    await head.load(paths, 'dispensable');
    const texts = paths.map((path) => (head.text(path) ?? '').toLowerCase());
    return views.filter(({ name }) => !texts.some((text) => text.includes(bare(name))));
  }
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
  dialect: MigrationDialect;
  history: ViewHistory;
  /** Every word of the changed migrations: what they speak of they may drop first, or make anew. */
  touched: ReadonlySet<string>;
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
    isMigration(path, head.entries) ? (head.text(path) ?? '').toLowerCase() : [],
  );
  const touched = new Set(texts.flatMap((text) => text.match(/[\p{L}\p{N}_$]+/gu) ?? []));
  return { dialect, history, touched };
}
