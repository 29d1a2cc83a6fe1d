import { z } from 'zod';
import { code } from '../../finding.ts';
import type { RelatedLocation } from '../../finding.ts';
import { defineRule } from '../rule.ts';
import { count } from '../options.ts';
import type { RuleContext } from '../rule.ts';
import type { Consumer } from '../../project/project.ts';
import { manyReaders } from '../shared/audience.ts';
import { onePerDecision } from '../shared/by-place.ts';
import type { Decided } from '../shared/by-place.ts';
import { changedPairs } from '../shared/pairs.ts';
import type { Pair } from '../shared/pairs.ts';
import { settingPlace } from '../shared/setting-place.ts';
import { byPlace, counted } from '../shared/text.ts';

export const rule = defineRule({
  id: 'cost/view-fanout',
  summary: 'A table becomes a view although several models or a dashboard read it',
  severity: 'high',
  why: 'A table computes its query once per run; a view computes it again for each reader and each time a dashboard is opened.',
  advice: 'Keep the table, or make sure that the query is as cheap as reading its source.',
  silent: [
    'fewer than three readers and no exposure',
    'views that only pass columns on are medium, not high',
    'if the setting depends on the target, a variable or the environment',
  ],
  examples: {
    fires: [
      {
        name: 'makes a joined table with three readers a view',
        base: {
          'models/a.sql': 'select 1 as id\n',
          'models/b.sql': 'select 1 as id, 2 as n\n',
          'models/wide.sql':
            "{{ config(materialized='table') }}\nselect a.id, sum(b.n) as n from {{ ref('a') }} a join {{ ref('b') }} b on a.id = b.id group by 1\n",
          'models/r1.sql': "select id from {{ ref('wide') }}\n",
          'models/r2.sql': "select id from {{ ref('wide') }}\n",
          'models/r3.sql': "select id from {{ ref('wide') }}\n",
        },
        head: {
          'models/wide.sql':
            "{{ config(materialized='view') }}\nselect a.id, sum(b.n) as n from {{ ref('a') }} a join {{ ref('b') }} b on a.id = b.id group by 1\n",
        },
        findings: [{ path: 'models/wide.sql', line: 1, severity: 'high' }],
      },
      {
        name: 'makes a table that a dashboard reads a view, by removing the setting',
        base: {
          'models/orders.sql': "{{ config(materialized='table') }}\nselect count(*) as n\n",
          'models/exposures.yml':
            "version: 2\nexposures:\n  - name: weekly\n    type: dashboard\n    owner: {name: finance}\n    depends_on: [ref('orders')]\n",
        },
        head: { 'models/orders.sql': 'select count(*) as n\n' },
        findings: [{ path: 'models/orders.sql', line: 1, side: 'base', severity: 'high' }],
      },
      {
        name: 'makes two tables views, each in its own file',
        base: {
          'models/orders.sql': "{{ config(materialized='table') }}\nselect count(*) as n\n",
          'models/items.sql': "{{ config(materialized='table') }}\nselect count(*) as n\n",
          'models/exposures.yml':
            "version: 2\nexposures:\n  - name: weekly\n    type: dashboard\n    owner: {name: finance}\n    depends_on: [ref('orders'), ref('items')]\n",
        },
        head: {
          'models/orders.sql': 'select count(*) as n\n',
          'models/items.sql': 'select count(*) as n\n',
        },
        findings: [{ path: 'models/items.sql', line: 1, side: 'base', severity: 'high' }],
      },
      {
        name: 'makes the tables of several folders views',
        base: {
          'dbt_project.yml': 'name: shop\nprofile: shop\nmodels:\n  +materialized: table\n',
          'models/a/orders.sql': 'select count(*) as n\n',
          'models/b/items.sql': 'select count(*) as n\n',
          'models/exposures.yml':
            "exposures:\n  - name: weekly\n    type: dashboard\n    owner: {name: finance}\n    depends_on: [ref('orders'), ref('items')]\n",
        },
        head: {
          'dbt_project.yml':
            'name: shop\nprofile: shop\nmodels:\n  shop:\n    a:\n      +materialized: view\n    b:\n      +materialized: view\n',
        },
        findings: [{ path: 'dbt_project.yml', line: 8, severity: 'high' }],
      },
    ],
    silent: [
      {
        name: 'makes a table with one reader a view',
        base: {
          'models/a.sql': "{{ config(materialized='table') }}\nselect 1 as id\n",
          'models/b.sql': "select id from {{ ref('a') }}\n",
        },
        head: { 'models/a.sql': "{{ config(materialized='view') }}\nselect 1 as id\n" },
      },
      {
        name: 'makes a table with fewer readers than the team minds a view',
        base: {
          'models/a.sql': "{{ config(materialized='table') }}\nselect 1 as id\n",
          'models/b.sql': "select id from {{ ref('a') }}\n",
          'models/c.sql': "select id from {{ ref('a') }}\n",
          'models/d.sql': "select id from {{ ref('a') }}\n",
        },
        head: { 'models/a.sql': "{{ config(materialized='view') }}\nselect 1 as id\n" },
        options: { readers: 4 },
      },
      {
        name: 'makes it depend on the target',
        base: {
          'models/a.sql': "{{ config(materialized='table') }}\nselect 1 as id\n",
          'models/exposures.yml':
            "version: 2\nexposures:\n  - name: weekly\n    type: dashboard\n    owner: {name: finance}\n    depends_on: [ref('a')]\n",
        },
        head: {
          'models/a.sql':
            "{{ config(materialized=('table' if target.name == 'prod' else 'view')) }}\nselect 1 as id\n",
        },
      },
    ],
  },
  options: z.strictObject({
    readers: count(
      3,
      1,
      1000,
      'So many models, snapshots and exposures that read it are several; one exposure always is.',
    ),
  }),
  check: (context) => onePerDecision(fannedOut(context)),
});

function* fannedOut(context: RuleContext<{ readers: number }>): Iterable<Decided> {
  for (const pair of changedPairs(context, ['model'])) {
    const { base, head, before, after } = pair;
    const was = before.known(base, 'materialized');
    const is = after.known(head, 'materialized');
    if ((was !== 'table' && was !== 'incremental') || (is !== 'view' && is !== 'ephemeral')) continue;
    const readers = manyReaders(after, head, context.options.readers);
    if (!readers) continue;
    yield {
      decision: `${was} to ${is}`,
      severity: isCheap(pair) ? 'medium' : 'high',
      confidence: 'proven',
      title: `${code(head.name)} becomes ${is === 'view' ? 'a view' : 'ephemeral'} with ${counted(readers.length, 'reader')}`,
      message: `It was ${code(String(was))} at base; now each of its readers computes it again.`,
      resource: head.id,
      location: settingPlace(context.change, pair, 'materialized'),
      related: readers.map((reader) => placeOf(pair, reader)).sort(byPlace),
    };
  }
}

function placeOf({ after }: Pair, { resource, span }: Consumer): RelatedLocation {
  return { ...after.locate(span), message: `${resource.type} ${code(resource.name)} reads it` };
}

/** A view that only renames and passes columns on costs its readers nothing but its source's scan. */
function isCheap({ head, after }: Pair): boolean {
  const query = after.query(head.id);
  return (
    query !== undefined &&
    query.output.columns.length > 0 &&
    query.output.columns.every(({ passthrough }) => passthrough)
  );
}
