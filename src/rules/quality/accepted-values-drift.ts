import { code } from '../../finding.ts';
import type { DataTest, Resource } from '../../project/dbt/resources.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { onePerPlace, onePerSweep } from '../shared/by-place.ts';
import { activeTests } from '../shared/keys.ts';
import { changedPairs, type Pair } from '../shared/pairs.ts';
import { hasOtherQuery } from '../shared/query-change.ts';
import { listed } from '../shared/text.ts';

const sized = (branch: string) =>
  `select\n  id,\n  case\n    when amount > 100 then 'big'\n${branch}    else 'small'\n  end as size\nfrom raw.orders\n`;
const tested = (values: string) =>
  `version: 2\nmodels:\n  - name: orders\n    columns:\n      - name: size\n        tests:\n          - accepted_values:\n              values: [${values}]\n`;
const medium = "    when amount > 10 then 'medium'\n";

export const rule = defineRule({
  id: 'quality/accepted-values-drift',
  summary: 'A column gets a value that its accepted_values test does not accept',
  severity: 'high',
  why: 'The test fails at the first row with the new value, and readers that handle the listed values alone leave it out.',
  advice:
    'Add the value to the test, and look at the readers that compare the column with the listed values.',
  silent: [
    'if the column may hold anything but string literals, such as another column in ELSE',
    'if the value was there before',
    'the same value of several models is one finding',
    'tests of some rows only (`where`), and those that refuse a value which was there before',
  ],
  examples: {
    fires: [
      {
        name: 'adds a branch to a CASE',
        base: { 'models/orders.sql': sized(''), 'models/schema.yml': tested('big, small') },
        head: { 'models/orders.sql': sized(medium) },
        findings: [{ path: 'models/orders.sql', line: 5, subject: 'size' }],
      },
      {
        name: 'adds the same branch to two models',
        base: {
          'models/orders.sql': sized(''),
          'models/refunds.sql': sized(''),
          'models/schema.yml': tested('big, small'),
          'models/refunds.yml': tested('big, small').replace('orders', 'refunds'),
        },
        head: { 'models/orders.sql': sized(medium), 'models/refunds.sql': sized(medium) },
        findings: [{ path: 'models/orders.sql', line: 5, subject: 'size' }],
      },
      {
        name: 'adds a branch whose value a model below tests',
        base: {
          'models/stg_orders.sql': sized(''),
          'models/orders.sql': "select id, size from {{ ref('stg_orders') }}\n",
          'models/schema.yml': tested('big, small'),
        },
        head: { 'models/stg_orders.sql': sized(medium) },
        findings: [{ path: 'models/stg_orders.sql', line: 5, subject: 'size' }],
      },
    ],
    silent: [
      {
        name: 'adds a branch whose value a test of some rows refuses',
        base: {
          'models/orders.sql': sized(''),
          'models/schema.yml':
            'models:\n  - name: orders\n    columns:\n      - name: size\n        data_tests:\n          - accepted_values:\n              arguments:\n                values: [big, small]\n                config: {where: amount > 50}\n',
        },
        head: { 'models/orders.sql': sized(medium) },
      },
      {
        name: 'adds a branch to values that the test never accepted',
        base: { 'models/orders.sql': sized(''), 'models/schema.yml': tested('big') },
        head: { 'models/orders.sql': sized(medium) },
      },
      {
        name: 'adds the value to the test too',
        base: { 'models/orders.sql': sized(''), 'models/schema.yml': tested('big, small') },
        head: { 'models/orders.sql': sized(medium), 'models/schema.yml': tested('big, medium, small') },
      },
      {
        name: 'passes on what the source says',
        base: {
          'models/orders.sql': sized("    when size = 'm' then 'medium'\n").replace("'small'", 'size'),
          'models/schema.yml': tested('big, small'),
        },
        head: { 'models/orders.sql': sized(medium).replace("'small'", 'size') },
      },
      {
        name: 'reorders the branches',
        base: { 'models/orders.sql': sized(medium), 'models/schema.yml': tested('big, small') },
        head: { 'models/orders.sql': sized("    when amount >= 10 then 'medium'\n") },
      },
    ],
  },
  check: (context) =>
    onePerSweep(
      onePerPlace(
        [...changedPairs(context, ['model', 'snapshot'])]
          .filter(hasOtherQuery)
          .flatMap((pair) => drifts(pair)),
      ),
    ),
});

function drifts(pair: Pair): RuleFinding[] {
  const { before, after, base, head } = pair;
  const now = after.query(head.id)?.shape?.literals;
  if (!now || now.size === 0) return [];
  const then = before.query(base.id)?.shape?.literals;
  return [...now].flatMap(([column, literals]) => {
    const known = new Set(then?.get(column)?.map(({ value }) => value));
    const added = literals.filter(({ value }) => !known.has(value));
    // Without its values at base, every one of them might be new.
    if (known.size === 0 || added.length === 0) return [];
    // What held values that a test refuses all along does not reach it as it is.
    const isHeld = ({ values }: ValuesTest) => [...known].every((value) => values.includes(value));
    return testsOf(after, head, column)
      .filter(isHeld)
      .flatMap((test) => drift(pair, column, test, added));
  });
}

interface ValuesTest {
  test: DataTest;
  resource: Resource;
  values: readonly string[];
}

function drift(
  { after, head }: Pair,
  column: string,
  { test, resource, values }: ValuesTest,
  added: readonly { value: string; span: Span }[],
): RuleFinding[] {
  const refused = added.filter(({ value }) => !values.includes(value));
  const [first] = refused;
  if (!first) return [];
  const names = [...new Set(refused.map(({ value }) => value))];
  const where = resource.id === head.id ? 'its test' : `the test in ${code(resource.name)}`;
  return [
    {
      confidence: 'proven',
      title: `${code(column)} of ${code(head.name)} can now be ${listed(names)}, which ${where} does not accept`,
      message: `${code(test.name)} lists ${listed(values, 6)}.`,
      resource: head.id,
      subject: column,
      location: after.locate(first.span),
      related: [{ ...after.locate(test.span), message: 'the accepted values' }],
    },
  ];
}

/** Tests of a column's values, on the relation or on readers that pass the column on. */
function testsOf(
  project: Project,
  resource: Resource,
  column: string,
  seen = new Set<string>(),
): ValuesTest[] {
  const key = `${resource.id} ${column}`;
  if (seen.has(key) || seen.size > 200) return [];
  seen.add(key);
  const here = activeTests(resource.properties).flatMap((test) => {
    const values = test.arguments['values'];
    const isMeant =
      /(^|\.)accepted_values$/.test(test.name) &&
      test.column?.toLowerCase() === column &&
      test.config['where'] === undefined;
    return isMeant && Array.isArray(values) && values.every((value) => typeof value === 'string')
      ? [{ test, resource, values }]
      : [];
  });
  const readers = new Map(project.consumers(resource.id).map((consumer) => [consumer.resource.id, consumer]));
  const further = [...readers.values()].flatMap(({ resource: reader }) =>
    project
      .output(reader.id)
      .columns.filter(
        ({ passthrough, origins: [origin] }) =>
          passthrough && origin?.relation === resource.id && origin.column === column,
      )
      .flatMap(({ name }) => testsOf(project, reader, name, seen)),
  );
  return [...here, ...further];
}
