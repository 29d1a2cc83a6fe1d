import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { kindOf, onePerSweep, sameWords } from '../shared/by-place.ts';
import { isConditional } from '../shared/conditional.ts';
import { danglingDependencies, missingName, sourcesOf } from '../shared/dangling.ts';

export const rule = defineRule({
  id: 'quality/unresolved-ref',
  summary: 'A new `ref()` or `source()` names something that does not exist',
  severity: 'critical',
  why: 'dbt stops at parse time: not one model of the project is built until the reference resolves.',
  advice: 'Correct the name, or add the model or the source entry to this pull request.',
  silent: [
    'if a package that is not in the repository may define it; high where the project has one of almost that name',
    'if the name is put together at run time',
    'if it did not resolve at base either, or base refers to the same elsewhere: a package may leave a source to whoever takes it in',
    'in folders of which a variable decides whether they are read, if it resolves with one of its values',
    'tests of what is switched off, which dbt leaves out',
    'if a file that may define it cannot be read',
    'in a branch of the template that some runs leave out it is high, not critical',
  ],
  examples: {
    fires: [
      {
        name: 'reads a model that is switched off',
        base: {
          'models/old_orders.sql': '{{ config(enabled=false) }}\nselect 1 as order_id\n',
        },
        head: { 'models/orders.sql': "select order_id from {{ ref('old_orders') }}\n" },
        findings: [{ path: 'models/orders.sql', line: 1, severity: 'critical' }],
      },
      {
        name: 'misspells a model',
        base: {
          'models/stg_orders.sql': 'select 1 as order_id\n',
          'models/orders.sql': "select order_id\nfrom {{ ref('stg_orders') }}\n",
        },
        head: { 'models/orders.sql': "select order_id\nfrom {{ ref('stg_order') }}\n" },
        findings: [{ path: 'models/orders.sql', line: 2, severity: 'critical' }],
      },
      {
        name: 'reads in several models one that is not there',
        base: { 'models/orders.sql': 'select 1 as order_id\n' },
        head: {
          'models/orders.sql': "select order_id from {{ ref('items') }}\n",
          'models/sales.sql': "select order_id from {{ ref('items') }}\n",
          'models/shops.sql': "select shop_id from {{ ref('shop') }}\n",
        },
        findings: [
          { path: 'models/orders.sql', line: 1, severity: 'critical', subject: 'ref items' },
          { path: 'models/shops.sql', line: 1, severity: 'critical', subject: 'ref shop' },
        ],
      },
      {
        name: 'misspells a model beside a package that is not here',
        base: {
          'packages.yml': 'packages:\n  - package: acme/money\n    version: 1.0.0\n',
          'models/stg_orders.sql': 'select 1 as order_id\n',
        },
        head: {
          'models/orders.sql': "select order_id from {{ ref('stg_ordres') }}\n",
          'models/rates.sql': "select rate from {{ ref('money_rates') }}\n",
        },
        findings: [{ path: 'models/orders.sql', line: 1, severity: 'high', subject: 'ref stg_ordres' }],
      },
      {
        name: 'misspells a model in a branch that depends on a variable',
        base: { 'models/orders.sql': 'select 1 as order_id\n' },
        head: {
          'models/orders.sql':
            "select 1 as order_id\n{% if var('with_items', false) %}\nunion all select item_id from {{ ref('itms') }}\n{% endif %}\n",
        },
        findings: [{ path: 'models/orders.sql', line: 3, severity: 'high' }],
      },
      {
        name: 'reads in one of the folders that a variable chooses from what another one has',
        base: {
          'dbt_project.yml': 'name: shop\nprofile: shop\nmodel-paths: ["models/{{ env_var(\'REGION\') }}"]\n',
          'models/eu/orders.sql': 'select 1 as order_id\n',
          'models/us/orders.sql': 'select 1 as order_id\n',
          'models/us/items.sql': 'select 1 as item_id\n',
        },
        head: { 'models/eu/report.sql': "select item_id from {{ ref('items') }}\n" },
        findings: [{ path: 'models/eu/report.sql', line: 1, severity: 'critical', subject: 'ref items' }],
      },
      {
        name: 'misspells a model beside packages that have macros, or models of other names',
        base: {
          'packages.yml':
            'packages:\n  - {package: elementary-data/elementary, version: 0.16.0}\n  - {package: Datavault-UK/automate_dv, version: 0.10.2}\n',
          'models/orders.sql': "select test_id from {{ ref('elementary_test_results') }}\n",
        },
        head: {
          'models/orders.sql':
            "select test_id from {{ ref('elementary_test_results') }} union all select order_id from {{ ref('stg_order') }}\n",
          'models/tests.sql': "select name from {{ ref('dbt_tests') }}\n",
        },
        findings: [{ path: 'models/orders.sql', line: 1, severity: 'critical', subject: 'ref stg_order' }],
      },
      {
        name: 'reads two tables of a source of which no file declares any',
        base: { 'models/orders.sql': 'select 1 as order_id\n' },
        head: {
          'models/items.sql':
            "select id from {{ source('raw', 'items') }} union all select id from {{ source('raw', 'old_items') }}\n",
        },
        findings: [{ path: 'models/items.sql', line: 1, severity: 'critical', subject: 'source raw' }],
      },
      {
        name: 'reads a source table that no file declares',
        base: {
          'models/sources.yml': 'version: 2\nsources:\n  - name: raw\n    tables: [{name: orders}]\n',
        },
        head: { 'models/items.sql': "select id from {{ source('raw', 'items') }}\n" },
        findings: [{ path: 'models/items.sql', line: 1, severity: 'critical' }],
      },
    ],
    silent: [
      {
        name: 'adds tests to a package, of models that one of the projects which take it in switches off',
        base: {
          'tills/dbt_project.yml': 'name: tills\n',
          'tills/models/receipts.sql': 'select 1 as id\n',
          'shop/dbt_project.yml': 'name: shop\nmodels:\n  tills: {+enabled: false}\n',
          'shop/packages.yml': 'packages:\n  - local: ../tills\n',
        },
        head: {
          'tills/models/receipts.yml':
            "unit_tests:\n  - name: no_receipts\n    model: receipts\n    given: [{input: ref('receipts'), rows: []}]\n    expect: {rows: []}\n",
          'tills/tests/no_id.sql': "select id from {{ ref('receipts') }} where id is null\n",
        },
      },
      {
        name: 'refers to a model of a package that is not installed',
        base: { 'packages.yml': 'packages:\n  - package: fivetran/zendesk\n    version: 1.0.0\n' },
        head: { 'models/tickets.sql': "select * from {{ ref('zendesk', 'zendesk__tickets') }}\n" },
      },
      {
        name: 'gives the project another name, where a reference led nowhere before',
        base: {
          'dbt_project.yml': 'name: shop\nprofile: shop\n',
          'models/orders.sql': "select * from {{ ref('gone') }}\n",
        },
        head: { 'dbt_project.yml': 'name: store\nprofile: shop\n' },
      },
      {
        name: 'reads in all regions what some of them have',
        base: {
          'dbt_project.yml':
            'name: shop\nprofile: shop\nmodel-paths: [common, "models/{{ env_var(\'REGION\') }}"]\n',
          'models/eu/orders.sql': 'select 1 as order_id\n',
          'models/us/sales.sql': 'select 1 as order_id\n',
        },
        head: { 'common/report.sql': "select order_id from {{ ref('orders') }}\n" },
      },
      {
        name: 'builds the name from a variable',
        base: {},
        head: { 'models/orders.sql': "select * from {{ ref('orders_' ~ var('region')) }}\n" },
      },
      {
        name: 'reads another table of a source that no file of the package has ever declared',
        base: { 'models/stg_orders.sql': "select id from {{ source('shop', 'orders') }}\n" },
        head: { 'models/stg_items.sql': "select id from {{ source('shop', 'items') }}\n" },
      },
      {
        name: 'adds the model in the same pull request',
        base: {},
        head: {
          'models/stg_orders.sql': 'select 1 as order_id\n',
          'models/orders.sql': "select order_id from {{ ref('stg_orders') }}\n",
        },
      },
    ],
  },
  // Who refers to the same name waits for the same thing.
  check: (context) => onePerSweep(dangling(context), sameWords, kindOfReaders),
});

