import { code } from '../../finding.ts';
import type { DataTest, Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace, onePerSweep } from '../shared/by-place.ts';
import { restoredTests } from '../shared/fixes.ts';
import { activeTests, isUniqueness, keyColumns, keyTests, otherTests } from '../shared/keys.ts';
import { changedPairs, isUnreadable } from '../shared/pairs.ts';
import { listed } from '../shared/text.ts';

export const rule = defineRule({
  id: 'quality/key-test-removed',
  summary: 'The test that guards a key is dropped while the model stays',
  severity: 'high',
  why: 'Without it nobody notices duplicate or missing keys, and every join on the key multiplies or loses rows silently.',
  advice: 'Keep the test, or replace it by one that guards the new key.',
  silent: [
    'if the entry moves to another properties file',
    'if another uniqueness test or a primary key constraint of the same model takes its place',
    'if the column itself is gone, or may be and a new one has its entry’s test',
    '`not_null` counts only on a column that is part of a key',
    'if a test of some rows only (`where`) makes room for another one of the same column, as of a package',
  ],
  examples: {
    fires: [
      {
        name: 'drops `unique` from the key',
        base: {
          'models/orders.sql': 'select 1 as order_id\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: order_id\n        tests:\n          - unique\n          - not_null\n',
        },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: order_id\n        tests:\n          - not_null\n',
        },
        findings: [{ path: 'models/schema.yml', line: 7, side: 'base', subject: 'unique order_id' }],
      },
      {
        name: 'lets some duplicates pass',
        base: {
          'models/orders.sql': 'select 1 as order_id\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: order_id\n        tests:\n          - unique\n',
        },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: order_id\n        tests:\n          - unique_proportion: {at_least: 0.99}\n',
        },
        findings: [{ path: 'models/schema.yml', line: 7, side: 'base', severity: 'medium' }],
      },
      {
        name: 'drops the test of a compound key',
        base: {
          'models/items.sql': 'select 1 as order_id, 1 as line\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: items\n    tests:\n      - dbt_utils.unique_combination_of_columns:\n          combination_of_columns: [order_id, line]\n',
        },
        head: { 'models/schema.yml': 'version: 2\nmodels:\n  - name: items\n' },
        findings: [{ path: 'models/schema.yml', line: 5, side: 'base' }],
      },
      {
        name: 'takes another key, and no longer wants the old one',
        base: {
          'models/orders.sql': 'select 1 as order_id, 2 as number\n',
          'models/schema.yml':
            'models:\n  - name: orders\n    columns:\n      - name: number\n        tests: [unique, not_null]\n      - name: order_id\n',
        },
        head: {
          'models/schema.yml':
            'models:\n  - name: orders\n    columns:\n      - name: number\n      - name: order_id\n        tests: [unique, not_null]\n',
        },
        findings: [{ path: 'models/schema.yml', line: 5, side: 'base', severity: 'medium' }],
      },
      {
        name: 'drops the tests of several keys',
        base: {
          'models/orders.sql': 'select 1 as order_id\n',
          'models/items.sql': 'select 1 as item_id\n',
          'models/schema.yml':
            'models:\n  - name: orders\n    columns:\n      - name: order_id\n        tests: [unique]\n  - name: items\n    columns:\n      - name: item_id\n        tests: [unique]\n',
        },
        head: {
          'models/schema.yml':
            'models:\n  - name: orders\n    columns:\n      - name: order_id\n  - name: items\n    columns:\n      - name: item_id\n',
        },
        findings: [{ path: 'models/schema.yml', line: 9, side: 'base', subject: 'unique item_id' }],
      },
    ],
    silent: [
      {
        name: 'looks at the newest rows by a test of its own instead of `where`',
        base: {
          'models/orders.sql': 'select 1 as order_id\n',
          'models/schema.yml':
            'models:\n  - name: orders\n    columns:\n      - name: order_id\n        data_tests:\n          - unique:\n              config: {where: order_id > 5}\n          - not_null:\n              config: {where: order_id > 5}\n',
        },
        head: {
          'models/schema.yml':
            'models:\n  - name: orders\n    columns:\n      - name: order_id\n        data_tests:\n          - newest_unique: {arguments: {after: 5}}\n          - newest_not_null: {arguments: {after: 5}}\n',
        },
      },
      {
        name: 'renames the key of a model whose columns are not known, with its tests',
        base: {
          'models/orders.sql': "select * from {{ source('raw', 'orders') }}\n",
          'models/schema.yml':
            'models:\n  - name: orders\n    columns:\n      - name: order_id\n        data_tests: [unique, not_null]\n',
        },
        head: {
          'models/orders.sql': "select * from {{ source('raw', 'all_orders') }}\n",
          'models/schema.yml':
            'models:\n  - name: orders\n    columns:\n      - name: id\n        data_tests: [unique, not_null]\n',
        },
      },
      {
        name: 'moves the entry to another file',
        base: {
          'models/orders.sql': 'select 1 as order_id\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: order_id\n        tests: [unique]\n',
        },
        head: {
          'models/schema.yml': null,
          'models/orders.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: order_id\n        data_tests: [unique]\n',
        },
      },
      {
        name: 'replaces `unique` by a compound key when the grain changes',
        base: {
          'models/orders.sql': 'select 1 as order_id, 1 as line\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: order_id\n        tests: [unique]\n',
        },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    tests:\n      - dbt_utils.unique_combination_of_columns:\n          combination_of_columns: [order_id, line]\n',
        },
      },
      {
        name: 'drops `not_null` from a column that is no key',
        base: {
          'models/orders.sql': "select 1 as order_id, 'x' as note\n",
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: order_id\n        tests: [unique]\n      - name: note\n        tests: [not_null]\n',
        },
        head: {
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: order_id\n        tests: [unique]\n      - name: note\n',
        },
      },
      {
        name: 'removes the column together with its test',
        base: {
          'models/orders.sql': 'select 1 as order_id, 2 as legacy_id\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: legacy_id\n        tests: [unique]\n',
        },
        head: {
          'models/orders.sql': 'select 1 as order_id\n',
          'models/schema.yml': 'version: 2\nmodels:\n  - name: orders\n',
        },
      },
    ],
  },
  // A pull request that gives up on a kind of test does so for many models.
  check: (context) => onePerSweep(onePerPlace(losses(context)), ({ title }) => title.split(' no longer ')[0]),
});

