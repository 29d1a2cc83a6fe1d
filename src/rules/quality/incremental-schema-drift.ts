import { code } from '../../finding.ts';
import type { Location } from '../../finding.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { brokenReaders } from '../shared/broken-readers.ts';
import { contractMismatch, isEnforced } from '../shared/contracts.ts';
import { changedPairs } from '../shared/pairs.ts';
import type { Pair } from '../shared/pairs.ts';
import { followers } from '../shared/passed-on.ts';
import { counted, listed } from '../shared/text.ts';
import type { OutputColumn } from '../../project/lineage/facts.ts';
import type { Snapshot } from '../../change/snapshot.ts';
import { staysIncremental } from '../shared/materialized.ts';

const events = (columns: string, more = '') =>
  `{{ config(materialized='incremental'${more}) }}\nselect\n${columns}\nfrom {{ ref('raw_events') }}\n`;
const stg = (columns: string) => `select\n  ${columns}\nfrom {{ ref('raw_events') }}\n`;
const star = (more = '') =>
  `{{ config(materialized='incremental'${more}) }}\nselect * from {{ ref('stg_events') }}\n`;
const raw = { 'models/raw_events.sql': 'select 1 as id, 2 as kind, 3 as price, current_date as day\n' };

export const rule = defineRule({
  id: 'quality/incremental-schema-drift',
  summary: 'The columns of an incremental model change, and its table is not told',
  severity: 'high',
  why: 'An incremental run keeps the columns of the table that is there: new ones are left out without a word, and a run that lacks one fails.',
  advice:
    "Set `on_schema_change: append_new_columns` (or `sync_all_columns`), or plan a run with `--full-refresh` right after the merge; it is also what fills the new column's older rows.",
  silent: [
    'if `on_schema_change` is `append_new_columns` or `sync_all_columns`, or depends on the run',
    'if the columns cannot be known completely at both revisions',
    'if `full_refresh: true` rebuilds the table at every run',
    'a removed column that something besides tests still reads: `quality/column-removed-in-use` reports it',
    'if the model becomes incremental with this pull request, or a new file of another name',
  ],
  examples: {
    fires: [
      {
        name: 'adds a column',
        base: { ...raw, 'models/events.sql': events('  id,\n  kind') },
        head: { 'models/events.sql': events('  id,\n  kind,\n  price') },
        findings: [{ path: 'models/events.sql', line: 5 }],
      },
      {
        name: 'adds a column to several models alike',
        base: { ...raw, 'models/a.sql': events('  id'), 'models/b.sql': events('  id') },
        head: { 'models/a.sql': events('  id,\n  kind'), 'models/b.sql': events('  id,\n  kind') },
        findings: [{ path: 'models/a.sql', line: 4 }],
      },
      {
        name: 'removes a column',
        base: { ...raw, 'models/events.sql': events('  id,\n  kind') },
        head: { 'models/events.sql': events('  id') },
        findings: [{ path: 'models/events.sql', line: 4, side: 'base' }],
      },
      {
        name: 'removes a column that only a test reads',
        base: {
          ...raw,
          'models/events.sql': events('  id,\n  kind'),
          'models/events.yml':
            'models:\n  - name: events\n    columns:\n      - name: kind\n        data_tests: [not_null]\n',
        },
        head: { 'models/events.sql': events('  id') },
        findings: [{ path: 'models/events.sql', line: 4, side: 'base' }],
      },
      {
        name: 'adds a column to a model of which a table takes every column, through a view',
        base: {
          ...raw,
          'models/stg_events.sql': stg('id'),
          'models/all_events.sql': "select * from {{ ref('stg_events') }}\n",
          'models/events.sql': star().replace('stg_', 'all_'),
        },
        head: { 'models/stg_events.sql': stg('id, kind') },
        findings: [{ path: 'models/stg_events.sql', line: 2 }],
      },
      {
        name: 'removes a column of a model of which two tables take every column',
        base: {
          ...raw,
          'models/stg_events.sql': stg('id, kind'),
          'models/a.sql': star(),
          'models/b.sql': star(),
        },
        head: { 'models/stg_events.sql': stg('id') },
        findings: [{ path: 'models/stg_events.sql', line: 2, side: 'base' }],
      },
      {
        name: 'adds a column to a table, and to one that takes all of its columns',
        base: { ...raw, 'models/events.sql': events('  id'), 'models/late.sql': star().replace('stg_', '') },
        head: { 'models/events.sql': events('  id,\n  kind') },
        findings: [{ path: 'models/events.sql', line: 4 }],
      },
      {
        name: 'renames a column where every change is to stop the run',
        base: { ...raw, 'models/events.sql': events('  id,\n  kind', ", on_schema_change='fail'") },
        head: { 'models/events.sql': events('  id,\n  kind as type', ", on_schema_change='fail'") },
        findings: [{ path: 'models/events.sql', line: 4, side: 'base' }],
      },
    ],
    silent: [
      {
        name: 'adds a column to a model of which a table takes every column, and follows',
        base: {
          ...raw,
          'models/stg_events.sql': stg('id'),
          'models/events.sql': star(", on_schema_change='sync_all_columns'"),
        },
        head: { 'models/stg_events.sql': stg('id, kind') },
      },
      {
        name: 'calls a macro that no longer takes what it is given, and stops',
        base: {
          'macros/paid.sql': '{% macro paid(coin) %}select 1 as id, 2 as {{ coin }}_paid{% endmacro %}\n',
          'models/events.sql': "{{ config(materialized='incremental') }}\n{{ paid(coin='euro') }}\n",
        },
        head: { 'macros/paid.sql': '{% macro paid() %}select 1 as id, 2 as {{ coin }}_paid{% endmacro %}\n' },
      },
      {
        name: 'adds a column to a model of which a table names its columns',
        base: {
          ...raw,
          'models/stg_events.sql': stg('id'),
          'models/events.sql': star().replace('*', 'id'),
        },
        head: { 'models/stg_events.sql': stg('id, kind') },
      },
      {
        name: 'removes a column that another model reads',
        base: {
          ...raw,
          'models/events.sql': events('  id,\n  kind'),
          'models/kinds.sql': "select kind from {{ ref('events') }}\n",
        },
        head: { 'models/events.sql': events('  id') },
      },
      {
        name: 'adds a column to a table that follows',
        base: { ...raw, 'models/events.sql': events('  id', ", on_schema_change='append_new_columns'") },
        head: { 'models/events.sql': events('  id,\n  kind', ", on_schema_change='append_new_columns'") },
      },
      {
        name: 'follows because dbt_project.yml says so',
        base: {
          ...raw,
          'dbt_project.yml':
            'name: shop\nprofile: shop\nmodels:\n  shop:\n    +on_schema_change: sync_all_columns\n',
          'models/events.sql': events('  id'),
        },
        head: { 'models/events.sql': events('  id,\n  kind') },
      },
      {
        name: 'reorders the columns',
        base: { ...raw, 'models/events.sql': events('  id,\n  kind') },
        head: { 'models/events.sql': events('  kind,\n  id') },
      },
      {
        name: 'adds a column to a table that is built anew each time',
        base: { ...raw, 'models/events.sql': "{{ config(materialized='table') }}\nselect 1 as id\n" },
        head: { 'models/events.sql': "{{ config(materialized='table') }}\nselect 1 as id, 2 as kind\n" },
      },
      {
        name: 'sets on_schema_change together with the new column',
        base: { ...raw, 'models/events.sql': events('  id') },
        head: { 'models/events.sql': events('  id,\n  kind', ", on_schema_change='sync_all_columns'") },
      },
    ],
  },
  check: (context) => united(context),
});

