/** Executes statements, and calls macros. */
import type { Branch, Expression, Parameter, Statement, Target } from './ast.ts';
import type { FoundMacro } from './environment.ts';
import { Evaluator, type Globals } from './expressions.ts';
import {
  conditionOf,
  LimitReached,
  placeIn,
  valueOf,
  Return,
  type Frame,
  type Machine,
  type Output,
  type Scope,
} from './machine.ts';
import { isQuiet } from './quiet.ts';
import { elements, whyUnknown } from './sequences.ts';
import { spanOf, textAt, textOf, type Place, type Text } from './text.ts';
import {
  boolean,
  callable,
  dict,
  list,
  none,
  number,
  plain,
  print,
  written,
  truth,
  unknown,
  type Arguments,
  type Value,
} from './values.ts';

type Node<Type extends Statement['type']> = Extract<Statement, { type: Type }>;
/** How a body ended: `break` and `continue` are for the loop around it. */
type Ending = 'break' | 'continue' | undefined;

export class Interpreter {
  readonly evaluator: Evaluator;

  constructor(globals: Globals) {
    this.evaluator = new Evaluator(globals);
  }

  execute(m: Machine, frame: Frame, body: readonly Statement[], out: Output): Ending {
    for (const node of body) {
      if (m.discards && isQuiet(m, frame, node)) continue;
      const at = placeIn(frame, node);
      m.step(at);
      m.enter(at);
      const ending = this.statement(m, frame, node, at, out);
      m.depth--;
      if (ending) return ending;
    }
    return undefined;
  }

  /** Executes a body of its own scope and gives the text it writes. */
  private capture(m: Machine, frame: Frame, body: readonly Statement[], at: Place): Text {
    const out: Output = [];
    const { discards } = m;
    m.discards = false;
    this.execute(m, inner(frame), body, out);
    m.discards = discards;
    return m.made(at, textOf(out));
  }

  private statement(m: Machine, frame: Frame, node: Statement, at: Place, out: Output): Ending {
    switch (node.type) {
      case 'text':
        m.write(at, node.text.length);
        out.push({ kind: 'characters', text: node.text, verbatim: true, place: at });
        return;
      case 'output': {
        if (m.discards) m.discarded = node.value;
        const value = this.evaluator.evaluate(m, frame, node.value);
        m.weigh(at, value);
        return this.emit(m, written(value, at), at, out);
      }
      case 'do':
        this.evaluator.evaluate(m, frame, node.value);
        return;
      case 'set':
        return this.assign(m, frame, node.target, this.evaluator.evaluate(m, frame, node.value));
      case 'setBlock': {
        const text = this.capture(m, frame, node.body, at);
        const value = node.filter ? this.evaluator.filterChain(m, frame, node.filter, text) : text;
        return this.assign(m, frame, node.target, value);
      }
      case 'if':
        return this.if(m, frame, node, out);
      case 'for':
        return this.for(m, frame, node, at, out);
      case 'macro':
        return this.define(m, frame, node);
      case 'callBlock':
        return this.callBlock(m, frame, node, at, out);
      case 'filterBlock': {
        const text = this.capture(m, frame, node.body, at);
        return this.emit(m, print(this.evaluator.filterChain(m, frame, node.filter, text), at), at, out);
      }
      case 'with': {
        const within = inner(frame);
        for (const { target, value } of node.bindings)
          this.assign(m, within, target, this.evaluator.evaluate(m, frame, value));
        return this.execute(m, within, node.body, out);
      }
      case 'snapshot':
        return this.execute(m, frame, node.body, out);
      case 'break':
      case 'continue':
        return node.type;
      case 'docs':
        return;
    }
  }

  private emit(m: Machine, text: Text, at: Place, out: Output): undefined {
    m.made(at, text);
    for (const piece of text.pieces) out.push(piece);
  }

  private assign(m: Machine, frame: Frame, target: Target, value: Value): undefined {
    if (target.type === 'name') frame.scope.names.set(target.name, value);
    else if (target.type === 'tuple') {
      const items = elements(value);
      const reason = items ? 'fewer values than names' : whyUnknown(value);
      for (const [index, each] of target.items.entries())
        this.assign(m, frame, each, items?.[index] ?? unknown(reason, placeIn(frame, each)));
    } else {
      const space = valueOf(frame.scope, target.name);
      const written = m.uncertain > 0 ? unknown('set in a loop over something unknown') : value;
      if (space?.kind === 'object') (space.attributes as Map<string, Value>).set(target.attribute, written);
    }
  }

