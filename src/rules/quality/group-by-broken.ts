import { code } from '../../finding.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace } from '../shared/by-place.ts';
import { isConditional } from '../shared/conditional.ts';
import { queryChanges } from '../shared/query-change.ts';
import { addedPlaces, written } from '../shared/written.ts';

const project = { 'dbt_project.yml': 'name: shop\nprofile: shop\n', ...adapter('snowflake') };
const stock = { ...project, 'models/items.sql': 'select 1 as shop, 2 as item, 3 as price\n' };
const sums = (columns: string, group: string, more = '') =>
  `select\n  ${columns},\n  sum(i.price) as total\nfrom {{ ref('items') }} as i\n${more}group by ${group}\n`;
const raw = (columns: string) =>
  `select\n  ${columns},\n  sum(a.price) as total\nfrom raw.items as a\njoin raw.places as b on b.shop = a.shop\ngroup by a.shop\n`;
const inCte = (group: string) =>
  `with i as (select shop, item, price from raw.items)\nselect i.shop,\n  i.item,\n  sum(i.price) as total\nfrom i\ngroup by ${group}\n`;

function adapter(type: string): Record<string, string> {
  return { 'profiles.yml': `shop:\n  target: prod\n  outputs: {prod: {type: ${type}}}\n` };
}

export const rule = defineRule({
  id: 'quality/group-by-broken',
  summary: 'A column is neither grouped nor aggregated, or WHERE aggregates one',
  severity: 'high',
  why: 'The warehouse refuses the query: the model fails in its next run, and what reads it is not built.',
  advice: 'Add the column to the GROUP BY or aggregate it; move a condition on an aggregate to HAVING.',
  silent: [
    'what base had as well',
    'expressions: only columns that are taken as they are',
    'queries with `*`, ROLLUP and the like, within expressions, or of which a part is not known here',
    'MySQL and SQLite, projects of unknown warehouses, and in Postgres what is read from a table, a key of which may do instead',
  ],
  examples: {
    fires: [
      {
        name: 'adds a column and forgets the grouping',
        base: { ...stock, 'models/totals.sql': sums('i.shop', '1') },
        head: { 'models/totals.sql': sums('i.shop,\n  i.item', '1') },
        findings: [{ path: 'models/totals.sql', line: 3, severity: 'high', subject: 'i.item' }],
      },
      {
        name: 'takes a column out of the grouping alone',
        base: { ...stock, 'models/totals.sql': sums('i.shop, i.item', 'i.shop, i.item') },
        head: { 'models/totals.sql': sums('i.shop, i.item', 'i.shop') },
        findings: [{ path: 'models/totals.sql', line: 2, subject: 'i.item' }],
      },
      {
        name: 'adds columns of a table of which nobody has listed any',
        base: { ...project, 'models/totals.sql': raw('a.shop') },
        head: { 'models/totals.sql': raw('a.shop,\n  b.city,\n  item') },
        findings: [
          { path: 'models/totals.sql', line: 3, subject: 'b.city' },
          { path: 'models/totals.sql', line: 4, subject: 'item' },
        ],
      },
      {
        name: 'takes a column of a CTE out of the grouping, where a table might have a key',
        base: { ...project, ...adapter('postgres'), 'models/totals.sql': inCte('i.shop, i.item') },
        head: { 'models/totals.sql': inCte('i.shop') },
        findings: [{ path: 'models/totals.sql', line: 3, severity: 'high', subject: 'i.item' }],
      },
      {
        name: 'turns HAVING into WHERE',
        base: { ...stock, 'models/totals.sql': `${sums('i.shop', '1')}having sum(i.price) > 5\n` },
        head: { 'models/totals.sql': sums('i.shop', '1', 'where sum(i.price) > 5\n') },
        findings: [{ path: 'models/totals.sql', line: 5, subject: 'i.price' }],
      },
    ],
    silent: [
      {
        name: 'adds what is no column, or a field of what is grouped',
        base: { ...project, 'models/totals.sql': raw('a.shop') },
        head: {
          'models/totals.sql': raw(
            'a.shop, current_date, shop.city, :since as since, @@project_id as project',
          ),
        },
      },
      {
        name: 'groups by numbers, names, aliases and expressions of what it takes',
        base: stock,
        head: {
          'models/totals.sql': sums('i.shop as place, i.item', 'place, 2'),
          'models/more.sql': sums('shop, i.item', 'i.shop, item'),
          'models/rows.sql': sums('i.shop', 'i'),
          'models/others.sql': sums('i.shop as place, count(*) as item, item as n', 'coalesce(i.shop, 0)'),
        },
      },
      {
        name: 'asks for a grouping that a macro writes',
        base: stock,
        head: { 'models/totals.sql': sums('i.shop, i.item', "1 {{ more_columns('item') }}") },
      },
      {
        name: 'compares with the sum of a subquery, and aggregates in one',
        base: stock,
        head: {
          'models/totals.sql': sums(
            'i.shop',
            '1',
            "where i.price > (select avg(o.price) from {{ ref('items') }} as o where o.shop = i.shop)\n",
          ),
          'models/more.sql': `${sums('i.shop', '1')}having exists (select 1 from {{ ref('items') }} as o where o.price > sum(i.price))\n`,
        },
      },
      {
        name: 'leaves it to a warehouse that knows the keys of tables',
        base: { ...stock, ...adapter('postgres') },
        head: { 'models/totals.sql': sums('i.shop, i.item', '1') },
      },
    ],
  },
  check: (context) => onePerPlace(refused(context)),
});

function* refused({ change, ...context }: RuleContext): Iterable<RuleFinding> {
  const { base, head } = change;
  for (const { before, after } of queryChanges({ change, ...context })) {
    const { project: owner, resource, shape } = after;
    const added = (of: 'ungrouped' | 'aggregatedInWhere') =>
      addedPlaces(base, before?.shape[of] ?? [], head, shape[of]);
    const finding = (span: Span, title: (column: string) => string, message: string): RuleFinding => {
      const column = written(head, span, 60) ?? '';
      return {
        ...(isConditional(head, span) && { severity: 'medium' as const }),
        confidence: isConditional(head, span) ? 'likely' : 'proven',
        title: title(code(column)),
        message,
        resource: resource.id,
        subject: column,
        location: owner.locate(span),
      };
    };
    const name = code(resource.name);
    for (const span of added('ungrouped'))
      yield finding(
        span,
        (column) => `${name} takes ${column} as it is, but does not group by it`,
        'A group may hold several of its values, and nothing says which of them is meant.',
      );
    for (const span of added('aggregatedInWhere'))
      yield finding(
        span,
        (column) => `${name} aggregates ${column} in WHERE`,
        'WHERE chooses rows before they are grouped: what is said of a group stands in HAVING.',
      );
  }
}
