import { code } from '../../finding.ts';
import type { DataTest, Properties, Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import { columnsOf } from '../shared/broken-readers.ts';
import { changedPairs, isUnreadable } from '../shared/pairs.ts';

export const rule = defineRule({
  id: 'quality/key-test-removed',
  summary: 'The test that guards a key is dropped while the model stays',
  severity: 'high',
  why: 'Without it nobody notices duplicate or missing keys, and every join on the key multiplies or loses rows silently.',
  advice: 'Keep the test, or replace it by one that guards the new key.',
  silent: [
    'if the entry moves to another properties file',
    'if another uniqueness test or a primary key constraint of the same model takes its place',
    'if the column itself is gone',
    '`not_null` counts only on a column that is part of a key',
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
        name: 'drops the test of a compound key',
        base: {
          'models/items.sql': 'select 1 as order_id, 1 as line\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: items\n    tests:\n      - dbt_utils.unique_combination_of_columns:\n          combination_of_columns: [order_id, line]\n',
        },
        head: { 'models/schema.yml': 'version: 2\nmodels:\n  - name: items\n' },
        findings: [{ path: 'models/schema.yml', line: 5, side: 'base' }],
      },
    ],
    silent: [
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
  *check(context) {
    for (const { base, head, before, after } of changedPairs(context, [
      'model',
      'seed',
      'snapshot',
      'source',
    ])) {
      if (!base.properties) continue;
      if (!head.properties && isUnreadable(after, base.properties.span.path)) continue;
      const kept = activeTests(head.properties);
      const uniqueNow = kept.filter(isUniqueness).map(identity);
      const uniqueThen = new Set(keyTests(base.properties).filter(isUniqueness).map(identity));
      const replaced = uniqueNow.some((key) => !uniqueThen.has(key));
      for (const test of keyTests(base.properties)) {
        if (kept.some((other) => identity(other) === identity(test))) continue;
        if (replaced && isUniqueness(test)) continue;
        if (isGone(after, head, test)) continue;
        yield {
          confidence: 'proven',
          title: `${code(test.name)} no longer guards ${test.column ? `${code(test.column)} of ${code(head.name)}` : code(head.name)}`,
          message: uniqueNow.length
            ? `The model keeps another uniqueness test, but this part of its key is unguarded.`
            : `No other test of the model shows that its key is unique.`,
          resource: head.id,
          subject: identity(test),
          location: before.locate(test.span),
        };
      }
    }
  },
});

const uniqueness = new Set([
  'unique',
  'dbt_utils.unique_combination_of_columns',
  'unique_combination_of_columns',
  'dbt_expectations.expect_column_values_to_be_unique',
  'dbt_expectations.expect_compound_columns_to_be_unique',
  'dbt_constraints.primary_key',
  'dbt_constraints.unique_key',
  'primary_key',
]);

function isUniqueness(test: DataTest): boolean {
  return uniqueness.has(test.name);
}

function activeTests(properties: Properties | undefined): DataTest[] {
  if (!properties) return [];
  const tests = [...properties.tests, ...properties.columns.flatMap((column) => column.tests)];
  return tests.filter((test) => test.config['enabled'] !== false);
}

/** The tests that together say what a row's key is. */
function keyTests(properties: Properties | undefined): DataTest[] {
  const tests = activeTests(properties);
  const keys = new Set(tests.filter(isUniqueness).flatMap(keyColumns));
  return tests.filter(
    (test) =>
      isUniqueness(test) || (test.name === 'not_null' && keyColumns(test).some((name) => keys.has(name))),
  );
}

function keyColumns(test: DataTest): string[] {
  return test.column ? [test.column.toLowerCase()] : columnsOf(test);
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
