import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readProperties, readPropertiesFile } from '../../../src/project/dbt/properties.ts';
import { readSource } from '../../../src/project/dbt/sources.ts';
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
  'an item in quotes that are indented too little':
    'models:\n  - name: a\n    description: "d\n  - name: no\n    k: v"\n  - name: b\n',
  'a list in quotes that are indented too little':
    "models:\n  - name: a\n    description: 'd\nseeds:\n  - name: b\n    k: v'\n",
  'an item between brackets that are indented too little':
    'models:\n  - name: a\n    meta: { d: "it\'s", e: "f\n  - name: no\n    k: v" }\n  - name: b\n',
};

test.each(Object.entries(whole))('as a whole: %s', (_, text) => {
  const [one, other] = bothWays(text);
  expect(other).toEqual(one);
});

test.each([
  ['quotes and brackets that go on deeper', 'description: "d\n        e"\n    meta: {\n      k: v\n    }'],
  ['a comment and an empty line between brackets', 'tags: [\n# - name: no\n\n      t]'],
  ['an apostrophe and a bracket in plain words', "description: it's\n    meta: a[0"],
  ['a quote and a bracket that a block text leaves open', 'description: |\n      - "d\n      e: [f'],
])('item by item: %s', (_, lines) => {
  const text = `models:\n  - name: a\n    ${lines}\n  - name: b\n`;
  expect(outline(text)?.get('models')).toHaveLength(2);
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

/** What both ways of reading a file say of the tables of its sources. */
function tablesBothWays(text: string) {
  return [true, false].map((whole) => {
    const { entries } = readPropertiesFile('s.yml', text, whole);
    return (entries.get('sources') ?? []).flatMap((entry) =>
      readSource(entry).map((it) => [
        it.source,
        it.table,
        it.properties(),
        ['enabled', 'loaded_at_field', 'freshness'].map((key) => it.layers.map((layer) => layer.get(key))),
      ]),
    );
  });
}

const sources = {
  'tables under and beside their key':
    'sources:\n  - name: raw\n    description: d\n    tables:\n      - name: a\n        description: e\n      - name: b\n  - name: other\n    tables:\n    - name: c\n    - name: d\n',
  'keys before and behind the tables':
    'sources:\n  - name: raw\n    meta:\n      owner: x\n    tables:\n      - name: a\n      # the last\n      - name: b\n        columns:\n          - name: tables\n    freshness: {warn_after: {count: 1, period: day}}\n    loaded_at_field: at\n',
  'a block text with lines like tables':
    'sources:\n  - name: raw\n    description: |\n      tables:\n        - name: no\n    tables:\n      - name: a\n',
  'no tables': 'sources:\n  - name: raw\n    schema: x\n',
  'a table that takes over what is merged':
    'x:\n  - &d\n    description: d\nsources:\n  - name: raw\n    tables:\n      - name: a\n        <<: *d\n',
};

test.each(Object.entries(sources))('table by table: %s', (_, text) => {
  const [entry] = readPropertiesFile('s.yml', text, false).entries.get('sources')!;
  expect(entry!.parts!('tables')).toBeDefined();
  const [whole, lazy] = tablesBothWays(text);
  expect(lazy).toEqual(whole);
});

const unclear = {
  'tables in brackets': 'sources:\n  - name: raw\n    tables: [{ name: a }]\n',
  'tables that are merged': 'x:\n  - &t\n    tables:\n      - name: a\nsources:\n  - name: raw\n    <<: *t\n',
  'tables twice': 'sources:\n  - name: raw\n    tables:\n      - name: a\n    tables:\n      - name: b\n',
  'a quoted key': 'sources:\n  - name: raw\n    "tables":\n      - name: a\n',
  'a table whose name is not first':
    'sources:\n  - name: raw\n    tables:\n      - description: d\n        name: a\n',
  'an aliased table':
    'x:\n  - &t\n    name: a\nsources:\n  - name: raw\n    tables:\n      - *t\n      - name: b\n',
};

test.each(Object.entries(unclear))('tables as a whole: %s', (_, text) => {
  const [entry] = readPropertiesFile('s.yml', text, false).entries.get('sources')!;
  expect(entry!.parts?.('tables')).toBeUndefined();
  const [whole, lazy] = tablesBothWays(text);
  expect(lazy).toEqual(whole);
});

test('for any mixture of lines, both ways say the same of the tables of a file without a problem', () => {
  const line = fc.constantFrom(
    ...['sources:', '  - name: raw', '  - name: other', '    schema: x', '    tables:', '    tables: []'],
    ...[
      '      - name: a',
      '      - name: b # b',
      '    - name: c',
      '        description: d',
      '        meta: {x: 1}',
    ],
    ...[
      '    meta:',
      '      name: n',
      '    description: |',
      '        tables:',
      '          - name: z',
      '',
      '# note',
    ],
    ...[
      '        columns:',
      '          - name: x',
      '    description: "x',
      '      y"',
      '    loaded_at_field: t',
    ],
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 14 }), (lines) => {
      const text = `sources:\n  - name: first\n${lines.join('\n')}\n`;
      if (readPropertiesFile('s.yml', text, true).problem) return;
      const [whole, lazy] = tablesBothWays(text);
      expect(lazy).toEqual(whole);
    }),
    { numRuns: 2000 },
  );
});

test('for any texts and brackets that go on with any indentation, both ways say the same', () => {
  const line = fc
    .tuple(
      fc.constantFrom('', '  ', '    ', '      '),
      fc.constantFrom('- name: y', 'seeds:', 'tables:', 'x: |', 'k: v', '# note', ']', ''),
    )
    .map((parts) => parts.join(''));
  const value = fc
    .tuple(
      fc.constantFrom(
        '"#"',
        "'#'",
        '"it\'s \\"#\\""',
        "'it''s \"#'''",
        "['#']",
        '[{ k: it\'s,\n"k": "#" }]',
        '|#',
      ),
      fc.array(line, { maxLength: 4 }),
    )
    .map(([frame, lines]) => frame.replace('#', () => ['', ...lines, '          '].join('\n')));
  const key = fc.constantFrom('d: ', '"d": ', 'd: &q ', 'd:\n        ', '- "d" : ', '- ');
  const part = fc.oneof(
    fc.constantFrom('  - name: b', '    tables:', '      - name: t', '    x: y', 'models:'),
    fc.tuple(fc.constantFrom('    ', '        '), key, value).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const text = `sources:\n  - name: first\n${parts.join('\n')}\n`;
      if (readPropertiesFile('s.yml', text, true).problem) return;
      const [whole, lazy] = bothWays(text);
      expect(lazy).toEqual(whole);
      const [wholeTables, lazyTables] = tablesBothWays(text);
      expect(lazyTables).toEqual(wholeTables);
    }),
    { numRuns: 2000 },
  );
});
