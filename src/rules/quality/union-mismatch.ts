import { code } from '../../finding.ts';
import type { Project } from '../../project/project.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { SetShape } from '../../project/lineage/shape.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { onePerPlace, onePerSweep } from '../shared/by-place.ts';
import { unlikeTypes } from '../shared/branch-types.ts';
import { additions, changedPairs, relationTypes } from '../shared/pairs.ts';
import { counted } from '../shared/text.ts';

const both = "select * from {{ ref('a') }}\nunion all\nselect * from {{ ref('b') }}\n";
const casts = (below: string, above: string) =>
  `select\n  id,\n  cast(code as ${above}) as code\nfrom a\nunion all\nselect id, cast(code as ${below}) as code from b\n`;
const four = (third: string) =>
  `select cast(code as int64) as code from a\nunion all\nselect code from b\nunion all\nselect cast(code as ${third}) as code from c\nunion all\nselect 0 as code\n`;
const three = (third: string) =>
  `select 1 as net, 2 as tax\nunion all\nselect 5 as net, 6 as tax\nunion all\nselect ${third}\n`;

function warehouse(type: string): Record<string, string> {
  return {
    'dbt_project.yml': 'name: shop\nprofile: shop\n',
    'profiles.yml': `shop:\n  target: prod\n  outputs: {prod: {type: ${type}}}\n`,
  };
}

