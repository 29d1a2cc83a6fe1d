/** What one rendering in progress keeps: its limits, the way undecided conditions go, and what it has seen. */
import type { Expression, Range } from './ast.ts';
import type { Environment } from './environment.ts';
import type { TemplateLimits } from './limits.ts';
import type { ConfigEntry, DynamicCall, MacroCall, RefCall, SourceCall, Span } from './rendered.ts';
import type { Piece, Place, Site, Text } from './text.ts';
import { plain, truth, weight, type Value } from './values.ts';
import { Conditions, isLocal, type Way } from './ways.ts';

/** Stops an evaluation that used up a limit; never leaves this folder. */
export class LimitReached {
  readonly message: string;
  readonly place: Place;

  constructor(message: string, place: Place) {
    this.message = message;
    this.place = place;
  }
}

/** `return(value)`: ends the macro it is called in. */
export class Return {
  readonly value: Value;

  constructor(value: Value) {
    this.value = value;
  }
}

export interface Scope {
  names: Map<string, Value>;
  parent?: Scope;
}

/** Where code runs: one for the template, one for every macro call. */
export interface Frame {
  site: Site;
  /** The package whose macros are looked up first. */
  package: string;
  text: string;
  scope: Scope;
  /** How many macros deep. */
  calls: number;
}

export interface Variant {
  incremental: boolean;
  branch: number;
}

/** The undecided conditions around what is executed, from the innermost out. */
export interface Guard {
  keys: readonly string[];
  /** What it guards is there or not, and nothing instead of it. */
  addition: boolean;
  outer: Guard | undefined;
}

/** Limits run down over all renderings of a template. */
export interface Budget {
  steps: number;
  characters: number;
}

/** What the renderings of a template have seen between them. */
export class Sightings {
  readonly refs = new Map<string, RefCall>();
  readonly sources = new Map<string, SourceCall>();
  readonly dynamic = new Map<string, DynamicCall>();
  readonly macros = new Map<string, MacroCall>();
  readonly config = new Map<string, ConfigEntry>();
  readonly conditions = new Conditions();
  askedIncremental = false;
}

export function spanKey(span: Span): string {
  return `${span.start}-${span.end}-${span.path}`;
}

export class Machine {
  readonly environment: Environment;
  readonly variant: Variant;
  readonly way: Way;
  readonly limits: TemplateLimits;
  readonly budget: Budget;
  readonly seen: Sightings;
  /** How undecided conditions were answered so far, by their text. */
  readonly decisions = new Map<string, boolean>();
  guard: Guard | undefined = undefined;
  /** Inside a branch that is taken in some renderings only. */
  conditional = 0;
  /** Inside a loop over something unknown: changes made here are not known. */
  uncertain = 0;
  depth = 0;

  constructor(
    environment: Environment,
    variant: Variant,
    way: Way,
    limits: TemplateLimits,
    budget: Budget,
    seen: Sightings,
  ) {
    this.environment = environment;
    this.variant = variant;
    this.way = way;
    this.limits = limits;
    this.budget = budget;
    this.seen = seen;
  }

  /** Pays for `count` steps of work. @throws LimitReached */
  step(at: Place, count = 1): void {
    this.budget.steps -= count;
    if (!(this.budget.steps >= 0))
      throw new LimitReached('evaluating this template takes too many steps', at);
  }

  /** Pays for making a text of `length`. @throws LimitReached */
  write(at: Place, length: number): void {
    this.budget.characters -= length;
    if (!(this.budget.characters >= 0)) throw new LimitReached('this template makes too much text', at);
  }

  /** Pays for looking through values whole: comparing, printing, converting. @throws LimitReached */
  weigh(at: Place, ...values: readonly Value[]): void {
    for (const value of values) this.step(at, weight(value, this.budget.steps));
  }

  /** Pays for a text that was put together. */
  made(at: Place, text: Text): Text {
    this.step(at, text.pieces.length);
    this.write(at, text.known?.length ?? 0);
    return text;
  }

  enter(at: Place): void {
    if (++this.depth > this.limits.depth) throw new LimitReached('this template nests too deeply', at);
  }

  /**
   * Answers a condition nobody can decide, as the way of this rendering says.
   * @param value of the test: as the repository has it, which a run may override
   */
  decide(frame: Frame, test: Expression, value: Value): boolean {
    const { key, inverse, local } = conditionOf(frame, test);
    const known = this.decisions.get(key);
    if (known !== undefined) return known !== inverse;
    const default_ = truth(plain(value));
    const taken = this.way.others === 'default' ? (default_ ?? true) : this.way.others === 'taken';
    const pinned = this.way.answers.get(key);
    const answer = pinned === undefined ? taken : pinned !== inverse;
    if (this.uncertain > 0) return answer;
    this.decisions.set(key, answer !== inverse);
    this.seen.conditions.see(key, { local, left: default_ === false });
    return answer;
  }

  /** Takes note of conditions that are more than an addition to the text, or stand in one that is. */
  choose(keys: readonly string[], addition: boolean): void {
    const around: string[] = [];
    let plain = addition;
    for (let guard = this.guard; guard; guard = guard.outer) {
      around.push(...guard.keys);
      plain &&= guard.addition;
    }
    if (!plain && keys.some((key) => !around.includes(key)))
      this.seen.conditions.choose([...around, ...keys]);
  }
}

/**
 * A condition by its text, without the `not` in front of it; a name for the value of a variable by the text of that
 * `var(…)`, which is the same wherever it stands.
 */
export function conditionOf(
  frame: Frame,
  test: Expression,
): {
  key: string;
  inverse: boolean;
  /** True if it may be another one where the same text stands again. */
  local: boolean;
} {
  let inverse = false;
  let of = test;
  while (of.type === 'unary' && of.operator === 'not') {
    inverse = !inverse;
    of = of.operand;
  }
  const value = of.type === 'name' ? valueOf(frame.scope, of.name) : undefined;
  const call = value?.kind === 'assumed' ? value.call : variableCall(frame, of);
  if (call !== undefined) return { key: call, inverse, local: false };
  const key = frame.text.slice(of.start, of.end).replace(/\s+/g, ' ');
  return { key, inverse, local: isLocal(of, frame) };
}

const constant = /true|false|none|[\d.]+|'[^'\\]*'|"[^"\\]*"/i.source;
const constantVariable = new RegExp(
  `^var\\(\\s*(['"])([\\w.:-]+)\\1\\s*(?:,\\s*(${constant})\\s*)?\\)$`,
  'i',
);

/** The text of a `var(…)` that has the same value wherever it stands; undefined for another call. */
export function variableCall(frame: Frame, { start, end }: Range): string | undefined {
  const [, , name, fallback = ''] = constantVariable.exec(frame.text.slice(start, end)) ?? [];
  return name === undefined ? undefined : `var(${name}, ${fallback}) in ${frame.package}`;
}

/** What a name stands for, if the template or macro defines it. */
export function valueOf(from: Scope, name: string): Value | undefined {
  for (let scope: Scope | undefined = from; scope; scope = scope.parent) {
    const value = scope.names.get(name);
    if (value) return value;
  }
  return undefined;
}

export function placeIn(frame: Frame, range: Range): Place {
  return { site: frame.site, start: range.start, end: range.end };
}

export type Output = Piece[];
