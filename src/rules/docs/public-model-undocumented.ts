import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerSweep } from '../shared/by-place.ts';
import { saysNothing } from '../shared/descriptions.ts';
import { changedPairs, isUnreadable, ownAdditions } from '../shared/pairs.ts';
import { documented } from '../shared/pii.ts';
import { listed } from '../shared/text.ts';

export const rule = defineRule({
  id: 'docs/public-model-undocumented',
  summary: 'A model becomes public, and it or some of its columns have no description',
  severity: 'medium',
  why: 'Other projects may build on a public model, and its properties are all that they can read about it.',
  advice: 'Describe the model and its columns before others build on them, or keep it `protected`.',
  silent: [
    'models that were public before this pull request',
    'new models without any description, which is `docs/new-model-undocumented`',
    'columns that cannot be known, and access that depends on the target',
  ],
  examples: {
    fires: [
      {
        name: 'opens a model whose columns are not described',
        base: {
          'models/orders.sql': 'select 1 as id, 2 as amount\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: One row an order\n',
        },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    description: One row an order\n    access: public\n    columns:\n      - {name: id, description: Of the shop}\n',
        },
        findings: [{ path: 'models/schema.yml', line: 5, severity: 'medium' }],
      },
      {
        name: 'adds a public model with one undescribed column',
        base: { 'models/orders.sql': 'select 1 as id, 2 as amount\n' },
        head: {
          'models/revenue.sql': 'select 1 as id, 2 as amount\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: revenue\n    description: One row a day\n    config:\n      access: public\n    columns:\n      - {name: id, description: Of the day}\n      - {name: amount}\n',
        },
        findings: [{ path: 'models/schema.yml', line: 6 }],
      },
    ],
    silent: [
      {
        name: 'opens a model that is described',
        base: { 'models/orders.sql': 'select 1 as id, 2 as amount\n' },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    description: One row an order\n    access: public\n    columns:\n      - {name: id, description: Of the shop}\n      - {name: amount, description: In euros}\n',
        },
      },
      {
        name: 'changes a model that was public',
        base: {
          'models/orders.sql': 'select 1 as id, 2 as amount\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    access: public\n',
        },
        head: { 'models/orders.sql': 'select 1 as id, 3 as amount\n' },
      },
      {
        name: 'opens a model to its group only',
        base: { 'models/orders.sql': 'select 1 as id, 2 as amount\n' },
        head: { 'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    access: protected\n' },
      },
    ],
  },
  check: (context) => onePerSweep(undescribed(context)),
});

function* undescribed(context: RuleContext): Iterable<RuleFinding> {
  for (const { project, head } of opened(context)) {
    const found = lacking(project, head);
    if (found) yield found;
  }
}

/** Models that head makes public. */
function* opened(context: RuleContext): Iterable<{ project: Project; head: Resource }> {
  for (const { before, after: project, base, head } of changedPairs(context, ['model'])) {
    const was = before.setting(base, 'access').value;
    if (was.known && was.value !== 'public' && project.known(head, 'access') === 'public')
      yield { project, head };
  }
  for (const { after: project, head } of ownAdditions(context, ['model'])) {
    if (project.known(head, 'access') === 'public' && head.properties?.description) yield { project, head };
  }
}

function lacking(project: Project, head: Resource): RuleFinding | undefined {
  const { properties } = head;
  if (properties && isUnreadable(project, properties.span.path)) return undefined;
  const columns = project
    .output(head.id)
    .columns.map(({ name }) => name)
    .filter((name) => saysNothing(documented(head, name)?.description ?? ''));
  const isSilent = saysNothing(properties?.description ?? '');
  if (columns.length === 0 && !isSilent) return undefined;
  const what = [...(isSilent ? ['the model'] : []), ...(columns.length > 0 ? [listed(columns, 5)] : [])];
  const span = project.setting(head, 'access').span ?? properties?.nameSpan ?? head.span;
  return {
    confidence: 'proven',
    title: `${code(head.name)} becomes public without ${isSilent ? 'a description' : 'descriptions of all columns'}`,
    message: `Nothing is said of ${what.join(', nor of ')}.`,
    resource: head.id,
    location: project.locate(span),
  };
}
