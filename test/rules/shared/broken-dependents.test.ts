import { afterAll, expect, test } from 'vitest';
import { openMigrations } from '../../support/migrations.ts';

const { said, close } = openMigrations();
afterAll(close);

const orders = 'create table orders (id bigserial primary key, note text, region text);\n';
const items = 'create table items (id bigserial, order_id bigint references orders (id));\n';
const dropNote = 'alter table orders drop column note;\n';
const renameNote = 'alter table orders rename column note to remark;\n';
const dropOrders = 'drop table orders;\n';

/** The messages, or the titles of findings that are not about a loss. */
async function words(...of: Parameters<typeof said>) {
  return (await said(...of))
    .map(({ severity, title, message }) => (severity === 'high' ? `${title}. ${message}` : message))
    .join('\n');
}

function sqlFunction(body: string, head = 'returns setof text language sql'): string {
  return `create or replace function notes_of(x int) ${head} as $$ ${body} $$;\n`;
}

const onOrders =
  'create trigger orders_note before update on orders for each row execute function upper_note();\n';
const upperNote =
  'create function upper_note() returns trigger language plpgsql as $body$\nbegin new.note := upper(new.note); return new; end\n$body$;\n';

test('names the foreign keys that reference what is dropped', async () => {
  const [refused] = await said([orders, items], dropOrders);
  expect(refused).toMatchObject({ severity: 'critical', places: ['migrations/2_a.sql:1'] });
  expect(refused!.message).toMatch(
    /Without CASCADE Postgres refuses it: the foreign key `items.order_id` of earlier migrations references `orders`\.$/,
  );
  expect(await words([orders, items], 'drop table orders cascade;\n')).toMatch(
    /CASCADE takes along the foreign key `items.order_id` of .*: nothing checks these values any more/,
  );
  expect(await words([orders, items], 'alter table orders drop column id;\n')).toMatch(
    /the foreign key `items.order_id` of earlier migrations references `orders.id`/,
  );
  const view = 'create view notes as select note from orders;\n';
  expect(await words([orders, items, view], dropOrders)).toMatch(
    /refuses it: the view `notes` .* reads `orders`; the foreign key `items.order_id` .* references `orders`\./,
  );
});

test.each([
  [
    'as a constraint',
    'create table items (a int, constraint k foreign key (a) references orders (id) on delete cascade);',
  ],
  ['without the column', 'create table if not exists items (a int references public.orders);'],
  [
    'later',
    'create table items (a int); alter table only items add constraint k foreign key (a) references orders;',
  ],
  [
    'with a new column',
    'create table items (b int); alter table items add column a int references orders not null;',
  ],
  [
    'beside another that is dropped',
    'create table items (a int references orders, b int references orders); alter table items drop constraint items_b_fkey;',
  ],
  [
    'beside a check that is dropped',
    'create table items (a int constraint k references orders); alter table items drop constraint c;',
  ],
])('knows a foreign key that is made %s', async (_, text) => {
  expect(await words([orders, text], dropOrders)).toMatch(/the foreign key `items.a` of/);
});

test('names the columns of a key of several', async () => {
  const keys = 'create table items (a int, b int, foreign key (a, b) references orders (id, region));\n';
  expect(await words([orders, keys], 'alter table orders drop column region;\n')).toMatch(/`items \(a, b\)`/);
});

test.each([
  ['of the table itself', 'alter table orders add column parent int references orders (id);'],
  ['to another table', 'create table items (a int references old.orders);'],
  ['of a temporary table', 'create temporary table items (a int references orders);'],
  [
    'of a column that may be there',
    'create table items (b int); alter table items add column if not exists a int references orders;',
  ],
  [
    'of a table that was there',
    'create table items (a int); create table if not exists items (a int references orders);',
  ],
  ['of a table that is dropped', `${items} drop table items;`],
  ['of a table that is renamed', `${items} alter table items rename to things;`],
  ['of a table that moves', `${items} alter table items set schema archive;`],
  ['of a column that is dropped', `${items} alter table items drop column order_id;`],
  ['that is dropped by its default name', `${items} alter table items drop constraint items_order_id_fkey;`],
  ['that is dropped by a name nobody knows', `${items} alter table items drop constraint items_fk1;`],
  [
    'that is dropped by its name',
    'create table items (a int constraint k references orders); alter table items drop constraint k;',
  ],
  ['that is renamed', `${items} alter table items rename constraint items_order_id_fkey to k;`],
  ['that goes with the key it rests on', `${items} alter table orders drop constraint orders_pkey cascade;`],
  ['that goes with an index', `${items} drop index orders_key cascade;`],
  [
    'that is altered in a block',
    `${items} do $$ begin alter table items alter constraint x deferrable; end $$;`,
  ],
  ['that goes in a block', `${items} do $$ begin alter table items drop constraint x; end $$;`],
  ['to an older table of that name', `${items} drop table orders cascade; ${orders}`],
])('is silent about a foreign key %s', async (_, text) => {
  expect(await words([orders, text], dropOrders)).not.toMatch(/earlier migrations/);
});

