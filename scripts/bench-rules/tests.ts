/** Tests and freshness in properties files. */
import { isMap, isScalar, isSeq } from 'yaml';
import type { YAMLMap } from 'yaml';
import type { Corpus, Entry, Model } from './corpus.ts';
import { withoutLines } from './edits.ts';
import type { Mutation, Site } from './mutation.ts';
import type { Random } from '../support/random.ts';
import { lineOf, spliced } from './sql-text.ts';

interface PlainTest {
  entry: Entry;
  column: string;
  /** `unique`, `not_null`, … */
  test: string;
  /** Offsets of the name alone. */
  start: number;
  end: number;
  line: number;
  /** How many tests the column has. */
  among: number;
  model: Model;
}

/** Tests written as a bare name on a line of their own. */
function* plainTests(corpus: Corpus, random: Random): Generator<PlainTest> {
  for (const entry of random.shuffled(corpus.entries.filter(({ section }) => section === 'models'))) {
    const model = corpus.model(entry.root, entry.name);
    if (!model) continue;
    const text = corpus.text(entry.path);
    for (const { node, name } of entry.columns) {
      for (const { value, range } of testsOf(node)) {
        const [start, end] = range;
        const line = lineOf(text, start);
        if (!/^\s*- \w+\s*$/.test(text.split('\n')[line - 1]!)) continue;
        yield { entry, model, column: name, test: value, start, end, line, among: allTests(node) };
      }
    }
  }
}

function testList(node: YAMLMap) {
  return ['data_tests', 'tests'].map((key) => node.get(key)).find((value) => isSeq(value));
}

function allTests(node: YAMLMap): number {
  const list = testList(node);
  return isSeq(list) ? list.items.length : 0;
}

function testsOf(node: YAMLMap): { value: string; range: [number, number, number] }[] {
  const list = testList(node);
  const items = isSeq(list) ? list.items : [];
  return items.flatMap((item) =>
    isScalar(item) && typeof item.value === 'string' && item.range
      ? [{ value: item.value, range: item.range }]
      : [],
  );
}

/** Another uniqueness test of the model would take its place. */
function hasOtherKey({ entry }: PlainTest): boolean {
  const written = JSON.stringify(entry.node.toJSON());
  return (written.match(/unique/g) ?? []).length > 1 || /primary_key/.test(written);
}

function* keyTests(corpus: Corpus, random: Random): Generator<Site> {
  for (const test of plainTests(corpus, random)) {
    const { entry, line, column, among } = test;
    if (test.test !== 'unique' || hasOtherKey(test)) continue;
    const text = corpus.text(entry.path);
    const lines = text.split('\n');
    const from = among === 1 && /^\s*(data_)?tests:\s*$/.test(lines[line - 2]!) ? line - 1 : line;
    if (among === 1 && from === line) continue;
    yield {
      name: `unique is dropped from ${entry.name}.${column}`,
      head: { [entry.path]: withoutLines(text, from, line) },
      places: [{ path: entry.path, line, side: 'base' }],
    };
  }
}

/** The test with a config below it. */
function* configured(
  corpus: Corpus,
  random: Random,
  config: string,
  fits: (test: PlainTest) => boolean,
): Generator<Site> {
  for (const test of plainTests(corpus, random)) {
    const { entry, end, start, line, column } = test;
    if (!fits(test)) continue;
    const text = corpus.text(entry.path);
    const indent = ' '.repeat(text.split('\n')[line - 1]!.search(/\S/) + 4);
    yield {
      name: `${test.test} of ${entry.name}.${column} gets ${config}`,
      head: {
        [entry.path]: spliced(text, start, end, `${test.test}:\n${indent}config:\n${indent}  ${config}`),
      },
      places: [
        { path: entry.path, line: line + 2 },
        { path: entry.path, line, side: 'base' },
      ],
    };
  }
}

function* freshness(corpus: Corpus, random: Random): Generator<Site> {
  const sources = corpus.entries.filter(({ section }) => section === 'sources');
  const natural = sources.filter(
    ({ node }) => isMap(node.get('freshness')) || isMap(node.get('freshness', true)),
  );
  const isRead = ({ name, root }: Entry) =>
    corpus.models.some(
      (model) => model.root === root && new RegExp(`source\\(\\s*['"]${name}['"]`, 'i').test(model.text),
    );
  for (const entry of random.shuffled(natural)) {
    if (!isRead(entry)) continue;
    const text = corpus.text(entry.path);
    const pair = entry.node.items.find(({ key }) => isScalar(key) && key.value === 'freshness')!;
    const start = (pair.key as { range: [number, number, number] }).range[0];
    const from = lineOf(text, start);
    const to = lineOf(text, (pair.value as { range: [number, number, number] }).range[1] - 1);
    yield {
      name: `freshness of ${entry.name} is removed`,
      head: { [entry.path]: withoutLines(text, from, to) },
      places: [
        { path: entry.path, line: from, side: 'base' },
        { path: entry.path, line: entry.line },
      ],
    };
  }
  for (const entry of random.shuffled(sources)) {
    if (natural.includes(entry) || /freshness/.test(JSON.stringify(entry.node.toJSON()))) continue;
    const original = corpus.text(entry.path);
    const lines = original.split('\n');
    const indent = ' '.repeat(lines[entry.line - 1]!.search(/\S/) + 2);
    if (!isRead(entry) || !/^\s*- name:/.test(lines[entry.line - 1]!)) continue;
    lines.splice(
      entry.line,
      0,
      `${indent}loaded_at_field: loaded_at`,
      `${indent}freshness:`,
      `${indent}  error_after: {count: 1, period: day}`,
    );
    yield {
      name: `freshness of ${entry.name} is removed`,
      overlay: { [entry.path]: lines.join('\n') },
      head: { [entry.path]: original },
      places: [
        { path: entry.path, line: entry.line + 2, side: 'base' },
        { path: entry.path, line: entry.line },
      ],
    };
  }
}

export const testMutations: readonly Mutation[] = [
  {
    id: 'M17',
    what: 'the unique test of a key is dropped',
    rules: ['quality/key-test-removed'],
    sites: keyTests,
  },
  {
    id: 'M18',
    what: 'a test only warns now',
    rules: ['quality/test-weakened', 'quality/key-test-removed'],
    sites: (corpus, random) => configured(corpus, random, 'severity: warn', () => true),
  },
  {
    id: 'M46',
    what: 'the freshness of a source is removed',
    rules: ['quality/freshness-removed'],
    sites: freshness,
  },
  {
    id: 'V20',
    what: 'the unique test of a key is disabled',
    rules: ['quality/key-test-removed', 'quality/test-weakened'],
    sites: (corpus, random) =>
      configured(corpus, random, 'enabled: false', (test) => test.test === 'unique' && !hasOtherKey(test)),
  },
];
