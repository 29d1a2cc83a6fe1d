import { afterAll, expect, test } from 'vitest';
import { AlikeTexts } from '../../../src/project/lineage/alike.ts';
import { analyze, engine, rendering } from './support.ts';

afterAll(() => engine.close());

const catalog = { a: 'id, name', b: 'key, label, amount' };
const columnsOf = (sql: string) => analyze(sql, catalog).output.columns.map(({ name }) => name);

test.each([
  [
    'literals',
    "select id, 'one' as n from x where at > '2020' limit 1",
    "select id, 'two' as n from x where at > '2021' limit 20",
  ],
  ['comments', 'select id -- one\nfrom x', 'select id /* two */ from x'],
  ['relations', "select * from {{ ref('a') }}", "select * from {{ ref('b') }}"],
  [
    'relations in the same places',
    "select * from {{ ref('a') }} as l join {{ ref('b') }} as r on l.id = r.key",
    "select * from {{ ref('b') }} as l join {{ ref('a') }} as r on l.id = r.key",
  ],
])('one text is read for two that differ in %s', (_, first, second) => {
  const alike = new AlikeTexts('snowflake');
  const [one, other] = [rendering(first), rendering(second)];
  expect(alike.of(one)).toBe(one);
  const read = alike.of(other);
  expect(read.text).toBe(one.text);
  expect(read.relations.map(({ call }) => call)).toEqual(other.relations.map(({ call }) => call));
  expect(read.relations.map(({ token }) => token)).toEqual(one.relations.map(({ token }) => token));
  expect(read.map.span(0, 1)).toBeUndefined();
});

test.each([
  ['a name', 'select id from x', 'select key from x'],
  ['a name in quotes', 'select "a" from x', 'select "b" from x'],
  [
    'values that name columns',
    "select * from x pivot (sum(v) for k in ('a'))",
    "select * from x pivot (sum(v) for k in ('b'))",
  ],
  ['an alias that looks like a text', "select id as 'a' from x", "select id as 'b' from x"],
  [
    'a relation that stands in a comment alone',
    "select 1 as n -- {{ ref('a') }}",
    "select 1 as n -- {{ ref('b') }}",
  ],
  [
    'which relation stands twice',
    "select * from {{ ref('a') }}, {{ ref('b') }}, pr_ref_1__a",
    "select * from {{ ref('a') }}, {{ ref('b') }}, pr_ref_2__b",
  ],
  ['a text without an end', "select id from x where n = 'a", "select id from x where n = 'b"],
  ['what is not known', "select [[one|h]] as n, 'a' from x", "select [[two|h]] as n, 'b' from x"],
])('texts are not alike that differ in %s', (_, first, second) => {
  const alike = new AlikeTexts('snowflake');
  const [one, other] = [rendering(first), rendering(second)];
  expect(alike.of(one)).toBe(one);
  expect(alike.of(other)).toBe(other);
});

test('each of several relations gives its own columns', () => {
  expect(columnsOf("select *, 'x' as kind from {{ ref('a') }}")).toEqual(['id', 'name', 'kind']);
  expect(columnsOf("select *, 'y' as kind from {{ ref('b') }}")).toEqual(['key', 'label', 'amount', 'kind']);
});
