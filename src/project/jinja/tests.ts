/** `value is test`. */
import { compare, contains } from './operators.ts';
import { elements } from './sequences.ts';
import type { Place } from './text.ts';
import type { ComparisonOperator } from './ast.ts';
import {
  asNumber,
  boolean,
  plain,
  through,
  unknown,
  type Arguments,
  type Settled,
  type Value,
} from './values.ts';

type Check = (value: Settled) => boolean | undefined;

const checks: Record<string, Check> = {
  defined: (value) => value.kind !== 'undefined',
  undefined: (value) => value.kind === 'undefined',
  none: (value) => value.kind === 'none',
  boolean: (value) => value.kind === 'boolean',
  true: (value) => value.kind === 'boolean' && value.value,
  false: (value) => value.kind === 'boolean' && !value.value,
  number: (value) => value.kind === 'number' || value.kind === 'boolean',
  integer: (value) => value.kind === 'number' && !value.float,
  float: (value) => value.kind === 'number' && value.float,
  string: (value) => value.kind === 'text',
  mapping: (value) => value.kind === 'dict',
  sequence: (value) => value.kind === 'list' || value.kind === 'dict' || value.kind === 'text',
  iterable: (value) => elements(value) !== undefined && value.kind !== 'none',
  callable: (value) => value.kind === 'callable' || (value.kind === 'object' && value.call !== undefined),
  lower: (value) => cased(value, (text) => text.toLowerCase()),
  upper: (value) => cased(value, (text) => text.toUpperCase()),
  odd: (value) => remainder(value, 2, 1),
  even: (value) => remainder(value, 2, 0),
};
const known = new Map(Object.entries(checks));

const comparisons = new Map<string, ComparisonOperator>([
  ['eq', '=='],
  ['equalto', '=='],
  ['sameas', '=='],
  ['ne', '!='],
  ['lt', '<'],
  ['lessthan', '<'],
  ['le', '<='],
  ['gt', '>'],
  ['greaterthan', '>'],
  ['ge', '>='],
]);

/** Tests that look at nothing but what kind of value it is. */
const ofKind = new Set(['defined', 'undefined', 'none', 'boolean', 'number', 'string', 'mapping']);

export function applyTest(name: string, value: Value, args: Arguments, at: Place): Value {
  if (value.kind === 'assumed' && value.sameKind && ofKind.has(name))
    return applyTest(name, value.value, args, at);
  return through(value, (settled) => {
    const other = args.positional[0];
    const comparison = comparisons.get(name);
    if (comparison && other) return compare(comparison, settled, other, at);
    if (settled.kind === 'unknown') return unknown(settled.reason, at);
    let answer: boolean | undefined;
    if (name === 'in' && other) answer = contains(plain(other), settled);
    else if (name === 'divisibleby' && other) answer = remainder(settled, asNumber(other), 0);
    else answer = known.get(name)?.(settled);
    return answer === undefined ? unknown(`the test \`is ${name}\``, at) : boolean(answer);
  });
}

function cased(value: Settled, change: (text: string) => string): boolean | undefined {
  if (value.kind !== 'text' || value.known === undefined) return undefined;
  return value.known !== '' && change(value.known) === value.known;
}

function remainder(value: Settled, by: number | undefined, expected: number): boolean | undefined {
  const count = asNumber(value);
  return count === undefined || !by ? undefined : Math.abs(count % by) === expected;
}
