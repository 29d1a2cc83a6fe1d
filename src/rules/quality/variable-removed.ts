import { code } from '../../finding.ts';
import type { RelatedLocation } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import { isConditional } from '../shared/conditional.ts';
import { isGivenBy, lostVariables, usesOf } from '../shared/lost-variables.ts';
import { byPlace, counted, listed, sentence } from '../shared/text.ts';

const project = (vars: string) => `name: shop\nprofile: shop\n${vars}`;
const orders = "select *\nfrom {{ ref('stg_orders') }}\nwhere day >= '{{ var('first_day') }}'\n";
const base = {
  'dbt_project.yml': project('vars:\n  first_day: 2024-01-01\n  zone: UTC\n'),
  'models/stg_orders.sql': 'select 1 as order_id, current_date as day\n',
  'models/orders.sql': orders,
};
const without = { 'dbt_project.yml': project('vars:\n  zone: UTC\n') };

export const rule = defineRule({
  id: 'quality/variable-removed',
  summary: 'A variable leaves `dbt_project.yml` while a model asks for it without a default',
  severity: 'high',
  why: 'dbt stops at parse time in every run that is not given the variable by `--vars`.',
  advice: 'Keep the variable, give `var()` a default, or take the call out as well.',
  silent: [
    'calls of `var()` with a default, and calls in macros, tests and properties files',
    'what no project file of this repository defined: runs are given it',
    'of a package, what a project of the repository gives it that takes it in',
    'if variables stand in a `vars.yml`',
    'in a branch of the template that some runs leave out it is medium',
  ],
  examples: {
    fires: [
      {
        name: 'removes a variable that a model asks for',
        base,
        head: without,
        findings: [{ path: 'models/orders.sql', line: 3, severity: 'high', subject: 'first_day' }],
      },
      {
        name: 'renames a variable of the project alone, in all files but one',
        base: {
          ...base,
          'dbt_project.yml': project('vars:\n  shop:\n    first_day: 2024-01-01\n'),
          'models/sales.sql': orders,
        },
        head: {
          'dbt_project.yml': project('vars:\n  shop:\n    start_day: 2024-01-01\n'),
          'models/orders.sql': orders.replace('first_day', 'start_day'),
        },
        findings: [{ path: 'models/sales.sql', line: 3, severity: 'high', subject: 'first_day' }],
      },
      {
        name: 'removes a variable for which a model asks in some runs',
        base: {
          ...base,
          'models/orders.sql': `select 1 as order_id\n{% if target.name == 'dev' %}\n-- {{ var('first_day') }}\n{% endif %}\n`,
        },
        head: without,
        findings: [{ path: 'models/orders.sql', line: 3, severity: 'medium', subject: 'first_day' }],
      },
    ],
    silent: [
      {
        name: 'gives the call a default',
        base,
        head: {
          ...without,
          'models/orders.sql': orders.replace("'first_day'", "'first_day', '2024-01-01'"),
        },
      },
      {
        name: 'moves the variables to a file of their own',
        base,
        head: { ...without, 'vars.yml': 'vars:\n  first_day: 2024-01-01\n' },
      },
      {
        name: 'moves the variable to those of the project alone',
        base,
        head: { 'dbt_project.yml': project('vars:\n  shop:\n    first_day: 2024-01-01\n') },
      },
      {
        name: 'removes a variable that a comment and a switched-off model name',
        base: {
          ...base,
          'models/orders.sql': "select 1 as order_id {# var('first_day') #}\n",
          'models/old_orders.sql': `{{ config(enabled=false) }}\n${orders}`,
        },
        head: without,
      },
      {
        name: 'leaves the variable of a package to the project that tests it',
        base: {
          ...base,
          'integration_tests/dbt_project.yml':
            'name: shop_tests\nvars:\n  shop:\n    first_day: 2024-01-01\n',
          'integration_tests/packages.yml': 'packages:\n  - local: ../\n',
        },
        head: without,
      },
      {
        name: 'adds a call of a variable that runs are given',
        base,
        head: { 'models/orders.sql': orders.replace('first_day', 'last_day') },
      },
    ],
  },
  *check({ workspace, change }) {
    for (const { base: before, head: after } of workspace.projects) {
      if (!before || !after) continue;
      for (const name of lostVariables({ base: before, head: after }, change)) {
        if (workspace.projects.some(({ head }) => head && isGivenBy(head, after, name, change.head)))
          continue;
        const uses = usesOf(after, name, change.head);
        const places = uses
          .map(({ by, span }): RelatedLocation => ({
            ...after.locate(span),
            message: `${by.type} ${code(by.name)}`,
          }))
          .sort(byPlace);
        const [first, ...related] = places;
        if (!first) continue;
        const { message: _, ...location } = first;
        const readers = [...new Set(uses.map(({ by }) => by.name))].sort();
        const isSure = uses.some(({ span }) => !isConditional(change.head, span));
        yield {
          ...(!isSure && { severity: 'medium' as const }),
          confidence: isSure ? 'likely' : 'possible',
          title: `Variable ${code(name)} is gone, but ${listed(readers, 2)} still ${readers.length === 1 ? 'asks' : 'ask'} for it`,
          message: sentence(
            `${counted(uses.length, 'call')} of ${code('var()')} without a default: dbt stops there, unless a run is given it by ${code('--vars')}.`,
          ),
          resource: after.name,
          subject: name,
          location,
          related,
        };
      }
    }
  },
});
