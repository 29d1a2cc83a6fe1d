import { code } from '../../finding.ts';
import type { Operation } from '../../project/migration/operations.ts';
import { defineRule } from '../rule.ts';
import { onePerSweep } from '../shared/by-place.ts';
import { isPostgres } from '../shared/migration-dialect.ts';
import { bare, newSteps, tablesMade } from '../shared/migrations.ts';
import type { NewStep } from '../shared/migrations.ts';

export const rule = defineRule({
  id: 'quality/migration-locking',
  summary:
    'A Postgres migration locks a table while it reads or rewrites all of it, or fails on one with rows',
  severity: 'high',
  why: 'Everything that writes to the table waits until the migration is done, and often everything that reads it: on a large table that is an outage.',
  advice:
    'Build indexes with CONCURRENTLY, add constraints as NOT VALID and validate them in a second step, and give new NOT NULL columns a default.',
  silent: [
    'warehouses other than Postgres, and scripts that do not show that they are for Postgres',
    'a type that Postgres changes without rewriting, such as `text`',
    'tables that the pull request makes or empties',
    'statements of one file that wait for the same reason are one finding',
    'NOT NULL on a column whose check constraint the pull request validates first',
  ],
  examples: {
    fires: [
      {
        name: 'builds an index while nobody can write',
        base: { 'migrations/001.sql': 'create table orders (id bigserial, at timestamptz);\n' },
        head: { 'migrations/002.sql': 'set lock_timeout = 1000;\ncreate index orders_at on orders (at);\n' },
        findings: [{ path: 'migrations/002.sql', line: 2 }],
      },
      {
        name: 'adds a column that existing rows cannot have, and a foreign key that is checked at once',
        base: { 'migrations/001.sql': 'create table orders (id bigserial, at timestamptz);\n' },
        head: {
          'migrations/002.sql':
            'alter table orders add column region text not null;\nalter table orders add constraint f foreign key (customer) references customers (id);\n',
        },
        findings: [
          { path: 'migrations/002.sql', line: 1 },
          { path: 'migrations/002.sql', line: 2 },
        ],
      },
      {
        name: 'is run by psql, whose commands have words of the shell',
        base: {},
        head: {
          'migrations/002.sql':
            '\\set role `cat role.txt`\nalter table orders alter column note set not null;\n',
        },
        findings: [{ path: 'migrations/002.sql', line: 2 }],
      },
      {
        name: 'builds indexes on tables that are there, and on a materialized view that it makes',
        base: { 'migrations/001.sql': 'create table orders (id bigserial, at timestamptz);\n' },
        head: {
          'migrations/002.sql':
            'create materialized view days as select at from orders;\ncreate index days_at on days (at);\ncreate index orders_at on orders (at);\ncreate index items_id on items (id);\n',
        },
        findings: [{ path: 'migrations/002.sql', line: 3, subject: 'index on orders' }],
      },
      {
        name: 'is one of several that each have a folder, as Hasura has it',
        base: {
          'migrations/default/1_orders/up.sql':
            "create table orders (id bigserial);\ncomment on table orders is 'Rows of `shop`, engine = v2';\nalter table orders add column variant int, drop column variant;\n",
        },
        head: { 'migrations/default/2_at/up.sql': 'create index orders_at on orders (at);\n' },
        findings: [{ path: 'migrations/default/2_at/up.sql', line: 1 }],
      },
      {
        name: 'rewrites a table for another type',
        base: {},
        head: {
          'migrations/002.sql':
            'alter table orders\n  alter column amount type bigint using amount::bigint;\n',
        },
        findings: [{ path: 'migrations/002.sql', line: 1 }],
      },
    ],
    silent: [
      {
        name: 'empties the table first',
        base: { 'migrations/001.sql': 'create table orders (id bigserial, at timestamptz);\n' },
        head: {
          'migrations/002.sql': 'delete from orders;\nalter table orders alter column at set not null;\n',
        },
      },
      {
        name: 'does all of it without a long lock',
        base: { 'migrations/001.sql': 'create table orders (id bigserial, at timestamptz);\n' },
        head: {
          'migrations/002.sql':
            'create index concurrently orders_at on orders (at);\nalter table orders add column region text not null default 1;\nalter table orders add constraint c check (region is not null) not valid;\nalter table orders alter column note type text;\n',
        },
      },
      {
        name: 'builds an index on a table that it makes',
        base: {},
        head: {
          'migrations/001.sql':
            'create table orders (id bigserial);\ncreate unique index i on orders (id);\n',
        },
      },
      {
        name: 'is for Snowflake',
        base: { 'migrations/001.sql': 'create table orders (id int, doc variant);\n' },
        head: { 'migrations/002.sql': 'alter table orders add column region text not null;\n' },
      },
    ],
  },
  async *check(context) {
    const steps = newSteps(context);
    const idle = new Set([...tablesMade(steps), ...tablesEmptied(steps)]);
    const validated = new Set(
      steps.flatMap(({ statement: { words } }) => (words.includes('validate') ? [bare(words[2] ?? '')] : [])),
    );
    const risky = steps.flatMap((step) => {
      const found = step.operations
        .filter((operation) => 'table' in operation && !idle.has(bare(operation.table)))
        .filter((operation) => operation.kind !== 'set-not-null' || !validated.has(bare(operation.table)))
        .flatMap((operation) => riskOf(operation) ?? []);
      return found[0] ? [{ ...step, risk: found[0] }] : [];
    });
    if (risky.length === 0 || !(await isPostgres(context))) return;
    const findings = risky.map(({ file, location, risk }) => ({
      confidence: 'likely' as const,
      ...risk,
      resource: file.path,
      location,
    }));
    // Whoever builds one index without the lock builds all of them so.
    yield* onePerSweep(
      findings,
      ({ resource, message }) => [resource, message],
      () => 'statement',
    );
  },
});

