import { afterAll, expect, test } from 'vitest';
import { createSqlEngine } from '../../../src/project/sql/engine.ts';
import { shortenValues } from '../../../src/project/sql/long-values.ts';
import { tokenize } from '../../../src/project/sql/tokens.ts';

const engine = createSqlEngine();
afterAll(() => engine.close());

function shortened(text: string): string {
  const { tokens } = tokenize(text, 'trino');
  const short = shortenValues(text, tokens);
  expect(short.text).toHaveLength(text.length);
  expect(tokenize(short.text, 'trino').tokens).toEqual(short.tokens);
  return short.text;
}

test.each([
  ['the first two rows and the last', 'values (1), (2), (3), (4)', 'values (1), (2)/* */, (4)'],
  ['three rows', 'values (1), (2), (3)', 'values (1), (2), (3)'],
  ['lines', "values ('a'),\n('b'),\n('c'),\n('d')", "values ('a'),\n('b') \n/* */,\n('d')"],
  ['rows without room for a comment', 'values (1),(2),\n(),\n(3)', 'values (1),(2) \n  ,\n(3)'],
  [
    'literals of all kinds go',
    "values (1), (2), (-1.5, null, TRUE, date '2026-01-01', ('x', 0x1f)), (4)",
    `values (1), (2)${`/*${' '.repeat(48)}*/`}, (4)`,
  ],
  ['a name', 'values (1), (2), (a), (4)', 'values (1), (2), (a), (4)'],
  ['a quoted name', 'values (1), (2), ("a"), (4)', 'values (1), (2), ("a"), (4)'],
  ['a call', 'values (1), (2), (f(3)), (4)', 'values (1), (2), (f(3)), (4)'],
  ['a subquery', 'values (1), (2), ((select 3)), (4)', 'values (1), (2), ((select 3)), (4)'],
  ['operators', 'values (1), (2), (3 * 3), (4)', 'values (1), (2), (3 * 3), (4)'],
  ['rows around others', 'values (1), (2), (33), (a), (44), (5)', 'values (1), (2)/*  */, (a)/*  */, (5)'],
  [
    'lists one after the other',
    'f(values (1), (2), (3), (4)), (values (1), (2), (3), (4))',
    'f(values (1), (2)/* */, (4)), (values (1), (2)/* */, (4))',
  ],
  ['a column of that name', 'select values, (1), (2), (3), (4)', 'select values, (1), (2), (3), (4)'],
  ['what does not end', 'values (1), (2), (3), (4', 'values (1), (2), (3), (4'],
])('%s', (_, text, short) => {
  expect(shortened(text)).toBe(short);
});

test('a list is as wide, and what follows it stands where it did', () => {
  const rows = Array.from({ length: 500 }, (_, n) => `(${n}, 'name of ${n}',\n null)`);
  const text = `select a, missing from (values ${rows.join(',\n')}) as t (a, b, c) where b > ''`;
  const parsed = engine.parse('trino', text);
  if (parsed.kind !== 'query' || parsed.query.body.kind !== 'select') throw new Error('no select');
  const { from, where } = parsed.query.body;
  expect(from[0]!.relation).toMatchObject({ kind: 'derived', query: { body: { kind: 'values', width: 3 } } });
  expect(text.slice(where!.columns[0]!.parts[0]!.start)).toBe("b > ''");
});

test('a row in the middle that reads columns is read', () => {
  const rows = [1, 2, 3, 4, 5].map((n) => `(${n})`);
  const text = `select * from (values ${rows.join(', ')}, ((select max(id) from orders)), (7), (8)) as t (a)`;
  const parsed = engine.parse('trino', text);
  expect(JSON.stringify(parsed)).toContain('"orders"');
});

test('parentheses that nobody closes cost no more than their length', () => {
  const text = 'values ('.repeat(70_000);
  const { tokens } = tokenize(text, 'trino');
  expect(shortenValues(text, tokens).tokens).toBe(tokens);
});
