/** What a row of a model stands for. */
import { folder } from './columns.ts';
import type { Corpus, Model } from './corpus.ts';
import { at, propertiesOf, removedAt } from './edits.ts';
import type { Site } from './mutation.ts';
import type { Random } from '../support/random.ts';
import { spliced, topLevel } from './sql-text.ts';

/** Properties that declare the key of a model that has none yet. */
export function declaredKey(model: Model, columns: readonly string[]): Record<string, string> {
  const [column] = columns;
  const lines =
    columns.length === 1
      ? ['columns:', `  - name: ${column}`, '    data_tests:', '      - unique']
      : [
          'data_tests:',
          '  - dbt_utils.unique_combination_of_columns:',
          `      combination_of_columns: [${columns.join(', ')}]`,
        ];
  return { [`${folder(model)}bench_keys.yml`]: propertiesOf(model.name, lines) };
}

/** Another column, which the query aggregates, is grouped by too. */
export function* grouped(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const { output, plain, text } = model;
    if (!output || output.united || corpus.entry(model)) continue;
    const group = topLevel(plain, output.from, output.end, /^group\s+by\b/i)[0];
    const list =
      group === undefined
        ? null
        : /^group\s+by\s+((?:[\w.]+)(?:\s*,\s*[\w.]+)*)/i.exec(plain.slice(group, output.end));
    if (group === undefined || !list) continue;
    const keys = list[1]!.split(',').map((key) => key.trim());
    const ordinals = keys.every((key) => /^\d+$/.test(key));
    const aggregate = output.items
      .map(({ plain: item }) => /\b(?:sum|max|min|avg)\(\s*((?:\w+\.)?[a-z_]\w*)\s*\)/i.exec(item)?.[1])
      .find((found) => found);
    if (!aggregate || keys.includes(aggregate) || (!ordinals && keys.some((key) => /^\d+$/.test(key))))
      continue;
    const names = output.items.slice(0, keys.length).map(({ name }) => name);
    if (
      names.some((name) => name === undefined) ||
      (ordinals && keys.some((key, index) => Number(key) !== index + 1))
    )
      continue;
    const last = output.items.at(-1)!;
    const end = group + list[0].length;
    const withGroup = spliced(text, end, end, `, ${ordinals ? output.items.length + 1 : aggregate}`);
    yield {
      name: `${model.name} is grouped by ${aggregate} too`,
      overlay: declaredKey(model, names as string[]),
      head: { [model.path]: spliced(withGroup, last.end, last.end, `, ${aggregate} as bench_dim`) },
      places: at(model, group, end, output.start, last.end),
    };
  }
}

/** What keeps one row a key is deleted. */
export function* qualified(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const { plain, text } = model;
    const match =
      /\bqualify\s+(row_number\s*\(\s*\)\s*over\s*\(\s*partition\s+by\s+([\w., ]+?)\s+order\b[^)]*\))\s*=\s*1\b/i.exec(
        plain,
      );
    if (!match || corpus.entry(model) || !model.output) continue;
    const columns = match[2]!.split(',').map((column) => column.trim().replace(/^.*\./, '').toLowerCase());
    const select = model.selects.findLast(({ start, end }) => match.index > start && match.index < end);
    if (
      !select ||
      select.start !== model.output.start ||
      columns.some((column) => !model.output!.items.some(({ name }) => name === column))
    )
      continue;
    const end = match.index + match[0].length;
    yield {
      name: `${model.name} keeps all rows of a key`,
      overlay: declaredKey(model, columns),
      head: { [model.path]: spliced(text, match.index, end, '') },
      places: [...removedAt(model, match.index, select.start), ...at(model, match.index)],
    };
  }
}
