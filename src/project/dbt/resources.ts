/** What a dbt project consists of, at one revision, without running dbt. */
import type { ConfigValue, DynamicCall, MacroCall, Span } from '../jinja/rendered.ts';

export const resourceTypes = [
  'model',
  'seed',
  'snapshot',
  'source',
  'analysis',
  'test',
  'exposure',
  'semantic_model',
  'metric',
  'saved_query',
  'unit_test',
] as const;
export type ResourceType = (typeof resourceTypes)[number];

/** `unknown` where it depends on target, var or env_var. */
export type Tristate = true | false | 'unknown';

/** A resolved setting: the value that wins over all places that set it, and where that place is. */
export interface Setting {
  value: ConfigValue;
  /** In the SQL file, the properties file or dbt_project.yml; undefined for dbt's default. */
  span?: Span;
}

/** An edge of the graph: this node reads that one. */
export interface Dependency {
  kind: 'ref' | 'source' | 'metric' | 'measure';
  /** The unique id it resolves to; undefined if nothing of that name is in the project. */
  target?: string;
  /** As written, for messages: `stg_orders`, `shop.orders`. */
  label: string;
  /**
   * Why it has no target. `missing`, `disabled` and `version-missing` are sure. `package-not-installed`: a
   * package that the repository does not hold may define it. `unknown`: two packages define it, or a file
   * that may do so cannot be read.
   */
  unresolved?: 'missing' | 'disabled' | 'package-not-installed' | 'version-missing' | 'unknown';
  span: Span;
}

/** A data test, on a model, source, seed, snapshot (`column` unset) or on one of its columns. */
export interface DataTest {
  /** `unique`, `not_null`, `dbt_utils.unique_combination_of_columns`, … */
  name: string;
  column?: string;
  /** As far as known. */
  arguments: Record<string, unknown>;
  /** `config:` and the legacy keys: severity, where, enabled, … */
  config: Record<string, unknown>;
  span: Span;
}

/** A constraint of a model or a column; the warehouse may enforce it. */
export interface Constraint {
  /** `not_null`, `primary_key`, `unique`, `check`, `foreign_key`, `custom`. */
  type: string;
  /** In lower case. */
  columns: string[];
  span: Span;
}

/** A column as a properties file describes it. */
export interface DocumentedColumn {
  name: string;
  /** Without surrounding white space; a `doc()` call counts as text. */
  description: string;
  /** From `meta` and `config.meta`, the latter winning. */
  meta: Record<string, unknown>;
  tags: string[];
  policyTags: string[];
  dataType?: string;
  constraints: Constraint[];
  tests: DataTest[];
  /** Of the column's entry. */
  span: Span;
  nameSpan: Span;
}

/** What the properties files say about a resource. */
export interface Properties {
  description: string;
  columns: DocumentedColumn[];
  tests: DataTest[];
  /** Those of the model itself; columns hold their own. */
  constraints: Constraint[];
  meta: Record<string, unknown>;
  tags: string[];
  /** Of the resource's entry, and of its `name:` value. */
  span: Span;
  nameSpan: Span;
}

/** A model, seed, snapshot, source table, exposure, … */
export interface Resource {
  /** dbt's unique id: `model.shop.stg_orders`, `model.shop.dim.v2`, `source.shop.raw.orders`, `exposure.shop.weekly`. */
  id: string;
  type: ResourceType;
  package: string;
  name: string;
  version?: string;
  /** Of a version: true if refs that name no version mean it. */
  latest?: boolean;
  /** The file that defines it: .sql, .py, .csv, or the properties file. */
  path: string;
  /** For a person: the file's first line, or the yml entry. */
  span: Span;
  enabled: Tristate;
  /**
   * Set if conditions decide which of several with its id is built: `chosen` if this one surely is in the project's
   * warehouse, `contested` if nothing tells.
   */
  alternative?: 'chosen' | 'contested';
  properties?: Properties | undefined;
  /** In the order they are written. */
  dependencies: readonly Dependency[];
  /** Refs and sources that cannot be known statically. */
  dynamic: readonly DynamicCall[];
  /** Macros it calls, directly or through others. */
  macros: readonly MacroCall[];
  /** Of an exposure: who owns it, and its type (dashboard, notebook, …). Of any resource: `config.group`'s owner is not here. */
  owner?: string;
  exposureType?: string;
  /** Columns that a yml resource names in another's relation: dimensions, measures and entities of a semantic model, rows of a unit test. */
  columnUses: readonly YamlColumnUse[];
  /** Entities, dimensions and measures of a semantic model. */
  parts?: SemanticPart[];
  /** Dimensions and entities that a metric, saved query or semantic model names. */
  semanticUses?: SemanticUse[];
}

/** Something that a semantic model gives to metrics. */
export interface SemanticPart {
  kind: 'entity' | 'dimension' | 'measure';
  name: string;
  /** True for a measure that is a metric as well. */
  isMetric?: boolean;
  /** Of its entry. */
  span: Span;
}

export interface SemanticUse {
  kind: 'entity' | 'dimension';
  name: string;
  /** As written, with the entities in front: `order__status`. */
  label: string;
  span: Span;
}

export interface YamlColumnUse {
  /** Unique id of the relation that must have it; absent if that did not resolve. */
  relation?: string;
  /** In lower case. */
  column: string;
  span: Span;
}

export interface Macro {
  /** `macro.shop.cents_to_dollars` */
  id: string;
  package: string;
  name: string;
  span: Span;
  /** Parameter names in order; whether each has a default. */
  parameters: { name: string; optional: boolean; span: Span }[];
  /** True if it also takes arguments that it has no parameters for. */
  variadic: boolean;
  /** Macros that its body calls itself, with `id` where they are known. */
  calls: MacroCall[];
}
