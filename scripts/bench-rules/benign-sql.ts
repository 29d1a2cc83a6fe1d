/** Edits of a model's text that change nothing that matters: nothing may be said of them. */
import { isStar } from './corpus.ts';
import type { Corpus, Model } from './corpus.ts';
import { settingOf } from './edits.ts';
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
  const readers = [...corpus.children(model), ...corpus.possibleReaders(model)];
  if (readers.some((reader) => /\b(union|insert|pivot)\b/i.test(reader.text))) return undefined;
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

const reserved =
  /^(all|and|as|asc|by|case|cross|desc|distinct|else|end|from|full|group|having|in|inner|into|is|join|left|limit|not|null|on|or|order|outer|partition|qualify|right|select|set|then|to|union|using|when|where|window|with)$/i;

const spelledOut: Change = ({ final, output, text }) => {
  if (!final || !output || final === output || final.items[0]?.plain !== '*') return undefined;
  const names = output.items.flatMap(({ name }) => name ?? []);
  // Names that SQL has a use for would want quotes.
  if (names.length !== output.items.length || names.some((name) => reserved.test(name))) return undefined;
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

const rewriting = (id: string, what: string, change: Change): Mutation => ({
  id,
  what,
  rules: [],
  sites: (corpus, random) => rewritten(corpus, random, change),
});

export const benignSqlMutations: readonly Mutation[] = [
  rewriting('N01', 'a model is reformatted', reformatted),
  rewriting('N02', 'comments are added', commented),
  rewriting('N04', 'a CTE is renamed everywhere', cteRenamed),
  rewriting('N05', 'two columns change places', reordered),
  rewriting('N09', 'a subquery becomes a CTE', hoisted),
  rewriting('N10', '`select *` becomes the same list', spelledOut),
  rewriting('N11', 'keywords change case', (model) =>
    replaced(model, keywords, (word) =>
      word === word.toUpperCase() ? word.toLowerCase() : word.toUpperCase(),
    ),
  ),
  rewriting('N13', 'the operands of an AND change places', swappedOperands),
  rewriting('N14', 'an integer becomes a bigint', widened),
  rewriting('N16', 'a dbt_utils macro takes the place of equal SQL', grouped),
];
