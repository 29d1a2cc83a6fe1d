/** `value | filter`. */
import { attributeOf, itemOf } from './access.ts';
import { bind } from './calls.ts';
import { percentFormat } from './format.ts';
import { fromJson, toJson } from './json.ts';
import type { Machine } from './machine.ts';
import { callMethod, isMethod, joined } from './methods.ts';
import { ordering } from './operators.ts';
import { elements, pairs, whyUnknown } from './sequences.ts';
import { applyTest } from './tests.ts';
import { emptyText, joinTexts, splitText, textAt, trimText, type Place, type Text } from './text.ts';
import {
  asNumber,
  equal,
  knownText,
  list,
  none,
  number,
  plain,
  print,
  through,
  truth,
  unknown,
  type Arguments,
  type Settled,
  type Value,
} from './values.ts';

interface Call {
  m: Machine;
  args: Arguments;
  at: Place;
}

type Filter = (value: Settled, call: Call) => Value | undefined;
/** `items` are what the value holds. */
type SequenceFilter = (items: Value[], call: Call) => Value | undefined;

const same: Filter = (value) => value;

/** `undefined` answers mean: not known with these arguments. */
const filters = new Map<string, Filter>(
  Object.entries({
    as_text: same,
    as_bool: same,
    as_native: same,
    as_number: same,
    safe: same,
    string: (value, { at }) => print(value, at),
    trim: (value, { at }) => trimText(print(value, at)),
    default: (value, { args }) => {
      const { default_value: fallback, boolean: falsy } = bind(args, 'default_value', 'boolean');
      if (value.kind === 'unknown') return value;
      const missing = value.kind === 'undefined' || (falsy && truth(falsy) && truth(value) === false);
      return missing ? (fallback ?? emptyText) : value;
    },
    length: (value) => {
      if (value.kind === 'text') return value.known === undefined ? undefined : number(value.known.length);
      const items = elements(value);
      return items && number(items.length);
    },
    int: (value, { args }) => {
      const count = asNumber(value) ?? numeral(value);
      return count === undefined
        ? value.kind === 'unknown'
          ? undefined
          : (args.positional[0] ?? number(0))
        : number(Math.trunc(count));
    },
    float: (value) => {
      const count = asNumber(value) ?? numeral(value);
      return count === undefined ? undefined : number(count, true);
    },
    abs: (value) => {
      const count = asNumber(value);
      return count === undefined
        ? undefined
        : number(Math.abs(count), value.kind === 'number' && value.float);
    },
    round: (value, { args }) => {
      const count = asNumber(value);
      const scale = 10 ** Math.min(asNumber(args.positional[0] ?? none) ?? 0, 15);
      return count === undefined ? undefined : number(Math.round(count * scale) / scale, true);
    },
    attr: (value, { args, at }) => attributeOf(value, knownText(args.positional[0]) ?? '', at),
    items: (value) => listOf(pairs(value)),
    dictsort: (value, { m, at }) =>
      listOf(pairs(value), (items) => sorted(m, items, at, (item) => elements(item)?.[0] ?? item)),
    tojson: (value, { at }) => {
      const json = toJson(value);
      return json.known ? textAt(JSON.stringify(json.value, undefined, 0) ?? 'null', at) : undefined;
    },
    fromjson: (value, { at }) => fromJson(knownText(value), at),
    format: (value, { m, args, at }) =>
      value.kind === 'text' && value.known !== undefined ? percentFormat(m, value, args, at) : undefined,
    indent: (value, { m, args, at }) => {
      const { width, first } = bind(args, 'width', 'first');
      const space =
        knownText(width) ?? ' '.repeat(Math.min(Math.max(asNumber(width ?? number(4)) ?? 4, 0), 200));
      if (value.kind !== 'text' || value.known === undefined) return value;
      const gap = textAt(space, at);
      const lines = splitText(value, '\n');
      const text = joined(m, lines, textAt(`\n${space}`, at), at);
      return first && truth(first) ? joinTexts([gap, text]) : text;
    },
    wordcount: (value) =>
      knownText(value) === undefined ? undefined : number(splitText(value as Text).length),
  } satisfies Record<string, Filter>),
);
filters.set('d', filters.get('default')!);
filters.set('count', filters.get('length')!);