test('is silent about foreign keys to other columns, and where the new migration speaks of their table or name', async () => {
  expect(await words([orders, items], dropNote)).not.toMatch(/earlier migrations/);
  const bareKey = 'create table items (a int references orders);\n';
  expect(await words([orders, bareKey], 'alter table orders drop column id;\n')).not.toMatch(/earlier/);
  expect(await words([orders, items], 'drop table orders, items;\n')).not.toMatch(/earlier/);
  const named = 'create table items (a int constraint k references orders);\n';
  expect(await words([orders, named], `select drop_constraint('k');\n${dropOrders}`)).not.toMatch(/earlier/);
  const elsewhere = {
    'other/migrations/1_a.sql': 'alter table items drop constraint items_order_id_fkey;\n',
  };
  expect(await words([orders, items], dropOrders, elsewhere)).not.toMatch(/earlier/);
});

test('leaves to another rule what rests on a key', async () => {
  expect(await words([orders, items], 'alter table orders drop constraint orders_pkey;\n')).toBe('');
});

test('knows which foreign keys MySQL keeps', async () => {
  const parent = 'create table orders (id int auto_increment primary key);\n';
  const key = 'create table items (a int, foreign key (a) references orders (id));\n';
  expect(await words([parent, key], dropOrders)).toMatch(/ MySQL refuses it: the foreign key `items.a` of/);
  expect(await words([parent, key], 'drop table orders cascade;\n')).toMatch(/MySQL refuses it/);
  const inline = 'create table items (a int references orders (id));\n';
  expect(await words([parent, inline], dropOrders)).not.toMatch(/MySQL refuses/);
  expect(await words([parent, key.replace(');', ') engine = MyISAM;')], dropOrders)).not.toMatch(/refuses/);
  const unchecked = `set foreign_key_checks = 0;\n${dropOrders}`;
  expect(await words([parent, key], unchecked)).not.toMatch(/MySQL refuses/);
  const dropped = `${key} alter table items drop foreign key items_ibfk_1;\n`;
  expect(await words([parent, dropped], dropOrders)).not.toMatch(/MySQL refuses/);
});

test('says nothing of foreign keys that a warehouse does not check', async () => {
  const parent = 'create transient table orders (id int primary key);\n';
  expect(await words([parent, items.replaceAll('bigserial', 'int')], dropOrders)).not.toMatch(/earlier/);
});

test('finds renames in MySQL, one or several', async () => {
  const table = 'create table orders (id int auto_increment primary key, note text);\n';
  const view = 'create view notes as select note from orders;\n';
  for (const added of [
    'rename table orders to o;\n',
    'alter table orders rename o;\n',
    'rename table a to b, orders to o;\n',
  ])
    expect(await words([table, view], added)).toMatch(
      /^The migration renames `orders` under the view `notes`/,
    );
  expect(await words([table, view], 'rename table orders to o, new_orders to orders;\n')).toBe('');
  expect(await words([table, view, 'rename table notes to remarks;\n'], 'rename table orders to o;\n')).toBe(
    '',
  );
  expect(await words([table, view, 'rename table a to b;\n'], 'rename table orders to o;\n')).toMatch(
    /notes/,
  );
});

