import { code } from '../../finding.ts';
import {
  callsOtherwise,
  compareVersions,
  flywayCallers,
  flywayFolders,
  flywaySettings,
  mentionsOutOfOrder,
  overlooksEdits,
  versioned,
} from '../../project/migration/flyway.ts';
import { isMigration } from '../../project/migration/migration-file.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerSweep } from '../shared/by-place.ts';

const base = {
  'db/migration/V1__orders.sql': 'create table orders (id int);\n',
  'db/migration/V3__totals.sql': 'create table totals (id int);\n',
};
const drafts = 'create table drafts (id int);\n';

export const rule = defineRule({
  id: 'quality/migration-version',
  summary: 'A new migration has a version that another one has, or that comes before one that was merged',
  severity: 'high',
  why: 'Two people take the next number at once. Flyway refuses two migrations of one version, and stops at one that turns up behind a later one that ran: nothing is deployed.',
  advice: 'Give the new migration the next free version.',
  silent: [
    'the same version in two folders, which may be for two databases',
    'a version that base has twice already',
    'a late version in folders that are not surely Flyway’s, where versions are times, or where a file of the repository speaks of running out of order',
  ],
  examples: {
    fires: [
      {
        name: 'takes the version of another migration',
        base,
        head: { 'db/migration/V3__drafts.sql': drafts },
        findings: [{ path: 'db/migration/V3__drafts.sql', line: 1, severity: 'high' }],
      },
      {
        name: 'writes the same version otherwise, whatever tool runs it',
        base: { 'sql/V1.2__orders.sql': 'create table orders (id int);\n' },
        head: { 'sql/V01_2__drafts.sql': drafts },
        findings: [{ path: 'sql/V01_2__drafts.sql', line: 1 }],
      },
      {
        name: 'adds two of one version',
        base,
        head: { 'db/migration/V4__drafts.sql': drafts, 'db/migration/V4__notes.sql': 'select 1;\n' },
        findings: [{ path: 'db/migration/V4__drafts.sql', line: 1 }],
      },
      {
        name: 'takes a version before the last one',
        base,
        head: { 'db/migration/V2__drafts.sql': drafts },
        findings: [{ path: 'db/migration/V2__drafts.sql', line: 1, severity: 'medium' }],
      },
    ],
    silent: [
      {
        name: 'takes the next version, in a folder of its own too',
        base,
        head: { 'db/migration/V4__drafts.sql': drafts, 'db/migration/h2/V3__totals.sql': drafts },
      },
      {
        name: 'gives a migration another name',
        base,
        head: {
          'db/migration/V3__totals.sql': null,
          'db/migration/V3__sums.sql': base['db/migration/V3__totals.sql'],
        },
      },
      {
        name: 'adds another file where a version was taken twice before',
        base: { ...base, 'db/migration/V3__notes.sql': 'select 1;\n' },
        head: { 'db/migration/V4__drafts.sql': drafts },
      },
      {
        name: 'is late where the build lets migrations run out of order',
        base: { ...base, 'pom.xml': '<flyway><outOfOrder>true</outOfOrder></flyway>\n' },
        head: { 'db/migration/V2__drafts.sql': drafts },
      },
      {
        name: 'is late where versions are times, or any tool may run them',
        base: {
          'db/migration/V20240105__orders.sql': drafts,
          'db/migration/V20240301__totals.sql': drafts,
          'sql/V1__a.sql': drafts,
          'sql/V3__b.sql': drafts,
        },
        head: { 'db/migration/V20240207__drafts.sql': drafts, 'sql/V2__c.sql': drafts },
      },
    ],
  },
  async *check(context) {
    const news = added(context);
    if (news.length === 0) return;
    const taken = [...takenVersions(context, news)];
    const late = [...lateVersions(context, news)];
    if (taken.length + late.length === 0) return;
    const found = [...taken, ...((await runsLate(context)) ? [] : late)];
    yield* onePerSweep(
      found,
      ({ severity }) => severity,
      () => 'migration',
    );
  },
});

interface Added {
  path: string;
  version: string;
  folder: string;
}

/** Migrations whose version is new to their folder, or that are. */
function added({ change, files }: RuleContext): Added[] {
  return files.flatMap(({ head, base: was }) => {
    const now = head && isMigration(head.path, change.head.entries) ? versioned(head.path) : undefined;
    const then = was && versioned(was.path);
    if (!head || !now || (now.version === then?.version && now.folder === then.folder)) return [];
    return { path: head.path, ...now };
  });
}

function* takenVersions({ change }: RuleContext, news: readonly Added[]): Iterable<RuleFinding> {
  const owners = new Map<string, string[]>();
  for (const path of change.head.entries.keys()) {
    const key = keyOf(versioned(path));
    if (key === undefined) continue;
    const paths = owners.get(key);
    if (paths) paths.push(path);
    else owners.set(key, [path]);
  }
  const reported = new Set<string>();
  for (const { path, version, folder } of news) {
    const key = keyOf({ version, folder })!;
    const other = owners.get(key)?.find((each) => each !== path);
    if (other === undefined || reported.has(key)) continue;
    reported.add(key);
    yield {
      severity: 'high',
      confidence: 'proven',
      title: `${code(basename(path))} has the version of ${code(basename(other))}`,
      message: `Both are version ${version} in one folder, and tools that run such files refuse to run any of them.`,
      resource: path,
      subject: version,
      location: { path, side: 'head', startLine: 1, endLine: 1 },
      related: [{ path: other, side: 'head', startLine: 1, endLine: 1, message: `version ${version}, too` }],
    };
  }
}

function* lateVersions({ change }: RuleContext, news: readonly Added[]): Iterable<RuleFinding> {
  const known = [...change.base.entries.keys()];
  const folders = flywayFolders(known);
  if (folders.size === 0) return;
  const merged = new Set<string>();
  /** By folder. */
  const highest = new Map<string, string>();
  for (const path of known) {
    const of = versioned(path);
    if (!of) continue;
    merged.add(keyOf(of)!);
    const before = highest.get(of.folder);
    if (before === undefined || compareVersions(of.version, before) > 0) highest.set(of.folder, of.version);
  }
  for (const { path, version, folder } of news) {
    // Who numbers by time expects to merge in another order.
    if (!folders.has(folder) || /^\d{8}/.test(version)) continue;
    const later = highest.get(folder);
    if (later === undefined || compareVersions(later, version) <= 0) continue;
    if (merged.has(keyOf({ folder, version })!)) continue;
    yield {
      severity: 'medium',
      confidence: 'likely',
      title: `${code(basename(path))} comes before a migration that was merged`,
      message: `Where version ${later} ran already, Flyway finds ${version} behind it and stops, unless it is told to run migrations out of order.`,
      resource: path,
      subject: version,
      location: { path, side: 'head', startLine: 1, endLine: 1 },
    };
  }
}

function keyOf(of: Pick<Added, 'version' | 'folder'> | undefined): string | undefined {
  return of && `${of.folder} ${of.version}`;
}

function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** True if a file speaks of running late migrations, switches the comparison off or names migrations otherwise. */
async function runsLate({ change: { head } }: RuleContext): Promise<boolean> {
  const all = [...head.entries.keys()];
  const paths = [...flywaySettings(all).slice(0, 50), ...flywayCallers(all).slice(0, 100)];
  await head.load(paths, 'dispensable');
  return paths.some((path) => {
    const text = head.text(path) ?? '';
    return mentionsOutOfOrder(text) || overlooksEdits(text) || callsOtherwise(text);
  });
}
