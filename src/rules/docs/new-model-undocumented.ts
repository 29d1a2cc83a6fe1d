import { z } from 'zod';
import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext } from '../rule.ts';
import { amount, texts } from '../options.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { isMart } from '../shared/audience.ts';
import { selectorOf } from '../shared/selectors.ts';
import { isUnreadable, ownAdditions } from '../shared/pairs.ts';
import { listed } from '../shared/text.ts';

export const rule = defineRule({
  id: 'docs/new-model-undocumented',
  summary: 'A new model has no description',
  severity: 'medium',
  why: 'Whoever finds the model later cannot tell what one row of it is, and builds the next one beside it.',
  advice: 'Add an entry with a description to a properties file: what one row is, and what it is for.',
  silent: [
    'if the description is in a doc block, or anywhere in the project',
    'low instead of medium for models that only the project itself reads',
    'projects in which hardly any model is described',
    'several new models of one project are one finding',
  ],
  examples: {
    fires: [
      {
        name: 'adds a mart without a description',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: One row an order\n',
        },
        head: { 'models/marts/revenue.sql': "select id from {{ ref('orders') }}\n" },
        findings: [{ path: 'models/marts/revenue.sql', line: 1, severity: 'medium' }],
      },
      {
        name: 'adds a staging model with an entry that says nothing',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: One row an order\n',
        },
        head: {
          'models/staging/stg_items.sql': 'select 1 as id\n',
          'models/staging/schema.yml': 'version: 2\nmodels:\n  - name: stg_items\n    description: ""\n',
        },
        findings: [{ path: 'models/staging/stg_items.sql', line: 1, severity: 'low' }],
      },
      {
        name: 'adds several models without descriptions',
        base: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: One row an order\n',
        },
        head: {
          'models/base/base_items.sql': 'select 1 as id\n',
          'models/marts/items.sql': "select id from {{ ref('base_items') }}\n",
        },
        findings: [{ path: 'models/marts/items.sql', line: 1, severity: 'medium' }],
      },
    ],
    silent: [
      {
        name: 'adds a model with its description',
        base: {},
        head: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n    description: One row an order\n',
        },
      },
      {
        name: 'describes it in a doc block',
        base: {},
        head: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    description: "{{ doc(\'orders\') }}"\n',
          'models/docs.md': '{% docs orders %}One row an order{% enddocs %}\n',
        },
      },
      {
        name: 'adds a model outside the layer that the team describes',
        base: {},
        head: { 'models/staging/stg_orders.sql': 'select 1 as id\n' },
        options: { paths: ['layer:marts'] },
        policy: { layers: { marts: ['models/marts/**'] } },
      },
      {
        name: 'installs a package with models of its own',
        base: { 'dbt_project.yml': 'name: shop\n' },
        head: {
          'dbt_packages/dates/dbt_project.yml': 'name: dates\n',
          'dbt_packages/dates/models/days.sql': 'select 1 as id\n',
        },
      },
      {
        name: 'gives an undescribed model another name',
        base: {
          'models/orders.sql': 'select\n  1 as id,\n  2 as amount\n',
          'models/items.sql': 'select 1 as id\n',
          'models/schema.yml': 'models:\n  - {name: items, description: Of an order}\n',
        },
        head: {
          'models/orders.sql': null,
          'models/int_orders.sql': 'select\n  1 as id,\n  2 as amount\n',
        },
      },
      {
        name: 'moves an undescribed model',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: { 'models/orders.sql': null, 'models/staging/orders.sql': 'select 1 as id\n' },
      },
    ],
  },
  options: z.strictObject({
    'described-share': amount(
      0.2,
      0,
      1,
      'In projects that describe a smaller part of their models nothing is reported.',
    ),
    paths: texts(
      'selectors',
      'Only models in these places: globs of paths below the dbt project, tag:NAME or layer:NAME. Without one, all.',
    ),
  }),
  *check(context) {
    const { policy, options } = context;
    const projects = new Map<Project, Resource[]>();
    for (const { head, after, before } of ownAdditions(context, ['model'])) {
      if (head.properties?.description || (before && !usuallyDescribes(before, options['described-share'])))
        continue;
      if (isRenamed(context, head)) continue;
      if (options.paths.length > 0 && !selectorOf(after, head, options.paths, policy)) continue;
      if (hasUnreadableProperties(after)) continue;
      projects.set(after, [...(projects.get(after) ?? []), head]);
    }
    for (const [project, models] of projects) {
      // The models that others read come first: they are where the finding is shown.
      const [first, ...others] = models.toSorted(
        (a, b) => Number(isMart(project, b, policy)) - Number(isMart(project, a, policy)),
      ) as [Resource, ...Resource[]];
      const start = (head: Resource) => project.locate({ ...head.span, end: head.span.start });
      yield {
        severity: isMart(project, first, policy) ? 'medium' : 'low',
        confidence: 'proven',
        title: `${listed([first, ...others].map(({ name }) => name))} ${others.length === 0 ? 'has' : 'have'} no description`,
        message: `No properties file says what a row of ${others.length === 0 ? 'the new model' : `these ${models.length} new models`} is.`,
        resource: others.length === 0 ? first.id : `${project.root}${project.root && '/'}dbt_project.yml`,
        location: start(first),
        related: others.map((head) => ({ ...start(head), message: `model ${code(head.name)}` })),
      };
    }
  },
});

/** What the change only calls otherwise is not new; a description that stays behind is for `docs/yml-orphan`. */
function isRenamed({ change }: RuleContext, { path }: Resource): boolean {
  return change.files.some((file) => file.path === path && file.previousPath !== undefined);
}

/** Of larger projects so many models are asked, evenly spread. */
const sample = 300;

/** A team that describes few of its models has decided not to; reminding it helps nobody. */
function usuallyDescribes(project: Project, share: number): boolean {
  const all = [...project.resources.values()].filter(
    ({ type, package: name }) => type === 'model' && name === project.name,
  );
  const step = Math.ceil(all.length / sample);
  const models = all.filter((_, index) => index % step === 0);
  const enough = share * models.length;
  let described = 0;
  // Each is a properties entry to read: it ends once the rest cannot change the answer.
  for (let read = 0; described < enough && described + models.length - read >= enough; read++)
    if (models[read]!.properties?.description) described++;
  return described >= enough;
}

function hasUnreadableProperties(project: Project): boolean {
  return project.problems.some(({ span }) => /\.ya?ml$/.test(span.path) && isUnreadable(project, span.path));
}
