import { expect, test } from 'vitest';
import { summarise } from '../../src/project/summarise.ts';
import { workspaceOf } from '../support/dbt-project.ts';

test('says whose SQL went over a limit, once somebody asked for it', async () => {
  const deep = `select ${'('.repeat(70)}1${')'.repeat(70)} as id\n`;
  const workspace = await workspaceOf(
    { 'dbt_project.yml': 'name: shop\n', 'models/orders.sql': 'select 1 as id\n' },
    { 'models/orders.sql': deep },
  );
  try {
    expect(summarise(workspace, []).notes).toEqual([]);
    workspace.projects[0]?.head?.query('model.shop.orders');
    expect(summarise(workspace, []).notes).toEqual([
      'The SQL of these files went over a limit of size, depth or time, so their columns were not reviewed: `models/orders.sql`.',
    ]);
  } finally {
    workspace.close();
  }
});

test('draws the project of which most hangs together', async () => {
  const loose = ['a', 'b', 'c', 'd'].map((name) => [`one/models/${name}.sql`, 'select 1 as id\n']);
  const workspace = await workspaceOf(
    {
      'one/dbt_project.yml': 'name: one\n',
      'two/dbt_project.yml': 'name: two\n',
      'two/models/orders.sql': 'select 1 as id\n',
      'two/models/mart.sql': "select id from {{ ref('orders') }}\n",
    },
    { ...Object.fromEntries(loose), 'two/models/orders.sql': 'select 2 as id\n' },
  );
  const { impact } = summarise(workspace, []);
  workspace.close();
  expect(impact?.edges).toEqual([['model.two.orders', 'model.two.mart']]);
});
