import { afterAll, expect, test } from 'vitest';
import { rule } from '../../../src/rules/quality/migration-drop-in-use.ts';
import { openMigrations } from '../../support/migrations.ts';

const { said, close } = openMigrations(rule);
afterAll(close);

const status = "create type public.status as enum ('new', 'paid');\n";
const orders = 'create table orders (id bigserial, status status, past "public"."status"[]);\n';
const drop = 'drop type status;\n';

async function words(...of: Parameters<typeof said>) {
  return (await said(...of)).map(({ title, message }) => `${title}. ${message}`).join('\n');
}

test('names the columns of the type that is dropped', async () => {
  expect(await words([status, orders], drop)).toMatch(
    /^The migration cannot drop `status` under the columns `orders.status` and `orders.past`.*refuses it: the columns .* are of the type `status`\.$/,
  );
  expect(await words([status, orders], 'drop type if exists public.status cascade;\n')).toMatch(
    /^The migration drops `public.status` and with it the columns .*, and all that they hold\.$/,
  );
  const domain = 'create domain email as text;\nalter table orders add column mail email not null;\n';
  expect(await words([orders, domain], 'drop domain email;\n')).toMatch(/under the column `orders.mail`/);
});

test.each([
  [
    'the column gets it later',
    'create table b (c bigserial, d text); alter table b alter d type status using d::status;',
    drop,
  ],
  [
    'the type gets another name',
    'create table b (c bigserial, d status); alter type status rename to state;',
    'drop type state;',
  ],
  [
    'the type gets another name just now',
    'create table b (c bigserial, d status);',
    'alter type status rename to state;\ndrop type state;',
  ],
  [
    'it has a schema',
    "create type app.kind as enum ('a'); create table b (c bigserial, d app.kind);",
    'drop type app.kind;',
  ],
])('knows the column if %s', async (_, history, added) => {
  expect(await words([status, history], added)).toMatch(/under the column `b.d`/);
});

test.each([
  [
    'has another type by now',
    'alter table orders alter status type text; alter table orders alter past type text;',
  ],
  ['goes', 'alter table orders drop column status; alter table orders drop column past;'],
  ['goes with its table', 'drop table orders;'],
  ['is renamed', 'alter table orders rename status to state; alter table orders drop past;'],
  ['went with the type', "drop type status cascade; create type status as enum ('a');"],
  ['is of a type that was renamed', "alter type status rename to old; create type status as enum ('a');"],
  ['is of a type that moved', "alter type status set schema old; create type status as enum ('a');"],
  ['is changed in a block', 'do $$ begin alter table orders alter status type text; end $$;'],
])('is silent about a column that %s', async (_, later) => {
  expect(await words([status, orders, later], drop)).toBe('');
});

test('is silent where the new migration sees to it, and about types that nobody made', async () => {
  const gone = 'alter table orders drop column status, drop column past;\n';
  expect(await words([status, orders], gone + drop)).toBe('');
  expect(await words([orders], drop)).toBe('');
  expect(await words([status, orders], 'drop type app.status;\n')).toBe('');
});

test('knows which triggers run a function, and which views rest on a view', async () => {
  const run =
    'create function f() returns trigger language plpgsql as $$ begin return null; end $$;\ncreate trigger t after delete on orders for each statement execute procedure f();\n';
  expect(await words([orders, run], 'drop function f;\n')).toMatch(/cannot drop `f` under the trigger `t`/);
  expect(await words([orders, run], 'drop function f(int);\n')).toBe('');
  expect(await words([orders, run], 'drop function f() cascade;\n')).toBe('');
  expect(await words([orders, run], 'drop table orders;\ndrop function f();\n')).toBe('');
  expect(await words([orders, run, 'drop trigger t on orders;\n'], 'drop function f();\n')).toBe('');
  const views =
    'create view a as select id from orders;\ncreate view b as select id from a;\ncreate view c as select id from b;\n';
  expect(await words([orders, views], 'drop view a cascade;\n')).toMatch(
    /CASCADE takes along the view `b` of earlier migrations, which reads `a`, and with it the view `c`\.$/,
  );
  expect(await words([orders, views], 'drop view c;\n')).toBe('');
});
