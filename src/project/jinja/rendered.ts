/** What evaluating a dbt template gives: SQL text that knows where each piece of it came from. */

/** A place in a file of the snapshot: offsets are UTF-16 code units in the file's text. */
export interface Span {
  path: string;
  start: number;
  end: number;
}

/** Where a piece of rendered text was written. */
export interface Origin extends Span {
  /** True if the rendered text is the file's text, character by character; else the whole piece came from the span. */
  verbatim: boolean;
  /** For text out of a macro: the calls that led there, innermost first. */
  calls: Span[];
}

/** From offsets in rendered text to places in files. */
export interface SourceMap {
  /** The origin of the character at `offset`, narrowed to that character where it is verbatim. */
  at(offset: number): Origin | undefined;
  /**
   * The smallest span in one file that covers rendered `[start, end)`; in the model's own file if any of it is from
   * there. What is written further up than where it begins is only put in, and does not count.
   */
  span(start: number, end: number): Span | undefined;
}

/** A piece of rendered text that stands for something not known here: an unknown macro, variable or argument. */
export interface Hole {
  /** Offsets in the rendered text; start = end where nothing was put in. */
  start: number;
  end: number;
  /** For a person: "macro `codegen.foo` is not in this repository". */
  reason: string;
}

/**
 * `{{ ref(..) }}`, `{{ source(..) }}` or `{{ this }}`. In the text it stands as one identifier that
 * occurs nowhere else, so that SQL scopes can tell it from a CTE of the same name.
 */
export interface RelationToken {
  /** The identifier in the rendered text. */
  token: string;
  call: RefCall | SourceCall | ThisCall;
}

export interface RefCall {
  kind: 'ref';
  /** Of a two-argument ref. */
  package?: string;
  name: string;
  /** As written: `2`, `'2'`. */
  version?: string;
  span: Span;
}

export interface SourceCall {
  kind: 'source';
  source: string;
  table: string;
  span: Span;
}

export interface ThisCall {
  kind: 'this';
  span: Span;
}

/** A ref or source whose arguments cannot be known statically. */
export interface DynamicCall {
  kind: 'dynamic';
  function: 'ref' | 'source';
  span: Span;
}

/** A macro called by this template, directly or through other macros. */
export interface MacroCall {
  /** As written: `cents_to_dollars`, `dbt_utils.star`. */
  name: string;
  /** `builtin`: dbt's own or emulated here. `found`: inlined. `unknown`: neither. */
  resolution: 'builtin' | 'found' | 'unknown';
  /** Of a found macro: `macro.package.name`. */
  id?: string;
  span: Span;
  /** True if the call is in the template itself, not in a macro it calls. */
  direct: boolean;
  /** `adapter.dispatch('name', 'package')`: what runs is `<adapter>__name` or `default__name`. */
  dispatch?: boolean;
  /** Absent where the call's own text does not hold them, as with dispatch. */
  arguments?: CallArguments;
}

/** What a call passes, as it is written. */
export interface CallArguments {
  /** How many without a name. */
  positional: number;
  named: string[];
  /** True if `*list` or `**dict` may pass more. */
  open: boolean;
}

/** One `config(key=value)` of the template. */
export interface ConfigEntry {
  key: string;
  value: ConfigValue;
  /** Of the key and its value; of the whole call where that cannot be told. */
  span: Span;
}

/** JSON as far as it is known. `known: false` if it depends on target, var, env_var or anything dynamic. */
export type ConfigValue = { known: true; value: unknown } | { known: false };

export interface JinjaProblem {
  message: string;
  span: Span;
  /** Set if the text went over a limit of size, depth or time; else it is wrong. */
  limit?: true;
}

/**
 * One rendering of a template. Conditions that cannot be decided make several renderings; each is
 * consistent in itself.
 */
export interface Rendering {
  /** Which way undecided conditions went, every way that gives this text: `incremental` is what is_incremental() answered. */
  variants: { incremental: boolean; branch: number }[];
  text: string;
  map: SourceMap;
  holes: Hole[];
  relations: RelationToken[];
}

/** Everything a template says, over all its renderings. */
export interface Template {
  /** At least one, at most twenty, none equal in text, in a fixed order; the first is what a first run builds. Empty if `problem` is set. */
  renderings: Rendering[];
  /** True if some undecided condition could combine in ways the renderings do not cover. */
  incomplete: boolean;
  /** Distinct calls of all renderings, in order of appearance, plus those in branches that no rendering took. */
  refs: RefCall[];
  sources: SourceCall[];
  dynamic: DynamicCall[];
  macros: MacroCall[];
  /** Later entries override earlier ones of the same key. */
  config: ConfigEntry[];
  /** The template is not valid Jinja, or went over a limit. */
  problem?: JinjaProblem;
}

/** What is worth keeping of a template whose query was read: the rest of it is larger than all that was read of it. */
export interface TemplateOutline extends Pick<Template, 'incomplete' | 'problem'> {
  renderings: (Pick<Rendering, 'variants'> & {
    /** True for a text of nothing but blanks. */
    isBlank: boolean;
  })[];
  /** True if it calls a macro that is not in this repository. */
  callsUnknown: boolean;
}

/**
 * What can be read off a template's syntax without evaluating it: enough for the graph, and cheap
 * enough for every file of a project. Depends on the file's text alone, so it is cached by blob id.
 */
export interface TemplateScan {
  /** Calls with literal arguments, wherever they stand, both branches of every condition included. */
  refs: RefCall[];
  sources: SourceCall[];
  /** Calls with other arguments; evaluating the template may still resolve them. */
  dynamic: DynamicCall[];
  /** Every called name that is not a method or a Jinja built-in, `resolution: 'unknown'` throughout. */
  macros: MacroCall[];
  /** Literal values are known; others are not. */
  config: ConfigEntry[];
  /** Set if config() is also given something that may hold any key. */
  openConfig?: true;
  problem?: JinjaProblem;
}
