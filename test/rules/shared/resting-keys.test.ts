import { afterAll, expect, test } from 'vitest';
import { rule } from '../../../src/rules/quality/migration-drop-in-use.ts';
import { openMigrations } from '../../support/migrations.ts';

const { said, close } = openMigrations(rule);
afterAll(close);

const orders = 'create table orders (id bigserial primary key, code text unique, a int, b int);\n';
const items =
  'create table items (order_id bigint references orders,\n code text constraint k references public.orders (code));\n';
const dropPrimary = 'alter table orders drop constraint orders_pkey;\n';
const dropCode = 'alter table orders drop constraint orders_code_key;\n';

async function words(...of: Parameters<typeof said>) {
  return (await said(...of)).map(({ title, message }) => `${title}. ${message}`).join('\n');
}

test('names the foreign keys that rest on a constraint, and where they are made', async () => {
  const [refused, ...others] = await said([orders, items], dropPrimary);
  expect(others).toEqual([]);
  expect(refused).toEqual({
    severity: 'high',
    title: 'The migration cannot drop `orders_pkey` under the foreign key `items.order_id`',
    message:
      'Without CASCADE Postgres refuses it: the foreign key `items.order_id` of earlier migrations rests on `orders_pkey`.',
    places: ['migrations/2_a.sql:1'],
  });
  expect(await words([orders, items], dropCode)).toMatch(/under the foreign key `items.code`\./);
});

test('says what CASCADE takes along', async () => {
  expect(await words([orders, items], dropCode.replace(';', ' cascade;'))).toMatch(
    /^The migration drops `orders_code_key` and with it the foreign key `items.code`.*nothing checks these values any more/,
  );
  const both =
    'alter table orders drop constraint if exists orders_code_key cascade, drop constraint orders_pkey;\n';
  expect(await words([orders, items], both)).toBe('');
  const rows =
    'alter table orders drop constraint orders_pkey, add foreign key (a) references more on delete cascade;\n';
  expect(await words([orders, items], rows)).toMatch(/cannot drop `orders_pkey`/);
});

const toPair = 'create table items (a int, b int, foreign key (b, a) references orders (a, b));\n';

test.each([
  [
    'a named one',
    'alter table orders add constraint pair unique (a, b);',
    'alter table orders drop constraint pair;',
  ],
  [
    'one without a name',
    'alter table public.orders add unique nulls not distinct (a, b);',
    'alter table only public.orders drop constraint orders_a_b_key;',
  ],
  [
    'an index',
    'create unique index concurrently if not exists pair on orders using btree (a, b desc);',
    'drop index public.pair;',
  ],
  [
    'an index that is built by now',
    'create unique index pair on only orders (a, b);',
    'drop index if exists "pair", other;',
  ],
  [
    'a table of its own',
    'drop table orders; create table orders (a int, b int, constraint pair unique (a, b));',
    'alter table orders drop constraint pair;',
  ],
  [
    'one in the place of another',
    'alter table orders add constraint pair unique (a, b); alter table orders drop constraint pair; alter table orders add constraint two unique (a, b);',
    'alter table orders drop constraint two;',
  ],
  [
    'an index that is stored otherwise by now',
    'create unique index pair on orders (a, b); alter index pair set (fillfactor = 70);',
    'drop index pair;',
  ],
  [
    'a table without a log',
    'drop table orders; create unlogged table orders (a int, b int, unique (a, b));',
    'alter table orders drop constraint orders_a_b_key;',
  ],
])('knows the key: %s', async (_, made, dropped) => {
  expect(await words([orders, `${made}\n${toPair}`], `${dropped}\n`)).toMatch(
    /under the foreign key `items \(b, a\)`/,
  );
});

