import type { ChangeSet } from '../../change/change-set.ts';
import { code } from '../../finding.ts';
import type { DataTest, Properties, Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace, onePerSweep } from '../shared/by-place.ts';
import { columnsOf } from '../shared/broken-readers.ts';
import { restoredTests } from '../shared/fixes.ts';
import { activeTests, keyTests, otherTests } from '../shared/keys.ts';
import { consequence, demandsSame, identity, looser, placeOf } from '../shared/looser-tests.ts';
import { changedPairs, isUnreadable } from '../shared/pairs.ts';
import type { Pair } from '../shared/pairs.ts';
import { deletedTests } from '../shared/sql-tests.ts';
import { lenientTests } from '../shared/test-defaults.ts';
import { counted, listed, placed, sentence } from '../shared/text.ts';

const tested = (tests: string) =>
  `models:\n  - name: orders\n    columns:\n      - name: status\n        data_tests:\n${tests}`;
const model = { 'models/orders.sql': "select 1 as id, 'x' as status\n" };
const rawOrders = (checks: string) => `sources:\n  - name: raw\n    tables:\n      - name: orders\n${checks}`;
const recency =
  '        data_tests:\n          - dbt_utils.recency:\n              field: loaded_at\n              datepart: hour\n              interval: 12\n';
const freshness =
  '        loaded_at_field: loaded_at\n        freshness:\n          error_after: {count: 12, period: hour}\n';
const accepted = "          - accepted_values:\n              values: ['x', 'y']\n";

/** Models of which each has tests that the one before lacks. */
const manyTested = Object.fromEntries(
  Array.from({ length: 8 }, (_, index) => [
    [`models/m${index}.sql`, "select 1 as id, 'x' as kind\n"],
    [
      `models/m${index}.yml`,
      `models:\n  - name: m${index}\n    columns:\n      - name: kind\n        tests: [${Array.from({ length: index + 1 }, (__, test) => `kind_is_${test}`).join(', ')}]\n`,
    ],
  ]).flat(),
);

