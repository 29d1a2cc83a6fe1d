import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { biReaders, biReadingOf } from '../shared/bi-losses.ts';
import { placesOf } from '../shared/bi-reading.ts';
import type { BiReading } from '../shared/bi-reading.ts';
import { onePerSweep } from '../shared/by-place.ts';
import { changedPairs, relationTypes } from '../shared/pairs.ts';
import { brokenReaders, settingsNaming } from '../shared/broken-readers.ts';
import { together, type Lost, type Removal } from '../shared/lost-together.ts';
import type { Pair } from '../shared/pairs.ts';
import { keepsColumns, likelyRemovedColumns, removedColumns } from '../shared/removed-columns.ts';
import { byPlace, counted, listed, placed } from '../shared/text.ts';

const tested = (model: string, columns: readonly string[]) =>
  `models:\n  - name: ${model}\n    columns:\n${columns.map((name) => `      - {name: ${name}, data_tests: [not_null]}\n`).join('')}`;

export const rule = defineRule({
  id: 'quality/column-removed-in-use',
  summary: 'A column is removed or renamed while something downstream still reads it',
  severity: 'critical',
  why: 'Whatever reads the column fails at its next run, and everything that depends on it goes stale.',
  advice: 'Keep the column, or change its readers in this pull request too.',
  silent: [
    'if the new column list cannot be known completely (a `*` from a source, an unknown macro)',
    'if the readers are changed in the same pull request',
    'if a reader may get the column from another relation',
    'a change of case or quoting is no removal',
  ],
  examples: {
    fires: [
      {
        name: 'removes a column beside a macro of a package that is not here',
        base: {
          'packages.yml': 'packages: [{package: shop/shop_utils, version: 1.0.0}]\n',
          'models/stg_orders.sql':
            "select\n  1 as order_id,\n  2 as amount,\n  {{ shop_utils.others() }}\nfrom {{ source('raw', 'orders') }}\n",
          'models/orders.sql': "select o.order_id, o.amount from {{ ref('stg_orders') }} as o\n",
        },
        head: {
          'models/stg_orders.sql':
            "select\n  1 as order_id,\n  {{ shop_utils.others() }}\nfrom {{ source('raw', 'orders') }}\n",
        },
        findings: [
          { path: 'models/stg_orders.sql', line: 3, side: 'base', severity: 'high', subject: 'amount' },
        ],
      },
      {
        name: 'renames a column that a child still selects',
        base: {
          'models/stg_orders.sql': 'select\n  1 as order_id,\n  2 as amount\n',
          'models/orders.sql': "select\n  order_id,\n  amount\nfrom {{ ref('stg_orders') }}\n",
        },
        head: { 'models/stg_orders.sql': 'select\n  1 as order_id,\n  2 as amount_usd\n' },
        findings: [
          { path: 'models/stg_orders.sql', line: 3, side: 'base', severity: 'critical', subject: 'amount' },
        ],
      },
      {
        name: 'removes a column that the table keeps until a full refresh',
        base: {
          'models/events.sql':
            "{{ config(materialized='incremental', on_schema_change='append_new_columns') }}\nselect\n  1 as id,\n  2 as amount\n",
          'models/totals.sql': "select sum(amount) as amount from {{ ref('events') }}\n",
        },
        head: {
          'models/events.sql':
            "{{ config(materialized='incremental', on_schema_change='append_new_columns') }}\nselect\n  1 as id\n",
        },
        findings: [{ path: 'models/events.sql', line: 4, side: 'base', severity: 'high', subject: 'amount' }],
      },
      {
        name: 'removes a column that is read two steps down, through `select *`, in a filter',
        base: {
          'models/stg_orders.sql': "select\n  1 as order_id,\n  'x' as status\n",
          'models/int_orders.sql': "with o as (select * from {{ ref('stg_orders') }})\nselect * from o\n",
          'models/orders.sql':
            "select o.order_id\nfrom {{ ref('int_orders') }} as o\nwhere o.status = 'paid'\n",
        },
        head: { 'models/stg_orders.sql': 'select\n  1 as order_id\n' },
        findings: [
          { path: 'models/stg_orders.sql', line: 3, side: 'base', severity: 'critical', subject: 'status' },
        ],
      },
      {
        name: 'removes a column from a CTE of which everything is selected',
        base: {
          'models/stg_orders.sql':
            'with renamed as (\n  select\n    1 as order_id,\n    2 as amount\n)\nselect * from renamed\n',
          'models/orders.sql': "select order_id, amount from {{ ref('stg_orders') }}\n",
        },
        head: {
          'models/stg_orders.sql': 'with renamed as (\n  select 1 as order_id\n)\nselect * from renamed\n',
        },
        findings: [
          { path: 'models/stg_orders.sql', line: 4, side: 'base', severity: 'critical', subject: 'amount' },
        ],
      },
      {
        name: 'removes a column that another project of the repository reads',
        base: {
          'finance/dbt_project.yml': 'name: finance\n',
          'finance/models/orders.sql': 'select\n  1 as order_id,\n  2 as amount\n',
          'sales/dbt_project.yml': 'name: sales\n',
          'sales/dependencies.yml': 'projects: [{name: finance}]\n',
          'sales/models/totals.sql': "select sum(amount) as amount from {{ ref('finance', 'orders') }}\n",
        },
        head: { 'finance/models/orders.sql': 'select\n  1 as order_id\n' },
        findings: [
          {
            path: 'finance/models/orders.sql',
            line: 3,
            side: 'base',
            severity: 'critical',
            subject: 'amount',
          },
        ],
      },
      {
        name: 'renames a column in the header of a seed',
        base: {
          'seeds/countries.csv': 'code,name\nde,Germany\n',
          'models/places.sql': "select c.code, c.name from {{ ref('countries') }} as c\n",
        },
        head: { 'seeds/countries.csv': 'code,label\nde,Germany\n' },
        findings: [
          { path: 'seeds/countries.csv', line: 1, side: 'base', severity: 'critical', subject: 'name' },
        ],
      },
      {
        name: 'removes a column from a snapshot',
        base: {
          'snapshots/orders.sql':
            "{% snapshot orders_history %}\n{{ config(unique_key='id', strategy='check', check_cols='all') }}\nselect\n  1 as id,\n  2 as amount\n{% endsnapshot %}\n",
          'models/orders.sql': "select h.id, h.amount from {{ ref('orders_history') }} as h\n",
        },
        head: {
          'snapshots/orders.sql':
            "{% snapshot orders_history %}\n{{ config(unique_key='id', strategy='check', check_cols='all') }}\nselect\n  1 as id\n{% endsnapshot %}\n",
        },
        findings: [
          { path: 'snapshots/orders.sql', line: 5, side: 'base', severity: 'critical', subject: 'amount' },
        ],
      },
      {
        name: 'removes a column that is read where a variable says so',
        base: {
          'models/stg_orders.sql': 'select\n  1 as order_id,\n  2 as amount\n',
          'models/orders.sql':
            "select o.order_id\n{% if var('with_amounts', false) %}, o.amount{% endif %}\nfrom {{ ref('stg_orders') }} as o\n",
        },
        head: { 'models/stg_orders.sql': 'select\n  1 as order_id\n' },
        findings: [
          { path: 'models/stg_orders.sql', line: 3, side: 'base', severity: 'high', subject: 'amount' },
        ],
      },
      {
        name: 'removes the column by which a snapshot of everything looks for changes',
        base: {
          'models/stg_orders.sql': 'select\n  1 as order_id,\n  current_date as changed_at\n',
          'snapshots/orders.yml':
            "snapshots:\n  - name: orders_history\n    relation: ref('stg_orders')\n    config: {unique_key: order_id, strategy: timestamp, updated_at: changed_at}\n",
        },
        head: { 'models/stg_orders.sql': 'select\n  1 as order_id\n' },
        findings: [{ path: 'models/stg_orders.sql', line: 3, side: 'base', subject: 'changed_at' }],
      },
      {
        name: 'removes several columns that the same model reads, and one that another one reads, too',
        base: {
          'models/stg_orders.sql': 'select\n  1 as id,\n  2 as amount,\n  3 as tax,\n  4 as fee\n',
          'models/orders.sql': "select id, amount, tax, fee from {{ ref('stg_orders') }}\n",
          'models/fees.sql': "select id, fee from {{ ref('stg_orders') }}\n",
        },
        head: { 'models/stg_orders.sql': 'select\n  1 as id\n' },
        findings: [
          {
            path: 'models/stg_orders.sql',
            line: 3,
            side: 'base',
            severity: 'critical',
            subject: 'amount, tax',
          },
          { path: 'models/stg_orders.sql', line: 5, side: 'base', severity: 'critical', subject: 'fee' },
        ],
      },
      {
        name: 'writes a model anew without columns of which each is read somewhere else',
        base: {
          'models/stg_orders.sql':
            'select\n  1 as id,\n  2 as amount,\n  3 as tax,\n  4 as fee,\n  5 as discount\n',
          ...Object.fromEntries(
            ['amount', 'tax', 'fee', 'discount'].map((name) => [
              `models/${name}s.sql`,
              `select id, ${name} from {{ ref('stg_orders') }}\n`,
            ]),
          ),
        },
        head: { 'models/stg_orders.sql': 'select\n  1 as id\n' },
        findings: [
          {
            path: 'models/stg_orders.sql',
            line: 3,
            side: 'base',
            severity: 'critical',
            subject: 'amount, tax, fee, discount',
          },
        ],
      },
      {
        name: 'removes a column that only a test names',
        base: {
          'models/stg_orders.sql': 'select\n  1 as order_id,\n  2 as amount\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: stg_orders\n    columns:\n      - name: amount\n        tests: [not_null]\n',
        },
        head: { 'models/stg_orders.sql': 'select\n  1 as order_id\n' },
        findings: [
          { path: 'models/stg_orders.sql', line: 3, side: 'base', severity: 'high', subject: 'amount' },
        ],
      },
      {
        name: 'removes two columns of one model, and a column of two models, that only tests name',
        base: {
          'models/orders.sql': 'select\n  1 as id,\n  2 as amount,\n  3 as tax\n',
          'models/orders.yml': tested('orders', ['amount', 'tax']),
          'models/refunds.sql': 'select\n  1 as id,\n  2 as fee\n',
          'models/refunds.yml': tested('refunds', ['fee']),
          'models/returns.sql': 'select\n  1 as id,\n  2 as fee\n',
          'models/returns.yml': tested('returns', ['fee']),
        },
        head: {
          'models/orders.sql': 'select\n  1 as id\n',
          'models/refunds.sql': 'select\n  1 as id\n',
          'models/returns.sql': 'select\n  1 as id\n',
        },
        findings: [
          { path: 'models/orders.sql', line: 3, side: 'base', severity: 'high' },
          { path: 'models/refunds.sql', line: 3, side: 'base', severity: 'high' },
        ],
      },
    ],
    silent: [
      {
        name: 'takes a column out that a macro from outside may give instead',
        base: {
          'models/stg_orders.sql': "select 1 as order_id, 2 as amount from {{ source('raw', 'orders') }}\n",
          'models/orders.sql': "select o.order_id, o.amount from {{ ref('stg_orders') }} as o\n",
        },
        head: {
          'models/stg_orders.sql':
            "select 1 as order_id, {{ shop_utils.others() }} from {{ source('raw', 'orders') }}\n",
        },
      },
      {
        name: 'renames a column and its reader together',
        base: {
          'models/stg_orders.sql': 'select\n  1 as order_id,\n  2 as amount\n',
          'models/orders.sql': "select order_id, amount from {{ ref('stg_orders') }}\n",
        },
        head: {
          'models/stg_orders.sql': 'select\n  1 as order_id,\n  2 as amount_usd\n',
          'models/orders.sql': "select order_id, amount_usd as amount from {{ ref('stg_orders') }}\n",
        },
      },
      {
        name: 'removes a column that nothing reads',
        base: {
          'models/stg_orders.sql': 'select\n  1 as order_id,\n  2 as amount\n',
          'models/orders.sql': "select order_id from {{ ref('stg_orders') }}\n",
        },
        head: { 'models/stg_orders.sql': 'select\n  1 as order_id\n' },
      },
      {
        name: 'replaces the column list by `*` from a source, which may have the column',
        base: {
          'models/sources.yml': 'version: 2\nsources:\n  - name: raw\n    tables: [{name: orders}]\n',
          'models/stg_orders.sql': "select order_id, amount from {{ source('raw', 'orders') }}\n",
          'models/orders.sql': "select order_id, amount from {{ ref('stg_orders') }}\n",
        },
        head: { 'models/stg_orders.sql': "select * from {{ source('raw', 'orders') }}\n" },
      },
      {
        name: 'moves the column to the other side of the join its reader makes',
        base: {
          'models/a.sql': 'select 1 as id, 2 as amount\n',
          'models/b.sql': 'select 1 as id\n',
          'models/c.sql': "select amount from {{ ref('a') }} join {{ ref('b') }} using (id)\n",
        },
        head: {
          'models/a.sql': 'select 1 as id\n',
          'models/b.sql': 'select 1 as id, 2 as amount\n',
        },
      },
    ],
  },
  async *check(context) {
    yield* onePerRemoval(removals(context, await biReadingOf(context)));
  },
});

