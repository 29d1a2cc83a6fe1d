/** Which database migrations are written for, as far as they show it. */
import { isMigration } from '../../project/migration/migration-file.ts';
import type { RuleContext } from '../rule.ts';
import { withoutSqlComments } from './added-matches.ts';
import { homeOf } from './migrations.ts';

export type MigrationDialect = 'postgres' | 'mysql' | 'clickhouse' | 'snowflake' | 'bigquery';

type Needs = Pick<RuleContext, 'change' | 'files' | 'workspace'>;

/** What is written nowhere else. */
const signs = new Map<MigrationDialect, RegExp>([
  ['mysql', /\bauto_increment\b|\bengine\s{0,5}=\s{0,5}innodb\b/i],
  ['clickhouse', /\bengine\s{0,5}=\s{0,5}\w{0,40}mergetree\b/i],
  [
    'snowflake',
    /\btransient\s{1,5}table\b|\bcreate\s{1,5}(or\s{1,5}replace\s{1,5})?(stage|file\s{1,5}format|warehouse|pipe)\b/i,
  ],
  ['bigquery', /\boptions\s{0,5}\(\s{0,5}(description|labels|expiration_timestamp|friendly_name)\s{0,5}=/i],
]);

/** Commands of psql, with what they have a shell run. */
const psql = /^\\[a-z]\w*\b[^\n]*/gm;
/** What a comment on a column says may be in backticks anywhere. */
const quoted = /'(?:[^'\n]|'')*'/g;
const ofPostgres =
  /^\\[a-z]|\b(bigserial|smallserial|serial|timestamptz|jsonb|plpgsql|create\s+extension|concurrently|set\s+(local\s+)?(lock|statement)_timeout|using\s+(gin|gist|btree)|not\s+valid|owned\s+by)\b/im;
/** Others read this, too. */
const colonCast = /\w::[a-z]/i;
const ofOthers =
  /`|\b(auto_increment|engine\s*=|transient|create\s+or\s+replace\s+table|nvarchar|varchar2|number\s*\(\s*\d|int64|distkey|sortkey|using\s+delta|mergetree)\b/i;

/** Snowflake's type behind the name of a column; columns are called so, too. */
const variantType =
  /(?<=[\w"])(?<!\b(?:column|exists|and|or|by|on|as|select|distinct|to|set))\s{1,20}variant\s{0,20}(?:[,);]|not\b|null\b|default\b|$)/im;

/** True if the migrations beside the changed ones show that they are for Postgres. */
export async function isPostgres(context: Needs): Promise<boolean> {
  const texts = await textsOf(context);
  return (
    speaksPostgres(texts, context) || (!speaksOther(texts) && texts.some((text) => colonCast.test(text)))
  );
}

/** What the migrations show that they are for; undefined if they do not, or show several. */
export async function migrationDialect(context: Needs): Promise<MigrationDialect | undefined> {
  const texts = await textsOf(context);
  if (speaksPostgres(texts, context)) return 'postgres';
  const [shown, ...more] = [...signs].filter(([, sign]) => texts.some((text) => sign.test(text)));
  return more.length === 0 ? shown?.[0] : undefined;
}

/** With comments left out. */
async function textsOf({ change, files }: Needs): Promise<string[]> {
  const { entries } = change.head;
  const changed = files
    .filter((file) => file.head && isMigration(file.path, entries))
    .map(({ path }) => path);
  const folders = new Set(changed.map(homeOf));
  const beside = [...entries.keys()].filter(
    (path) => folders.has(homeOf(path)) && isMigration(path, entries),
  );
  const paths = [...new Set([...changed, ...beside.slice(-100)])];
  await change.head.load(paths, 'dispensable');
  return paths.map((path) => withoutSqlComments(change.head.text(path) ?? ''));
}

function speaksPostgres(texts: readonly string[], { workspace }: Needs): boolean {
  if (speaksOther(texts)) return false;
  const dialects = [...workspace.projects.map(({ head }) => head), ...workspace.untouched].map(
    (project) => project?.dialect,
  );
  return texts.some((text) => ofPostgres.test(text)) || dialects.includes('postgres');
}

function speaksOther(texts: readonly string[]): boolean {
  const isOther = (text: string) => ofOthers.test(text) || variantType.test(text);
  return texts.some((text) => isOther(text.replaceAll(psql, '').replaceAll(quoted, '')));
}
