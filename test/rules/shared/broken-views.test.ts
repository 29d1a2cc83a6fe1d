import { afterAll, expect, test } from 'vitest';
import { openWorkspace } from '../../../src/project/workspace.ts';
import { defaultPolicy } from '../../../src/rules/policy.ts';
import { rule } from '../../../src/rules/quality/migration-destructive.ts';
import { memoryChange } from '../../support/memory-snapshot.ts';
import { openMigrations } from '../../support/migrations.ts';

const { said, places, engine, close } = openMigrations();
afterAll(close);

const orders = 'create table orders (id bigserial, note text, region text);\n';
const notes = 'create view notes as select note from orders;\n';
const dropNote = 'alter table orders drop column note;\n';

test('says in the finding of a drop what Postgres does to the view', async () => {
  const [refused, ...more] = await said([orders, notes], dropNote);
  expect(more).toEqual([]);
  expect(refused).toMatchObject({ severity: 'critical', places: ['migrations/2_a.sql:1'] });
  expect(refused!.message).toMatch(
    /Without CASCADE Postgres refuses it: the view `notes` of .* reads `orders.note`/,
  );
  const [taken] = await said([orders, notes], dropNote.replace(';', ' cascade;'));
  expect(taken!.message).toMatch(/CASCADE takes along the view `notes`/);
  const [table] = await said([orders, notes], 'drop table orders;\n');
  expect(table!.message).toMatch(/Postgres refuses it: the view `notes`/);
});

test('says once what one statement does to several columns', async () => {
  const all = 'create view notes as select note, region from orders;\n';
  const types = 'alter table orders alter column note type int, alter column region type int;\n';
  const [found, ...more] = await said([orders, all], types);
  expect(more).toEqual([]);
  expect(found!.title).toMatch(/^The migration cannot change the type of `orders.note` .*, and 1 more$/);
});

test.each([
  ['by a star', 'create view notes as select * from public.orders;'],
  ['in a join', 'create view notes as select o.id from orders o join items i on i.note = o.note;'],
  ['in a CTE', 'create view notes as with o as (select note as n from orders) select n from o;'],
  [
    'by its bare name beside another table',
    'create view notes as select note from orders join items i using (id);',
  ],
  ['in a materialized view', 'create materialized view notes as select note from orders with no data;'],
  ['under other names', 'create view notes (a, b) as select note, id from "orders";'],
])('finds the view that reads the column %s', async (_, view) => {
  expect(await places([orders, view], dropNote)).toEqual(['migrations/2_a.sql:1']);
});

test.each([
  ['another column', 'create view notes as select region from orders;'],
  [
    'a column of another table',
    'create view notes as select i.note from orders o join items i on i.id = o.id;',
  ],
  ['a table of another schema', 'create view notes as select note from archive.orders;'],
  ['a CTE of that name', 'create view notes as with orders as (select 1 as note) select note from orders;'],
  ['a text that holds the name', "create view notes as select 'note' as x, id from orders;"],
  [
    'what may be of another table',
    'create view notes as select (select note from items) as note from orders;',
  ],
  [
    'a table of the schema that was chosen',
    'set search_path = archive;\ncreate view notes as select note from orders;',
  ],
  ['nothing that can be read', 'create view notes as select note from from orders;'],
])('is silent about a view that reads %s', async (_, view) => {
  expect(await places([orders, view], dropNote)).toEqual([]);
});

test.each([
  ['drops it', 'drop view if exists public.notes;'],
  ['drops it with others', 'drop view a, notes;'],
  ['replaces it', 'create or replace view notes as select id from orders;'],
  [
    'takes it along with what it reads',
    'alter table orders drop column note cascade;\nalter table orders add note text;',
  ],
  [
    'takes it along with another table of its query',
    'drop table orders cascade; create table orders (note text);',
  ],
  ['renames it', 'alter view notes rename to remarks;'],
  ['calls what drops views', "select drop_dependents('orders');"],
  ['makes it anew in a block', 'do $$ begin create or replace view notes as select id from orders; end $$;'],
  ['changes what nobody knows in a block', "do $body$ begin execute change_of('orders'); end $body$;"],
  ['drops in a block', "do $body$ begin execute 'drop view ' || 'no' || 'tes'; end $body$;"],
  [
    'gives the table another name',
    'alter table orders rename to old_orders; create table orders (note text);',
  ],
  ['adds the column later', 'alter table orders add column note text;'],
  ['cannot be read', "select 'a"],
])('forgets a view if a later migration %s', async (_, later) => {
  expect(await places([orders, notes, later], dropNote)).toEqual([]);
});

test('keeps a view of which a block does not speak', async () => {
  const block =
    'do $$ begin create type kind as enum (); exception when duplicate_object then null; end $$;\n';
  expect(await places([orders, notes, block], dropNote)).toEqual(['migrations/2_a.sql:1']);
});

