/** Columns that go, and what reads them. */
import { removable } from './corpus.ts';
import type { Corpus, Model, Use } from './corpus.ts';
import { at, propertiesOf, removedAt, settingOf, withoutItem } from './edits.ts';
import { aboutLostColumns } from './mutation.ts';
import type { Mutation, Place, Site } from './mutation.ts';
import type { Random } from '../support/random.ts';
import { spliced } from './sql-text.ts';
import type { Item } from './sql-text.ts';

export const lost = { rules: ['quality/column-removed-in-use'], also: aboutLostColumns } as const;

export interface Target {
  model: Model;
  item: Item;
  column: string;
  uses: Use[];
}

/** Models of which one output column can be taken away for certain; at most one column a model. */
function* targets(
  corpus: Corpus,
  random: Random,
  fits: (uses: readonly Use[], column: string, model: Model) => boolean,
): Generator<Target> {
  for (const model of random.shuffled(corpus.models)) {
    if (!model.output) continue;
    const all = corpus.uses(model);
    const names = model.output.items.flatMap(({ name }) => name ?? []);
    for (const column of random.shuffled(names)) {
      const item = removable(model, column);
      if (!item) continue;
      const uses = all.filter((use) => use.column === column && use.by !== model);
      if (!fits(uses, column, model)) continue;
      yield { model, item, column, uses };
      break;
    }
  }
}

export function removalOf({ model, item, column }: Target): Pick<Site, 'name' | 'head' | 'places'> {
  return {
    name: `${model.name}.${column} is removed`,
    head: { [model.path]: withoutItem(model, model.output!, item) },
    places: [...removedAt(model, item.start), ...removedAt(model, item.end)],
  };
}

const used = (uses: readonly Use[]) => uses.length > 0;

/** Between the model and one reader, another that takes all its columns. */
function throughStar(corpus: Corpus, target: Target): Site | undefined {
  const { model, uses } = target;
  const { by } = uses[0]!;
  const name = `bench_all_of_${model.name}`;
  const read = by.text.replaceAll(
    new RegExp(`(\\bref\\(\\s*['"])${model.name}(['"]\\s*\\))`, 'gi'),
    `$1${name}$2`,
  );
  if (read === by.text || new RegExp(`\\b${model.name}\\.`, 'i').test(by.plain)) return undefined;
  // Others that read it directly would be the nearer proof.
  if (corpus.children(model).length !== 1) return undefined;
  const star = `select * from {{ ref('${model.name}') }}\n`;
  return { ...removalOf(target), overlay: { [folder(model) + name + '.sql']: star, [by.path]: read } };
}

export function folder({ path }: Pick<Model, 'path'>): string {
  return path.replace(/[^/]*$/, '');
}

/** A column whose name, but for this model, only its yml entry holds. */
function testOnly(corpus: Corpus, random: Random): Iterable<Site> {
  const unused = targets(corpus, random, (uses, column, model) => {
    const path = corpus.entry(model)?.path;
    return uses.length === 0 && path === undefined && corpus.mentions(model, column).length === 0;
  });
  return mapped(unused, (target) => {
    const { model, column } = target;
    const path = `${folder(model)}bench_tests.yml`;
    const yml = propertiesOf(model.name, [
      'columns:',
      `  - name: ${column}`,
      '    data_tests:',
      '      - not_null',
    ]);
    return { ...removalOf(target), overlay: { [path]: yml }, atMost: 'high' };
  });
}

export function* mapped<T, R>(values: Iterable<T>, change: (value: T) => R | undefined): Generator<R> {
  for (const value of values) {
    const result = change(value);
    if (result !== undefined) yield result;
  }
}

function renamed({ model, item, column }: Target): Site {
  const written = model.text.slice(item.start, item.end);
  const alias = /\s+as\s+\w+$/i.exec(item.plain);
  const value = alias ? written.slice(0, alias.index) : written;
  return {
    name: `${model.name}.${column} is renamed`,
    head: { [model.path]: spliced(model.text, item.start, item.end, `${value} as ${column}_renamed`) },
    places: [...removedAt(model, item.start, item.start), ...removedAt(model, item.end, item.end)],
  };
}

/** A semantic model with a measure over one column. */
function underMeasure(target: Target): Site | undefined {
  const { model, column } = target;
  const [key] = model.output!.items;
  if (!key?.name || key.name === column) return undefined;
  const lines = [
    `model: ref('${model.name}')`,
    'entities:',
    `  - {name: bench_key, type: primary, expr: ${key.name}}`,
    'measures:',
    '  - name: bench_total',
    '    agg: max',
    `    expr: ${column}`,
  ];
  const path = `${folder(model)}bench_semantic.yml`;
  const yml = propertiesOf(`bench_${model.name}`, lines, 'semantic_models');
  const site = removalOf(target);
  return { ...site, overlay: { [path]: yml }, places: [...site.places, { path, line: 10, side: 'head' }] };
}

/** A reader asks for a column that is not there. */
function* misspelt(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    if (!model.output) continue;
    const use = random.pick(corpus.uses(model).filter(({ by }) => corpus.rootOf(by.path) === model.root));
    const named = model.output.items.every(({ name }) => name !== undefined);
    if (!use || !named || !model.output.items.some(({ name }) => name === use.column)) continue;
    const text = spliced(use.by.text, use.offset, use.offset + use.column.length, `${use.column}_mispelt`);
    const place: Place = { path: use.by.path, line: use.line };
    yield {
      name: `${use.by.name} reads ${model.name}.${use.column}_mispelt`,
      head: { [use.by.path]: text },
      places: [place],
    };
  }
}

