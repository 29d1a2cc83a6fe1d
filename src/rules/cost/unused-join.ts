import { code } from '../../finding.ts';
import type { ColumnUse, QueryFacts } from '../../project/lineage/facts.ts';
import type { JoinShape } from '../../project/lineage/shape.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { additions, changedPairs } from '../shared/pairs.ts';
import { hasOtherQuery } from '../shared/query-change.ts';
import { isOneEach } from '../shared/uniqueness.ts';

export const rule = defineRule({
  id: 'cost/unused-join',
  summary: 'A left join neither adds a column nor drops or repeats a row',
  severity: 'low',
  why: 'Each run reads and joins the whole relation for a result that is the same without it.',
  advice: 'Remove the join, or select what it was meant to bring.',
  silent: [
    'joins that were useless before this pull request',
    'inner joins, and left joins whose right side is not known to have one row per key: they change the rows',
    'if some column cannot be traced to its relation',
  ],
  examples: {
    fires: [
      {
        name: 'adds a join and selects nothing from it',
        base: {
          'models/users.sql': 'select 1 as id, 2 as age\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns: [{name: id, tests: [unique]}]\n',
          'models/items.sql': 'select 1 as id, 2 as user_id\n',
          'models/orders.sql': "select o.id\nfrom {{ ref('items') }} as o\n",
        },
        head: {
          'models/orders.sql':
            "select o.id\nfrom {{ ref('items') }} as o\nleft join {{ ref('users') }} as u on u.id = o.user_id\n",
        },
        findings: [{ path: 'models/orders.sql', line: 3, subject: 'users' }],
      },
      {
        name: 'removes the only column that a join brought',
        base: {
          'models/users.sql': 'select 1 as id, 2 as age\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns: [{name: id, tests: [unique]}]\n',
          'models/items.sql': 'select 1 as id, 2 as user_id\n',
          'models/orders.sql':
            "with users as (select * from {{ ref('users') }})\nselect o.id, users.age\nfrom {{ ref('items') }} as o\nleft join users on users.id = o.user_id\n",
        },
        head: {
          'models/orders.sql':
            "with users as (select * from {{ ref('users') }})\nselect o.id\nfrom {{ ref('items') }} as o\nleft join users on users.id = o.user_id\n",
        },
        findings: [{ path: 'models/orders.sql', line: 4 }],
      },
    ],
    silent: [
      {
        name: 'takes a macro out that kept the query from being understood',
        base: {
          'models/users.sql': 'select 1 as id, 2 as age\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns: [{name: id, tests: [unique]}]\n',
          'models/items.sql': 'select 1 as id, 2 as user_id\n',
          'models/orders.sql':
            "select o.id{{ shop_utils.more() }} from {{ ref('items') }} as o left join {{ ref('users') }} as u on u.id = o.user_id\n",
        },
        head: {
          'models/orders.sql':
            "select o.id from {{ ref('items') }} as o left join {{ ref('users') }} as u on u.id = o.user_id\n",
        },
      },
      {
        name: 'joins what is not known to be unique',
        base: {
          'models/users.sql': "select id, age from {{ source('raw', 'users') }}\n",
          'models/items.sql': 'select 1 as id, 2 as user_id\n',
          'models/orders.sql': "select o.id from {{ ref('items') }} as o\n",
        },
        head: {
          'models/orders.sql':
            "select o.id from {{ ref('items') }} as o left join {{ ref('users') }} as u on u.id = o.user_id\n",
        },
      },
      {
        name: 'joins for a filter, and for another join',
        base: {
          'models/users.sql': 'select 1 as id, 2 as age, 3 as city_id\n',
          'models/cities.sql': 'select 1 as id, 2 as size\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns: [{name: id, tests: [unique]}]\n  - name: cities\n    columns: [{name: id, tests: [unique]}]\n',
          'models/items.sql': 'select 1 as id, 2 as user_id\n',
          'models/orders.sql': "select o.id from {{ ref('items') }} as o\n",
        },
        head: {
          'models/orders.sql':
            "select o.id from {{ ref('items') }} as o left join {{ ref('users') }} as u on u.id = o.user_id left join {{ ref('cities') }} as c on c.id = u.city_id where c.size > 3\n",
        },
      },
      {
        name: 'selects all columns of the join',
        base: {
          'models/users.sql': 'select 1 as id, 2 as age\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns: [{name: id, tests: [unique]}]\n',
          'models/items.sql': 'select 1 as item_id, 2 as user_id\n',
          'models/orders.sql': "select * from {{ ref('items') }} as o\n",
        },
        head: {
          'models/orders.sql':
            "select * from {{ ref('items') }} as o left join {{ ref('users') }} as u on u.id = o.user_id\n",
        },
      },
      {
        name: 'asks only whether the join found a row',
        base: {
          'models/users.sql': 'select 1 as id, 2 as age\n',
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: users\n    columns: [{name: id, tests: [unique]}]\n',
          'models/items.sql': 'select 1 as id, 2 as user_id\n',
          'models/orders.sql': "select o.id from {{ ref('items') }} as o\n",
        },
        head: {
          'models/orders.sql':
            "select o.id, count(u.id) as users from {{ ref('items') }} as o left join {{ ref('users') }} as u on u.id = o.user_id group by 1\n",
        },
      },
    ],
  },
  *check(context) {
    for (const { project, id, name, had } of queries(context)) {
      const query = project.query(id);
      for (const join of query ? unused(project, query, had) : []) {
        const relation = project.resources.get(join.right.relation!);
        if (!relation) continue;
        yield {
          confidence: 'likely',
          title: `The left join with ${code(relation.name)} in ${code(name)} changes nothing`,
          message: `No column of ${code(relation.name)} is used outside of the join’s own condition, and each row meets one row of it at most.`,
          resource: id,
          subject: relation.name,
          location: project.locate(join.span),
        } satisfies RuleFinding;
      }
    }
  },
});

