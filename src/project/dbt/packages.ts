/** Which packages a project installs. */
import { get, items, textOf, type YamlNode } from '../yaml/node.ts';
import { parseYaml } from '../yaml/parse.ts';

export interface DeclaredPackage {
  /** As dbt will call it: hub packages are listed by that name, for others it is a guess. */
  name: string;
  /** Of `local:`, as written. */
  local?: string;
  /** A project that runs by itself (mesh): its name is exact, and it may stand in the same repository. */
  isProject?: true;
}

/** Packages of macros and tests, or whose models nobody else reads: no ref() of a project can mean a model of theirs. */
const macroOnly = new Set([
  'dbt_utils',
  'dbt_expectations',
  'dbt_date',
  'codegen',
  'audit_helper',
  'spark_utils',
  'snowflake_utils',
  'tsql_utils',
  'redshift',
  'segment_utils',
  'fivetran_utils',
  'dbt_profiler',
  'dbt_project_evaluator',
  'dbt_meta_testing',
  'dbt_constraints',
  'dbt_external_tables',
  'dbt_snowflake_query_tags',
  'dbt_unit_testing',
  'dbt_ml',
  'trino_utils',
  'athena_utils',
  'dbtplyr',
  'dbt_snow_mask',
  'dbt_tags',
  'automate_dv',
  'dbtvault',
  'dbt_semantic_view',
]);

/** What packages call their models and `source.table`, where that can be told from a project's own. */
const modelNames = new Map([
  [
    'elementary',
    /^(alerts_\w+|dbt_\w+|elementary\w*|\w+_run_results|\w*information_schema\w*|anomaly_threshold_sensitivity|metrics_anomaly_score|data_monitoring_metrics|schema_columns_snapshot|test_result_rows|metadata|monitors_runs|enriched_\w+)$/i,
  ],
  [
    'dbt_artifacts',
    /^((stg|dim|fct)_dbt__\w+|dbt_artifacts\.\w+|(model|seed|snapshot|test)_executions|(all_|missing_)?(exposures|invocations|models|seeds|snapshots|sources|tests))$/i,
  ],
]);

/**
 * True if a package that is not in the repository could hold what an unqualified ref or a source names.
 * @param name of a model, or `source.table`
 */
export function mayDefine(packageName: string, name: string): boolean {
  return !macroOnly.has(packageName) && modelNames.get(packageName)?.test(name) !== false;
}

/** The packages that packages.yml, dependencies.yml or dbt-loom's configuration names; a broken file names none. */
export function readPackages(text: string): DeclaredPackage[] {
  const { root } = parseYaml(text);
  const declared = items(get(root, 'packages')).flatMap((entry) => readPackage(entry) ?? []);
  // Projects whose models this one reads (mesh), for dbt itself and for dbt-loom: the names are the projects' own.
  for (const entry of [...items(get(root, 'projects')), ...items(get(root, 'manifests'))]) {
    const name = textOf(get(entry, 'name'));
    if (name) declared.push({ name, isProject: true });
  }
  return declared;
}

function readPackage(entry: YamlNode): DeclaredPackage | undefined {
  const local = textOf(get(entry, 'local'));
  if (local) return { name: lastPart(local), local };
  const hub = textOf(get(entry, 'package'));
  if (hub) return { name: lastPart(hub) };
  const git = textOf(get(entry, 'git')) ?? textOf(get(entry, 'tarball')) ?? textOf(get(entry, 'private'));
  if (!git) return undefined;
  const subdirectory = textOf(get(entry, 'subdirectory'));
  const name = textOf(get(entry, 'name')) ?? lastPart(subdirectory ?? git);
  return { name: projectNameOf(name.replace(/\.(git|tar\.gz|tgz)$/, '').replaceAll('-', '_'), git) };
}

/** Repositories are mostly called as their project is; Fivetran's and some of dbt Labs' have `dbt_` before it. */
function projectNameOf(repository: string, url: string): string {
  const prefixed = /[/:]fivetran\//.test(url) || ['dbt_audit_helper', 'dbt_codegen'].includes(repository);
  return prefixed ? repository.replace(/^dbt_/, '') : repository;
}

function lastPart(path: string): string {
  return path.replace(/\/+$/, '').split('/').at(-1) ?? path;
}
