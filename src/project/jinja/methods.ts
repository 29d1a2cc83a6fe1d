/** Methods of strings, lists and dictionaries, as Python has them. */
import type { Machine } from './machine.ts';
import { bind } from './calls.ts';
import { formatText } from './format.ts';
import { elements, pairs, whyUnknown } from './sequences.ts';
import {
  joinTexts,
  replaceText,
  sliceText,
  splitText,
  textAt,
  trimText,
  type Place,
  type Text,
} from './text.ts';
import {
  asNumber,
  boolean,
  dictKey,
  equal,
  knownText,
  list,
  lookUp,
  none,
  number,
  plain,
  print,
  put,
  unknown,
  type Arguments,
  type Dict,
  type List,
  type Value,
} from './values.ts';

interface Call {
  m: Machine;
  args: Arguments;
  at: Place;
}

type TextMethod = (text: Text, known: string, call: Call) => Value | undefined;
type ListMethod = (items: List, call: Call) => Value | undefined;
type DictMethod = (entries: Dict, call: Call) => Value | undefined;

/** `undefined` answers mean: not with these arguments. */
const textMethods = new Map<string, TextMethod>(
  Object.entries({
    upper: (_, known, { at }) => textAt(known.toUpperCase(), at),
    lower: (text, known, { at }) => kept(text, known.toLowerCase(), at),
    title: (_, known, { at }) => textAt(titled(known), at),
    capitalize: (_, known, { at }) =>
      textAt(known.slice(0, 1).toUpperCase() + known.slice(1).toLowerCase(), at),
    strip: (text, _, { args }) => trimText(text, 'both', knownText(args.positional[0])),
    lstrip: (text, _, { args }) => trimText(text, 'start', knownText(args.positional[0])),
    rstrip: (text, _, { args }) => trimText(text, 'end', knownText(args.positional[0])),
    split: (text, _, { m, args, at }) => {
      const { sep, maxsplit } = bind(args, 'sep', 'maxsplit');
      const separator = knownText(sep);
      if (separator === '' || (sep && plain(sep).kind !== 'none' && separator === undefined))
        return undefined;
      const parts = splitText(text, separator, maxsplit ? asNumber(maxsplit) : -1);
      m.step(at, parts.length);
      return list(parts);
    },
    splitlines: (text) => list(splitText(text, '\n')),
    replace: (text, _, { m, args, at }) => {
      const { old, new: to, count } = bind(args, 'old', 'new', 'count');
      const from = knownText(old);
      return from === undefined || !to
        ? undefined
        : m.made(at, replaceText(text, from, print(to, at), count ? asNumber(count) : -1));
    },
    startswith: (_, known, { args }) => affix(args, (part) => known.startsWith(part)),
    endswith: (_, known, { args }) => affix(args, (part) => known.endsWith(part)),
    removeprefix: (text, known, { args }) => {
      const part = knownText(args.positional[0]);
      if (part === undefined) return undefined;
      return known.startsWith(part) ? sliceText(text, part.length, known.length) : text;
    },
    removesuffix: (text, known, { args }) => {
      const part = knownText(args.positional[0]);
      if (part === undefined) return undefined;
      return part !== '' && known.endsWith(part) ? sliceText(text, 0, known.length - part.length) : text;
    },
    find: (_, known, { args }) => located(known, args),
    index: (_, known, { args }) => located(known, args),
    count: (_, known, { args }) => {
      const part = knownText(args.positional[0]);
      return part ? number(known.split(part).length - 1) : undefined;
    },
    isdigit: (_, known) => boolean(/^\d+$/.test(known)),
    isalpha: (_, known) => boolean(/^\p{L}+$/u.test(known)),
    isalnum: (_, known) => boolean(/^[\p{L}\p{N}]+$/u.test(known)),
    isupper: (_, known) => boolean(known !== known.toLowerCase() && known === known.toUpperCase()),
    islower: (_, known) => boolean(known !== known.toUpperCase() && known === known.toLowerCase()),
    zfill: (_, known, { m, args, at }) => {
      const width = asNumber(args.positional[0] ?? none) ?? 0;
      m.write(at, width);
      return textAt(known.padStart(width, '0'), at);
    },
    join: (text, _, { m, args, at }) => {
      const items = args.positional[0] && elements(args.positional[0]);
      return items && joined(m, items, text, at);
    },
    format: (text, _, { m, args, at }) => formatText(m, text, args, at),
  } satisfies Record<string, TextMethod>),
);

function kept(text: Text, changed: string, at: Place): Text {
  return changed === text.known ? text : textAt(changed, at);
}