test('follows CASCADE and what breaks through views over views', async () => {
  const views = [
    'create view notes as select note from orders;\n',
    'create view long_notes as select note from notes where length(note) > 9;\n',
    'create materialized view counts as select count(*) as n from long_notes;\n',
    'create view others as select region from orders;\n',
    'create view notes_of_old as select note from archive.notes;\n',
  ];
  const cascade = dropNote.replace(';', ' cascade;');
  const [found] = await said([orders, ...views], cascade);
  expect(found!.message).toMatch(
    /the view `notes` of .*, which reads `orders.note`, and with it the views `long_notes` and `counts`\.$/,
  );
  expect(found!.places).toEqual([2, 3, 4].map((number) => `migrations/${number}_a.sql:1`));
  expect(await words([orders, ...views], dropNote)).not.toMatch(/long_notes/);
  const again = 'create view long_notes as select 1 as note;\n';
  expect(await words([orders, ...views], cascade + again)).not.toMatch(/long_notes|counts/);
  const elsewhere = { 'other/migrations/1_a.sql': 'drop view long_notes;\n' };
  expect(await words([orders, ...views], cascade, elsewhere)).not.toMatch(/long_notes|counts/);
  const mysql = orders.replace('bigserial', 'int auto_increment');
  expect(await words([mysql, ...views.slice(0, 2)], dropNote)).toMatch(
    /reads `orders.note` and fails when read next, and with it the view `long_notes`/,
  );
});

test('ends where views name each other in a circle', async () => {
  const circle = [
    'create view a as select note from orders;\n',
    'create view b as select note from a join c using (note);\n',
    'create view c as select note from b;\n',
  ];
  expect(await words([orders, ...circle], 'drop table orders cascade;\n')).toMatch(/the views `b` and `c`\./);
});

test.each([
  ['in dollars', sqlFunction('select note from orders where id = x')],
  [
    'in quotes',
    "create function notes_of(x int) returns text language 'sql' as 'select note from orders where region = ''a''';",
  ],
  ['among others', sqlFunction('delete from items; select o.note from orders o join items i on i.id = x')],
])('knows that the body of a function %s is a text', async (_, text) => {
  const fails =
    /[Tt]he function `notes_of` of earlier migrations reads `orders.note` and fails when called next/;
  expect(await words([orders, text], dropNote)).toMatch(fails);
  expect(await words([orders, text], dropNote.replace(';', ' cascade;'))).toMatch(fails);
  expect(await words([orders, text], renameNote)).toMatch(
    /^The migration renames `orders.note` under the function `notes_of`.*keeps the old name, and fails when called next/,
  );
  expect(await words([orders, text], 'alter table orders rename to purchases;\n')).toMatch(/`notes_of`/);
  expect(await words([orders, text], 'alter table orders alter note type varchar;\n')).toBe('');
});

test('knows that Postgres keeps what a body without quotes reads, and whose rows a function returns', async () => {
  const atomic =
    'create function first_note() returns text language sql begin atomic select 1; select note from orders; end;\n';
  const refused =
    /Without CASCADE Postgres refuses it: the function `first_note` of .* needs `orders.note`\.$/;
  expect(await words([orders, atomic], dropNote)).toMatch(refused);
  expect(await words([orders, atomic], dropNote.replace(';', ' cascade;'))).toMatch(
    /takes along the function/,
  );
  expect(await words([orders, atomic], 'alter table orders alter note type varchar;\n')).toMatch(
    /cannot change the type of `orders.note` under the function `first_note`/,
  );
  expect(await words([orders, atomic], renameNote)).toBe('');
  const rows = sqlFunction('select * from orders', 'returns setof public.orders language sql');
  expect(await words([orders, rows], dropOrders)).toMatch(/the function `notes_of` of .* needs `orders`/);
  expect(await words([orders, rows], dropOrders)).not.toMatch(/fails when called/);
  expect(await words([orders, rows], dropNote)).not.toMatch(/notes_of/);
});

test.each([
  ['takes every column', sqlFunction('select * from orders')],
  ['reads another column', sqlFunction('select region from orders')],
  ['is endless', sqlFunction('select note from orders;'.repeat(10_000))],
  [
    'makes a table itself',
    sqlFunction('create temp table orders as select 1 as note; select note from orders'),
  ],
  ['is of another language', sqlFunction('select note from orders', 'returns text language plpgsql')],
  [
    'has a schema of its own',
    sqlFunction('select note from orders', 'returns text language sql set search_path = archive'),
  ],
  ['is made anew', sqlFunction('select note from orders') + sqlFunction('select region from orders')],
  ['is dropped', `${sqlFunction('select note from orders')} drop function a(int), notes_of(int);`],
  ['is renamed', `${sqlFunction('select note from orders')} alter function notes_of(int) rename to n;`],
  [
    'goes with what it returns',
    `${sqlFunction('select note from orders', 'returns setof t language sql')} drop table t cascade;`,
  ],
])('is silent about a function that %s', async (_, text) => {
  expect(await words([orders, text], dropNote)).not.toMatch(/earlier/);
  expect(await words([orders, text], renameNote)).toBe('');
});

