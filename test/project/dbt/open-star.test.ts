import { expect, test } from 'vitest';
import { hasOpenStar } from '../../../src/project/dbt/open-star.ts';

const above = "{{ ref('above') }}";

test.each([
  ['its own star', `select * from ${above}`, true],
  ['a star beside a column', `select count(*) over (partition by id) as n, a.* from ${above} as a`, true],
  ['a star of a star', `with a as (select distinct * from ${above}) select * from a`, true],
  ['a star in each turn of a loop', `{% for x in xs %} select * from ${above} union all {% endfor %}`, true],
  [
    'a star further in',
    `with a as (select * from ${above}) select id, count(*) as n from a group by id`,
    false,
  ],
  ['a star in FROM', `select id from (select * from ${above})`, false],
  ['no star of a model', `select * from raw.events`, false],
  ['no star', `select id, count(*) as n from ${above} group by id`, false],
])('%s', (_, text, passes) => {
  expect(hasOpenStar(text)).toBe(passes);
});
