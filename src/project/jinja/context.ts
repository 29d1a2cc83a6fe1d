/** What dbt puts around a template: its functions and objects, and the macros of the project. */
import { bind } from './calls.ts';
import { dbtFunctions, type FunctionCall } from './context-functions.ts';
import { dbtObjects, type Surroundings } from './context-objects.ts';
import { emulatedMacro } from './emulated.ts';
import type { FoundMacro } from './environment.ts';
import { isIncremental } from './incremental.ts';
import { spanKey, type Frame, type Machine, type MacroCaller } from './machine.ts';
import type { Builtin } from './sql-text.ts';
import { spanOf, type Place } from './text.ts';
import { callable, knownText, plain, unknown, type Value } from './values.ts';

/**
 * Functions that a macro of the project does not replace here: what it makes of them depends on the run, and it hands
 * on what `builtins` gives, or it would lose dbt's graph.
 */
const kept = new Set(['ref', 'source', 'config', 'return', 'is_incremental']);

export class Context implements Surroundings {
  readonly callMacro: MacroCaller;

  constructor(callMacro: MacroCaller) {
    this.callMacro = callMacro;
  }

  /** The value of a name that the template does not define itself. */
  global(m: Machine, frame: Frame, name: string, at: Place): Value {
    const known = dbtObjects.get(name);
    if (known) return known(m, frame, at, this);
    const builtin = dbtFunctions.get(name);
    const own = builtin && !kept.has(name) ? this.overriding(m, name) : undefined;
    if (own) return this.macro(m, frame, name, name, own);
    if (builtin)
      return callable(name, (args, place) => builtin({ m, frame, args, at: place, project: this }));
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

  private macro(m: Machine, frame: Frame, written: string, name: string, found: FoundMacro): Value {
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
  dispatch({ m, frame, args, at }: Omit<FunctionCall, 'project'>): Value {
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
