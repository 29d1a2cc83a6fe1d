/** Evaluates a template as far as it can be known without a warehouse. */
import type { Statement } from './ast.ts';
import { Context } from './context.ts';
import type { Environment } from './environment.ts';
import { flatten } from './flatten.ts';
import { defaultLimits } from './limits.ts';
import {
  LimitReached,
  Machine,
  Return,
  Sightings,
  spanKey,
  type Budget,
  type Output,
  type Variant,
} from './machine.ts';
import { parseTemplate, type SourceFile } from './parser.ts';
import type { MacroCall, Rendering, Span, Template, TemplateScan } from './rendered.ts';
import { scanBody } from './scan.ts';
import { Interpreter } from './statements.ts';
import { spanOf } from './text.ts';
import { byDefault, noneTaken, type Path, type Way } from './ways.ts';

/** A file, or the part of it that a snapshot block holds. */
export interface TemplateSource extends SourceFile {
  body?: readonly Statement[];
}

/** What a template refers to. */
export type Trace = Pick<Template, 'refs' | 'sources' | 'dynamic' | 'problem'>;

/** Everything `file` says in the project of `environment`. Never throws; what goes wrong is the template's `problem`. */
export function evaluateTemplate(file: TemplateSource, environment: Environment): Template {
  return attempt<Template>(file, environment, nothing, (body) => {
    const renderings: Rendering[] = [];
    const { seen, incomplete } = renderEveryWay(file, body, environment, (pieces, variant) => {
      const rendering = flatten(pieces, file.path, variant);
      const equal = renderings.find((each) => each.text === rendering.text);
      if (equal) equal.variants.push(variant);
      else renderings.push(rendering);
    });
    return {
      // With ways missing, those between say little more than the plain ones do.
      renderings: incomplete ? renderings.filter(isPlain) : renderings,
      incomplete,
      ...merged(seen, incomplete, scanBody(body, file.path), environment),
    };
  });
}

/**
 * What `file` refers to: the same without the text, which is most of the work.
 * @param scan of the same file
 */
export function traceTemplate(file: TemplateSource, scan: TemplateScan, environment: Environment): Trace {
  return attempt<Trace>(file, environment, nothing, (body) =>
    referred(renderEveryWay(file, body, environment).seen, scan),
  );
}

const nothing: Template = {
  renderings: [],
  incomplete: false,
  refs: [],
  sources: [],
  dynamic: [],
  macros: [],
  config: [],
};

/** @param none what to give besides the problem if there is one */
function attempt<T extends Trace>(
  file: TemplateSource,
  environment: Environment,
  none: T,
  render: (body: readonly Statement[]) => T,
): T {
  let body = file.body;
  if (!body) {
    const parsed = parseTemplate(file, environment.limits);
    if (!parsed.ok) return { ...none, problem: parsed.problem };
    body = parsed.body;
  }
  try {
    return render(body);
  } catch (cause) {
    if (cause instanceof LimitReached)
      return { ...none, problem: { message: cause.message, span: outermost(cause) } };
    // The depth limits come first for templates people write; this is for the ones made to break them.
    if (!(cause instanceof RangeError)) throw cause;
    const span = { path: file.path, start: 0, end: 0 };
    return { ...none, problem: { message: 'this template nests too deeply', span } };
  }
}

function outermost({ place }: LimitReached): Span {
  return place.site.calls.at(-1) ?? spanOf(place);
}

const interpreter = new Interpreter(new Context((m, frame, found) => interpreter.macro(m, frame, found)));

/** Gives the pieces of each rendering to `take`, if anybody wants them, and returns what all of them saw. */
function renderEveryWay(
  file: TemplateSource,
  body: readonly Statement[],
  environment: Environment,
  take?: (pieces: Output, variant: Variant) => void,
): { seen: Sightings; incomplete: boolean } {
  const limits = environment.limits ?? defaultLimits;
  const budget = { steps: limits.steps, characters: limits.characters };
  const seen = new Sightings();
  const add = (way: Way, branch: number) => {
    const paths: Path[] = [];
    for (const incremental of [false, true]) {
      if (incremental && !seen.askedIncremental) continue;
      const machine = new Machine(environment, { incremental, branch }, way, limits, budget, seen);
      machine.discards = !take;
      const pieces = renderOnce(file, body, machine, budget);
      take?.(pieces, machine.variant);
      paths.push(machine.decisions);
    }
    seen.conditions.rendered(way, paths);
  };
  add(byDefault, 0);
  if (seen.conditions.any) add(noneTaken, 1);
  const incomplete = !everyWay(seen, add);
  return { seen, incomplete };
}

/** Some of it is what a run by the defaults builds, or one that takes nothing that it need not. */
function isPlain({ variants }: Rendering): boolean {
  return variants.some(({ branch }) => branch < 2);
}

/** Renders what the plain ways leave out. False if that is too much. */
function everyWay({ conditions }: Sightings, add: (way: Way, branch: number) => void): boolean {
  for (let branch = 2; ; branch++) {
    const way = conditions.next();
    if (!way) return way === undefined;
    try {
      add(way, branch);
    } catch (cause) {
      // The plain ways went well: what they say stays.
      if (cause instanceof LimitReached) return false;
      throw cause;
    }
  }
}

function renderOnce(
  file: TemplateSource,
  body: readonly Statement[],
  machine: Machine,
  budget: Budget,
): Output {
  const out: Output = [];
  const frame = {
    site: { path: file.path, calls: [] },
    package: machine.environment.model.package,
    text: file.text,
    scope: { names: new Map() },
    calls: 0,
  };
  try {
    interpreter.execute(machine, frame, body, out);
  } catch (signal) {
    if (!(signal instanceof Return)) throw signal;
  }
  budget.steps -= out.length;
  return out;
}

/** What the renderings saw, and what stands in branches that none of them took. */
function merged(
  seen: Sightings,
  incomplete: boolean,
  scan: TemplateScan,
  environment: Environment,
): Pick<Template, 'refs' | 'sources' | 'dynamic' | 'macros' | 'config'> {
  const unseen = unseenBy(seen);
  const config = incomplete
    ? unseen(scan.config).map((each) => ({ ...each, value: { known: false as const } }))
    : [];
  return {
    ...referred(seen, scan),
    macros: [...seen.macros.values(), ...unseen(scan.macros).map((call) => resolved(call, environment))],
    config: [...seen.config.values(), ...config],
  };
}

function referred(seen: Sightings, scan: TemplateScan): Pick<Template, 'refs' | 'sources' | 'dynamic'> {
  const unseen = unseenBy(seen);
  return {
    refs: [...seen.refs.values(), ...unseen(scan.refs)],
    sources: [...seen.sources.values(), ...unseen(scan.sources)],
    dynamic: [...seen.dynamic.values(), ...unseen(scan.dynamic)],
  };
}

function unseenBy(seen: Sightings): <T extends { span: Span }>(all: readonly T[]) => T[] {
  const spans = new Set<string>();
  for (const kind of [seen.refs, seen.sources, seen.dynamic, seen.macros, seen.config])
    for (const each of kind.values()) spans.add(spanKey(each.span));
  return (all) => all.filter((each) => !spans.has(spanKey(each.span)));
}

function resolved(call: MacroCall, environment: Environment): MacroCall {
  const [name, package_] = call.name.split('.').reverse();
  const found = environment.macro(name!, package_, environment.model.package);
  return typeof found === 'string' ? call : { ...call, resolution: 'found', id: found.id };
}
