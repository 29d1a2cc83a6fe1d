import { code } from '../../finding.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { ColumnUse, QueryFacts } from '../../project/lineage/facts.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext } from '../rule.ts';
import { additions, changedPairs } from '../shared/pairs.ts';
import { partitionColumns } from '../shared/partitions.ts';
import { hasOtherQuery } from '../shared/query-change.ts';

export const rule = defineRule({
  id: 'cost/non-prunable-predicate',
  summary: 'A filter wraps the partition column in a function, so that the warehouse reads every partition',
  severity: 'medium',
  why: 'Partitions are left out only if the condition compares the column itself; behind a function its value is known row by row.',
  advice:
    "Compare the column with a range: `day >= '2026-01-01'` instead of a formatted or extracted part of it.",
  silent: [
    'functions that keep the order, which warehouses look through: `date`, `cast`, `date_trunc`',
    'if the query filters by the column in another way, too',
    'filters that base has already',
  ],
  examples: {
    fires: [
      {
        name: 'compares a formatted date instead of the date',
        base: {
          'models/events.sql':
            "{{ config(materialized='table', partition_by={'field': 'day'}) }}\nselect 1 as id, current_date as day\n",
          'models/recent.sql': "select id\nfrom {{ ref('events') }}\nwhere day >= '2026-01-01'\n",
        },
        head: {
          'models/recent.sql': "select id\nfrom {{ ref('events') }}\nwhere format_date('%Y', day) = '2026'\n",
        },
        findings: [{ path: 'models/recent.sql', line: 3, subject: 'day' }],
      },
      {
        name: 'adds a model that filters by the year of the partition column',
        base: {
          'models/events.sql':
            "{{ config(materialized='table', partition_by={'field': 'day'}) }}\nselect 1 as id, current_date as day\n",
        },
        head: {
          'models/recent.sql':
            "with e as (select * from {{ ref('events') }})\nselect id from e\nwhere extract(year from e.day) = 2026\n",
        },
        findings: [{ path: 'models/recent.sql', line: 3 }],
      },
    ],
    silent: [
      {
        name: 'truncates the partition column',
        base: {
          'models/events.sql':
            "{{ config(materialized='table', partition_by={'field': 'day'}) }}\nselect 1 as id, current_date as day\n",
        },
        head: {
          'models/recent.sql':
            "select id from {{ ref('events') }} where date_trunc(day, month) = '2026-01-01' and date(day) > '2026-01-03'\n",
        },
      },
      {
        name: 'filters by a range, too',
        base: {
          'models/events.sql':
            "{{ config(materialized='table', partition_by={'field': 'day'}) }}\nselect 1 as id, current_date as day\n",
        },
        head: {
          'models/recent.sql':
            "select id from {{ ref('events') }} where day > '2026-01-01' and extract(year from day) = 2026\n",
        },
      },
      {
        name: 'formats another column, and the partition column of another relation',
        base: {
          'models/events.sql':
            "{{ config(materialized='table', partition_by={'field': 'day'}) }}\nselect 1 as id, current_date as day, current_date as seen\n",
          'models/others.sql': 'select 1 as id, current_date as day\n',
        },
        head: {
          'models/recent.sql':
            "select e.id from {{ ref('events') }} as e cross join {{ ref('others') }} as o where to_char(e.seen) = '2026' and to_char(o.day) = '2026'\n",
        },
      },
    ],
  },
  *check(context) {
    for (const { project, id, name, then } of queries(context)) {
      const query = project.query(id);
      if (!query || query.problem) continue;
      const known = new Set(then?.predicates.map(({ text }) => text));
      for (const relation of new Set(query.uses.map((use) => use.relation))) {
        const use = wrapped(project, query, relation, known);
        if (!use) continue;
        const table = project.resources.get(relation)?.name ?? relation;
        yield {
          confidence: 'likely',
          title: `${code(name)} filters ${code(table)} by a function of its partition column ${code(use.column)}`,
          message: `The warehouse computes it for every row, so it reads all partitions of ${code(table)}.`,
          resource: id,
          subject: use.column,
          location: project.locate(use.span),
        };
      }
    }
  },
});

function* queries(
  context: RuleContext,
): Iterable<{ project: Project; id: string; name: string; then?: QueryFacts | undefined }> {
  const types = ['model', 'snapshot'] as const;
  for (const pair of changedPairs(context, types)) {
    const { before, after: project, base, head } = pair;
    if (hasOtherQuery(pair)) yield { project, id: head.id, name: head.name, then: before.query(base.id) };
  }
  for (const { after: project, head } of additions(context, types))
    yield { project, id: head.id, name: head.name };
}

/** The first use of a partition column in a new filter that cannot prune, if none can. */
function wrapped(
  project: Project,
  query: QueryFacts,
  id: string,
  known: ReadonlySet<string>,
): ColumnUse | undefined {
  const relation = project.resources.get(id);
  const filters = query.uses.filter(
    (use) => use.relation === id && (use.kind === 'filter' || use.kind === 'join'),
  );
  const partitions = relation && filters.length > 0 ? partitionColumns(project, relation) : [];
  const uses = filters.filter(({ column }) => partitions.includes(column));
  const predicates = [...query.predicates, ...query.incrementalPredicates];
  const found = uses.map((use) => ({
    use,
    by: predicates.find(({ span, text }) => isWithin(use.span, span) && isWrapped(text, use.column)),
  }));
  if (found.some(({ by }) => !by)) return undefined;
  return found.find(({ use, by }) => use.exact && by && !known.has(by.text))?.use;
}

function isWithin(inner: Span, outer: Span): boolean {
  return inner.path === outer.path && inner.start >= outer.start && inner.end <= outer.end;
}

/** Functions after which values no longer come in the order of the column, or no warehouse knows that they do. */
const opaque =
  /\b(?:format_(?:date|datetime|timestamp)|date_format|strftime|to_char|to_varchar|substr|substring|left|right|concat|lower|upper|coalesce|ifnull|nvl)\((?:[^()]*[\s.])?(\w+)[,)]|\bextract field [^()]*\bfrom (?:\w+\.)*(\w+)\b/g;

function isWrapped(condition: string, column: string): boolean {
  if (condition.length > 2_000) return false;
  const names = [...condition.matchAll(opaque)].map(([, argument, part]) => argument ?? part);
  return names.includes(column);
}