  private if(m: Machine, frame: Frame, node: Node<'if'>, out: Output): Ending {
    const asked = m.seen.askedIncremental;
    m.seen.askedIncremental = false;
    const undecided: string[] = [];
    let taken: Branch | undefined;
    for (const branch of node.branches) {
      const value = this.evaluator.evaluate(m, frame, branch.test);
      const answer = truth(value);
      if (answer === undefined) undecided.push(conditionOf(frame, branch.test).key);
      if (answer ?? m.decide(frame, branch.test, value)) {
        taken = branch;
        break;
      }
    }
    const conditional = undecided.length > 0 || m.seen.askedIncremental;
    m.seen.askedIncremental ||= asked;
    const body = taken ? taken.body : (node.else ?? []);
    if (undecided.length === 0 || m.uncertain > 0) return this.guarded(m, frame, body, conditional, out);
    const addition = isAddition(frame, node);
    m.choose(undecided, addition);
    const outer = m.guard;
    m.guard = { keys: undecided, addition: addition && taken !== undefined, outer };
    try {
      const ending = this.guarded(m, frame, body, conditional, out);
      m.guard = outer;
      if (ending) m.choose(undecided, false);
      return ending;
    } catch (signal) {
      // What comes after it is skipped: an `else` by another name.
      m.guard = outer;
      if (signal instanceof Return) m.choose(undecided, false);
      throw signal;
    } finally {
      m.guard = outer;
    }
  }

  private guarded(
    m: Machine,
    frame: Frame,
    body: readonly Statement[],
    conditional: boolean,
    out: Output,
  ): Ending {
    if (conditional) m.conditional++;
    const ending = this.execute(m, frame, body, out);
    if (conditional) m.conditional--;
    return ending;
  }

  private for(m: Machine, frame: Frame, node: Node<'for'>, at: Place, out: Output): Ending {
    const over = this.evaluator.evaluate(m, frame, node.over);
    let items = elements(over);
    if (!items) return this.forUnknown(m, frame, node, whyUnknown(over), at, out);
    if (node.filter) {
      const { filter } = node;
      items = items.filter((item) => {
        const each = inner(frame);
        this.assign(m, each, node.target, item);
        return this.evaluator.condition(m, each, filter);
      });
    }
    if (items.length === 0) return this.execute(m, frame, node.else ?? [], out);
    // A copy: the body may append to the very list.
    const rounds = [...items];
    for (const [index, item] of rounds.entries()) {
      const within = inner(frame);
      within.scope.names.set('loop', loopVariable(index, rounds));
      this.assign(
        m,
        within,
        node.target,
        over.kind === 'assumed' && item.kind !== 'unknown'
          ? { kind: 'assumed', value: plain(item), reason: over.reason }
          : item,
      );
      if (this.execute(m, within, node.body, out) === 'break') break;
    }
    return undefined;
  }

  /** One round stands for however many there will be. */
  private forUnknown(
    m: Machine,
    frame: Frame,
    node: Node<'for'>,
    reason: string,
    at: Place,
    out: Output,
  ): undefined {
    const within = inner(frame);
    const item = unknown(reason, placeIn(frame, node.over));
    within.scope.names.set('loop', loopVariable(0, [item]));
    this.assign(m, within, node.target, item);
    out.push({ kind: 'hole', reason, region: 'open', place: at });
    m.uncertain++;
    if (node.filter) this.evaluator.evaluate(m, within, node.filter);
    this.execute(m, within, node.body, out);
    m.uncertain--;
    out.push({ kind: 'hole', reason, region: 'close', place: at });
  }

  private define(m: Machine, frame: Frame, node: Node<'macro'>): undefined {
    if (node.tag === 'materialization') return;
    const { site, package: of, text, scope } = frame;
    const defined = callable(node.name, (args, at) =>
      this.callBody(
        m,
        {
          site: { path: site.path, calls: [spanOf(at), ...at.site.calls] },
          package: of,
          text,
          calls: frame.calls + 1,
          scope: { names: new Map(), parent: scope },
        },
        node,
        args,
        at,
      ),
    );
    frame.scope.names.set(node.name, defined);
  }

  private callBlock(m: Machine, frame: Frame, node: Node<'callBlock'>, at: Place, out: Output): undefined {
    const caller = callable('caller', (args, place) => this.callBody(m, inner(frame), node, args, place));
    const within = inner(frame);
    within.scope.names.set(' caller', caller);
    return this.emit(m, print(this.evaluator.evaluate(m, within, node.call), at), at, out);
  }

