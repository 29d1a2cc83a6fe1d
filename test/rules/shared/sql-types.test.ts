import { expect, test } from 'vitest';
import { castType } from '../../../src/rules/shared/sql-types.ts';

test.each([
  ['select a::date as ', 'date'],
  ['select f(a, b)::numeric(10, 2) as ', 'numeric(10, 2)'],
  ["select 1 as x, '2020-01-01 00:00:00'::timestamp as ", 'timestamp'],
  ["select 'it''s'::varchar as ", 'varchar'],
  ["select a || 'x'::varchar as ", undefined],
  ['select o.items:rows[0].id::int as ', 'int'],
  ["select a, o['id']::date as ", 'date'],
  ["select 'x' || o:id::int as ", undefined],
  ['select cast(a as int) as ', 'int'],
  ['select 1 + cast(a as int) as ', undefined],
])('%s', (text, type) => {
  expect(castType(text)).toBe(type);
});
