/** Macro calls that head can no longer resolve. */
import type { Snapshot } from '../../change/snapshot.ts';
import { code } from '../../finding.ts';
import type { MacroCall } from '../../project/jinja/rendered.ts';
import type { Macro, Resource } from '../../project/dbt/resources.ts';
import type { Project, ProjectChange } from '../../project/project.ts';
import { textCallersOf } from './macro-callers.ts';

export interface LostCall {
  by: Resource;
  call: MacroCall;
  /** Id of the macro that base resolved it to. */
  lost: string;
}

/**
 * Calls in enabled resources at head of a macro that base has and head has not. A call that names a package
 * counts only if the repository still holds the package: else its macros come from an installation.
 */
export function lostMacros(project: ProjectChange): LostCall[] {
  const { head } = project;
  const gone = goneMacros(project);
  if (!head || gone.size === 0) return [];
  const held = new Set([head.name, ...[...head.macros.values()].map((macro) => macro.package)]);
  return [...head.resources.values()]
    .filter((by) => by.enabled === true)
    .flatMap((by) =>
      by.macros
        .filter((call) => call.direct && !call.dispatch && call.resolution === 'unknown')
        .flatMap((call) => {
          const lost = candidates(call, by, head.name).find((id) => gone.has(id));
          return lost !== undefined && held.has(gone.get(lost)?.package ?? '') ? [{ by, call, lost }] : [];
        }),
    );
}

export interface LostDispatch {
  /** The macro that asks for an implementation, or what is built. */
  by: Macro | Resource;
  call: MacroCall;
  /** Id of the implementation that base resolved it to. */
  lost: string;
  /** What comes to that, for people. */
  reader: string;
}

/**
 * `adapter.dispatch()` in the project's macros or in what it builds, for which base has an implementation and head has
 * none: neither for its adapter nor `default__`. What a package that is not held here may implement does not count,
 * nor what dbt implements itself, nor a macro that nothing runs.
 */
export function lostDispatches(project: ProjectChange, snapshot: Snapshot): LostDispatch[] {
  const { base, head } = project;
  const gone = goneMacros(project);
  if (!base || !head || ![...gone.values()].some(({ name }) => name.includes('__'))) return [];
  const held = new Set([head.name, ...[...head.macros.values()].map((macro) => macro.package)]);
  const left = new Set([...head.macros.values()].map(({ name }) => name));
  const lostBy = (by: Macro | Resource, calls: readonly MacroCall[], before: readonly MacroCall[] = []) =>
    calls.flatMap((call) => {
      if (!call.dispatch || call.id !== undefined) return [];
      const [name = '', namespace = by.package] = call.name.split('.').toReversed();
      if (!held.has(namespace) || dbtMacros.has(name)) return [];
      const mayBe = [head.dialect, ...(inherited.get(head.dialect) ?? [])].map((each) => `${each}__${name}`);
      const isLeft = [...left].some((each) =>
        head.dialect === 'generic' ? each.endsWith(`__${name}`) : mayBe.includes(each),
      );
      const lost = before.find((each) => each.dispatch && each.name === call.name)?.id;
      return isLeft || lost === undefined || !gone.has(lost) ? [] : [{ by, call, lost }];
    });
  const inMacros = [...head.macros.values()].flatMap((by) =>
    lostBy(by, by.calls, base.macros.get(by.id)?.calls).flatMap((found): LostDispatch[] => {
      const reader = readerOf(head, by, snapshot);
      return reader === undefined ? [] : [{ ...found, reader }];
    }),
  );
  const inResources = [...head.resources.values()].flatMap((by) => {
    const calls = by.enabled === true ? by.macros.filter(({ direct }) => direct) : [];
    return lostBy(by, calls, base.resources.get(by.id)?.macros).map((found) => ({
      ...found,
      reader: `${by.type} ${code(by.name)}`,
    }));
  });
  return [...inMacros, ...inResources];
}

function readerOf(project: Project, macro: Macro, snapshot: Snapshot): string | undefined {
  for (const { type, name, enabled, macros } of project.resources.values())
    if (enabled === true && macros.some(({ id }) => id === macro.id)) return `${type} ${code(name)}`;
  const [caller] = textCallersOf(project, macro, snapshot);
  return caller?.by;
}

/** Adapters whose implementations another one takes over. */
const inherited = new Map([
  ['redshift', ['postgres']],
  ['databricks', ['spark']],
  ['fabric', ['sqlserver']],
  ['synapse', ['sqlserver', 'fabric']],
  ['sqlserver', ['fabric']],
]);

/** Macros that base has and head has not, under whatever package; none if head cannot be read as a whole. */
export function goneMacros({ base, head }: ProjectChange): Map<string, Macro> {
  const gone = new Map<string, Macro>();
  if (!base || !head || head.problems.length > 0) return gone;
  // A macro that moved to another package may still answer to a bare name.
  const stillNamed = new Set([...head.macros.values()].map(({ name }) => name));
  for (const macro of base.macros.values()) {
    if (!stillNamed.has(macro.name) && !dbtMacros.has(macro.name)) gone.set(macro.id, macro);
  }
  return gone;
}

/** Ids that a call may mean: a bare name is of the caller's package or of the main project. */
function candidates({ name }: MacroCall, by: Resource, main: string): string[] {
  return name.includes('.') ? [`macro.${name}`] : [`macro.${by.package}.${name}`, `macro.${main}.${name}`];
}

/** Macros of dbt itself that projects override: without the override, dbt's own answers. */
const dbtMacros = new Set(
  `any_value array_append array_concat array_construct bool_or cast cast_bool_to_text concat convert_datetime
  copy_grants create_schema create_table_as create_view_as current_timestamp
  current_timestamp_backcompat current_timestamp_in_utc_backcompat date date_spine date_trunc dateadd datediff
  drop_relation drop_schema equals escape_single_quotes except generate_alias_name generate_database_name
  generate_schema_name generate_schema_name_for_env generate_series get_columns_in_query get_intervals_between
  get_powers_of_two get_where_subquery hash incremental_validate_on_schema_change intersect is_incremental
  last_day length listagg partition_range position replace resolve_model_name right run_hooks run_query
  safe_cast set_query_tag should_full_refresh should_revoke should_store_failures snapshot_get_time split_part
  statement string_literal test_accepted_values test_not_null test_relationships test_unique type_bigint
  type_boolean type_float type_int type_numeric type_string
  type_timestamp unset_query_tag ref source`.split(/\s+/),
);
