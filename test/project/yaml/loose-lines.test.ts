import { expect, test } from 'vitest';
import { hasLooseLine } from '../../../src/project/yaml/loose-lines.ts';

test.each([
  ['a text in quotes that goes on at its key', 'a:\n  b: "c\n  d: e"\n'],
  ['an escaped quote at the end of a line', "a:\n  b: 'c''\n  d: e'\n"],
  ['an escaped quote at the end of a line, otherwise escaped', 'a:\n  b: "c\\"\n  d: e"\n'],
  ['what looks like a comment in quotes', "a:\n  b: 'c\n# d'\n"],
  ['the second value of a line', "'a''b': \"c\nd: e\"\n"],
  ['a value with an anchor and a tag', 'a:\n  b: &c !!str "d\n  e: f"\n'],
  ['a value in the line below its key', 'a:\n  b:\n    "c\n  d: e"\n'],
  ['the item of a list', 'a:\n  - "b\n  - c: d"\n'],
  ['brackets that go on at their key', 'a:\n  b: [c, {d: e,\n  f: g}]\n'],
  ['a quote between brackets that holds one', 'a:\n  b: [c, "]"\n  , d]\n'],
  ['what only looks like the sign of a block text', "a:\n  '#': 'b: |\n    c'\n  d: 'e\n  f: g'\n"],
])('%s', (_, text) => expect(hasLooseLine(text)).toBe(true));

test.each([
  ['texts and brackets that go on deeper', 'a:\n  b: "c\n    d: e"\n  f: [g,\n    h]\n  - "i\n    j"\n'],
  ['a closing bracket at its key, and comments', 'a:\n  b: [\n# c: d\n\n    e\n  ]\nf: {\n}\n'],
  ['quotes and brackets within words', "a: it's\nb: c[d\ne: f \"g\nh: i: 'j\n"],
  ['quotes and brackets that end in their line', "a: 'b''c'\nd: \"e\\\"\"\nf: [g, [h, ']']] # 'i\nj: k\n"],
  ['a block text with open ones', 'a: |\n  "b\n  c: [d\n  - \'e\nf: g\n'],
  ['a folded block text as an item', 'a:\n  - >- # b\n    "c\n    - [d\n  - e\n'],
])('no loose line: %s', (_, text) => expect(hasLooseLine(text)).toBe(false));

test.each([
  ['[\n', 'brackets'],
  ["'''\n", 'quotes'],
  [": 'a''", 'escaped quotes in one line'],
  [': [', 'brackets in one line'],
  ['\\"', 'escaped quotes'],
])('takes no time for nothing but %j', (part) => {
  const text = `a: "\nb:\n    ${part.repeat(200_000)}\nc: d\n`;
  const begin = performance.now();
  hasLooseLine(text);
  hasLooseLine(`a: |\n${text.replaceAll('\n', '\n  ')}\nb: c\n`);
  expect(performance.now() - begin).toBeLessThan(2_000);
});
