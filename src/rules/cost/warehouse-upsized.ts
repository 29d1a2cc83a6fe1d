import { code } from '../../finding.ts';
import type { Block } from '../../project/terraform/hcl.ts';
import { attributeAt, valueAt } from '../../project/terraform/terraform-file.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { addedMatches, withoutSqlComments } from '../shared/added-matches.ts';
import { changedResources, place } from '../shared/terraform.ts';
import type { ResourcePair } from '../shared/terraform.ts';

export const rule = defineRule({
  id: 'cost/warehouse-upsized',
  summary: 'Compute gets larger, or no longer stops by itself: warehouse size, clusters, slots, auto-suspend',
  severity: 'high',
  why: 'Each size of a warehouse costs twice the one below for every second it runs, and one that does not suspend runs all the time.',
  advice: 'Measure whether queries get faster by as much; keep auto-suspend at a minute or two.',
  silent: [
    'smaller sizes, fewer clusters, and suspending sooner',
    'new warehouses, and values that depend on variables',
    'less than half more of what is counted: clusters, workers, slots',
  ],
  examples: {
    fires: [
      {
        name: 'enlarges a warehouse and no longer suspends it',
        base: {
          'infra/main.tf':
            'resource "snowflake_warehouse" "load" {\n  name           = "LOAD"\n  warehouse_size = "X-Small"\n  auto_suspend   = 60\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "snowflake_warehouse" "load" {\n  name           = "LOAD"\n  warehouse_size = "XLARGE"\n}\n',
        },
        findings: [
          { path: 'infra/main.tf', line: 3, subject: 'warehouse_size' },
          { path: 'infra/main.tf', line: 4, side: 'base', subject: 'auto_suspend' },
        ],
      },
      {
        name: 'reserves more slots and lets a cluster idle longer',
        base: {
          'infra/main.tf':
            'resource "google_bigquery_reservation" "r" {\n  slot_capacity = 100\n}\nresource "databricks_cluster" "c" {\n  autotermination_minutes = 20\n  autoscale {\n    max_workers = 4\n  }\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "google_bigquery_reservation" "r" {\n  slot_capacity = 500\n}\nresource "databricks_cluster" "c" {\n  autotermination_minutes = 0\n  autoscale {\n    max_workers = 12\n  }\n}\n',
        },
        findings: [
          { path: 'infra/main.tf', line: 2, subject: 'slot_capacity' },
          { path: 'infra/main.tf', line: 5, subject: 'autotermination_minutes' },
          { path: 'infra/main.tf', line: 7, subject: 'autoscale.max_workers' },
        ],
      },
      {
        name: 'enlarges a warehouse in a script',
        base: { 'setup.sql': 'select 1;\n' },
        head: { 'setup.sql': "select 1;\nalter warehouse load\n  set warehouse_size = 'LARGE';\n" },
        findings: [{ path: 'setup.sql', line: 2, severity: 'medium' }],
      },
    ],
    silent: [
      {
        name: 'makes everything smaller',
        base: {
          'infra/main.tf':
            'resource "snowflake_warehouse" "load" {\n  warehouse_size    = "LARGE"\n  max_cluster_count = 4\n  auto_suspend      = 600\n}\n',
        },
        head: {
          'infra/main.tf':
            'resource "snowflake_warehouse" "load" {\n  warehouse_size    = "MEDIUM"\n  max_cluster_count = 2\n  auto_suspend      = 60\n}\n',
        },
      },
      {
        name: 'spells the size in another way',
        base: {
          'infra/main.tf': 'resource "snowflake_warehouse" "load" {\n  warehouse_size = "XSMALL"\n}\n',
        },
        head: {
          'infra/main.tf': 'resource "snowflake_warehouse" "load" {\n  warehouse_size = "X-Small"\n}\n',
        },
      },
      {
        name: 'lets a variable decide',
        base: {
          'infra/main.tf': 'resource "snowflake_warehouse" "load" {\n  warehouse_size = "XSMALL"\n}\n',
        },
        head: {
          'infra/main.tf': 'resource "snowflake_warehouse" "load" {\n  warehouse_size = var.size\n}\n',
        },
      },
      {
        name: 'suspends a little later',
        base: { 'infra/main.tf': 'resource "snowflake_warehouse" "load" {\n  auto_suspend = 60\n}\n' },
        head: { 'infra/main.tf': 'resource "snowflake_warehouse" "load" {\n  auto_suspend = 120\n}\n' },
      },
    ],
  },
  *check(context) {
    for (const pair of changedResources(context)) yield* enlarged(pair);
    yield* statements(context);
  },
});

interface Dial {
  type: string;
  path: string;
  /** How large a value is; undefined for what is not understood. */
  measure: (value: unknown) => number | undefined;
  /** From how many times as large on it is worth a word. */
  factor: number;
  /** The end of `… LOAD`: what more of it means. */
  words: string;
  /** What the provider takes if it is not set; absent if a missing one says nothing. */
  missing?: number;
}

const count = (value: unknown): number | undefined =>
  typeof value === 'number' && value >= 0 ? value : undefined;
/** Of what stops by itself after a time: never stopping is more than any time. */
const idle = (value: unknown): number | undefined => {
  const time = value === null ? 0 : count(value);
  return time === 0 ? Infinity : time;
};

