import { code } from '../../finding.ts';
import type { Severity } from '../../finding.ts';
import type { Operation } from '../../project/migration/operations.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { nouns, notices, sentencesOf, verbOf, whoOf } from '../shared/break-words.ts';
import { BrokenDependents } from '../shared/broken-dependents.ts';
import type { Break } from '../shared/broken-dependents.ts';
import { bare, newSteps, tablesBefore, tablesMade } from '../shared/migrations.ts';
import type { NewStep } from '../shared/migrations.ts';
import { joined, listed } from '../shared/text.ts';

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
    'A migration destroys data or breaks a view or function: it drops or empties a table, a column or a schema, rewrites every row, or changes what they read',
  severity: 'critical',
  why: 'A migration runs once, on the real data, and taking the code back does not bring the rows back.',
  advice:
    'Keep a copy or a snapshot first, and drop in a later release when nothing reads it any more; give DELETE and UPDATE a WHERE.',
  silent: [
    'tables that the pull request itself makes, temporary ones, and ones called `tmp_…`, `…_old` or `…_backup`',
    'scripts and sections that take a migration back, and views, indexes and constraints',
    'an UPDATE of columns that the pull request adds',
    'views, functions, triggers, policies, generated columns and foreign keys that a changed migration speaks of, and all of them where the files show no order or no database',
    'all that rests on a table where a changed migration has a block or a call that may drop anything',
    'a new name in Postgres, which views and bodies in BEGIN ATOMIC follow; only bodies in strings keep the old one',
    'bodies in PL/pgSQL, but for what a trigger takes from NEW and OLD of its one table; bodies elsewhere than in Postgres',
    'foreign keys elsewhere than in Postgres and MySQL, which alone keep a table for them',
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
        name: 'drops a table that another references, which Postgres refuses',
        base: {
          ...viewed,
          'migrations/003_items.sql':
            'alter table orders add primary key (id);\ncreate table items (order_id bigint references orders (id));\n',
        },
        head: { 'migrations/004_drop.sql': 'drop view notes;\ndrop table orders;\n' },
        findings: [{ path: 'migrations/004_drop.sql', line: 2, severity: 'critical' }],
      },
      {
        name: 'gives a column that a row policy rests on another type, which Postgres refuses',
        base: {
          ...viewed,
          'migrations/003_own.sql': 'create policy own on orders using (region = current_user);\n',
        },
        head: { 'migrations/004_region.sql': 'alter table orders alter region type varchar(9);\n' },
        findings: [{ path: 'migrations/004_region.sql', line: 1, severity: 'high' }],
      },
      {
        name: 'renames a column that the body of a function goes on reading',
        base: {
          ...viewed,
          'migrations/003_first.sql':
            "create function first_note() returns text language sql as 'select min(note) from orders';\n",
        },
        head: { 'migrations/004_note.sql': 'alter table orders rename column note to remark;\n' },
        findings: [{ path: 'migrations/004_note.sql', line: 1, severity: 'high' }],
      },
      {
        name: 'renames a table that a view of MySQL goes on reading',
        base: {
          'migrations/001_orders.sql': 'create table orders (id int auto_increment primary key);\n',
          'migrations/002_ids.sql': 'create view ids as select id from orders;\n',
        },
        head: { 'migrations/003_name.sql': 'rename table orders to purchases;\n' },
        findings: [{ path: 'migrations/003_name.sql', line: 1, severity: 'high' }],
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
        name: 'makes the function again with the new name',
        base: {
          ...viewed,
          'migrations/003_first.sql':
            "create function first_note() returns text language sql as 'select min(note) from orders';\n",
        },
        head: {
          'migrations/004_note.sql':
            "alter table orders rename column note to remark;\ncreate or replace function first_note() returns text language sql as 'select min(remark) from orders';\n",
        },
      },
      {
        name: 'makes a procedure of MySQL that will delete rows',
        base: {},
        head: {
          'migrations/002.sql':
            'delimiter //\ncreate procedure clear_logs()\nbegin\n  truncate old_logs;\n  delete from logs;\nend //\ndelimiter ;\n',
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
    const dependents = new BrokenDependents(context);
    for (const step of steps) {
      const harms: Harm[] = [];
      const breaks: Break[] = [];
      for (const operation of step.operations) {
        const table = tableOf(operation);
        if (table === undefined || made.has(bare(table)) || isDisposable(table)) continue;
        if (fillsNew(operation, added)) continue;
        const harm = isRecomputed(operation, computed) ? recomputed(operation) : harmOf(operation, before);
        if (harm) harms.push(harm);
        breaks.push(...(await dependents.of(step, operation)));
      }
      yield* harms.length > 0 ? finding(step, harms, breaks) : breakFinding(step, breaks);
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
  // What constraints guard is another rule's.
  if (operation.kind === 'drop-constraint') return undefined;
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
  breaks: readonly Break[],
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
      ...sentencesOf(breaks),
    ].join(' '),
    resource: file.path,
    subject: first.subject,
    location,
    related: breaks.flatMap(({ related }) => related),
  };
}

/** Nothing is lost, but what earlier migrations made stands in the way or stays behind. */
function* breakFinding({ file, location }: NewStep, breaks: readonly Break[]): Iterable<RuleFinding> {
  const [first, ...others] = breaks;
  if (!first) return;
  const { outcome, target, kind } = first;
  const isRefused = outcome === 'refused';
  const rest = others.length > 0 ? `, and ${others.length} more` : '';
  const noun = nouns[kind];
  yield {
    severity: 'high',
    confidence: 'likely',
    title: `The migration ${isRefused ? 'cannot change the type of' : 'renames'} ${code(target)} under ${whoOf(first, 3)}${rest}`,
    message: isRefused
      ? `Postgres refuses another type for a column that a ${noun} ${verbOf({ kind, names: [''] })}, and earlier migrations leave the ${noun} standing.`
      : `Earlier migrations leave the ${noun} standing. It keeps the old name, and fails ${notices[kind]}.`,
    advice: isRefused
      ? `Drop the ${noun} first and make it again after the change.`
      : `Make the ${noun} again with the new name in the same migration.`,
    resource: file.path,
    subject: `${noun} on ${target}`,
    location,
    related: breaks.flatMap(({ related }) => related),
  };
}
