import { code } from '../../finding.ts';
import type { Location, RelatedLocation } from '../../finding.ts';
import type { Project, ProjectChange } from '../../project/project.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import type { ChangeSet } from '../../change/change-set.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import { onePerSweep } from '../shared/by-place.ts';
import { isConditional } from '../shared/conditional.ts';
import { danglingDependencies } from '../shared/dangling.ts';
import { goneMacros, lostDispatches, lostMacros } from '../shared/lost-macros.ts';
import { textCallersOf } from '../shared/macro-callers.ts';
import { byPlace, counted, listed, sentence } from '../shared/text.ts';

const implementing = (name: string) => `{% macro ${name}(column) %}{{ column }} / 100{% endmacro %}\n`;
const dispatching = (implementation: string, name = 'cents', of = 'shop') =>
  `{% macro ${name}(column) %}{{ adapter.dispatch('${name}', '${of}')(column) }}{% endmacro %}\n${implementing(implementation)}`;

export const rule = defineRule({
  id: 'quality/model-removed-in-use',
  summary:
    'A model, seed, snapshot, source or macro is deleted, renamed or disabled while something still refers to it',
  severity: 'critical',
  why: 'dbt stops at parse time: not one model of the project is built until the reference is gone.',
  advice: 'Bring it back, or change what refers to it in this pull request too.',
  silent: [
    'a file that moves keeps its name, so nothing is deleted',
    'if `enabled` depends on the target, a variable or the environment',
    'if the pull request changes which packages are installed, or their settings, and one may define it',
    'if a package that is not here may define it as well it is high, not critical',
    'in a branch of a template that some runs leave out it is high, not critical',
    'a test on a missing model is a warning in dbt, and is reported as high',
  ],
  examples: {
    fires: [
      {
        name: 'deletes a model and a source of its own, beside packages that are not here',
        base: {
          'packages.yml': 'packages:\n  - package: acme/money\n    version: 1.0.0\n',
          'models/sources.yml': 'sources:\n  - {name: raw, tables: [{name: orders}]}\n',
          'models/rates.sql': 'select 1 as rate\n',
          'models/orders.sql':
            "select r.rate from {{ ref('rates') }} as r cross join {{ source('raw', 'orders') }}\n",
        },
        head: { 'models/rates.sql': null, 'models/sources.yml': null },
        findings: [
          { path: 'models/orders.sql', line: 1, severity: 'high' },
          { path: 'models/orders.sql', line: 1, severity: 'high' },
        ],
      },
      {
        name: 'deletes a model beside a package that has macros alone',
        base: {
          'packages.yml': 'packages:\n  - package: dbt-labs/dbt_utils\n    version: 1.3.0\n',
          'models/rates.sql': 'select 1 as rate\n',
          'models/orders.sql': "select rate from {{ ref('rates') }}\n",
        },
        head: { 'models/rates.sql': null },
        findings: [{ path: 'models/orders.sql', line: 1, severity: 'critical' }],
      },
      {
        name: 'switches a model of a package off for a project that takes the package in',
        base: {
          'tills/dbt_project.yml': 'name: tills\n',
          'tills/models/stg/stg_receipts.sql': 'select 1 as id\n',
          'tills/models/receipts.sql': "select id from {{ ref('stg_receipts') }}\n",
          'shop/dbt_project.yml': 'name: shop\n',
          'shop/packages.yml': 'packages:\n  - local: ../tills\n',
        },
        head: {
          'shop/dbt_project.yml': 'name: shop\nmodels:\n  tills:\n    stg: {+enabled: false}\n',
        },
        findings: [{ path: 'tills/models/receipts.sql', line: 1, severity: 'critical' }],
      },
      {
        name: 'deletes a model that another still refers to',
        base: {
          'models/stg_orders.sql': 'select 1 as order_id\n',
          'models/orders.sql': "select order_id\nfrom {{ ref('stg_orders') }}\n",
        },
        head: { 'models/stg_orders.sql': null },
        findings: [{ path: 'models/orders.sql', line: 2, severity: 'critical' }],
      },
      {
        name: 'disables a model that an exposure depends on',
        base: {
          'models/orders.sql': 'select 1 as order_id\n',
          'models/exposures.yml':
            "version: 2\nexposures:\n  - name: weekly\n    type: dashboard\n    owner: {name: finance}\n    depends_on:\n      - ref('orders')\n",
        },
        head: { 'models/orders.sql': '{{ config(enabled=false) }}\nselect 1 as order_id\n' },
        findings: [{ path: 'models/exposures.yml', line: 7, severity: 'critical' }],
      },
      {
        name: 'drops a source table that a model reads',
        base: {
          'models/sources.yml':
            'version: 2\nsources:\n  - name: raw\n    tables:\n      - name: orders\n      - name: items\n',
          'models/items.sql': "select id from {{ source('raw', 'items') }}\n",
        },
        head: {
          'models/sources.yml': 'version: 2\nsources:\n  - name: raw\n    tables:\n      - name: orders\n',
        },
        findings: [{ path: 'models/items.sql', line: 1, severity: 'critical' }],
      },
      {
        name: 'deletes a macro that a model calls',
        base: {
          'macros/cents.sql': '{% macro cents(column) %}{{ column }} / 100{% endmacro %}\n',
          'models/orders.sql': "select\n  {{ cents('amount') }} as amount\nfrom {{ ref('raw') }}\n",
          'models/raw.sql': 'select 1 as amount\n',
        },
        head: { 'macros/cents.sql': null },
        findings: [{ path: 'models/orders.sql', line: 2, severity: 'critical' }],
      },
      {
        name: 'deletes a test that a properties file names',
        base: {
          'tests/generic/at_least.sql':
            '{% test at_least(model, least) %}select * from {{ model }} where amount < {{ least }}{% endtest %}\n',
          'models/orders.sql': 'select 1 as amount\n',
          'models/orders.yml':
            'models:\n  - name: orders\n    data_tests:\n      - at_least:\n          least: 0\n',
        },
        head: { 'tests/generic/at_least.sql': null },
        findings: [{ path: 'models/orders.yml', line: 4, severity: 'high' }],
      },
      {
        name: 'renames a macro that a hook calls',
        base: {
          'dbt_project.yml': 'name: shop\nprofile: shop\non-run-end:\n  - "{{ grant_all() }}"\n',
          'macros/grants.sql': '{% macro grant_all() %}select 1{% endmacro %}\n',
        },
        head: { 'macros/grants.sql': '{% macro grant_everything() %}select 1{% endmacro %}\n' },
        findings: [{ path: 'dbt_project.yml', line: 4, severity: 'high' }],
      },
      {
        name: 'renames what a macro of models dispatches to',
        base: {
          'macros/cents.sql': dispatching('default__cents'),
          'models/orders.sql': "select {{ cents('1') }} as amount\n",
        },
        head: { 'macros/cents.sql': dispatching('default__to_cents') },
        findings: [{ path: 'macros/cents.sql', line: 1, severity: 'high' }],
      },
      {
        name: 'renames what a model dispatches to itself',
        base: {
          'macros/cents.sql': implementing('default__cents'),
          'models/orders.sql': "select\n  {{ adapter.dispatch('cents', 'shop')('1') }} as amount\n",
        },
        head: { 'macros/cents.sql': implementing('default__to_cents') },
        findings: [{ path: 'models/orders.sql', line: 2, severity: 'high' }],
      },
      {
        name: 'gives another name to a source of which two tables are read',
        base: {
          'models/sources.yml': 'sources:\n  - name: raw\n    tables: [{name: orders}, {name: refunds}]\n',
          'models/orders.sql': "select 1 as id from {{ source('raw', 'orders') }}\n",
          'models/refunds.sql': "select 1 as id from {{ source('raw', 'refunds') }}\n",
        },
        head: {
          'models/sources.yml': 'sources:\n  - name: shop\n    tables: [{name: orders}, {name: refunds}]\n',
        },
        findings: [{ path: 'models/orders.sql', line: 1 }],
      },
    ],
    silent: [
      {
        name: 'moves a model into a package, a new version of which is installed',
        base: {
          'packages.yml': 'packages:\n  - package: acme/money\n    version: 1.0.0\n',
          'models/rates.sql': 'select 1 as rate\n',
          'models/orders.sql': "select rate from {{ ref('rates') }}\n",
        },
        head: {
          'packages.yml': 'packages:\n  - package: acme/money\n    version: 1.1.0\n',
          'models/rates.sql': null,
        },
      },
      {
        name: 'switches a model of a package off that each project which takes the package in switches on',
        base: {
          'tills/dbt_project.yml': 'name: tills\n',
          'tills/models/stg/stg_receipts.sql': 'select 1 as id\n',
          'tills/models/receipts.sql': "select id from {{ ref('stg_receipts') }}\n",
          'shop/dbt_project.yml': 'name: shop\nmodels:\n  tills:\n    stg: {+enabled: true}\n',
          'shop/packages.yml': 'packages:\n  - local: ../tills\n',
          'outlet/dbt_project.yml': 'name: outlet\nmodels:\n  tills: {+enabled: false}\n',
          'outlet/packages.yml': 'packages:\n  - local: ../tills\n',
        },
        head: {
          'tills/dbt_project.yml': 'name: tills\nmodels:\n  tills:\n    stg: {+enabled: false}\n',
        },
      },
      {
        name: 'deletes a test that takes the place of one of dbt itself, and one that nothing names',
        base: {
          'tests/generic/tests.sql':
            '{% test not_null(model, column_name) %}select 1{% endtest %}\n{% test odd(model) %}select 1{% endtest %}\n',
          'models/orders.sql': 'select 1 as amount\n',
          'models/orders.yml':
            'models:\n  - name: orders\n    columns:\n      - name: amount\n        data_tests: [not_null]\n',
        },
        head: { 'tests/generic/tests.sql': null },
      },
      {
        name: 'leaves an implementation that the adapter takes over, or dispatches for nobody',
        base: {
          'requirements.txt': 'dbt-redshift\n',
          'macros/cents.sql': `${dispatching('default__cents')}${implementing('postgres__cents')}`,
          'macros/units.sql': dispatching('default__units', 'units'),
          'models/orders.sql': "select {{ cents('1') }} as amount\n",
        },
        head: {
          'macros/cents.sql': `${dispatching('postgres__cents')}`,
          'macros/units.sql': dispatching('default__tens', 'units'),
        },
      },
      {
        name: 'has one for the adapter where a model dispatches, or switches the model off',
        base: {
          'requirements.txt': 'dbt-snowflake\n',
          'macros/cents.sql': implementing('default__cents'),
          'macros/units.sql': implementing('default__units'),
          'models/orders.sql': "select {{ adapter.dispatch('cents', 'shop')('1') }} as amount\n",
          'models/old.sql': "select {{ adapter.dispatch('units', 'shop')('1') }} as amount\n",
        },
        head: {
          'macros/cents.sql': implementing('snowflake__cents'),
          'macros/units.sql': null,
          'models/old.sql':
            "{{ config(enabled=false) }}\nselect {{ adapter.dispatch('units', 'shop')('1') }} as amount\n",
        },
      },
      {
        name: "no longer has an implementation of its own for another package's macro, or for dbt's",
        base: {
          'macros/star.sql': dispatching('default__star', 'star', 'dbt_utils'),
          'macros/today.sql': dispatching('default__current_timestamp', 'current_timestamp'),
          'models/orders.sql': 'select {{ star(1) }}, {{ current_timestamp() }} as at\n',
        },
        head: {
          'macros/star.sql': dispatching('default__stars', 'star', 'dbt_utils'),
          'macros/today.sql': dispatching('default__now', 'current_timestamp'),
        },
      },
      {
        name: 'moves a model to another folder',
        base: {
          'models/stg_orders.sql': 'select 1 as order_id\n',
          'models/orders.sql': "select order_id from {{ ref('stg_orders') }}\n",
        },
        head: { 'models/stg_orders.sql': null, 'models/staging/stg_orders.sql': 'select 1 as order_id\n' },
      },
      {
        name: 'deletes a model together with its only reader',
        base: {
          'models/stg_orders.sql': 'select 1 as order_id\n',
          'models/orders.sql': "select order_id from {{ ref('stg_orders') }}\n",
        },
        head: { 'models/stg_orders.sql': null, 'models/orders.sql': null },
      },
      {
        name: 'no longer holds a copy of a package, and installs it',
        base: {
          'dbt_packages/dates/dbt_project.yml': 'name: dates\n',
          'dbt_packages/dates/macros/today.sql': '{% macro today() %}current_date{% endmacro %}\n',
          'models/orders.sql': 'select {{ dates.today() }} as day\n',
        },
        head: {
          'dbt_packages/dates/dbt_project.yml': null,
          'dbt_packages/dates/macros/today.sql': null,
          'packages.yml': 'packages:\n  - package: acme/dates\n    version: 1.0.0\n',
        },
      },
      {
        name: "replaces its own macro by a package's",
        base: {
          'macros/cents.sql': '{% macro cents(column) %}{{ column }} / 100{% endmacro %}\n',
          'models/orders.sql': "select {{ cents('amount') }} as amount\n",
        },
        head: {
          'macros/cents.sql': null,
          'models/orders.sql': "select {{ money.cents('amount') }} as amount\n",
          'packages.yml': 'packages:\n  - package: acme/money\n    version: 1.0.0\n',
        },
      },
      {
        name: 'makes `enabled` depend on a variable',
        base: {
          'models/stg_orders.sql': 'select 1 as order_id\n',
          'models/orders.sql': "select order_id from {{ ref('stg_orders') }}\n",
        },
        head: {
          'models/stg_orders.sql': "{{ config(enabled=var('with_orders', false)) }}\nselect 1 as order_id\n",
        },
      },
    ],
  },
  check: (context) =>
    onePerSweep(
      removals(context),
      ({ resource, confidence, title }) => [confidence, sourceOf(resource) ?? [resource, title]],
      () => 'table',
    ),
});

