/** What a project's macros call the relations that it builds. */
import { evaluateTemplate } from '../jinja/evaluate.ts';
import type { Environment, FoundMacro } from '../jinja/environment.ts';
import { defaultLimits, type TemplateLimits } from '../jinja/limits.ts';
import { parseMacroFile } from '../jinja/macro-file.ts';
import type { Rendering } from '../jinja/rendered.ts';
import type { Resource } from './resources.ts';

/** The parts of a relation's name that dbt asks a macro for. */
export const nameParts = ['schema', 'alias', 'database'] as const;
export type NamePart = (typeof nameParts)[number];

/** Of dbt's own macros, which those of projects call. */
const ownPath = 'dbt';
const ownText = `
{% macro default__generate_schema_name(custom_schema_name=none, node=none) %}{{ target.schema }}{{ '_' ~ (custom_schema_name | trim) if custom_schema_name is not none }}{% endmacro %}
{% macro default__generate_database_name(custom_database_name=none, node=none) %}{% if custom_database_name is not none %}{{ custom_database_name | trim }}{% else %}{{ target.database }}{% endif %}{% endmacro %}
{% macro default__generate_alias_name(custom_alias_name=none, node=none) %}{{ (custom_alias_name | trim) if custom_alias_name else node.name }}{% endmacro %}
{% macro generate_schema_name_for_env(custom_schema_name, node) %}{% if custom_schema_name is none or target.name != 'prod' %}{{ target.schema }}{% else %}{{ custom_schema_name | trim }}{% endif %}{% endmacro %}
`;
let ownMacros: ReadonlyMap<string, FoundMacro> | undefined;

/** By name; read when they are asked for first. */
function ownMacro(name: string): FoundMacro | undefined {
  ownMacros ??= new Map(
    parseMacroFile({ path: ownPath, text: ownText }).macros.map((definition) => [
      definition.name,
      { id: `macro.dbt.${definition.name}`, package: ownPath, definition },
    ]),
  );
  return ownMacros.get(name);
}

/** A name is asked for once for each model: no macro that gives one needs more. */
const limits: TemplateLimits = { ...defaultLimits, steps: 10_000, characters: 10_000 };

/** Before the call, so that what is not known becomes a name. */
const before = 'select 1 from ';

/** What stands in a name for what the run brings, if that is all there is to it. */
const symbol = /^(target(\.\w+|\[\s*['"]\w+['"]\s*\])|env_var\(\s*['"]\w+['"]\s*\))$/;

/**
 * The names that a resource may get, in code-unit order: one for each way in which conditions of the run may go. What
 * the run brings stands there as `<target.schema>`. Undefined if something else is not known.
 * @param custom what the resource's settings say
 */
export function namesOf(
  { name, type, package: of, version, id, path }: Resource,
  part: NamePart,
  custom: string | null,
  { macro, environment, text, target }: Naming,
): string[] | undefined {
  if (version !== undefined && part === 'alias') return undefined;
  const node = { name, resource_type: type, package_name: of, unique_id: id, original_file_path: path };
  const call = `{{ ${macro ? '' : 'default__'}generate_${part}_name(custom, node) }}`;
  // A key that is not known: then every other one may be there, too.
  const given = `{% set node = {target.name: none, ${JSON.stringify(node).slice(1)} %}`;
  const known = `{% set custom = ${custom === null ? 'none' : JSON.stringify(custom)} %}`;
  const source = `${given}${known}${before}${call}`;
  const around: Environment = {
    ...environment,
    ...(target !== undefined && { target }),
    limits,
    macro(called, package_, from) {
      const found = environment.macro(called, package_ === ownPath ? undefined : package_, from);
      const isOwn = found === 'builtin-unknown' && (package_ === undefined || package_ === ownPath);
      return (isOwn && ownMacro(called)) || found;
    },
  };
  const { renderings, incomplete, problem } = evaluateTemplate({ path: '', text: source }, around);
  if (incomplete || problem) return undefined;
  const read = (file: string) => (file === '' ? source : file === ownPath ? ownText : text(file));
  const names = renderings.map((rendering) => nameIn(rendering, read));
  return names.includes(undefined) ? undefined : [...new Set(names as string[])].sort();
}

export interface Naming {
  /** Of the project; undefined for dbt's own. */
  macro: FoundMacro | undefined;
  environment: Environment;
  /** Of a file. */
  text(path: string): string | undefined;
  /** What the target is called; undefined for any. */
  target: string | undefined;
}

function nameIn({ text, holes, map, relations }: Rendering, read: Naming['text']): string | undefined {
  if (relations.length > 0 || !text.startsWith(before)) return undefined;
  let name = '';
  let at = before.length;
  for (const { start, end } of holes) {
    const origin = map.at(start);
    const written = origin && read(origin.path)?.slice(origin.start, origin.end).trim();
    if (end <= start || written === undefined || !symbol.test(written)) return undefined;
    name += `${text.slice(at, start)}<${written.replace(/\[\s*['"](\w+)['"]\s*\]$/, '.$1')}>`;
    at = end;
  }
  return (name + text.slice(at)).trim();
}
