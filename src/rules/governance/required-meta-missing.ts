import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { z } from 'zod';
import { defineRule } from '../rule.ts';
import { texts } from '../options.ts';
import { isUnreadable, ownAdditions } from '../shared/pairs.ts';
import { selectorOf } from '../shared/selectors.ts';
import { listed } from '../shared/text.ts';

const properties = (meta: string) =>
  `version: 2\nmodels:\n  - name: orders\n    description: One row an order\n${meta}`;

export const rule = defineRule({
  id: 'governance/required-meta-missing',
  summary:
    'A new model lacks a key of `meta` that the team requires, or has an owner that is none of its owners',
  severity: 'medium',
  why: 'When the model breaks or somebody asks for access, nobody knows whom to ask.',
  advice: 'Add the keys under `meta` of the model, or of its folder in dbt_project.yml.',
  silent: [
    'models that were there before',
    'if `meta` depends on a variable or the environment, or a properties file cannot be read',
    'with no `policy: { required-meta: … }`, keys other than `owner`',
  ],
  default: 'off',
  options: z.strictObject({
    paths: texts(
      'selectors',
      'Only models in these places: globs of paths below the dbt project, tag:NAME or layer:NAME. Without one, all.',
    ),
  }),
  examples: {
    fires: [
      {
        name: 'adds a model without an owner',
        base: {},
        head: { 'models/orders.sql': 'select 1 as id\n', 'models/schema.yml': properties('') },
        findings: [{ path: 'models/orders.sql', line: 1, subject: 'owner' }],
      },
      {
        name: 'adds a model with an owner that is not one of the teams',
        base: {},
        head: {
          'models/orders.sql': 'select 1 as id\n',
          'models/schema.yml': properties('    meta: {owner: somebody}\n'),
        },
        policy: { owners: ['finance', 'growth'] },
        findings: [{ path: 'models/orders.sql', line: 1, subject: 'owner' }],
      },
    ],
    silent: [
      {
        name: 'adds a model with what is required',
        base: {},
        head: {
          'models/orders.sql': "{{ config(meta={'tier': 1}) }}\nselect 1 as id\n",
          'models/schema.yml': properties('    meta: {owner: finance}\n'),
        },
        policy: { requiredMeta: ['owner', 'tier'], owners: ['finance'] },
      },
      {
        name: 'adds a model to a folder that has an owner',
        base: {
          'dbt_project.yml': 'name: shop\nprofile: shop\nmodels:\n  shop:\n    +meta: {owner: finance}\n',
        },
        head: { 'models/orders.sql': 'select 1 as id\n' },
      },
      {
        name: 'changes a model without an owner',
        base: { 'models/orders.sql': 'select 1 as id\n' },
        head: { 'models/orders.sql': 'select 2 as id\n' },
      },
      {
        name: 'adds a model outside the layer that needs owners',
        base: {},
        head: { 'models/staging/stg_orders.sql': 'select 1 as id\n' },
        options: { paths: ['layer:marts'] },
        policy: { layers: { marts: ['models/marts/**'] } },
      },
    ],
  },
  *check(context) {
    const { requiredMeta, owners } = context.policy;
    const required = requiredMeta.length > 0 ? requiredMeta : ['owner'];
    for (const { head, after } of ownAdditions(context, ['model'])) {
      const { paths } = context.options;
      if (paths.length > 0 && !selectorOf(after, head, paths, context.policy)) continue;
      const meta = metaOf(after, head);
      if (!meta) continue;
      const missing = required.filter((key) => isEmpty(meta.get(key)));
      const owner = meta.get('owner');
      const isStranger =
        !isEmpty(owner) && owners.length > 0 && ![owner].flat().some((it) => owners.includes(String(it)));
      if (missing.length === 0 && !isStranger) continue;
      yield {
        confidence: 'proven',
        title:
          missing.length > 0
            ? `${code(head.name)} has no ${listed(missing)} in ${code('meta')}`
            : `${code(head.name)} is owned by ${code(String(owner))}, who is none of the owners`,
        message:
          missing.length > 0
            ? `The team requires ${listed(required)} of each new model.`
            : `The policy names ${listed(owners)}.`,
        resource: head.id,
        subject: missing.length > 0 ? missing.join(' ') : 'owner',
        location: after.locate({ ...head.span, end: head.span.start }),
      };
    }
  },
});

/** By key, from wherever it is set; undefined if that cannot be known. */
function metaOf(project: Project, model: Resource): Map<string, unknown> | undefined {
  const { value } = project.setting(model, 'meta');
  if (!value.known) return undefined;
  if (project.problems.some(({ span }) => /\.ya?ml$/.test(span.path) && isUnreadable(project, span.path)))
    return undefined;
  return new Map([...entriesOf(value.value), ...entriesOf(model.properties?.meta)]);
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}
