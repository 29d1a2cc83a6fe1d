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