test('keeps a view although rows of its table are deleted in cascade', async () => {
  const key = 'alter table orders add constraint k foreign key (id) references c (id) on delete cascade;\n';
  const view = 'create view notes as select id, note from orders;\n';
  expect(await places([orders, view, key], dropNote)).toEqual(['migrations/2_a.sql:1']);
});

test('keeps a view that a later migration only makes if it is not there', async () => {
  const again = 'create materialized view if not exists notes as select id from orders;\n';
  const first = 'create materialized view notes as select note from orders;\n';
  expect(await places([orders, first, again], dropNote)).toEqual(['migrations/2_a.sql:1']);
});

test('is silent about views and statements of migrations that the pull request edits or deletes', async () => {
  expect(await places([orders, notes], dropNote, {}, { 'migrations/2_a.sql': null })).toEqual([]);
  expect(await places([orders, notes], dropNote, {}, { 'migrations/2_a.sql': `-- why\n${notes}` })).toEqual(
    [],
  );
  expect(
    await places([orders, notes], 'select 1;\n', {}, { 'migrations/1_a.sql': orders + dropNote }),
  ).toEqual([]);
});

test.each([
  ['view', 1],
  ['materialized view', 0],
])('of ClickHouse speaks of what is read: %s', async (kind, count) => {
  const events = 'create table orders (note String) engine = MergeTree order by note;\n';
  const view = `create ${kind} notes as select note from orders;\n`;
  expect(await places([events, view], dropNote)).toHaveLength(count);
});

test.each([
  ['keeps', 'create view notes as select note, count(*) over () from orders;', 1],
  ['loses', 'create view notes as select o.* from orders o;', 0],
  ['loses', 'create view notes as select id, note from orders group by id;', 0],
])('%s a view where another column of its table takes views along: %s', async (_, view, count) => {
  const cascade = 'alter table orders drop column region cascade;';
  expect(await places([orders, view, cascade], dropNote)).toHaveLength(count);
});

test('takes the migrations in the order of their numbers', async () => {
  const history = Array.from({ length: 10 }, () => 'select 1;\n');
  history[0] = orders;
  history[1] = 'drop view if exists notes;\n';
  history[9] = notes;
  expect(await places(history, dropNote)).toEqual(['migrations/10_a.sql:1']);
  history[1] = notes;
  history[9] = 'drop view notes;\n';
  expect(await places(history, dropNote)).toEqual([]);
});

test.each([
  ['drops the view first', `drop view notes;\n${dropNote}`],
  ['makes it again', `${dropNote}create or replace view notes as select id from orders;\n`],
  ['drops it in a block', `do $body$ begin drop view notes; end $body$;\n${dropNote}`],
])('is silent if the new migration %s', async (_, added) => {
  expect(await places([orders, notes], added)).toEqual([]);
});

test('is silent without an order, without a database, and where another folder speaks of the view', async () => {
  expect(await places([orders, notes], dropNote, { 'migrations/all.sql': 'select 1;\n' })).toEqual([]);
  expect(await places([orders.replace('bigserial', 'int'), notes], dropNote)).toEqual([]);
  const elsewhere = { 'other/migrations/1_views.sql': 'drop view notes;\n' };
  expect(await places([orders, notes], dropNote, elsewhere)).toEqual([]);
});

test('knows that views break elsewhere, and what Postgres does not mind', async () => {
  const mysql = orders.replace('bigserial', 'int auto_increment primary key');
  const [drop] = await said([mysql, notes], dropNote);
  expect(drop!.message).toMatch(/^What is .* The view `notes` .* fails when read next/);
  const [rename] = await said([mysql, notes], 'alter table orders rename column note to remark;\n');
  expect(rename).toMatchObject({ severity: 'high', places: ['migrations/2_a.sql:1'] });
  const swap = 'alter table orders rename to b;\nalter table c rename to orders;\n';
  expect(await said([mysql, notes], swap)).toEqual([]);
  expect(await said([orders, notes], 'alter table orders rename column note to remark;\n')).toEqual([]);
});

test('reads no earlier migration where nothing is dropped or renamed', async () => {
  const base = { 'migrations/1_a.sql': orders, 'migrations/2_a.sql': notes };
  const change = await memoryChange(base, { ...base, 'migrations/3_b.sql': 'create table b (id int);\n' });
  const workspace = await openWorkspace(change, { engine, known: new Map(), close: () => {} });
  const context = { change, files: change.files, workspace, policy: defaultPolicy, options: undefined };
  for await (const _ of rule.check(context)) expect.unreachable();
  // Reading what was not loaded throws.
  expect(() => change.base.text('migrations/2_a.sql')).toThrow(/not loaded/);
});

test('abstains from endless histories in bearable time', async () => {
  const many = Array.from(
    { length: 3000 },
    (_, index) => `create view v${index} as select note from orders;\n`,
  );
  const cascades = 'drop view a cascade;\n'.repeat(30_000);
  expect(await places([orders, many.join('') + notes, cascades], dropNote)).toEqual([]);
  expect(await places([orders, 'create view ('.repeat(50_000), 'x'.repeat(2_000_000)], dropNote)).toEqual([]);
});
