/** What can be read off a template's syntax, without evaluating anything. */
import type { Argument, Expression, Range, Statement, Target } from './ast.ts';
import { configNames } from './config-names.ts';
import { literalText, literalValue } from './literal.ts';
import { contextFunctions, contextObjects } from './names.ts';
import { parseTemplate, type SourceFile } from './parser.ts';
import type { CallArguments, MacroCall, RefCall, SourceCall, Span, TemplateScan } from './rendered.ts';
import { walk, walkExpression, walkStatements } from './walk.ts';

type Call = Extract<Expression, { type: 'call' }>;

/** Reads a model, analysis or test file. What is inside macro definitions is left out: calling them is what counts. */
export function scanTemplate(file: SourceFile): TemplateScan {
  const parsed = parseTemplate(file);
  if (!parsed.ok) return { ...emptyScan(), problem: parsed.problem };
  return scanBody(parsed.body, file.path);
}

/** Reads a parsed body; `parameters` are names that hide macros of the same name. */
export function scanBody(
  body: readonly Statement[],
  path: string,
  parameters: readonly { name: string; default?: Expression }[] = [],
): TemplateScan {
  const scanner = new Scanner(path, configNames(body));
  for (const { name } of parameters) scanner.locals.add(name);
  scanner.collectLocals(body);
  for (const parameter of parameters)
    if (parameter.default)
      walkExpression(parameter.default, {
        expression: (node) => scanner.expression(node),
        statement: () => true,
      });
  walk(body, { expression: (node) => scanner.expression(node), statement: (node) => node.type !== 'macro' });
  return scanner.scan;
}

function emptyScan(): TemplateScan {
  return { refs: [], sources: [], dynamic: [], macros: [], config: [] };
}

class Scanner {
  readonly scan = emptyScan();
  readonly path: string;
  /** Names the template assigns: calling them calls no macro of the project. */
  readonly locals = new Set<string>();
  /** What stands behind names that config() is given. */
  readonly #values: ReadonlyMap<string, Expression>;

  constructor(path: string, values: ReadonlyMap<string, Expression>) {
    this.path = path;
    this.#values = values;
  }

  collectLocals(body: readonly Statement[]): void {
    walkStatements(body, (node) => {
      if (node.type === 'set' || node.type === 'setBlock' || node.type === 'for') this.addTarget(node.target);
      else if (node.type === 'with') for (const { target } of node.bindings) this.addTarget(target);
      else if (node.type === 'callBlock') for (const { name } of node.parameters) this.locals.add(name);
      if (node.type === 'macro') this.locals.add(node.name);
      return node.type !== 'macro';
    });
  }

  private addTarget(target: Target): void {
    if (target.type === 'tuple') for (const item of target.items) this.addTarget(item);
    else if (target.type === 'name') this.locals.add(target.name);
  }

  expression(node: Expression): void {
    if (node.type !== 'call') return;
    const { of } = node;
    if (of.type === 'name') this.named(of.name, node);
    else if (of.type === 'attribute' && of.of.type === 'name') this.qualified(of.of.name, of.name, node);
  }

  private named(name: string, call: Call): void {
    if (this.locals.has(name)) return;
    if (name === 'ref') this.ref(call);
    else if (name === 'source') this.source(call);
    else if (name === 'config') this.config(call);
    else if (!contextFunctions.has(name)) this.macro(name, call, { arguments: argumentsOf(call) });
  }

  private qualified(object: string, name: string, call: Call): void {
    if (this.locals.has(object)) return;
    if (object === 'builtins' && name === 'ref') this.ref(call);
    else if (object === 'builtins' && name === 'source') this.source(call);
    else if (object === 'adapter' && name === 'dispatch') this.dispatch(call);
    else if (!contextObjects.has(object))
      this.macro(`${object}.${name}`, call, { arguments: argumentsOf(call) });
  }

  private ref(call: Call): void {
    const ref = refCall(call.args, this.span(call));
    if (ref) this.scan.refs.push(ref);
    else this.scan.dynamic.push({ kind: 'dynamic', function: 'ref', span: this.span(call) });
  }

  private source(call: Call): void {
    const source = sourceCall(call.args, this.span(call));
    if (source) this.scan.sources.push(source);
    else this.scan.dynamic.push({ kind: 'dynamic', function: 'source', span: this.span(call) });
  }

  private macro(name: string, call: Range, how: Pick<MacroCall, 'arguments' | 'dispatch'>): void {
    this.scan.macros.push({ name, resolution: 'unknown', span: this.span(call), direct: true, ...how });
  }

  private dispatch(call: Call): void {
    const argument = (index: number, name: string) =>
      literalText((call.args.find((each) => each.name === name) ?? call.args[index])?.value);
    const name = argument(0, 'macro_name');
    const namespace = argument(1, 'macro_namespace');
    if (name === undefined) return;
    this.macro(namespace === undefined ? name : `${namespace}.${name}`, call, { dispatch: true });
  }

  private config(call: Call): void {
    for (const argument of call.args) {
      const value = this.valueOf(argument.value);
      if (argument.name !== undefined)
        this.scan.config.push({
          key: argument.name,
          value: literalValue(value),
          span: this.span(argument),
        });
      else if (value.type === 'dict') this.configDict(value);
      else this.scan.openConfig = true;
    }
  }

  private configDict(node: Extract<Expression, { type: 'dict' }>): void {
    for (const { key, value } of node.entries) {
      const name = literalText(key);
      const span = { path: this.path, start: key.start, end: value.end };
      if (name === undefined) this.scan.openConfig = true;
      else this.scan.config.push({ key: name, value: literalValue(value), span });
    }
  }

  private valueOf(node: Expression): Expression {
    return (node.type === 'name' && this.#values.get(node.name)) || node;
  }

  private span(range: Range): Span {
    return { path: this.path, start: range.start, end: range.end };
  }
}

function argumentsOf({ args }: Call): CallArguments {
  return {
    positional: args.filter(({ name, spread }) => name === undefined && !spread).length,
    named: args.flatMap(({ name }) => name ?? []),
    open: args.some(({ spread }) => spread !== undefined),
  };
}

/** A `ref` with literal arguments; undefined otherwise. */
export function refCall(args: readonly Argument[], span: Span): RefCall | undefined {
  const positional = args.filter((each) => each.name === undefined && !each.spread);
  const names = positional.map((each) => literalText(each.value));
  const name = names.at(-1);
  if (name === undefined || names.includes(undefined) || names.length > 2) return undefined;
  const ref: RefCall = { kind: 'ref', name, span };
  if (names.length === 2) ref.package = names[0]!;
  for (const argument of args) {
    if (argument.spread) return undefined;
    if (argument.name === undefined) continue;
    const value = literalValue(argument.value);
    if (!value.known) return undefined;
    if (argument.name === 'v' || argument.name === 'version') ref.version = String(value.value);
  }
  return ref;
}

/** The same for a `source`. */
export function sourceCall(args: readonly Argument[], span: Span): SourceCall | undefined {
  const [source, table] = args.map((each) => (each.spread ? undefined : literalText(each.value)));
  if (args.length !== 2 || source === undefined || table === undefined) return undefined;
  return { kind: 'source', source, table, span };
}
