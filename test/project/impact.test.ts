/** Which part of what a change reaches is drawn, where all of it would be more than a picture. */
import { expect, test } from 'vitest';
import { impactOf } from '../../src/project/impact.ts';
import { workspaceOf } from '../support/dbt-project.ts';

const numbered = (count: number, name: string, text: string) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`models/${name}${String(i).padStart(2, '0')}.sql`, text]),
  );

async function impact(base: Record<string, string>, head: Record<string, string>, broken: string[]) {
  const workspace = await workspaceOf({ 'dbt_project.yml': 'name: shop\n', ...base }, head);
  workspace.close();
  return impactOf(workspace.projects[0]!, new Set(broken.map((name) => `model.shop.${name}`)));
}

test('what breaks thirty models is drawn with them', async () => {
  const base = {
    'models/orders.sql': 'select 1 as id, 2 as amount\n',
    'models/unread.sql': 'select 1 as id\n',
    ...numbered(30, 'reader', "select amount from {{ ref('orders') }}\n"),
  };
  const head = { 'models/orders.sql': 'select 1 as id\n', 'models/unread.sql': 'select 2 as id\n' };
  const readers = Array.from({ length: 30 }, (_, i) => `reader${String(i).padStart(2, '0')}`);
  const { nodes, edges, omitted } = await impact(base, head, readers);
  expect(nodes.map(({ label }) => label)).toEqual(['orders', ...readers.slice(0, 19)]);
  expect(edges).toHaveLength(19);
  expect(omitted).toBe(12);
});

test('what breaks is drawn before most of its many causes', async () => {
  const sources = Array.from({ length: 30 }, (_, i) => `part${String(i).padStart(2, '0')}`);
  const base = {
    ...numbered(30, 'part', 'select 1 as id\n'),
    'models/whole.sql': sources.map((name) => `select id from {{ ref('${name}') }}\n`).join('union all\n'),
  };
  const { nodes } = await impact(base, numbered(30, 'part', 'select 1 as key\n'), ['whole']);
  expect(nodes).toHaveLength(20);
  expect(nodes.filter(({ state }) => state === 'broken').map(({ label }) => label)).toEqual(['whole']);
});

test('of many changes those are drawn that are read', async () => {
  const base = {
    ...numbered(30, 'alone', 'select 1 as id\n'),
    'models/zoo.sql': 'select 1 as id\n',
    'models/zoo_reader.sql': "select id from {{ ref('zoo') }}\n",
  };
  const head = {
    ...numbered(30, 'alone', 'select 2 as id\n'),
    'models/zoo.sql': 'select 2 as id\n',
    'models/zoo_reader.sql': "select id + 1 as id from {{ ref('zoo') }}\n",
  };
  const { nodes, edges } = await impact(base, head, []);
  expect(nodes).toHaveLength(20);
  expect(edges).toEqual([['model.shop.zoo', 'model.shop.zoo_reader']]);
});

test('of many changes those are drawn whose own file changes, before those of a macro', async () => {
  const base = {
    'macros/one.sql': '{% macro one() %}1{% endmacro %}',
    ...numbered(30, 'through', "select {{ one() }} as id from {{ ref('first') }}\n"),
    'models/first.sql': 'select {{ one() }} as id\n',
    'models/zoo.sql': 'select 1 as id\n',
    'models/zoo_reader.sql': "select id from {{ ref('zoo') }}\n",
  };
  const head = { 'macros/one.sql': '{% macro one() %}2{% endmacro %}', 'models/zoo.sql': 'select 2 as id\n' };
  const { nodes } = await impact(base, head, []);
  expect(nodes.map(({ label }) => label)).toContain('zoo');
});
