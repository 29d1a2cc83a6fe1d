import type { ChangedFile } from '../../change/change-set.ts';
import { code } from '../../finding.ts';
import {
  checksummed,
  flywayFolders,
  flywaySettings,
  overlooksEdits,
  versioned,
} from '../../project/migration/flyway.ts';
import { isMigration } from '../../project/migration/migration-file.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerSweep } from '../shared/by-place.ts';

const orders = 'create table orders (id int);\n';
const base = {
  'db/migration/V1__orders.sql': orders,
  'db/migration/V2__totals.sql': 'create table totals (\n  id int\n);\n',
};

export const rule = defineRule({
  id: 'quality/migration-edited',
  summary: 'A versioned migration of Flyway changes or goes after it was merged',
  severity: 'high',
  why: 'Flyway compares what ran with what is there: where the migration ran already, the next deployment stops before it runs anything.',
  advice:
    'Leave it as it ran and add a migration with the next version; if it ran nowhere yet, or `flyway repair` follows, say so in the pull request.',
  silent: [
    'repeatable migrations (`R__…`), which are meant to change, and those that undo',
    'folders that are not surely Flyway’s, and repositories with another tool whose files are called alike',
    'a file that moves to another folder as it is, and changed ends of lines: the checksum stays',
    'a version that base has twice, which Flyway never ran',
    'deleted migrations that a new baseline (`B…__…`) stands for',
    'if a setting of Flyway overlooks such changes',
  ],
  examples: {
    fires: [
      {
        name: 'adds a column to a table that an earlier migration made',
        base,
        head: { 'db/migration/V2__totals.sql': 'create table totals (\n  id int,\n  amount int\n);\n' },
        findings: [{ path: 'db/migration/V2__totals.sql', line: 2 }],
      },
      {
        name: 'adds a comment',
        base,
        head: { 'db/migration/V1__orders.sql': `-- one row per order\n${orders}` },
        findings: [{ path: 'db/migration/V1__orders.sql', line: 1 }],
      },
      {
        name: 'deletes a migration',
        base: { ...base, 'db/migration/V3__drafts.sql': 'create table drafts (id int);\n' },
        head: { 'db/migration/V3__drafts.sql': null },
        findings: [{ path: 'db/migration/V3__drafts.sql', line: 1, side: 'base' }],
      },
      {
        name: 'gives a migration another version, where a file of Flyway configures it',
        base: {
          'flyway.conf': 'flyway.url=jdbc:postgresql://db/shop\n',
          'sql/V1__a.sql': orders,
          'sql/V2__b.sql': 'select 1;\n',
        },
        head: { 'sql/V2__b.sql': null, 'sql/V3__b.sql': 'select 1;\n' },
        findings: [{ path: 'sql/V3__b.sql', line: 1 }],
      },
      {
        name: 'edits two migrations at once',
        base,
        head: {
          'db/migration/V1__orders.sql': 'create table orders (id bigint);\n',
          'db/migration/V2__totals.sql': 'create table totals (\n  id bigint\n);\n',
        },
        findings: [{ path: 'db/migration/V1__orders.sql', line: 1 }],
      },
    ],
    silent: [
      {
        name: 'adds a migration, and changes a repeatable one',
        base: { ...base, 'db/migration/R__views.sql': 'create view v as select 1;\n' },
        head: {
          'db/migration/R__views.sql': 'create view v as select 2;\n',
          'db/migration/V3__drafts.sql': 'create table drafts (id int);\n',
        },
      },
      {
        name: 'moves a migration to a folder beside, and ends lines otherwise',
        base,
        head: {
          'db/migration/V1__orders.sql': null,
          'db/migration/2024/V1__orders.sql': orders,
          'db/migration/V2__totals.sql': 'create table totals (\r\n  id int\r\n);\r\n\r\n',
        },
      },
      {
        name: 'gives one of two migrations of a version the next one',
        base: { ...base, 'db/migration/V2__drafts.sql': 'create table drafts (id int);\n' },
        head: {
          'db/migration/V2__drafts.sql': null,
          'db/migration/V3__drafts.sql': 'create table drafts (id int);\n',
        },
      },
      {
        name: 'edits a file of schemachange, which runs on',
        base: {
          'schemachange/V1__a.sql': orders,
          'schemachange/V2__b.sql': 'select 1;\n',
          'flyway.conf': '',
        },
        head: { 'schemachange/V1__a.sql': 'create table orders (id bigint);\n' },
      },
      {
        name: 'edits a file of a folder that may be any tool’s',
        base: { 'sql/V1__a.sql': orders, 'sql/V2__b.sql': 'select 1;\n' },
        head: { 'sql/V1__a.sql': 'create table orders (id bigint);\n' },
      },
      {
        name: 'lets a baseline stand for earlier migrations',
        base,
        head: {
          'db/migration/V1__orders.sql': null,
          'db/migration/V2__totals.sql': null,
          'db/migration/B2__shop.sql': `${orders}create table totals (id int);\n`,
        },
      },
      {
        name: 'edits a migration where Flyway does not compare',
        base: { ...base, 'flyway.toml': '[flyway]\nvalidateOnMigrate = false\n' },
        head: { 'db/migration/V1__orders.sql': 'create table orders (id bigint);\n' },
      },
    ],
  },
  async *check(context) {
    const found = [...edits(context)];
    if (found.length === 0 || (await isOverlooked(context))) return;
    yield* onePerSweep(
      found,
      ({ title }) => title.replace(/`[^`]*`/g, ''),
      () => 'migration',
    );
  },
});

function* edits({ change, files }: RuleContext): Iterable<RuleFinding> {
  const suspects = files.filter(({ base: was }) => was && versioned(was.path));
  if (suspects.length === 0) return;
  const known = [...change.base.entries.keys()];
  const folders = flywayFolders(known);
  if (folders.size === 0) return;
  const versions = known.flatMap((path) => versioned(path)?.version ?? []);
  const isBaselined = [...change.head.entries.keys()].some(
    (path) => /(^|\/)B\d[\d._]*__[^/]*\.sql$/.test(path) && !change.base.entries.has(path),
  );
  for (const file of suspects) {
    const was = file.base!.path;
    const { version, folder } = versioned(was)!;
    if (!folders.has(folder) || !isMigration(was, change.base.entries)) continue;
    // Flyway refuses two of one version: neither ran.
    if (versions.filter((each) => each === version).length > 1) continue;
    const what = changeOf(change, file);
    if (!what || (what.isGone && isBaselined)) continue;
    yield {
      confidence: 'likely',
      title: `The migration ${code(basename(was))} ${what.title}`,
      message: `Where it ran already, Flyway ${what.misses} and stops.`,
      resource: was,
      location: what.location,
    };
  }
}

interface Edit {
  /** After the migration's name. */
  title: string;
  /** What Flyway finds out. */
  misses: string;
  location: RuleFinding['location'];
  /** Set if no file has its version any more. */
  isGone?: true;
}

/** Undefined if Flyway sees no difference. */
function changeOf({ base, head }: RuleContext['change'], file: ChangedFile): Edit | undefined {
  const was = file.base!.path;
  const then = versioned(was);
  const path = file.head?.path ?? namesake(head.entries.keys(), was);
  const now = path === undefined ? undefined : versioned(path);
  if (path === undefined || now === undefined)
    return {
      title: 'is deleted after it was merged',
      misses: 'misses it',
      location: { path: was, side: 'base', startLine: 1, endLine: 1 },
      isGone: true,
    };
  const line = Math.max(1, path === file.head?.path ? (file.hunks[0]?.headStart ?? 1) : 1);
  const location = { path, side: 'head' as const, startLine: line, endLine: line };
  const becomes = `becomes ${code(basename(path))} after it was merged`;
  if (now.version !== then?.version)
    return { title: becomes, misses: 'misses its version', location, isGone: true };
  if (now.description !== then.description)
    return { title: becomes, misses: 'finds another description', location };
  const [text, earlier] = [head.text(path), base.text(was)];
  if (text === undefined || earlier === undefined || checksummed(text) === checksummed(earlier))
    return undefined;
  return { title: 'changes after it was merged', misses: 'finds another checksum', location };
}

/** The file of the same name in another folder. */
function namesake(paths: Iterable<string>, was: string): string | undefined {
  return [...paths].find((path) => path !== was && basename(path) === basename(was));
}

function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** True if a setting says that Flyway shall not compare. */
async function isOverlooked({ change: { head } }: RuleContext): Promise<boolean> {
  const paths = flywaySettings(head.entries.keys()).slice(0, 50);
  await head.load(paths, 'dispensable');
  return paths.some((path) => overlooksEdits(head.text(path) ?? ''));
}