test.each([
  ['of some rows', 'create unique index pair on orders (a, b) where a > 0;'],
  ['of expressions', 'create unique index pair on orders (lower(a), b);'],
  ['that allows the same values twice', 'create index pair on orders (a, b);'],
  ['of a column less', 'create unique index pair on orders (a);'],
  ['beside another', 'create unique index pair on orders (a, b); alter table orders add unique (b, a);'],
  [
    'that may be there already',
    'create unique index if not exists pair on orders (a, b); create unique index if not exists pair on orders (a, b);',
  ],
  [
    'that another table has, too',
    'create unique index pair on orders (a, b); create unique index pair on old (a, b);',
  ],
  ['of another schema', 'create unique index pair on app.orders (a, b);'],
  [
    'in another schema',
    'set search_path to app; create unique index pair on orders (a, b); reset search_path;',
  ],
  [
    'that became a constraint',
    'create unique index pair on orders (a, b); alter table orders add constraint c unique using index pair;',
  ],
  ['that went', 'create unique index pair on orders (a, b); drop index pair;'],
  ['that is called otherwise', 'create unique index pair on orders (a, b); alter index pair rename to p;'],
  ['of a renamed column', 'create unique index pair on orders (c, b); alter table orders rename c to a;'],
  [
    'beside one of a renamed column',
    'create unique index one on orders (c, b); alter table orders rename c to a; create unique index pair on orders (a, b);',
  ],
  [
    'of a renamed table',
    'create unique index pair on o (a, b); drop table orders; alter table o rename to orders;',
  ],
  [
    'of a table that a block changes',
    'create unique index pair on orders (a, b); do $$ begin alter table orders add unique (a, b); end $$;',
  ],
  [
    'of a partition',
    'create unique index pair on orders (a, b); alter table parent attach partition orders for values in (1);',
  ],
  [
    'of a copied table',
    'drop table orders; create table orders (like old including all); create unique index pair on orders (a, b);',
  ],
  [
    'beside one that the table brought with it',
    'drop table orders; create unique index one on o (a, b); alter table o rename to orders; create unique index pair on orders (a, b);',
  ],
  [
    'that a block may drop',
    "create unique index pair on orders (a, b); do $$ begin execute 'select 1'; end $$;",
  ],
  [
    'of a table that has those of another',
    'drop table orders; create table orders partition of parent for values in (1); create unique index pair on orders (a, b);',
  ],
])('is silent about an index %s', async (_, made) => {
  expect(await words([orders, `${made}\n${toPair}`], 'drop index pair;\n')).toBe('');
});

test.each([
  ['went with its table', `${items} drop table items;`],
  ['went', `${items} alter table items drop constraint k, drop constraint items_order_id_fkey;`],
  [
    'is older than the key',
    `${items} ${dropPrimary.replace(';', ' cascade;')} alter table orders add primary key (id);`,
  ],
  ['is of another schema', items.replaceAll('references ', 'references app.').replace('app.public.', 'app.')],
])('is silent about a foreign key that %s', async (_, history) => {
  expect(await words([orders, history], dropPrimary)).toBe('');
});

test('is silent where the new migration sees to it, and where nobody is sure what has the name', async () => {
  const drop = 'alter table items drop constraint k;\n';
  expect(await words([orders, items], drop + dropCode)).toBe('');
  const renamed = 'alter table orders rename constraint orders_pkey to old_key;\n';
  expect(await words([orders, items], renamed + dropPrimary)).toBe('');
  expect(await words([orders, items, renamed], dropPrimary)).toBe('');
  expect(await words([orders, items], 'drop index orders_pkey;\n')).toBe('');
  expect(await words([orders, items], 'alter table old.orders drop constraint orders_pkey;\n')).toBe('');
  const again = 'create table if not exists orders (a int, b int, constraint pair unique (a, b));\n';
  expect(await words([orders, again, toPair], 'alter table orders drop constraint pair;\n')).toBe('');
  const index = 'create unique index i on orders (a, b);\n';
  expect(await words([orders, index, toPair], 'alter table orders drop constraint i;\n')).toBe('');
  expect(await words([orders, index, toPair], 'drop index app.i;\n')).toBe('');
  expect(await words([orders, toPair, index], 'drop index i;\n')).toBe('');
  const elsewhere = 'set search_path to app;\nalter table orders add unique (a, b);\n';
  expect(await words([orders, elsewhere, index, toPair], 'drop index i;\n')).toBe('');
  const toA = 'create unique index i on orders (a);\ncreate table items (a int references orders (a));\n';
  const mayBe = 'alter table orders add column if not exists a int unique;\n';
  expect(await words([orders, toA], 'drop index i;\n')).toMatch(/`items.a`/);
  expect(await words([orders, mayBe, toA], 'drop index i;\n')).toBe('');
  const long = `create table orders (id bigserial, ${'c'.repeat(60)} int unique);\n`;
  const toLong = `create table items (c int references orders (${'c'.repeat(60)}));\n`;
  expect(
    await words([long, toLong], `alter table orders drop constraint orders_${'c'.repeat(60)}_key;\n`),
  ).toBe('');
});

test('is silent about MySQL, where another index may serve', async () => {
  const parent =
    'create table orders (id int auto_increment primary key, code int, unique index c (code));\n';
  const child = 'create table items (code int, foreign key (code) references orders (code));\n';
  expect(await words([parent, child], 'drop index c on orders;\n')).toBe('');
  expect(await words([parent, child], 'alter table orders drop constraint c;\n')).toBe('');
});
