/** What becomes of what rests on a table or column that a migration drops, renames or gives another type. */
import type { Operation } from '../../project/migration/operations.ts';
import type { Home } from './earlier-migrations.ts';
import type { NewStep } from './migrations.ts';

/** Postgres keeps of a `parsed function` what its body reads, and a `trigger function` is one that reads NEW or OLD. */
export type BreakKind =
  | 'view'
  | 'parsed function'
  | 'function'
  | 'trigger'
  | 'trigger function'
  | 'foreign key';

/** `refused`: the statement fails. `taken`: they go with it. `broken`: they fail when they are used next. */
export type Outcome = 'refused' | 'taken' | 'broken';

interface Fate {
  kind: BreakKind;
  outcome: Outcome;
}

export function outcomesOf(operation: Operation, step: NewStep, { dialect, touched }: Home): Fate[] {
  const { kind } = operation;
  const isDrop = kind === 'drop' || kind === 'drop-column';
  const isRename = kind === 'rename-table' || kind === 'rename-column';
  if (dialect === 'postgres') return ofPostgres(operation, step);
  // Elsewhere a view is a text that is read anew.
  const fates: Fate[] = isDrop || isRename ? [{ kind: 'view', outcome: 'broken' }] : [];
  // Only MySQL keeps a table for the keys that reference it; Snowflake and BigQuery do not check any.
  if (isDrop && dialect === 'mysql' && !touched.has('foreign_key_checks'))
    fates.push({ kind: 'foreign key', outcome: 'refused' });
  return fates;
}

/** It knows what a view reads, and the views follow a new name. The body of most functions is a text to it. */
function ofPostgres(operation: Operation, step: NewStep): Fate[] {
  const texts: Fate[] = [
    { kind: 'function', outcome: 'broken' },
    { kind: 'trigger function', outcome: 'broken' },
  ];
  const all = (outcome: Outcome, ...kinds: BreakKind[]): Fate[] => kinds.map((kind) => ({ kind, outcome }));
  switch (operation.kind) {
    case 'drop':
    case 'drop-column': {
      const outcome = ofDrop(operation, step);
      const known = outcome ? all(outcome, 'view', 'parsed function', 'trigger', 'foreign key') : [];
      return [...known, ...texts];
    }
    case 'change-type':
      return all('refused', 'view', 'parsed function', 'trigger');
    case 'rename-table':
    case 'rename-column':
      return texts;
    default:
      return [];
  }
}

/** Undefined if CASCADE stands with some columns and not with others. */
function ofDrop({ kind }: Operation, { statement: { words }, operations }: NewStep): Outcome | undefined {
  const cascades = words.filter((word) => word === 'cascade').length;
  if (cascades === 0) return 'refused';
  return kind === 'drop' || cascades === operations.length ? 'taken' : undefined;
}
