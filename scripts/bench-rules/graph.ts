/** Resources that go, and names that stop resolving. */
import { folder } from './columns.ts';
import type { Corpus, Model } from './corpus.ts';
import { settingOf, withConfig } from './edits.ts';
import type { Mutation, Place, Site } from './mutation.ts';
import type { Random } from '../support/random.ts';
import { lineOf, spliced } from './sql-text.ts';

const gone = {
  rules: ['quality/model-removed-in-use'],
  also: ['docs/yml-orphan', 'quality/exposure-impacted'],
} as const;

/** Where anything of its project names it. */
function readAt(corpus: Corpus, model: Model): Place[] {
  // A unit test says without a ref which model it is for.
  const pattern = new RegExp(`\\bref\\([^)]*['"]${model.name}['"]|\\bmodel:[ \\t]*${model.name}\\b`, 'gi');
  return [...corpus.files]
    .filter(([path]) => path.startsWith(model.root) && /\.(sql|py|ya?ml)$/.test(path))
    .flatMap(([path, text]) =>
      [...text.matchAll(pattern)].map(({ index }) => ({ path, line: lineOf(text, index) })),
    );
}

function* readModels(corpus: Corpus, random: Random): Generator<Model> {
  for (const model of random.shuffled(corpus.models)) {
    if (corpus.children(model).some(({ root }) => root === model.root)) yield model;
  }
}

function* changed(
  corpus: Corpus,
  random: Random,
  change: (model: Model) => Omit<Site, 'places'>,
): Generator<Site> {
  for (const model of readModels(corpus, random)) {
    const site = change(model);
    const own: Place[] = [
      { path: model.path, line: 1, side: 'base' },
      { path: model.path, line: 1 },
    ];
    yield { ...site, places: [...readAt(corpus, model), ...own] };
  }
}

