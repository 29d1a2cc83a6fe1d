/** Tells which SQL a project is written in. */
import type { Snapshot } from '../../change/snapshot.ts';
import { get, textOf } from '../yaml/node.ts';
import { parseYaml } from '../yaml/parse.ts';
import { compare, fileName, relative } from './paths.ts';

/** Settings that one adapter alone has. */
const settings: [string, string][] = [
  [
    'databricks',
    'liquid_clustered_by|auto_liquid_cluster|databricks_\\w+|tblproperties|location_root|submission_method: *(?:serverless|all_purpose|job)_cluster',
  ],
  ['snowflake', 'snowflake_warehouse|copy_grants|automatic_clustering|target_lag'],
  [
    'bigquery',
    'require_partition_filter|partition_expiration_days|hours_to_expiration|kms_key_name|grant_access_to',
  ],
  ['redshift', 'bind|sort_type|dist'],
  ['sqlserver', 'as_columnstore'],
];

/** dbt's adapters, by the names of their packages without `dbt-`. */
const adapters = new Set(
  (
    'bigquery snowflake postgres redshift databricks spark duckdb clickhouse sqlserver fabric synapse mysql ' +
    'sqlite trino athena'
  ).split(' '),
);

const dependencyFile =
  /^(requirements.*\.(txt|in)|pyproject\.toml|Pipfile|setup\.(py|cfg)|.*Dockerfile.*|environment\.ya?ml)$/i;

/** Files that `detectDialect` reads. */
export function dialectPaths(snapshot: Snapshot): string[] {
  return [...snapshot.entries.keys()].filter((path) => {
    const name = fileName(path);
    return /^profiles\.ya?ml$/.test(name) || dependencyFile.test(name);
  });
}

/**
 * The dialect of the project at `root`: of its profile, else of the only dbt adapter that is installed
 * (files near the project count first), else that of which it uses settings, else `sample` decides.
 */
export function detectDialect(
  snapshot: Snapshot,
  root: string,
  profile: string | undefined,
  sample: () => Iterable<string>,
): string {
  return (
    declaredDialect(snapshot, root, profile) ?? configured(snapshot, root) ?? evidence(sample()) ?? 'generic'
  );
}

/** The same as far as files say what the project runs on, and its texts need not be asked. */
export function declaredDialect(
  snapshot: Snapshot,
  root: string,
  profile: string | undefined,
): string | undefined {
  const paths = dialectPaths(snapshot);
  const profiled = paths.flatMap((path) => readProfile(snapshot.text(path) ?? '', fileName(path), profile));
  return only(profiled) ?? installedAdapter(snapshot, root, paths);
}

function configured(snapshot: Snapshot, root: string): string | undefined {
  const text = snapshot.text(root === '' ? 'dbt_project.yml' : `${root}/dbt_project.yml`) ?? '';
  const found = settings.filter(([, keys]) => new RegExp(`^ +["']?\\+?(?:${keys})\\b`, 'm').test(text));
  return only(found.map(([dialect]) => dialect));
}

/** Adapter types of a profile's outputs. */
function readProfile(text: string, name: string, profile: string | undefined): string[] {
  if (!name.startsWith('profiles.') || profile === undefined) return [];
  const outputs = get(get(parseYaml(text).root, profile), 'outputs');
  if (outputs?.kind !== 'map') return [];
  return [...outputs.entries.values()].flatMap(
    ({ value }) => textOf(get(value, 'type'))?.toLowerCase() ?? [],
  );
}

function installedAdapter(snapshot: Snapshot, root: string, paths: readonly string[]): string | undefined {
  const files = paths.filter((path) => dependencyFile.test(fileName(path))).sort(compare);
  const near = files.filter((path) => relative(root, path) !== undefined);
  for (const group of [near, files]) {
    const named = group.flatMap((path) =>
      [...(snapshot.text(path) ?? '').matchAll(/\bdbt-([a-z]+)\b/g)].flatMap(([, name = '']) =>
        adapters.has(name) ? name : [],
      ),
    );
    const adapter = only(named);
    if (adapter) return adapter;
  }
  return undefined;
}

function only(names: readonly string[]): string | undefined {
  return new Set(names).size === 1 ? names[0] : undefined;
}

/** Spellings that only one language has. Counted over files; a tie decides nothing. */
const marks: [string, RegExp][] = [
  ['bigquery', /`[\w-]+\.[\w-]+\.|partition_by\s*=\s*\{|\bsafe_cast\s*\(|\bsafe_divide\s*\(|\bstruct\s*</i],
  [
    'snowflake',
    /\blateral\s+flatten\b|\btable\s*\(\s*flatten\b|\b(try_)?parse_json\s*\(.*::|::(variant|timestamp_ntz|number)\b|\biff\s*\(/i,
  ],
  [
    'databricks',
    /\b(liquid_clustered_by|tblproperties)\s*=|\bfile_format\s*=\s*['"]delta|<=>|\blateral\s+view\b|\b(explode(_outer)?|get_json_object|from_json)\s*\(/i,
  ],
  ['redshift', /\b(dist|sort)\s*=\s*['"]|\bdistkey\b|\bsortkey\b/i],
  [
    'sqlserver',
    /\bas_columnstore\s*=|\b(cross|outer)\s+apply\b|\bhashbytes\s*\(|\bdatetime2\b|\bselect\s+top\s+\(?\d|\w\.\[\w+\]\s*(,|\n|=|as\b)/i,
  ],
];

function evidence(texts: Iterable<string>): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const [dialect, mark] of marks)
      if (mark.test(text)) counts.set(dialect, (counts.get(dialect) ?? 0) + 1);
  }
  const [first, second] = [...counts].sort((a, b) => b[1] - a[1]);
  return first && first[1] > (second?.[1] ?? 0) ? first[0] : undefined;
}
