/** What becomes of what rests on a table or column that a migration drops, renames or gives another type. */
import type { Operation } from '../../project/migration/operations.ts';
import type { Home } from './earlier-migrations.ts';
import type { NewStep } from './migrations.ts';

/**
 * Postgres keeps of a `parsed function` what its body reads, and a `trigger function` is one that reads NEW or OLD. A
 * `calling trigger` runs the function, a `resting key` is a foreign key that needs the constraint or index, and a
 * `referencing table` loses rows with those that it references.
 */
export type BreakKind =
  | 'view'
  | 'parsed function'
  | 'function'
  | 'trigger'
  | 'trigger function'
  | 'calling trigger'
  | 'policy'
  | 'generated column'
  | 'typed column'
  | 'foreign key'
  | 'resting key'
  | 'referencing table';

/** `refused`: the statement fails. `taken`: they go with it. `broken`: they fail when they are used next. */
export type Outcome = 'refused' | 'taken' | 'broken';

interface Fate {
  kind: BreakKind;
  outcome: Outcome;
}

export function outcomesOf(operation: Operation, step: NewStep, { dialect, touched }: Home): Fate[] {
  if (dialect === 'postgres') return ofPostgres(operation, step);
  const { kind } = operation;
  const isRename = kind === 'rename-table' || kind === 'rename-column';
  const isDrop = kind === 'drop' || kind === 'drop-column';
  // Elsewhere a view is a text that is read anew.
  const views: Fate[] = isDrop || isRename ? [{ kind: 'view', outcome: 'broken' }] : [];
  return dialect === 'mysql' ? [...views, ...ofMySql(kind, touched.has('foreign_key_checks'))] : views;
}

/** Only MySQL keeps a table for the keys that reference it; Snowflake and BigQuery do not check any. */
function ofMySql(kind: Operation['kind'], mayNotCheck: boolean): Fate[] {
  const isRefused = kind === 'drop' || kind === 'drop-column' || kind === 'truncate';
  const fates: Fate[] = isRefused && !mayNotCheck ? [{ kind: 'foreign key', outcome: 'refused' }] : [];
  if (kind === 'drop-column') fates.push({ kind: 'generated column', outcome: 'refused' });
  if (kind === 'delete-all' && !mayNotCheck) fates.push({ kind: 'referencing table', outcome: 'taken' });
  return fates;
}

/** It knows what a view reads, and the views follow a new name. The body of most functions is a text to it. */
function ofPostgres(operation: Operation, step: NewStep): Fate[] {
  const texts: Fate[] = [
    { kind: 'function', outcome: 'broken' },
    { kind: 'trigger function', outcome: 'broken' },
  ];
  const all = (outcome: Outcome, ...kinds: BreakKind[]): Fate[] => kinds.map((kind) => ({ kind, outcome }));
  const dropped = (...kinds: BreakKind[]): Fate[] => {
    const outcome = ofDrop(operation, step);
    return outcome ? all(outcome, ...kinds) : [];
  };
  switch (operation.kind) {
    case 'drop':
    case 'drop-column':
      return [
        ...dropped('view', 'parsed function', 'trigger', 'policy', 'generated column', 'foreign key'),
        ...texts,
      ];
    case 'drop-view':
      return dropped('view', 'parsed function', 'policy');
    case 'drop-type':
      return dropped('typed column');
    case 'drop-function':
      // With CASCADE its triggers are meant.
      return dropped('calling trigger').filter(({ outcome }) => outcome === 'refused');
    case 'drop-constraint':
    case 'drop-index':
      return dropped('resting key');
    case 'truncate':
      return ofDrop(operation, step) === 'taken'
        ? all('taken', 'referencing table')
        : all('refused', 'foreign key');
    case 'delete-all':
      return all('taken', 'referencing table');
    case 'change-type':
      return all('refused', 'view', 'parsed function', 'trigger', 'policy', 'generated column');
    case 'rename-table':
    case 'rename-column':
      return texts;
    default:
      return [];
  }
}

/** Undefined if CASCADE stands with some and not with others. */
function ofDrop({ kind }: Operation, { statement: { words }, operations }: NewStep): Outcome | undefined {
  // That of a foreign key is about rows.
  const isOfDrop = (word: string, at: number): boolean =>
    word === 'cascade' && !/^(delete|update)$/.test(words[at - 1] ?? '');
  const cascades = words.filter(isOfDrop).length;
  if (cascades === 0) return 'refused';
  const hasOwn = (it: string): boolean => it === 'drop-column' || it === 'drop-constraint';
  return !hasOwn(kind) || cascades === operations.filter((it) => hasOwn(it.kind)).length
    ? 'taken'
    : undefined;
}
