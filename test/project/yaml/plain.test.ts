import { expect, test } from 'vitest';
import type { YamlNode } from '../../../src/project/yaml/node.ts';
import { parseByLibrary, parseYaml } from '../../../src/project/yaml/parse.ts';
import { readPlainYaml } from '../../../src/project/yaml/plain.ts';

/** Reads without the library, except for single values. */
function readPlain(text: string): YamlNode | undefined {
  return readPlainYaml(text, (piece) => parseByLibrary(piece).root);
}

const plain = {
  'a properties file':
    'version: 2\n\nmodels:\n  - name: orders\n    description: One row per order\n    columns:\n      - name: id\n        tests: [unique, not_null]\n\n      - name: total # in cents\n        meta: {owner: finance, level: 3}\n',
  'a list in the column of its key': 'models:\n- name: a\n- name: b\nseeds:\n- name: c\n',
  'nested names':
    'models:\n  - config:\n      meta:\n        name: inner\n    name: outer\n    versions:\n      - v: 1\n',
  'values that are no text': 'a: 1\nb: 1.5\nc: yes\nd: y\ne: 2020-01-01\nf: 0x1F\ng: .5\nh: 1:30\n',
  quotes: "a: 'it''s'\nb: \"tab\\tend\"\nc: '#no comment' # comment\nd: \"\"\ne: '{{ doc(\"x\") }}'\n",
  'text blocks': 'a: |\n  one\n  # two\n\n    three\nb: >-\n  four\n  five\n\n\nc: |+\n  six\n\n',
  'text over several lines': 'a: one two\n  three\n\n  four\nb:\n  five six\n  seven\n',
  'a key that stands twice': 'a: 1\nb: 2\na: 3\n',
  anchors:
    'x: &x\n  name: id\n  tests:\n    - unique\nlist:\n  - &y\n    name: other\n  - *x\n  - <<: *y\n    more: 1\n  - &z text\nz: *z\n',
  comments: '# first\nmodels: # here\n  # between\n  - name: a\n  # above the next\n  - name: b\n',
  'no line feed at its end': 'a:\n  - b: c',
  'wide characters': 'a: größe\nb: 🙂 smile\nc: 日本\n',
} satisfies Record<string, string>;

test.each(Object.entries(plain))('%s is read as the library reads it', (_, text) => {
  expect(readPlain(text)).toBeDefined();
  expect(readPlain(text)).toEqual(parseByLibrary(text).root);
});

const special = {
  tabs: 'a:\n\t- b\n',
  'carriage returns': 'a: 1\r\nb: 2\r\n',
  'a document marker': '---\na: 1\n',
  'a second document': 'a: 1\n---\nb: 2\n',
  'a directive': '%YAML 1.2\n---\na: 1\n',
  'a key in quotes': '"a": 1\n',
  'an explicit key': '? a\n: b\n',
  'a tag': 'a: !!str 1\n',
  'an empty value': 'a:\nb: 1\n',
  'a nested flow': 'a: [{b: c}]\n',
  'a flow over lines': 'a: [b,\n  c]\n',
  'a map in a value': 'a: b: c\n',
  'a colon at the end of text': 'a: b:\nc: 1\n',
  'a broken indent': 'a:\n    b: 1\n  c: 2\n',
  'an unknown alias': 'a: *b\n',
  'an alias in itself': 'a: &a\n  b: *a\n',
  'a quote that stays open': "a: 'b\nc: d\n",
  'a comment within text': 'a: one # here\n  two\n',
  'a comment at the end of a collection': 'a:\n  - b\n  # c\nd: 1\n',
  'a comment behind the last value of a collection': 'a:\n  - b: 1 # c\nd: 1\n',
  'text after a quote': 'a: "b" c\n',
  'Jinja without quotes': 'a: {{ var("b") }}\n',
  'a byte order mark': '\ufeffa: 1\n',
  'a scalar alone': 'text\n',
  nothing: '',
  'only a comment': '# nothing\n',
  'too deep a nesting': `${'- '.repeat(150)}a\n`,
} satisfies Record<string, string>;

test.each(Object.entries(special))('%s is left to the library', (_, text) => {
  expect(readPlain(text)).toBeUndefined();
  expect(parseYaml(text)).toEqual(parseByLibrary(text));
});

test('a null is read as the library reads it', () => {
  const text = 'a: null\nb: ~\nc:\n  - null\n';
  expect(parseYaml(text)).toEqual(parseByLibrary(text));
});

test('an alias stands for the very node of its anchor', () => {
  const root = readPlain('a: &a\n  b: 1\nc: *a\n');
  expect(root?.kind === 'map' && root.entries.get('a')?.value).toBe(
    root?.kind === 'map' && root.entries.get('c')?.value,
  );
});

test('aliases that expand to too much are refused by both', () => {
  const levels = Array.from({ length: 12 }, (_, level) =>
    level === 0 ? 'a0: &a0\n  - x\n  - x\n' : `a${level}: &a${level}\n${`  - *a${level - 1}\n`.repeat(8)}`,
  );
  const text = levels.join('');
  expect(parseYaml(text).problem?.message).toMatch(/expand/);
  expect(parseYaml(text)).toEqual(parseByLibrary(text));
});

test('any beginning of a file is read as the library reads it', () => {
  for (const text of Object.values(plain)) {
    for (let end = 0; end <= text.length; end++) {
      const part = text.slice(0, end);
      expect(parseYaml(part), JSON.stringify(part)).toEqual(parseByLibrary(part));
    }
  }
});
