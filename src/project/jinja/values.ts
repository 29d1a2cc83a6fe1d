/** What a Jinja expression can be worth. JavaScript objects of the engine are never reachable from a template. */
import type { RefCall, SourceCall, ThisCall } from './rendered.ts';
import { emptyText, holeText, textAt, type Place, type Text } from './text.ts';

export type Value =
  | Text
  | { kind: 'none' }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'number'; value: number; float: boolean }
  | List
  | Dict
  | { kind: 'relation'; call: RefCall | SourceCall | ThisCall; place: Place }
  | Callable
  | { kind: 'object'; name: string; attributes: ReadonlyMap<string, Value>; call?: Callable['call'] }
  /** A name nobody defined, or a key that is not there. It prints as nothing. */
  | { kind: 'undefined'; name: string }
  /** A value as the repository has it, which a run may override (a variable's default): it prints, but decides nothing. */
  | {
      kind: 'assumed';
      value: Settled;
      reason: string;
      /** What names this very value: a variable's, with its default. */
      call?: string;
      /** Whatever it is, it is of the same kind. */
      sameKind?: true;
    }
  /** Something not known here. Whatever is done with it is unknown too. */
  | { kind: 'unknown'; reason: string; place?: Place };

/** A value that is not just assumed. */
export type Settled = Exclude<Value, { kind: 'assumed' }>;
export type Unknown = Extract<Value, { kind: 'unknown' }>;

export interface List {
  kind: 'list';
  items: Value[];
  tuple?: boolean;
}

export interface Dict {
  kind: 'dict';
  entries: Map<string, { key: Value; value: Value }>;
  /** Why there may be more entries than these. */
  open?: string;
}

export interface Arguments {
  positional: Value[];
  named: Map<string, Value>;
  /** Where names are written that the call may record: a keyword and its value. */
  spans?: Map<string, Place>;
}

export interface Callable {
  kind: 'callable';
  name: string;
  /** Values of attributes, such as `loop` has none of; `at` is the place of the call. */
  call(args: Arguments, at: Place): Value;
}

export const none: Settled = { kind: 'none' };
export const yes: Settled = { kind: 'boolean', value: true };
export const no: Settled = { kind: 'boolean', value: false };

export function boolean(value: boolean): Settled {
  return value ? yes : no;
}

export function number(value: number, float = false): Settled {
  if (!float && !Number.isSafeInteger(value)) return unknown('a number too large to compute here');
  return { kind: 'number', value, float };
}

export function list(items: Value[], tuple = false): Settled {
  return tuple ? { kind: 'list', items, tuple } : { kind: 'list', items };
}

export function unknown(reason: string, place?: Place): Unknown {
  return place ? { kind: 'unknown', reason, place } : { kind: 'unknown', reason };
}

export function callable(name: string, call: Callable['call']): Callable {
  return { kind: 'callable', name, call };
}

/** The value itself, assumed or not. */
export function plain(value: Value): Settled {
  return value.kind === 'assumed' ? value.value : value;
}

export function assume(value: Value, reason: string): Value {
  return value.kind === 'assumed' || value.kind === 'unknown' ? value : { kind: 'assumed', value, reason };
}

/** Applies `compute` below an assumption. */
export function through(value: Value, compute: (value: Settled) => Value): Value {
  return value.kind === 'assumed' ? assume(compute(value.value), value.reason) : compute(value);
}

export function through2(a: Value, b: Value, compute: (a: Settled, b: Settled) => Value): Value {
  return through(a, (left) => through(b, (right) => compute(left, right)));
}

/** The key a dict files a value under; undefined if it is not known or cannot be one. */
export function dictKey(value: Value): string | undefined {
  const key = plain(value);
  if (key.kind === 'text') return key.known === undefined ? undefined : `s${key.known}`;
  if (key.kind === 'number') return `n${key.value}`;
  if (key.kind === 'boolean') return `n${Number(key.value)}`;
  if (key.kind === 'none') return 'none';
  if (key.kind !== 'list' || !key.tuple) return undefined;
  const parts = key.items.map(dictKey);
  return parts.includes(undefined) ? undefined : `t${JSON.stringify(parts)}`;
}

