/** Migrations of Postgres that change what earlier ones rest on, and those that see to it first. */
import type { Mutation, Site } from './mutation.ts';

const folder = 'bench/db/migrations/';

const history: Record<string, string> = {
  [`${folder}001_types.sql`]: "create type bench_state as enum ('new', 'paid');\n",
  [`${folder}002_orders.sql`]:
    'create table bench_orders (\n  id bigserial primary key,\n  state bench_state,\n  owner text,\n  total int,\n  twice int generated always as (total * 2) stored\n);\n',
  [`${folder}003_rest.sql`]:
    'create view bench_ids as select id, state from bench_orders;\ncreate view bench_few as select id from bench_ids where id < 9;\ncreate policy bench_own on bench_orders using (owner = current_user);\n',
  [`${folder}004_lines.sql`]:
    'create table bench_lines (\n  order_id bigint references bench_orders (id),\n  amount int\n);\n',
  [`${folder}004_touch.sql`]:
    'create function bench_touch() returns trigger language plpgsql as $$ begin return new; end $$;\ncreate trigger bench_touched before update on bench_orders for each row execute function bench_touch();\n',
};

const drops = [
  'drop view bench_ids;',
  'drop view bench_ids cascade;',
  'drop type bench_state;',
  'drop type bench_state cascade;',
  'drop function bench_touch();',
  'alter table bench_orders drop constraint bench_orders_pkey;',
  'alter table bench_orders drop constraint bench_orders_pkey cascade;',
];

const missing = [
  "update bench_orders set state = 'lost' where id = 9;",
  "insert into bench_orders (id, state) values (9, 'Paid');",
  "alter table bench_orders alter column state set default 'lost';",
];

const replacements = [
  'create or replace view bench_ids as select id from bench_orders;',
  'create or replace view bench_ids as select id, owner, state from bench_orders;',
  'create or replace view bench_few as select id as bench_id from bench_ids;',
];

const retyped = [
  'alter table bench_orders alter column owner type varchar(9);',
  'alter table bench_orders alter column total type bigint;',
  'alter table bench_orders alter column id type int;',
];

/** Each statement behind what takes away that which stands in its way. */
const prepared = [
  'drop view bench_few;\ndrop view bench_ids;',
  'drop view bench_ids cascade;\ncreate view bench_few as select id from bench_orders;',
  'drop view bench_few, bench_ids;\nalter table bench_orders alter column state type text using state::text;\ndrop type bench_state;',
  'drop trigger bench_touched on bench_orders;\ndrop function bench_touch();',
  'alter table bench_lines drop constraint bench_lines_order_id_fkey;\nalter table bench_orders drop constraint bench_orders_pkey;',
  "alter type bench_state rename value 'paid' to 'settled';\nupdate bench_orders set state = 'settled' where id = 9;",
  'drop policy bench_own on bench_orders;\nalter table bench_orders alter column owner type varchar;',
  'drop view bench_few;\ncreate or replace view bench_ids as select id, state, owner from bench_orders;',
];

const enlarged = (end: string) =>
  `begin;\nalter type bench_state add value 'void';\n${end}update bench_orders set state = 'void' where id = 9;\ncommit;\n`;

function* newValues(): Generator<Site> {
  const path = `${folder}005_void.sql`;
  yield {
    name: 'a value is used before it is committed',
    overlay: history,
    head: { [path]: enlarged('') },
    places: [{ path, line: 3 }],
  };
}

function* committedValues(): Generator<Site> {
  const head = { [`${folder}005_void.sql`]: enlarged('commit;\nbegin;\n') };
  yield { name: 'a value is committed first', overlay: history, head, places: [] };
}

function sites(statements: readonly string[], isBenign: boolean): () => Generator<Site> {
  return function* () {
    const path = `${folder}005_change.sql`;
    for (const statement of statements)
      yield {
        name: statement.replaceAll('\n', ' '),
        overlay: history,
        head: { [path]: `-- for the next release\n${statement}\n` },
        places: isBenign ? [] : [{ path, line: 2 }],
      };
  };
}

export const migrationMutations: readonly Mutation[] = [
  {
    id: 'V48',
    what: 'a migration drops what others rest on',
    rules: ['quality/migration-drop-in-use'],
    sites: sites(drops, false),
  },
  {
    id: 'V49',
    what: 'a migration changes a type under what rests on it',
    rules: ['quality/migration-destructive'],
    also: ['quality/migration-locking'],
    sites: sites(retyped, false),
  },
  {
    id: 'V50',
    what: 'a migration uses the value of an enum that it adds',
    rules: ['quality/migration-transaction'],
    sites: newValues,
  },
  {
    id: 'V51',
    what: 'a migration replaces a view by one that lacks a column in its place',
    rules: ['quality/migration-view-replaced'],
    sites: sites(replacements, false),
  },
  {
    id: 'V52',
    what: 'a migration uses a value that the enum does not have',
    rules: ['quality/migration-enum-value'],
    sites: sites(missing, false),
  },
  {
    id: 'N25',
    what: 'a migration commits a value before it uses it',
    rules: [],
    sites: committedValues,
  },
  {
    id: 'N24',
    what: 'a migration takes away first what stands in its way',
    rules: [],
    sites: sites(prepared, true),
  },
];
