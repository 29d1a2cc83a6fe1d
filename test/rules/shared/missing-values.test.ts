import { afterAll, expect, test } from 'vitest';
import { rule } from '../../../src/rules/quality/migration-enum-value.ts';
import { openMigrations } from '../../support/migrations.ts';

const { said, close } = openMigrations(rule);
afterAll(close);

const kinds = "create type kind as enum ('a', 'b', 'it''s');\n";
const items = "create table items (id bigserial, kind kind default 'a', past kind[], note text);\n";
const renameA = "alter type kind rename value 'a' to 'z';\n";

async function titles(...of: Parameters<typeof said>) {
  return (await said(...of)).map(({ title }) => title).join('\n');
}

function sqlFunction(body: string, head = 'returns bigint language sql'): string {
  return `create or replace function f() ${head} as $$ ${body} $$;\n`;
}

test.each([
  ["update items set kind = 'c'"],
  ["update items i set note = 'x', kind = 'c' where id = 1"],
  ["delete from public.items where not kind = 'c'"],
  ["insert into items (id, kind) values (1, 'a'), (2, 'c')"],
  ["select id, kind from items i where i.kind = 'c' and id = 1"],
  ["select cast('c' as public.kind), 'a'::kind"],
  ["alter table items alter column kind set default 'c'"],
  ["alter table items add column other kind not null default 'c'"],
  ["alter type kind add value 'd';\nalter type kind rename value 'd' to 'e';\nselect 'e'::kind, 'c'::kind"],
  ["alter type sort add value 'x';\nselect 'c'::kind"],
])('knows that the enum does not have the value: %s', async (added) => {
  expect(await titles([kinds, items], `${added};\n`)).toBe(
    'The migration uses `c`, which is no value of `kind`, and fails',
  );
});

test.each([
  ["update items set kind = 'b' where kind = 'it''s'"],
  ["update items set note = 'c'"],
  ["update items set past = '{c}'"],
  ["insert into items (past, note) values ('{c}', 'c')"],
  ["update items set note = 'x' where note || kind = 'c'"],
  ["delete from items where kind::text = 'c'"],
  ["select 'c'::text, '${kind}'::kind, 'c'::app.kind, 'c'::sort"],
  ["select i.id from items i, others kind where kind = 'c'"],
  ["select i.id from items i join others o on o.id = i.id where kind = 'c'"],
  ["select i.id from items i join others using (id) where kind = 'c'"],
  ["select id from items where id in (select id from others where kind = 'c')"],
  ["select note from others where kind = 'c'"],
  ["update items set note = 'x' from others where kind = 'c'"],
  ["alter type kind add value 'c';\nselect 'c'::kind"],
  ["alter type kind rename value 'a' to 'c';\nselect 'c'::kind"],
  ["alter type kind rename to sort;\nselect 'c'::kind, 'c'::sort"],
  ["drop type kind cascade;\ncreate type kind as enum ('c');\nselect 'c'::kind"],
  ["drop type kind cascade;\ncreate domain kind as text;\nselect 'c'::kind"],
  ["alter table items alter kind type text;\nupdate items set kind = 'c'"],
  ["create temporary table items (kind text);\nupdate items set kind = 'c'"],
  ["alter table items rename to old;\nalter table others rename to items;\nupdate items set kind = 'c'"],
  ["do $$ begin perform add_kind(); end $$;\nselect 'c'::kind"],
  ["set search_path to app;\nselect 'c'::kind"],
  ["create function g() returns kind language plpgsql as $$ begin return 'c'::kind; end $$"],
])('is silent about %s', async (added) => {
  expect(await titles([kinds, items], `${added};\n`)).toBe('');
});

test.each([
  ['is added', "alter type kind add value if not exists 'c' before 'a';"],
  ['may be added in a block', "do $$ begin alter type kind add value 'c'; end $$;"],
  ['is the new name of another', "alter type kind rename value 'a' to 'c';"],
  ['is written with escapes', "alter type kind add value e'\\x63';"],
  ['is one of another type of the name', "drop type kind cascade; create type kind as enum ('c');"],
  ['is one of a domain', "drop type kind cascade; create domain kind as text check (value <> 'b');"],
  ['is one of a type without fields', 'drop type kind cascade; create type kind as ();'],
  ['is one of an enum with escapes', "drop type kind cascade; create type kind as enum (e'\\x63', 'a');"],
])('is silent where the value %s', async (_, history) => {
  expect(await titles([kinds, items, history], "select 'c'::kind;\n")).toBe('');
});

