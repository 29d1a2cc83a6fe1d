import { code } from '../../finding.ts';
import type { DocumentedColumn, Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerSweep } from '../shared/by-place.ts';
import { changedPairs, ownAdditions, type Pair } from '../shared/pairs.ts';
import { conflictingUnits } from '../shared/units.ts';

const described = (orders: string, report: string) =>
  `version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: amount\n        description: ${orders}\n  - name: report\n    columns:\n      - name: amount\n        description: ${report}\n`;
const models = {
  'models/orders.sql': 'select id, amount from raw.orders\n',
  'models/report.sql': "select id, amount from {{ ref('orders') }}\n",
};

export const rule = defineRule({
  id: 'docs/description-conflict',
  summary: 'A column that comes through unchanged is described in another unit than where it comes from',
  severity: 'low',
  why: 'One of the two descriptions is wrong, and whoever believes it is wrong by a factor.',
  advice: 'Correct the wrong description, or convert the value.',
  silent: [
    'descriptions that differ in anything but a unit that both of them name: `in cents`, `(UTC)`',
    'columns that are computed, cast or come from several columns',
    'descriptions that contradicted each other at base already',
    'descriptions with Jinja, and values that only a macro changes',
    'the same contradiction of several columns is one finding',
  ],
  examples: {
    fires: [
      {
        name: 'describes an amount that comes through in another unit',
        base: models,
        head: { 'models/schema.yml': described('Amount of the order in cents', 'Amount of the order (USD)') },
        findings: [{ path: 'models/schema.yml', line: 9, severity: 'low', subject: 'amount' }],
      },
      {
        name: 'corrects the upper description alone',
        base: { ...models, 'models/schema.yml': described('Amount in dollars', 'Amount in dollars') },
        head: { 'models/schema.yml': described('Amount in cents', 'Amount in dollars') },
        findings: [{ path: 'models/schema.yml', line: 9 }],
      },
      {
        name: 'corrects the upper description, and gives the lower model a tag',
        base: { ...models, 'models/schema.yml': described('Amount in dollars', 'Amount in dollars') },
        head: {
          'models/schema.yml': described('Amount in cents', 'Amount in dollars'),
          'models/report.sql': `{{ config(tags=['daily']) }}\n${models['models/report.sql']}`,
        },
        findings: [{ path: 'models/schema.yml', line: 9 }],
      },
      {
        name: 'no longer converts what is described as converted',
        base: {
          ...models,
          'models/report.sql': "select id, amount / 100 as amount from {{ ref('orders') }}\n",
          'models/schema.yml': described('Amount in cents', 'Amount in dollars'),
        },
        head: { 'models/report.sql': models['models/report.sql'] },
        findings: [{ path: 'models/schema.yml', line: 9 }],
      },
    ],
    silent: [
      {
        name: 'says the same in other words',
        base: models,
        head: {
          'models/schema.yml': described('What the order costs, in US dollars', 'Value of the order (USD)'),
        },
      },
      {
        name: 'converts the value',
        base: models,
        head: {
          'models/report.sql': "select id, amount / 100 as amount from {{ ref('orders') }}\n",
          'models/schema.yml': described('Amount in cents', 'Amount in dollars'),
        },
      },
      {
        name: 'names a unit of something else',
        base: models,
        head: {
          'models/schema.yml': described('Amount in cents, updated every hour', 'Amount, kept for 90 days'),
        },
      },
      {
        name: 'names both units',
        base: models,
        head: {
          'models/schema.yml': described('Amount in cents', 'Amount in cents; in dollars it is total'),
        },
      },
      {
        name: 'changes a model that was described wrongly before',
        base: { ...models, 'models/schema.yml': described('Amount in cents', 'Amount in dollars') },
        head: { 'models/report.sql': "select id, amount, 1 as one from {{ ref('orders') }}\n" },
      },
    ],
  },
  check: (context) => onePerSweep(conflicts(context), ({ message }) => message),
});

function* conflicts(context: RuleContext): Iterable<RuleFinding> {
  for (const { before, after, base, head } of comparable(context)) {
    const known = new Set([...contradictions(before, base)].map(({ subject }) => subject));
    for (const found of contradictions(after, head)) if (!known.has(found.subject)) yield found;
  }
  for (const { after, head } of ownAdditions(context, types)) yield* contradictions(after, head);
}

const types = ['model', 'snapshot'] as const;
/** So many readers of one resource are looked at. */
const maxReaders = 50;

/** What the pull request writes itself, and those that read what it describes in other words. */
function* comparable(context: RuleContext): Iterable<Omit<Pair, 'change'>> {
  const pairs = [...changedPairs(context, ['source', 'seed', ...types])].filter(isWritten);
  const seen = new Set<string>();
  for (const { before, after, base, head, change } of pairs) {
    if (!isQueried(head) || (!isDescribed(change) && after.keepsQuery(head.id))) continue;
    seen.add(head.id);
    yield { before, after, base, head };
  }
  for (const { before, after, head, change } of pairs) {
    if (!isDescribed(change)) continue;
    for (const { resource } of after.consumers(head.id).slice(0, maxReaders)) {
      const old = before.resources.get(resource.id);
      if (!old || !isQueried(resource) || seen.has(resource.id)) continue;
      seen.add(resource.id);
      yield { before, after, base: old, head: resource };
    }
  }
}

function isDescribed({ because }: Pair['change']): boolean {
  return because.includes('properties');
}

function isQueried({ type }: Resource): boolean {
  return type === 'model' || type === 'snapshot';
}

function isWritten({ change }: Pair): boolean {
  return change.because.some((cause) => cause === 'sql' || cause === 'properties');
}

function* contradictions(project: Project, model: Resource): Iterable<RuleFinding> {
  for (const entry of (model.properties?.columns ?? []).filter(states)) {
    const name = entry.name.toLowerCase();
    const column = project.output(model.id).columns.find((each) => each.name === name);
    const [origin, ...others] = column?.passthrough ? column.origins : [];
    const from = origin && project.resources.get(origin.relation);
    const above = from?.properties?.columns.find((each) => each.name.toLowerCase() === origin?.column);
    const units =
      above && others.length === 0 && states(above) && conflictingUnits(entry.description, above.description);
    if (!from || !above || !units) continue;
    yield {
      confidence: 'likely',
      title: `${code(`${model.name}.${entry.name}`)} is described in ${units[0]}, and in ${units[1]} where it comes from`,
      message: `It is ${code(`${from.name}.${above.name}`)}, unchanged.`,
      resource: model.id,
      subject: name,
      location: project.locate(entry.nameSpan),
      related: [{ ...project.locate(above.nameSpan), message: `the description of ${code(above.name)}` }],
    };
  }
}

/** True if it may name a unit. */
function states({ description }: DocumentedColumn): boolean {
  return description !== '' && !description.includes('{{');
}
