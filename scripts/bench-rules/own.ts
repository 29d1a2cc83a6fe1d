/** Further ways to break a project, further from the model's own text. */
import { columnTargets, folder, lost } from './columns.ts';
import type { Corpus } from './corpus.ts';
import { removedAt } from './edits.ts';
import type { Mutation, Site } from './mutation.ts';
import type { Random } from '../support/random.ts';
import { lineOf, spliced } from './sql-text.ts';

/** A column that comes out of a macro goes with the macro's text. */
function* throughMacro(corpus: Corpus, random: Random, dispatched: boolean): Generator<Site> {
  for (const { model, item, column } of columnTargets(corpus, random)) {
    // Jinja does not nest, and what a macro returns is trimmed of nothing.
    if (/[¤§]/.test(item.plain) || /--/.test(model.text.slice(item.start, item.end))) continue;
    const written = model.text.slice(item.start, item.end);
    const path = `${model.root}macros/bench_columns.sql`;
    const name = dispatched ? 'default__bench_columns' : 'bench_columns';
    const call = dispatched
      ? "{% macro bench_columns() %}\n{{ return(adapter.dispatch('bench_columns')()) }}\n{% endmacro %}\n\n"
      : '';
    const macro = (body: string) => `${call}{% macro ${name}() %}\n    ${body}\n{% endmacro %}\n`;
    const base = macro(written);
    yield {
      name: `${model.name}.${column} is removed from a macro`,
      overlay: {
        [path]: base,
        [model.path]: spliced(model.text, item.start, item.end, '{{ bench_columns() }}'),
      },
      head: { [path]: macro('1 as bench_other') },
      places: [
        { path, line: lineOf(base, base.indexOf(`${name}()`)) + 1, side: 'base' },
        { path, line: lineOf(base, base.indexOf(`${name}()`)) + 1 },
        { path, line: lineOf(base, base.lastIndexOf('{% endmacro')) - 1, side: 'base' },
        ...removedAt(model, item.start, item.start),
      ],
    };
  }
}

function* seedHeaders(corpus: Corpus): Generator<Site> {
  for (const root of corpus.roots) {
    const path = `${corpus.seedsOf(root)}bench_rates.csv`;
    const reader = `${root}models/bench_rates_eur.sql`;
    yield {
      name: 'a column leaves the header of a seed',
      overlay: {
        [path]: 'currency,rate,day\nEUR,1,2024-01-01\n',
        [reader]: "select r.currency, r.rate\nfrom {{ ref('bench_rates') }} as r\n",
      },
      head: { [path]: 'currency,day\nEUR,2024-01-01\n' },
      places: [
        { path, line: 1, side: 'base' },
        { path, line: 1 },
        { path: reader, line: 1 },
      ],
    };
  }
}

/** A staging model of a vendored package loses a column. */
function* packages(corpus: Corpus): Generator<Site> {
  for (const root of corpus.roots) {
    const inside = `${root}dbt_packages/bench_shop/`;
    const path = `${inside}models/stg_bench_shop__orders.sql`;
    const sql = 'select\n    1 as order_id,\n    2 as amount,\n    3 as day\n';
    yield {
      name: 'a staging model of a package loses a column',
      overlay: {
        [`${inside}dbt_project.yml`]: 'name: bench_shop\nversion: 1.0.0\nconfig-version: 2\n',
        [path]: sql,
        [`${root}models/bench_orders.sql`]:
          "select o.order_id, o.amount\nfrom {{ ref('stg_bench_shop__orders') }} as o\n",
      },
      head: { [path]: sql.replace('    2 as amount,\n', '') },
      places: [{ path, line: 3, side: 'base' }],
    };
  }
}

/** A table of a source that a model reads. */
function* identifiers(corpus: Corpus, random: Random): Generator<Site> {
  for (const entry of random.shuffled(corpus.entries.filter(({ section }) => section === 'sources'))) {
    const text = corpus.text(entry.path);
    if (/identifier/.test(text.slice(entry.start, entry.end))) continue;
    const tables = [...text.slice(entry.start + 4, entry.end).matchAll(/^( +)- name: (\w+)[ \t]*\n/gm)];
    const table = tables.find(([, indent, name]) => {
      const call = new RegExp(`\\bsource\\(\\s*['"]${entry.name}['"]\\s*,\\s*['"]${name}['"]`, 'i');
      return (
        indent === tables[0]![1] &&
        corpus.models.some(({ root, text: sql }) => root === entry.root && call.test(sql))
      );
    });
    if (!table) continue;
    const at = entry.start + 4 + table.index + table[0].length;
    const head = spliced(text, at, at, `${table[1]}  identifier: ${table[2]}_other\n`);
    yield {
      name: `source ${entry.name}.${table[2]} points to another table`,
      head: { [entry.path]: head },
      places: [{ path: entry.path, line: lineOf(head, at) }],
    };
  }
}

function* wrongCase(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const path = `${folder(model)}bench_reader.sql`;
    const name = model.name.charAt(0).toUpperCase() + model.name.slice(1);
    const written = model.path.replace(/^.*\//, '').slice(0, -'.sql'.length);
    if (written === name) continue;
    yield {
      name: `a new model reads ${name}`,
      head: { [path]: `select count(*) as n\nfrom {{ ref('${name}') }}\n` },
      places: [{ path, line: 2 }],
    };
  }
}

/** A column is removed that only a singular test reads. */
function* singularTests(corpus: Corpus, random: Random): Generator<Site> {
  for (const { model, item, column, uses } of columnTargets(corpus, random)) {
    // A project may switch its tests off.
    if (/^(data_)?tests:/m.test(corpus.files.get(`${model.root}dbt_project.yml`) ?? '')) continue;
    const readers = corpus.children(model);
    if (readers.length > 2 || !readers.every((reader) => uses.some(({ by }) => by === reader))) continue;
    const path = `${model.root}tests/bench_assert.sql`;
    const others = Object.fromEntries(uses.map(({ by }) => [by.path, 'select 1 as bench_nothing\n']));
    const before = model.output!.items[model.output!.items.indexOf(item) - 1]!;
    yield {
      name: `${model.name}.${column} is removed under a singular test`,
      overlay: {
        ...others,
        [path]: `select o.${column}\nfrom {{ ref('${model.name}') }} as o\nwhere o.${column} is null\n`,
      },
      head: { [model.path]: spliced(model.text, before.end, item.end, '') },
      places: [...removedAt(model, item.start), ...removedAt(model, item.end)],
      atMost: 'high',
    };
  }
}

export const ownMutations: readonly Mutation[] = [
  {
    id: 'V01',
    what: 'a column is removed from the macro that writes it',
    ...lost,
    sites: (corpus, random) => throughMacro(corpus, random, false),
  },
  { id: 'V02', what: 'a column leaves the header of a seed', ...lost, sites: seedHeaders },
  { id: 'V03', what: 'a staging model of a vendored package loses a column', ...lost, sites: packages },
  {
    id: 'V05',
    what: 'a source points to another table',
    rules: ['quality/source-repointed'],
    sites: identifiers,
  },
  {
    id: 'V09',
    what: 'a ref is written in another case',
    rules: ['quality/unresolved-ref'],
    // Where a folder holds its models to contracts, the new one breaks that, too.
    also: ['docs/new-model-undocumented', 'quality/contract-broken'],
    sites: wrongCase,
  },
  { id: 'V19', what: 'a column is removed that only a singular test reads', ...lost, sites: singularTests },
  {
    id: 'V21',
    what: 'a column is removed from a dispatched macro',
    ...lost,
    sites: (corpus, random) => throughMacro(corpus, random, true),
  },
];
