/** Which files are migrations, and which of their statements run when one is deployed. */
import { operationsOf } from './operations.ts';
import type { Operation } from './operations.ts';
import { splitStatements } from './statements.ts';
import type { Statement } from './statements.ts';

/** A statement that a deployment runs, and what it does. */
export interface Step {
  statement: Statement;
  operations: readonly Operation[];
}

const folders = /(^|\/)(db[-_]?)?(migrations?|migrate|flyway|liquibase|schemachange|changelogs?)\//i;
/** Flyway's and schemachange's `V1.2__name.sql`, `R__name.sql`; golang-migrate's `0001_name.up.sql`. */
const names = /(^|\/)([VB]\d[\w.-]*__|[RA]__)[^/]*\.sql$|\.up\.sql$/;
/** Scripts that take a migration back. */
const undo = /(^|[/_.-])(down|undo|rollback|revert)([/_.-])|(^|\/)U\d[\w.-]*__/i;

/** What tests and samples run, on databases of their own. */
const trial = /(^|\/)(tests?|__tests__|specs?|e2e|testing|fixtures?|samples?|examples?)\//i;

/** What a tool wrote of a whole schema, to compare or to set up an empty database. */
const dump = /(^|[-_./])dump\.sql$/i;

/**
 * True for SQL that changes a deployed database, and is not what takes a change back.
 * @param files all files of the revision, by path: what Sqitch deploys stands in `deploy` beside its plan
 */
export function isMigration(path: string, files: ReadonlyMap<string, unknown>): boolean {
  if (!/\.sql$/i.test(path) || undo.test(path) || trial.test(path) || dump.test(path)) return false;
  return names.test(path) || folders.test(path) || isDeployedBySqitch(path, files);
}

/** True for a script whose purpose is to take a migration back. */
export function isUndo(path: string): boolean {
  return undo.test(path) && (/(^|\/)(down|undo|rollback|revert)\//i.test(path) || isNamedOrPlaced(path));
}

function isNamedOrPlaced(path: string): boolean {
  return names.test(path) || folders.test(path) || /\.down\.sql$|(^|\/)U\d[\w.-]*__/i.test(path);
}

/** The same length and lines, without the sections that take a migration back. */
export function withoutDownSections(text: string): string {
  let result = '';
  let copied = 0;
  for (const { start, end } of downSections(text)) {
    result += text.slice(copied, start) + text.slice(start, end).replaceAll(/[^\n]/g, ' ');
    copied = end;
  }
  return result + text.slice(copied);
}

/** `deploy/orders@v1.2.sql` is a copy of what ran before `deploy/orders.sql` was reworked. */
function isDeployedBySqitch(path: string, files: ReadonlyMap<string, unknown>): boolean {
  if (/@[^/]*$/.test(path)) return false;
  return [...path.matchAll(/(?<=^|\/)deploy\//g)].some(({ index }) =>
    files.has(`${path.slice(0, index)}sqitch.plan`),
  );
}

/**
 * The statements of a migration that run on deployment, in order: not those of a section that takes it back.
 * Undefined for a text that cannot be split into statements.
 */
export function migrationSteps(text: string): Step[] | undefined {
  const statements = splitStatements(text);
  if (!statements) return undefined;
  const downs = downSections(text);
  return statements
    .filter(({ start }) => !downs.some((section) => start >= section.start && start < section.end))
    .map((statement) => ({ statement, operations: operationsOf(statement) }));
}

/** Goose, sql-migrate, dbmate and Play keep both directions in one file, under comments. */
const marker =
  /^[ \t]{0,20}(?:--|#)[ \t]{0,20}(?:\+goose[ \t]+|\+migrate[ \t]+|migrate:|-{0,20}[ \t]{0,20}!)(up|down)s?\b/gim;

function downSections(text: string): { start: number; end: number }[] {
  const marks = [...text.matchAll(marker)];
  return marks.flatMap((mark, index) => {
    if (mark[1]?.toLowerCase() !== 'down') return [];
    return { start: mark.index, end: marks[index + 1]?.index ?? text.length };
  });
}
