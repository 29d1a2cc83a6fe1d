/** What a run costs: incremental filters, materializations, layouts, warehouses, schedules. */
import { columnTargets, folder, lost, mapped, removalOf } from './columns.ts';
import type { Corpus, Model } from './corpus.ts';
import { configOf, lineWith, removedAt, settingOf, withConfig, withoutArgument } from './edits.ts';
import type { Mutation, Place, Site } from './mutation.ts';
import type { Random } from '../support/random.ts';
import { lineOf, spliced } from './sql-text.ts';

function settingAt(model: Model, key: string): { value: string; start: number; end: number } | undefined {
  return configOf(model)?.arguments.find((argument) => argument.key === key);
}

function* materialized(
  corpus: Corpus,
  random: Random,
  from: string,
  to: string,
  fits: (model: Model) => boolean,
): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const setting = settingAt(model, 'materialized');
    if (!setting || settingOf(model, 'materialized') !== from || !fits(model)) continue;
    const text = spliced(
      model.text,
      setting.start,
      setting.end,
      model.text.slice(setting.start, setting.end).replace(from, to),
    );
    yield {
      name: `${model.name} becomes a ${to}`,
      head: { [model.path]: text },
      places: [{ path: model.path, line: lineOf(model.text, setting.start) }],
    };
  }
}

/** Readers enough for a view to cost more than a table. */
function* views(corpus: Corpus, random: Random): Generator<Site> {
  const many = (model: Model) => corpus.children(model).length >= 3;
  yield* materialized(corpus, random, 'table', 'view', many);
  for (const model of random.shuffled(corpus.models)) {
    if (
      !many(model) ||
      configOf(model) ||
      /materialized/.test(JSON.stringify(corpus.entry(model)?.node.toJSON() ?? ''))
    )
      continue;
    const table = withConfig(model, 'materialized', "'table'");
    yield {
      name: `${model.name} becomes a view`,
      overlay: { [model.path]: table },
      head: { [model.path]: table.replace("'table'", "'view'") },
      places: [{ path: model.path, line: 1 }],
    };
  }
}

