/** What dbt puts around a template: its functions and objects, and the macros of the project. */
import { bind } from './calls.ts';
import { columnsOf } from './dbt-utils.ts';
import { emulatedMacro } from './emulated.ts';
import type { FoundMacro, MacroLookup } from './environment.ts';
import { isIncremental } from './incremental.ts';
import { fromJson, toJson } from './json.ts';
import { Return, spanKey, type Frame, type Machine } from './machine.ts';
import { elements } from './sequences.ts';
import { quoted, type Builtin } from './sql-text.ts';
import { emptyText, spanOf, textAt, type Place } from './text.ts';
import {
  asNumber,
  assume,
  callable,
  dict,
  dictKey,
  knownText,
  list,
  none,
  number,
  plain,
  print,
  unknown,
  yes,
  type Arguments,
  type Value,
} from './values.ts';
import { environmentVariable, variable } from './variables.ts';

/** Makes a found macro callable. */
export type MacroCaller = (m: Machine, frame: Frame, found: Exclude<MacroLookup, string>) => Value;

interface Call {
  m: Machine;
  frame: Frame;
  args: Arguments;
  at: Place;
  context: Context;
}

type ContextFunction = (call: Call) => Value;

export class Context {
  readonly callMacro: MacroCaller;

  constructor(callMacro: MacroCaller) {
    this.callMacro = callMacro;
  }

  /** The value of a name that the template does not define itself. */
  global(m: Machine, frame: Frame, name: string, at: Place): Value {
    const known = objects.get(name);
    if (known) return known(m, frame, at, this);
    const builtin = functions.get(name);
    const own = builtin && !kept.has(name) ? this.overriding(m, name) : undefined;
    if (own) return this.macro(m, frame, name, name, own);
    if (builtin)
      return callable(name, (args, place) => builtin({ m, frame, args, at: place, context: this }));
    const found = m.environment.macro(name, undefined, frame.package);
    if (typeof found !== 'string') return this.macro(m, frame, name, name, found);
    const emulated = emulatedMacro(name);
    if (emulated) return this.emulated(m, frame, name, emulated);
    return { kind: 'undefined', name };
  }

  /** The macro that dbt takes instead of its own: of the model's package or, if that has none, the main project. */
  overriding(m: Machine, name: string): FoundMacro | undefined {
    const found = m.environment.macro(name, undefined, m.environment.model.package);
    return typeof found === 'string' ? undefined : found;
  }

  /** `package.name` as a value to call. */
  packaged(m: Machine, frame: Frame, package_: string, name: string, at: Place): Value {
    const written = `${package_}.${name}`;
    if (package_ === 'dbt' && name === 'is_incremental')
      return callable(written, (_, place) => isIncremental(m, frame, place, undefined, this.callMacro));
    const emulated = emulatedMacro(name, package_);
    if (emulated) return this.emulated(m, frame, written, emulated);
    const found = m.environment.macro(name, package_, frame.package);
    if (typeof found !== 'string') return this.macro(m, frame, written, name, found);
    const reason = `macro \`${written}\` is not in this repository`;
    return callable(written, (_, call) => {
      record(m, frame, written, 'unknown', call);
      return unknown(reason, at);
    });
  }

  private macro(
    m: Machine,
    frame: Frame,
    written: string,
    name: string,
    found: Exclude<MacroLookup, string>,
  ): Value {
    const macro = plain(this.callMacro(m, frame, found));
    if (macro.kind !== 'callable') return macro;
    return callable(name, (args, at) => {
      record(m, frame, written, 'found', at, found.id);
      return macro.call(args, at);
    });
  }

  private emulated(m: Machine, frame: Frame, written: string, builtin: Builtin): Value {
    return callable(written, (args, at) => {
      record(m, frame, written, 'builtin', at);
      return builtin({ m, args, at });
    });
  }

  /** `adapter.dispatch(name, package)`: `<adapter>__name`, else `default__name`. */
  dispatch({ m, frame, args, at }: Call): Value {
    const bound = bind(args, 'macro_name', 'macro_namespace');
    const name = knownText(bound.macro_name);
    const given = bound.macro_namespace && plain(bound.macro_namespace);
    const namespace = given && given.kind !== 'none' ? knownText(given) : undefined;
    if (name === undefined) return unknown('the name of a dispatched macro', at);
    for (const prefix of [m.environment.adapter, 'default']) {
      if (prefix === undefined) continue;
      const found = m.environment.macro(`${prefix}__${name}`, namespace, frame.package);
      if (typeof found !== 'string') return this.macro(m, frame, name, name, found);
    }
    const emulated = emulatedMacro(name, namespace) ?? emulatedMacro(name);
    if (emulated) return this.emulated(m, frame, name, emulated);
    return callable(name, (_, call) => {
      record(m, frame, name, 'unknown', call);
      return unknown(`macro \`${namespace ? `${namespace}.` : ''}${name}\` is not in this repository`, call);
    });
  }
}

function record(
  m: Machine,
  frame: Frame,
  name: string,
  resolution: 'builtin' | 'found' | 'unknown',
  at: Place,
  id?: string,
): void {
  const span = spanOf(at);
  m.seen.macros.set(spanKey(span), {
    name,
    resolution,
    ...(id !== undefined && { id }),
    span,
    direct: frame.calls === 0,
  });
}