export function dict(entries: Iterable<readonly [key: Value, value: Value]>): Dict {
  const result: Dict = { kind: 'dict', entries: new Map() };
  for (const [key, value] of entries) put(result, key, value);
  return result;
}

export function put(into: Dict, key: Value, value: Value): void {
  const filed = dictKey(key);
  if (filed === undefined) into.open = 'a key of this dictionary is not known';
  else into.entries.set(filed, { key, value });
}

export function lookUp(from: Dict, key: Value): Value | undefined {
  const filed = dictKey(key);
  if (filed === undefined) return unknown('the key is not known');
  return from.entries.get(filed)?.value ?? (from.open === undefined ? undefined : unknown(from.open));
}

/** Whether Python would take it for true; undefined if that cannot be told. */
export function truth(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'none':
    case 'undefined':
      return false;
    case 'boolean':
      return value.value;
    case 'number':
      return value.value !== 0;
    case 'text':
      if (value.known !== undefined) return value.known !== '';
      return value.pieces.some((piece) => piece.kind !== 'hole') || undefined;
    case 'list':
      return value.items.length > 0;
    case 'dict':
      return value.entries.size > 0 || (value.open === undefined ? false : undefined);
    case 'assumed':
    case 'unknown':
      return undefined;
    default:
      return true;
  }
}

/** Whether two values are equal; undefined if that cannot be told. */
export function equal(left: Value, right: Value): boolean | undefined {
  const a = plain(left);
  const b = plain(right);
  if (a.kind === 'unknown' || b.kind === 'unknown') return undefined;
  if (a.kind === 'text' && b.kind === 'text')
    return a.known === undefined || b.known === undefined ? undefined : a.known === b.known;
  if (a.kind === 'list' && b.kind === 'list') {
    if (a.items.length !== b.items.length) return false;
    return every(a.items.map((item, index) => equal(item, b.items[index]!)));
  }
  if (a.kind === 'dict' && b.kind === 'dict') {
    if (a.open !== undefined || b.open !== undefined) return undefined;
    if (a.entries.size !== b.entries.size) return false;
    return every(
      [...a.entries].map(([key, { value }]) => {
        const other = b.entries.get(key);
        return other ? equal(value, other.value) : false;
      }),
    );
  }
  const x = asNumber(a);
  const y = asNumber(b);
  if (x !== undefined && y !== undefined) return x === y;
  if (a.kind === 'relation' && b.kind === 'relation') return sameCall(a.call, b.call);
  if (a.kind === 'relation' || b.kind === 'relation')
    return [a.kind, b.kind].every((kind) => kind === 'relation' || kind === 'text') ? undefined : false;
  return a.kind === b.kind && (a.kind === 'none' || a.kind === 'undefined' || a === b);
}

/** Two models are two relations; what a source's table is called is not known here. */
function sameCall(
  a: RefCall | SourceCall | ThisCall,
  b: RefCall | SourceCall | ThisCall,
): boolean | undefined {
  if (a.kind === 'this' || b.kind === 'this') return a.kind === b.kind || undefined;
  if (a.kind === 'source' && b.kind === 'source')
    return (a.source === b.source && a.table === b.table) || undefined;
  if (a.kind !== 'ref' || b.kind !== 'ref' || a.package !== b.package) return undefined;
  return a.name === b.name ? a.version === b.version || undefined : false;
}