export const rule = defineRule({
  id: 'quality/union-mismatch',
  summary:
    'The branches of a UNION, INTERSECT or EXCEPT no longer have the same number of columns, or not in the same order, or of types that do not go together',
  severity: 'high',
  why: 'Branches are put together by position, whatever their columns are called. With another number the model fails at its next run; in another order the values of one column end up in another, and nothing fails. Text against numbers is refused, or fails at the first value that is no number.',
  advice: 'Give every branch the same columns in the same order, and of the same types.',
  silent: [
    'if the columns of a branch cannot be known (a `*` from a source, an unknown macro)',
    'BY NAME',
    'another order, if the names of the branches differed at base already',
    'types that are not all written as casts or literals, or are of one family, such as integer and float',
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
      {
        name: 'swaps two columns of one branch',
        base: { 'models/all.sql': 'select 1 as net, 2 as tax\nunion all\nselect\n  3 as net,\n  4 as tax\n' },
        head: { 'models/all.sql': 'select 1 as net, 2 as tax\nunion all\nselect\n  4 as tax,\n  3 as net\n' },
        findings: [{ path: 'models/all.sql', line: 4, severity: 'high' }],
      },
      {
        name: 'swaps two columns of one of two models of which everything is united',
        base: {
          'models/a.sql': 'select\n  1 as net,\n  2 as tax\n',
          'models/b.sql': 'select 3 as net, 4 as tax\n',
          'models/all.sql': both,
        },
        head: { 'models/a.sql': 'select\n  2 as tax,\n  1 as net\n' },
        findings: [{ path: 'models/a.sql', line: 2 }],
      },
      {
        name: 'adds a column in the middle of two models, each in another place, of which everything is united',
        base: {
          'models/a.sql': 'select\n  1 as net,\n  2 as tax\n',
          'models/b.sql': 'select\n  3 as net,\n  4 as tax\n',
          'models/all.sql': both,
        },
        head: {
          'models/a.sql': 'select\n  5 as fee,\n  1 as net,\n  2 as tax\n',
          'models/b.sql': 'select\n  3 as net,\n  4 as tax,\n  6 as fee\n',
        },
        findings: [{ path: 'models/a.sql', line: 2, subject: 'a' }],
      },
      {
        name: 'casts a column of one branch to text',
        base: { ...warehouse('bigquery'), 'models/all.sql': casts('int64', 'numeric') },
        head: { 'models/all.sql': casts('string', 'numeric') },
        findings: [{ path: 'models/all.sql', line: 6, severity: 'high', subject: 'code' }],
      },
      {
        name: 'casts it to text where the warehouse makes numbers of it',
        base: { ...warehouse('snowflake'), 'models/all.sql': casts('int', 'number(38, 0)') },
        head: { 'models/all.sql': casts('varchar', 'number(38, 0)') },
        findings: [{ path: 'models/all.sql', line: 6, severity: 'medium', subject: 'code' }],
      },
      {
        name: 'casts a column of the third of four branches to text, the others of which say several numbers',
        base: { ...warehouse('bigquery'), 'models/all.sql': four('int64') },
        head: { 'models/all.sql': four('string') },
        findings: [{ path: 'models/all.sql', line: 5, severity: 'high', subject: 'code' }],
      },
      {
        name: 'widens the third branch, and swaps columns of one elsewhere',
        base: {
          'models/all.sql': three('3 as net, 4 as tax'),
          'models/net.sql': three('3 as net, 4 as tax'),
        },
        head: {
          'models/all.sql': three('3 as net, 4 as tax, 5 as fee'),
          'models/net.sql': three('4 as tax, 3 as net'),
        },
        findings: [
          { path: 'models/all.sql', line: 5 },
          { path: 'models/net.sql', line: 5 },
        ],
      },
      {
        name: 'adds a branch that says a word for a number',
        base: { ...warehouse('postgres'), 'models/all.sql': 'select id, code::int as code from a' },
        head: {
          'models/all.sql':
            "with given as (select id, code::int as code from a)\nselect * from given\nunion all\nselect id, 'none' as code from b\n",
        },
        findings: [{ path: 'models/all.sql', line: 4, severity: 'high', subject: 'code' }],
      },
    ],
    silent: [
      {
        name: 'casts to another type of the same family, to none that is known here, or a number as text',
        base: {
          ...warehouse('bigquery'),
          'models/all.sql': casts('int64', 'numeric'),
          'models/some.sql': casts('int64', 'json'),
          'models/more.sql': 'select 1 as id, 2 as code\nunion all\nselect 3 as id, 4 as code\n',
        },
        head: {
          'models/all.sql': casts('float64', 'numeric'),
          'models/some.sql': casts('string', 'json'),
          'models/more.sql': "select 1 as id, 2 as code\nunion all\nselect 3 as id, '4' as code\n",
        },
      },
      {
        name: 'adds a branch where the warehouse makes numbers of text, or casts nothing',
        base: { ...warehouse('snowflake'), 'models/all.sql': 'select 1 as id' },
        head: {
          'models/all.sql': casts('varchar', 'int'),
          'models/more.sql': "select id, code from a\nunion all\nselect id, 'none' as code from b\n",
        },
      },
      {
        name: 'leaves another type where it was, and adds a branch',
        base: { ...warehouse('bigquery'), 'models/all.sql': casts('string', 'int64') },
        head: { 'models/all.sql': `${casts('string', 'int64')}union all\nselect id, code from c\n` },
      },
      {
        name: 'gives both branches another order',
        base: { 'models/all.sql': 'select 1 as net, 2 as tax\nunion all\nselect 3 as net, 4 as tax\n' },
        head: { 'models/all.sql': 'select 2 as tax, 1 as net\nunion all\nselect 4 as tax, 3 as net\n' },
      },
      {
        name: 'adds the other direction of every edge',
        base: {
          'models/edges.sql': "select a, b from {{ ref('raw_edges') }}\n",
          'models/raw_edges.sql': 'select 1 as a, 2 as b\n',
        },
        head: {
          'models/edges.sql':
            "select a, b from {{ ref('raw_edges') }}\nunion all\nselect b, a from {{ ref('raw_edges') }}\n",
        },
      },
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
    onePerUnion([
      ...[...changedPairs(context, ['model', 'snapshot'])].flatMap(({ before, after, base, head }) => {
        if (after.keepsQuery(head.id)) return [];
        return uneven(after, head) && !uneven(before, base)
          ? own(after, head)
          : swapped(before, base, after, head);
      }),
      ...[...additions(context, ['model', 'snapshot'])].flatMap(({ after, head }) => own(after, head)),
      ...[...changedPairs(context, relationTypes)].flatMap(({ before, after, base, head }) => {
        if (after.keepsColumns(head.id)) return [];
        return [...added(before, base, after, head), ...reordered(before, base, after, head)];
      }),
      ...unlikeTypes(context),
    ]),
});

/** Several branches of one UNION that no longer fit are put in order together. */
function onePerUnion(found: readonly RuleFinding[]): Iterable<RuleFinding> {
  const likeness = ({ resource, title, subject = '' }: RuleFinding) => [
    resource,
    title.replace(code(subject), ''),
  ];
  return onePerSweep(onePerPlace(found), likeness, () => 'relation');
}

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

/** Columns of one branch that changed places against the other, where base had them side by side. */
function swapped(before: Project, base: Resource, after: Project, head: Resource): RuleFinding[] {
  const found = crossing(before, base, after, head);
  if (!found) return [];
  const { then, now } = found;
  // The branch that stands otherwise than at base is the one that somebody changed.
  const side = then.names?.[0].join() === now.names?.[0].join() ? 'right' : 'left';
  const [first, second] = now.crossed.toSorted((a, b) => a[side].start - b[side].start);
  return [
    {
      confidence: 'likely',
      title: `One branch of the ${now.operator.toUpperCase()} in ${code(head.name)} has ${code(first!.name)} and ${code(second!.name)} in another order`,
      message: orderOf(now),
      resource: head.id,
      subject: first!.name,
      location: after.locate(first![side]),
    },
  ];
}

/** The first set operation that has columns crossed at head and had them side by side at base. */
function crossing(
  before: Project,
  base: Resource,
  after: Project,
  head: Resource,
): { then: SetShape; now: SetShape } | undefined {
  const earlier = before.query(base.id)?.shape?.sets ?? [];
  const sets = after.query(head.id)?.shape?.sets ?? [];
  // Among other set operations than before, the same one cannot be told.
  if (earlier.length !== sets.length) return undefined;
  for (const [index, now] of sets.entries()) {
    const then = earlier[index]!;
    const [left = [], right = []] = then.names ?? [];
    const sideBySide = now.crossed.filter(
      ({ name }) => left.includes(name) && left.indexOf(name) === right.indexOf(name),
    );
    if (sideBySide.length > 1) return { then, now: { ...now, crossed: sideBySide } };
  }
  return undefined;
}

function orderOf({ crossed: [first, second] }: SetShape): string {
  return `Branches are put together by position: values of ${code(first!.name)} now end up in another column, as do those of ${code(second!.name)}.`;
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

/** Readers that did not change themselves, and whose branches no longer fit because a relation has another order. */
function reordered(before: Project, base: Resource, after: Project, head: Resource): RuleFinding[] {
  const [then, now] = [before.output(base.id), after.output(head.id)];
  if (now.open.length > 0) return [];
  const first = now.columns.find(({ name }, index) => then.columns[index]?.name !== name);
  if (!first) return [];
  return after.consumers(head.id).flatMap(({ resource }) => {
    const earlier = before.resources.get(resource.id);
    if (!earlier || resource.enabled !== true || earlier.path !== resource.path) return [];
    const found = crossing(before, earlier, after, resource);
    if (!found || isChanged(before, earlier, after, resource)) return [];
    return [
      {
        confidence: 'likely' as const,
        title: `${code(resource.name)} unites ${code(head.name)}, whose columns have another order now, by position`,
        message: orderOf(found.now),
        resource: resource.id,
        subject: head.name,
        location: after.locate(first.span),
        related: [
          {
            ...after.locate(found.now.span),
            message: `the ${found.now.operator.toUpperCase()} in ${code(resource.name)}`,
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
