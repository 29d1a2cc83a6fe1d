/** Changes of several files that change nothing that matters: nothing may be said of them. */
import { columnTargets, folder } from './columns.ts';
import type { Corpus, Entry } from './corpus.ts';
import { configOf, propertiesOf, settingOf, withItem } from './edits.ts';
import type { Mutation, Site } from './mutation.ts';
import type { Random } from '../support/random.ts';
import { spliced } from './sql-text.ts';

function blockOf(
  corpus: Corpus,
  entry: Entry,
): { text: string; from: number; to: number; indent: string } | undefined {
  const text = corpus.text(entry.path);
  const lines = text.split('\n');
  const first = /^( *)- name:/.exec(lines[entry.line - 1]!);
  if (!first) return undefined;
  let to = entry.line;
  while (to < lines.length && (lines[to]!.trim() === '' || lines[to]!.search(/\S/) > first[1]!.length)) to++;
  return { text, from: entry.line - 1, to, indent: first[1]! };
}

function* documentedColumn(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const entry = corpus.entry(model);
    const { output } = model;
    const column = entry?.columns[0];
    if (
      !entry ||
      !column ||
      !output ||
      output.united ||
      /\b(group|order)\s+by\s+[\d¤]|\bunion\b/i.test(model.plain)
    )
      continue;
    if (
      settingOf(model, 'materialized') === 'incremental' ||
      // A union counts its columns, and the table of an incremental reader keeps those that it has.
      corpus.children(model).some(({ text }) => /\bunion|\bis_incremental\b|\bincremental['"]/i.test(text))
    )
      continue;
    const yml = corpus.text(entry.path);
    const lines = yml.split('\n');
    const dash = /^( *)- name:/.exec(lines[column.line - 1]!);
    if (!dash) continue;
    lines.splice(
      column.line - 1,
      0,
      `${dash[1]}- name: bench_rank`,
      `${dash[1]}  description: The place in the list`,
    );
    yield {
      name: `${model.name} gains a documented column`,
      head: { [model.path]: withItem(model, output, '1 as bench_rank').text, [entry.path]: lines.join('\n') },
      places: [],
    };
  }
}

function* moved(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    yield {
      name: `${model.name} moves into a folder`,
      head: {
        [model.path]: null,
        [`${folder(model)}bench_moved/${model.path.replace(/^.*\//, '')}`]: model.text,
      },
      places: [],
    };
  }
}

function* splitProperties(corpus: Corpus, random: Random): Generator<Site> {
  for (const entry of random.shuffled(corpus.entries.filter(({ section }) => section === 'models'))) {
    const block = blockOf(corpus, entry);
    const others = corpus.entries.filter(
      ({ path, section }) => path === entry.path && section === 'models',
    ).length;
    if (!block || others < 2 || /[&*]\w+\b/.test(block.text)) continue;
    const lines = block.text.split('\n');
    const taken = lines.splice(block.from, block.to - block.from);
    const path = `${folder(entry)}bench_${entry.name}.yml`;
    yield {
      name: `the entry of ${entry.name} moves`,
      head: { [entry.path]: lines.join('\n'), [path]: `version: 2\n\nmodels:\n${taken.join('\n')}\n` },
      places: [],
    };
  }
}

/** A column is renamed wherever its name occurs. */
function* renamed(corpus: Corpus, random: Random): Generator<Site> {
  for (const { model, item, column } of columnTargets(corpus, random)) {
    if (!/\s+as\s+\w+$/i.test(item.plain) || new RegExp(`\\b${column}\\b.*\\s+as\\s`, 'is').test(item.plain))
      continue;
    const files = corpus.mentions(model, column);
    const word = new RegExp(`\\b${column}\\b`, 'gi');
    // A name that others have too would be renamed with them: then more changes than one column.
    const isOurs = (path: string) =>
      corpus.models.some((it) => it.path === path && it.refs.length > 0) ||
      /\/models\/.*\.ya?ml$/.test(`/${path}`);
    const dynamic = files.some((path) => settingsAre(corpus, path, 'incremental'));
    if (
      files.length === 0 ||
      files.length > 6 ||
      !files.every(isOurs) ||
      dynamic ||
      settingsAre(corpus, model.path, 'incremental')
    )
      continue;
    if (
      corpus.models.filter(
        ({ output, path }) =>
          path !== model.path &&
          output?.items.some(({ name, plain }) => name === column && /\bas\s+\w+$/i.test(plain)),
      ).length > 0
    )
      continue;
    if (
      corpus.entries.some(
        ({ section, path, node }) =>
          section === 'sources' && files.includes(path) && word.test(JSON.stringify(node.toJSON())),
      )
    )
      continue;
    const head = Object.fromEntries(
      [model.path, ...files].map((path) => [path, corpus.text(path).replaceAll(word, `${column}_renamed`)]),
    );
    yield { name: `${model.name}.${column} is renamed everywhere`, head, places: [] };
  }
}