test('is silent about a function of which the new migration speaks', async () => {
  const reads = sqlFunction('select note from orders');
  expect(await words([orders, reads], renameNote + reads.replace('note from', 'remark from'))).toBe('');
});

test('knows what triggers name', async () => {
  const refused = /Without CASCADE Postgres refuses it: the trigger `t` of .* names `orders.note`\.$/;
  const type = 'alter table orders alter column note type varchar;\n';
  for (const event of [
    'update of region, note or delete on orders',
    'update on orders for each row when (new.note <> old.note)',
  ]) {
    const trigger = `create trigger t after ${event} execute procedure audit();\n`;
    expect(await words([orders, trigger], dropNote)).toMatch(refused);
    expect(await words([orders, trigger], type)).toMatch(
      /cannot change the type of `orders.note` under the trigger `t`/,
    );
    expect(await words([orders, trigger], dropNote.replace(';', ' cascade;'))).toMatch(
      /takes along the trigger `t`/,
    );
    expect(await words([orders, trigger, 'drop trigger t on orders;\n'], type)).toBe('');
    expect(await words([orders, trigger], `drop trigger t on orders;\n${type}`)).toBe('');
  }
  const star =
    'create trigger t after update on orders for each row when (old.* is distinct from new.*) execute function f();\n';
  expect(await words([orders, star], type)).toBe('');
  expect(await words([orders, star.replace('on orders', 'on items')], type)).toBe('');
});

test('knows that a function of a trigger takes columns from the row', async () => {
  expect(await words([orders, upperNote, onOrders], dropNote)).toMatch(
    /The trigger function `upper_note` of .* reads `orders.note` and fails when a row is written next/,
  );
  expect(await words([orders, upperNote, onOrders], renameNote)).toMatch(
    /^The migration renames `orders.note` under the trigger function `upper_note`/,
  );
});

test.each([
  ['is called for each statement', upperNote + onOrders.replace('for each row ', '')],
  ['is not called', upperNote],
  ['is called for another table, too', upperNote + onOrders + onOrders.replace(' on orders', ' on items')],
  [
    'looks which table it is for',
    upperNote.replace('begin', "begin if tg_table_name = 'items' then") + onOrders,
  ],
  [
    'catches what fails',
    upperNote.replace('return new;', 'return new; exception when others then return new;') + onOrders,
  ],
  ['takes another column', upperNote.replaceAll('.note', '.region') + onOrders],
  [
    'speaks of it in a comment',
    upperNote.replace('begin new.note := upper(new.note);', 'begin -- new.note\n') + onOrders,
  ],
  [
    'is made anew in a block',
    `${upperNote}${onOrders}do $$ begin create or replace function upper_note(); end $$;`,
  ],
  ['is disabled', `${upperNote}${onOrders}alter table orders disable trigger orders_note;`],
  ['has lost its trigger', `${upperNote}${onOrders}drop trigger orders_note on orders;`],
])('is silent about a function of a trigger that %s', async (_, text) => {
  expect(await words([orders, text], renameNote)).toBe('');
  expect(await words([orders, text], dropNote)).not.toMatch(/earlier/);
});

test('is silent about a function whose trigger goes with the column, or is dropped first', async () => {
  const named = onOrders.replace('update on', 'update of note on');
  expect(await words([orders, upperNote, named], dropNote)).not.toMatch(/trigger function/);
  expect(await words([orders, upperNote, named], renameNote)).toMatch(/trigger function/);
  expect(
    await words([orders, upperNote, onOrders], `drop trigger orders_note on orders;\n${dropNote}`),
  ).not.toMatch(/earlier/);
});

test('abstains from many keys, functions and triggers in bearable time', async () => {
  const number = [...Array(4000).keys()];
  const keys = number.map(
    (n) => `alter table items add constraint k${n} foreign key (a${n}) references orders (id);\n`,
  );
  const drops = `alter table items ${number.map((n) => `drop constraint x${n}`).join(', ')};\n`;
  const functions = number.map((n) => sqlFunction('select note from orders').replace('notes_of', `f${n}`));
  const started = Date.now();
  await said(
    [orders, keys.join('') + drops.repeat(4), 'create table a (b int);\n'.repeat(30_000)],
    dropOrders,
  );
  await said(
    [orders, functions.join('')],
    number.map((n) => `alter table orders drop column c${n};\n`).join(''),
  );
  await said([orders, functions.join('')], 'drop table orders;\n');
  expect(Date.now() - started).toBeLessThan(20_000);
});
