import { code } from '../../finding.ts';
import type { Project } from '../../project/project.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { SetShape } from '../../project/lineage/shape.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { onePerPlace } from '../shared/by-place.ts';
import { additions, changedPairs, relationTypes } from '../shared/pairs.ts';
import { counted } from '../shared/text.ts';

const both = "select * from {{ ref('a') }}\nunion all\nselect * from {{ ref('b') }}\n";

export const rule = defineRule({
  id: 'quality/union-mismatch',
  summary: 'The branches of a UNION, INTERSECT or EXCEPT have different numbers of columns',
  severity: 'high',
  why: 'No warehouse accepts it: the model fails at its next run, and everything that depends on it goes stale.',
  advice: 'Give every branch the same columns in the same order.',
  silent: [
    'if the columns of a branch cannot be known (a `*` from a source, an unknown macro)',
    'BY NAME',
    'if base has the mismatch too',
  ],
  examples: {
    fires: [
      {
        name: 'adds a column to one branch',
        base: {
          'models/a.sql': 'select 1 as id, 2 as amount\n',
          'models/all.sql': "select id from {{ ref('a') }}\nunion all\nselect 0 as id\n",
        },
        head: { 'models/all.sql': "select id, amount from {{ ref('a') }}\nunion all\nselect 0 as id\n" },
        findings: [{ path: 'models/all.sql', line: 3 }],
      },
      {
        name: 'adds a column to one of two models of which everything is united',
        base: {
          'models/a.sql': 'select\n  1 as id\n',
          'models/b.sql': 'select 2 as id\n',
          'models/all.sql': both,
        },
        head: { 'models/a.sql': 'select\n  1 as id,\n  2 as amount\n' },
        findings: [{ path: 'models/a.sql', line: 3 }],
      },
    ],
    silent: [
      {
        name: 'adds the column to both models',
        base: {
          'models/a.sql': 'select 1 as id\n',
          'models/b.sql': 'select 2 as id\n',
          'models/all.sql': both,
        },
        head: {
          'models/a.sql': 'select 1 as id, 2 as amount\n',
          'models/b.sql': 'select 2 as id, 3 as amount\n',
        },
      },
      {
        name: 'unites a source, whose columns nobody has listed',
        base: { 'models/sources.yml': 'version: 2\nsources:\n  - name: raw\n    tables: [{name: x}]\n' },
        head: {
          'models/all.sql': "select 1 as id\nunion all\nselect * from {{ source('raw', 'x') }}\n",
        },
      },
    ],
  },
  check: (context) =>
    onePerPlace([
      ...[...changedPairs(context, ['model', 'snapshot'])].flatMap(({ before, after, base, head }) =>
        uneven(after, head) && !uneven(before, base) ? own(after, head) : [],
      ),
      ...[...additions(context, ['model', 'snapshot'])].flatMap(({ after, head }) => own(after, head)),
      ...[...changedPairs(context, relationTypes)].flatMap(({ before, after, base, head }) =>
        added(before, base, after, head),
      ),
    ]),
});

function uneven(project: Project, { id }: Resource): SetShape | undefined {
  return project.query(id)?.shape?.sets.find(({ widths }) => widths && widths[0] !== widths[1]);
}

function own(after: Project, head: Resource): RuleFinding[] {
  const set = uneven(after, head);
  if (!set?.widths) return [];
  return [
    {
      confidence: 'proven',
      title: `The ${set.operator.toUpperCase()} in ${code(head.name)} has branches of different width`,
      message: widthsOf(set),
      resource: head.id,
      location: after.locate(set.span),
    },
  ];
}

function widthsOf({ widths: [left, right] = [0, 0] }: SetShape): string {
  return `This branch has ${counted(right, 'column')}, what is before it has ${left}.`;
}

/** Readers that did not change themselves, and whose branches are uneven because of a changed relation. */
function added(before: Project, base: Resource, after: Project, head: Resource): RuleFinding[] {
  const [then, now] = [before.output(base.id), after.output(head.id)];
  if (now.open.length > 0 || then.columns.length === now.columns.length) return [];
  const column = now.columns.find(({ name }) => !then.columns.some((other) => other.name === name));
  const first = column ?? now.columns[0];
  if (!first) return [];
  return after.consumers(head.id).flatMap(({ resource }) => {
    const set = uneven(after, resource);
    const earlier = before.resources.get(resource.id);
    if (!set || !earlier || resource.enabled !== true || uneven(before, earlier)) return [];
    if (earlier.path !== resource.path || isChanged(before, earlier, after, resource)) return [];
    return [
      {
        confidence: 'proven' as const,
        title: `${code(resource.name)} unites ${code(head.name)} with a relation that has another number of columns`,
        message: `${code(head.name)} now has ${counted(now.columns.length, 'column')}. ${widthsOf(set)}`,
        resource: resource.id,
        subject: head.name,
        location: after.locate(first.span),
        related: [
          {
            ...after.locate(set.span),
            message: `the ${set.operator.toUpperCase()} in ${code(resource.name)}`,
          },
        ],
      },
    ];
  });
}

function isChanged(before: Project, base: Resource, after: Project, head: Resource): boolean {
  const text = (project: Project, { id }: Resource) => project.template(id)?.renderings[0]?.text;
  return text(before, base) !== text(after, head);
}