function* removedWithDocs(corpus: Corpus, random: Random): Generator<Site> {
  for (const target of targets(corpus, random, () => true)) {
    const entry = corpus.entry(target.model);
    const column = entry?.columns.find(({ name }) => name === target.column);
    if (!entry || !column) continue;
    yield { ...removalOf(target), places: [{ path: entry.path, line: column.line }] };
  }
}

/** A column of a package that is a project of the same repository, which the outer project reads. */
function* acrossProjects(corpus: Corpus, random: Random): Generator<Site> {
  for (const target of targets(corpus, random, (uses, _column, { root }) =>
    uses.some(({ by }) => by.root !== root),
  ))
    yield removalOf(target);
}

function* repeated(corpus: Corpus, random: Random): Generator<Site> {
  for (const { model, item, column } of targets(corpus, random, () => true)) {
    const materialized = settingOf(model, 'materialized');
    if (materialized === 'ephemeral') continue;
    const written = model.text.slice(item.start, item.end);
    const [place] = at(model, item.end);
    yield {
      name: `${model.name}.${column} is selected twice`,
      head: { [model.path]: spliced(model.text, item.end, item.end, `,\n${written}`) },
      places: written.split('\n').map((_, index) => ({ ...place!, line: place!.line + 1 + index })),
      ...unlessBuilt(corpus, model, materialized),
    };
  }
}

/** Some warehouses give the second column another name, and who reads an ephemeral model may take the first. */
function unlessBuilt(
  corpus: Corpus,
  { root }: Model,
  materialized: string | undefined,
): { beyondProof?: string } {
  const texts = ['profiles.yml', 'dbt_project.yml'].map((file) => corpus.files.get(root + file) ?? '');
  const settings = texts.join('\n');
  if (/\b(duckdb|clickhouse|sqlite)\b/i.test(settings)) return { beyondProof: 'the warehouse takes it' };
  return materialized === undefined && /\bephemeral\b/.test(settings)
    ? { beyondProof: 'the project makes some models ephemeral' }
    : {};
}

export const columnMutations: readonly Mutation[] = [
  {
    id: 'M01',
    what: 'a projected column is removed that one model reads',
    ...lost,
    sites: (corpus, random) => mapped(targets(corpus, random, used), removalOf),
  },
  {
    id: 'M02',
    what: 'a column is renamed, its readers are not',
    ...lost,
    also: [...aboutLostColumns, 'docs/new-column-undocumented'],
    sites: (corpus, random) => mapped(targets(corpus, random, used), renamed),
  },
  {
    id: 'M03',
    what: 'a column is removed in a CTE that `select *` takes whole',
    ...lost,
    sites: (corpus, random) =>
      mapped(
        targets(corpus, random, (uses, _, { output, final }) => used(uses) && output !== final),
        removalOf,
      ),
  },
  {
    id: 'M04',
    what: 'a column is removed that is read through another model of `select *`',
    ...lost,
    sites: (corpus, random) => mapped(targets(corpus, random, used), (target) => throughStar(corpus, target)),
  },
  {
    id: 'M05',
    what: 'a column is removed that readers only filter or join by',
    ...lost,
    sites: (corpus, random) =>
      mapped(
        targets(
          corpus,
          random,
          (uses) => used(uses) && uses.every(({ clause }) => clause === 'join' || clause === 'where'),
        ),
        removalOf,
      ),
  },
  {
    id: 'M06',
    what: 'a column is removed that only a yml test names',
    rules: ['quality/column-removed-in-use'],
    also: aboutLostColumns,
    sites: testOnly,
  },
  {
    id: 'M07',
    what: 'a column is removed that a measure aggregates',
    rules: ['quality/metric-broken', 'quality/column-removed-in-use'],
    also: aboutLostColumns,
    sites: (corpus, random) =>
      mapped(
        targets(corpus, random, (uses) => !used(uses)),
        underMeasure,
      ),
  },
  {
    id: 'M13',
    what: 'a reader names a column that does not exist',
    rules: ['quality/unknown-column'],
    // Where the name was the reader's own column too, that one is gone with it.
    also: [...aboutLostColumns, 'quality/column-removed-in-use'],
    sites: misspelt,
  },
  {
    id: 'V33',
    what: 'a column is selected a second time',
    rules: ['quality/duplicate-column'],
    // A contract or a union counts columns.
    also: ['quality/contract-broken', 'quality/union-mismatch', 'quality/ambiguous-column'],
    sites: repeated,
  },
  {
    id: 'V25',
    what: 'a column is removed that a project reads from its local package',
    ...lost,
    sites: acrossProjects,
  },
  {
    id: 'M47',
    what: 'a column is removed and stays documented',
    rules: ['docs/column-doc-stale', 'quality/column-removed-in-use', 'quality/contract-broken'],
    also: [...aboutLostColumns, 'quality/column-removed-in-use'],
    sites: removedWithDocs,
  },
];

/** Columns that can be removed and that readers use. */
export function columnTargets(corpus: Corpus, random: Random): Iterable<Target> {
  return targets(corpus, random, used);
}

/** Columns that can be removed and that no model plainly reads. */
export function unreadColumns(corpus: Corpus, random: Random): Iterable<Target> {
  return targets(corpus, random, (uses) => !used(uses));
}
