import { afterAll, expect, test } from 'vitest';
import { openMigrations } from '../../support/migrations.ts';

const { said, close } = openMigrations();
afterAll(close);

const orders = 'create table orders (id bigserial primary key);\n';
const items =
  'create table items (id bigserial primary key, order_id bigint references orders (id) on delete cascade);\n';
const parts = 'create table parts (item_id bigint references items (id));\n';
const mysql = 'create table orders (id int auto_increment primary key);\n';
const mysqlKey = 'create table items (a int, foreign key (a) references orders (id) on delete cascade);\n';

async function message(migrations: readonly string[], added: string) {
  return (await said(migrations, added)).map((found) => found.message).join('\n');
}

test('knows that a table which others reference cannot be emptied', async () => {
  expect(await message([orders, items], 'truncate orders;\n')).toMatch(
    /Without CASCADE Postgres refuses it: the foreign key `items.order_id` of earlier migrations references `orders`\.$/,
  );
  expect(await message([mysql, mysqlKey], 'truncate table orders;\n')).toMatch(
    /MySQL refuses it: the foreign/,
  );
});

test('names the tables that CASCADE empties as well, in turn', async () => {
  expect(await message([orders, items, parts], 'truncate orders cascade;\n')).toMatch(
    /CASCADE also takes the rows of the tables `items` and `parts` of earlier migrations, which reference `orders`\.$/,
  );
});

test('follows a deletion of all rows where the keys do', async () => {
  const said = await message([orders, items, parts], 'delete from orders;\n');
  expect(said).toMatch(/CASCADE also takes the rows of the table `items` of earlier migrations/);
  expect(await message([mysql, mysqlKey], 'delete from orders;\n')).toMatch(/the rows of the table `items`/);
  expect(await message([orders, items, parts], 'delete from items;\n')).not.toMatch(/earlier/);
});

test.each([
  [
    'of the table itself',
    [orders, 'alter table orders add column parent bigint references orders;'],
    'truncate orders;',
  ],
  ['whose table is emptied with it', [orders, items], 'truncate orders, items;'],
  [
    'that was dropped',
    [orders, items, 'alter table items drop constraint items_order_id_fkey;'],
    'truncate orders;',
  ],
  ['that MySQL does not check', [mysql, mysqlKey], 'set foreign_key_checks = 0;\ntruncate orders;'],
  [
    'that MySQL may not have made',
    [mysql, 'create table items (a int references orders (id));'],
    'truncate orders;',
  ],
])('is silent about a key %s', async (_, migrations, added) => {
  expect(await message(migrations, added)).not.toMatch(/refuses|CASCADE/);
});

test('ends where tables reference each other in a circle', async () => {
  const back = 'alter table orders add column item_id bigint references items (id);\n';
  expect(await message([orders, items, back], 'truncate orders cascade;\n')).toMatch(/the table `items` of/);
});