function* removals({ workspace: { projects }, change }: RuleContext): Iterable<RuleFinding> {
  for (const project of projects) {
    for (const [id, uses] of usesOfTheLost(project, projects, change))
      yield finding(project, id, uses, change.head);
  }
}

/** Of a table: they go together if their source gets another name. */
function sourceOf(id: string): string | undefined {
  return id.startsWith('source.') ? id.split('.', 3).join('.') : undefined;
}

interface Use {
  by: Pick<Resource, 'type' | 'name'>;
  span: Span;
  /** Set if a properties file or a hook names it: then dbt stops when it comes to that. */
  what?: string;
  /** Of an implementation that adapter.dispatch looks for: who comes to that. */
  reader?: string;
  /** True if a package that is not here may define it as well. */
  isElsewhere?: boolean;
}

function usesOfTheLost(
  project: ProjectChange,
  projects: readonly ProjectChange[],
  change: ChangeSet,
): Map<string, Use[]> {
  const uses = new Map<string, Use[]>();
  const add = (id: string, use: Use) => uses.set(id, [...(uses.get(id) ?? []), use]);
  for (const { by, dependency, lost, isElsewhere } of danglingDependencies(project, projects, change)) {
    if (lost !== undefined) add(lost, { by, span: dependency.span, isElsewhere });
  }
  for (const { by, call, lost } of lostMacros(project)) add(lost, { by, span: call.span });
  for (const { by, call, lost, reader } of lostDispatches(project, change.head)) {
    const what = `${code(`adapter.dispatch('${call.name.split('.').at(-1)}')`)} in ${code(by.name)}`;
    add(lost, { by: { type: 'model', name: by.name }, span: call.span, what, reader });
  }
  for (const macro of goneMacros(project).values()) {
    // A package that is no longer held here is installed.
    if (!project.head || macro.package !== project.head.name) continue;
    for (const { call, by, name } of textCallersOf(project.head, macro, change.head))
      add(macro.id, { by: { type: 'model', name }, span: call.span, what: by });
  }
  return uses;
}

