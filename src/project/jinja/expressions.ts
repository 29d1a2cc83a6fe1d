/** Evaluates expressions. */
import type { Argument, Expression } from './ast.ts';
import { applyFilter } from './filters.ts';
import { conditionOf, placeIn, spanKey, valueOf, type Frame, type Machine } from './machine.ts';
import { callMethod, isMethod } from './methods.ts';
import { compare, negate, operate } from './operators.ts';
import { elements } from './sequences.ts';
import { applyTest } from './tests.ts';
import { attributeOf, itemOf, sliceOf } from './access.ts';
import { spanOf, textAt, joinTexts, type Place } from './text.ts';
import {
  boolean,
  dict,
  list,
  none,
  no,
  number,
  plain,
  truth,
  unknown,
  yes,
  type Arguments,
  type Value,
  assume,
  through,
} from './values.ts';

/** Names the language around the template gives it: functions of dbt, macros of the project. */
export interface Globals {
  global(m: Machine, frame: Frame, name: string, at: Place): Value;
  /** `package.name`, where no variable is called `package`. */
  packaged(m: Machine, frame: Frame, package_: string, name: string, at: Place): Value;
}

/** Functions that look through their arguments. */
const builtinArguments = new Set([
  'config',
  'tojson',
  'set',
  'set_strict',
  'zip',
  'zip_strict',
  'dict',
  'namespace',
  'union_relations',
  'star',
]);

export class Evaluator {
  readonly globals: Globals;

  constructor(globals: Globals) {
    this.globals = globals;
  }

  evaluate(m: Machine, frame: Frame, expression: Expression): Value {
    const at = placeIn(frame, expression);
    m.step(at);
    m.enter(at);
    const value = this.dispatch(m, frame, expression, at);
    m.depth--;
    return value;
  }

  private dispatch(m: Machine, frame: Frame, node: Expression, at: Place): Value {
    switch (node.type) {
      case 'string':
        return joinTexts(node.parts.map((part) => textAt(part.text, placeIn(frame, part), part.verbatim)));
      case 'number':
        return number(node.value, node.float);
      case 'constant':
        return node.value === null ? none : boolean(node.value);
      case 'name':
        return this.name(m, frame, node.name, at);
      case 'list':
      case 'tuple':
        return list(
          node.items.map((item) => this.evaluate(m, frame, item)),
          node.type === 'tuple',
        );
      case 'dict':
        return dict(
          node.entries.map(
            ({ key, value }) => [this.evaluate(m, frame, key), this.evaluate(m, frame, value)] as const,
          ),
        );
      case 'attribute':
        return attributeOf(this.evaluate(m, frame, node.of), node.name, at);
      case 'index':
        return itemOf(this.evaluate(m, frame, node.of), this.evaluate(m, frame, node.index), at);
      case 'slice': {
        const part = (each: Expression | undefined) => each && this.evaluate(m, frame, each);
        return sliceOf(
          m,
          this.evaluate(m, frame, node.of),
          part(node.from),
          part(node.to),
          part(node.step),
          at,
        );
      }
      case 'call':
        return this.call(m, frame, node, at);
      case 'filter': {
        const input = node.input ? this.evaluate(m, frame, node.input) : unknown('a filter without an input');
        return this.filter(m, frame, node, input);
      }
      case 'test': {
        const input = this.evaluate(m, frame, node.input);
        const args = this.arguments(m, frame, node.args);
        m.weigh(at, input, ...args.positional);
        const answer = applyTest(node.name, input, args, at);
        return node.negated ? this.not(answer) : answer;
      }
      case 'unary': {
        const operand = this.evaluate(m, frame, node.operand);
        return node.operator === 'not' ? this.not(operand) : negate(operand, node.operator, at);
      }
      case 'binary':
        return this.binary(m, frame, node, at);
      case 'compare':
        return this.compare(m, frame, node, at);
      case 'conditional': {
        if (this.condition(m, frame, node.test, node.else === undefined))
          return this.evaluate(m, frame, node.then);
        return node.else ? this.evaluate(m, frame, node.else) : { kind: 'undefined', name: 'else' };
      }
    }
  }

  private name(m: Machine, frame: Frame, name: string, at: Place): Value {
    return valueOf(frame.scope, name) ?? this.globals.global(m, frame, name, at);
  }

  /**
   * Whether a condition holds; one that cannot be decided goes the way of the rendering.
   * @param addition false if something else comes where it does not
   */
  condition(m: Machine, frame: Frame, test: Expression, addition = true): boolean {
    const value = this.evaluate(m, frame, test);
    const answer = truth(value);
    if (answer !== undefined) return answer;
    if (m.uncertain === 0) m.choose([conditionOf(frame, test).key], addition);
    return m.decide(frame, test, value);
  }

  private not(value: Value): Value {
    const answer = truth(plain(value));
    if (answer === undefined) return unknown(value.kind === 'unknown' ? value.reason : 'a condition');
    return through(value, () => boolean(!answer));
  }