export const rule = defineRule({
  id: 'quality/test-weakened',
  summary: 'A data test is removed, disabled, or lets through what it stopped before',
  severity: 'medium',
  why: 'What the test would have stopped reaches the readers from now on, and nobody is told.',
  advice:
    'Keep the test as strict as it was, or say in the pull request why the data no longer has to keep to it.',
  silent: [
    'tests of the key that are removed: `quality/key-test-removed` reports them',
    'a test that goes with its column or its model, moves to another file, or is replaced by another on the same column',
    'a test of recency where the freshness of the source is checked',
    'more accepted values: that follows the data',
    'settings that depend on the target',
  ],
  examples: {
    fires: [
      {
        name: 'turns an error into a warning',
        base: { ...model, 'models/orders.yml': tested(accepted) },
        head: {
          'models/orders.yml': tested(`${accepted}              config:\n                severity: warn\n`),
        },
        findings: [{ path: 'models/orders.yml', line: 6 }],
      },
      {
        name: 'removes a test',
        base: { ...model, 'models/orders.yml': tested(`          - not_null\n${accepted}`) },
        head: { 'models/orders.yml': tested('          - not_null\n') },
        findings: [{ path: 'models/orders.yml', line: 7, side: 'base' }],
      },
      {
        name: 'tests only some rows, and tolerates failures',
        base: { ...model, 'models/orders.yml': tested('          - not_null\n') },
        head: {
          'models/orders.yml': tested(
            "          - not_null:\n              where: id > 5\n              error_if: '>100'\n",
          ),
        },
        findings: [{ path: 'models/orders.yml', line: 6 }],
      },
      {
        name: 'deletes a test that is written in SQL',
        base: {
          ...model,
          'tests/positive.sql': "select * from {{ ref('orders') }} where id < 0\n",
        },
        head: { 'tests/positive.sql': null },
        findings: [{ path: 'tests/positive.sql', line: 1, side: 'base' }],
      },
      {
        name: 'lets a test that is written in SQL only warn',
        base: {
          ...model,
          'tests/positive.sql': "select * from {{ ref('orders') }} where id < 0\n",
        },
        head: {
          'tests/positive.sql':
            "{{ config(severity='warn') }}\nselect * from {{ ref('orders') }} where id < 0\n",
        },
        findings: [{ path: 'tests/positive.sql', line: 1 }],
      },
      {
        name: 'lets all tests of the project only warn',
        base: { 'dbt_project.yml': 'name: shop\n', ...model, 'models/orders.yml': tested(accepted) },
        head: { 'dbt_project.yml': 'name: shop\ndata_tests:\n  shop:\n    +severity: warn\n' },
        findings: [{ path: 'dbt_project.yml', line: 4, subject: 'warn shop' }],
      },
      {
        name: 'gives up a test on several models',
        base: {
          ...model,
          'models/items.sql': "select 1 as id, 'x' as kind\n",
          'models/orders.yml': tested('          - not_null\n'),
          'models/items.yml': tested('          - not_null\n')
            .replace('orders', 'items')
            .replace('status', 'kind'),
        },
        head: {
          'models/orders.yml': tested(''),
          'models/items.yml': tested('').replace('orders', 'items').replace('status', 'kind'),
        },
        findings: [{ path: 'models/items.yml', line: 6, side: 'base' }],
      },
      {
        name: 'gives up tests of ever other kinds on many models',
        base: manyTested,
        head: Object.fromEntries(
          Object.keys(manyTested)
            .filter((path) => path.endsWith('.yml'))
            .map((path) => [path, `models:\n  - name: ${/\w+(?=\.yml)/.exec(path)![0]}\n`]),
        ),
        findings: [{ path: 'models/m0.yml', line: 5, side: 'base' }],
      },
      {
        name: 'switches all tests off, be they in a properties file or in SQL',
        base: {
          'dbt_project.yml': 'name: shop\nprofile: shop\n',
          ...model,
          'tests/orders_have_ids.sql': "select * from {{ ref('orders') }} where id is null\n",
        },
        head: {
          'dbt_project.yml': 'name: shop\nprofile: shop\ndata_tests:\n  shop:\n    +enabled: false\n',
        },
        findings: [{ path: 'dbt_project.yml', line: 5 }],
      },
    ],
    silent: [
      {
        name: 'replaces a test in SQL by one in the properties file',
        base: {
          ...model,
          'models/orders.yml': tested(''),
          'tests/known.sql': "select * from {{ ref('orders') }} where status not in ('x', 'y')\n",
        },
        head: { 'models/orders.yml': tested(accepted), 'tests/known.sql': null },
      },
      {
        name: 'accepts one more value',
        base: { ...model, 'models/orders.yml': tested(accepted) },
        head: { 'models/orders.yml': tested(accepted.replace("'y'", "'y', 'z'")) },
      },
      {
        name: 'moves the tests to another file, with their arguments under `arguments:`',
        base: { ...model, 'models/orders.yml': tested(accepted) },
        head: {
          'models/orders.yml': null,
          'models/schema.yml': tested(
            "          - accepted_values:\n              arguments:\n                values: ['x', 'y']\n",
          ),
        },
      },
      {
        name: 'drops a test of the key',
        base: { ...model, 'models/orders.yml': tested('          - unique\n') },
        head: { 'models/orders.yml': tested('') },
      },
      {
        name: 'removes the column together with its test',
        base: { ...model, 'models/orders.yml': tested(accepted) },
        head: {
          'models/orders.sql': 'select 1 as id\n',
          'models/orders.yml': 'models:\n  - name: orders\n',
        },
      },
      {
        name: 'checks how fresh a source is by `freshness` instead of a test',
        base: { 'models/sources.yml': rawOrders(recency) },
        head: { 'models/sources.yml': rawOrders(freshness) },
      },
      {
        name: 'renames a column in the properties of a model whose columns cannot be known',
        base: {
          'models/orders.sql': "select * from {{ this.schema ~ '.orders_new' }}\n",
          'models/orders.yml': tested(accepted),
        },
        head: { 'models/orders.yml': tested(accepted).replace('name: status', 'name: state') },
      },
      {
        name: 'moves a test that names its column to the column',
        base: {
          ...model,
          'models/orders.yml':
            "models:\n  - name: orders\n    data_tests:\n      - accepted_values: {column_name: status, values: ['x', 'y']}\n",
        },
        head: { 'models/orders.yml': tested(accepted) },
      },
      {
        name: 'replaces a test of a column by an expression that names it',
        base: { ...model, 'models/orders.yml': tested(accepted) },
        head: {
          'models/orders.yml':
            'models:\n  - name: orders\n    data_tests:\n      - dbt_utils.expression_is_true:\n          arguments: {expression: "regexp_contains(status, r\'^[a-z]+$\')"}\n',
        },
      },
      {
        name: 'drops a column and the expression that tests it',
        base: {
          'models/orders.sql': "select 1 as id, 'x' as status, 2 as amount\n",
          'models/orders.yml':
            'models:\n  - name: orders\n    data_tests:\n      - dbt_utils.expression_is_true:\n          arguments: {expression: amount > 0}\n    columns: [{name: id}, {name: amount}]\n',
        },
        head: {
          'models/orders.sql': "select 1 as id, 'x' as status\n",
          'models/orders.yml': 'models:\n  - name: orders\n    columns: [{name: id}]\n',
        },
      },
      {
        name: 'moves a model and its tests, and leaves one in its place that passes all on',
        base: { ...model, 'models/orders.yml': tested(accepted) },
        head: {
          'models/orders.sql': "select * from {{ ref('sales') }}\n",
          'models/sales.sql': model['models/orders.sql'],
          'models/orders.yml': tested(accepted).replace('name: orders', 'name: sales'),
        },
      },
      {
        name: 'replaces a test by another one on the same column',
        base: { ...model, 'models/orders.yml': tested(accepted) },
        head: {
          'models/orders.yml': tested(
            "          - relationships:\n              to: ref('orders')\n              field: status\n",
          ),
        },
      },
    ],
  },
  *check(context) {
    const swept = [...onePerSweep(onePerPlace(weakened(context)), whatChanges)];
    // Whoever takes tests of so many kinds away goes by another thought than which.
    yield* swept.filter(isLoss).length > mostLosses
      ? onePerSweep(swept, (finding) => (isLoss(finding) ? removedTests : finding.title))
      : swept;
  },
});

