import { code } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { biReaders, biReadingOf, lostRelations } from '../shared/bi-losses.ts';
import type { BiReader } from '../shared/bi-losses.ts';
import { placesOf } from '../shared/bi-reading.ts';
import type { BiPlace, BiReading } from '../shared/bi-reading.ts';
import { brokenReaders } from '../shared/broken-readers.ts';
import { distinct } from '../shared/by-place.ts';
import { danglingDependencies } from '../shared/dangling.ts';
import { changedPairs, relationTypes } from '../shared/pairs.ts';
import type { Pair } from '../shared/pairs.ts';
import { keepsColumns, removedColumns } from '../shared/removed-columns.ts';
import type { RemovedColumn } from '../shared/removed-columns.ts';
import { byPlace, joined, listed, placed, sentence } from '../shared/text.ts';

const orders = { 'models/orders.sql': "select\n  1 as order_id,\n  'x' as status,\n  2 as amount\n" };
const withoutStatus = { 'models/orders.sql': 'select\n  1 as order_id,\n  2 as amount\n' };

const view = (field: string, table = 'analytics.orders') =>
  `view: orders {\n  sql_table_name: ${table} ;;\n  ${field}\n}\n`;
const byStatus = view('dimension: status { type: string sql: ${TABLE}.status ;; }');

const dataset = (column: string) =>
  `table_name: orders\nmain_dttm_col: null\nschema: analytics\nsql: null\ncolumns:\n- column_name: order_id\n  expression: null\n- column_name: ${column}\n`;

const chart = (dimension: string) =>
  `name: By status\ntableName: orders\nmetricQuery:\n  exploreName: orders\n  dimensions:\n    - ${dimension}\n  metrics: [orders_count]\n`;

const lost = { path: 'models/orders.sql', line: 3, side: 'base', subject: 'status' } as const;

export const rule = defineRule({
  id: 'quality/bi-dataset-broken',
  summary: 'A LookML, Superset or Lightdash file of the repository reads a column or a model that goes',
  severity: 'high',
  why: 'Dashboards on it show errors as soon as the change is deployed, to people who cannot mend them, and no run of dbt fails.',
  advice: 'Keep it, or change the BI files in this pull request too.',
  silent: [
    'BI files that this pull request mends: they are read as they are at head',
    'if models or tests of dbt read the column as well: `quality/column-removed-in-use` names the BI files with them',
    'if something in dbt still refers to the model: `quality/model-removed-in-use` says that dbt stops',
    'unless exactly one model, seed, snapshot or source of the repository may be meant by the name of the table, and by its schema where one is written',
    'columns in SQL other than `${TABLE}.column` and `alias.column`, and fields that a view of LookML has from another',
    'if the new column list cannot be known completely',
    'models of packages, and of projects that leave the repository as a whole, when they go',
    'files beyond the first 5,000, and those of packages and samples',
  ],
  examples: {
    fires: [
      {
        name: 'removes a column that a dimension of LookML reads',
        base: { ...orders, 'looker/orders.view.lkml': byStatus },
        head: withoutStatus,
        findings: [{ ...lost, severity: 'high' }],
      },
      {
        name: 'removes a column that a dimension is called after',
        base: { ...orders, 'looker/orders.view.lkml': view('dimension: status {}', 'orders') },
        head: withoutStatus,
        findings: [lost],
      },
      {
        name: 'removes a column that a derived table of LookML selects',
        base: {
          ...orders,
          'looker/paid.view.lkml':
            'view: paid {\n  derived_table: {\n    sql: select o.order_id from analytics.orders as o where o.status = 1 ;;\n  }\n}\n',
        },
        head: withoutStatus,
        findings: [lost],
      },
      {
        name: 'removes a column two steps above the table of a Superset dataset',
        base: {
          'models/stg_orders.sql': orders['models/orders.sql'],
          'models/orders.sql': "select * from {{ ref('stg_orders') }}\n",
          'superset/datasets/shop/orders.yaml': dataset('status'),
        },
        head: { 'models/stg_orders.sql': withoutStatus['models/orders.sql'] },
        findings: [{ ...lost, path: 'models/stg_orders.sql' }],
      },
      {
        name: 'removes a column that a chart of Lightdash shows',
        base: { ...orders, 'lightdash/charts/by-status.yml': chart('orders_status') },
        head: withoutStatus,
        findings: [lost],
      },
      {
        name: 'removes a column that Lightdash joins by',
        base: {
          ...orders,
          'models/items.sql': 'select 1 as item_id, 2 as status\n',
          'models/items.yml':
            'models:\n  - name: items\n    meta:\n      joins:\n        - join: orders\n          sql_on: ${orders.status} = ${items.status}\n',
        },
        head: withoutStatus,
        findings: [lost],
      },
      {
        name: 'renames a model of which a dataset has the old name',
        base: { ...orders, 'superset/datasets/shop/orders.yaml': dataset('status') },
        head: { 'models/orders.sql': null, 'models/sales.sql': orders['models/orders.sql'] },
        findings: [{ path: 'models/orders.sql', line: 1, side: 'base' }],
      },
      {
        name: 'gives a model another alias',
        base: { ...orders, 'looker/orders.view.lkml': byStatus },
        head: { 'models/orders.sql': `{{ config(alias='sales') }}\n${orders['models/orders.sql']}` },
        findings: [{ path: 'models/orders.sql', line: 1 }],
      },
    ],
    silent: [
      {
        name: 'mends the LookML too',
        base: { ...orders, 'looker/orders.view.lkml': byStatus },
        head: { ...withoutStatus, 'looker/orders.view.lkml': view('dimension: order_id {}') },
      },
      {
        name: 'removes a column that views of another schema, and of other tables, have as well',
        base: {
          'dbt_project.yml': 'name: shop\nmodels:\n  shop: {+schema: marts}\n',
          ...orders,
          'looker/orders.view.lkml': view('dimension: status {}', 'raw.orders'),
          'looker/items.view.lkml': view('dimension: status {}', 'analytics_marts.items'),
        },
        head: withoutStatus,
      },
      {
        name: 'removes a column of one of two tables of the name',
        base: {
          ...orders,
          'models/sources.yml': 'sources:\n  - name: raw\n    tables: [{name: orders}]\n',
          'looker/orders.view.lkml': view('dimension: status {}', 'orders'),
        },
        head: withoutStatus,
      },
      {
        name: 'removes a column that a dataset computes, and another that it does not have',
        base: {
          ...orders,
          'superset/datasets/shop/orders.yaml': `${dataset('status')}  expression: "'open'"\n`,
        },
        head: { 'models/orders.sql': 'select\n  1 as order_id\n' },
      },
      {
        name: 'removes a column of which Lightdash has a dimension that is made of another',
        base: {
          ...orders,
          'models/orders.yml':
            'models:\n  - name: orders\n    columns:\n      - name: amount\n        meta:\n          additional_dimensions:\n            status: {type: string}\n',
          'lightdash/charts/by-status.yml': chart('orders_status'),
        },
        head: withoutStatus,
      },
      {
        name: 'removes a column that a model reads as well',
        base: {
          ...orders,
          'models/open.sql': "select o.status from {{ ref('orders') }} as o\n",
          'looker/orders.view.lkml': byStatus,
        },
        head: withoutStatus,
      },
      {
        name: 'moves a model to another project of the repository',
        base: {
          'sales/dbt_project.yml': 'name: sales\n',
          'sales/models/orders.sql': orders['models/orders.sql'],
          'shop/dbt_project.yml': 'name: shop\n',
          'looker/orders.view.lkml': byStatus,
        },
        head: { 'sales/models/orders.sql': null, 'shop/models/orders.sql': orders['models/orders.sql'] },
      },
    ],
  },
  async *check(context) {
    const files = await biReadingOf(context);
    if (files) yield* distinct([...columnsRead(context, files), ...relationsRead(context, files)]);
  },
});