function* misspeltRefs(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const ref = random.pick(model.refs.filter(({ name }) => corpus.model(model.root, name)));
    if (!ref) continue;
    const text = spliced(
      model.text,
      ref.start,
      ref.end,
      model.text.slice(ref.start, ref.end).replace(/(['"])\s*\)$/, '_mispelt$1)'),
    );
    yield {
      name: `${model.name} reads ${ref.name}_mispelt`,
      head: { [model.path]: text },
      places: [{ path: model.path, line: ref.line }],
    };
  }
}

/** A source table that a model reads is taken out of its properties file. */
function* sourceTables(corpus: Corpus, random: Random): Generator<Site> {
  for (const entry of random.shuffled(corpus.entries.filter(({ section }) => section === 'sources'))) {
    const text = corpus.text(entry.path);
    const tables = [...text.slice(entry.start, entry.end).matchAll(/^( +)- name: ["']?(\w+)["']?[ \t]*\n/gm)];
    const indent = tables[0]?.[1];
    for (const table of random.shuffled(tables.filter((match) => match[1] === indent))) {
      const start = entry.start + table.index;
      const rest = text.slice(start + table[0].length, entry.end);
      const next = new RegExp(`^ {0,${indent!.length}}\\S`, 'm').exec(rest);
      const end = next ? start + table[0].length + next.index : entry.end;
      // A variable may hold the source's name: such a reader may be the first, too.
      const call = new RegExp(
        `\\bsource\\(\\s*(?:['"]${entry.name}['"]|\\w+)\\s*,\\s*['"]${table[2]}['"]\\s*\\)`,
        'i',
      );
      const places = corpus.models.flatMap(({ path, root, text: sql, plain }) => {
        const at = root === entry.root ? sql.search(call) : -1;
        return at >= 0 && plain[at] === '¤' ? [{ path, line: lineOf(sql, at) }] : [];
      });
      if (
        places.length === 0 ||
        tables.length < 2 ||
        /columns:/.test(text.slice(0, start).split('tables:').at(-1)!.split('\n').at(-1)!)
      )
        continue;
      yield {
        name: `source ${entry.name}.${table[2]} is removed`,
        head: { [entry.path]: spliced(text, start, end, '') },
        places,
      };
      break;
    }
  }
}

/** An exposure is laid over; the model that it shows is deleted. */
function* underExposure(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    // Macros may read it, too, and have the finding.
    const readable = corpus.mentions(model, model.name).filter((path) => path.endsWith('.sql'));
    if (corpus.children(model).length > 0 || readable.length > 0) continue;
    const path = `${folder(model)}bench_exposures.yml`;
    const lines = [
      'version: 2',
      'exposures:',
      '  - name: bench_weekly',
      '    type: dashboard',
      '    owner: {name: finance}',
      '    depends_on:',
      `      - ref('${model.name}')`,
      '',
    ];
    yield {
      name: `${model.name} is deleted under an exposure`,
      overlay: { [path]: lines.join('\n') },
      head: { [model.path]: null },
      places: [{ path, line: 7 }, ...readAt(corpus, model), { path: model.path, line: 1, side: 'base' }],
    };
  }
}

function* seeds(corpus: Corpus, random: Random): Generator<Site> {
  for (const root of random.shuffled(corpus.roots)) {
    const reader = `${root}models/bench_rates_eur.sql`;
    const path = `${corpus.seedsOf(root)}bench_rates.csv`;
    yield {
      name: 'a seed file is renamed, its reader is not',
      overlay: {
        [path]: 'currency,rate\nEUR,1\n',
        [reader]: "select currency, rate\nfrom {{ ref('bench_rates') }}\n",
      },
      head: {
        [path]: null,
        [`${corpus.seedsOf(root)}bench_exchange_rates.csv`]: 'currency,rate\nEUR,1\n',
      },
      places: [
        { path: reader, line: 2 },
        { path, line: 1, side: 'base' },
      ],
    };
  }
}

/** A macro file that models call is deleted. */
function* macroFiles(corpus: Corpus, random: Random): Generator<Site> {
  const files = [...corpus.files].filter(
    ([path]) => /(^|\/)macros\/.*\.sql$/.test(path) && !/dbt_packages/.test(path),
  );
  for (const [path, text] of random.shuffled(files)) {
    const names = [...text.matchAll(/\{%-?\s*macro\s+(\w+)/g)].map((match) => match[1]!);
    // What dbt itself calls by name overrides something: without the file there is still the original.
    if (names.some((name) => /^(generate_|default__|\w+__)|^(ref|source|grant|test_)/.test(name))) continue;
    const root = corpus.rootOf(path);
    const call = new RegExp(`\\{\\{-?\\s*(${names.join('|')})\\s*\\(`);
    const places = corpus.models
      .filter((model) => model.root === root && names.length > 0)
      .flatMap((model) => {
        const at = model.text.search(call);
        return at >= 0 && model.plain[at] === '¤' ? [{ path: model.path, line: lineOf(model.text, at) }] : [];
      });
    if (places.length === 0 || names.length !== 1) continue;
    yield {
      name: `${path} is deleted`,
      head: { [path]: null },
      places: [...places, { path, line: 1, side: 'base' }],
    };
  }
}

function* aliasClash(corpus: Corpus, random: Random): Generator<Site> {
  /** Built as a table of its own, whatever its folder says. */
  const built = (model: Model) =>
    settingOf(model, 'materialized') === undefined
      ? withConfig(model, 'materialized', "'table'")
      : model.text;
  for (const model of random.shuffled(corpus.models)) {
    const others = corpus.models.filter(
      (it) => it !== model && folder(it) === folder(model) && !/\b(schema|alias|database)\s*=/.test(it.text),
    );
    const other = random.pick(others);
    if (!other || /\b(schema|alias|database)\s*=/.test(model.text)) continue;
    if ([model, other].some((it) => settingOf(it, 'materialized') === 'ephemeral')) continue;
    const text = withConfig({ text: built(model) }, 'alias', `'${other.name}'`);
    yield {
      name: `${model.name} takes the alias ${other.name}`,
      overlay: { [model.path]: built(model), [other.path]: built(other) },
      head: { [model.path]: text },
      places: [
        { path: model.path, line: lineOf(text, text.search(/\balias\b/)) },
        { path: model.path, line: 1 },
      ],
    };
  }
}

/** What a macro dispatches to, for all adapters or for one, gets another name. */
function* dispatched(corpus: Corpus): Generator<Site> {
  for (const root of corpus.roots) {
    const settings = corpus.files.get(`${root}dbt_project.yml`) ?? '';
    // Macros may be kept elsewhere.
    if (/^macro-paths:/m.test(settings) && !/^macro-paths:.*['"]macros['"]/m.test(settings)) continue;
    const path = `${root}macros/bench_cents.sql`;
    const macros = (implementation: string) =>
      `{% macro bench_cents(column) %}\n{{ return(adapter.dispatch('bench_cents')(column)) }}\n{% endmacro %}\n{% macro ${implementation}(column) %}{{ column }} / 100{% endmacro %}\n`;
    yield {
      name: 'the default of a dispatched macro is renamed',
      overlay: {
        [path]: macros('default__bench_cents'),
        [`${root}models/bench_prices.sql`]: "select {{ bench_cents('1') }} as price\n",
      },
      head: { [path]: macros('default__bench_dollars') },
      places: [{ path, line: 2 }],
    };
  }
}

export const graphMutations: readonly Mutation[] = [
  {
    id: 'M08',
    what: 'a model with readers is deleted',
    ...gone,
    sites: (corpus, random) =>
      changed(corpus, random, (model) => ({
        name: `${model.name} is deleted`,
        head: { [model.path]: null },
      })),
  },
  {
    id: 'M09',
    what: 'a model file is renamed, refs are kept',
    ...gone,
    also: [
      'docs/yml-orphan',
      'docs/new-model-undocumented',
      // A folder may hold all its models to contracts, and the renamed one has no columns in its properties.
      'quality/contract-broken',
      'quality/key-test-removed',
      'governance/pii-tag-dropped',
      // What was declared of the old name does not hold for the new one.
      'quality/key-without-test',
      'governance/pii-unclassified',
    ],
    sites: (corpus, random) =>
      changed(corpus, random, (model) => ({
        name: `${model.name} is renamed`,
        head: { [model.path]: null, [`${folder(model)}${model.name}_renamed.sql`]: model.text },
      })),
  },
  {
    id: 'M10',
    what: 'a model with readers is disabled',
    ...gone,
    sites: (corpus, random) =>
      changed(corpus, random, (model) => ({
        name: `${model.name} is disabled`,
        head: { [model.path]: withConfig(model, 'enabled', 'false') },
      })),
  },
  { id: 'M11', what: 'a ref is misspelt', rules: ['quality/unresolved-ref'], sites: misspeltRefs },
  { id: 'M12', what: 'a source table that a model reads is removed', ...gone, sites: sourceTables },
  {
    id: 'V06',
    what: 'two models get the same relation',
    rules: ['quality/duplicate-resource'],
    sites: aliasClash,
  },
  {
    id: 'V10',
    what: 'a macro file is deleted, its callers stay',
    rules: ['quality/model-removed-in-use', 'quality/unresolved-ref'],
    sites: macroFiles,
  },
  { id: 'V11', what: 'a model is deleted that only an exposure shows', ...gone, sites: underExposure },
  { id: 'V12', what: 'a seed file is renamed, its reader is not', ...gone, sites: seeds },
  {
    id: 'V42',
    what: 'a macro goes to which another one dispatches',
    rules: ['quality/model-removed-in-use'],
    sites: dispatched,
  },
];
