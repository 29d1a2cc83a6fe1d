import type { ChangedFile } from '../../change/change-set.ts';
import { addedLines } from '../../change/lines.ts';
import { code, type Location } from '../../finding.ts';
import { Lines } from '../../project/dbt/lines.ts';
import { relative } from '../../project/dbt/paths.ts';
import { get, items, textOf, type YamlNode } from '../../project/yaml/node.ts';
import { parseYaml } from '../../project/yaml/parse.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext } from '../rule.ts';
import { certain, replaced } from '../shared/fixes.ts';
import { isForeignPath } from '../shared/path-kinds.ts';
import { byPlace, counted, sentence } from '../shared/text.ts';

const project = { 'dbt_project.yml': 'name: shop\n', 'models/orders.sql': 'select 1 as id\n' };
const tested = (key: string) =>
  `models:\n  - name: orders\n    columns:\n      - name: id\n        ${key}:\n          - unique\n`;

export const rule = defineRule({
  id: 'quality/tests-unread',
  summary: 'Data tests stand under a key that dbt does not read',
  severity: 'medium',
  why: 'dbt passes over keys that it does not know: none of these tests runs, and every build looks as if they had passed.',
  advice: 'Call the key `data_tests`, or `tests` before dbt 1.8.',
  silent: [
    'keys that stood there at base, and lists that are empty',
    'properties files outside of dbt projects, and those of installed packages',
  ],
  examples: {
    fires: [
      {
        name: 'writes a hyphen for an underscore',
        base: { ...project, 'models/schema.yml': tested('tests') },
        head: { 'models/schema.yml': tested('data-tests') },
        findings: [{ path: 'models/schema.yml', line: 5, subject: 'data-tests' }],
      },
      {
        name: 'tests a model and a source under keys of its own',
        base: project,
        head: {
          'models/schema.yml':
            'models:\n  - name: orders\n    test:\n      - dbt_utils.expression_is_true: {expression: id > 0}\nsources:\n  - name: raw\n    tables:\n      - name: orders\n        columns:\n          - {name: id, data_test: [not_null]}\n',
        },
        findings: [{ path: 'models/schema.yml', line: 3 }],
      },
    ],
    silent: [
      {
        name: 'tests under both names that dbt reads',
        base: project,
        head: { 'models/schema.yml': `${tested('data_tests')}    tests: [elementary.schema_changes]\n` },
      },
      {
        name: 'changes something beside such a key of base, in an entry that keeps it',
        base: { ...project, 'models/schema.yml': tested('data-tests') },
        head: { 'models/schema.yml': tested('data-tests').replace('unique', 'not_null') },
      },
      {
        name: 'has such a key in a file that is none of the project',
        base: { 'warehouse/dbt_project.yml': 'name: shop\n' },
        head: { 'docs/schema.yml': tested('data-tests') },
      },
    ],
  },
  *check(context) {
    const found = context.files.flatMap((file) => unread(context, file));
    const [first, ...others] = found.sort((a, b) => byPlace(a.location, b.location));
    if (!first) return;
    const count = found.reduce((sum, { tests }) => sum + tests, 0);
    yield {
      confidence: 'proven',
      title: `${sentence(counted(count, 'data test'))} will never run: dbt does not read ${code(first.key)}`,
      message: `Its keys for data tests are ${code('data_tests')} and ${code('tests')}; it passes over any other without a word.`,
      resource: first.location.path,
      subject: first.key,
      location: first.location,
      ...certain(found.map(({ edit }) => edit)),
      related: others.map(({ key, location }) => ({
        ...location,
        message: `${code(key)} is not read either`,
      })),
    };
  },
});

interface Unread {
  /** As it is written. */
  key: string;
  /** How many tests stand below it. */
  tests: number;
  location: Location;
  edit: ReturnType<typeof replaced>;
}

/** What people write for dbt's keys. */
const alike = /^(?:data[-_ ]?)?tests?$/i;
const read = new Set(['tests', 'data_tests']);

/** The lists of a changed properties file that come with head. */
function unread({ change, workspace }: RuleContext, file: ChangedFile): Unread[] {
  const { path } = file;
  const isRead = /\.ya?ml$/i.test(path) && file.kind === 'text' && !isForeignPath(path);
  const text = file.head && isRead ? change.head.text(path) : undefined;
  if (text === undefined || !/tests?["']?\s*:/i.test(text)) return [];
  if (!workspace.projects.some(({ head }) => head && relative(head.root, path) !== undefined)) return [];
  const added = addedLines(file);
  const lines = new Lines(text);
  const before = file.base && change.base.text(file.base.path);
  const known = new Set([...keysIn(before ?? '')].map(({ where }) => where));
  return [...keysIn(text)].flatMap(({ where, key, start, end, tests }) => {
    const line = lines.lineAt(start);
    if (known.has(where) || !added.has(line)) return [];
    const location = { path, side: 'head' as const, startLine: line, endLine: line };
    return [{ key, tests, location, edit: replaced(text, { path, start, end }, 'data_tests') }];
  });
}

interface Key {
  /** Which resource and column it is of: the same at both revisions. */
  where: string;
  key: string;
  start: number;
  end: number;
  tests: number;
}

function* keysIn(text: string): Iterable<Key> {
  const { root } = parseYaml(text);
  for (const section of ['models', 'seeds', 'snapshots', 'sources'])
    for (const entry of items(get(root, section))) yield* keysOf(text, entry, section);
}

/** Of an entry, its columns, versions and tables. */
function* keysOf(text: string, node: YamlNode, above: string): Iterable<Key> {
  if (node.kind !== 'map') return;
  const name = `${above} ${textOf(get(node, 'name') ?? get(node, 'v')) ?? ''}`;
  for (const [written, { key, value }] of node.entries) {
    const tests = items(value).length;
    if (!alike.test(written) || read.has(written) || tests === 0) continue;
    // What an anchor brings stands elsewhere.
    if (text.slice(key.start, key.end).includes(written))
      yield { where: `${name} ${written}`, key: written, ...key, tests };
  }
  for (const part of ['columns', 'versions', 'tables'])
    for (const inner of items(get(node, part))) yield* keysOf(text, inner, `${name} ${part}`);
}
