import { code } from '../../finding.ts';
import type { Span } from '../../project/jinja/rendered.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerPlace, onePerSweep } from '../shared/by-place.ts';
import { isConditional } from '../shared/conditional.ts';
import { queryChanges } from '../shared/query-change.ts';
import { addedPlaces } from '../shared/written.ts';

const base = { 'models/orders.sql': 'select id, customer_id, at from raw.orders\n' };
const from = "select id, customer_id\nfrom {{ ref('orders') }}\n";

export const rule = defineRule({
  id: 'quality/nondeterministic',
  summary: 'Which rows a query returns is left to chance',
  severity: 'medium',
  why: 'Each run may return other rows, so that numbers differ from run to run and tests fail now and then.',
  advice: 'Add an ORDER BY over columns that identify a row.',
  silent: [
    'a LIMIT in a condition of the template, such as one that keeps development small',
    'LIMIT 0, a LIMIT on a query that returns one row, and LIMIT 1 within a query',
    'if base does the same',
  ],
  examples: {
    fires: [
      {
        name: 'limits without an order',
        base,
        head: { 'models/sample.sql': `${from}limit 100\n` },
        findings: [{ path: 'models/sample.sql', line: 3 }],
      },
      {
        name: 'keeps a row per key by a number in no order',
        base,
        head: {
          'models/latest.sql': `${from}qualify\n  row_number() over (partition by customer_id order by 1) = 1\n`,
        },
        findings: [{ path: 'models/latest.sql', line: 4 }],
      },
      {
        name: 'does the same in two models',
        base,
        head: { 'models/a.sql': `${from}limit 100\n`, 'models/b.sql': `${from}limit 50\n` },
        findings: [{ path: 'models/a.sql', line: 3 }],
      },
    ],
    silent: [
      {
        name: 'limits an ordered query',
        base,
        head: { 'models/sample.sql': `${from}order by at desc\nlimit 100\n` },
      },
      {
        name: 'limits development runs',
        base,
        head: { 'models/sample.sql': `${from}{% if target.name == 'dev' %}\nlimit 100\n{% endif %}\n` },
      },
      {
        name: 'keeps the newest row',
        base,
        head: {
          'models/latest.sql': `${from}qualify row_number() over (partition by customer_id order by at desc) = 1\n`,
        },
      },
    ],
  },
  check: (context) => onePerSweep(onePerPlace(chances(context))),
});

function* chances({ change, ...context }: RuleContext): Iterable<RuleFinding> {
  const { base: earlier, head } = change;
  const isFixed = (span: Span) =>
    !isConditional(head, span) && !isConditional(head, { ...span, start: span.end });
  for (const { before, after } of queryChanges({ change, ...context })) {
    const { project, resource, shape } = after;
    const common = { confidence: 'proven' as const, resource: resource.id };
    const limits = addedPlaces(earlier, before?.shape.unorderedLimits ?? [], head, shape.unorderedLimits);
    for (const span of limits.filter(isFixed))
      yield {
        ...common,
        title: `${code(resource.name)} has a LIMIT without ORDER BY`,
        message: 'The warehouse may return any of the rows, and others at the next run.',
        location: project.locate(span),
      };
    const numbers = addedPlaces(
      earlier,
      before?.shape.unorderedRowNumbers ?? [],
      head,
      shape.unorderedRowNumbers,
    );
    for (const span of numbers.filter(isFixed))
      yield {
        ...common,
        title: `${code(resource.name)} numbers its rows in no order`,
        message: 'Rows get another number at the next run, so a filter on it keeps other rows.',
        location: project.locate(span),
      };
  }
}
