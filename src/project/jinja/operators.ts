import type { BinaryOperator, ComparisonOperator } from './ast.ts';
import type { Machine } from './machine.ts';
import { joinTexts, type Place } from './text.ts';
import {
  asNumber,
  boolean,
  dictKey,
  equal,
  list,
  number,
  print,
  through2,
  unknown,
  unknownIn,
  type Settled,
  type Value,
} from './values.ts';

/** A unary or binary operator other than `and` and `or`, with Python's meaning. */
export function operate(m: Machine, operator: BinaryOperator, left: Value, right: Value, at: Place): Value {
  if (operator === '~') {
    // A relation or hole keeps its place in the text; what is around it stays known.
    return m.made(at, joinTexts([print(left, at), print(right, at)]));
  }
  return through2(left, right, (a, b) => settledOperation(m, operator, a, b, at));
}

function settledOperation(m: Machine, operator: BinaryOperator, a: Settled, b: Settled, at: Place): Value {
  if (operator === '+' && (a.kind === 'text' || b.kind === 'text'))
    return m.made(at, joinTexts([print(a, at), print(b, at)]));
  const reason = a.kind === 'unknown' ? a.reason : b.kind === 'unknown' ? b.reason : undefined;
  if (reason !== undefined) return unknown(reason, at);
  if (operator === '%' && a.kind === 'text') return unknown('text formatted with %', at);
  if (a.kind === 'list' && b.kind === 'list' && operator === '+') {
    m.step(at, a.items.length + b.items.length);
    return list([...a.items, ...b.items], a.tuple);
  }
  if (operator === '*') {
    const repeated = repeat(m, a, b, at) ?? repeat(m, b, a, at);
    if (repeated) return repeated;
  }
  const x = asNumber(a);
  const y = asNumber(b);
  if (x === undefined || y === undefined) return unknown(`${operator} of a ${a.kind} and a ${b.kind}`, at);
  return (
    arithmetic(operator, x, y, isFloat(a) || isFloat(b)) ?? unknown(`the result of ${x} ${operator} ${y}`, at)
  );
}

function isFloat(value: Settled): boolean {
  return value.kind === 'number' && value.float;
}

function arithmetic(operator: BinaryOperator, x: number, y: number, float: boolean): Value | undefined {
  switch (operator) {
    case '+':
      return number(x + y, float);
    case '-':
      return number(x - y, float);
    case '*':
      return number(x * y, float);
    case '/':
      return y === 0 ? undefined : number(x / y, true);
    case '//':
      return y === 0 ? undefined : number(Math.floor(x / y), float);
    case '%':
      return y === 0 ? undefined : number(x - y * Math.floor(x / y), float);
    default:
      return number(x ** y, float || y < 0);
  }
}

function repeat(m: Machine, what: Settled, count: Settled, at: Place): Value | undefined {
  if (what.kind !== 'text' && what.kind !== 'list') return undefined;
  if (count.kind !== 'number' || count.float) return undefined;
  const times = Math.max(0, count.value);
  m.step(at, times * (what.kind === 'text' ? what.pieces.length : what.items.length) + 1);
  m.step(at, times);
  if (what.kind === 'list') return list(Array.from({ length: times }, () => what.items).flat(), what.tuple);
  m.write(at, times * (what.known?.length ?? 0));
  return times === 0
    ? { kind: 'text', pieces: [], known: '' }
    : joinTexts(Array.from({ length: times }, () => what));
}

export function negate(value: Value, sign: '-' | '+', at: Place): Value {
  return through2(value, value, (settled) => {
    if (settled.kind === 'unknown') return settled;
    const x = asNumber(settled);
    return x === undefined
      ? unknown(`${sign} of a ${settled.kind}`, at)
      : number(sign === '-' ? -x : x, isFloat(settled));
  });
}

export function compare(operator: ComparisonOperator, left: Value, right: Value, at: Place): Value {
  return through2(left, right, (a, b) => {
    let answer: boolean | undefined;
    if (operator === '==' || operator === '!=') answer = equal(a, b);
    else if (operator === 'in' || operator === 'not in') answer = contains(b, a);
    else answer = order(operator, a, b);
    if (answer === undefined)
      return unknown(unknownIn(a) ?? unknownIn(b) ?? 'the result of a comparison', at);
    return boolean(operator === '!=' || operator === 'not in' ? !answer : answer);
  });
}

export function contains(container: Settled, item: Settled): boolean | undefined {
  if (container.kind === 'text') {
    if (item.kind !== 'text' || container.known === undefined || item.known === undefined) return undefined;
    return container.known.includes(item.known);
  }
  if (container.kind === 'dict') {
    const key = dictKey(item);
    if (key === undefined) return undefined;
    return container.entries.has(key) || (container.open === undefined ? false : undefined);
  }
  if (container.kind !== 'list')
    return container.kind === 'undefined' || container.kind === 'none' ? false : undefined;
  const answers = container.items.map((each) => equal(each, item));
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

function order(operator: ComparisonOperator, a: Settled, b: Settled): boolean | undefined {
  const sign = ordering(a, b);
  if (sign === undefined) return undefined;
  if (operator === '<') return sign < 0;
  if (operator === '<=') return sign <= 0;
  return operator === '>' ? sign > 0 : sign >= 0;
}

/** Below, equal or above zero as `a` is before, with or after `b`; undefined if they have no known order. */
export function ordering(a: Settled, b: Settled): number | undefined {
  const x = asNumber(a);
  const y = asNumber(b);
  if (x !== undefined && y !== undefined) return x - y;
  const left = a.kind === 'text' ? a.known : undefined;
  const right = b.kind === 'text' ? b.known : undefined;
  if (left !== undefined && right !== undefined) return left < right ? -1 : left > right ? 1 : 0;
  return undefined;
}
