/** Edits that change nothing that matters: nothing may be said of them. */
import { columnTargets, folder } from './columns.ts';
import { isStar } from './corpus.ts';
import type { Corpus, Entry, Model } from './corpus.ts';
import { configOf, propertiesOf, settingOf, withItem } from './edits.ts';
import type { Mutation, Site } from './mutation.ts';
import type { Random } from '../support/random.ts';
import { blanked, closing, spliced, topLevel } from './sql-text.ts';

type Change = (model: Model, corpus: Corpus, random: Random) => string | undefined;

/** A benign change of the text of one model. */
function* rewritten(corpus: Corpus, random: Random, change: Change): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const text = change(model, corpus, random);
    if (text !== undefined && text !== model.text)
      yield { name: model.name, head: { [model.path]: text }, places: [] };
  }
}

/** Each part that matches outside strings, comments and Jinja, replaced. */
function replaced(
  { text, plain }: Pick<Model, 'text' | 'plain'>,
  pattern: RegExp,
  by: (found: string) => string,
): string {
  let result = '';
  let last = 0;
  for (const { index, 0: found } of plain.matchAll(pattern)) {
    result += text.slice(last, index) + by(text.slice(index, index + found.length));
    last = index + found.length;
  }
  return result + text.slice(last);
}

const keywords =
  /\b(select|from|where|and|or|left|right|inner|join|on|group by|order by|having|as|with|case|when|then|else|end|union all|is|not|null|in|between|over|partition by)\b/gi;

/** Deeper lines, and items on lines of their own. */
const reformatted: Change = (model) => {
  const { text, selects } = model;
  const commas = new Set(selects.flatMap(({ items }) => items.slice(0, -1).map(({ end }) => end)));
  let result = '';
  for (let at = 0; at < text.length; at++) {
    result += text[at];
    if (
      text[at] === ',' &&
      commas.has(at) &&
      text[at + 1] !== '\n' &&
      !/^[ \t]*(--|\n)/.test(text.slice(at + 1))
    )
      result += '\n    ';
  }
  // Strings and Jinja keep their lines as they are.
  const plain = blanked(result);
  return result
    .split('\n')
    .reduce<{ lines: string[]; at: number }>(
      ({ lines, at }, line) => ({
        lines: [
          ...lines,
          /^[a-z(),\s]/i.test(plain[at] ?? '') && line.trim() !== '' && line.startsWith(' ')
            ? `  ${line}`
            : line,
        ],
        at: at + line.length + 1,
      }),
      { lines: [], at: 0 },
    )
    .lines.join('\n');
};

const commented: Change = ({ text, selects }) => {
  const { start } = selects.at(-1) ?? { start: undefined };
  return start === undefined
    ? undefined
    : `{# A note for readers #}\n${spliced(text, start, start, '-- what readers get\n')}`;
};

const cteRenamed: Change = (model, _, random) => {
  const names = model.selects.flatMap(({ cte }) => cte ?? []);
  const cte = random.pick(
    names.filter((name) => new RegExp(`\\b${name}\\s+as\\s*\\(`, 'i').test(model.plain)),
  );
  // A column of the same name, or Jinja that names it, would not be renamed with it.
  if (!cte || new RegExp(`\\.\\s*${cte}\\b|\\bas\\s+${cte}\\b`, 'i').test(model.plain)) return undefined;
  const inJinja = [...model.text.matchAll(/\{[{%][\s\S]*?[%}]\}/g)].some(([tag]) =>
    new RegExp(`\\b${cte}\\b`, 'i').test(tag),
  );
  const isColumn = model.selects.some(({ items }) => items.some(({ name }) => name === cte));
  return inJinja || isColumn
    ? undefined
    : replaced(model, new RegExp(`\\b${cte}\\b`, 'gi'), () => `${cte}_step`);
};

const reordered: Change = (model, corpus) => {
  const { output, plain, text } = model;
  if (
    !output ||
    output.united ||
    /\b(union|intersect|except|group\s+by\s+[\d¤]|order\s+by\s+\d)\b/i.test(plain)
  )
    return undefined;
  if (settingOf(model, 'materialized') === 'incremental') return undefined;
  if (corpus.children(model).some((child) => /\b(union|insert|pivot)\b/i.test(child.text))) return undefined;
  const [, a, b] = output.items;
  if (!a?.name || !b?.name || isStar(a.plain) || isStar(b.plain)) return undefined;
  // A lateral alias must stand behind what it names.
  if (new RegExp(`\\b${a.name}\\b`, 'i').test(b.plain)) return undefined;
  return (
    text.slice(0, a.start) +
    text.slice(b.start, b.end) +
    text.slice(a.end, b.start) +
    text.slice(a.start, a.end) +
    text.slice(b.end)
  );
};

