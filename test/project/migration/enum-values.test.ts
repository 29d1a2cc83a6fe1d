import { afterAll, expect, test } from 'vitest';
import { rule } from '../../../src/rules/quality/migration-transaction.ts';
import { openMigrations } from '../../support/migrations.ts';

const { said, close } = openMigrations(rule);
afterAll(close);

const kinds = "create type kind as enum ('a', 'b');\n";
const items = "create table items (id bigserial, kind kind default 'a', note text);\n";
const others = 'create table others (kind text);\n';

async function titles(used: string, added = "alter type kind add value 'c'") {
  const found = await said([kinds, items, others], `begin;\n${added};\n${used};\ncommit;\n`);
  return found.map(({ title }) => title).join('\n');
}

test.each([
  ["update items set kind = 'c'"],
  ["update items set kind = 'a' where kind = 'c'"],
  ["update items i set note = 'x' where i.kind = 'c'"],
  ["delete from items where kind = 'c'"],
  ["insert into items (id, kind) values (1, 'a'), (2, 'c')"],
  ["insert into items (id, note, kind) values (abs(-1), 'a, b', 'c')"],
  ["select 'c'::kind"],
  ["select cast('c' as public.kind)"],
  ["alter table items alter column kind set default 'c'"],
  ["alter table items add column past kind not null default 'c'"],
  ["create view cs as select * from items where kind = 'c'::kind"],
])('knows that a transaction cannot use the value that it adds: %s', async (used) => {
  expect(await titles(used)).toMatch(/uses `c` of `kind` in the transaction that adds it, and fails$/);
});

test.each([
  ["update items set kind = 'b'"],
  ["update items set note = 'c'"],
  ["update others set kind = 'c'"],
  ["update others set kind = 'c' from items i where i.id = 1"],
  ["insert into items (id, kind, note) values (1, 'a', 'c')"],
  ["delete from items using others o where o.kind = 'c'"],
  ["insert into items values (1, 'a', 'c')"],
  ["select 'c'::text, 'c'"],
  ["alter table items add column past kind, add column past_note text default 'c'"],
  ["alter table items alter kind type text;\nupdate items set kind = 'c'"],
  ["alter type kind rename to old;\ncreate type kind as enum ('c');\nselect 'c'::kind"],
  ["create function f() returns kind language plpgsql as $$ begin return 'c'::kind; end $$"],
  ["commit;\nbegin;\nselect 'c'::kind"],
])('is silent about %s', async (used) => {
  expect(await titles(used)).toBe('');
});

test('knows which values there are', async () => {
  const use = "select 'c'::kind, 'b'::kind";
  expect(await titles(use, "alter type kind add value if not exists 'c' after 'a'")).toMatch(/uses `c`/);
  expect(await titles(use, "alter type kind add value if not exists 'b'")).toBe('');
  expect(await titles("select 'c'::sort", "alter type sort add value if not exists 'c'")).toBe('');
  expect(await titles("select 'c'::sort", "alter type sort add value 'c'")).toMatch(/uses `c` of `sort`/);
});

test('is silent where nothing shows a transaction', async () => {
  expect(await said([kinds, items], "alter type kind add value 'c';\nselect 'c'::kind;\n")).toEqual([]);
  const goose = "-- +goose Up\nalter type kind add value 'c';\nselect 'c'::kind;\n";
  expect(await said([kinds, items], goose)).toHaveLength(1);
});
