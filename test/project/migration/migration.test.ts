import { expect, test } from 'vitest';
import { isMigration, migrationSteps } from '../../../src/project/migration/migration-file.ts';
import { operationsOf } from '../../../src/project/migration/operations.ts';
import { splitStatements } from '../../../src/project/migration/statements.ts';

function operations(text: string) {
  return splitStatements(text)!.flatMap(operationsOf);
}

test('splits statements and knows their lines', () => {
  const statements = splitStatements(
    "-- a; b\nselect ';' as x;\n\ncreate function f() returns int as $body$\n  drop table t;\n$body$;\n{% if x %} drop table {{ name }}; {% endif %}\n",
  )!;
  expect(statements.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
    [2, 2],
    [4, 6],
    [7, 7],
  ]);
  expect(statements.flatMap(operationsOf)).toEqual([{ kind: 'drop', object: 'table', name: 'xxxxxxxxxx' }]);
});

test.each([
  ['of MySQL', 'create procedure p() begin delete from a; if b then delete from c; end if; end'],
  [
    'with CASE',
    'create trigger t before insert on a for each row begin case when b then delete from c; end case; end',
  ],
  [
    'that Postgres parses',
    'create function f() returns int language sql begin atomic delete from a; select case when b then 1 end; end',
  ],
])('takes the body of a function %s for a part of its statement', (_, text) => {
  expect(operations(`${text};\ndrop table z;\n`)).toEqual([{ kind: 'drop', object: 'table', name: 'z' }]);
});

test.each([
  ['that does not end', 'create procedure p as begin delete from a; drop table z;'],
  ['that is a transaction', 'create procedure p as begin transaction; drop table z; commit; end;'],
  ['that is a column', 'create table event (begin int); drop table z;'],
])('goes on behind a BEGIN %s', (_, text) => {
  expect(operations(text)).toContainEqual({ kind: 'drop', object: 'table', name: 'z' });
});

test.each(['//', '$$'])('knows the statements of a client of MySQL that end with %s', (mark) => {
  const body = 'create procedure p()\nbegin\n  delete from a;\n  delete from b;\nend';
  const text = `delimiter ${mark}\n${body} ${mark}\ndrop table y ${mark}\nDELIMITER ;\ndrop table z;\n`;
  expect(operations(text)).toMatchObject([{ name: 'y' }, { name: 'z' }]);
  expect(splitStatements(text)!.map(({ startLine }) => startLine)).toEqual([2, 7, 9]);
});

test('keeps together what a rule of Postgres runs', () => {
  const rule =
    'on insert to o do instead (delete from x; update y set a = f(1); drop table z);\ndrop table q;';
  for (const start of ['create rule r', 'create or replace rule r'])
    expect(operations(`${start} ${rule}`)).toEqual([{ kind: 'drop', object: 'table', name: 'q' }]);
  // Who forgets the parenthesis would lose all that follows.
  expect(operations('create rule r as on insert to o do (select 1;\ndrop table q;')).toHaveLength(1);
  expect(operations('create table rule (a int;\ndrop table q;')).toHaveLength(2);
});

test('a byte order mark is no part of the first word', () => {
  expect(operations('\uFEFFdrop table a;\n')).toEqual([{ kind: 'drop', object: 'table', name: 'a' }]);
});

test.each(["select 'a", 'select /* a', 'x '.repeat(1_000_000)])('cannot split %.20j', (text) => {
  expect(splitStatements(text)).toBeUndefined();
});

test.each([
  ['drop table a.b, "C" cascade', ['drop a.b', 'drop c']],
  ['drop schema if exists raw', ['drop raw']],
  ['drop table {{ x }}.y', ['drop xxxxxxx.y']],
  ['drop index concurrently if exists s.a, b cascade', ['drop-index s.a', 'drop-index b']],
  ['drop view if exists a, b.c cascade', ['drop-view a', 'drop-view b.c']],
  ['drop materialized view a', ['drop-view a']],
  ['drop domain a, b', ['drop-type a', 'drop-type b']],
  ['drop function a(), b, c(int, text)', ['drop-function a', 'drop-function b']],
  ['truncate table only a', ['truncate a']],
  ['truncate a, b', ['truncate a', 'truncate b']],
  ['delete from a', ['delete-all a']],
  ['delete from a where 1 = 1', ['delete-all a']],
  ['delete from a where id = 1', []],
  ['delete from a using b', []],
  ['update a set x = 1, y = coalesce(x, 2)', ['update-all a']],
  ['update a set x = b.x from b', []],
  ['alter table a drop column b, drop c', ['drop-column a', 'drop-column a']],
  ['alter table a drop column b, c', ['drop-column a', 'drop-column a']],
  ['alter table a drop constraint if exists c, drop foreign key d', ['drop-constraint a']],
  ['alter table a drop primary key', []],
  ['alter table if exists only a rename to b', ['rename-table a']],
  ['alter table a rename column b to c', ['rename-column a']],
  ['alter table a rename b to c', ['rename-column a']],
  ['alter table a rename constraint b to c', []],
  ['alter table a rename b', ['rename-table a']],
  ['alter table a rename as x.b', ['rename-table a']],
  ['alter table a rename index b to c', []],
  ['rename table a to b, x.c to d', ['rename-table a', 'rename-table x.c']],
  ['rename user a to b', []],
  ['alter table a add column b int not null', ['add-column a']],
  ['alter table a alter column b set data type bigint', ['change-type a']],
  ['alter table a alter b drop not null', []],
  ['create unique index concurrently i on a (b)', ['create-index a']],
  ['create temporary table a (b int)', ['create-table a']],
  ['create view a as select 1', []],
  ['create materialized view if not exists a as select 1', ['create-materialized-view a']],
])('%s', (text, expected) => {
  expect(operations(text).map((it) => `${it.kind} ${'table' in it ? it.table : it.name}`)).toEqual(expected);
});