function ref({ m, args, at }: Call): Value {
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

function source({ m, args, at }: Call): Value {
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

function config({ m, args, at }: Call): Value {
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
function configured({ m, args, at }: Pick<Call, 'm' | 'args' | 'at'>): Value {
  const { name, default: fallback } = bind(args, 'name', 'default');
  const key = knownText(name);
  const given = key === undefined ? undefined : m.configured.get(key);
  if (given) return given;
  const reason = `config \`${key ?? '?'}\``;
  return fallback ? assume(fallback, reason) : unknown(reason, at);
}

function range({ m, args, at }: Call): Value {
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

function dictOf({ args, at }: Call): Value {
  const first = args.positional[0] && plain(args.positional[0]);
  const result = dict([]);
  if (first?.kind === 'dict') for (const [key, entry] of first.entries) result.entries.set(key, entry);
  for (const [name, value] of args.named) result.entries.set(`s${name}`, { key: textAt(name, at), value });
  return result;
}

function zip({ args, at }: Call): Value {
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

const silent: ContextFunction = () => emptyText;

/**
 * Functions that a macro of the project does not replace here: what it makes of them depends on the run, and it hands
 * on what `builtins` gives, or it would lose dbt's graph.
 */
const kept = new Set(['ref', 'source', 'config', 'return', 'is_incremental']);

const functions = new Map<string, ContextFunction>(
  Object.entries({
    ref,
    source,
    config,
    var: ({ m, frame, args, at, context }) => variable(m, frame, args, at, context.callMacro),
    env_var: ({ args, at }) => environmentVariable(args, at),
    range,
    zip,
    zip_strict: zip,
    dict: dictOf,
    log: silent,
    print: silent,
    debug: silent,
    store_result: silent,
    is_incremental: ({ m, frame, at, context }) => {
      const own = context.overriding(m, 'is_incremental');
      return isIncremental(m, frame, at, own, context.callMacro);
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
  } satisfies Record<string, ContextFunction>),
);

type ContextObject = (m: Machine, frame: Frame, at: Place, context: Context) => Value;

function object(name: string, attributes: Iterable<readonly [string, Value]>): Value {
  return { kind: 'object', name, attributes: new Map(attributes) };
}

function unknownObject(reason: string): ContextObject {
  return (_m, _frame, at) => unknown(reason, at);
}

const objects = new Map<string, ContextObject>(
  Object.entries({
    execute: () => yes,
    this: (_m, _frame, at) => ({ kind: 'relation', call: { kind: 'this', span: spanOf(at) }, place: at }),
    config: (m, frame, _at, context) => ({
      kind: 'object',
      name: 'config',
      attributes: new Map<string, Value>([
        ['get', callable('config.get', (args, at) => configured({ m, args, at }))],
        ['set', callable('config.set', () => emptyText)],
        ['require', callable('config.require', (_args, place) => unknown('a config', place))],
      ]),
      call: (args, place) => config({ m, frame, args, at: place, context }),
    }),
    adapter: (m, frame, _at, context) =>
      object('adapter', [
        [
          'dispatch',
          callable('adapter.dispatch', (args, at) => context.dispatch({ m, frame, args, at, context })),
        ],
        [
          'quote',
          callable('adapter.quote', (args, at) => {
            const name = knownText(args.positional[0]);
            return name === undefined
              ? unknown('a quoted name', at)
              : textAt(quoted(name, m.environment.adapter), at);
          }),
        ],
        [
          'get_columns_in_relation',
          callable('adapter.get_columns_in_relation', (args, at) => {
            const columns = columnsOf({ m, args, at }, args.positional[0]);
            return typeof columns === 'string' ? unknown(columns, at) : list(columns.map(column));
          }),
        ],
      ]),
    builtins: (m, frame, _at, context) =>
      object(
        'builtins',
        ['ref', 'source', 'config', 'var', 'env_var', 'log', 'return'].map(
          (name) =>
            [
              name,
              callable(name, (args, at) => functions.get(name)!({ m, frame, args, at, context })),
            ] as const,
        ),
      ),
    exceptions: () =>
      object('exceptions', [
        ['raise_compiler_error', callable('raise_compiler_error', () => emptyText)],
        ['warn', callable('warn', () => emptyText)],
      ]),
    target: (m, _frame, at) => {
      const { adapter } = m.environment;
      // The warehouse is a property of the project, unlike the rest of the target.
      const type =
        adapter === undefined || adapter === 'generic' ? unknown('`target.type`', at) : textAt(adapter, at);
      return object('target', [['type', type]]);
    },
    model: (m, _frame, at) => object('model', [['name', textAt(m.environment.model.name, at)]]),
    project_name: (m, _frame, at) => textAt(m.environment.model.package, at),
    api: () => object('api', []),
    modules: unknownObject('`modules`'),
    flags: unknownObject('`flags`'),
    graph: unknownObject('`graph`'),
    invocation_id: unknownObject('the id of the run'),
    run_started_at: unknownObject('the time of the run'),
    dbt_version: unknownObject('the version of dbt'),
    schema: unknownObject('`schema`'),
    database: unknownObject('`database`'),
    context: unknownObject('`context`'),
    thread_id: unknownObject('`thread_id`'),
    selected_resources: unknownObject('`selected_resources`'),
    invocation_args_dict: unknownObject('`invocation_args_dict`'),
    dbt_metadata_envs: unknownObject('`dbt_metadata_envs`'),
  } satisfies Record<string, ContextObject>),
);

/** A column as adapters hand it out: its name is known, its type is not. */
function column(name: Value): Value {
  const text = plain(name);
  return object('column', [
    ['name', text],
    ['column', text],
    ['quoted', text],
  ]);
}
