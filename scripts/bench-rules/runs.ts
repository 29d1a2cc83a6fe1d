/** What dbt makes of models from run to run, and in which order. */
import { folder } from './columns.ts';
import { isConditional } from './corpus.ts';
import type { Corpus, Model } from './corpus.ts';
import { at, configOf, removedAt, settingOf, withItem, withoutArgument } from './edits.ts';
import type { Mutation, Site } from './mutation.ts';
import type { Random } from '../support/random.ts';
import { lineOf, spliced } from './sql-text.ts';

/** A model gains a column; an incremental one, laid over, takes all of its columns. */
function* throughStar(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const { output, root, path, name } = model;
    const settings = corpus.files.get(`${root}dbt_project.yml`) ?? '';
    const isPlain = output?.items.every((item) => item.name !== undefined && !item.plain.includes('*'));
    if (!output || !isPlain || /on_schema_change/.test(settings)) continue;
    if (/\b(group|order)\s+by\s+[\d¤]/i.test(model.plain)) continue;
    const follower = `${folder(model)}bench_follower.sql`;
    const added = withItem(model, output, '1 as bench_extra');
    yield {
      name: `${name} gains a column that bench_follower takes by a star`,
      overlay: {
        [follower]: `{{ config(materialized='incremental') }}\nselect *\nfrom {{ ref('${name}') }}\n`,
      },
      head: { [path]: added.text },
      places: [
        { path, line: added.line },
        { path: follower, line: 2 },
      ],
    };
  }
}

/** The nearest models below that are not right below it. */
function below(corpus: Corpus, model: Model): readonly Model[] {
  const found = new Set(corpus.children(model));
  for (const child of found) if (found.size < 50) for (const next of corpus.children(child)) found.add(next);
  return [...found].filter((each) => each !== model && each.root === model.root);
}

/** A ref names a model that is built from the reader. */
function* circles(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const ref = random.pick(model.refs.filter(({ name }) => corpus.model(model.root, name)));
    const other = random.pick(below(corpus, model));
    if (!ref || !other) continue;
    const call = model.text.slice(ref.start, ref.end);
    const head = spliced(
      model.text,
      ref.start,
      ref.end,
      call.replace(/(['"])\w+\1\s*\)$/, `'${other.name}')`),
    );
    if (head === model.text) continue;
    yield {
      name: `${model.name} reads ${other.name}, which is built from it`,
      ...(isConditional(model.text, ref.start) && {
        beyondProof: 'the condition around the ref need not hold while dbt looks for circles',
      }),
      head: { [model.path]: head },
      places: [{ path: model.path, line: ref.line }],
    };
  }
}

/** An incremental model that replaces rows by its key loses it. */
function* keys(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const config = configOf(model);
    const key = config?.arguments.find((argument) => argument.key === 'unique_key');
    const settings = corpus.files.get(`${model.root}dbt_project.yml`) ?? '';
    const strategy = settingOf(model, 'incremental_strategy');
    const isDefault = strategy === undefined && !/incremental_strategy/.test(model.text + settings);
    if (!config || !key || !(isDefault || /^(merge|delete\+insert)$/.test(strategy ?? ''))) continue;
    if (settingOf(model, 'materialized') !== 'incremental') continue;
    yield {
      name: `${model.name} loses its unique_key`,
      head: { [model.path]: withoutArgument(model, config.arguments, key) },
      places: [
        ...removedAt(model, key.start, config.open),
        { path: model.path, line: lineOf(model.text, model.text.indexOf('incremental_strategy')) },
      ],
    };
  }
}

/** An incremental model that replaces rows by its key appends from now on. */
function* appended(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const config = configOf(model);
    if (!config || settingOf(model, 'materialized') !== 'incremental') continue;
    const named = config.arguments.find(({ key }) => key === 'incremental_strategy');
    const hasKey = config.arguments.some(({ key, value }) => key === 'unique_key' && !/^none$/i.test(value));
    const isReplacing = /^(merge|delete\+insert|insert_overwrite)$/.test(
      settingOf(model, 'incremental_strategy') ?? 'merge',
    );
    // What it leaves out itself does not come twice.
    const isKept = /\bnot\s+(in|exists)\b|\bis\s+null\b|\b(delete|truncate)\b/i.test(model.text);
    if (!hasKey || !isReplacing || isKept || /merge_tree|mergetree/i.test(model.text)) continue;
    const strategy = (name: string) => {
      const item = config.dictionary ? `'incremental_strategy': '${name}'` : `incremental_strategy='${name}'`;
      return named
        ? spliced(model.text, named.start, named.end, item)
        : spliced(model.text, config.open + 1, config.open + 1, `${item}, `);
    };
    yield {
      name: `${model.name} appends`,
      // Written down, so that no adapter's default is meant.
      overlay: { [model.path]: strategy(settingOf(model, 'incremental_strategy') ?? 'merge') },
      head: { [model.path]: strategy('append') },
      places: at(model, named?.start ?? config.open),
    };
  }
}

export const runMutations: readonly Mutation[] = [
  {
    id: 'V22',
    what: 'a model gains a column, and an incremental one takes every column of it',
    rules: ['quality/incremental-schema-drift'],
    also: ['docs/new-column-undocumented', 'quality/contract-broken', 'quality/union-mismatch'],
    sites: throughStar,
  },
  {
    id: 'V23',
    what: 'a model reads what is built from it',
    rules: ['quality/ref-cycle'],
    // It reads another model than before, after all.
    also: [
      'quality/unknown-column',
      'quality/ambiguous-column',
      'quality/type-changed',
      'quality/grain-changed',
      'quality/join-fanout',
      'quality/column-removed-in-use',
      'quality/contract-broken',
      'quality/union-mismatch',
      'governance/pii-exposed',
    ],
    sites: circles,
  },
  {
    id: 'V24',
    what: 'an incremental model that merges loses its key',
    rules: ['quality/incremental-no-unique-key'],
    also: ['quality/grain-changed', 'quality/key-test-removed', 'cost/full-refresh-forced'],
    sites: keys,
  },
  {
    id: 'V41',
    what: 'an incremental model with a key appends',
    rules: ['quality/incremental-no-unique-key'],
    sites: appended,
  },
];
