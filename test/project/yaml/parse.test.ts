import { describe, expect, test } from 'vitest';
import { get, toJson } from '../../../src/project/yaml/node.ts';
import { parseYaml } from '../../../src/project/yaml/parse.ts';

const json = (text: string) => {
  const { root } = parseYaml(text);
  return root && (JSON.parse(JSON.stringify(toJson(root))) as unknown);
};

describe('values', () => {
  test.each([
    ['booleans as dbt reads them', 'a: yes\nb: off\nc: "yes"\n', { a: true, b: false, c: 'yes' }],
    ['single letters as names', '- y\n- N\n', ['y', 'N']],
    ['dates as text', 'a: 2020-01-01\n', { a: '2020-01-01' }],
    ['the later of two equal keys', 'a: 1\nb: 2\na: 3\n', { b: 2, a: 3 }],
    [
      'merge keys below own keys',
      'x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\n',
      { x: { a: 1, b: 2 }, y: { b: 3, a: 1 } },
    ],
    ['Jinja in quotes', `a: "{{ doc('x') }}"\n`, { a: "{{ doc('x') }}" }],
    [
      'lines between brackets that are indented too little',
      'vars:\n  ids: [\n1, # one\n2\n]\n  names: {a: b,\nc: [d,\n e]}\n  last: 3\n',
      { vars: { ids: [1, 2], names: { a: 'b', c: ['d', 'e'] }, last: 3 } },
    ],
    [
      'lines of a text in quotes that are indented too little',
      'models:\n  - description: "one\ntwo"\n    name: \'a\n\nb\'\n',
      { models: [{ description: 'one two', name: 'a\nb' }] },
    ],
    [
      'an escaped quote at the end of a line before one that is indented too little',
      "a:\n  b: 'c''\n  d: e'\nf: \"g\\\"\n h: i\"\n",
      { a: { b: "c' d: e" }, f: 'g" h: i' },
    ],
    [
      'comments at the margin',
      'a:\n  b: {c: [d],\n# [\n  e: {\n    f: g }\n# "\n  }\n',
      { a: { b: { c: ['d'], e: { f: 'g' } } } },
    ],
  ])('%s', (_name, text, expected) => expect(json(text)).toEqual(expected));

  test('a key called __proto__ is a key', () => {
    const root = parseYaml('__proto__: {polluted: 1}\n').root;
    expect(Object.keys(toJson(root!) as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

test.each([['a: 1\r\nb: 2\r\n\r'], ['a: 1\rb: 2\r']])('a carriage return ends a line: %j', (text) => {
  expect(json(text)).toEqual({ a: 1, b: 2 });
});

test('nodes know where they stand', () => {
  const text = 'models:\n  - name: orders\n    columns:\n      - name: id\n\n# end\n';
  const columns = get(get(parseYaml(text).root, 'models'), 'columns');
  expect(columns).toBeUndefined();
  const models = get(parseYaml(text).root, 'models');
  expect(models && text.slice(models.start, models.end)).toBe(
    '- name: orders\n    columns:\n      - name: id',
  );
});

describe('what cannot be read is a problem, not an exception', () => {
  const bomb = [
    'a: &l0 [x]',
    ...Array.from({ length: 9 }, (_, i) => `l${i}: &l${i + 1} [${Array(10).fill(`*l${i}`).join()}]`),
  ];
  test.each([
    ['a tab for indentation', 'a:\n\t- b\n'],
    ['an open bracket', 'a: [b\n'],
    ['a text whose last quote is escaped', 'a: "b\\"\nc: "d"\n'],
    ['an open bracket before other keys', 'a: [b,\nc: d\n'],
    ['a quote that ends in another document', 'a: "b\n---\nc"\n'],
    ['an unknown alias', 'a: *nope\n'],
    ['an alias in itself', 'a: &a [*a]\n'],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    ['nesting without end', '['.repeat(20_000)],
    ['aliases that expand to billions', bomb.join('\n')],
    ['a huge file', 'a: 1\n'.repeat(1_000_000)],
  ])('%s', (_name, text) => {
    const { root, problem } = parseYaml(text);
    expect(root).toBeUndefined();
    expect(problem?.message).toMatch(/\w/);
  });

  test.each([300, 1000, 20_000])('%i brackets that are all closed are a limit, not wrong', (depth) => {
    expect(parseYaml('['.repeat(depth) + ']'.repeat(depth)).problem).toMatchObject({
      limit: true,
      message: 'it is nested too deeply',
    });
  });

  test.each([[''], ['# only a comment\n']])('%j is just empty', (text) => {
    expect(parseYaml(text)).toEqual({ root: undefined });
  });
});
