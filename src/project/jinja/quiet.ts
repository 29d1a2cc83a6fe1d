/**
 * What may be left out where nobody reads a template's text, but only what it refers to: statements that do no more
 * than write. Refs of the template itself with literal arguments are read off its syntax anyway.
 */
import type { Expression, MacroNode, Statement } from './ast.ts';
import { emulatedMacro } from './emulated.ts';
import type { Environment, MacroDefinition } from './environment.ts';
import { type Frame, type Machine, valueOf } from './machine.ts';
import { contextFunctions, contextObjects } from './names.ts';
import { refCall, sourceCall } from './scan.ts';
import { walk, walkExpression, walkStatements } from './walk.ts';

/** A call by name: what it does depends on what the name stands for. */
interface NamedCall {
  name: string;
  /** What stands before the dot: a package, or some value. */
  of?: string | undefined;
}

interface Effects {
  /** It may refer to what no scan sees, change what others read, or end what is around it. */
  loud: boolean;
  /** It has refs that a scan sees. */
  refers: boolean;
  calls: NamedCall[];
}

type Call = Extract<Expression, { type: 'call' }>;

/** dbt's functions that give a value and do nothing else; Jinja in a variable's text is read only if it refers to nothing. */
const harmless = new Set(
  `var is_incremental env_var range log print debug zip zip_strict dict set set_strict tojson fromjson toyaml fromyaml
   local_md5 namespace`.split(/\s+/),
);
/** Their methods refer. What `adapter.dispatch` gives is no call by name any more. */
const loudObjects = new Set(['builtins', 'caller']);
const mutators = new Set(
  'append extend insert pop popitem update setdefault remove discard add clear sort reverse'.split(' '),
);

/** True if executing the statement only writes text. */
export function isQuiet(m: Machine, frame: Frame, node: Statement): boolean {
  const { loud, refers, calls } = effectsOf(node);
  if (loud || (refers && frame.calls > 0)) return false;
  const { environment } = m;
  return calls.every(({ name, of }) => {
    if (valueOf(frame.scope, of ?? name)) return of !== undefined;
    const found = environment.macro(name, of, frame.package);
    return typeof found === 'string' ? isHarmless({ name, of }) : environment.isQuiet?.(found.id) === true;
  });
}

/** Of a name that the repository does not define. A macro of a package that is not here may even set the configuration. */
function isHarmless({ name, of }: NamedCall): boolean {
  if (emulatedMacro(name, of)) return true;
  return of === undefined ? harmless.has(name) : contextObjects.has(of);
}

interface Macros extends Pick<Environment, 'macro'> {
  /** Of a macro's id. */
  definition(id: string): { package: string; definition: MacroDefinition } | undefined;
}

/** Tells of a project's macros whether calling them does nothing but give a value. */
export class QuietMacros {
  readonly #macros: Macros;
  readonly #known = new Map<string, boolean>();

  constructor(macros: Macros) {
    this.#macros = macros;
  }

  has(id: string): boolean {
    let known = this.#known.get(id);
    if (known === undefined) this.#known.set(id, (known = this.#find(id)));
    return known;
  }

  #find(id: string): boolean {
    const seen = new Set([id]);
    for (const next of seen) {
      const found = this.#macros.definition(next);
      const effects = found && macroEffects(found.definition.node);
      if (!effects || effects.loud || effects.refers) return false;
      for (const call of effects.calls) {
        const called = this.#macros.macro(call.name, call.of, found.package);
        if (typeof called === 'object') seen.add(called.id);
        else if (!isHarmless(call)) return false;
      }
    }
    return true;
  }
}

const ofStatements = new WeakMap<Statement, Effects>();
const ofMacros = new WeakMap<MacroNode, Effects>();

function effectsOf(node: Statement): Effects {
  let known = ofStatements.get(node);
  if (!known) ofStatements.set(node, (known = readStatement(node)));
  return known;
}

function macroEffects(node: MacroNode): Effects {
  let known = ofMacros.get(node);
  if (!known) ofMacros.set(node, (known = readMacro(node)));
  return known;
}