test('says what the value is called by now, whatever else the enum has', async () => {
  const [found] = await said([items], `${renameA}select 'a'::kind;\n`);
  expect(found).toMatchObject({
    title: 'The migration uses `a`, which is no value of `kind`, and fails',
    message:
      'Migrations leave the enum `kind` without this value: it is called `z` by now. Postgres refuses it, whatever rows there are.',
  });
  expect(await titles([kinds, items, renameA], "insert into items (kind) values ('a');\n")).toMatch(/`a`/);
  expect(await titles([kinds, items], `${renameA}alter type kind add value 'a';\nselect 'a'::kind;\n`)).toBe(
    '',
  );
  const back = "alter type kind rename value 'z' to 'a';\n";
  expect(await titles([items], `${renameA}${back}select 'a'::kind;\n`)).toBe('');
  expect(await titles([kinds, items], `${renameA}select 'a'::kind;\n`)).toMatch(/`a`/);
  const elsewhere = 'set search_path to app;\n';
  expect(await titles([kinds, items, elsewhere + renameA], "select 'a'::kind, 'z'::kind;\n")).toBe('');
});

test('says it once a migration, and not of what is unknown', async () => {
  expect(await titles([kinds, items], "select 'c'::kind;\nselect 'd'::kind;\n")).toMatch(/^.*`c`.*$/);
  const edited = { 'migrations/3_a.sql': `${renameA}select 'a'::kind;\n` };
  expect(await titles([kinds, items, renameA], 'select 1;\n', {}, edited)).toBe('');
  expect(await titles([items], "select 'c'::kind;\n")).toBe('');
  const elsewhere = { 'other/migrations/1_a.sql': "alter type kind add value 'c';\n" };
  expect(await titles([kinds, items], "select 'c'::kind;\n", elsewhere)).toBe('');
});

test.each([
  ['in a cast', sqlFunction("select count(*) from items where kind = any(array['a'::kind])")],
  ['in a comparison', sqlFunction("select count(*) from items i where i.kind = 'a'")],
  ['in a later statement', sqlFunction("select 1; update items set kind = 'a'; select 2")],
  [
    'in PL/pgSQL',
    sqlFunction(
      "declare n int; begin insert into items (kind) values ('a'); end",
      'returns void language plpgsql',
    ),
  ],
])('knows that a function uses the value that is renamed: %s', async (_, made) => {
  const [found] = await said([kinds, items, made], renameA);
  expect(found).toMatchObject({
    title: 'The migration renames the value `a` of `kind` under the function `f`',
    message:
      'Earlier migrations leave the function `f` with the old name, which Postgres does not follow in a body that is a text: it fails when called next.',
    places: ['migrations/3_a.sql:1'],
  });
});

test.each([
  ['uses another value', sqlFunction("select count(*) from items where kind = 'b'")],
  ['compares a text', sqlFunction("select count(*) from items where kind::text = 'a' or note = 'a'")],
  [
    'is parsed by Postgres',
    "create function f() returns bigint begin atomic select count(*) from items where kind = 'a'; end;",
  ],
  [
    'makes the table itself',
    sqlFunction("create temp table items (kind text); delete from items where kind = 'a'"),
  ],
  [
    'may pass it by',
    sqlFunction(
      "begin if now() > 'epoch' then return 'a'::kind; end if; return null; end",
      'returns kind language plpgsql',
    ),
  ],
  ['is gone', `${sqlFunction("select 'a'::kind")} drop function f();`],
])('is silent about a function that %s', async (_, made) => {
  expect(await titles([kinds, items, made], renameA)).toBe('');
});

test('is silent where a function is made again, here or elsewhere', async () => {
  const made = sqlFunction("select 'a'::kind");
  expect(await titles([kinds, items, made], renameA)).not.toBe('');
  expect(await titles([kinds, items, made], renameA + made.replace("'a'", "'z'"))).toBe('');
  expect(await titles([kinds, items, made], renameA, { 'other/migrations/1_a.sql': made })).toBe('');
});