function finding({ base, head }: ProjectChange, id: string, uses: Use[], snapshot: Snapshot): RuleFinding {
  const after = head as Project;
  const places = uses
    .map(({ by, span, what }): RelatedLocation => ({
      ...after.locate(span),
      message: what ?? `${by.type} ${code(by.name)}`,
    }))
    .sort(byPlace);
  const [first, ...others] = places as [RelatedLocation, ...RelatedLocation[]];
  const { message: _, ...location } = first;
  const names = [...new Set(uses.map(({ by }) => by.name))].sort();
  const onlyTests = uses.every(({ by }) => by.type === 'test');
  const sure = uses.some(
    ({ by, span, what, isElsewhere }) =>
      what === undefined && by.type !== 'test' && !isElsewhere && !isConditional(snapshot, span),
  );
  const isText = uses.every(({ what }) => what !== undefined);
  const dispatched = uses.find(({ reader }) => reader !== undefined);
  const definition = definedAt(base as Project, id);
  const how = after.resources.has(id) ? 'disabled' : 'gone';
  const name = id.split('.').slice(2).join('.');
  return {
    severity: sure ? 'critical' : 'high',
    confidence: sure || onlyTests || isText ? 'proven' : 'likely',
    title: `${sentence(id.split('.', 1).join())} ${code(name)} is ${how}, but ${listed(names, 2)} still ${names.length === 1 ? 'refers' : 'refer'} to it`,
    message: onlyTests
      ? `dbt skips ${counted(uses.length, 'test')} with a warning: what ${uses.length === 1 ? 'it' : 'they'} checked is checked no more.`
      : sure
        ? `dbt cannot resolve ${counted(uses.length, 'reference')} and stops before anything is built.`
        : dispatched
          ? `${sentence(dispatched.what ?? '')} finds no implementation for this adapter any more: dbt stops where ${dispatched.reader} comes to it.`
          : isText
            ? `dbt stops when it comes to ${uses.length === 1 ? 'it' : 'one of these'}.`
            : uses.some(({ isElsewhere }) => isElsewhere)
              ? `Unless a package that is not here defines it as well, dbt cannot resolve ${counted(uses.length, 'reference')} and stops before anything is built.`
              : `In runs that take these branches of the templates, dbt cannot resolve ${counted(uses.length, 'reference')}.`,
    resource: id,
    location,
    related: definition ? [{ ...definition, message: `was defined here` }, ...others] : others,
  };
}

function definedAt(base: Project, id: string): Location | undefined {
  const definition = base.resources.get(id) ?? base.macros.get(id);
  return definition && base.locate(definition.span);
}
