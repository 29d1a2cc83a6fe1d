/** What one rendering in progress keeps: its limits, the way undecided conditions go, and what it has seen. */
import type { Expression, Range } from './ast.ts';
import type { Environment, FoundMacro } from './environment.ts';
import type { TemplateLimits } from './limits.ts';
import type { ConfigEntry, DynamicCall, MacroCall, RefCall, SourceCall, Span } from './rendered.ts';
import type { Piece, Place, Site, Text } from './text.ts';
import { plain, truth, weight, type Value } from './values.ts';
import { walkExpression } from './walk.ts';
import { Conditions, scopesOf, type Way } from './ways.ts';

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

/** Makes a macro callable. */
export type MacroCaller = (m: Machine, frame: Frame, found: FoundMacro) => Value;

export class Machine {
  readonly environment: Environment;
  readonly variant: Variant;
  readonly way: Way;
  readonly limits: TemplateLimits;
  readonly budget: Budget;
  readonly seen: Sightings;
  /** How undecided conditions were answered so far, by their text. */
  readonly decisions = new Map<string, boolean>();
  /** Where what they look at was defined. */
  private readonly scopes = new Map<string, readonly Scope[]>();
  /** What config() was given in this rendering. */
  readonly configured = new Map<string, Value>();
  /** True where what is executed goes to config() alone: it chooses between settings, and writes no text. */
  isConfiguring = false;
  /** The undecided conditions that chose between settings. */
  private readonly configuring = new Set<string>();
  guard: Guard | undefined = undefined;
  /** Inside a branch that is taken in some renderings only. */
  conditional = 0;
  /** True where nobody reads the text that is written. */
  discards = false;
  /** The call that is executed next, if nobody reads what it gives. */
  discarded: Expression | undefined;
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
    const { key, inverse, scopes } = conditionOf(frame, test);
    const known = this.decisions.get(key);
    if (known !== undefined) {
      const before = this.scopes.get(key) ?? [];
      if (scopes.some((scope, index) => scope !== before[index])) this.seen.conditions.recur(key);
      return known !== inverse;
    }
    const default_ = truth(plain(value));
    const taken = this.way.others === 'default' ? (default_ ?? true) : this.way.others === 'taken';
    const pinned = this.way.answers.get(key);
    const answer = pinned === undefined ? taken : pinned !== inverse;
    if (this.uncertain > 0) return answer;
    this.decisions.set(key, answer !== inverse);
    this.scopes.set(key, scopes);
    this.seen.conditions.see(key, default_ === false);
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
    if (plain || keys.every((key) => around.includes(key))) return;
    const choosing = [...around, ...keys];
    if (!this.isConfiguring) this.seen.conditions.choose(choosing);
    else for (const key of choosing) this.configuring.add(key);
  }

  /** Takes note that the template reads its settings: what chose between them may choose between texts. */
  readsSettings(): void {
    this.seen.conditions.choose(this.configuring);
  }
}

/**
 * A condition by its text, without the `not` in front of it; the value of a variable counts as the same wherever it
 * stands, under whatever name.
 */
export function conditionOf(
  frame: Frame,
  test: Expression,
): {
  key: string;
  inverse: boolean;
  /** Of parameters and loops' variables in it: in others the same text is another condition. */
  scopes: readonly Scope[];
} {
  let inverse = false;
  let of = test;
  while (of.type === 'unary' && of.operator === 'not') {
    inverse = !inverse;
    of = of.operand;
  }
  const named = variablesIn(frame, of);
  const denied = denial(frame, of);
  if (denied) inverse = !inverse;
  let key = '';
  let at = of.start;
  for (const { start, end, call } of [...named, ...(denied ?? [])].sort((a, b) => a.start - b.start)) {
    key += frame.text.slice(at, start) + call;
    at = end;
  }
  key += frame.text.slice(at, of.end);
  const scopes = scopesOf(of, frame, new Set(named.map(({ start }) => start)));
  return { key: key.replace(/\s+/g, ' '), inverse, scopes };
}

interface Named extends Range {
  call: string;
}

/** Where `is not` or `!=` says the opposite of a condition, which is then called by `is` or `==`. */
function denial({ text }: Frame, of: Expression): Named[] | undefined {
  if (of.type === 'test' && of.negated) return replaced(text, of.input.end, of.end, /\bis\s+not\b/, 'is');
  const [only, ...others] = of.type === 'compare' ? of.rest : [];
  if (of.type !== 'compare' || only?.operator !== '!=' || others.length > 0) return undefined;
  return replaced(text, of.first.end, only.operand.start, /!=/, '==');
}

function replaced(text: string, from: number, to: number, what: RegExp, call: string): Named[] | undefined {
  const found = what.exec(text.slice(from, to));
  return found ? [{ start: from + found.index, end: from + found.index + found[0].length, call }] : undefined;
}

/** What of an expression is the value of a variable, be it by a name. */
function variablesIn(frame: Frame, test: Expression): Named[] {
  const found: Named[] = [];
  const expression = (node: Expression) => {
    const { start, end } = node;
    const value = node.type === 'name' ? valueOf(frame.scope, node.name) : undefined;
    const call =
      value?.kind === 'assumed'
        ? value.call
        : node.type === 'call'
          ? variableCall(frame.text.slice(start, end), frame.package)
          : undefined;
    if (call !== undefined) found.push({ start, end, call });
  };
  walkExpression(test, { expression, statement: () => false });
  return found;
}

const constant = /true|false|none|-?[\d.]+|'[^'\\]*'|"[^"\\]*"/i.source;
const constantVariable = new RegExp(
  `^var\\(\\s*(['"])([\\w.:-]+)\\1\\s*(?:,\\s*(${constant})\\s*)?\\)$`,
  'i',
);

/** What names the value of a `var(…)` wherever it stands in the package; undefined for another call. */
function variableCall(text: string, package_: string): string | undefined {
  const [, , name, fallback] = constantVariable.exec(text) ?? [];
  if (name === undefined) return undefined;
  return variableName(name, fallback === undefined ? undefined : constantOf(fallback), package_);
}

/** The same of a variable by its name and the plain value that it has by default. */
export function variableName(name: string, fallback: unknown, package_: string): string {
  return `var(${name}, ${JSON.stringify(fallback) ?? ''}) in ${package_}`;
}

function constantOf(text: string): unknown {
  if (/^none$/i.test(text)) return null;
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return /^['"]/.test(text) ? text.slice(1, -1) : Number(text);
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