/** Several references may be of one model. */
function kindOfReaders(group: readonly RuleFinding[]): string {
  return new Set(group.map(({ resource }) => resource)).size === group.length ? kindOf(group) : 'reference';
}

function* dangling(context: RuleContext): Iterable<RuleFinding> {
  const { projects } = context.workspace;
  for (const project of projects) {
    const declared: ReadonlySet<string> = project.head ? sourcesOf(project.head) : new Set();
    for (const { by, dependency, lost, meant } of danglingDependencies(project, projects, context.change)) {
      if (lost !== undefined || !project.head) continue;
      const isDisabled = dependency.unresolved === 'disabled';
      // dbt leaves a test of what is switched off out, with a warning.
      if (isDisabled && by.type === 'test') continue;
      const what =
        meant === undefined ? missingName(dependency, declared) : `${dependency.kind} ${dependency.label}`;
      const name = what.slice(dependency.kind.length + 1);
      const conditional = isConditional(context.change.head, dependency.span);
      yield {
        severity: by.type === 'test' || conditional || meant !== undefined ? 'high' : 'critical',
        confidence: conditional || meant !== undefined ? 'likely' : 'proven',
        title: `${code(by.name)} refers to ${dependency.kind} ${code(name)}, which ${isDisabled ? 'is disabled' : meant === undefined ? 'does not exist' : 'is not in this repository'}`,
        message: isDisabled
          ? 'What is switched off is not built, and dbt stops at a reference to it.'
          : dependency.unresolved === 'version-missing'
            ? `The model exists, but not in this version.`
            : meant === undefined
              ? `No file of this project defines it, nor does a package that the repository holds.`
              : `Unless a package that is not here defines it, ${code(meant)} is meant, and dbt stops at the reference.`,
        resource: by.id,
        subject: what,
        location: project.head.locate(dependency.span),
      };
    }
  }
}