/** A subquery becomes the last CTE. */
const hoisted: Change = ({ plain, text, selects }) => {
  const final = selects.findLast(({ depth, united }) => depth === 0 && !united);
  if (!final || !/^[\s¤]*with\b/i.test(plain)) return undefined;
  const from = topLevel(plain, final.from, final.end, /^(from|join)\b/i)[0];
  const open = from === undefined ? -1 : plain.indexOf('(', from);
  if (open < 0 || !/^(from|join)\s*\(\s*select\b/i.test(plain.slice(from))) return undefined;
  const close = closing(plain, open);
  const before = plain.slice(0, final.start).trimEnd();
  if (!before.endsWith(')') || close < 0) return undefined;
  const body = text.slice(open, close + 1);
  const main = spliced(text, open, close + 1, 'bench_step').slice(final.start);
  return `${text.slice(0, before.length)},\n\nbench_step as ${body}\n\n${main}`;
};

const spelledOut: Change = ({ final, output, text }) => {
  if (!final || !output || final === output || final.items[0]?.plain !== '*') return undefined;
  const names = output.items.flatMap(({ name }) => name ?? []);
  if (names.length !== output.items.length) return undefined;
  return spliced(text, final.items[0]!.start, final.items[0]!.end, `\n    ${names.join(',\n    ')}\n`);
};

const swappedOperands: Change = ({ plain, text, selects }) => {
  for (const { from, end } of selects) {
    const where = topLevel(plain, from, end, /^where\b/i)[0];
    if (where === undefined) continue;
    const stop = topLevel(plain, where + 5, end, /^(group|order|qualify|having|limit|window)\b/i)[0] ?? end;
    const ands = topLevel(plain, where, stop, /^and\b/i);
    const clause = plain.slice(where, stop);
    if (
      ands.length !== 1 ||
      /[§¤]|\b(or|between|case)\b|--/i.test(text.slice(where, stop)) ||
      clause.includes('§')
    )
      continue;
    const [and] = ands as [number];
    const left = text.slice(where + 5, and).trim();
    const right = text.slice(and + 3, stop).trim();
    const tail = /\s*$/.exec(text.slice(where, stop))![0];
    return spliced(text, where + 5, stop, ` ${right} and ${left}${tail}`);
  }
  return undefined;
};

const widened: Change = (model) => {
  const match = /\bas\s+(int|integer)\s*\)/i.exec(model.plain) ?? /::\s*(int|integer)\b/i.exec(model.plain);
  if (!match) return undefined;
  const at = match.index + match[0].indexOf(match[1]!, 2);
  return spliced(model.text, at, at + match[1]!.length, 'bigint');
};

const grouped: Change = (model, corpus) => {
  const packages = corpus.files.get(`${model.root}packages.yml`) ?? '';
  const match = /\bgroup\s+by\s+(1(?:\s*,\s*\d+)*)(?!\s*,)/i.exec(model.plain);
  const ordinals = match?.[1]!.split(',').map(Number) ?? [];
  if (!match || !/dbt_utils/.test(packages) || ordinals.some((ordinal, index) => ordinal !== index + 1))
    return undefined;
  return spliced(
    model.text,
    match.index,
    match.index + match[0].length,
    `{{ dbt_utils.group_by(n=${ordinals.length}) }}`,
  );
};

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
      corpus.children(model).some(({ text }) => /\bunion/i.test(text))
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
    if (corpus.children(model).length > 0 || elsewhere.length > 0 || (entry && !block)) continue;
    const lines = block?.text.split('\n') ?? [];
    if (block) lines.splice(block.from, block.to - block.from);
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
const rewriting = (id: string, what: string, change: Change) =>
  benign(id, what, (corpus, random) => rewritten(corpus, random, change));

export const benignMutations: readonly Mutation[] = [
  rewriting('N01', 'a model is reformatted', reformatted),
  rewriting('N02', 'comments are added', commented),
  benign('N03', 'a column is added with its documentation', documentedColumn),
  rewriting('N04', 'a CTE is renamed everywhere', cteRenamed),
  rewriting('N05', 'two columns change places', reordered),
  benign('N06', 'a file moves to another folder', moved),
  benign('N07', 'a properties file is split', splitProperties),
  benign('N08', 'a column is renamed with all that reads it', renamed),
  rewriting('N09', 'a subquery becomes a CTE', hoisted),
  rewriting('N10', '`select *` becomes the same list', spelledOut),
  rewriting('N11', 'keywords change case', (model) =>
    replaced(model, keywords, (word) =>
      word === word.toUpperCase() ? word.toLowerCase() : word.toUpperCase(),
    ),
  ),
  benign('N12', 'a setting moves from SQL to yml', configMoved),
  rewriting('N13', 'the operands of an AND change places', swappedOperands),
  rewriting('N14', 'an integer becomes a bigint', widened),
  benign('N15', 'a model that nothing reads goes with its entry', unread),
  rewriting('N16', 'a dbt_utils macro takes the place of equal SQL', grouped),
  benign('N17', '`meta` becomes `config.meta`', metaMoved),
  benign('N18', 'a package is bumped with its lock file', bumped),
];