const writing = new Set<Statement['type']>(['text', 'output', 'if', 'for', 'docs']);

function readStatement(statement: Statement): Effects {
  const effects: Effects = { loud: false, refers: false, calls: [] };
  walk([statement], {
    statement: ({ type }) => {
      if (!writing.has(type)) effects.loud = true;
      return !effects.loud;
    },
    expression: (node) => {
      if (node.type === 'call') readCall(node, effects);
      if (isChange(node)) effects.loud = true;
    },
  });
  return effects;
}

/** What a macro sets is its own, so that it may set it. */
function readMacro({ parameters, body }: MacroNode): Effects {
  const effects: Effects = { loud: false, refers: false, calls: [] };
  const { locals, own } = namesOf(body);
  for (const { name } of parameters) locals.add(name);
  const isOwn = (name: string): boolean => own.has(name) && !parameters.some((each) => each.name === name);
  const expression = (node: Expression): void => {
    if (node.type === 'call') readCall(node, effects, locals);
    const changed = isChange(node) && node.of.type === 'attribute' ? node.of.of : undefined;
    if (changed && !(changed.type === 'name' && isOwn(changed.name))) effects.loud = true;
  };
  const visitor = {
    expression,
    statement: (node: Statement) => {
      if (node.type === 'macro' || node.type === 'callBlock') effects.loud = true;
      if (node.type === 'set' && node.target.type !== 'name')
        if (node.target.type === 'tuple' || !isOwn(node.target.name)) effects.loud = true;
      return !effects.loud;
    },
  };
  for (const each of parameters) if (each.default) walkExpression(each.default, visitor);
  walk(body, visitor);
  return effects;
}

/** The names that a body sets, and those of them that only ever stand for a list or object made there. */
function namesOf(body: readonly Statement[]): { locals: Set<string>; own: Set<string> } {
  const locals = new Set<string>();
  const [made, other] = [new Set<string>(), new Set<string>()];
  walkStatements(body, (node) => {
    const targets =
      node.type === 'set' || node.type === 'setBlock' || node.type === 'for'
        ? [node.target]
        : node.type === 'with'
          ? node.bindings.map(({ target }) => target)
          : [];
    for (const target of targets.flatMap((each) => (each.type === 'tuple' ? each.items : each))) {
      if (target.type !== 'name') continue;
      locals.add(target.name);
      const isMade = node.type === 'set' && node.target === target && makesOne(node.value);
      (isMade ? made : other).add(target.name);
    }
    return true;
  });
  return { locals, own: new Set([...made].filter((name) => !other.has(name))) };
}

function makesOne(value: Expression): boolean {
  if (value.type === 'list' || value.type === 'dict') return true;
  return value.type === 'call' && value.of.type === 'name' && value.of.name === 'namespace';
}

function isChange(node: Expression): node is Call {
  return node.type === 'call' && node.of.type === 'attribute' && mutators.has(node.of.name);
}

/** @param locals names of values: calling one is another matter; `return` is known inside of macros only */
function readCall(node: Call, effects: Effects, locals?: ReadonlySet<string>): void {
  const { of, args } = node;
  if (of.type === 'name') {
    const { name } = of;
    const nowhere = { path: '', start: 0, end: 0 };
    if (name === 'ref' || name === 'source') {
      const read = name === 'ref' ? refCall : sourceCall;
      effects.refers = true;
      effects.loud ||= read(args, nowhere) === undefined;
    } else if (locals?.has(name)) effects.loud = true;
    else if (name === 'return' && locals) return;
    else if (contextFunctions.has(name) && !harmless.has(name)) effects.loud = true;
    else effects.calls.push({ name });
    return;
  }
  if (of.type !== 'attribute') effects.loud = true;
  else if (of.of.type === 'name') {
    if (loudObjects.has(of.of.name)) effects.loud = true;
    else if (!locals?.has(of.of.name)) effects.calls.push({ name: of.name, of: of.of.name });
  }
}
