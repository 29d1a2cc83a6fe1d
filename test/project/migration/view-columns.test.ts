import { afterAll, expect, test } from 'vitest';
import { rule } from '../../../src/rules/quality/migration-view-replaced.ts';
import { openMigrations } from '../../support/migrations.ts';

const { said, close } = openMigrations(rule);
afterAll(close);

const orders = 'create table orders (id bigserial, note text, region text);\n';
const view = (query: string, name = 'notes') => `create or replace view ${name} as ${query};\n`;
const notes = view('select id, note from orders');

async function titles(...of: Parameters<typeof said>) {
  return (await said(...of)).map(({ title }) => title).join('\n');
}

test.each([
  ['select id from orders', /without its column `note`$/],
  ['select note, id from orders', /without its column `id` in its place$/],
  ['select id, note as remark from orders', /`note` in its place/],
  ['select id, region, * from orders', /`note` in its place/],
  ['with o as (select id from orders) select id from o', /`note`$/],
  ['select id from orders union all select id from orders', /`note`$/],
])('knows that Postgres refuses to replace a view by %s', async (query, expected) => {
  expect(await titles([orders, notes], view(query))).toMatch(expected);
});

test.each([
  ['the same columns first', [notes], view('select o.id, upper(note) as note, region from orders o')],
  ['a star', [notes], view('select id, * from orders')],
  ['a column without a name', [notes], view('select id, upper(note) from orders')],
  ['a list of names', [notes], 'create or replace view notes (id, note) as select id, region from orders;'],
  ['a view of another schema', [notes], view('select id from orders', 'old.notes')],
  ['a materialized view', [notes.replace('or replace', 'materialized')], view('select id from orders')],
  ['what went before', [notes, 'drop view notes;'], view('select id from orders')],
  [
    'what was renamed before',
    [notes, 'alter view notes rename column note to x;'],
    view('select id, x from orders'),
  ],
  ['what goes first', [notes], `drop view if exists notes;\n${view('select id from orders')}`],
  ['what goes along first', [notes], `drop table notes_of cascade;\n${view('select id from orders')}`],
  [
    'what a block drops first',
    [notes],
    `do $$ begin execute 'drop view x'; end $$;\n${view('select id from orders')}`,
  ],
  ['what nobody can read', [notes], view('select id from from (')],
])('is silent about %s', async (_, history, added) => {
  expect(await titles([orders, ...history], added)).toBe('');
});

test('speaks of a view once, and not where another folder makes it', async () => {
  const twice = view('select id from orders') + view('select id from orders where id > 1');
  expect(await said([orders, notes], twice)).toHaveLength(1);
  const elsewhere = { 'other/migrations/1_views.sql': 'drop view notes;\n' };
  expect(await titles([orders, notes], twice, elsewhere)).toBe('');
});
