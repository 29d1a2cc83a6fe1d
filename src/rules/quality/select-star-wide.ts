import { z } from 'zod';
import { code } from '../../finding.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import { fileName, folderOf } from '../../project/dbt/paths.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { StarShape } from '../../project/lineage/shape.ts';
import type { Project } from '../../project/project.ts';
import { count } from '../options.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { onePerSweep } from '../shared/by-place.ts';
import { changedPairs, ownAdditions } from '../shared/pairs.ts';
import { hasOwnChange } from '../shared/query-change.ts';
import { listed } from '../shared/text.ts';
import { isStored } from '../shared/materialized.ts';

const table = "{{ config(materialized='table') }}\n";
const all = `${table}select *\nfrom {{ source('raw', 'orders') }}\n`;
const some = `${table}select id, amount\nfrom {{ source('raw', 'orders') }}\n`;
const sources = 'version: 2\nsources:\n  - name: raw\n    tables:\n      - name: orders\n';
const wide = (columns: number) =>
  `select\n${Array.from({ length: columns }, (_, n) => `  c${n}`).join(',\n')}\nfrom raw.orders\n`;

export const rule = defineRule({
  id: 'quality/select-star-wide',
  summary: 'A table takes every column of a source, or of a wide model, by `*`',
  severity: 'low',
  why: 'The table changes its shape whenever the source does, stores columns that nobody asked for, and takes over personal data that is added there.',
  advice: 'List the columns that readers need.',
  options: z.strictObject({
    columns: count(100, 10, 10_000, 'How many columns of one model taken by `*` are many.'),
  }),
  silent: [
    'views and ephemeral models, and models whose materialization depends on the target',
    'a `*` of what the query itself lists, as in `select * from final`',
    'snapshots, which are there to keep whole rows',
    'models of a folder in which others did no more than that before, or of one with its name elsewhere: that is how the team keeps raw data',
    'tables that did so at base',
    'several tables that do so in one pull request are one finding',
  ],
  examples: {
    fires: [
      {
        name: 'adds a table with all of a source',
        base: { 'models/sources.yml': sources },
        head: { 'models/orders.sql': all },
        findings: [{ path: 'models/orders.sql', line: 2, severity: 'low', subject: 'raw.orders' }],
      },
      {
        name: 'takes all of a source through a CTE instead of the columns that it listed',
        base: { 'models/sources.yml': sources, 'models/orders.sql': some },
        head: {
          'models/orders.sql': `${table}with source as (\n  select * from {{ source('raw', 'orders') }}\n)\nselect *, 1 as one from source\n`,
        },
        findings: [{ path: 'models/orders.sql', line: 3 }],
      },
      {
        name: 'makes a table of a view',
        base: { 'models/sources.yml': sources, 'models/orders.sql': all.replace("'table'", "'view'") },
        head: { 'models/orders.sql': all },
        findings: [{ path: 'models/orders.sql', line: 2 }],
      },
      {
        name: 'adds a table with all of a wide model',
        base: { 'models/events.sql': wide(120) },
        head: { 'models/copies/events_copy.sql': `${table}select * from {{ ref('events') }}\n` },
        findings: [{ path: 'models/copies/events_copy.sql', line: 2, subject: 'events' }],
      },
      {
        name: 'adds two tables with all of a source',
        base: { 'models/sources.yml': sources },
        head: { 'models/a.sql': all, 'models/b.sql': all },
        findings: [{ path: 'models/a.sql', line: 2 }],
      },
    ],
    silent: [
      {
        name: 'adds a view with all of a source',
        base: { 'models/sources.yml': sources },
        head: { 'models/orders.sql': all.replace("'table'", "'view'") },
      },
      {
        name: 'lists columns behind a CTE with all of a source',
        base: { 'models/sources.yml': sources },
        head: {
          'models/orders.sql': `${table}with source as (select * from {{ source('raw', 'orders') }}),\nfinal as (select id, amount from source)\nselect * from final\n`,
        },
      },
      {
        name: 'changes a table that took all of the source before',
        base: { 'models/sources.yml': sources, 'models/orders.sql': all },
        head: { 'models/orders.sql': `${all}where amount > 0\n` },
      },
      {
        name: 'adds another raw table beside one that takes all of its source',
        base: { 'models/sources.yml': sources, 'models/raw/orders.sql': all },
        head: { 'models/raw/orders_again.sql': all },
      },
      {
        name: 'adds a copy in a folder called like another one that holds copies',
        base: { 'models/sources.yml': sources, 'models/shop/raw/orders.sql': all },
        head: { 'models/depot/raw/orders_again.sql': all },
      },
      {
        name: 'adds a table with all of a narrow model',
        base: { 'models/events.sql': wide(12) },
        head: { 'models/copies/events_copy.sql': `${table}select * from {{ ref('events') }}\n` },
      },
      {
        name: 'counts the columns of a model as the team does',
        base: { 'models/events.sql': wide(120) },
        head: { 'models/copies/events_copy.sql': `${table}select * from {{ ref('events') }}\n` },
        options: { columns: 200 },
      },
    ],
  },
  async *check(context) {
    const copies = new Copies(context.change.base);
    const all: RuleFinding[] = [];
    for (const { model, ...taken } of found(context))
      if (model === undefined || !(await copies.isHabit(folderOf(model.path)))) all.push(taken);
    yield* onePerSweep(all, () => 'all');
  },
});