function titled(text: string): string {
  return text
    .toLowerCase()
    .replace(/(^|[^\p{L}])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}

function affix(args: Arguments, test: (part: string) => boolean): Value | undefined {
  const given = args.positional[0] && plain(args.positional[0]);
  const parts = (given?.kind === 'list' ? given.items : [given]).map((each) => knownText(each));
  return parts.includes(undefined) ? undefined : boolean(parts.some((part) => test(part!)));
}

function located(text: string, args: Arguments): Value | undefined {
  const part = knownText(args.positional[0]);
  return part === undefined ? undefined : number(text.indexOf(part));
}

/** Items written one after another; each keeps its origin. */
export function joined(m: Machine, items: readonly Value[], separator: Text, at: Place): Text {
  return m.made(
    at,
    joinTexts(
      items.flatMap((item, index) => (index === 0 ? [print(item, at)] : [separator, print(item, at)])),
    ),
  );
}

const listMethods = new Map<string, ListMethod>(
  Object.entries({
    append: (into, { m, args, at }) => {
      const value = args.positional[0] ?? none;
      into.items.push(m.uncertain > 0 ? unknown('added in a loop over something unknown', at) : value);
      return none;
    },
    extend: (into, { m, args, at }) => {
      const more = elements(args.positional[0] ?? none);
      m.step(at, more?.length ?? 0);
      into.items.push(...(more ?? [unknown(whyUnknown(args.positional[0] ?? none), at)]));
      return none;
    },
    insert: (into, { args }) => {
      const place = asNumber(args.positional[0] ?? none);
      if (place !== undefined) into.items.splice(place, 0, args.positional[1] ?? none);
      return none;
    },
    pop: (from, { args }) => {
      const place = args.positional[0] ? asNumber(args.positional[0]) : -1;
      return place === undefined ? undefined : from.items.splice(place, 1)[0];
    },
    remove: (from, { args }) => {
      const place = from.items.findIndex((item) => equal(item, args.positional[0] ?? none));
      if (place >= 0) from.items.splice(place, 1);
      return none;
    },
    reverse: (items) => {
      items.items.reverse();
      return none;
    },
    clear: (items) => {
      items.items.length = 0;
      return none;
    },
    copy: (items) => list([...items.items]),
    index: (items, { args }) => {
      const place = items.items.findIndex((item) => equal(item, args.positional[0] ?? none));
      return place < 0 ? undefined : number(place);
    },
    count: (items, { args }) =>
      number(items.items.filter((item) => equal(item, args.positional[0] ?? none)).length),
    add: (items, { args }) => {
      const value = args.positional[0] ?? none;
      if (!items.items.some((item) => equal(item, value))) items.items.push(value);
      return none;
    },
  } satisfies Record<string, ListMethod>),
);

const dictMethods = new Map<string, DictMethod>(
  Object.entries({
    items: (from) => listed(pairs(from), from),
    keys: (from) => listed(elements(from), from),
    values: (from) =>
      listed(
        from.open === undefined ? [...from.entries.values()].map((each) => each.value) : undefined,
        from,
      ),
    get: (from, { args }) => lookUp(from, args.positional[0] ?? none) ?? args.positional[1] ?? none,
    copy: (from) => ({ ...from, entries: new Map(from.entries) }),
    pop: (from, { args }) => {
      const key = dictKey(args.positional[0] ?? none);
      const value = lookUp(from, args.positional[0] ?? none) ?? args.positional[1];
      if (key !== undefined) from.entries.delete(key);
      return value;
    },
    setdefault: (from, { args }) => {
      const [key = none, value = none] = args.positional;
      const present = lookUp(from, key);
      if (!present) put(from, key, value);
      return present ?? value;
    },
    update: (into, { m, args, at }) => {
      const more = args.positional[0] && plain(args.positional[0]);
      if (more?.kind === 'dict') {
        m.step(at, more.entries.size);
        for (const { key, value } of more.entries.values()) put(into, key, value);
        if (more.open !== undefined) into.open = more.open;
      } else if (more) into.open = whyUnknown(more);
      for (const [name, value] of args.named) put(into, textAt(name, at), value);
      if (m.uncertain > 0) into.open = 'a dictionary filled in a loop over something unknown';
      return none;
    },
  } satisfies Record<string, DictMethod>),
);

function listed(items: Value[] | undefined, from: Dict): Value {
  return items ? list([...items]) : unknown(from.open ?? 'a dictionary');
}

/** Methods that compare with every item. */
const searching = new Set(['index', 'remove', 'count', 'add']);

export function isMethod(receiver: Value, name: string): boolean {
  const { kind } = plain(receiver);
  if (kind === 'text') return textMethods.has(name);
  if (kind === 'list') return listMethods.has(name);
  return kind === 'dict' && dictMethods.has(name);
}

/** Methods that change a list or dictionary in place work on it even where it is only assumed. */
export function callMethod(m: Machine, receiver: Value, name: string, args: Arguments, at: Place): Value {
  const value = plain(receiver);
  const call = { m, args, at };
  let result: Value | undefined;
  if (value.kind === 'text') {
    if (value.known === undefined) return unknownMethod(value, name, call);
    m.write(at, value.known.length);
    result = textMethods.get(name)?.(value, value.known, call);
  } else if (value.kind === 'list') {
    m.step(at, 1 + value.items.length / 64);
    if (searching.has(name)) m.weigh(at, value, ...args.positional);
    result = listMethods.get(name)?.(value, call);
  } else if (value.kind === 'dict') {
    m.step(at, 1 + value.entries.size / 8);
    result = dictMethods.get(name)?.(value, call);
  }
  result ??= unknown(`\`.${name}()\` of a ${value.kind} with these arguments`, at);
  return receiver.kind === 'assumed' && result.kind !== 'unknown' && result.kind !== 'none'
    ? { kind: 'assumed', value: plain(result), reason: receiver.reason }
    : result;
}

/** Of a text with holes or relations: what does not look at its characters can still be done. */
function unknownMethod(text: Text, name: string, { m, args, at }: Call): Value {
  if (name === 'strip' || name === 'lstrip' || name === 'rstrip')
    return trimText(
      text,
      name === 'strip' ? 'both' : name === 'lstrip' ? 'start' : 'end',
      knownText(args.positional[0]),
    );
  if (name === 'join') {
    const items = elements(args.positional[0] ?? none);
    if (items) return joined(m, items, text, at);
  }
  return unknown(whyUnknown(text), at);
}
