import { code } from '../../finding.ts';
import type { Severity } from '../../finding.ts';
import type { Operation } from '../../project/migration/operations.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { BrokenViews } from '../shared/broken-views.ts';
import type { ViewBreak } from '../shared/broken-views.ts';
import { bare, newSteps, tablesBefore, tablesMade } from '../shared/migrations.ts';
import type { NewStep } from '../shared/migrations.ts';
import { joined, listed, sentence } from '../shared/text.ts';

const viewed = {
  'migrations/001_orders.sql': 'create table orders (id bigserial, note text, region text);\n',
  'migrations/002_notes.sql':
    'create view notes as\n  select o.note from orders o where o.note is not null;\n',
};
const viewedByClickHouse = {
  'migrations/1_events.up.sql':
    'create table events (id UInt64, kind String) engine = MergeTree order by id;\n',
  'migrations/2_kinds.up.sql': 'create view kinds as select kind, count() as n from events group by kind;\n',
};

export const rule = defineRule({
  id: 'quality/migration-destructive',
  summary:
    'A migration destroys data or breaks a view: it drops or empties a table, a column or a schema, rewrites every row, or changes what a view reads',
  severity: 'critical',
  why: 'A migration runs once, on the real data, and taking the code back does not bring the rows back.',
  advice:
    'Keep a copy or a snapshot first, and drop in a later release when nothing reads it any more; give DELETE and UPDATE a WHERE.',
  silent: [
    'tables that the pull request itself makes, temporary ones, and ones called `tmp_…`, `…_old` or `…_backup`',
    'scripts and sections that take a migration back, and views, indexes and constraints',
    'an UPDATE of columns that the pull request adds',
    'views that a changed migration speaks of, and all of them where the files show no order or no database',
    'a new name in Postgres, whose views follow it',
    '`create or replace table` is reported only if an earlier migration made the table',
  ],
  examples: {
    fires: [
      {
        name: 'drops a table where Sqitch deploys',
        base: { 'schema/sqitch.plan': '%project=shop\n', 'schema/deploy/orders.sql': 'select 1;\n' },
        head: {
          'schema/deploy/tidy.sql': 'begin;\ndrop table shop.carts;\ncommit;\n',
          'schema/revert/tidy.sql': 'drop table shop.orders;\n',
          'schema/deploy/orders@v1.sql': 'drop table shop.orders;\n',
          'test/schema.sql': 'drop table shop.orders;\n',
        },
        findings: [{ path: 'schema/deploy/tidy.sql', line: 2, severity: 'critical' }],
      },
      {
        name: 'drops a table',
        base: { 'migrations/001_orders.sql': 'create table shop.orders (id int);\n' },
        head: {
          'migrations/002_drop.sql': '-- no longer needed\ndrop table if exists shop.orders cascade;\n',
        },
        findings: [{ path: 'migrations/002_drop.sql', line: 2, severity: 'critical' }],
      },
      {
        name: 'replaces a column by a computed one: if it was computed before, nothing is lost',
        base: {},
        head: {
          'migrations/004.sql':
            "alter table orders drop column label;\nalter table orders add column label text generated always as (code || '-' || region) stored;\n",
        },
        findings: [{ path: 'migrations/004.sql', line: 1, severity: 'low' }],
      },
      {
        name: 'drops two columns in one statement',
        base: {},
        head: {
          'db/migrate/V2__trim.sql':
            'begin;\n\nalter table orders\n  drop column note,\n  drop column if exists "Tax";\ncommit;\n',
        },
        findings: [{ path: 'db/migrate/V2__trim.sql', line: 3, severity: 'critical' }],
      },
      {
        name: 'empties one table and rewrites another',
        base: {},
        head: { 'migrations/003.sql': 'delete from events;\nupdate orders set status = 1;\n' },
        findings: [
          { path: 'migrations/003.sql', line: 1, severity: 'critical' },
          { path: 'migrations/003.sql', line: 2, severity: 'high' },
        ],
      },
      {
        name: 'replaces a table that an earlier migration made',
        base: { 'schemachange/V1.0__orders.sql': 'create table orders (id int);\n' },
        head: { 'schemachange/V1.1__orders.sql': 'create or replace table orders (id int, note varchar);\n' },
        findings: [{ path: 'schemachange/V1.1__orders.sql', line: 1, severity: 'critical' }],
      },
      {
        name: 'drops a column that a view reads, which Postgres refuses',
        base: viewed,
        head: { 'migrations/003_note.sql': 'alter table orders drop column note;\n' },
        findings: [{ path: 'migrations/003_note.sql', line: 1, severity: 'critical' }],
      },
      {
        name: 'gives a column that a view reads another type, which Postgres refuses',
        base: viewed,
        head: { 'migrations/003_note.sql': 'alter table orders alter column note type varchar;\n' },
        findings: [{ path: 'migrations/003_note.sql', line: 1, severity: 'high' }],
      },
      {
        name: 'renames a column that a view of ClickHouse goes on reading',
        base: viewedByClickHouse,
        head: { 'migrations/3_kind.up.sql': 'alter table events rename column kind to type;\n' },
        findings: [{ path: 'migrations/3_kind.up.sql', line: 1, severity: 'high' }],
      },
    ],
    silent: [
      {
        name: 'drops a table that it made itself',
        base: {},
        head: {
          'migrations/002.sql':
            'create table orders_new as select * from orders;\nalter table orders rename to orders_before;\ndrop table orders_before;\ndrop table orders_new;\n',
        },
      },
      {
        name: 'says how to take the migration back',
        base: {},
        head: {
          'migrations/002.up.sql': 'create table orders (id int);\n',
          'migrations/002.down.sql': 'drop table orders;\n',
          'migrations/003.sql': '-- +goose Up\ncreate table a (id int);\n-- +goose Down\ndrop table b;\n',
        },
      },
      {
        name: 'deletes some rows and fills a column that it adds',
        base: {},
        head: {
          'migrations/002.sql':
            "alter table orders add column status int;\nupdate orders set status = 1;\ndelete from orders where note = 'drop table';\n",
        },
      },
      {
        name: 'drops an index, a view and a constraint',
        base: {},
        head: {
          'migrations/002.sql':
            'drop index orders_idx;\ndrop view v;\nalter table orders drop constraint orders_fk, drop default;\n',
        },
      },
      {
        name: 'changes columns under views of Postgres that follow or do not read them',
        base: viewed,
        head: {
          'migrations/003.sql':
            'alter table orders rename column note to remark;\nalter table orders alter column region type varchar;\n',
        },
      },
      {
        name: 'makes the view again around the change',
        base: viewed,
        head: {
          'migrations/003.sql':
            'drop view notes;\nalter table orders alter column note type varchar;\ncreate view notes as select note from orders;\n',
        },
      },
      {
        name: 'is no migration',
        base: {},
        head: { 'analysis/cleanup.sql': 'drop table orders;\n' },
      },
    ],
  },
  async *check(context) {
    const steps = newSteps(context);
    if (steps.length === 0) return;
    const made = tablesMade(steps);
    const additions = steps.flatMap(({ operations }) => operations).filter((it) => it.kind === 'add-column');
    const added = new Set(additions.map(nameOf));
    const computed = new Set(additions.filter((it) => it.computed).map(nameOf));
    const before = await earlierTables(context, steps);
    const views = new BrokenViews(context);
    for (const step of steps) {
      const harms: Harm[] = [];
      const breaks: ViewBreak[] = [];
      for (const operation of step.operations) {
        const table = tableOf(operation);
        if (table === undefined || made.has(bare(table)) || isDisposable(table)) continue;
        if (fillsNew(operation, added)) continue;
        const harm = isRecomputed(operation, computed) ? recomputed(operation) : harmOf(operation, before);
        const broken = await views.of(step, operation);
        if (harm) harms.push(harm);
        if (broken) breaks.push(broken);
      }
      yield* harms.length > 0 ? finding(step, harms, breaks) : viewFinding(step, breaks);
    }
  },
});