function* columnsRead(context: RuleContext, files: BiReading): Iterable<RuleFinding> {
  for (const pair of changedPairs(context, relationTypes)) {
    const found = removedColumns(pair).flatMap((column) => {
      const [first, ...others] = biReaders(files, pair, column.name);
      if (!first) return [];
      const gone = { relation: pair.head.id, column: column.name };
      return brokenReaders(pair, gone, context.change.head).length > 0
        ? []
        : [{ column, readers: [first, ...others] }];
    });
    const [first, ...others] = found;
    if (first) yield ofColumns(pair, [first, ...others]);
  }
}

interface Read {
  column: RemovedColumn;
  readers: readonly BiReader[];
}

function ofColumns(pair: Pair, [first, ...others]: readonly [Read, ...Read[]]): RuleFinding {
  const { head } = pair;
  const all = [first, ...others];
  const readers = all.flatMap((each) => each.readers);
  const columns = all.map(({ column }) => column.name);
  const [it, isGone] = others.length === 0 ? ['it', 'is gone'] : ['them', 'are gone'];
  const [shown] = readers as [BiReader, ...BiReader[]];
  const kept = keepsColumns(pair)
    ? `The table keeps ${others.length === 0 ? 'the column' : 'the columns'}, without values in new rows, until a full refresh drops ${it}. Then queries`
    : 'Queries';
  return {
    confidence: 'likely',
    title: `${listed(columns)} ${isGone} from ${code(head.name)}, but ${reading(readers)} ${it}`,
    message: `${kept} that ask for ${it} fail; the first place is ${placed(shown)}: ${[...shown.through.map(code), shown.reader.name].join(' → ')}.`,
    resource: head.id,
    // All names: what somebody accepts of two columns does not hold for a third one.
    subject: columns.join(', '),
    location: first.column.location,
    related: [
      ...others.map(({ column }) => ({ ...column.location, message: `${code(column.name)} goes as well` })),
      ...placesOf(readers),
    ].sort(byPlace),
  };
}

function* relationsRead(context: RuleContext, files: BiReading): Iterable<RuleFinding> {
  for (const { base, before, how, location } of lostRelations(context)) {
    const places = files.ofRelation(before, base);
    if (places.length === 0 || isReferredTo(context, base.id)) continue;
    const { type, name, id } = base;
    yield {
      confidence: 'likely',
      title: `${sentence(type)} ${code(name)} ${how}, but ${reading(places)} what it built`,
      message: `dbt builds that no more: it stays as it is until somebody drops it, and then queries of it fail; the first place is ${placed(places[0]!)}.`,
      resource: id,
      location,
      related: placesOf(places).sort(byPlace),
    };
  }
}

/** True if dbt itself stops because of it. */
function isReferredTo({ workspace: { projects }, change }: RuleContext, id: string): boolean {
  return projects.some((project) =>
    danglingDependencies(project, projects, change).some(({ lost: target }) => target === id),
  );
}

function reading(places: readonly BiPlace[]): string {
  const names = [...new Set(places.map(({ reader }) => reader.name))].sort();
  return `${joined(names, 2)} still ${names.length === 1 ? 'reads' : 'read'}`;
}
