/** The functions that dbt gives to templates. */
import { bind } from './calls.ts';
import type { FoundMacro } from './environment.ts';
import { isIncremental } from './incremental.ts';
import { fromJson, toJson } from './json.ts';
import { Return, spanKey, type Frame, type Machine, type MacroCaller } from './machine.ts';
import { elements } from './sequences.ts';
import { emptyText, spanOf, textAt, type Place } from './text.ts';
import {
  asNumber,
  assume,
  dict,
  dictKey,
  knownText,
  list,
  none,
  number,
  plain,
  print,
  unknown,
  type Arguments,
  type Value,
} from './values.ts';
import { environmentVariable, variable } from './variables.ts';

export interface FunctionCall {
  m: Machine;
  frame: Frame;
  args: Arguments;
  at: Place;
  project: ProjectMacros;
}

/** What some functions need of the project around the template. */
export interface ProjectMacros {
  readonly callMacro: MacroCaller;
  /** The macro that dbt takes instead of its own. */
  overriding(m: Machine, name: string): FoundMacro | undefined;
}

type DbtFunction = (call: FunctionCall) => Value;

function ref({ m, args, at }: FunctionCall): Value {
  const span = spanOf(at);
  const names = args.positional.map(knownText);
  const name = names.at(-1);
  const version = args.named.get('v') ?? args.named.get('version');
  const written = version && knownText(print(version, at));
  if (
    name === undefined ||
    names.includes(undefined) ||
    names.length > 2 ||
    (version && written === undefined)
  ) {
    m.seen.dynamic.set(spanKey(span), { kind: 'dynamic', function: 'ref', span });
    return unknown('a ref whose arguments are not known', at);
  }
  const call = {
    kind: 'ref' as const,
    ...(names.length === 2 && { package: names[0]! }),
    name,
    ...(written !== undefined && { version: written }),
    span,
  };
  m.seen.refs.set(`${spanKey(span)} ${names.join('.')} ${written ?? ''}`, call);
  return { kind: 'relation', call, place: at };
}

function source({ m, args, at }: FunctionCall): Value {
  const span = spanOf(at);
  const [name, table] = args.positional.map(knownText);
  if (name === undefined || table === undefined) {
    m.seen.dynamic.set(spanKey(span), { kind: 'dynamic', function: 'source', span });
    return unknown('a source whose arguments are not known', at);
  }
  const call = { kind: 'source' as const, source: name, table, span };
  m.seen.sources.set(`${spanKey(span)} ${name}.${table}`, call);
  return { kind: 'relation', call, place: at };
}

export function config({ m, args, at }: FunctionCall): Value {
  const given: [string, Value, Place][] = [...args.named].map(([key, value]) => [
    key,
    value,
    args.spans?.get(key) ?? at,
  ]);
  const first = args.positional[0] && plain(args.positional[0]);
  if (first?.kind === 'dict')
    for (const { key, value } of first.entries.values()) given.push([knownText(key) ?? '', value, at]);
  for (const [key, value, place] of given) {
    m.configured.set(key, m.uncertain > 0 ? unknown(`config \`${key}\``, at) : value);
    const span = spanOf(place);
    const json = toJson(value);
    const id = `${spanKey(span)} ${key}`;
    const before = m.seen.config.get(id);
    const same = !before || JSON.stringify(before.value) === JSON.stringify(json);
    m.seen.config.set(id, {
      key,
      value: json.known && m.conditional === 0 && same ? json : { known: false },
      span,
    });
  }
  return emptyText;
}

/** What the template gave config() before; else what the call falls back to. */
export function configured({ m, args, at }: Pick<FunctionCall, 'm' | 'args' | 'at'>): Value {
  const { name, default: fallback } = bind(args, 'name', 'default');
  const key = knownText(name);
  m.readsSettings();
  const given = key === undefined ? undefined : m.configured.get(key);
  if (given) return given;
  const reason = `config \`${key ?? '?'}\``;
  return fallback ? assume(fallback, reason) : unknown(reason, at);
}

function range({ m, args, at }: FunctionCall): Value {
  const bounds = args.positional.map(asNumber);
  if (bounds.includes(undefined) || bounds.length === 0) return unknown('a range that is not known', at);
  const [from, to, step] =
    bounds.length === 1 ? [0, bounds[0]!, 1] : [bounds[0]!, bounds[1]!, bounds[2] ?? 1];
  const count = step === 0 ? 0 : Math.max(0, Math.ceil((to - from) / step));
  m.step(at, count);
  return list(Array.from({ length: count }, (_, index) => number(from + index * step)));
}

function distinct(items: readonly Value[]): Value[] {
  const seen = new Map<unknown, Value>();
  for (const item of items) {
    const key = dictKey(item) ?? item;
    if (!seen.has(key)) seen.set(key, item);
  }
  return [...seen.values()];
}

function dictOf({ args, at }: FunctionCall): Value {
  const first = args.positional[0] && plain(args.positional[0]);
  const result = dict([]);
  if (first?.kind === 'dict') for (const [key, entry] of first.entries) result.entries.set(key, entry);
  for (const [name, value] of args.named) result.entries.set(`s${name}`, { key: textAt(name, at), value });
  return result;
}

function zip({ args, at }: FunctionCall): Value {
  const lists = args.positional.map((each) => elements(each));
  if (lists.includes(undefined)) return unknown('a zip of lists that are not known', at);
  const count = Math.min(...lists.map((each) => each!.length));
  if (!Number.isFinite(count)) return list([]);
  return list(
    Array.from({ length: count }, (_, index) =>
      list(
        lists.map((each) => each![index]!),
        true,
      ),
    ),
  );
}

const silent: DbtFunction = () => emptyText;

export const dbtFunctions: ReadonlyMap<string, DbtFunction> = new Map(
  Object.entries({
    ref,
    source,
    config,
    var: ({ m, frame, args, at, project }) => variable(m, frame, args, at, project.callMacro),
    env_var: ({ args, at }) => environmentVariable(args, at),
    range,
    zip,
    zip_strict: zip,
    dict: dictOf,
    log: silent,
    print: silent,
    debug: silent,
    store_result: silent,
    is_incremental: ({ m, frame, at, project }) => {
      const own = project.overriding(m, 'is_incremental');
      return isIncremental(m, frame, at, own, project.callMacro);
    },
    return: ({ args }) => {
      throw new Return(args.positional[0] ?? args.named.get('data') ?? none);
    },
    namespace: (call) => {
      const from = plain(dictOf(call));
      const attributes = new Map<string, Value>();
      if (from.kind === 'dict')
        for (const { key, value } of from.entries.values()) attributes.set(knownText(key) ?? '', value);
      return { kind: 'object', name: 'namespace', attributes };
    },
    set: ({ args }) => list(distinct(elements(args.positional[0] ?? none) ?? [unknown('a set')])),
    set_strict: ({ args }) => list(distinct(elements(args.positional[0] ?? none) ?? [unknown('a set')])),
    tojson: ({ args, at }) => {
      const json = toJson(args.positional[0] ?? none);
      return json.known
        ? textAt(JSON.stringify(json.value) ?? 'null', at)
        : unknown('JSON of something not known', at);
    },
    fromjson: ({ args, at }) => fromJson(knownText(args.positional[0]), at),
    toyaml: ({ at }) => unknown('YAML text', at),
    fromyaml: ({ at }) => unknown('YAML', at),
    local_md5: ({ at }) => unknown('a hash', at),
    statement: silent,
    run_query: ({ at }) => unknown('the result of a query', at),
    load_result: ({ at }) => unknown('the result of a query', at),
  } satisfies Record<string, DbtFunction>),
);