/** Earlier migrations are read only if their answer matters. */
async function earlierTables(context: RuleContext, steps: readonly NewStep[]): Promise<Set<string>> {
  const matters = steps.some(({ operations }) =>
    operations.some((it) => it.kind === 'create-table' && it.replaces),
  );
  return matters ? tablesBefore(context) : new Set();
}

interface Harm {
  severity: Severity;
  /** The table or schema; for a column the column's table. */
  object: string;
  /** The end of `The migration …`. */
  words: string;
  subject: string;
}

function harmOf(operation: Operation, before: ReadonlySet<string>): Harm | undefined {
  const harm = (object: string, words: string, severity: Severity = 'critical'): Harm => ({
    severity,
    object,
    words,
    subject: `${operation.kind} ${object}`,
  });
  switch (operation.kind) {
    case 'drop':
      return harm(operation.name, `drops the ${operation.object} ${code(operation.name)}`);
    case 'drop-column': {
      const { table, column } = operation;
      return {
        ...harm(table, `drops the column ${code(`${table}.${column}`)}`),
        subject: `drop ${table}.${column}`,
      };
    }
    case 'truncate':
      return harm(operation.table, `empties ${code(operation.table)}`);
    case 'delete-all':
      return harm(operation.table, `deletes every row of ${code(operation.table)}`);
    case 'update-all':
      return harm(
        operation.table,
        `overwrites ${listed(operation.columns.map(code))} in every row of ${code(operation.table)}`,
        'high',
      );
    case 'create-table':
      if (!operation.replaces || operation.temporary || operation.readsItself) return undefined;
      if (!before.has(bare(operation.table))) return undefined;
      return harm(operation.table, `replaces ${code(operation.table)} and what it holds`);
    default:
      return undefined;
  }
}