/** More findings of one pull request that differ in the names of lost tests alone are one. */
const mostLosses = 6;

const removedTests = 'removed tests';

function isLoss({ subject }: RuleFinding): boolean {
  return subject === removedTests;
}

/** What becomes of tests, whichever they are; of those that are gone which they were. */
function whatChanges({ title }: RuleFinding): string {
  const [change] = /(?<=` )(?:only warns|looks at|tolerates|wants) .*$/.exec(title) ?? [];
  return change?.replace(/, and (?:one|\d+) more .*/, '') ?? title.replace(/ on `.*$/, '');
}

function* weakened(context: RuleContext): Iterable<RuleFinding> {
  for (const pair of changedPairs(context, ['model', 'seed', 'snapshot', 'source'])) {
    const { base, head, after, change } = pair;
    if (!change.because.includes('properties') || !base.properties) continue;
    if (!head.properties && isUnreadable(after, base.properties.span.path)) continue;
    yield* losses(pair, context.change);
    yield* loosened(pair);
  }
  yield* deletedTests(context);
  yield* lenientFolders(context);
}

/** All tests that one resource loses, as one finding. */
function* losses(pair: Pair, change: ChangeSet): Iterable<RuleFinding> {
  const { base, head, before, after } = pair;
  // A whole entry that goes with a key's test is one finding, of `quality/key-test-removed`.
  if (!head.properties && keyTests(base.properties).some((test) => !isGone(pair, test))) return;
  const then = otherTests(base.properties);
  const now = activeTests(head.properties);
  const fresh = now.filter((test) => !then.some((old) => identity(old) === identity(test)));
  const lost = then.filter(
    (test) =>
      !now.some((other) => other.name === test.name && placeOf(other) === placeOf(test)) &&
      // Something else takes its place.
      !fresh.some((other) => placeOf(other) === placeOf(test) || isAbout(other, test.column)) &&
      !now.some((other) => demandsSame(other, test)) &&
      !(isRecency(test) && hasFreshness(after, head)) &&
      !isGone(pair, test) &&
      !isTestedAbove(after, head, test),
  );
  const [first, ...others] = lost;
  if (!first) return;
  const columns = [...new Set(lost.flatMap(({ column }) => column ?? []))];
  const names = [...new Set(lost.map(({ name }) => name))];
  yield {
    confidence: 'proven',
    title: `${listed(names)} ${names.length === 1 ? 'is' : 'are'} no longer tested on ${columns.length > 0 ? `${listed(columns)} of ` : ''}${code(head.name)}`,
    message: `${sentence(counted(lost.length, 'test'))} ${lost.length === 1 ? 'is' : 'are'} removed or disabled, while what ${lost.length === 1 ? 'it tests' : 'they test'} stays.`,
    resource: head.id,
    subject: removedTests,
    location: before.locate(first.span),
    ...restoredTests(
      change,
      lost.map(({ span }) => span),
    ),
    related: others.map((test) => ({
      ...before.locate(test.span),
      message: `${code(test.name)}${test.column ? ` on ${code(test.column)}` : ''}, too`,
    })),
  };
}