function every(answers: (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

/** Numbers and booleans as a number. */
export function asNumber(value: Value): number | undefined {
  const settled = plain(value);
  if (settled.kind === 'number') return settled.value;
  return settled.kind === 'boolean' ? Number(settled.value) : undefined;
}

export function knownText(value: Value | undefined): string | undefined {
  const settled = value && plain(value);
  return settled?.kind === 'text' ? settled.known : undefined;
}

/** Where a value first is unknown, looking into lists and dicts; undefined if all of it is known. */
export function unknownIn(value: Value): string | undefined {
  const settled = plain(value);
  if (settled.kind === 'unknown') return settled.reason;
  if (settled.kind === 'text') {
    const hole = settled.pieces.find((piece) => piece.kind === 'hole');
    return hole?.kind === 'hole' ? hole.reason : undefined;
  }
  if (settled.kind === 'list') return first(settled.items);
  if (settled.kind !== 'dict') return undefined;
  return settled.open ?? first([...settled.entries.values()].map((entry) => entry.value));
}

function first(values: Value[]): string | undefined {
  for (const value of values) {
    const reason = unknownIn(value);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/**
 * How much work it is to look through a value, in steps; counting stops beyond `most`, so that a list which
 * holds another many times over cannot make the counting endless.
 */
export function weight(value: Value, most: number): number {
  let total = 0;
  const open: Value[] = [value];
  for (let each = open.pop(); each && total <= most; each = open.pop()) {
    const settled = plain(each);
    if (settled.kind === 'text') total += settled.pieces.length / 16 + (settled.known?.length ?? 0) / 512;
    else if (settled.kind === 'list') {
      total += settled.items.length / 8;
      for (const item of settled.items) open.push(item);
    } else if (settled.kind === 'dict') {
      total += settled.entries.size / 4;
      for (const entry of settled.entries.values()) open.push(entry.value);
    }
    if (open.length > most * 8 + 8) return Infinity;
  }
  return total;
}

/** What Jinja makes of a value as a text, as `~` does; `at` is where a computed text is said to come from. */
export function print(value: Value, at: Place): Text {
  const settled = plain(value);
  switch (settled.kind) {
    case 'text':
      return settled;
    case 'undefined':
      return emptyText;
    case 'relation':
      return {
        kind: 'text',
        pieces: [{ kind: 'relation', call: settled.call, place: settled.place }],
        known: undefined,
      };
    case 'unknown':
      return holeText(settled.reason, settled.place ?? at);
    case 'callable':
    case 'object':
      return holeText(`\`${settled.name}\` is printed, not called`, at);
    default: {
      const text = represent(settled, 0);
      if (text === undefined)
        return holeText(unknownIn(settled) ?? 'a value printed whole is not known here', at);
      return textAt(text, at);
    }
  }
}

/** What `{{ value }}` adds to a query. Nobody means `None` there: it is the default of what is set elsewhere. */
export function written(value: Value, at: Place): Text {
  return plain(value).kind === 'none' ? holeText('no value is known here', at) : print(value, at);
}

/** Python's `repr`; undefined if part of the value is unknown. */
export function represent(value: Value, depth = 0): string | undefined {
  const settled = plain(value);
  if (depth > 20) return undefined;
  switch (settled.kind) {
    case 'none':
      return 'None';
    case 'boolean':
      return settled.value ? 'True' : 'False';
    case 'number':
      return settled.float && Number.isInteger(settled.value)
        ? settled.value.toFixed(1)
        : String(settled.value);
    case 'text':
      return settled.known === undefined ? undefined : quoted(settled.known);
    case 'list': {
      const items = settled.items.map((item) => represent(item, depth + 1));
      if (items.includes(undefined)) return undefined;
      if (!settled.tuple) return `[${items.join(', ')}]`;
      return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
    }
    case 'dict': {
      if (settled.open !== undefined) return undefined;
      const entries = [...settled.entries.values()].map(({ key, value: each }) => {
        const text = represent(each, depth + 1);
        return text === undefined ? undefined : `${represent(key, depth + 1)}: ${text}`;
      });
      return entries.includes(undefined) ? undefined : `{${entries.join(', ')}}`;
    }
    default:
      return undefined;
  }
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r');
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}
