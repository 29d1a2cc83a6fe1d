/** What the earlier migrations of a folder leave standing, before those that the pull request adds. */
import { mayRunDrops, takesAlong } from '../../project/migration/effects.ts';
import { isMigration, migrationSteps } from '../../project/migration/migration-file.ts';
import { inOrder } from '../../project/migration/order.ts';
import { Standing } from '../../project/migration/standing.ts';
import type { Enums } from '../../project/migration/transactions.ts';
import { nameAt, wordsIn } from '../../project/migration/words.ts';
import type { RuleContext } from '../rule.ts';
import { migrationDialect } from './migration-dialect.ts';
import type { MigrationDialect } from './migration-dialect.ts';
import { homeOf } from './migrations.ts';

/** Beyond so many files of a folder, or so much text, nothing is said: what was not read may have dropped anything. */
const limits = { files: 2000, length: 20_000_000 };

type Needs = Pick<RuleContext, 'change' | 'files' | 'workspace'>;

export interface Home {
  dialect: MigrationDialect;
  standing: Standing;
  /** Every word of the changed migrations: what they speak of they may drop first, or make anew. */
  touched: ReadonlySet<string>;
  /** Every word of their statements that drop or alter something. */
  altered: ReadonlySet<string>;
  /** What the changed migrations call types, and what these were called before. */
  renamedTypes: ReadonlyMap<string, string>;
}

/** By the files that an agent reviews, and folder: several rules ask. */
const known = new WeakMap<Needs['files'], Map<string, Promise<Home | undefined>>>();

/** Undefined if the folder does not show its database or its order, or is too large. */
export function readHome(context: Needs, home: string): Promise<Home | undefined> {
  const homes = known.get(context.files) ?? new Map<string, Promise<Home | undefined>>();
  known.set(context.files, homes);
  const reading = homes.get(home) ?? openHome(context, home);
  homes.set(home, reading);
  return reading;
}

async function openHome({ change, files, workspace }: Needs, home: string): Promise<Home | undefined> {
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
  const standing = new Standing();
  let left = limits.length;
  for (const path of ordered) {
    const text = base.text(path);
    left -= text?.length ?? 0;
    // What the pull request rewrites may leave out a view.
    standing.add(path, changed.has(path) ? undefined : text);
    if (left < 0 || standing.isTooLong) return undefined;
  }
  const texts = change.files.flatMap(({ path }) =>
    isMigration(path, head.entries) ? (head.text(path) ?? '') : [],
  );
  const statements = texts.flatMap((text) => migrationSteps(text) ?? []).map(({ statement }) => statement);
  if (statements.some((statement) => mayRunDrops(statement))) return undefined;
  const renamedTypes = new Map(statements.flatMap(({ words }) => typeRenamed(words)));
  const altering = statements.filter(({ words }) => /^(drop|alter)$/.test(words[0] ?? ''));
  const isCascade = altering.some((statement) => takesAlong(statement));
  const touched = wordsIn(...texts);
  return {
    dialect,
    standing,
    touched,
    // Nobody can tell by its words what CASCADE takes along.
    altered: isCascade ? touched : new Set(altering.flatMap(({ words }) => words)),
    renamedTypes,
  };
}

/** What it says of enums. */
export function enumsOf({ standing }: Home): Enums {
  return {
    typeOf: (column) => standing.typeOf(column),
    valuesOf: (type) => standing.valuesOf(type),
  };
}

/** The new name and the old one. */
function typeRenamed(words: readonly string[]): [string, string][] {
  const { name, end } = nameAt(words, 2);
  if (words[0] !== 'alter' || words[1] !== 'type' || words[end] !== 'rename' || words[end + 1] !== 'to')
    return [];
  return [[name.slice(0, name.lastIndexOf('.') + 1) + (words[end + 2] ?? ''), name]];
}

/** Every word of the migrations of other folders; undefined if they are too many. */
export async function wordsElsewhere(
  { change: { head } }: Needs,
  home: string,
): Promise<ReadonlySet<string> | undefined> {
  const paths = [...head.entries.keys()].filter(
    (path) => isMigration(path, head.entries) && homeOf(path) !== home,
  );
  if (paths.length > limits.files) return undefined;
  await head.load(paths, 'dispensable');
  const texts = paths.map((path) => head.text(path) ?? '');
  return total(texts) > limits.length ? undefined : wordsIn(...texts);
}

function total(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}
