/** What evaluating a template needs to be told about the project around it. */
import type { MacroNode } from './ast.ts';
import type { TemplateLimits } from './limits.ts';
import type { RefCall, SourceCall, ThisCall } from './rendered.ts';

/** A macro as `parseMacroFile` found it. */
export interface MacroDefinition {
  /** As it is called: a `{% test x %}` is `test_x`. */
  name: string;
  path: string;
  /** Of the whole file. */
  text: string;
  node: MacroNode;
  /** False if it surely takes no arguments but those that it names. */
  variadic?: boolean;
}

export interface FoundMacro {
  /** `macro.package.name`. */
  id: string;
  /** The package the macro is in: where calls inside it are looked up first. */
  package: string;
  definition: MacroDefinition;
}

/** `builtin-unknown`: the repository does not define it; dbt may. `missing-package`: the package is not in the repository. */
export type MacroLookup = FoundMacro | 'builtin-unknown' | 'missing-package';

export interface Environment {
  /**
   * The macro that a call in a file of package `from` reaches. `package` is what is written before the
   * dot, or the second argument of adapter.dispatch, whose search order is then the answerer's to apply.
   */
  macro(name: string, package_: string | undefined, from: string): MacroLookup;
  /**
   * Defaults that dbt_project.yml gives variables: plain JSON, seen from package `from`. Undefined if it has none. A
   * text may hold Jinja, which is for its reader to evaluate.
   */
  variable(name: string, from: string): unknown;
  /**
   * The materialization that the project gives the resource outside of its template; undefined if it depends on the
   * run.
   */
  materialized(): string | undefined;
  /** The resource that the template belongs to. */
  model: { name: string; package: string };
  /** `bigquery`, `snowflake`, …; undefined or `generic` if nothing says which. */
  adapter?: string;
  /** What `target.name` is, if just that run is meant. @default not known */
  target?: string;
  /** True if calling the macro of this id does no more than to give a value; without an answer, it may do anything. */
  isQuiet?(id: string): boolean;
  /** The complete list of columns of a relation, in order; undefined if it cannot be known. */
  columns(call: RefCall | SourceCall | ThisCall): readonly string[] | undefined;
  limits?: TemplateLimits;
}
