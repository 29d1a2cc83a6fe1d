import { describe, expect, test } from 'vitest';
import type { Predicate } from '../../../src/project/lineage/facts.ts';
import { keptPer, listEdit } from '../../../src/rules/shared/predicates.ts';
import { projectOf } from '../../support/dbt-project.ts';

/** The conditions of a query as the analysis writes them. */
async function conditions(sql: string): Promise<readonly Predicate[]> {
  const project = await projectOf({
    'models/sources.yml': 'sources: [{name: raw, tables: [{name: orders}]}]\n',
    'models/a.sql': `select id, day from {{ source('raw', 'orders') }} as o ${sql}\n`,
  });
  return project.query('model.shop.a')?.predicates ?? [];
}

describe('the columns that one row each is kept of', () => {
  test.each([
    ['qualify row_number() over (partition by o.id, day order by day desc, id) = 1', ['id', 'day']],
    ['qualify 1 = row_number() over (partition by ID order by day)', ['id']],
    ['qualify row_number() over (partition by lower(id) order by day) = 1', undefined],
    ['qualify row_number() over (partition by id order by day) = 2', undefined],
    ['qualify row_number() over (order by day) = 1', undefined],
    ['where id = 1', undefined],
  ])('%s', async (sql, expected) => {
    const [only] = await conditions(sql);
    expect(only && keptPer(only)).toEqual(expected);
  });
});

describe('what changes in a list of values', () => {
  test.each([
    ["kind in ('a', 'b')", "kind in ('b', 'c, d')", ['kind', false, ["'c, d'"], ["'a'"]]],
    ['id not in (1, 2, 3)', 'not o.id in (3, 2, 1, 4)', ['id', true, ['4'], []]],
    ["kind in ('a')", "kind not in ('a', 'b')", undefined],
    ["kind in ('a', 'b')", "id in ('a')", undefined],
    ["kind in ('a')", 'kind in (select kind from kinds)', undefined],
    ["kind in ('a', 'b')", "kind in ('a', lower(o.name))", undefined],
  ])('from %s to %s', async (was, is, expected) => {
    const [[then], [now]] = [await conditions(`where ${was}`), await conditions(`where ${is}`)];
    const edit = listEdit(then!, now!);
    expect(edit && [edit.of, edit.leavesOut, edit.added, edit.removed]).toEqual(expected);
  });
});
