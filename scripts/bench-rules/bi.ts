/** What goes under files of BI tools, and nowhere else. */
import { folder, removalOf, unreadColumns } from './columns.ts';
import type { Corpus, Model } from './corpus.ts';
import { settingOf } from './edits.ts';
import { aboutLostColumns } from './mutation.ts';
import type { Mutation, Site } from './mutation.ts';
import type { Random } from '../support/random.ts';

/** True if nothing else can be called as the model is, and its relation is called as itself. */
function isPlainlyNamed(corpus: Corpus, model: Model): boolean {
  const { name, text } = model;
  const isSet = (key: string) => settingOf(model, key) ?? corpus.folderSetting(model, key);
  if (isSet('alias') !== undefined || isSet('materialized') === 'ephemeral') return false;
  const named = new RegExp(`\\b(name|alias|identifier):\\s*["']?${name}\\b`, 'i');
  const files = [...corpus.files].filter(([path]) =>
    path.toLowerCase().endsWith(`/${name.toLowerCase()}.sql`),
  );
  return (
    files.length === 1 &&
    !/\balias\b\s*=/.test(text) &&
    ![...corpus.files].some(
      ([path, content]) =>
        (/\.ya?ml$/.test(path) && /^sources:/m.test(content) && named.test(content)) ||
        (path.endsWith('.sql') && content.includes('generate_alias_name')),
    )
  );
}

/** True if nothing but its own entry names the model, and that holds it to nothing. */
function isUnread(corpus: Corpus, model: Model): boolean {
  const entry = corpus.entry(model);
  const text = entry ? corpus.text(entry.path) : '';
  const isHeld = /\b(tests|versions|contract|constraints):/.test(text.slice(entry?.start, entry?.end));
  const isReferredTo = new RegExp(`['"]${model.name}['"]`, 'i').test(text);
  return !isHeld && !isReferredTo && corpus.mentions(model, model.name).every((path) => path === entry?.path);
}

function* columnsOfViews(corpus: Corpus, random: Random): Generator<Site> {
  for (const target of unreadColumns(corpus, random)) {
    const { model, column } = target;
    if (!isUnread(corpus, model) || !isPlainlyNamed(corpus, model)) continue;
    const view = `view: bench {\n  sql_table_name: ${model.name} ;;\n  dimension: bench_column {\n    sql: \${TABLE}.${column} ;;\n  }\n}\n`;
    yield { ...removalOf(target), overlay: { 'looker/bench.view.lkml': view }, atMost: 'high' };
  }
}

function* modelsOfDatasets(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    if (!isUnread(corpus, model) || !isPlainlyNamed(corpus, model)) continue;
    const dataset = `table_name: ${model.name}\nschema: null\nsql: null\ncolumns:\n- column_name: bench_column\n  expression: null\n`;
    yield {
      name: `${model.name} is renamed`,
      overlay: { 'superset/datasets/bench/bench.yaml': dataset },
      head: { [model.path]: null, [`${folder(model)}bench_${model.name}.sql`]: model.text },
      places: [{ path: model.path, line: 1, side: 'base' }],
      atMost: 'high',
    };
  }
}

const broken = { rules: ['quality/bi-dataset-broken'] } as const;

export const biMutations: readonly Mutation[] = [
  {
    id: 'V31',
    what: 'a column is removed that only a view of LookML reads',
    ...broken,
    also: aboutLostColumns,
    sites: columnsOfViews,
  },
  {
    id: 'V32',
    what: 'a model is renamed that only a dataset of Superset reads',
    ...broken,
    also: [
      'docs/yml-orphan',
      'docs/new-model-undocumented',
      'quality/contract-broken',
      'quality/key-without-test',
    ],
    sites: modelsOfDatasets,
  },
];