interface Queried {
  project: Project;
  id: string;
  name: string;
  /** Relations that base joined without a use that is certain. */
  had: ReadonlySet<string>;
}

function* queries(context: RuleContext): Iterable<Queried> {
  for (const pair of changedPairs(context, ['model', 'snapshot'])) {
    if (!hasOtherQuery(pair)) continue;
    const { before, after: project, base, head } = pair;
    const then = before.query(base.id);
    // What cannot be read may have been useless, too.
    if (!then?.shape) continue;
    const joined = then.shape.joins.filter((join) => !uses(then, join).some(({ exact }) => exact));
    const had = new Set(joined.flatMap(({ right }) => right.relation ?? []));
    yield { project, id: head.id, name: head.name, had };
  }
  for (const { after: project, head } of additions(context, ['model', 'snapshot']))
    yield { project, id: head.id, name: head.name, had: new Set() };
}

function unused(project: Project, query: QueryFacts, had: ReadonlySet<string>): JoinShape[] {
  const { shape, output, problem } = query;
  if (!shape || problem || output.open.length > 0 || query.missing.length > 0) return [];
  return shape.joins.filter((join) => {
    const { relation } = join.right;
    if (join.kind !== 'left' || relation === undefined || had.has(relation)) return false;
    if (join.others > 0 || join.keys.length === 0) return false;
    const isUsed =
      join.required.length > 0 ||
      uses(query, join).length > 0 ||
      output.columns.some(({ origins }) => origins.some((origin) => origin.relation === relation));
    return !isUsed && isOneEach(project, shape, join) === true;
  });
}

/** Columns of the joined relation that are named elsewhere than in the join. */
function uses(query: QueryFacts, { right, span }: JoinShape): ColumnUse[] {
  return query.uses.filter((use) => use.relation === right.relation && !isWithin(use.span, span));
}

function isWithin(inner: JoinShape['span'], outer: JoinShape['span']): boolean {
  return inner.path === outer.path && inner.start >= outer.start && inner.end <= outer.end;
}