function* layouts(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    const config = configOf(model);
    const layout = config?.arguments.find(({ key }) => key === 'partition_by' || key === 'cluster_by');
    if (
      !config ||
      !layout ||
      /[{%]%|var\(|target/.test(layout.value) ||
      settingOf(model, 'materialized') === 'view'
    )
      continue;
    yield {
      name: `${model.name} loses its ${layout.key}`,
      head: { [model.path]: withoutArgument(model, config.arguments, layout) },
      places: [...removedAt(model, layout.start, config.open), ...removedAt(model, layout.end)],
    };
  }
}

interface Block {
  model: Model;
  start: number;
  end: number;
  body: string;
}

/** Incremental models with one plain `{% if is_incremental() %}` block that filters. */
function* blocks(corpus: Corpus, random: Random): Generator<Block> {
  for (const model of random.shuffled(corpus.models)) {
    if (settingOf(model, 'materialized') !== 'incremental' || /microbatch/.test(model.text)) continue;
    const found = [
      ...model.text.matchAll(/\{%-?\s*if\s+is_incremental\(\)\s*-?%\}([\s\S]*?)\{%-?\s*endif\s*-?%\}/g),
    ];
    const [block] = found;
    if (found.length !== 1 || !block || (model.text.match(/is_incremental/g) ?? []).length !== 1) continue;
    if (!/^\s*(--[^\n]*\s*)*(where|and)\b/i.test(block[1]!) || /\{%/.test(block[1]!)) continue;
    yield { model, start: block.index, end: block.index + block[0].length, body: block[1]! };
  }
}

function blockAt({ model, start, end }: Block): Place[] {
  const places: Place[] = [];
  for (let line = lineOf(model.text, start); line <= lineOf(model.text, end); line++) {
    places.push({ path: model.path, line, side: 'base' }, { path: model.path, line });
  }
  return places;
}

function* incrementalFilters(
  corpus: Corpus,
  random: Random,
  name: string,
  change: (block: Block) => string,
): Generator<Site> {
  for (const block of blocks(corpus, random)) {
    const { model, start, end } = block;
    yield {
      name: `${model.name}: ${name}`,
      head: { [model.path]: spliced(model.text, start, end, change(block)) },
      places: blockAt(block),
    };
  }
}

const warehouse = `resource "snowflake_warehouse" "bench" {
  name           = "BENCH"
  warehouse_size = "XSMALL"
  auto_suspend   = 60
}
`;

function* warehouses(corpus: Corpus, random: Random): Generator<Site> {
  const folders = [
    ...new Set(
      [...corpus.files.keys()].filter((path) => path.endsWith('.tf')).map((path) => folder({ path })),
    ),
  ];
  for (const place of random.shuffled(['infra/', 'terraform/prod/', ...folders].slice(0, 4))) {
    const path = `${place}bench_warehouse.tf`;
    yield {
      name: `the warehouse in ${path} grows`,
      overlay: { [path]: warehouse },
      head: { [path]: warehouse.replace('XSMALL', 'XLARGE') },
      places: [
        { path, line: 3 },
        { path, line: 1 },
      ],
    };
    yield {
      name: `the warehouse in ${path} no longer suspends`,
      overlay: { [path]: warehouse },
      head: { [path]: warehouse.replace('  auto_suspend   = 60\n', '') },
      places: [
        { path, line: 4, side: 'base' },
        { path, line: 1 },
      ],
    };
  }
}

const dag = `from airflow import DAG
from datetime import datetime

with DAG(
    dag_id="bench_daily",
    schedule_interval="0 6 * * *",
    start_date=datetime(2024, 1, 1),
) as dag:
    pass
`;

function* schedules(corpus: Corpus, random: Random): Generator<Site> {
  const often = '*/5 * * * *';
  for (const [path, text] of random.shuffled([...corpus.files])) {
    const daily = /\b(?:schedule(?:_interval)?|cron)\b["']?\s*[:=]\s*["'](\d+ \d+ \* \* [\d*])["']/.exec(
      text,
    );
    if (!daily || !/\.(py|ya?ml)$/.test(path)) continue;
    const changed = daily[0].replace(daily[1]!, often);
    yield {
      name: `${path} runs every five minutes`,
      head: { [path]: text.replace(daily[0], changed) },
      places: [{ path, line: lineOf(text, daily.index) }],
    };
  }
  const path = 'dags/bench_daily.py';
  yield {
    name: `${path} runs every five minutes`,
    overlay: { [path]: dag },
    head: { [path]: dag.replace('0 6 * * *', often) },
    places: [{ path, line: lineWith(dag, 'schedule_interval') }],
  };
}

/** A folder's tables become views. */
function* folderViews(corpus: Corpus, random: Random): Generator<Site> {
  for (const model of random.shuffled(corpus.models)) {
    if (
      corpus.children(model).length < 3 ||
      configOf(model) ||
      /materialized/.test(JSON.stringify(corpus.entry(model)?.node.toJSON() ?? ''))
    )
      continue;
    const path = `${model.root}dbt_project.yml`;
    const text = corpus.text(path);
    const project = /^name:\s*['"]?(\w+)/m.exec(text)?.[1];
    if (!project) continue;
    const name = `bench_parent`;
    const inside = `${model.root}models/bench_wide/${name}.sql`;
    const readers = [1, 2, 3].map(
      (index) =>
        [
          `${model.root}models/bench_wide_reader_${index}.sql`,
          `select bench_id from {{ ref('${name}') }}\n`,
        ] as const,
    );
    const base = withFolder(text, project, 'table');
    const head = withFolder(text, project, 'view');
    if (base === undefined || head === undefined) continue;
    const sql = `select count(*) as bench_id from {{ ref('${model.name}') }}\n`;
    yield {
      name: `the folder of ${name} becomes views`,
      overlay: { [path]: base, [inside]: sql, ...Object.fromEntries(readers) },
      head: { [path]: head },
      places: [
        { path, line: lineWith(base, 'bench_wide') + 1 },
        { path: inside, line: 1 },
      ],
    };
    break;
  }
}

/** dbt_project.yml with a folder `bench_wide` in front of the first one that it sets something for. */
function withFolder(text: string, project: string, materialized: string): string | undefined {
  const upToProject = String.raw`^models:[ \t]*\n(?:(?:[ \t#][^\n]*)?\n)*? +${project}:[ \t]*\n`;
  const indentOfFirst = String.raw`(?=(?:[ \t]*(?:#[^\n]*)?\n)*( +)[^\s#])`;
  const found = new RegExp(upToProject + indentOfFirst, 'm').exec(text);
  if (!found) return undefined;
  const at = found.index + found[0].length;
  const indent = found[1]!;
  return spliced(text, at, at, `${indent}bench_wide:\n${indent}  +materialized: ${materialized}\n`);
}

/** Readers that read a column in an incremental run alone. */
function* incrementalUse(corpus: Corpus, random: Random): Generator<Site> {
  yield* mapped(columnTargets(corpus, random), (target) => {
    const { model, column, uses } = target;
    const path = `${folder(model)}bench_reader.sql`;
    if (uses.length > 2 || !model.output?.items[0]?.name) return undefined;
    const sql = `{{ config(materialized='incremental') }}\nselect o.${model.output.items[0].name}\nfrom {{ ref('${model.name}') }} as o\n{% if is_incremental() %}\nwhere o.${column} is not null\n{% endif %}\n`;
    const others = Object.fromEntries(uses.map(({ by }) => [by.path, 'select 1 as bench_nothing\n']));
    return { ...removalOf(target), overlay: { ...others, [path]: sql } };
  });
}

export const costMutations: readonly Mutation[] = [
  {
    id: 'M30',
    what: 'the filter of incremental runs is deleted',
    rules: ['cost/incremental-filter-removed'],
    also: ['quality/unused-is-incremental'],
    sites: (corpus, random) => incrementalFilters(corpus, random, 'no filter', () => ''),
  },
  {
    id: 'M31',
    what: 'an incremental model becomes a table',
    rules: ['cost/incremental-to-full'],
    also: ['quality/unused-is-incremental'],
    // Where each run reads everything anyway, a table costs no more.
    sites: (corpus, random) =>
      materialized(corpus, random, 'incremental', 'table', ({ text }) => text.includes('is_incremental')),
  },
  {
    id: 'M32',
    what: 'a table that many models read becomes a view',
    rules: ['cost/view-fanout'],
    also: ['cost/partition-removed', 'cost/chained-views'],
    sites: views,
  },
  {
    id: 'M33',
    what: 'partition_by or cluster_by is deleted',
    rules: ['cost/partition-removed'],
    also: ['cost/full-refresh-forced'],
    sites: layouts,
  },
  {
    id: 'M36',
    what: 'a warehouse grows or no longer suspends',
    rules: ['cost/warehouse-upsized'],
    sites: warehouses,
  },
  {
    id: 'M37',
    what: 'a daily schedule becomes every five minutes',
    rules: ['cost/schedule-increased', 'cost/ci-schedule-increased'],
    sites: schedules,
  },
  {
    id: 'V14',
    what: "a folder's tables become views by dbt_project.yml",
    rules: ['cost/view-fanout'],
    sites: folderViews,
  },
  {
    id: 'V15',
    what: 'is_incremental() is negated',
    rules: ['cost/incremental-filter-removed'],
    also: ['quality/filter-changed'],
    sites: (corpus, random) =>
      incrementalFilters(corpus, random, 'negated', ({ model, start, end }) =>
        model.text.slice(start, end).replace('if is_incremental', 'if not is_incremental'),
      ),
  },
  {
    id: 'V16',
    what: 'the filter of incremental runs becomes true',
    rules: ['cost/incremental-filter-removed'],
    sites: (corpus, random) =>
      incrementalFilters(corpus, random, 'true', ({ body, model, start, end }) =>
        model.text
          .slice(start, end)
          .replace(body, () => (/^\s*(--[^\n]*\s*)*where/i.test(body) ? '\nwhere true\n' : '\nand true\n')),
      ),
  },
  { id: 'V18', what: 'a column is removed that only incremental runs read', ...lost, sites: incrementalUse },
];
