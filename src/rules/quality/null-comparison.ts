import { code } from '../../finding.ts';
import type { Edit } from '../../finding.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import type { ColumnRef } from '../../project/lineage/facts.ts';
import type { NotInShape, Shape } from '../../project/lineage/shape.ts';
import type { Project } from '../../project/project.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace } from '../shared/by-place.ts';
import { activeTests, declaredKeys, keyColumns } from '../shared/keys.ts';
import { certain, replaced } from '../shared/fixes.ts';
import { queryChanges } from '../shared/query-change.ts';
import { addedPlaces, written } from '../shared/written.ts';

const upstream = {
  'models/orders.sql': 'select id, customer_id, status from raw.orders\n',
  'models/blocked.sql': 'select customer_id from raw.blocked\n',
};
const from = "select id from {{ ref('orders') }}\n";
const notIn = "where customer_id not in (select customer_id from {{ ref('blocked') }})\n";

export const rule = defineRule({
  id: 'quality/null-comparison',
  summary: 'A comparison that NULL makes true for no row',
  severity: 'medium',
  why: '`x = null` holds for no row, and one NULL in the list of a NOT IN makes it hold for none: the result is empty, without an error.',
  advice:
    'Write `is null` or `is not null`; instead of NOT IN use NOT EXISTS, or leave NULLs out of the list.',
  silent: [
    '`is null`, `is not distinct from`',
    'NOT IN over a column that a test or a constraint says is never NULL, or whose subquery leaves NULLs out',
    'if base compares the same',
  ],
  examples: {
    fires: [
      {
        name: 'compares with NULL',
        base: { ...upstream, 'models/report.sql': from },
        head: { 'models/report.sql': `${from}where status != null\n` },
        findings: [{ path: 'models/report.sql', line: 2 }],
      },
      {
        name: 'excludes what is in a list that may hold NULL',
        base: { ...upstream, 'models/report.sql': from },
        head: { 'models/report.sql': `${from}${notIn}` },
        findings: [{ path: 'models/report.sql', line: 2, severity: 'low' }],
      },
    ],
    silent: [
      {
        name: 'asks for NULL as it should',
        base: { ...upstream, 'models/report.sql': from },
        head: { 'models/report.sql': `${from}where status is not null\n` },
      },
      {
        name: 'excludes what is in a list without NULL',
        base: {
          ...upstream,
          'models/report.sql': from,
          'models/schema.yml':
            'version: 2\nmodels:\n  - name: blocked\n    columns:\n      - {name: customer_id, tests: [not_null]}\n',
        },
        head: { 'models/report.sql': `${from}${notIn}` },
      },
      {
        name: 'leaves NULLs out of the list',
        base: { ...upstream, 'models/report.sql': from },
        head: {
          'models/report.sql': `${from}${notIn.replace(/\)\n$/, ' where customer_id is not null)\n')}`,
        },
      },
      {
        name: 'changes another line',
        base: { ...upstream, 'models/report.sql': `${from}where status = null\n` },
        head: { 'models/report.sql': `${from}where status = null and id > 1\n` },
      },
    ],
  },
  check: (context) => onePerPlace(comparisons(context)),
});

function* comparisons(context: RuleContext): Iterable<RuleFinding> {
  const { base, head } = context.change;
  for (const { before, after } of queryChanges(context)) {
    const [then, now] = [before?.shape, after.shape];
    for (const span of addedPlaces(base, then?.nullComparisons ?? [], head, now.nullComparisons))
      yield {
        confidence: 'proven',
        title: `${code(written(head, span) ?? '= null')} in ${code(after.resource.name)} holds for no row`,
        message: 'A comparison with NULL is neither true nor false.',
        resource: after.resource.id,
        location: after.project.locate(span),
        ...certain([mended(head.text(span.path) ?? '', span)]),
      };
    const lists = nullable(after.project, now);
    const spans = lists.map(({ span }) => span);
    const added = addedPlaces(base, then?.notIn.map(({ span }) => span) ?? [], head, spans);
    for (const { span, column } of lists.filter((list) => added.includes(list.span)))
      yield {
        severity: 'low',
        confidence: 'possible',
        title: `A NULL in ${code(column.column)} would empty this NOT IN of ${code(after.resource.name)}`,
        message: `Nothing says that ${code(column.column)} of ${code(nameOf(after.project, column))} is never NULL; with one NULL in the list the condition holds for no row.`,
        resource: after.resource.id,
        location: after.project.locate(span),
      };
  }
}

/** `is null` for `= null`; only of a plain name, which no comment or template can hide in. */
function mended(text: string, span: Span): Edit | undefined {
  const match = /^([\w."`]+)\s*(=|!=|<>)\s*null$/i.exec(text.slice(span.start, span.end));
  return match ? replaced(text, span, `${match[1]} is ${match[2] === '=' ? '' : 'not '}null`) : undefined;
}

function nameOf(project: Project, { relation }: ColumnRef): string {
  return project.resources.get(relation)?.name ?? relation;
}

/** The lists that may hold a NULL as far as the project says. */
function nullable(project: Project, { notIn }: Shape): (NotInShape & { column: ColumnRef })[] {
  return notIn.flatMap(({ span, column }) =>
    column && !isNeverNull(project, column) ? [{ span, column }] : [],
  );
}

/** True if a test, a key or a constraint of the relation, or of one that passes the column on, rules NULL out. */
function isNeverNull(project: Project, { relation, column }: ColumnRef, steps = 0): boolean {
  const resource = project.resources.get(relation);
  // Nobody declares what sources hold, so that their silence says nothing.
  if (!resource || resource.type === 'source' || steps > 20) return true;
  if (isDeclared(project, resource, column)) return true;
  const found = project.output(relation).columns.find(({ name }) => name === column);
  const [origin] = found?.passthrough ? found.origins : [];
  return found === undefined || (origin !== undefined && isNeverNull(project, origin, steps + 1));
}

function isDeclared(project: Project, resource: Resource, column: string): boolean {
  const { properties } = resource;
  const tests = activeTests(properties).filter(({ name }) => /not_null|not_be_null/.test(name));
  const constraints =
    properties?.columns.find(({ name }) => name.toLowerCase() === column)?.constraints ?? [];
  return (
    tests.some((test) => keyColumns(test).includes(column)) ||
    constraints.some(({ type }) => type === 'not_null' || type === 'primary_key') ||
    declaredKeys(project, resource).some(({ columns }) => columns.includes(column))
  );
}
