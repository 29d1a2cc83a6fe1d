/** A changed filter in the words of a finding. */
import { expect, test } from 'vitest';
import { saidOf } from '../../../src/rules/shared/filter-edit.ts';
import { createReading, openWorkspace } from '../../../src/project/workspace.ts';
import { memoryChange } from '../../support/memory-snapshot.ts';

const sql = (where: string) => `select id\nfrom {{ ref('orders') }} as o\nwhere id > 0\n  and ${where}\n`;

async function said(where: string): Promise<string> {
  const files = {
    'dbt_project.yml': 'name: shop\n',
    'macros/of.sql':
      "{% macro of(kind) %}kind = {{ kind }}{% endmacro %}\n{% macro listed(kind) %}o.id in (select id from {{ ref('orders') }} where kind = {{ kind }}){% endmacro %}\n",
    'models/orders.sql': 'select 1 as id, 2 as kind\n',
  };
  const change = await memoryChange(
    { ...files, 'models/a.sql': sql('id > 1') },
    { ...files, 'models/a.sql': sql(where) },
  );
  const reading = createReading();
  try {
    const workspace = await openWorkspace(change, reading, 'all');
    const [project] = workspace.projects;
    const [before, after] = [project!.base!, project!.head!];
    const [base, head] = [before.resources.get('model.shop.a')!, after.resources.get('model.shop.a')!];
    const added = after.query(head.id)!.predicates.at(-1);
    const pair = { before, after, base, head, change: project!.changes[0]! };
    return saidOf(change, pair, undefined, added)?.what ?? '';
  } finally {
    reading.close();
  }
}

test.each([
  ['o.kind <> 3', 'now filters by `o.kind <> 3`'],
  [
    '(\n    o.kind = 3\n    -- of old\n    or (o.kind = 4 and o.id > 9)\n  )',
    'now filters by `o.kind = 3 or (o.kind = 4 and o.id > 9)`',
  ],
  ['(o.kind = 3\n    or o.id > 9)', 'now filters by `(o.kind = 3 or o.id > 9)`'],
  ['{{ of(\n    3) }}', 'now filters by `(3 = kind)`'],
  ['{{ listed(3) }}', 'now filters by a subquery'],
  ["o.id in (select id from {{ ref('orders') }} where kind = 3)", 'now filters by `o.id in (…)`'],
])('%s', async (where, what) => {
  expect(await said(where)).toBe(what);
});
