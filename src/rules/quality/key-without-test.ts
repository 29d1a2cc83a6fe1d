import { z } from 'zod';
import { code } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import { declaredKeys } from '../shared/keys.ts';
import { audienceOf } from '../shared/audience.ts';
import { amount } from '../options.ts';
import { isUnreadable, ownAdditions } from '../shared/pairs.ts';
import { isUniqueByQuery } from '../shared/uniqueness.ts';

const names = ['a', 'b', 'c', 'd', 'e'];
const tested = Object.fromEntries([
  ...names.map((name) => [`models/marts/${name}.sql`, 'select 1 as id\n']),
  [
    'models/marts/schema.yml',
    `models:\n${names.map((name) => `  - name: ${name}\n    columns: [{name: id, tests: [unique]}]\n`).join('')}`,
  ],
]);

export const rule = defineRule({
  id: 'quality/key-without-test',
  summary: 'A new model that others read has no test of its key, in a project that tests keys',
  severity: 'medium',
  why: 'Repeated rows double every sum made of them, and nobody is told.',
  advice:
    'Add `unique` and `not_null` to the key, or `dbt_utils.unique_combination_of_columns` to the model.',
  silent: [
    'models that only this project reads: the rule is about marts, public models and those of exposures',
    'if fewer than five such models are there, or fewer than most of them have a key',
    'a key that `unique_key` or a constraint declares',
    'models of one row',
    'models that were there before',
  ],
  examples: {
    fires: [
      {
        name: 'adds a mart without a test',
        base: tested,
        head: { 'models/marts/orders.sql': 'select 1 as id union all select 2\n' },
        findings: [{ path: 'models/marts/orders.sql', line: 1 }],
      },
    ],
    silent: [
      {
        name: 'adds a mart with a test of its key',
        base: tested,
        head: {
          'models/marts/orders.sql': 'select 1 as id\n',
          'models/marts/orders.yml':
            'models:\n  - name: orders\n    columns: [{name: id, data_tests: [unique, not_null]}]\n',
        },
      },
      {
        name: 'adds a model below the marts',
        base: tested,
        head: { 'models/staging/stg_orders.sql': 'select 1 as id union all select 2\n' },
      },
      {
        name: 'adds a mart where marts have no tests',
        base: { ...tested, 'models/marts/schema.yml': 'models: []\n' },
        head: { 'models/marts/orders.sql': 'select 1 as id union all select 2\n' },
      },
      {
        name: 'adds a mart that counts all there is',
        base: tested,
        head: { 'models/marts/totals.sql': "select count(*) as ids\nfrom {{ ref('a') }}\n" },
      },
    ],
  },
  options: z.strictObject({
    'tested-share': amount(
      0.8,
      0,
      1,
      'Nothing is reported where a smaller part of the models that others read has a key.',
    ),
  }),
  *check(context) {
    const { policy, options } = context;
    const habits = new Map<Project, boolean>();
    for (const { head, before, after } of ownAdditions(context, ['model'])) {
      if (!before || head.enabled !== true || hasKey(after, head)) continue;
      const audience = audienceOf(after, head, policy);
      if (audience === undefined || !isBuilt(after, head)) continue;
      // No column tells one row from another where there is one alone.
      if (isUniqueByQuery(after, head.id, []) === true) continue;
      if (head.properties && isUnreadable(after, head.properties.span.path)) continue;
      const others = () =>
        [...before.resources.values()].filter(
          (each) =>
            each.type === 'model' && audienceOf(before, each, policy) !== undefined && isBuilt(before, each),
        );
      const isHabit = habits.get(before) ?? isUsual(before, others(), options['tested-share']);
      habits.set(before, isHabit);
      if (!isHabit) continue;
      yield {
        confidence: 'proven',
        title: `${code(head.name)}, ${audience}, has no test of its key`,
        message: 'Most of the models that others read in this project have one.',
        resource: head.id,
        location: after.locate({ ...head.span, end: head.span.start }),
      };
    }
  },
});

const fewest = 5;

function isUsual(project: Project, models: readonly Resource[], share: number): boolean {
  const withKey = models.filter((model) => hasKey(project, model));
  return models.length >= fewest && withKey.length >= share * models.length;
}

function hasKey(project: Project, resource: Resource): boolean {
  return declaredKeys(project, resource).length > 0;
}

function isBuilt(project: Project, resource: Resource): boolean {
  return resource.path.endsWith('.sql') && project.known(resource, 'materialized') !== 'ephemeral';
}