  /** A macro of the project as a value. */
  macro(m: Machine, caller: Frame, found: FoundMacro): Value {
    const { definition } = found;
    return callable(definition.name, (args, at) => {
      if (definition.variadic === false && exceeds(definition.node.parameters, args))
        return unknown(`\`${definition.name}\` takes other arguments than it is given`, at);
      const site = { path: definition.path, calls: [spanOf(at), ...at.site.calls] };
      const scope: Scope = { names: new Map() };
      const block = valueOf(caller.scope, ' caller');
      if (block) scope.names.set('caller', block);
      const frame = { site, package: found.package, text: definition.text, calls: caller.calls + 1, scope };
      if (frame.calls > m.limits.calls)
        throw new LimitReached(`macros call each other more than ${m.limits.calls} deep`, at);
      return this.callBody(m, frame, definition.node, args, at);
    });
  }

  private callBody(
    m: Machine,
    frame: Frame,
    node: { parameters: readonly Parameter[]; body: readonly Statement[] },
    args: Arguments,
    at: Place,
  ): Value {
    m.step(at, 5);
    this.bindParameters(m, frame, node.parameters, args);
    const out: Output = [];
    const { depth, uncertain, conditional } = m;
    try {
      this.execute(m, frame, node.body, out);
    } catch (signal) {
      if (!(signal instanceof Return)) throw signal;
      const sure = m.uncertain === uncertain;
      Object.assign(m, { depth, uncertain, conditional });
      return sure ? signal.value : unknown('returned from a loop over something unknown', at);
    }
    return m.made(at, textOf(out));
  }

  private bindParameters(m: Machine, frame: Frame, parameters: readonly Parameter[], args: Arguments): void {
    const { names } = frame.scope;
    const named = new Map(args.named);
    for (const [index, { name, default: fallback }] of parameters.entries()) {
      const given = args.positional[index] ?? named.get(name);
      named.delete(name);
      const value =
        given ?? (fallback ? this.defaultValue(m, frame, fallback) : { kind: 'undefined' as const, name });
      names.set(name, value);
    }
    names.set('varargs', list(args.positional.slice(parameters.length), true));
    names.set(
      'kwargs',
      dict([...named].map(([name, value]) => [textAt(name, nowhere(frame)), value] as const)),
    );
  }

  private defaultValue(m: Machine, frame: Frame, fallback: Expression): Value {
    return this.evaluator.evaluate(m, frame, fallback);
  }
}

/** True for arguments that Jinja rejects: more than there are parameters, or of other names. */
function exceeds(parameters: readonly Parameter[], { positional, named }: Arguments): boolean {
  const names = new Set(parameters.map(({ name }) => name));
  return positional.length > parameters.length || [...named.keys()].some((name) => !names.has(name));
}

function nowhere(frame: Frame): Place {
  return { site: frame.site, start: 0, end: 0 };
}

function inner(frame: Frame): Frame {
  return { ...frame, scope: { names: new Map(), parent: frame.scope } };
}

/** True if all that the statement can do is to put one text in, or to leave it out. */
function isAddition(frame: Frame, { branches, else: otherwise }: Node<'if'>): boolean {
  const texts = new Set([
    ...branches.map(({ body }) => sourceOf(frame, body)),
    sourceOf(frame, otherwise ?? []),
  ]);
  if (texts.size < 2) return true;
  const replaces = branches.some(({ body }) =>
    body.some(
      (each) =>
        (each.type === 'set' || each.type === 'setBlock') &&
        each.target.type === 'name' &&
        valueOf(frame.scope, each.target.name) !== undefined,
    ),
  );
  return texts.size === 2 && texts.has('') && sourceOf(frame, otherwise ?? []) === '' && !replaces;
}

function sourceOf(frame: Frame, body: readonly Statement[]): string {
  const first = body[0];
  return first ? frame.text.slice(first.start, body.at(-1)!.end).trim() : '';
}

/** Most rounds ask nothing of `loop`. */
function loopVariable(index: number, items: readonly Value[]): Value {
  let known: Map<string, Value> | undefined;
  return {
    kind: 'object',
    name: 'loop',
    get attributes() {
      return (known ??= loopAttributes(index, items));
    },
  };
}

function loopAttributes(index: number, items: readonly Value[]): Map<string, Value> {
  const last = items.length - 1;
  return new Map<string, Value>([
    ['index', number(index + 1)],
    ['index0', number(index)],
    ['revindex', number(last - index + 1)],
    ['revindex0', number(last - index)],
    ['first', boolean(index === 0)],
    ['last', boolean(index === last)],
    ['length', number(items.length)],
    ['previtem', items[index - 1] ?? { kind: 'undefined', name: 'previtem' }],
    ['nextitem', items[index + 1] ?? { kind: 'undefined', name: 'nextitem' }],
    ['depth', number(1)],
    ['depth0', number(0)],
    [
      'cycle',
      callable('cycle', (args) => args.positional[index % Math.max(args.positional.length, 1)] ?? none),
    ],
  ]);
}
