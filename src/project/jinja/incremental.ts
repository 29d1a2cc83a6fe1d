/** What `is_incremental()` answers: no for what is built whole, otherwise both, each in renderings of its own. */
import type { FoundMacro } from './environment.ts';
import { Machine, Sightings, type Frame, type MacroCaller } from './machine.ts';
import type { Place } from './text.ts';
import { boolean, no, plain, truth, type Value } from './values.ts';
import { byDefault } from './ways.ts';

/** @param own macro of that name in the project: it wins over dbt's where it says the same in every run */
export function isIncremental(
  m: Machine,
  frame: Frame,
  at: Place,
  own: FoundMacro | undefined,
  call: MacroCaller,
): Value {
  const foretold = own ? answerOf(m, frame, at, own, call) : isBuiltWhole(m) ? false : undefined;
  if (foretold !== undefined) return foretold ? boolean(true) : no;
  m.seen.askedIncremental = true;
  return boolean(m.variant.incremental);
}

/** What the macro gives whatever the run is; undefined if that depends. Leaves no trace in the rendering. */
function answerOf(
  m: Machine,
  frame: Frame,
  at: Place,
  own: FoundMacro,
  call: MacroCaller,
): boolean | undefined {
  const seen = new Sightings();
  for (const [key, entry] of m.seen.config) seen.config.set(key, entry);
  const aside = new Machine(m.environment, m.variant, byDefault, m.limits, m.budget, seen);
  aside.depth = m.depth;
  for (const [key, value] of m.configured) aside.configured.set(key, value);
  const macro = plain(call(aside, frame, own));
  if (macro.kind !== 'callable') return undefined;
  const answer = macro.call({ positional: [], named: new Map() }, at);
  if (seen.conditions.any || seen.askedIncremental) return undefined;
  return answer.kind === 'assumed' ? undefined : truth(plain(answer));
}

const whole = /^(table|view|ephemeral|materialized_view)$/;

/**
 * True if the template has said that it is built another way than dbt's incremental one; or if the project has, and
 * neither the template nor a macro that is not here can say otherwise.
 */
function isBuiltWhole({ seen, environment }: Machine): boolean {
  const values = [...seen.config.values()].filter(({ key }) => key === 'materialized');
  if (values.length > 0) return values.every(({ value }) => value.known && whole.test(String(value.value)));
  if ([...seen.macros.values()].some(({ resolution }) => resolution === 'unknown')) return false;
  return whole.test(environment.materialized() ?? '');
}
