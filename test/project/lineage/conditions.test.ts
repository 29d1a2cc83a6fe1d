/** Conditions that mean the same wherever they stand. */
import { afterAll, expect, it } from 'vitest';
import { analyze, engine, rendering, template, type Catalog } from './support.ts';

afterAll(() => engine.close());

const catalog: Catalog = { orders: 'id, day, amount', refunds: 'id, n' };
const numbered =
  "select id, day, row_number() over (partition by id order by day) as n from {{ ref('orders') }}";

function conditions(sql: string): [string, string][] {
  const { predicates } = analyze(template(rendering(sql)), catalog, 'snowflake');
  return predicates.map(({ clause, text }) => [clause, text.replaceAll(/ref\('\w+'\)\./g, '')]);
}

const kept = conditions(
  "select id from {{ ref('orders') }} qualify row_number() over (partition by id order by day) = 1",
);

it.each([
  ['of a CTE', `with a as (${numbered}) select id from a where n = 1`],
  ['of a subquery, by its name', `select s.id from (${numbered}) as s where 1 = s.n`],
  [
    'that comes through a star',
    `with a as (${numbered}), b as (select * from a) select id from b where n = 1`,
  ],
  ['of the same SELECT', `${numbered} qualify n = 1`],
])('reads a row number %s as QUALIFY does', (_, sql) => {
  expect(kept).toHaveLength(1);
  expect(conditions(sql)).toEqual(kept);
});

it('leaves a column of a relation, and another number, as they are', () => {
  expect(conditions("select id from {{ ref('refunds') }} where n = 1")).toEqual([['where', '(1 = n)']]);
  const [[clause, text] = []] = conditions(`select id from (${numbered}) as s where n = 2`);
  expect([clause, text?.startsWith('(2 = row_number(')]).toEqual(['qualify', true]);
});

it('reads a text that is written in another case, and made the same by a function', () => {
  const [made] = conditions(
    "select id from {{ ref('orders') }} where upper(day) in (upper('a-b'), lower('C'))",
  );
  const [plain] = conditions("select id from {{ ref('orders') }} where upper(day) in ('A-B', 'c')");
  expect(made).toEqual(plain);
  const [other] = conditions(
    "select id from {{ ref('orders') }} where upper(day) in (upper('ß'), lower(id))",
  );
  expect(other?.[1]).toContain("upper('ß')");
});
