/** Keys that are put together of columns: nothing is said of the rows of a query that may have one row for each. */
import { afterAll, describe, expect, test } from 'vitest';
import { createReading, openWorkspace } from '../../../src/project/workspace.ts';
import { defaultPolicy } from '../../../src/rules/policy.ts';
import { rule } from '../../../src/rules/quality/grain-changed.ts';
import { memoryChange } from '../../support/memory-snapshot.ts';

const { engine, close } = createReading();
afterAll(close);

const keyed = (...columns: string[]) =>
  `models:\n  - name: daily\n    tests:\n      - dbt_utils.unique_combination_of_columns: {combination_of_columns: [${columns.join(', ')}]}\n`;
const project = {
  'dbt_project.yml': 'name: shop\n',
  'macros/row_key.sql':
    "{% macro row_key(a, b) %}md5(coalesce(cast({{ a }} as text), '') || '-' || coalesce(cast({{ b }} as text), '')){% endmacro %}\n",
  'models/events.sql': 'select user_id, day, country, amount, other from raw.events\n',
  'models/report.sql':
    "select e.day, d.amount from {{ ref('events') }} as e left join {{ ref('daily') }} as d on d.id = e.other\n",
};

async function titles(base: Record<string, string>, daily: string): Promise<string[]> {
  const before = { ...project, ...base };
  const change = await memoryChange(before, { ...before, 'models/daily.sql': `${daily}\n` });
  const workspace = await openWorkspace(change, { engine, known: new Map(), close: () => {} });
  const context = { change, files: change.files, workspace, policy: defaultPolicy, options: undefined };
  const found: string[] = [];
  for await (const { title } of rule.check(context)) found.push(title);
  return found;
}

const events = "{{ ref('events') }}";
const perUser = {
  'models/daily.sql': `select user_id as id, sum(amount) as amount from ${events} group by 1\n`,
};
const perDay = {
  'models/daily.sql': `select user_id, day, sum(amount) as amount from ${events} group by 1, 2\n`,
  'models/schema.yml': keyed('user_id', 'day'),
};

/** A macro that is not there may make anything of its arguments. */
const isRead = (id: string): boolean => !id.includes('missing_package');

describe.each([
  "md5(concat(user_id, '-', day))",
  "user_id || '-' || day",
  "cast(user_id as varchar) + '-' + cast(day as varchar)",
  "concat_ws('-', cast(user_id as string), coalesce(cast(day as string), '0'))",
  'farm_fingerprint(concat(cast(user_id as string), cast(day as string)))',
  'to_hex(sha256(user_id || day))',
  'hash(user_id, day)',
  "format('%s-%s', user_id, day)",
  'to_json_string(struct(user_id, day))',
  "{{ row_key('user_id', 'day') }}",
  "{{ dbt_utils.generate_surrogate_key(['user_id', 'day']) }}",
  "{{ missing_package.row_key('user_id', 'day') }}",
])('%s', (id) => {
  test('is a key of rows that are one for each of both', async () => {
    const grouped = `select ${id} as id, user_id, day, sum(amount) as amount from ${events} group by user_id, day`;
    expect(await titles(perUser, grouped)).toEqual([]);
    const later = `with sums as (select user_id, day, sum(amount) as amount from ${events} group by 1, 2), keyed as (select ${id} as id, * from sums) select * from keyed`;
    expect(await titles(perUser, later)).toEqual([]);
    const united = `with pairs as (select user_id, day from ${events} union select user_id, 0 as day from ${events}) select ${id} as id, 1 as amount, * from pairs`;
    expect(await titles({ ...perUser, 'models/schema.yml': keyed('id') }, united)).toEqual([]);
  });

  test('has one row for each where both have', async () => {
    const newest = `with keyed as (select ${id} as id, * from ${events}) select id, user_id, day, amount from keyed qualify row_number() over (partition by id order by amount) = 1`;
    expect(await titles(perDay, newest)).toEqual([]);
    const greatest = `select ${id} as id, max(user_id) as user_id, max(day) as day, sum(amount) as amount from ${events} group by 1`;
    expect(await titles(perDay, greatest)).toEqual([]);
  });

  test('is grouped with what it is made of, in another model', async () => {
    const more = {
      'models/hashed.sql': `select ${id} as id, user_id, day, country, amount from ${events}\n`,
      'models/shown.sql': "select * from {{ ref('hashed') }}\n",
      'models/schema.yml': keyed('id'),
    };
    const grouped = (columns: string) =>
      `select id, ${columns} sum(amount) as amount from {{ ref('shown') }} group by all`;
    const before = { ...more, 'models/daily.sql': grouped('') };
    expect(await titles(before, grouped('user_id, day,'))).toEqual([]);
    expect(await titles(before, grouped('country,'))).toHaveLength(isRead(id) ? 1 : 0);
  });

  test('is no key of rows that are one for each of more', async () => {
    const grouped = (country: string) =>
      `select ${id} as id, user_id, day, ${country} sum(amount) as amount from ${events} group by all`;
    const before = { 'models/daily.sql': grouped(''), 'models/schema.yml': keyed('user_id', 'day') };
    expect(await titles(before, grouped('country,'))).toHaveLength(isRead(id) ? 1 : 0);
  });
});

test('what is put together of a part of a column is no key that is known', async () => {
  const id = "concat(user_id, '-', left(day, 7))";
  const grouped = (country: string) =>
    `select ${id} as id, user_id, day, ${country} sum(amount) as amount from ${events} group by user_id, day ${country && ', country'}`;
  expect(await titles(perUser, grouped(''))).toEqual([]);
  expect(await titles({ ...perDay, 'models/daily.sql': grouped('') }, grouped('country,'))).toHaveLength(1);
});
