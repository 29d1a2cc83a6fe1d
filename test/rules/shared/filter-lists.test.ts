/** Which of several conditions takes the place of which. */
import { expect, test } from 'vitest';
import type { Predicate } from '../../../src/project/lineage/facts.ts';
import { counterparts, innermost } from '../../../src/rules/shared/filter-lists.ts';

const span = { path: 'models/a.sql', start: 0, end: 1 };
const where = (text: string): Predicate => ({ clause: 'where', text, span });
const first: Predicate = {
  clause: 'qualify',
  text: '(1 = row_number(, over windowspec partition_by id))',
  span,
};

test.each([
  ['a condition is replaced by the other condition', [where('a')], [first, where('b')], ['a', 'b']],
  ['one row per key by one row per key', [where('a'), first], [first], [first.text, first.text]],
  ['neither by the other', [first], [where('a')], [first.text, undefined]],
  ['a new one stands alone', [], [where('a')], [undefined, 'a']],
  ['a lost one stands alone', [where('a')], [], ['a', undefined]],
])('%s', (_, removed, added, texts) => {
  expect(counterparts(removed, added).map((one) => one?.text)).toEqual(texts);
});

const placed = (text: string, start: number, end: number): Predicate => ({
  clause: 'where',
  text,
  span: { ...span, start, end },
});
const among = (table: string, rest: string) =>
  `insubquery ${table}.id subquery body select r.id ${rest}negated true`;
const within = placed('r.id is not null', 20, 30);

test.each([
  [
    'a condition that a subquery gets says it all',
    among('o', ''),
    among('p', 'selection r.id is not null '),
    ['r.id is not null'],
  ],
  [
    'another column is compared',
    among('o', ''),
    'insubquery o.key subquery body select r.id negated true',
    'all',
  ],
  ['it is no longer negated', among('o', ''), among('o', '').replace('negated true', 'negated false'), 'all'],
])('%s', (_, was, is, said) => {
  const [removed, added] = innermost([placed(was, 0, 30)], [placed(is, 0, 30), within]);
  const texts = [...removed, ...added].map(({ text }) => text);
  expect(texts).toEqual(said === 'all' ? [was, is, within.text] : said);
});

test('another subquery without another condition in it is another condition', () => {
  const [was, is] = [placed(among('o', ''), 0, 30), placed(among('o', 'distinct '), 0, 30)];
  expect(innermost([was], [is])).toEqual([[was], [is]]);
});