const dials: readonly Dial[] = [
  {
    type: 'snowflake_warehouse',
    path: 'warehouse_size',
    measure: tShirt,
    factor: 1.01,
    words: 'gets larger',
  },
  {
    type: 'snowflake_warehouse',
    path: 'max_cluster_count',
    measure: count,
    factor: 1.5,
    words: 'may run more clusters',
  },
  {
    type: 'snowflake_warehouse',
    path: 'min_cluster_count',
    measure: count,
    factor: 1.5,
    words: 'always runs more clusters',
  },
  {
    type: 'snowflake_warehouse',
    path: 'auto_suspend',
    measure: idle,
    factor: 5,
    words: 'idles longer',
    missing: 600,
  },
  {
    type: 'databricks_sql_endpoint',
    path: 'cluster_size',
    measure: tShirt,
    factor: 1.01,
    words: 'gets larger',
  },
  {
    type: 'databricks_sql_endpoint',
    path: 'max_num_clusters',
    measure: count,
    factor: 1.5,
    words: 'may run more clusters',
  },
  {
    type: 'databricks_sql_endpoint',
    path: 'auto_stop_mins',
    measure: idle,
    factor: 5,
    words: 'idles longer',
    missing: 120,
  },
  {
    type: 'databricks_cluster',
    path: 'autotermination_minutes',
    measure: idle,
    factor: 5,
    words: 'idles longer',
    missing: 60,
  },
  {
    type: 'databricks_cluster',
    path: 'num_workers',
    measure: count,
    factor: 1.5,
    words: 'runs more workers',
  },
  {
    type: 'databricks_cluster',
    path: 'autoscale.max_workers',
    measure: count,
    factor: 1.5,
    words: 'may run more workers',
  },
  {
    type: 'google_bigquery_reservation',
    path: 'slot_capacity',
    measure: count,
    factor: 1.5,
    words: 'reserves more slots',
  },
  {
    type: 'google_bigquery_reservation',
    path: 'autoscale.max_slots',
    measure: count,
    factor: 1.5,
    words: 'may use more slots',
  },
  {
    type: 'google_bigquery_capacity_commitment',
    path: 'slot_count',
    measure: count,
    factor: 1.5,
    words: 'commits to more slots',
  },
  {
    type: 'aws_redshift_cluster',
    path: 'number_of_nodes',
    measure: count,
    factor: 1.5,
    words: 'runs more nodes',
  },
  {
    type: 'aws_redshiftserverless_workgroup',
    path: 'base_capacity',
    measure: count,
    factor: 1.5,
    words: 'reserves more capacity',
  },
  {
    type: 'aws_glue_job',
    path: 'number_of_workers',
    measure: count,
    factor: 1.5,
    words: 'runs more workers',
  },
];

const sizes = [
  '2xsmall',
  'xsmall',
  'small',
  'medium',
  'large',
  'xlarge',
  '2xlarge',
  '3xlarge',
  '4xlarge',
  '5xlarge',
  '6xlarge',
];

/** Relative to the smallest: each size is twice the one below. */
function tShirt(value: unknown): number | undefined {
  const name = String(value)
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '')
    .replace(/^x{2}(?=small|large)/, '2x')
    .replace(/^x{3}(?=large)/, '3x')
    .replace(/^x(\d)large$/, '$1xlarge');
  const index = sizes.indexOf(name);
  return index < 0 ? undefined : 2 ** index;
}

function* enlarged({ base, head }: ResourcePair): Iterable<RuleFinding> {
  for (const dial of dials) {
    if (dial.type !== head.type) continue;
    const was = sizeOf(dial, base.block);
    const is = sizeOf(dial, head.block);
    if (was === undefined || is === undefined || is < was * dial.factor || is === was) continue;
    const attribute = attributeAt(head.block, dial.path);
    const old = attributeAt(base.block, dial.path);
    const location = attribute
      ? place(head.path, 'head', attribute)
      : place(base.path, 'base', old ?? base.block);
    const [from, to] = [old?.text ?? 'the default', attribute?.text ?? 'the default'];
    yield {
      confidence: 'proven',
      title: `${code(head.address)} ${dial.words}`,
      message: `${code(dial.path)} goes from ${code(from)} to ${code(to)}${
        is === Infinity ? ': it never stops by itself' : `: ${Math.round((is / was) * 10) / 10} times as much`
      }.`,
      resource: `${head.path} ${head.address}`,
      subject: dial.path,
      location,
    };
  }
}

function sizeOf({ path, measure, missing }: Dial, block: Block): number | undefined {
  return attributeAt(block, path) ? measure(valueAt(block, path)) : missing;
}

const alter =
  /\balter\s+warehouse\s+(?:if\s+exists\s+)?[\w".$]+\s+set\s+[^;]{0,300}?\bwarehouse_size\s*=\s*'?([\w-]+)'?/gi;

/** A statement does not say what the size was: one that is not small is worth a look. */
function* statements({ change, files }: RuleContext): Iterable<RuleFinding> {
  for (const file of files) {
    if (!/\.sql$/i.test(file.path)) continue;
    for (const { match, text, location } of addedMatches(change, file, alter, withoutSqlComments)) {
      const size = tShirt(match[1]);
      if (size === undefined || size < 2 ** sizes.indexOf('large')) continue;
      yield {
        severity: 'medium',
        confidence: 'likely',
        title: `The script sets a warehouse to ${code(match[1]!)}`,
        message: `It is at least as large as LARGE from then on: eight times an X-Small.`,
        resource: file.path,
        subject: text,
        location,
      };
    }
  }
}
