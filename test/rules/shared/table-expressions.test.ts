import { afterAll, expect, test } from 'vitest';
import { openMigrations } from '../../support/migrations.ts';

const { said, close } = openMigrations();
afterAll(close);

const orders = 'create table orders (id bigserial, region text, owner text, note text);\n';
const items = 'create table items (id bigserial, order_id bigint, note text);\n';
const own = 'create policy "Owners see theirs" on public.orders for select using (owner = current_user);\n';
const sub =
  'create policy by_order on items using (exists (select 1 from orders o where o.id = items.order_id and o.region = current_user)) with check (id > 0);\n';
const shout =
  'create table words (id bigserial, word text, shout text generated always as (upper(word)) stored);\n';
const dropOwner = 'alter table orders drop column owner;\n';

async function words(...of: Parameters<typeof said>) {
  return (await said(...of)).map(({ title, message }) => `${title}. ${message}`).join('\n');
}

test.each([
  ['drops a column', dropOwner, /refuses it: the policy `owners see theirs` .* rests on `orders.owner`\./],
  [
    'drops a column with CASCADE',
    'alter table orders drop column owner cascade;\n',
    /CASCADE takes along the policy `owners see theirs`/,
  ],
  [
    'changes a type',
    'alter table orders alter column owner type varchar(9);\n',
    /^The migration cannot change the type of `orders.owner` under the policy .*Postgres refuses another type for a column that a policy rests on/,
  ],
  [
    'drops what a policy of another table reads',
    'alter table orders drop column region;\n',
    /the policy `by_order`/,
  ],
  [
    'drops what a policy of another table joins',
    'alter table orders drop column id;\n',
    /the policy `by_order`/,
  ],
  ['drops the column of a check', 'alter table items drop column id;\n', /the policy `by_order`/],
  [
    'drops the table that a policy of another one reads',
    'drop table orders;\n',
    /refuses it: the policy `by_order` .* rests on `orders`\./,
  ],
])('knows the policy where a migration %s', async (_, added, expected) => {
  expect(await words([orders, items, own, sub], added)).toMatch(expected);
});

test.each([
  ['of a column that it does not read', 'alter table orders drop column note;\n'],
  ['of a column of another table that is called so', 'alter table items drop column note;\n'],
  ['of its own table', 'drop table items;\n'],
  ['that gets another name', 'alter table orders rename column owner to seller;\n'],
  ['that goes first', `drop policy "Owners see theirs" on orders;\n${dropOwner}`],
  [
    'that a block drops first',
    `do $$ begin execute format('drop policy %I on orders', 'x'); end $$;\n${dropOwner}`,
  ],
])('is silent about a policy %s', async (_, added) => {
  expect(await words([orders, items, own, sub], added)).not.toMatch(/polic/);
});

test.each([
  ['is dropped', 'drop policy if exists "Owners see theirs" on orders;\n'],
  ['gets another condition', 'alter policy "Owners see theirs" on orders using (id > 1);\n'],
  ['goes with a table of its condition', 'drop table orders cascade;\ncreate table orders (owner text);\n'],
  [
    'goes with its column',
    'alter table orders drop column owner cascade;\nalter table orders add owner text;\n',
  ],
  ['goes in a block', 'do $$ begin alter policy x on orders using (true); end $$;\n'],
  ['moves with its table', 'alter table orders set schema old;\n'],
])('forgets a policy that %s later', async (_, later) => {
  expect(await words([orders, own, later], dropOwner)).not.toMatch(/polic/);
});

test('forgets a policy that goes with another column of its condition', async () => {
  const both = 'create policy both on orders using (owner = region);\n';
  const later = 'alter table orders drop column region cascade;\n';
  expect(await words([orders, both], dropOwner)).toMatch(/the policy `both`/);
  expect(await words([orders, both, later], dropOwner)).not.toMatch(/polic/);
});

test('takes a number in a text for no type of another database', async () => {
  const comment = "comment on table orders is 'The\nnumber (of the order) counts.';\n";
  expect(await words([orders, own, comment], dropOwner)).toMatch(/policy/);
});

test('knows what columns are computed from', async () => {
  expect(await words([orders, shout], 'alter table words drop column word;\n')).toMatch(
    /refuses it: the generated column `words.shout` of earlier migrations is computed from `words.word`\./,
  );
  expect(await words([orders, shout], 'alter table words alter word type varchar;\n')).toMatch(
    /cannot change the type of `words.word` under the generated column `words.shout`/,
  );
  const added =
    'alter table orders add column loud text generated always as (upper(note || region)) stored;\n';
  expect(await words([orders, added], 'alter table orders drop column region cascade;\n')).toMatch(
    /CASCADE takes along the generated column `orders.loud`/,
  );
  const mysql =
    'create table words (id int auto_increment primary key, word text, shout text generated always as (upper(word)) stored);\n';
  expect(await words([mysql], 'alter table words drop column word;\n')).toMatch(
    /MySQL refuses it: the gener/,
  );
});

test.each([
  ['reads another column', shout, 'alter table words drop column id;\n'],
  ['is itself dropped', shout, 'alter table words drop column shout, drop column word;\n'],
  [
    'became an ordinary one',
    `${shout}alter table words alter shout drop expression;\n`,
    'alter table words drop word;\n',
  ],
  ['was dropped', `${shout}alter table words drop column shout;\n`, 'alter table words drop word;\n'],
  [
    'may have been there',
    `${shout.replace('shout', 'x')}alter table words add column if not exists shout text generated always as (upper(word)) stored;\n`,
    'alter table words drop x, drop word;\n',
  ],
  ['is of a temporary table', shout.replace('table', 'temporary table'), 'alter table words drop word;\n'],
  [
    'gives the numbers of rows',
    'create table words (id int generated always as identity, word text);\n',
    'alter table words drop word;\n',
  ],
])('is silent about a column that %s', async (_, made, added) => {
  expect(await words([orders, made], added)).not.toMatch(/generated/);
});
