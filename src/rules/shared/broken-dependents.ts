/**
 * What earlier migrations left on what a new one drops, empties, renames or gives another type: views, SQL functions,
 * triggers, policies, generated columns, foreign keys, and columns of a type.
 */
import type { RelatedLocation } from '../../finding.ts';
import { code } from '../../finding.ts';
import type { TypedColumn } from '../../project/migration/column-types.ts';
import type { ForeignKey } from '../../project/migration/foreign-keys.ts';
import type { SqlFunction } from '../../project/migration/functions.ts';
import type { Made } from '../../project/migration/made.ts';
import type { Target } from '../../project/migration/naming.ts';
import type { Operation } from '../../project/migration/operations.ts';
import { bodyReads, readsTarget, rowReads } from '../../project/migration/reads.ts';
import type { KeyDrop } from '../../project/migration/unique-keys.ts';
import type { View } from '../../project/migration/views.ts';
import type { Reader } from '../../project/migration/reads.ts';
import { unqualified, wordsIn } from '../../project/migration/words.ts';
import type { RuleContext } from '../rule.ts';
import type { BreakKind, Outcome } from './break-outcomes.ts';
import { outcomesOf } from './break-outcomes.ts';
import { verbOf, whoOf } from './break-words.ts';
import type { Home } from './earlier-migrations.ts';
import { readHome, wordsElsewhere } from './earlier-migrations.ts';
import type { MigrationDialect } from './migration-dialect.ts';
import { bare, homeOf } from './migrations.ts';
import type { NewStep } from './migrations.ts';

/** Nothing is said of what comes after so many folders or statements, or after so much SQL was read. */
const limits = { homes: 8, statements: 500, texts: 20_000, length: 5_000_000 };

/** What a new statement does to all of one kind that rests on its table or column. */
export interface Break {
  kind: BreakKind;
  outcome: Outcome;
  dialect: MigrationDialect;
  /** The table or column. */
  target: string;
  names: readonly string[];
  /** Views over these views, which share their lot. */
  above: readonly string[];
  related: RelatedLocation[];
}

type Needs = Pick<RuleContext, 'change' | 'files' | 'workspace'>;

interface Dependent {
  name: string;
  made: Made<unknown>;
  /** Whoever speaks of one of these may see to it. */
  aliases: readonly string[];
}

/** Asks for the earlier migrations of a folder once, and only if a new statement makes it necessary. */
export class BrokenDependents {
  readonly #context: Needs;
  readonly #homes = new Map<string, Promise<Home | undefined>>();
  readonly #others = new Map<string, Promise<ReadonlySet<string> | undefined>>();
  #statements = 0;
  /** Queries and bodies that were read, and their characters. */
  #texts = 0;
  #length = 0;

  constructor(context: Needs) {
    this.#context = context;
  }

  /** Only what surely breaks. */
  async of(step: NewStep, operation: Operation): Promise<Break[]> {
    const target = targetOf(operation);
    // An earlier migration that is edited ran already, or runs before the views are made.
    if (!target || step.file.base) return [];
    if (this.#statements++ >= limits.statements) return [];
    const folder = homeOf(step.file.path);
    const home = await this.#home(folder);
    if (!home) return [];
    const breaks: Break[] = [];
    for (const { kind, outcome } of outcomesOf(operation, step, home)) {
      const found = this.#dependents(kind, target, operation, home).filter(
        (it) => !isNamedIn(home.touched, it),
      );
      const others = found.length > 0 ? await this.#elsewhere(folder) : undefined;
      const isUntold = (it: Dependent): boolean => !!others && !isNamedIn(others, it);
      const kept = found.filter(isUntold);
      if (kept.length === 0) continue;
      const views = kind === 'view' && outcome !== 'refused' ? kept : [];
      const above = this.#above(views, home, isUntold);
      breaks.push(breakOf(kind, outcome, home.dialect, target, kept, above));
    }
    return breaks;
  }