/** Tests that the newest rows are not too old, which a source's `freshness` says as well. */
function isRecency({ name }: DataTest): boolean {
  return /(^|\.)(recency|expect_row_values_to_have_recent_data|freshness_anomalies)$/.test(name);
}

function hasFreshness(project: Project, resource: Resource): boolean {
  return resource.type === 'source' && Boolean(project.known(resource, 'freshness'));
}

function* loosened({ base, head, before, after }: Pair): Iterable<RuleFinding> {
  const now = allTests(head.properties);
  for (const test of activeTests(base.properties)) {
    const twins = now.filter((other) => identity(other) === identity(test));
    const [twin] = twins;
    if (!twin || twins.length > 1 || twin.config['enabled'] === false) continue;
    const how = looser(test, twin);
    if (how.length === 0) continue;
    const [then, place] = [before.locate(test.span), after.locate(twin.span)];
    const on = test.column ? `${code(test.column)} of ${code(head.name)}` : code(head.name);
    yield {
      confidence: 'proven',
      title: `The ${code(test.name)} test on ${on} ${how[0]}`,
      message: [
        ...(how.length > 1 ? [`It also ${how.slice(1).join(' and ')}.`] : []),
        consequence(how),
        ...(then.path === place.path ? [] : [`At base it stood at ${placed(then)}.`]),
      ].join(' '),
      resource: head.id,
      subject: identity(test),
      location: place,
    };
  }
}

function allTests(properties: Properties | undefined): DataTest[] {
  return properties ? [...properties.tests, ...properties.columns.flatMap(({ tests }) => tests)] : [];
}

/** True for a test of a whole model that says something of the column. */
function isAbout(test: DataTest, column: string | undefined): boolean {
  return test.column === undefined && column !== undefined && named(test).has(column.toLowerCase());
}

/** The columns that a test of a whole model names, in lower case, among other words of its expression. */
function named(test: DataTest): Set<string> {
  const { expression } = test.arguments;
  const text = typeof expression === 'string' ? expression.replaceAll(/'[^']*'/g, ' ') : '';
  return new Set([...columnsOf(test), ...(text.toLowerCase().match(/[a-z_]\w*/g) ?? [])]);
}

/** True if it tests a column that is no longer there. */
function isGone({ base, head, before, after }: Pair, test: DataTest): boolean {
  const now = columnNames(after, head);
  if (test.column !== undefined) return !now.has(test.column.toLowerCase());
  const names = named(test);
  return [...columnNames(before, base)].some((name) => names.has(name) && !now.has(name));
}

function columnNames(project: Project, resource: Resource): Set<string> {
  const output = project.output(resource.id);
  const isKnown = resource.type !== 'source' && output.open.length === 0;
  // Where the query does not tell, the properties do.
  const columns = isKnown ? output.columns : (resource.properties?.columns ?? []);
  return new Set(columns.map(({ name }) => name.toLowerCase()));
}

/** True if the column comes unchanged from another relation, where the same is tested. */
function isTestedAbove(after: Project, head: Resource, test: DataTest): boolean {
  const column = after.output(head.id).columns.find(({ name }) => name === test.column?.toLowerCase());
  const [origin] = column?.passthrough ? column.origins : [];
  // Rows without a match on the other side of a join have no value.
  const joins = after.query(head.id)?.shape?.joins.length ?? 1;
  if (!origin || (test.name === 'not_null' && joins > 0)) return false;
  const above = activeTests(after.resources.get(origin.relation)?.properties);
  const same = identity({ ...test, column: origin.column });
  return above.some((other) => identity(other) === same);
}

/** A line of dbt_project.yml that makes all tests of a folder warn, or switches them off. */
function* lenientFolders({ workspace, change }: RuleContext): Iterable<RuleFinding> {
  for (const { base, head } of workspace.projects) {
    if (!base || !head) continue;
    const known = lenientTests(base, change.base);
    for (const [key, { folder, span }] of lenientTests(head, change.head)) {
      if (known.has(key)) continue;
      const how = key.startsWith('warn') ? 'only warn now' : 'are switched off';
      yield {
        confidence: 'proven',
        title: `All data tests ${folder === '' ? 'of the project' : `below ${code(folder)}`} ${how}`,
        message: 'Those that say otherwise themselves are left out.',
        resource: span.path,
        subject: key,
        location: head.locate(span),
      };
    }
  }
}