function settingsAre(corpus: Corpus, path: string, kind: string): boolean {
  const model = corpus.models.find((it) => it.path === path);
  return model !== undefined && settingOf(model, 'materialized') === kind;
}

function* configMoved(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const config = configOf(model);
    const entry = corpus.entry(model);
    const block = entry && blockOf(corpus, entry);
    const value = settingOf(model, 'materialized');
    if (!config || config.arguments.length !== 1 || !value || (entry && (!block || entry.node.has('config'))))
      continue;
    const tag = /\{\{-?\s*config[\s\S]*?\}\}\s*/.exec(model.text)!;
    const text = spliced(model.text, tag.index, tag.index + tag[0].length, '');
    const lines = block?.text.split('\n');
    lines?.splice(
      block!.from + 1,
      0,
      `${block!.indent}  config:`,
      `${block!.indent}    materialized: ${value}`,
    );
    const [path, yml] = lines
      ? [entry!.path, lines.join('\n')]
      : [
          `${folder(model)}bench_config.yml`,
          propertiesOf(model.name, ['config:', `  materialized: ${value}`]),
        ];
    yield {
      name: `the config of ${model.name} moves to yml`,
      head: { [model.path]: text, [path]: yml },
      places: [],
    };
  }
}

function* unread(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const entry = corpus.entry(model);
    const block = entry && blockOf(corpus, entry);
    const elsewhere = corpus.mentions(model, model.name).filter((path) => path !== entry?.path);
    const readers = corpus.children(model).length + corpus.possibleReaders(model).length;
    if (readers > 0 || elsewhere.length > 0 || (entry && !block)) continue;
    // What only this model read is left behind.
    const parents = model.refs.flatMap(({ name }) => corpus.model(model.root, name) ?? []);
    if (parents.some((parent) => corpus.children(parent).length === 1)) continue;
    const lines = block?.text.split('\n') ?? [];
    const taken = block ? lines.splice(block.from, block.to - block.from) : [];
    // Other entries may repeat what it gives a name.
    if (taken.some((line) => /\s&\w/.test(line))) continue;
    const rest = lines.join('\n');
    if (block && new RegExp(`\\b${model.name}\\b`, 'i').test(rest)) continue;
    const isLast = block && corpus.entries.filter(({ path }) => path === entry.path).length === 1;
    yield {
      name: `${model.name} goes with its entry`,
      head: { [model.path]: null, ...(block && { [entry.path]: isLast ? null : rest }) },
      places: [],
    };
  }
}

function* metaMoved(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const [column] = model.output?.items.flatMap(({ name }) => name ?? []) ?? [];
    if (!column || corpus.entry(model)) continue;
    const path = `${folder(model)}bench_meta.yml`;
    const yml = (inConfig: boolean) =>
      propertiesOf(model.name, [
        ...(inConfig ? ['config:', '  meta: {owner: finance}'] : ['meta: {owner: finance}']),
        'columns:',
        `  - name: ${column}`,
        ...(inConfig ? ['    config:', '      meta: {pii: true}'] : ['    meta: {pii: true}']),
      ]);
    yield {
      name: `meta of ${model.name} moves to config`,
      overlay: { [path]: yml(false) },
      head: { [path]: yml(true) },
      places: [],
    };
  }
}

function* bumped(corpus: Corpus): Generator<Site> {
  for (const root of corpus.roots) {
    const path = `${root}packages.yml`;
    const text = corpus.files.get(path);
    const version = text && /package:\s*['"]?([\w/-]+)['"]?\s*\n\s*version:.*/.exec(text);
    if (!text || !version) continue;
    const lock = (number: string) =>
      `packages:\n  - package: ${version[1]}\n    version: ${number}\nsha1_hash: 0123456789012345678901234567890123456789\n`;
    const head = text.replace(version[0], version[0].replace(/version:.*/, 'version: [">=1.3.0", "<2.0.0"]'));
    yield {
      name: `${version[1]} is bumped`,
      overlay: { [`${root}package-lock.yml`]: lock('1.1.1') },
      head: { [path]: head, [`${root}package-lock.yml`]: lock('1.3.0') },
      places: [],
    };
  }
}

const benign = (id: string, what: string, sites: Mutation['sites']): Mutation => ({
  id,
  what,
  rules: [],
  sites,
});

export const benignMutations: readonly Mutation[] = [
  benign('N03', 'a column is added with its documentation', documentedColumn),
  benign('N06', 'a file moves to another folder', moved),
  benign('N07', 'a properties file is split', splitProperties),
  benign('N08', 'a column is renamed with all that reads it', renamed),
  benign('N12', 'a setting moves from SQL to yml', configMoved),
  benign('N15', 'a model that nothing reads goes with its entry', unread),
  benign('N17', '`meta` becomes `config.meta`', metaMoved),
  benign('N18', 'a package is bumped with its lock file', bumped),
];