/** `model` is set for one that is new. */
function* found(context: RuleContext<{ columns: number }>): Iterable<RuleFinding & { model?: Resource }> {
  const { columns } = context.options;
  for (const pair of changedPairs(context, ['model'])) {
    if (!hasOwnChange(pair) || !isStored(pair.after, pair.head)) continue;
    const wasStored = isStored(pair.before, pair.base);
    if (wasStored && pair.after.keepsQuery(pair.head.id)) continue;
    const shape = pair.before.query(pair.base.id)?.shape;
    // What cannot be read may have taken all of it, too.
    if (!shape) continue;
    const had = new Set(wasStored ? shape.stars.map(({ relation }) => relation) : []);
    const found = finding(pair.after, pair.head, columns, had);
    if (found) yield found;
  }
  for (const { after, head } of ownAdditions(context, ['model'])) {
    const found = isStored(after, head) ? finding(after, head, columns) : undefined;
    if (found) yield { ...found, model: head };
  }
}

/** All that one model takes. */
function finding(
  project: Project,
  model: Resource,
  many: number,
  had: ReadonlySet<string> = new Set(),
): RuleFinding | undefined {
  const taken = starsOf(project, model).flatMap((star) => {
    const from = project.resources.get(star.relation);
    const isMuch = from?.type === 'source' || star.columns >= many;
    return from && isMuch && !had.has(from.id) ? [{ from, star }] : [];
  });
  const [first] = taken;
  if (!first) return undefined;
  const known = taken.reduce((sum, { star }) => sum + star.columns, 0);
  return {
    confidence: 'proven',
    title: `All of ${listed(taken.map(({ from }) => from.name))} is stored in ${code(model.name)}, whatever columns it has`,
    message: taken.some(({ from }) => from.type === 'source')
      ? 'What somebody adds to the source is in the table with the next run that builds it.'
      : `These are ${known} columns.`,
    resource: model.id,
    subject: taken.map(({ from }) => from.name).join(', '),
    location: project.locate(first.star.span),
  };
}

function starsOf(project: Project, { id }: Resource): readonly StarShape[] {
  return project.query(id)?.shape?.stars ?? [];
}

/** So many files are looked at. */
const maxBeside = 10;
const allOfSource = /\*\s*from\s*\{\{[-+]?\s*source\s*\(/i;

/** Files at base that do no more than take all of a source, by the names of their folders. */
class Copies {
  readonly #base: Snapshot;
  readonly #known = new Map<string, boolean>();

  constructor(base: Snapshot) {
    this.#base = base;
  }

  /** True if folders of this name hold such files. */
  async isHabit(folder: string): Promise<boolean> {
    const name = fileName(folder);
    const known = this.#known.get(name) ?? (await this.#look(name));
    this.#known.set(name, known);
    return known;
  }

  async #look(name: string): Promise<boolean> {
    const files = [...this.#base.entries.keys()].filter(
      (path) => path.endsWith('.sql') && fileName(folderOf(path)) === name,
    );
    const some = files.slice(0, maxBeside);
    await this.#base.load(some, 'dispensable');
    return some.some((path) => isCopy(this.#base.text(path) ?? ''));
  }
}

function isCopy(text: string): boolean {
  return allOfSource.test(text) && text.match(/\bselect\b/gi)?.length === 1;
}
