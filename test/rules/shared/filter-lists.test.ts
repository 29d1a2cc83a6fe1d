/** Which of several conditions takes the place of which. */
import { expect, test } from 'vitest';
import type { Predicate } from '../../../src/project/lineage/facts.ts';
import { counterparts } from '../../../src/rules/shared/filter-lists.ts';

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