const sequenceFilters = new Map<string, SequenceFilter>(
  Object.entries({
    list: (items) => list([...items]),
    first: (items) => items[0] ?? { kind: 'undefined', name: 'first' },
    last: (items) => items.at(-1) ?? { kind: 'undefined', name: 'last' },
    reverse: (items) => list(items.toReversed()),
    join: (items, { m, args, at }) => {
      const { d, attribute } = bind(args, 'd', 'attribute');
      const picked = attribute ? items.map((item) => pick(item, attribute, at)) : items;
      return joined(m, picked, d ? print(d, at) : textAt('', at), at);
    },
    map: (items, { m, args, at }) => {
      const attribute = args.named.get('attribute');
      if (attribute) return list(items.map((item) => pick(item, attribute, at, args.named.get('default'))));
      const name = knownText(args.positional[0]);
      if (name === undefined) return undefined;
      const rest = { positional: args.positional.slice(1), named: args.named };
      return list(items.map((item) => applyFilter(m, name, item, rest, at)));
    },
    select: (items, call) => chosen(items, call, true, false),
    reject: (items, call) => chosen(items, call, false, false),
    selectattr: (items, call) => chosen(items, call, true, true),
    rejectattr: (items, call) => chosen(items, call, false, true),
    unique: (items, { m, at }) => {
      m.step(at, (items.length * items.length) / 16);
      return list(
        items.filter((item, index) => !items.slice(0, index).some((other) => sameValue(other, item))),
      );
    },
    sort: (items, { m, args, at }) => {
      const { reverse, case_sensitive: _, attribute } = bind(args, 'reverse', 'case_sensitive', 'attribute');
      const result = sorted(m, items, at, attribute ? (item) => pick(item, attribute, at) : (item) => item);
      return result && list(reverse && truth(reverse) ? result.toReversed() : result);
    },
    sum: (items) => {
      const counts = items.map(asNumber);
      return counts.includes(undefined) ? undefined : number(counts.reduce<number>((a, b) => a + b!, 0));
    },
    min: (items, { m, at }) => sorted(m, items, at, (item) => item)?.[0],
    max: (items, { m, at }) => sorted(m, items, at, (item) => item)?.at(-1),
    batch: (items, { args }) => {
      const size = asNumber(args.positional[0] ?? none) ?? 0;
      if (size < 1) return undefined;
      return list(
        Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
          list(items.slice(index * size, (index + 1) * size)),
        ),
      );
    },
    groupby: (items, { m, args, at }) => {
      const attribute = args.positional[0] ?? args.named.get('attribute');
      if (!attribute) return undefined;
      const groups: { key: Value; items: Value[] }[] = [];
      for (const item of items) {
        m.step(at, groups.length / 8);
        const key = pick(item, attribute, at);
        const group = groups.find((each) => equal(each.key, key));
        if (group) group.items.push(item);
        else groups.push({ key, items: [item] });
      }
      return list(groups.map((group) => list([group.key, list(group.items)], true)));
    },
  } satisfies Record<string, SequenceFilter>),
);

/** Applies the filter `name`; what is not known of the input stays so. */
export function applyFilter(m: Machine, name: string, value: Value, args: Arguments, at: Place): Value {
  m.step(at);
  m.weigh(at, value);
  return through(value, (input) => {
    if (input.kind === 'text' && isMethod(input, name) && !filters.has(name) && !sequenceFilters.has(name))
      return callMethod(m, input, name, args, at);
    const filter = filters.get(name);
    if (filter && (input.kind !== 'unknown' || name === 'default' || name === 'd'))
      return filter(input, { m, args, at }) ?? unknown(`${whyUnknown(input)} | ${name}`, at);
    const sequence = sequenceFilters.get(name);
    if (sequence) {
      const items = elements(input);
      if (!items) return unknown(whyUnknown(input), at);
      m.step(at, items.length);
      return sequence(items, { m, args, at }) ?? unknown(`${whyUnknown(input)} | ${name}`, at);
    }
    if (input.kind === 'unknown') return unknown(input.reason, at);
    if (input.kind !== 'text' && isMethod(print(input, at), name))
      return callMethod(m, print(input, at), name, args, at);
    return unknown(`the filter \`${name}\``, at);
  });
}

function sameValue(a: Value, b: Value): boolean {
  return equal(a, b) === true;
}

function listOf(
  items: Value[] | undefined,
  change: (items: Value[]) => Value[] | undefined = (all) => all,
): Value | undefined {
  const changed = items && change(items);
  return changed && list(changed);
}

function numeral(value: Settled): number | undefined {
  const text = knownText(value)?.trim();
  return text !== undefined && /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** `item.a.b` for the attribute path `a.b`. */
function pick(item: Value, attribute: Value, at: Place, fallback?: Value): Value {
  const path = knownText(attribute);
  if (path === undefined) return itemOf(item, attribute, at);
  let value = item;
  for (const name of path.split('.').slice(0, 10)) value = attributeOf(value, name, at);
  return value.kind === 'undefined' && fallback ? fallback : value;
}

function sorted(
  m: Machine,
  items: readonly Value[],
  at: Place,
  key: (item: Value) => Value,
): Value[] | undefined {
  m.step(at, items.length);
  const keyed = items.map((item) => ({ item, key: plain(key(item)) }));
  // Jinja sorts without regard to case.
  const folded = keyed.map(({ item, key: each }) => ({
    item,
    key: each.kind === 'text' && each.known !== undefined ? textAt(each.known.toLowerCase(), at) : each,
  }));
  if (folded.some((each) => ordering(each.key, folded[0]!.key) === undefined)) return undefined;
  return folded.sort((a, b) => ordering(a.key, b.key)!).map((each) => each.item);
}

function chosen(
  items: Value[],
  { m, args, at }: Call,
  keep: boolean,
  byAttribute: boolean,
): Value | undefined {
  const positional = [...args.positional];
  const attribute = byAttribute ? positional.shift() : undefined;
  if (byAttribute && !attribute) return undefined;
  const name = positional.length > 0 ? knownText(positional.shift()) : undefined;
  const picked: Value[] = [];
  for (const item of items) {
    const value = attribute ? pick(item, attribute, at) : item;
    const answer = truth(
      name === undefined ? value : applyTest(name, value, { positional, named: args.named }, at),
    );
    if (answer === undefined) return undefined;
    if (answer === keep) picked.push(item);
  }
  m.step(at, items.length);
  return list(picked);
}