/** One finding for all models whose tables drift in the same way: a column is often added to a family of them. */
function* united(context: RuleContext): Iterable<RuleFinding> {
  const alike = new Map<string, [RuleFinding, ...RuleFinding[]]>();
  for (const { pair, cause } of [
    ...[...changedPairs(context, ['model'])].map((pair) => ({ pair, cause: undefined })),
    ...followers(context),
  ]) {
    const found = drift(pair, context.change.head, cause);
    if (!found) continue;
    const group = alike.get(found.likeness);
    if (group) group.push(found.finding);
    else alike.set(found.likeness, [found.finding]);
  }
  for (const [first, ...others] of alike.values()) {
    const more = others.length > 0 ? `, and ${counted(others.length, 'more model')} likewise` : '';
    yield {
      ...first,
      title: `${first.title}${more}`,
      related: [
        ...(first.related ?? []),
        ...others.flatMap(({ location, title, related }) =>
          (related ?? [location]).map((place) => ({ ...place, message: title })),
        ),
      ],
    };
  }
}

/** @param cause what changes above a model that stays as it is */
function drift(
  pair: Pair,
  snapshot: Snapshot,
  cause?: Pair,
): { finding: RuleFinding; likeness: string } | undefined {
  const { base, head, before, after } = pair;
  const policy = after.known(head, 'on_schema_change');
  if (policy !== 'ignore' && policy !== 'fail') return undefined;
  if (!isIncremental(pair) || after.known(head, 'full_refresh') === true) return undefined;
  if (after.keepsColumns(head.id)) return undefined;
  const [then, now] = [before.output(base.id), after.output(head.id)];
  if (![then, now].every(isCertain)) return undefined;
  const added = without(now.columns, then.columns);
  const gone = without(then.columns, now.columns);
  const removed = gone.filter(
    ({ name }) => !isReported(pair, name, snapshot) && !(cause && isReported(cause, name, snapshot)),
  );
  // A renamed column that is read is the other rule's, and so is the name it has now.
  if (removed.length + added.length === 0 || (gone.length > 0 && removed.length === 0)) return undefined;
  if (isEnforced(after, head) === true) {
    const broken = contractMismatch(after, head, snapshot);
    if (broken && broken.missing.length + broken.extra.length > 0) return undefined;
  }
  const fails = removed.length > 0 || policy === 'fail';
  const changes = [
    ...(added.length > 0 ? [`gains ${listed(added.map(({ name }) => name))}`] : []),
    ...(removed.length > 0 ? [`loses ${listed(removed.map(({ name }) => name))}`] : []),
  ].join(' and ');
  const own = placeOf(pair, removed[0], added[0]);
  const above =
    cause &&
    placeOf(cause, named(cause.before, cause.base, removed[0]), named(cause.after, cause.head, added[0]));
  const finding: RuleFinding = {
    confidence: 'proven',
    title: `Incremental model ${code(head.name)} ${changes}${cause ? ` with ${code(cause.head.name)}` : ''}, but its table does not`,
    message:
      policy === 'fail'
        ? 'With `on_schema_change: fail` the next run stops.'
        : fails
          ? 'The next incremental run selects every column of the table and fails.'
          : `Incremental runs leave ${added.length === 1 ? 'it' : 'them'} out without an error; ${code('on_schema_change')} is ${code('ignore')}.`,
    resource: head.id,
    location: above ?? own,
    ...(cause && { related: [{ ...own, message: `${code(head.name)} takes every column` }] }),
  };
  return { finding, likeness: `${policy} ${changes}` };
}

/** Where a column goes, else where one comes. */
function placeOf(
  { before, after, head }: Pair,
  lost: OutputColumn | undefined,
  gained: OutputColumn | undefined,
): Location {
  if (lost) return before.locate(lost.span);
  return after.locate(gained?.span ?? head.span);
}

function named(
  project: Project,
  { id }: Resource,
  column: OutputColumn | undefined,
): OutputColumn | undefined {
  return column && project.output(id).columns.find(({ name }) => name === column.name);
}

function isIncremental(pair: Pair): boolean {
  return staysIncremental(pair) && pair.head.path.endsWith('.sql');
}

function isCertain({ columns, open }: { columns: OutputColumn[]; open: string[] }): boolean {
  return open.length === 0 && columns.length > 0 && columns.every(({ certain }) => certain);
}

function without(columns: readonly OutputColumn[], others: readonly OutputColumn[]): OutputColumn[] {
  const names = new Set(others.map(({ name }) => name));
  return columns.filter(({ name }) => !names.has(name));
}

function isReported(pair: Pair, column: string, snapshot: Snapshot): boolean {
  return brokenReaders(pair, { relation: pair.head.id, column }, snapshot).some(({ fails }) => fails);
}