/** Of a column its table. */
function tableOf(operation: Operation): string | undefined {
  return 'table' in operation ? operation.table : operation.kind === 'drop' ? operation.name : undefined;
}

/** Names that say that nobody will miss it. */
function isDisposable(name: string): boolean {
  return /^(te?mp|_tmp|old|backup|bak)_|_(te?mp|old|backup|bak)(_?\d*)$/.test(bare(name));
}

function nameOf({ table, column }: { table: string; column: string }): string {
  return `${bare(table)}.${column}`;
}

type DroppedColumn = Extract<Operation, { kind: 'drop-column' }>;

/** True if the column comes back with values that follow from others, as a changed formula has to. */
function isRecomputed(operation: Operation, computed: ReadonlySet<string>): operation is DroppedColumn {
  return operation.kind === 'drop-column' && computed.has(nameOf(operation));
}

function recomputed({ table, column }: DroppedColumn): Harm {
  return {
    severity: 'low',
    object: table,
    words: `replaces the values of ${code(`${table}.${column}`)} by computed ones`,
    subject: `drop ${table}.${column}`,
  };
}

function fillsNew(operation: Operation, added: ReadonlySet<string>): boolean {
  if (operation.kind !== 'update-all') return false;
  const { table, columns } = operation;
  return columns.every((column) => added.has(nameOf({ table, column })));
}

/** One statement is one finding, whatever it drops. */
function* finding(
  { file, location }: NewStep,
  harms: readonly Harm[],
  breaks: readonly ViewBreak[],
): Iterable<RuleFinding> {
  const [first, ...others] = harms;
  if (!first) return;
  const rest = others.length > 0 ? `, and ${others.length} more` : '';
  const words = others.map((harm) => harm.words);
  yield {
    severity: first.severity,
    confidence: 'proven',
    title: `The migration ${first.words}${rest}`,
    message: [
      ...(words.length > 0 ? [`The statement also ${joined(words, 5)}.`] : []),
      'What is there is gone once the migration has run.',
      ...breaks.map(sentenceOf),
    ].join(' '),
    resource: file.path,
    subject: first.subject,
    location,
    related: breaks.flatMap(({ related }) => related),
  };
}

function sentenceOf({ outcome, target, views }: ViewBreak): string {
  const isOne = views.length === 1;
  const who = `the ${isOne ? 'view' : 'views'} ${listed(views, 5)} of earlier migrations`;
  const reads = `${isOne ? 'reads' : 'read'} ${code(target)}`;
  if (outcome === 'refused') return `Without CASCADE Postgres refuses it: ${who} ${reads}.`;
  if (outcome === 'taken') return `CASCADE takes along ${who}, which ${reads}.`;
  return `${sentence(who)} ${reads} and ${isOne ? 'fails' : 'fail'} when read next.`;
}

/** Nothing is lost, but views stand in the way or stay behind. */
function* viewFinding({ file, location }: NewStep, breaks: readonly ViewBreak[]): Iterable<RuleFinding> {
  const [first, ...others] = breaks;
  if (!first) return;
  const { outcome, target, views } = first;
  const isRefused = outcome === 'refused';
  const what = `${code(target)} under the ${views.length > 1 ? 'views' : 'view'} ${listed(views)}`;
  const rest = others.length > 0 ? `, and ${others.length} more` : '';
  yield {
    severity: 'high',
    confidence: 'likely',
    title: `The migration ${isRefused ? 'cannot change the type of' : 'renames'} ${what}${rest}`,
    message: isRefused
      ? 'Postgres refuses another type for a column that a view reads, and earlier migrations leave the view standing.'
      : 'Earlier migrations leave the view standing. It keeps the old name, and fails when it is read next.',
    advice: isRefused
      ? 'Drop the view first and make it again after the change.'
      : 'Make the view again with the new name in the same migration.',
    resource: file.path,
    subject: `view on ${target}`,
    location,
    related: breaks.flatMap(({ related }) => related),
  };
}
