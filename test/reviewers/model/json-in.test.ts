import { describe, expect, test } from 'vitest';
import { jsonIn } from '../../../src/reviewers/model/json-in.ts';

const answer = { findings: [{ quote: 'select "a" as b -- }' }] };
const written = JSON.stringify(answer);
const pretty = JSON.stringify(answer, null, 2);

describe('found', () => {
  test.each<[string, string]>([
    ['alone', written],
    ['with space around', `\n  ${pretty}\n`],
    ['in a fence', `Here it is:\n\`\`\`json\n${pretty}\n\`\`\`\nThat is all.`],
    ['in a fence without a language', `\`\`\`\n${written}\n\`\`\``],
    [
      'in the last of several fences',
      `\`\`\`json\n{"findings":[]}\n\`\`\`\nNo:\n\`\`\`json\n${written}\n\`\`\``,
    ],
    ['in a fence beside one of SQL', `\`\`\`sql\nselect 1\n\`\`\`\n\`\`\`json\n${written}\n\`\`\``],
    ['in a fence that is not closed', `\`\`\`json\n${written}`],
    ['between words', `I found {this}: ${written}. [Done]`],
    ['last of several', `First I thought {"findings":[]}, but ${written}`],
    ['behind thoughts', `<think>{"findings":[]} or\n\`\`\`json\n{}\n\`\`\`</think>\n${written}`],
    ['behind thoughts without a beginning', `maybe {"findings":[]}\n</think>\n\n${written}`],
    ['behind much Jinja', `${'{{ ref("a") }} {% if b %}'.repeat(3000)} ${written}`],
    ['behind an open bracket', `{ [ ( ${written}`],
  ])('%s', (_, text) => {
    expect(jsonIn(text)).toEqual(answer);
  });

  test('a list', () => {
    expect(jsonIn('The list: [1, {"a": [2]}]')).toEqual([1, { a: [2] }]);
  });

  test('what looks like the end of thoughts in a quote is part of it', () => {
    const text = JSON.stringify({ quote: '</think> {"findings":[]}' });
    expect(jsonIn(text)).toEqual({ quote: '</think> {"findings":[]}' });
  });
});

test.each(['', 'no', '42', '"text"', 'null', '{', '[1,', '{a: 1}', '{"a": 1', '```json\n{"a":\n```', '}{'])(
  'nothing in %j',
  (text) => {
    expect(jsonIn(text)).toBeUndefined();
  },
);

test('no name in it reaches a prototype', () => {
  const found = jsonIn('{"__proto__": {"polluted": true}, "constructor": 1}')!;
  expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

/** A quadratic search of these would take longer than a test may. */
test.each<[string, string]>([
  ['opened and never closed', '{'.repeat(400_000)],
  ['nested, and no JSON', '['.repeat(200_000) + 'x' + ']'.repeat(200_000)],
  ['many small ones that are none', '{x}'.repeat(200_000)],
  ['many small ones that begin as JSON', '{"x}'.repeat(100_000)],
  ['many small ones that end as JSON too', '[1x]'.repeat(200_000)],
  ['quotes that never end', '{"'.repeat(200_000)],
  ['fences', '```\n'.repeat(100_000)],
  ['thoughts that never end', '<think>'.repeat(100_000)],
])('%s: the search ends', (_, text) => {
  expect(jsonIn(text)).toBeUndefined();
});