function* losses(context: RuleContext): Iterable<RuleFinding> {
  for (const { base, head, before, after, change } of changedPairs(context, [
    'model',
    'seed',
    'snapshot',
    'source',
  ])) {
    if (!change.because.includes('properties') || !base.properties) continue;
    if (!head.properties && isUnreadable(after, base.properties.span.path)) continue;
    const kept = activeTests(head.properties);
    const uniqueNow = kept.filter(isUniqueness).map(identity);
    const uniqueThen = new Set(keyTests(base.properties).filter(isUniqueness).map(identity));
    const replaced = uniqueNow.some((key) => !uniqueThen.has(key));
    const lost = keyTests(base.properties).filter(
      (test) =>
        !kept.some((other) => identity(other) === identity(test)) &&
        !(replaced && isUniqueness(test)) &&
        // A test of some rows only let others pass before.
        !(test.config['where'] !== undefined && weakened(test, kept)) &&
        !isGone(after, head, test) &&
        !(after.output(head.id).open.length > 0 && isRenamed(base, head, test)),
    );
    if (lost.length === 0) continue;
    const edits = restoredTests(
      context.change,
      lost.map(({ span }) => span),
    );
    // Without its entry the model loses all of its tests at once.
    const others = head.properties
      ? []
      : otherTests(base.properties).filter((test) => !isGone(after, head, test));
    yield { ...finding(before, head, lost, kept, others), ...edits };
  }
}

/** All that one model loses. */
function finding(
  before: Project,
  head: Resource,
  lost: readonly DataTest[],
  kept: readonly DataTest[],
  besides: readonly DataTest[],
): RuleFinding {
  const [first, ...others] = lost as [DataTest, ...DataTest[]];
  const weaker = lost.map((test) => weakened(test, kept));
  const columns = [...new Set(lost.flatMap((test) => (test.column ? [test.column] : [])))];
  const tests = [...new Set(lost.map(({ name }) => name))];
  const where = columns.length === 1 ? `${code(columns[0] ?? '')} of ${code(head.name)}` : code(head.name);
  const instead = [...new Set(weaker.flatMap((test) => test?.name ?? []))];
  const keys = new Set(kept.filter(isUniqueness).flatMap(keyColumns));
  const isFormer =
    keys.size > 0 &&
    !lost.some((test) => isUniqueness(test) || keyColumns(test).some((name) => keys.has(name)));
  return {
    ...((isFormer || weaker.every((test) => test !== undefined)) && { severity: 'medium' as const }),
    confidence: 'proven',
    title: `${listed(tests)} no longer ${tests.length === 1 ? 'guards' : 'guard'} ${where}`,
    message:
      instead.length > 0
        ? `${listed(instead)} ${instead.length === 1 ? 'takes its place and lets' : 'take their place and let'} some rows pass.`
        : isFormer
          ? 'The key of the model is another now; whether the column has a value is no longer tested.'
          : kept.some(isUniqueness)
            ? `The model keeps another uniqueness test, but this part of its key is unguarded.`
            : lost.some(isUniqueness)
              ? `No other test of the model shows that its key is unique.`
              : `A row without a key would no longer be noticed.`,
    resource: head.id,
    subject: lost.map(identity).join('; '),
    location: before.locate(first.span),
    related: [...others, ...besides].map((test) => ({
      ...before.locate(test.span),
      message: `${code(test.name)}${others.includes(test) || !test.column ? '' : ` on ${code(test.column)}`}, also removed`,
    })),
  };
}

/** A test of the same column that tolerates some of what the lost one did not. */
function weakened(lost: DataTest, kept: readonly DataTest[]): DataTest | undefined {
  const word = isUniqueness(lost) ? /unique/ : /not_null/;
  return kept.find(
    (test) =>
      word.test(test.name) && keyColumns(test).join() === keyColumns(lost).join() && test.name !== lost.name,
  );
}

/** Two spellings of the same guard are equal: `unique` on a column and a combination of just that column. */
function identity(test: DataTest): string {
  return `${isUniqueness(test) ? 'unique' : test.name} ${keyColumns(test).sort().join(', ')}`;
}

function isGone(after: Project, head: Resource, test: DataTest): boolean {
  const output = after.output(head.id);
  if (output.open.length > 0) return false;
  const names = new Set(output.columns.map(({ name }) => name));
  return keyColumns(test).some((name) => !names.has(name));
}

/** True if the entry of the test's column goes and a new one has the same test: where it stands, it tells of a rename. */
function isRenamed(base: Resource, head: Resource, { name, column }: DataTest): boolean {
  const namesOf = ({ properties }: Resource) =>
    new Set(properties?.columns.map((each) => each.name.toLowerCase()));
  const [then, now] = [namesOf(base), namesOf(head)];
  if (column === undefined || now.has(column.toLowerCase())) return false;
  return activeTests(head.properties).some(
    (test) => test.name === name && test.column !== undefined && !then.has(test.column.toLowerCase()),
  );
}
