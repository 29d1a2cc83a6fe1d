import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readProperties, readPropertiesFile } from '../../../src/project/dbt/properties.ts';
import { outline } from '../../../src/project/yaml/outline.ts';

/** What both ways of reading a file say of it. */
function bothWays(text: string) {
  return [true, false].map((whole) => {
    const { entries } = readPropertiesFile('m.yml', text, whole);
    return [...entries]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([section, found]) => [section, found.map((it) => [it.name, it.node, readProperties(it)])]);
  });
}

const layouts = {
  'lists under and beside their key':
    'version: 2\nmodels:\n- name: a\n  columns:\n  - name: x\nseeds:\n  - name: b\n',
  'a document mark, comments and blank lines':
    '---\n# top\nmodels:\n\n  # first\n  - name: a\n\n# low\n    description: d\n  - name: b\n',
  'block texts with lines like items':
    'models:\n  - name: a\n    description: |\n      - name: no\n      models:\n  - name: b\n',
  'anchors of other items and of other lists':
    'x-fields:\n  - &id\n    name: id\n    tests: [unique]\nmodels:\n  - name: a\n    columns:\n      - *id\n      - &n\n        name: n\n  - name: b\n    columns: [*id, *n]\n',
  'a merge of an item':
    'models:\n  - name: a\n    meta: &m { pii: true }\n  - name: b\n    meta:\n      <<: *m\n      own: 1\n',
  'an anchor in its own item, before and after its alias':
    'models:\n  - name: a\n    meta: { x: &v 1, y: *v }\n',
  'quoted names, and numbers as names': 'models:\n  - name: "a b"\n  - name: \'c\'\n  - name: 12 # twelve\n',
  'line breaks of Windows': 'models:\r\n  - name: a\r\n    description: d\r\n  - name: b\r\n',
  'no line break at the end': 'models:\n  - name: a',
  'lists of other things': 'vars:\n  - 1\n  - two\nmodels:\n  - name: a\n',
};

test.each(Object.entries(layouts))('item by item: %s', (_, text) => {
  expect(outline(text)).toBeDefined();
  const [whole, lazy] = bothWays(text);
  expect(lazy).toEqual(whole);
  expect(whole!.length).toBeGreaterThan(0);
});

const whole = {
  'an anchor that stands twice':
    'models:\n  - name: a\n    meta: &m 1\n  - name: b\n    meta: &m 2\n  - name: c\n    meta: *m\n',
  'a name that is not the first key': 'models:\n  - description: d\n    name: a\n',
  'a name that is none': 'models:\n  - name: null\n  - name: b\n',
  'a section twice': 'models:\n  - name: a\nmodels:\n  - name: b\n',
  'a list in brackets': 'models: [{ name: a }]\n',
  'a map with a text over several lines': 'x:\n  a: "1\n\n- name: b"\nmodels:\n  - name: a\n',
  'two documents': 'models:\n  - name: a\n---\nmodels:\n  - name: b\n',
  'a tab': 'models:\n  - name: a\n\tdescription: d\n',
};

test.each(Object.entries(whole))('as a whole: %s', (_, text) => {
  const [one, other] = bothWays(text);
  expect(other).toEqual(one);
});

test('for any mixture of lines, both ways say the same of a file without a problem', () => {
  const line = fc.constantFrom(
    ...['version: 2', 'models:', 'seeds:', 'x-other:', '- name: a', '  - name: b', '  - name: c # c', '  -'],
    ...[
      '  - &k',
      '    name: k',
      '    description: "x',
      '    - name: y"',
      '    description: |',
      '      - name: z',
    ],
    ...[
      '    columns:',
      '      - name: x',
      '      - *k',
      '    meta: &k { a: 1 }',
      '    meta: *k',
      '',
      '# note',
      '    <<: *k',
    ],
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 14 }), (lines) => {
      const text = lines.join('\n');
      if (readPropertiesFile('m.yml', text, true).problem) return;
      const [one, other] = bothWays(text);
      expect(other).toEqual(one);
    }),
    { numRuns: 2_000 },
  );
});

test('an item is read when it is asked for, and knows its keys before', () => {
  const text =
    'models:\n  - name: a\n    config: { enabled: false }\n  - name: b\n    description: {{ broken\n';
  const [a, b] = readPropertiesFile('m.yml', text, false).entries.get('models')!;
  expect([a!.mentions('enabled'), b!.mentions('enabled'), b!.mentions('description')]).toEqual([
    true,
    false,
    true,
  ]);
  expect(readProperties(a!).span).toEqual({ path: 'm.yml', start: 12, end: 50 });
  // What cannot be read says nothing; in a file that is changed it is a problem.
  expect(readProperties(b!).columns).toEqual([]);
  expect(readPropertiesFile('m.yml', text, true).problem).toBeDefined();
});
