/** What templates refer to, found by evaluating them; the same for both revisions where nothing they ask for differs. */
import type { Environment, MacroLookup } from '../jinja/environment.ts';
import { traceTemplate, type TemplateSource } from '../jinja/evaluate.ts';
import type { Template } from '../jinja/rendered.ts';

/** A question that an evaluation asked, and what came of it. */
interface Asked {
  answer: unknown;
  ask(environment: Environment): unknown;
}

interface Trace {
  template: Template;
  asked: readonly Asked[];
}

/**
 * The trace of a template, or the one of the last time with this key if every question that it asked has the same
 * answer still.
 * @param known by key; an evaluation must depend on nothing but its key and what it asks `environment`
 */
export function sharedTrace(
  known: Map<string, unknown>,
  key: string,
  file: () => TemplateSource,
  environment: Environment,
): Template {
  const before = known.get(key) as Trace | undefined;
  if (before?.asked.every(({ ask, answer }) => ask(environment) === answer)) return before.template;
  const recorder = new Recorder(environment);
  const template = traceTemplate(file(), recorder);
  known.set(key, { template, asked: [...recorder.asked.values()] } satisfies Trace);
  return template;
}

class Recorder implements Environment {
  readonly asked = new Map<string, Asked>();
  readonly model: Environment['model'];
  readonly adapter?: string;
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
    this.model = environment.model;
    if (environment.adapter !== undefined) this.adapter = environment.adapter;
  }

  macro(name: string, package_: string | undefined, from: string): MacroLookup {
    const found = this.#environment.macro(name, package_, from);
    const ask = (environment: Environment) => identity(environment.macro(name, package_, from));
    this.#note(`macro ${name} ${package_ ?? ''} ${from}`, ask, identity(found));
    return found;
  }

  variable(name: string, from: string): unknown {
    const value = this.#environment.variable(name, from);
    const ask = (environment: Environment) => JSON.stringify(environment.variable(name, from));
    this.#note(`variable ${name} ${from}`, ask, JSON.stringify(value));
    return value;
  }

  /** Traces are for the graph, without which nobody knows columns. */
  columns(): undefined {
    return undefined;
  }

  #note(key: string, ask: Asked['ask'], answer: unknown): void {
    if (!this.asked.has(key)) this.asked.set(key, { ask, answer });
  }
}

/** A definition is the same object in both revisions if its file is the same. */
function identity(found: MacroLookup): unknown {
  return typeof found === 'string' ? found : found.definition;
}
