/** What the migrations of a pull request add. */
import type { ChangedFile } from '../../change/change-set.ts';
import { addedLines } from '../../change/lines.ts';
import { isMigration, migrationSteps } from '../../project/migration/migration-file.ts';
import type { Step } from '../../project/migration/migration-file.ts';
import type { Operation } from '../../project/migration/operations.ts';
import type { Location } from '../../finding.ts';
import type { RuleContext } from '../rule.ts';

/** A statement that head adds to a migration. */
export interface NewStep extends Step {
  file: ChangedFile;
  location: Location;
}

/** New statements of the migrations that the agent reviews, by file and in order. One that only moved is not new. */
export function newSteps({ change, files }: Pick<RuleContext, 'change' | 'files'>): NewStep[] {
  return files.flatMap((file) => {
    if (file.kind !== 'text' || !file.head || !isMigration(file.path, change.head.entries)) return [];
    const steps = migrationSteps(change.head.text(file.path) ?? '') ?? [];
    const before = (file.base && migrationSteps(change.base.text(file.base.path) ?? '')) ?? [];
    const known = new Set(before.map(({ statement }) => statement.words.join(' ')));
    const added = addedLines(file);
    return steps.flatMap(({ statement, operations }) => {
      const { startLine, endLine } = statement;
      if (known.has(statement.words.join(' ')) || !touches(added, startLine, endLine)) return [];
      return { statement, operations, file, location: { path: file.path, side: 'head', startLine, endLine } };
    });
  });
}

function touches(added: ReadonlySet<number>, from: number, to: number): boolean {
  for (let line = from; line <= to; line++) if (added.has(line)) return true;
  return false;
}

/** Tables and materialized views that the migrations make, or give a new name to: nobody has data in them yet. */
export function tablesMade(steps: readonly NewStep[]): Set<string> {
  return new Set(
    steps
      .flatMap(({ operations }) => operations)
      .flatMap((operation) =>
        operation.kind === 'create-table' && !operation.replaces
          ? [bare(operation.table)]
          : operation.kind === 'create-materialized-view'
            ? [bare(operation.name)]
            : operation.kind === 'rename-table'
              ? [bare(operation.to)]
              : [],
      ),
  );
}

/** The name without schema and database: the same table may be written with and without. */
export function bare(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Tables that earlier migrations beside the changed ones make, by bare name. Loads these files; a few hundred at most. */
export async function tablesBefore({
  change,
  files,
}: Pick<RuleContext, 'change' | 'files'>): Promise<Set<string>> {
  const { entries } = change.base;
  const changed = files.filter(({ path }) => isMigration(path, change.head.entries));
  const folders = new Set(changed.map(({ path }) => homeOf(path)));
  const paths = [...entries.keys()]
    .filter((path) => folders.has(homeOf(path)) && isMigration(path, entries))
    .slice(-300);
  await change.base.load(paths, 'dispensable');
  const tables = paths
    .flatMap((path) => migrationSteps(change.base.text(path) ?? '') ?? [])
    .flatMap(({ operations }) => operations)
    .filter(
      (operation): operation is Extract<Operation, { kind: 'create-table' }> =>
        operation.kind === 'create-table',
    )
    .map(({ table }) => bare(table));
  return new Set(tables);
}

/** The folder that holds a project's migrations; Hasura, Diesel and Prisma give each one a folder of its own there. */
export function homeOf(path: string): string {
  return path.replace(/([^/]+\/(?:up|migration)\.sql|[^/]*)$/, '');
}