/** Tests that nobody takes along are one finding for the same columns of several models. */
function* onePerRemoval(found: Iterable<Removal>): Iterable<RuleFinding> {
  const alone = ({ resource, subject }: Removal) => [resource, subject];
  for (const { tests: _, ...finding } of onePerSweep(found, (one) =>
    one.tests === undefined ? alone(one) : [one.subject, one.tests],
  ))
    yield finding;
}

function* removals(context: RuleContext, reading: BiReading | undefined): Iterable<Removal> {
  for (const pair of changedPairs(context, relationTypes)) {
    const found = removedColumns(pair).flatMap((column): Lost[] => {
      const gone = { relation: pair.head.id, column: column.name };
      const [first, ...others] = brokenReaders(pair, gone, context.change.head);
      if (!first) return [];
      // The model's own settings do not make the finding, they join it, and so does what reads it beside dbt.
      const settings = settingsNaming(pair.after, pair.head, column.name, []).map(({ location, what }) => ({
        ...location,
        message: what,
      }));
      const files = placesOf(biReaders(reading, pair, column.name));
      return [{ column, readers: [first, ...others], besides: [...settings, ...files] }];
    });
    yield* together(pair.head, found, keepsColumns(pair));
    yield* besideMacros(pair);
  }
}

/** A macro that is not here may add columns: this one too, if nobody had read it by name before. */
function* besideMacros(pair: Pair): Iterable<RuleFinding> {
  const { before, after, head } = pair;
  for (const column of likelyRemovedColumns(pair)) {
    const known = new Set(before.uses(head.id, column.name).map(({ by }) => by.id));
    const uses = after.uses(head.id, column.name).filter(({ by, exact }) => exact && known.has(by.id));
    const [first] = uses;
    if (!first) continue;
    const names = [...new Set(uses.map(({ by }) => by.name))];
    yield {
      severity: 'high',
      confidence: 'likely',
      title: `${code(column.name)} is no longer written in ${code(head.name)}, but ${listed(names, 2)} still ${names.length === 1 ? 'reads' : 'read'} it`,
      message: `Unless one of the macros that are not in this repository adds it, ${counted(names.length, 'reader')} will fail, the first at ${placed(after.locate(first.span))}.`,
      resource: head.id,
      subject: column.name,
      location: column.location,
      related: uses
        .map(({ by, span }) => ({
          ...after.locate(span),
          message: `${by.type} ${code(by.name)} reads ${code(column.name)}`,
        }))
        .sort(byPlace),
    };
  }
}