  private binary(m: Machine, frame: Frame, node: Extract<Expression, { type: 'binary' }>, at: Place): Value {
    const left = this.evaluate(m, frame, node.left);
    if (node.operator !== 'and' && node.operator !== 'or') {
      const right = this.evaluate(m, frame, node.right);
      if (node.operator === '~' || node.operator === '+') m.weigh(at, left, right);
      return operate(m, node.operator, left, right, at);
    }
    const stops = node.operator === 'or';
    const first = truth(left);
    if (first === stops) return left;
    const right = this.evaluate(m, frame, node.right);
    if (first !== undefined) return right;
    // Undecided `and` false is false, undecided `or` true is true, whatever the first turns out to be.
    const second = truth(right);
    if (second === stops) return stops ? yes : no;
    // By itself: the value of a variable has a name, under which it would decide alone.
    if (left.kind === 'assumed' && truth(left.value) !== undefined)
      return assume(truth(left.value) === stops ? left.value : plain(right), left.reason);
    return unknown(left.kind === 'assumed' || left.kind === 'unknown' ? left.reason : 'a condition', at);
  }

  private compare(
    m: Machine,
    frame: Frame,
    node: Extract<Expression, { type: 'compare' }>,
    at: Place,
  ): Value {
    let left = this.evaluate(m, frame, node.first);
    let result: Value = yes;
    for (const { operator, operand } of node.rest) {
      const right = this.evaluate(m, frame, operand);
      m.weigh(at, left, right);
      const answer = compare(operator, left, right, at);
      if (truth(answer) === false) return answer;
      if (truth(answer) === undefined || node.rest.length === 1) result = answer;
      left = right;
    }
    return result;
  }

  filter(m: Machine, frame: Frame, node: Extract<Expression, { type: 'filter' }>, input: Value): Value {
    return applyFilter(m, node.name, input, this.arguments(m, frame, node.args), placeIn(frame, node));
  }

  /** Applies a chain of filters that has no input of its own to a text. */
  filterChain(m: Machine, frame: Frame, chain: Expression, input: Value): Value {
    if (chain.type !== 'filter') return unknown('not a filter');
    return this.filter(m, frame, chain, chain.input ? this.filterChain(m, frame, chain.input, input) : input);
  }

  private call(m: Machine, frame: Frame, node: Extract<Expression, { type: 'call' }>, at: Place): Value {
    // Known now: the arguments may hold calls of their own.
    const discards = m.discards && m.discarded === node;
    if (node.of.type === 'attribute') {
      const receiver = this.evaluate(m, frame, node.of.of);
      if (isMethod(receiver, node.of.name)) {
        const args = this.arguments(m, frame, node.args);
        return callMethod(m, receiver, node.of.name, args, at);
      }
      const callee =
        receiver.kind === 'undefined' && node.of.of.type === 'name'
          ? this.globals.packaged(m, frame, node.of.of.name, node.of.name, at)
          : attributeOf(receiver, node.of.name, at);
      return this.apply(m, callee, frame, node.args, at, discards);
    }
    return this.apply(m, this.evaluate(m, frame, node.of), frame, node.args, at, discards);
  }

  /** @param discards whether nobody reads the text that it gives */
  private apply(
    m: Machine,
    callee: Value,
    frame: Frame,
    args: Argument[],
    at: Place,
    discards: boolean,
  ): Value {
    // The arguments of what is unknown are evaluated too: they may hold a ref.
    const given = configuring(m, isConfig(callee), () => this.arguments(m, frame, args));
    if (callee.kind !== 'callable' || builtinArguments.has(callee.name))
      m.weigh(at, ...given.positional, ...given.named.values());
    const target = plain(callee);
    const called = target.kind === 'callable' || target.kind === 'object' ? target.call : undefined;
    if (called) return discarding(m, discards, () => called(given, at));
    if (target.kind === 'unknown') return unknown(target.reason, at);
    if (target.kind === 'undefined') {
      m.seen.macros.set(spanKey(spanOf(at)), {
        name: target.name,
        resolution: 'unknown',
        span: spanOf(at),
        direct: frame.calls === 0,
      });
      return unknown(`nothing here defines \`${target.name}\``, at);
    }
    return unknown(`a ${target.kind} is called`, at);
  }

  arguments(m: Machine, frame: Frame, nodes: readonly Argument[]): Arguments {
    const args: Arguments = { positional: [], named: new Map(), spans: new Map() };
    for (const node of nodes) {
      const value = this.evaluate(m, frame, node.value);
      if (node.name !== undefined) {
        args.named.set(node.name, value);
        args.spans!.set(node.name, placeIn(frame, node));
      } else if (node.spread === 'list')
        args.positional.push(...(elements(value) ?? [unknown('spread arguments')]));
      else if (node.spread === 'dict') {
        const from = plain(value);
        if (from.kind !== 'dict') continue;
        for (const entry of from.entries.values()) {
          const key = plain(entry.key);
          if (key.kind === 'text' && key.known !== undefined) args.named.set(key.known, entry.value);
        }
      } else args.positional.push(value);
    }
    return args;
  }
}

/** True for `config` itself. */
function isConfig(callee: Value): boolean {
  return callee.kind === 'object' && callee.name === 'config';
}

function configuring<T>(m: Machine, isIt: boolean, run: () => T): T {
  const outer = m.isConfiguring;
  m.isConfiguring ||= isIt;
  try {
    return run();
  } finally {
    m.isConfiguring = outer;
  }
}

function discarding<T>(m: Machine, discards: boolean, run: () => T): T {
  const outer = m.discards;
  m.discards = discards;
  try {
    return run();
  } finally {
    m.discards = outer;
  }
}
