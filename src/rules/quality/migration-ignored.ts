import { code } from '../../finding.ts';
import {
  callsOtherwise,
  flywayFolders,
  flywaySettings,
  isPassedOver,
} from '../../project/migration/flyway.ts';
import { isMigration } from '../../project/migration/migration-file.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerSweep } from '../shared/by-place.ts';

const base = {
  'db/migration/V1__orders.sql': 'create table orders (id int);\n',
  'db/migration/V2__totals.sql': 'create table totals (id int);\n',
};
const drafts = 'create table drafts (id int);\n';

export const rule = defineRule({
  id: 'quality/migration-ignored',
  summary: 'A new migration has a name that Flyway passes over',
  severity: 'high',
  why: 'Flyway says nothing of files that are called otherwise than it expects: the deployment succeeds, and the migration never runs.',
  advice:
    'Call it `V<version>__<description>.sql`, with a capital V, digits and dots in the version, and two underscores behind it. With `validateMigrationNaming` Flyway stops at such names.',
  silent: [
    'folders that are not surely Flyway’s, and repositories with another tool whose files are called alike',
    'if a setting gives migrations another prefix, separator or suffix',
    'a version without a description, which Flyway runs',
    'files that were called so at base',
  ],
  examples: {
    fires: [
      {
        name: 'puts one underscore behind the version',
        base,
        head: { 'db/migration/V3_drafts.sql': drafts },
        findings: [{ path: 'db/migration/V3_drafts.sql', line: 1 }],
      },
      {
        name: 'begins with a small letter, in a folder below',
        base,
        head: { 'db/migration/2024/v3__drafts.sql': drafts },
        findings: [{ path: 'db/migration/2024/v3__drafts.sql', line: 1 }],
      },
      {
        name: 'puts a dash behind the version, where a file of Flyway configures it',
        base: {
          'flyway.toml': '[flyway]\nlocations = ["filesystem:sql"]\n',
          'sql/V1__a.sql': drafts,
          'sql/V2__b.sql': 'select 1;\n',
        },
        head: { 'sql/V3-c.sql': 'select 1;\n' },
        findings: [{ path: 'sql/V3-c.sql', line: 1 }],
      },
      {
        name: 'puts letters into the version',
        base,
        head: { 'db/migration/V3b__drafts.sql': drafts, 'db/migration/V4-rc1__drafts.sql': drafts },
        findings: [{ path: 'db/migration/V3b__drafts.sql', line: 1 }],
      },
      {
        name: 'takes an underscore out of a name',
        base,
        head: {
          'db/migration/V2__totals.sql': null,
          'db/migration/V2_totals.sql': 'create table totals (id int);\n',
          'db/migration/V3__drafts.sql': drafts,
        },
        findings: [{ path: 'db/migration/V2_totals.sql', line: 1 }],
      },
    ],
    silent: [
      {
        name: 'writes the version with underscores, or nothing behind it',
        base,
        head: {
          'db/migration/V3_1__drafts.sql': drafts,
          'db/migration/V4.sql': drafts,
          'db/migration/V5__Über uns.sql': drafts,
        },
      },
      {
        name: 'adds what Flyway knows by other names',
        base,
        head: {
          'db/migration/R__views.sql': 'create view v as select 1;\n',
          'db/migration/afterMigrate.sql': 'select 1;\n',
          'db/migration/views.sql': 'create view v as select 1;\n',
        },
      },
      {
        name: 'edits a file that was called so before',
        base: { ...base, 'db/migration/V3_drafts.sql': drafts },
        head: { 'db/migration/V3_drafts.sql': 'create table drafts (id bigint);\n' },
      },
      {
        name: 'has a separator of its own',
        base: { ...base, 'flyway.conf': 'flyway.sqlMigrationSeparator=_\n' },
        head: { 'db/migration/V3_drafts.sql': drafts },
      },
      {
        name: 'adds a file to a folder that may be any tool’s',
        base: { 'sql/V1__a.sql': drafts, 'sql/V2__b.sql': 'select 1;\n' },
        head: { 'sql/V3_c.sql': 'select 1;\n' },
      },
    ],
  },
  async *check(context) {
    const found = [...ignored(context)];
    if (found.length === 0 || (await hasOwnNames(context))) return;
    yield* onePerSweep(
      found,
      () => 'name',
      () => 'migration',
    );
  },
});

function* ignored({ change, files }: RuleContext): Iterable<RuleFinding> {
  const added = files.flatMap(({ head, base: was }) =>
    head && isPassedOver(head.path) && !(was && isPassedOver(was.path)) ? head.path : [],
  );
  if (added.length === 0) return;
  const folders = [...flywayFolders(change.head.entries.keys())];
  for (const path of added) {
    const at = path.lastIndexOf('/') + 1;
    const [folder, name] = [path.slice(0, at), path.slice(at)];
    const wouldRun = isMigration(`${folder}V1__name.sql`, change.head.entries);
    if (!wouldRun || !folders.some((each) => folder.startsWith(each))) continue;
    yield {
      confidence: 'likely',
      title: `Flyway passes over ${code(name)}: ${reasonFor(name)}`,
      message: 'It is no versioned migration by its name, so no deployment runs it, and none fails.',
      resource: path,
      location: { path, side: 'head', startLine: 1, endLine: 1 },
    };
  }
}

function reasonFor(name: string): string {
  if (name.startsWith('v')) return 'it begins with a small `v`';
  const version = name
    .slice(1)
    .split('__', 1)
    .join()
    .replace(/\.sql$/i, '');
  return name.includes('__')
    ? `${code(version)} is no version`
    : 'its version does not end with two underscores';
}

/** True if a setting says how migrations are called. */
async function hasOwnNames({ change: { head } }: RuleContext): Promise<boolean> {
  const paths = flywaySettings(head.entries.keys()).slice(0, 50);
  await head.load(paths, 'dispensable');
  return paths.some((path) => callsOtherwise(head.text(path) ?? ''));
}
