import { afterAll, expect, test } from 'vitest';
import { openWorkspace } from '../../../src/project/workspace.ts';
import type { Project, Workspace } from '../../../src/project/project.ts';
import { memoryChange } from '../../support/memory-snapshot.ts';

const opened: Workspace[] = [];
afterAll(() => opened.forEach((workspace) => workspace.close()));

async function projectOf(files: Record<string, string>): Promise<Project> {
  const change = await memoryChange({}, { 'dbt_project.yml': 'name: shop\nprofile: shop\n', ...files });
  const workspace = await openWorkspace(change);
  opened.push(workspace);
  return workspace.projects[0]!.head!;
}

test('a call tells what it passes, and a macro what it takes and calls', async () => {
  const project = await projectOf({
    'macros/m.sql': `{% macro money(column, digits=2) %}{{ rounded(column, digits) }}{% endmacro %}
{% macro rounded(column) %}{{ varargs }}{% endmacro %}`,
    'models/a.sql': "select {{ money('x', digits=3) }}, {{ money(*list) }}\n",
  });
  expect(project.resources.get('model.shop.a')!.macros.map((call) => call.arguments)).toEqual([
    { positional: 1, named: ['digits'], open: false },
    { positional: 0, named: [], open: true },
    { positional: 2, named: [], open: false },
  ]);
  const money = project.macros.get('macro.shop.money')!;
  expect(money.calls.map(({ id }) => id)).toEqual(['macro.shop.rounded']);
  expect([money.variadic, project.macros.get('macro.shop.rounded')!.variadic]).toEqual([false, true]);
});

test('constraints of a model and of its columns', async () => {
  const project = await projectOf({
    'models/a.sql': 'select 1 as id\n',
    'models/a.yml': `models:
  - name: a
    constraints: [{type: primary_key, columns: [ID, day]}]
    columns: [{name: Id, constraints: [{type: not_null}]}]
`,
  });
  const { properties } = project.resources.get('model.shop.a')!;
  expect(properties!.constraints).toMatchObject([{ type: 'primary_key', columns: ['id', 'day'] }]);
  expect(properties!.columns[0]!.constraints).toMatchObject([{ type: 'not_null', columns: ['id'] }]);
});

test('of the versions of a model the latest is known', async () => {
  const project = await projectOf({
    'models/a_v1.sql': 'select 1 as id\n',
    'models/a_v2.sql': 'select 1 as id\n',
    'models/a.yml': 'models: [{name: a, latest_version: 1, versions: [{v: 1}, {v: 2}]}]\n',
  });
  const latest = [...project.resources.values()].map(({ id, latest: isLatest }) => [id, isLatest]);
  expect(latest).toEqual([
    ['model.shop.a.v1', true],
    ['model.shop.a.v2', false],
  ]);
});

test('the freshness of a table is laid over that of its source', async () => {
  const project = await projectOf({
    'models/s.yml': `sources:
  - name: raw
    freshness: {warn_after: {count: 1, period: day}, error_after: {count: 2, period: day}}
    tables:
      - name: orders
        freshness: {error_after: null}
      - name: users
        freshness: null
`,
  });
  const freshness = (id: string) => project.known(project.resources.get(id)!, 'freshness');
  expect(freshness('source.shop.raw.orders')).toEqual({
    warn_after: { count: 1, period: 'day' },
    error_after: null,
  });
  expect(freshness('source.shop.raw.users')).toBeNull();
});

const tables = async (sql: string, profile = '') => {
  const project = await projectOf({
    'models/a.sql': sql,
    'models/b.sql': 'select 1 as id\n',
    ...(profile && { 'profiles.yml': profile }),
  });
  return project.literalTables('model.shop.a').map(({ name }) => name.join('.'));
};

test.each([
  ['select * from Raw.Orders', ['raw.orders']],
  ['select * from db.raw.orders o join raw.users u on o.id = u.id', ['db.raw.orders', 'raw.users']],
  ['with o as (select * from raw.orders) select * from o', ['raw.orders']],
  ['select 1 as x where 1 in (select id from raw.orders)', ['raw.orders']],
  ["select * from {{ ref('b') }}", []],
  ["select * from {{ ref('b') }} as b, b.items", []],
  ['select extract(day from a.b) as x, 1 is distinct from 2 as y', []],
  ['with a as (select 1 as id) select * from a union all select * from s.t', ['s.t']],
])('tables that the SQL names itself: %s', async (sql, expected) => {
  expect(await tables(sql)).toEqual(expected);
});