/** Tables that the migrations empty: nothing is left to read or to write anew. */
function tablesEmptied(steps: readonly NewStep[]): string[] {
  return steps.flatMap(({ operations }) =>
    operations.flatMap((it) => (it.kind === 'truncate' || it.kind === 'delete-all' ? [bare(it.table)] : [])),
  );
}

interface Risk {
  title: string;
  message: string;
  subject: string;
}

function riskOf(operation: Operation): Risk | undefined {
  if (!('table' in operation)) return undefined;
  const table = code(operation.table);
  const risk = (title: string, message: string, subject: string): Risk => ({ title, message, subject });
  switch (operation.kind) {
    case 'create-index':
      if (operation.concurrently) return undefined;
      return risk(
        `Building the index stops all writes to ${table}`,
        'Without CONCURRENTLY the table can only be read until the index is built.',
        `index on ${operation.table}`,
      );
    case 'add-column':
      if (!operation.notNull || operation.hasDefault) return undefined;
      return risk(
        `${code(operation.column)} is NOT NULL without a default: the migration fails if ${table} has rows`,
        'Postgres has nothing to put into the rows that are there.',
        `${operation.table}.${operation.column}`,
      );
    case 'set-not-null':
      return risk(
        `SET NOT NULL on ${code(operation.column)} reads all of ${table} while nobody else can use it`,
        'A check constraint that was added as NOT VALID and then validated spares Postgres the scan.',
        `${operation.table}.${operation.column}`,
      );
    case 'change-type':
      if (/^(text|varchar|character varying|citext)$/.test(operation.to)) return undefined;
      return risk(
        `Another type of ${code(operation.column)} rewrites all of ${table} while nobody else can use it`,
        `Postgres writes every row anew as ${code(operation.to)}, unless the old type is stored alike.`,
        `${operation.table}.${operation.column}`,
      );
    case 'add-constraint':
      if (!operation.validated) return undefined;
      return risk(
        `The ${operation.constraint} constraint is checked on all of ${table} while it is locked`,
        /^(unique|primary key)$/.test(operation.constraint)
          ? 'Build a unique index with CONCURRENTLY first and add the constraint USING INDEX.'
          : 'As NOT VALID it holds for new rows at once, and VALIDATE CONSTRAINT checks the old ones without the lock.',
        `${operation.constraint} on ${operation.table}`,
      );
    default:
      return undefined;
  }
}
