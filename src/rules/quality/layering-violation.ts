import { z } from 'zod';
import { code } from '../../finding.ts';
import type { Dependency, Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { texts } from '../options.ts';
import type { Policy } from '../policy.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext } from '../rule.ts';
import { onePerDecision, type Decided } from '../shared/by-place.ts';
import { changedPairs, ownAdditions } from '../shared/pairs.ts';
import { selectorOf } from '../shared/selectors.ts';

const policy = {
  layers: { staging: ['models/staging/**'], intermediate: ['models/int/**'], marts: ['models/marts/**'] },
};
const base = {
  'models/sources.yml': 'version: 2\nsources:\n  - name: raw\n    tables:\n      - name: orders\n',
  'models/staging/stg_orders.sql': "select id\nfrom {{ source('raw', 'orders') }}\n",
  'models/int/int_orders.sql': "select id\nfrom {{ ref('stg_orders') }}\n",
  'models/marts/orders.sql': "select id\nfrom {{ ref('int_orders') }}\n",
};

export const rule = defineRule({
  id: 'quality/layering-violation',
  summary: 'A model reads one of a higher layer, or passes over the lowest one to a source',
  severity: 'low',
  why: 'Layers are there so that everybody knows where something is cleaned and decided once; a way back makes circles, and a way around cleans it twice.',
  advice: 'Read the layer below instead, or move what both need there.',
  options: z.strictObject({
    order: texts('layer names', 'Layers of the policy, the lowest first.').default([
      'staging',
      'intermediate',
      'marts',
    ]),
  }),
  silent: [
    'if the policy names no layers, or fewer than two of `order`',
    'models without a layer, and those of installed packages',
    'what a model read at base already, unless it moves to another layer',
    'a layer in between that is left out',
    'the same between the same layers in one pull request is one finding',
  ],
  examples: {
    fires: [
      {
        name: 'lets a staging model read a mart',
        base,
        head: { 'models/staging/stg_items.sql': "select id\nfrom {{ ref('orders') }}\n" },
        policy,
        findings: [{ path: 'models/staging/stg_items.sql', line: 2, severity: 'low', subject: 'orders' }],
      },
      {
        name: 'lets a mart read a source',
        base,
        head: { 'models/marts/orders.sql': "select id\nfrom {{ source('raw', 'orders') }}\n" },
        policy,
        findings: [{ path: 'models/marts/orders.sql', line: 2, subject: 'raw.orders' }],
      },
      {
        name: 'lets two staging models read a mart',
        base,
        head: {
          'models/staging/stg_a.sql': "select id from {{ ref('orders') }}\n",
          'models/staging/stg_b.sql': "select id from {{ ref('orders') }}\n",
        },
        policy,
        findings: [{ path: 'models/staging/stg_a.sql', line: 1 }],
      },
      {
        name: 'moves a model below what it reads',
        base,
        head: {
          'models/marts/orders.sql': null,
          'models/staging/orders.sql': base['models/marts/orders.sql'],
        },
        policy,
        findings: [{ path: 'models/staging/orders.sql', line: 2, subject: 'int_orders' }],
      },
      {
        name: 'has layers of other names',
        base: { 'models/gold/orders.sql': 'select 1 as id\n', 'models/bronze/items.sql': 'select 1 as id\n' },
        head: { 'models/bronze/items.sql': "select id from {{ ref('orders') }}\n" },
        policy: { layers: { bronze: ['models/bronze/**'], gold: ['models/gold/**'] } },
        options: { order: ['bronze', 'gold'] },
        findings: [{ path: 'models/bronze/items.sql', line: 1 }],
      },
    ],
    silent: [
      {
        name: 'names one layer alone',
        base,
        head: { 'models/staging/stg_items.sql': "select id\nfrom {{ ref('orders') }}\n" },
        policy: { layers: { marts: policy.layers.marts } },
      },
      {
        name: 'has no layers',
        base,
        head: { 'models/staging/stg_items.sql': "select id\nfrom {{ ref('orders') }}\n" },
      },
      {
        name: 'leaves the layer in between out',
        base,
        head: { 'models/marts/items.sql': "select id\nfrom {{ ref('stg_orders') }}\n" },
        policy,
      },
      {
        name: 'reads models of the same layer',
        base,
        head: { 'models/marts/items.sql': "select id\nfrom {{ ref('orders') }}\n" },
        policy,
      },
      {
        name: 'changes a model that read a higher layer before',
        base: { ...base, 'models/staging/stg_items.sql': "select id\nfrom {{ ref('orders') }}\n" },
        head: { 'models/staging/stg_items.sql': "select id, 1 as one\nfrom {{ ref('orders') }}\n" },
        policy,
      },
      {
        name: 'reads a mart in a model without a layer',
        base,
        head: { 'models/checks/all_orders.sql': "select id\nfrom {{ ref('orders') }}\n" },
        policy,
      },
    ],
  },
  check: (context) => onePerDecision(steps(context)),
});

/** Layers that the policy names, the lowest first. */
class Layers {
  readonly #names: readonly string[];
  readonly #policy: Policy;

  constructor(order: readonly string[], policy: Policy) {
    this.#names = order.filter((name) => Object.hasOwn(policy.layers, name));
    this.#policy = policy;
  }

  get areMany(): boolean {
    return this.#names.length > 1;
  }

  name(level: number): string {
    return this.#names[level] ?? '';
  }

  /** Counted from the lowest; -1 for what is in none. */
  of(project: Project, resource: Resource): number {
    const selectors = this.#names.map((name) => `layer:${name}`);
    const found = selectorOf(project, resource, selectors, this.#policy);
    return found === undefined ? -1 : selectors.indexOf(found);
  }
}

function* steps(context: RuleContext<{ order: readonly string[] }>): Iterable<Decided> {
  const layers = new Layers(context.options.order, context.policy);
  if (!layers.areMany) return;
  for (const { before, after, base, head } of changedPairs(context, ['model'])) {
    if (head.package !== after.name) continue;
    const isMoved = layers.of(before, base) !== layers.of(after, head);
    yield* ofModel(after, head, layers, isMoved ? [] : base.dependencies);
  }
  for (const { after, head } of ownAdditions(context, ['model'])) yield* ofModel(after, head, layers, []);
}

function* ofModel(
  project: Project,
  model: Resource,
  layers: Layers,
  had: readonly Dependency[],
): Iterable<Decided> {
  const own = layers.of(project, model);
  if (own < 0) return;
  const seen = new Set(had.flatMap(({ target }) => target ?? []));
  for (const { target, span } of model.dependencies) {
    const read = target === undefined ? undefined : project.resources.get(target);
    if (!read || seen.has(read.id)) continue;
    seen.add(read.id);
    const other = read.type === 'source' ? -1 : layers.of(project, read);
    const passesOver = read.type === 'source' && own > 0;
    if (!passesOver && other <= own) continue;
    const [here, there] = [layers.name(own), passesOver ? 'sources' : layers.name(other)];
    yield {
      confidence: 'proven',
      title: passesOver
        ? `${code(model.name)} of the layer ${code(here)} reads the source ${code(read.name)} itself`
        : `${code(model.name)} of the layer ${code(here)} reads ${code(read.name)} of ${code(there)}, which is above it`,
      message: passesOver
        ? `What ${code(layers.name(0))} does with sources is not done here.`
        : `${code(there)} is made of ${code(here)}: whatever is needed of it belongs further down.`,
      resource: model.id,
      subject: read.name,
      location: project.locate(span),
      decision: `${here} ${there}`,
    };
  }
}
