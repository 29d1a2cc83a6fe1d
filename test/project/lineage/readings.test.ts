import { expect, test, vi } from 'vitest';
import type { Rendering } from '../../../src/project/jinja/rendered.ts';
import { analyzeQuery } from '../../../src/project/lineage/analyze.ts';
import type { ColumnList, QueryFacts } from '../../../src/project/lineage/facts.ts';
import { Readings } from '../../../src/project/lineage/readings.ts';
import type { SqlEngine } from '../../../src/project/sql/sql-engine.ts';
import { engine, rendering, template } from './support.ts';

const sql = "select id, amount as total from {{ ref('orders') }} where amount > 1";
const orders: ColumnList = { columns: [{ name: 'id' }, { name: 'amount' }], open: [] };

interface Revision {
  rendering?: Rendering;
  warehouse?: string;
  id?: string;
  list?: ColumnList;
}

/** What the second revision says, and how many texts were parsed for that. */
function second(first: Revision, then: Revision): { facts: QueryFacts; parsed: number } {
  const readings = new Readings();
  const parse = vi.fn<SqlEngine['parse']>(engine.parse.bind(engine));
  const analyze = ({ rendering: from, warehouse = 'snowflake', id = 'orders', list = orders }: Revision) =>
    analyzeQuery(
      template(from ?? rendering(sql)),
      {
        engine: { ...engine, parse, announce: () => {} },
        warehouse,
        relation: () => ({ id, list }),
        readings,
      },
      'models/m.sql',
    );
  analyze(first);
  parse.mockClear();
  const facts = analyze(then);
  return { facts, parsed: parse.mock.calls.length };
}

test('the same text is read once, and is where each revision has it', () => {
  const comment = '-- {{ config }}\n';
  const text = rendering(`${comment}${sql}`);
  // As if the comment were Jinja that writes nothing.
  const moved = {
    ...text,
    text: text.text.slice(comment.length),
    map: {
      at: (offset: number) => text.map.at(offset + comment.length),
      span: (start: number, end: number) => text.map.span(start + comment.length, end + comment.length),
    },
  };
  const { facts, parsed } = second({}, { rendering: moved });
  expect(parsed).toBe(0);
  const [, total] = facts.output.columns;
  expect(total).toMatchObject({ name: 'total', origins: [{ relation: 'orders', column: 'amount' }] });
  const at = `${comment}${sql}`.indexOf('total');
  expect(total!.span).toEqual({ path: 'models/m.sql', start: at, end: at + 'total'.length });
  expect(facts.predicates[0]!.span.start).toBe(`${comment}${sql}`.indexOf('amount > 1'));
});

test.each<[string, Revision, Revision]>([
  ['a relation has other columns', {}, { list: { columns: [{ name: 'id' }], open: [] } }],
  ['a name is another relation', {}, { id: 'orders_v2' }],
  ['the warehouse is another', {}, { warehouse: 'bigquery' }],
  ['the text is another', {}, { rendering: rendering(`${sql} and id > 2`) }],
  [
    'nobody knows another part of it',
    { rendering: rendering(`${sql} and [[a macro|x]]`) },
    { rendering: rendering(`${sql} and [[a variable|x]]`) },
  ],
  [
    'the same part of it is known',
    { rendering: rendering(`${sql} and [[a macro|x]]`) },
    { rendering: rendering(`${sql} and x`) },
  ],
])('it is read anew if %s', (_, first, then) => {
  expect(second(first, then).parsed).toBe(1);
});

test('columns that nobody asked for may be others', () => {
  const mentioned = rendering("select 1 as one -- {{ ref('orders') }}");
  const named = rendering("select o.id from {{ ref('orders') }} as o");
  const fewer: ColumnList = { columns: [], open: ['unknown'] };
  expect(second({ rendering: mentioned }, { rendering: mentioned, list: fewer }).parsed).toBe(0);
  expect(second({ rendering: named }, { rendering: named, list: fewer }).parsed).toBe(1);
});
