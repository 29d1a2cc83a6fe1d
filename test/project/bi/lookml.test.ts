import { expect, test } from 'vitest';
import { readLookml } from '../../../src/project/bi/lookml.ts';

const text = `# orders of the shop
view: orders {
  sql_table_name: sales.orders ;;  # where they are
  label: "Orders {of} \\"all\\" shops"
  drill_fields: [id, "a ] b", [x]]
  dimension: state {
    type: string
    case: {
      when: { sql: \${TABLE}.status = 1 ;; label: "open" }
    }
  }
}
explore: orders {}
`;

test('says which blocks are in which, and what they hold', () => {
  const [view, explore, ...others] = readLookml(text);
  expect(others).toEqual([]);
  expect(explore).toMatchObject({ key: 'explore', name: 'orders', values: [], blocks: [] });
  expect(view).toMatchObject({ key: 'view', name: 'orders', start: text.indexOf('view:') });
  expect(view!.values.map(({ key, text: value }) => [key, value.trim()])).toEqual([
    ['sql_table_name', 'sales.orders'],
    ['label', 'Orders {of} \\"all\\" shops'],
    ['drill_fields', ''],
  ]);
  const [dimension] = view!.blocks;
  expect(dimension).toMatchObject({
    key: 'dimension',
    name: 'state',
    values: [{ key: 'type', text: 'string' }],
  });
  const [sql] = dimension!.blocks[0]!.blocks[0]!.values;
  expect(text.slice(sql!.start, sql!.start + sql!.text.length)).toBe('${TABLE}.status = 1 ');
});

test.each([
  ['SQL without an end', 'view: a { sql_table_name: x }\n'],
  ['a text without an end', 'view: a { label: "x }\n'],
  ['a list without an end', 'view: a { fields: [x }\n'],
  ['a block without an end', 'view: a { dimension: b { }\n'],
  ['the old notation', '- view: a\n  sql_table_name: x\n'],
  ['something else', '\0{}}}{{;;'],
  ['nothing', ''],
])('nothing is read from %s on', (_, broken) => {
  expect(readLookml(`view: first {}\n${broken}`)).toMatchObject([{ name: 'first' }]);
});

test.each([
  ['deep blocks', 'a: {'.repeat(100_000)],
  ['deep lists', `a: ${'['.repeat(500_000)}`],
  ['blanks', `a: b${' '.repeat(500_000)}`],
  ['quotes', 'a: "'.repeat(200_000)],
  ['colons', ': '.repeat(300_000)],
  ['a long file', `view: a {}\n${' '.repeat(1_000_001)}`],
])('%s are no trouble', (_, hostile) => {
  expect(readLookml(hostile)).toEqual([]);
});