test.each([
  ['update a set x = 1, y = f(x, 2)', { columns: ['x', 'y'] }],
  ['alter table a add b int not null default 0', { notNull: true, hasDefault: true }],
  ['alter table a add b text not null', { notNull: true, hasDefault: false }],
  ['alter table a add constraint c foreign key (b) references d not valid', { validated: false }],
  ['alter table a add primary key (b)', { constraint: 'primary key', validated: true }],
  ['alter table a add check (b > 0)', { constraint: 'check', validated: true }],
  ['create or replace transient table a as select * from a', { replaces: true, readsItself: true }],
  ['create table a as select * from b.a', { replaces: false, readsItself: false }],
  ['create index on only a using gin (b)', { table: 'a', concurrently: false }],
  ['alter table a alter column b type numeric(10, 2)', { to: 'numeric ( 10 , 2 )' }],
  ['alter table a alter column b type bool using b = 1', { to: 'bool' }],
])('%s says %j', (text, expected) => {
  expect(operations(text)).toEqual([expect.objectContaining(expected)]);
});

test.each([
  ['db/migrations/001_a.sql', true],
  ['V1.2__orders.sql', true],
  ['sql/R__views.sql', true],
  ['0001_a.up.sql', true],
  ['0001_a.down.sql', false],
  ['db/migrations/rollback/001.sql', false],
  ['flyway/U2__orders.sql', false],
  ['migrations/countdown.sql', true],
  ['models/orders.sql', false],
  ['migrations/env.py', false],
  ['src/test/resources/db/migration/V3__orders.sql', false],
  ['examples/flyway/V1__orders.sql', false],
  ['contest/migrations/001.sql', true],
  ['migrations/shopdb-dump.sql', false],
  ['migrations/trim_dumps.sql', true],
])('%s', (path, expected) => {
  expect(isMigration(path, new Map())).toBe(expected);
});

test.each([
  ['deploy/orders.sql', true],
  ['deploy/tables/orders.sql', true],
  ['schema/deploy/orders.sql', true],
  ['schema/deploy/orders@v1.0.sql', false],
  ['schema/revert/orders.sql', false],
  ['schema/verify/orders.sql', false],
  ['other/deploy/orders.sql', false],
  ['redeploy/orders.sql', false],
])('beside a plan of Sqitch: %s', (path, expected) => {
  const plans = new Map([
    ['sqitch.plan', 1],
    ['schema/sqitch.plan', 1],
  ]);
  expect(isMigration(path, plans)).toBe(expected);
  expect(isMigration(path, new Map())).toBe(false);
});

test('leaves out the sections that take a migration back', () => {
  const text =
    '-- migrate:up\ndrop table a;\n-- migrate:down\ndrop table b;\n-- migrate:up\ndrop table c;\n# --- !Downs\ndrop table d;\n';
  const steps = migrationSteps(text)!;
  expect(steps.flatMap(({ operations: [first] }) => (first?.kind === 'drop' ? first.name : []))).toEqual([
    'a',
    'c',
  ]);
});

test('reads hostile texts in time that grows with their length', () => {
  for (const piece of [
    '{{',
    '{#',
    '{% ',
    '$a$b',
    '\n',
    '--',
    '/*',
    '(',
    ' ',
    'begin ',
    'delimiter a\n',
    '\tdelimiter',
  ]) {
    const text = piece.repeat(900_000 / piece.length);
    expect(migrationSteps(text)?.length ?? 0).toBeLessThan(2);
  }
});
