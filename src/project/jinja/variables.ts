/** What `var()` and `env_var()` give. */
import type { Statement } from './ast.ts';
import { bind } from './calls.ts';
import { ofJson, toJson } from './json.ts';
import type { TemplateLimits } from './limits.ts';
import { variableName, type Frame, type Machine, type MacroCaller } from './machine.ts';
import { parseTemplate } from './parser.ts';
import { scanBody } from './scan.ts';
import { textAt, type Place } from './text.ts';
import { assume, knownText, plain, unknown, type Arguments, type Value } from './values.ts';

/** A value of the project is only assumed, as a run may give another. */
export function variable(m: Machine, frame: Frame, args: Arguments, at: Place, call: MacroCaller): Value {
  const { name: given, default: fallback } = bind(args, 'name', 'default');
  const name = knownText(given);
  if (name === undefined) return unknown('a variable whose name is not known', at);
  const value = valueOf(m, frame, name, fallback, at, call);
  const json = fallback && toJson(plain(fallback));
  if (value.kind !== 'assumed' || (json && !json.known)) return value;
  return { ...value, call: variableName(name, json?.value, frame.package) };
}

function valueOf(
  m: Machine,
  frame: Frame,
  name: string,
  fallback: Value | undefined,
  at: Place,
  call: MacroCaller,
): Value {
  const reason = `variable \`${name}\``;
  const value = m.environment.variable(name, frame.package);
  if (typeof value === 'string' && /\{[{%#]/.test(value)) return rendered(m, frame, value, reason, at, call);
  if (value !== undefined) return assume(ofJson(value, at), reason);
  return fallback
    ? assume(fallback, reason)
    : unknown(`variable \`${name}\` has no default in this project`, at);
}

/** dbt renders a text where it is used. One that refers to other files is not known here. */
function rendered(
  m: Machine,
  frame: Frame,
  text: string,
  reason: string,
  at: Place,
  call: MacroCaller,
): Value {
  const { site, package: of } = frame;
  const body = bodyOf(text, m.limits);
  if (!body) return unknown(`the value of ${reason}`, at);
  const whole = { start: 0, end: text.length };
  const node = { type: 'macro' as const, tag: 'macro' as const, name: 'var', nameRange: whole };
  const definition = {
    name: 'var',
    path: site.path,
    text,
    node: { ...node, ...whole, parameters: [], body },
  };
  const macro = plain(call(m, frame, { id: '', package: of, definition }));
  const result =
    macro.kind === 'callable' ? knownText(macro.call({ positional: [], named: new Map() }, at)) : undefined;
  return result === undefined ? unknown(`the value of ${reason}`, at) : assume(textAt(result, at), reason);
}

/** A text by default is one whatever the environment says. */
export function environmentVariable({ positional: [given, fallback] }: Arguments, at: Place): Value {
  const name = knownText(given);
  const reason = `environment variable \`${name ?? '?'}\``;
  if (!fallback) return unknown(reason, at);
  const value = assume(fallback, reason);
  const json = toJson(plain(fallback));
  if (value.kind !== 'assumed' || name === undefined || !json.known) return value;
  const call = `env_var(${name}, ${JSON.stringify(json.value)})`;
  return { ...value, call, ...(value.value.kind === 'text' && { sameKind: true }) };
}

const bodies = new WeakMap<TemplateLimits, Map<string, Statement[] | undefined>>();

/** Undefined if it cannot be read, or refers to other files. A project asks for few texts, thousands of times. */
function bodyOf(text: string, limits: TemplateLimits): Statement[] | undefined {
  const known = bodies.get(limits) ?? new Map<string, Statement[] | undefined>();
  bodies.set(limits, known);
  if (!known.has(text)) known.set(text, readBody(text, limits));
  return known.get(text);
}

function readBody(text: string, limits: TemplateLimits): Statement[] | undefined {
  const parsed = parseTemplate({ path: '', text }, limits);
  if (!parsed.ok) return undefined;
  const { refs, sources, dynamic, macros, config } = scanBody(parsed.body, '');
  const refers = [refs, sources, dynamic, macros, config].some((each) => each.length > 0);
  return refers ? undefined : parsed.body;
}
