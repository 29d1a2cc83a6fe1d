/** BI files that findings name, in the picture of what a change reaches. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { brokenFiles } from '../../../src/project/bi/broken-files.ts';
import { impactOf } from '../../../src/project/impact.ts';
import { summarise } from '../../../src/project/summarise.ts';
import type { Report } from '../../../src/report/schema.ts';
import { finding } from '../../run/samples.ts';
import { cli } from '../../support/cli.ts';
import { workspaceOf } from '../../support/dbt-project.ts';
import { Repository } from '../../support/git-repository.ts';

let made: Repository;
beforeEach(() => {
  made = new Repository();
});
afterEach(() => made.remove());

async function reviewed(
  base: Record<string, string>,
  head: Record<string, string | null>,
  format: string,
): Promise<string> {
  const start = made.commit('main', { 'dbt_project.yml': 'name: shop\n', ...base });
  made.commit('feature', head, start);
  const args = ['review', '--base', start, '--head', 'feature', '--format', format];
  const { stdout, stderr } = await cli(args, { cwd: made.path });
  expect(stderr).toBe('');
  return stdout;
}

const status = "select\n  1 as order_id,\n  'x' as status\n";
const withoutStatus = 'select\n  1 as order_id\n';
const view = (name: string, table: string) =>
  `view: ${name} {\n  sql_table_name: ${table} ;;\n  dimension: status { sql: \${TABLE}.status ;; }\n}\n`;

test('hang on what they read, two steps below the change, and the findings name them as before', async () => {
  const base = {
    'models/stg_orders.sql': status,
    'models/orders.sql': "select * from {{ ref('stg_orders') }}\n",
    'looker/orders.view.lkml': view('orders', 'shop.orders') + view('sales', 'shop.orders'),
  };
  const report = JSON.parse(
    await reviewed(base, { 'models/stg_orders.sql': withoutStatus }, 'json'),
  ) as Report;
  expect(report.impact).toEqual({
    nodes: [
      {
        id: 'looker/orders.view.lkml',
        label: 'LookML view orders and 1 more',
        type: 'bi_file',
        state: 'exposed',
      },
      { id: 'model.shop.orders', label: 'orders', type: 'model', state: 'affected' },
      { id: 'model.shop.stg_orders', label: 'stg_orders', type: 'model', state: 'changed' },
    ],
    edges: [
      ['model.shop.orders', 'looker/orders.view.lkml'],
      ['model.shop.stg_orders', 'model.shop.orders'],
    ],
    omitted: 0,
  });
  const [found] = report.findings;
  expect(found?.rule).toBe('quality/bi-dataset-broken');
  expect(found?.related).toEqual(
    [3, 7].map((startLine, index) => ({
      path: 'looker/orders.view.lkml',
      side: 'head',
      startLine,
      endLine: startLine,
      message: `LookML view \`${['orders', 'sales'][index]!}\` reads \`status\``,
    })),
  );
});

test('are drawn beside models that break of the same column, and not counted with them', async () => {
  const base = {
    'models/orders.sql': status,
    'models/open.sql': "select o.status from {{ ref('orders') }} as o\n",
    'looker/orders.view.lkml': view('orders', 'shop.orders'),
    'lightdash/charts/a.yml': `name: 'a"); click n0 "b'\ntableName: orders\nmetricQuery:\n  dimensions: [orders_status]\n`,
  };
  const text = await reviewed(base, { 'models/orders.sql': withoutStatus }, 'markdown');
  expect(text).toContain('Blocked**: 1 critical finding — breaks 1 model\n');
  expect(text).toContain('  n0("Lightdash chart a#34;#41;#59; click n0 #34;b"):::bi\n');
  expect(text).toContain('  n1("LookML view orders"):::bi\n');
  expect(text).toContain('🔴 breaks · 🟠 BI that likely breaks');
});

test('are drawn where nothing in dbt reads the model that goes', async () => {
  const base = { 'models/orders.sql': status, 'looker/orders.view.lkml': view('orders', 'shop.orders') };
  const text = await reviewed(base, { 'models/orders.sql': null }, 'markdown');
  expect(text).toContain('  n0("LookML view orders"):::bi\n  n1["orders"]:::changed\n  n1 --> n0\n');
});

const naming = (path: string, reads: string, name = 'LookML view `a`') =>
  finding({
    related: [
      { path, side: 'head', startLine: 1, endLine: 1, message: `${name} reads it`, reader: { name, reads } },
    ],
  });

test('are one each, whatever number of places and findings names them', () => {
  const files = brokenFiles([
    naming('looker/a.lkml', 'model.shop.b'),
    naming('looker/a.lkml', 'model.shop.a'),
    naming('looker/a.lkml', 'model.shop.a'),
    finding({ related: [{ path: 'models/a.sql', side: 'head', startLine: 1, endLine: 1, message: 'no' }] }),
  ]);
  expect(files).toEqual([
    { path: 'looker/a.lkml', label: 'LookML view a', reads: ['model.shop.b', 'model.shop.a'] },
  ]);
});

test('do not crowd out what they read', async () => {
  const many = Array.from({ length: 30 }, (_, i) => [`models/m${i}.sql`, 'select 1 as id\n'] as const);
  const workspace = await workspaceOf(
    { 'dbt_project.yml': 'name: shop\n', ...Object.fromEntries(many) },
    Object.fromEntries(many.map(([path]) => [path, 'select 2 as id\n'])),
  );
  workspace.close();
  const files = Array.from({ length: 30 }, (_, i) => ({
    path: `looker/v${i}.lkml`,
    label: `v${i}`,
    reads: ['model.shop.m9'],
  }));
  const { nodes, edges, omitted } = impactOf(workspace.projects[0]!, new Set(), files);
  expect(nodes).toHaveLength(20);
  expect(nodes.filter(({ type }) => type === 'model').map(({ id }) => id)).toEqual(['model.shop.m9']);
  expect(edges).toHaveLength(19);
  expect(omitted).toBe(40);
});

test('are drawn with the project whose relation they read', async () => {
  const read = "select id from {{ ref('orders') }}\n";
  const workspace = await workspaceOf(
    {
      'one/dbt_project.yml': 'name: one\n',
      'one/models/orders.sql': 'select 1 as id\n',
      'two/dbt_project.yml': 'name: two\n',
      'two/models/orders.sql': 'select 1 as id\n',
      ...Object.fromEntries(['a', 'b', 'c'].map((name) => [`two/models/${name}.sql`, read])),
    },
    { 'one/models/orders.sql': 'select 2 as id\n', 'two/models/orders.sql': 'select 2 as id\n' },
  );
  const { impact } = summarise(workspace, [naming('looker/a.lkml', 'model.one.orders')]);
  workspace.close();
  expect(impact?.edges).toEqual([['model.one.orders', 'looker/a.lkml']]);
});