  #dependents(kind: BreakKind, target: Target, operation: Operation, home: Home): Dependent[] {
    const { standing } = home;
    const returnsIt = ({ returns }: SqlFunction): boolean =>
      isTable(target) && returns === unqualified(target.table);
    switch (kind) {
      case 'view':
        return standing
          .views(target)
          .filter((view) => this.#reads(view, target, home))
          .map(byName);
      case 'parsed function':
        return standing
          .functions(target)
          .filter((it) => returnsIt(it) || (it.isParsed && this.#bodyReads(it, target)))
          .map(byName);
      case 'function':
        return standing
          .functions(target)
          .filter((it) => !returnsIt(it) && !it.isParsed && it.language === 'sql')
          .filter((it) => this.#bodyReads(it, target))
          .map(byName);
      case 'trigger':
        return standing.triggers(target).map(byName);
      case 'trigger function':
        return standing
          .triggerFunctions(target, operation.kind === 'rename-column')
          .filter(({ body, language }) => language === 'plpgsql' && this.#mayRead(body))
          .filter(({ body }) => rowReads(body, target.column ?? ''))
          .map((made) => ({ ...byName(made), aliases: [bare(made.name), ...made.calledBy] }));
      case 'calling trigger':
        return standing.triggersRunning(unqualified(target.table)).map(withTable);
      case 'policy':
      case 'generated column':
        return standing
          .expressions(target)
          .filter((it) => it.kind === kind && this.#mayRead(it.query))
          .filter(({ query }) => readsTarget(query, target, this.#reader(home)))
          .map((it) => (kind === 'policy' ? byName(it) : { ...byName(it), name: `${it.table}.${it.name}` }));
      case 'typed column':
        return standing.columnsOfType(typeBefore(target.table, home)).map(byColumn);
      case 'foreign key':
        return standing
          .keysTo(target)
          .filter(({ toColumns }) => isTable(target) || toColumns.includes(target.column!))
          .filter((key) => isChecked(key, home))
          .map(byColumns);
      case 'resting key':
        // What has another name by now may be another one.
        return isKeyDrop(operation) && !home.touched.has('rename')
          ? standing.keysRestingOn(operation).map(byColumns)
          : [];
      case 'referencing table':
        return this.#referencing(target.table, operation.kind === 'delete-all', home);
    }
  }

  /** Tables whose rows go with those of the table, in turn. */
  #referencing(table: string, byKey: boolean, home: Home): Dependent[] {
    const found = new Map<string, Dependent>();
    const open = [table];
    for (const name of open)
      for (const key of home.standing.keysTo({ table: name })) {
        if (found.has(key.table) || !isChecked(key, home)) continue;
        if (byKey && !key.deletes) continue;
        const child = { ...byColumns(key), name: key.table };
        if (isNamedIn(home.touched, child)) continue;
        found.set(key.table, child);
        open.push(key.table);
      }
    return [...found.values()];
  }

  /** Views over views, nearest first; what rests on a view of which somebody speaks is not followed. */
  #above(views: readonly Dependent[], home: Home, isUntold: (it: Dependent) => boolean): Dependent[] {
    const known = new Set(views.map(({ name }) => name));
    const open = [...views];
    for (const { name } of open)
      for (const view of home.standing.views({ table: name })) {
        const found = byName(view);
        if (known.has(view.name) || isNamedIn(home.touched, found) || !isUntold(found)) continue;
        if (!this.#reads(view, { table: name }, home)) continue;
        known.add(view.name);
        open.push(found);
      }
    return open.slice(views.length);
  }

  #reads(view: Made<View>, target: Target, { dialect }: Home): boolean {
    // A materialized view of ClickHouse is not read, but fed.
    if (dialect === 'clickhouse' && view.materialized) return false;
    if (!this.#mayRead(view.query)) return false;
    return readsTarget(view.query, target, this.#reader({ dialect }));
  }

  #bodyReads(made: SqlFunction, target: Target): boolean {
    if (!this.#mayRead(made.body)) return false;
    return bodyReads(made, target, this.#reader({ dialect: 'postgres' }));
  }

  #reader({ dialect }: Pick<Home, 'dialect'>): Reader {
    return { engine: this.#context.workspace.engine, warehouse: dialect };
  }

  #mayRead(text: string): boolean {
    this.#texts++;
    this.#length += text.length;
    return this.#texts <= limits.texts && this.#length <= limits.length;
  }

  #home(folder: string): Promise<Home | undefined> {
    const known =
      this.#homes.get(folder) ??
      (this.#homes.size < limits.homes ? readHome(this.#context, folder) : Promise.resolve(undefined));
    this.#homes.set(folder, known);
    return known;
  }

  /** What migrations of other folders speak of: they may run on the same database. */
  #elsewhere(folder: string): Promise<ReadonlySet<string> | undefined> {
    const known = this.#others.get(folder) ?? wordsElsewhere(this.#context, folder);
    this.#others.set(folder, known);
    return known;
  }
}

function byName(made: Made<{ name: string }>): Dependent {
  return { name: made.name, made, aliases: [bare(made.name)] };
}

function withTable(made: Made<{ name: string; table: string }>): Dependent {
  return { name: made.name, made, aliases: [made.name, bare(made.table)] };
}

function byColumn(made: Made<TypedColumn>): Dependent {
  return { name: `${made.table}.${made.column}`, made, aliases: [bare(made.table)] };
}

/** What earlier migrations call the type. */
function typeBefore(name: string, { renamedTypes }: Home): string {
  return renamedTypes.get(unqualified(name)) ?? unqualified(name);
}

function byColumns(made: Made<ForeignKey>): Dependent {
  const { table, columns, constraint } = made;
  const name = columns.length === 1 ? `${table}.${columns[0]}` : `${table} (${columns.join(', ')})`;
  return { name, made, aliases: [bare(table), ...(constraint === undefined ? [] : [constraint])] };
}

function isKeyDrop(operation: Operation): operation is KeyDrop {
  return operation.kind === 'drop-constraint' || operation.kind === 'drop-index';
}

function isTable({ column }: Target): boolean {
  return column === undefined;
}

/** Some engines of MySQL read foreign keys and do nothing, and most versions read those beside their columns so. */
function isChecked({ isInline, statement }: Made<ForeignKey>, { dialect }: Home): boolean {
  return dialect !== 'mysql' || !(isInline || statement.words.includes('myisam'));
}

function isNamedIn(words: ReadonlySet<string>, { aliases }: Dependent): boolean {
  // Names of policies are often sentences.
  return aliases.some((alias) => words.has(alias) || [...wordsIn(alias)].every((word) => words.has(word)));
}

function breakOf(
  kind: BreakKind,
  outcome: Outcome,
  dialect: MigrationDialect,
  target: Target,
  found: readonly Dependent[],
  above: readonly Dependent[],
): Break {
  const related = (of: readonly Dependent[], says: (name: string) => string): RelatedLocation[] =>
    of.slice(0, 20).map(({ name, made: { path, statement } }) => ({
      path,
      side: 'head',
      startLine: statement.startLine,
      endLine: statement.endLine,
      message: says(name),
    }));
  return {
    kind,
    outcome,
    dialect,
    target: wordsOf(target),
    names: found.map(({ name }) => name),
    above: above.map(({ name }) => name),
    related: [
      ...related(
        found,
        (name) =>
          `${whoOf({ kind, names: [name] })} ${verbOf({ kind, names: [name] })} ${code(wordsOf(target))}`,
      ),
      ...related(above, (name) => `the view ${code(name)} rests on one that reads ${code(wordsOf(target))}`),
    ],
  };
}

/** As a person calls it. */
function wordsOf({ table, column }: Target): string {
  return column === undefined ? table : `${table}.${column}`;
}

function targetOf(operation: Operation): Target | undefined {
  switch (operation.kind) {
    case 'drop':
      return operation.object === 'table' ? { table: operation.name } : undefined;
    case 'drop-view':
    case 'drop-type':
    case 'drop-function':
    case 'drop-constraint':
    case 'drop-index':
      return { table: operation.name };
    case 'rename-table':
    case 'truncate':
    case 'delete-all':
      return { table: operation.table };
    case 'drop-column':
    case 'rename-column':
    case 'change-type':
      return { table: operation.table, column: operation.column };
    default:
      return undefined;
  }
}
