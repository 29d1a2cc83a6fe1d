import { expect, test } from 'vitest';
import { changeSet } from '../../../src/change/diff.ts';
import type { Claim } from '../../../src/reviewers/model/claims.ts';
import { shortLine, visible } from '../../../src/reviewers/model/hostile-text.ts';
import { locateQuote } from '../../../src/reviewers/model/locate.ts';
import { memorySnapshot } from '../../support/memory-snapshot.ts';

const lines = (count: number) => Array.from({ length: count }, (_, index) => `  column_${index + 1},`);
const base = [...lines(30), '  amount,', 'from orders', '  amount,'];
const head = [...lines(30), '  amount * 100 as amount_in_cents_of_orders,', 'from orders', '  amount,'];

async function located(claim: Partial<Claim>, paths = ['m.sql', 'renamed.sql']) {
  const change = await changeSet(
    memorySnapshot({
      'm.sql': base.join('\n'),
      'gone.sql': 'select 1 as only_here',
      'old.sql': 'a\nb\nc\nd',
    }),
    memorySnapshot({ 'm.sql': head.join('\n'), 'renamed.sql': 'a\nb\nc\ne' }),
  );
  const whole: Claim = {
    path: 'm.sql',
    quote: 'from orders',
    severity: 'high',
    confidence: 'likely',
    title: 'T',
    message: 'M',
    advice: 'A',
    ...claim,
  };
  return locateQuote(change, new Set(paths), whole);
}

test('a changed line is found whatever its white space', async () => {
  expect(await located({ quote: 'amount  *\t100 as amount_in_cents_of_orders,' })).toEqual({
    path: 'm.sql',
    side: 'head',
    startLine: 31,
    endLine: 31,
    inChange: true,
  });
});

test('a removed line is on the base side', async () => {
  expect(await located({ path: 'gone.sql', quote: 'select 1 as only_here' }, ['gone.sql'])).toMatchObject({
    side: 'base',
    startLine: 1,
  });
});

test('what is still there is quoted from head, near the change before far from it', async () => {
  expect(await located({ quote: 'amount,' })).toMatchObject({ side: 'head', startLine: 33, inChange: true });
  expect(await located({ quote: 'column_2,' })).toMatchObject({ startLine: 2, inChange: false });
});

test('several lines stand one below the other', async () => {
  const quote = '\n  amount * 100 as amount_in_cents_of_orders,\n  from orders\n';
  expect(await located({ quote })).toMatchObject({ startLine: 31, endLine: 32 });
  expect(
    await located({ quote: 'from orders\n  amount * 100 as amount_in_cents_of_orders,' }),
  ).toBeUndefined();
});

test('of a long line a part is enough, but not of a few letters', async () => {
  expect(await located({ quote: 'as amount_in_cents_of' })).toMatchObject({ startLine: 31 });
  expect(await located({ quote: 'from' })).toBeUndefined();
});

test('the number chooses among equal lines', async () => {
  const change = await changeSet(
    memorySnapshot({ 'm.sql': '' }),
    memorySnapshot({ 'm.sql': 'same\nother\nsame' }),
  );
  const claim = {
    path: 'm.sql',
    quote: 'same',
    severity: 'low',
    confidence: 'likely',
    title: '',
    message: '',
    advice: '',
  } as const;
  const at = (line?: number) =>
    locateQuote(change, new Set(['m.sql']), { ...claim, ...(line && { line }) })?.startLine;
  expect([at(), at(1), at(3), at(99)]).toEqual([1, 1, 3, 3]);
});

test('a file goes by both of its names', async () => {
  const [by, from] = [
    await located({ path: 'renamed.sql', quote: 'e' }),
    await located({ path: 'old.sql', quote: 'd' }),
  ];
  expect([by?.path, from?.path, from?.side]).toEqual(['renamed.sql', 'old.sql', 'base']);
});

test('what hides in a line or in a name does not keep it from being quoted', async () => {
  const [path, line] = ['m\u200B.sql', `drop\u200B table orders --> a\rb ${'x'.repeat(500)}`];
  const change = await changeSet(memorySnapshot({}), memorySnapshot({ [path]: `one\n${line}\n` }));
  const claim: Claim = {
    path: 'm‹U+200B›.sql',
    // As a slice has it.
    quote: shortLine(visible(line), 400),
    severity: 'high',
    confidence: 'likely',
    title: 'T',
    message: 'M',
    advice: 'A',
  };
  expect(claim.quote).toContain('more characters)');
  expect(locateQuote(change, new Set([path]), claim)).toMatchObject({ path, startLine: 2 });
});

test.each([
  ['a line that nobody wrote', { quote: 'drop table orders' }],
  ['a file that is not in the change', { path: '../../etc/passwd' }],
  ['a file that the model was not shown', { path: 'gone.sql', quote: 'select 1 as only_here' }],
  ['nothing', { quote: ' \n ' }],
])('%s is nowhere', async (_, claim) => {
  expect(await located(claim)).toBeUndefined();
});
