import { code } from '../../finding.ts';
import type { Location } from '../../finding.ts';
import type { Resource, ResourceType } from '../../project/dbt/resources.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext } from '../rule.ts';
import { saysNothing, stoodAtBase } from '../shared/descriptions.ts';
import { changedPairs, ownAdditions } from '../shared/pairs.ts';
import { documented } from '../shared/pii.ts';
import { byPlace } from '../shared/text.ts';

const rawOrders = (source: string) =>
  `sources:\n  - name: ${source}\n    tables:\n      - name: orders\n        columns:\n          - name: id\n            description: TODO\n`;

export const rule = defineRule({
  id: 'docs/placeholder',
  summary: 'A new description is a placeholder or only repeats the name',
  severity: 'low',
  why: 'It counts as documented from now on, so nobody looks for what is missing.',
  advice:
    'Write what the name does not say: where the value comes from, its unit, when it is empty. Or leave the description out.',
  silent: [
    'descriptions that base has already, be it under another name of the model, and a text that a placeholder replaces: that is `docs/description-removed`',
    'empty descriptions',
    'all of one properties file are one finding',
  ],
  examples: {
    fires: [
      {
        name: 'adds a model that is still to be described',
        base: {},
        head: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: TODO\n',
        },
        findings: [{ path: 'models/schema.yml', line: 3, severity: 'low' }],
      },
      {
        name: 'describes columns by their names',
        base: {
          'models/orders.sql': 'select 1 as id, 2 as net_amount\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: One row an order\n',
        },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    description: One row an order\n    columns:\n      - name: id\n        description: tbd\n      - name: net_amount\n        description: Net amount.\n',
        },
        findings: [{ path: 'models/schema.yml', line: 6 }],
      },
    ],
    silent: [
      {
        name: 'gives another name to a source that was described so',
        base: { 'models/sources.yml': rawOrders('raw') },
        head: { 'models/sources.yml': rawOrders('shop') },
      },
      {
        name: 'says more than the name',
        base: { 'models/orders.sql': 'select 1 as net_amount\n' },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: net_amount\n        description: Net amount in euros\n',
        },
      },
      {
        name: 'changes a model with a placeholder',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: TODO\n',
        },
        head: { 'models/orders.sql': 'select 2 as id\n' },
      },
      {
        name: 'replaces a description by a placeholder',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: One row an order\n',
        },
        head: { 'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: TODO\n' },
      },
    ],
  },
  *check(context) {
    // Whoever describes columns like that does so in many files at once.
    const [first, ...others] = [...placeholders(context)].sort((a, b) => byPlace(a.location, b.location));
    if (!first) return;
    yield {
      confidence: 'proven',
      title: `The description of ${code(first.name)} says nothing${others.length === 0 ? '' : `, nor ${others.length === 1 ? 'does' : 'do'} ${others.length === 1 ? 'one more' : `${others.length} more`}`}`,
      message: `It reads ${code(first.text)}.`,
      resource: first.resource.id,
      location: first.location,
      related: others
        .slice(0, 20)
        .map(({ name, text, location }) => ({ ...location, message: `${code(name)}: ${code(text)}` })),
    };
  },
});

const types: ResourceType[] = ['model', 'seed', 'snapshot', 'source'];

interface Placeholder {
  resource: Resource;
  /** Of the model or the column. */
  name: string;
  text: string;
  /** What is written of the model or the column. */
  entry: Span;
  location: Location;
}

function* placeholders(context: RuleContext): Iterable<Placeholder> {
  for (const { change, base, head, after } of changedPairs(context, types))
    if (change.because.includes('properties')) yield* of(after, head, base);
  for (const { head, after } of ownAdditions(context, types))
    for (const found of of(after, head)) if (!stoodAtBase(context, after, found.entry)) yield found;
}

function* of(project: Project, head: Resource, base?: Resource): Iterable<Placeholder> {
  const { properties } = head;
  if (!properties) return;
  const own = {
    name: head.name,
    description: properties.description,
    nameSpan: properties.nameSpan,
    span: properties.span,
    was: base?.properties?.description,
  };
  const columns = properties.columns.map((column) => ({
    ...column,
    was: documented(base, column.name.toLowerCase())?.description,
  }));
  for (const { name, description: text, nameSpan, span, was } of [own, ...columns]) {
    if (text === '' || (was ?? '') !== '' || !(saysNothing(text) || repeats(text, name))) continue;
    yield { resource: head, name, text, entry: span, location: project.locate(nameSpan) };
  }
}

function repeats(text: string, name: string): boolean {
  return text.length < 200 && words(text) === words(name);
}

function words(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
