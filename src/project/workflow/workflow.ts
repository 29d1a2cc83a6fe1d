/** What a GitHub workflow or a composite action says, with lines. A pure function of its text. */
import { get, items, textOf } from '../yaml/node.ts';
import type { YamlNode } from '../yaml/node.ts';
import { parseYaml } from '../yaml/parse.ts';
import { Lines } from '../dbt/lines.ts';

/** A text and the line on which it begins, counted from 1. */
export interface Placed {
  text: string;
  line: number;
}

/** What a token may do. `every`: the short forms `read-all` and `write-all`. */
export interface Permissions {
  line: number;
  every?: 'read' | 'write';
  /** By scope: `contents`, `id-token`, … */
  scopes: ReadonlyMap<string, Placed>;
}

export interface Step {
  line: number;
  uses?: Placed;
  run?: Placed;
  condition?: string;
  /** `with`, by name. */
  inputs: ReadonlyMap<string, Placed>;
}

export interface Job {
  id: string;
  line: number;
  permissions?: Permissions;
  condition?: string;
  /** True if it waits for whatever rules an environment has. */
  hasEnvironment: boolean;
  /** A reusable workflow instead of steps. */
  uses?: Placed;
  /** Labels as they stand, expressions too; empty if it says a group or nothing. */
  runsOn: readonly Placed[];
  /** How many jobs its matrix makes; 1 without a matrix, undefined if that is only known when it runs. */
  legs: number | undefined;
  matrixLine?: number;
  steps: readonly Step[];
}

export interface Workflow {
  /** Events by name, with their lines. */
  events: ReadonlyMap<string, number>;
  /** Cron expressions of `on.schedule`. */
  schedules: readonly Placed[];
  permissions?: Permissions;
  /** By id. A composite action has one, called `runs`. */
  jobs: ReadonlyMap<string, Job>;
}

/** True for the files that GitHub reads as workflows. */
export function isWorkflowPath(path: string): boolean {
  return /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);
}

/** True for the file of an action, which may be in any folder. */
export function isActionPath(path: string): boolean {
  return /(^|\/)action\.ya?ml$/.test(path);
}

/** Undefined if it is no YAML, or no workflow. */
export function readWorkflow(text: string): Workflow | undefined {
  const { root } = parseYaml(text);
  if (root?.kind !== 'map') return undefined;
  const reader = new WorkflowReader(new Lines(text));
  return reader.workflow(root);
}

class WorkflowReader {
  readonly #lines: Lines;

  constructor(lines: Lines) {
    this.#lines = lines;
  }

  workflow(root: YamlNode): Workflow {
    const on = get(root, 'on');
    const permissions = this.#permissions(root);
    const jobs = new Map<string, Job>();
    const runs = get(root, 'runs');
    if (runs) jobs.set('runs', this.#job('runs', runs, this.#line(runs)));
    for (const [id, { key, value }] of entriesOf(get(root, 'jobs')))
      jobs.set(id, this.#job(id, value, this.#lines.lineAt(key.start)));
    return {
      events: this.#events(on),
      schedules: this.#schedules(on),
      ...(permissions && { permissions }),
      jobs,
    };
  }

  #events(on: YamlNode | undefined): Map<string, number> {
    const events = new Map<string, number>();
    for (const [name, { key }] of entriesOf(on)) events.set(name, this.#lines.lineAt(key.start));
    for (const node of on?.kind === 'list' ? on.items : on ? [on] : []) {
      const name = textOf(node);
      if (name !== undefined) events.set(name, this.#line(node));
    }
    return events;
  }

  #schedules(on: YamlNode | undefined): Placed[] {
    return items(get(on, 'schedule')).flatMap((item) => this.#placed(get(item, 'cron')) ?? []);
  }

  #permissions(node: YamlNode): Permissions | undefined {
    const entry = node.kind === 'map' ? node.entries.get('permissions') : undefined;
    if (!entry) return undefined;
    const line = this.#lines.lineAt(entry.key.start);
    const every = /^(read|write)-all$/.exec(textOf(entry.value) ?? '')?.[1] as 'read' | 'write' | undefined;
    const scopes = new Map<string, Placed>();
    for (const [scope, { key, value }] of entriesOf(entry.value)) {
      const text = textOf(value);
      if (text !== undefined) scopes.set(scope, { text, line: this.#lines.lineAt(key.start) });
    }
    return { line, ...(every && { every }), scopes };
  }

  #job(id: string, node: YamlNode, line: number): Job {
    const permissions = this.#permissions(node);
    const condition = textOf(get(node, 'if'));
    const uses = this.#placed(get(node, 'uses'));
    const matrix = get(get(node, 'strategy'), 'matrix');
    return {
      id,
      line,
      ...(permissions && { permissions }),
      ...(condition !== undefined && { condition }),
      hasEnvironment: get(node, 'environment') !== undefined,
      ...(uses && { uses }),
      runsOn: this.#labels(get(node, 'runs-on')),
      legs: matrix ? legsOf(matrix) : 1,
      ...(matrix && { matrixLine: this.#line(matrix) }),
      steps: items(get(node, 'steps')).map((step) => this.#step(step)),
    };
  }

  #labels(node: YamlNode | undefined): Placed[] {
    const labels = node?.kind === 'map' ? get(node, 'labels') : node;
    const nodes = labels?.kind === 'list' ? labels.items : labels ? [labels] : [];
    return nodes.flatMap((label) => this.#placed(label) ?? []);
  }

  #step(node: YamlNode): Step {
    const uses = this.#placed(get(node, 'uses'));
    const run = this.#placed(get(node, 'run'));
    const condition = textOf(get(node, 'if'));
    const inputs = new Map<string, Placed>();
    for (const [name, { value }] of entriesOf(get(node, 'with'))) {
      const placed = this.#placed(value);
      if (placed) inputs.set(name, placed);
    }
    return {
      line: this.#line(node),
      ...(uses && { uses }),
      ...(run && { run }),
      ...(condition !== undefined && { condition }),
      inputs,
    };
  }

  #placed(node: YamlNode | undefined): Placed | undefined {
    const text = textOf(node);
    return node && text !== undefined ? { text, line: this.#line(node) } : undefined;
  }

  #line(node: YamlNode): number {
    return this.#lines.lineAt(node.start);
  }
}

/** Product of the lists, and what `include` adds by itself. Undefined where an expression or `exclude` decides. */
function legsOf(matrix: YamlNode): number | undefined {
  if (matrix.kind !== 'map' || matrix.entries.has('exclude')) return undefined;
  let legs = 1;
  let dimensions = 0;
  for (const [name, { value }] of matrix.entries) {
    if (name === 'include') continue;
    if (value.kind !== 'list') return undefined;
    legs *= value.items.length;
    dimensions++;
  }
  const include = matrix.entries.get('include')?.value;
  if (!include) return legs;
  if (include.kind !== 'list') return undefined;
  // With dimensions an entry may extend a leg or make one of its own.
  return dimensions === 0 ? include.items.length : undefined;
}

function entriesOf(node: YamlNode | undefined) {
  return node?.kind === 'map' ? node.entries : [];
}
