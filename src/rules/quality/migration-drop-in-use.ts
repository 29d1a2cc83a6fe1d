import { code } from '../../finding.ts';
import type { Severity } from '../../finding.ts';
import type { Operation } from '../../project/migration/operations.ts';
import { defineRule } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { sentencesOf, whoOf } from '../shared/break-words.ts';
import { BrokenDependents } from '../shared/broken-dependents.ts';
import type { Break } from '../shared/broken-dependents.ts';
import { newSteps } from '../shared/migrations.ts';
import type { NewStep } from '../shared/migrations.ts';

const viewed = {
  'migrations/001_orders.sql': 'create table orders (id bigserial, note text);\n',
  'migrations/002_notes.sql': 'create view notes as select id, note from orders;\n',
  'migrations/003_long.sql': 'create view long_notes as\n  select note from notes where length(note) > 99;\n',
};
const typed = {
  'migrations/001_status.sql': "create type status as enum ('new', 'paid');\n",
  'migrations/002_orders.sql': 'create table orders (id bigserial, status status);\n',
};
const keyed = {
  'migrations/001_orders.sql':
    'create table orders (id bigserial primary key, code text);\ncreate unique index orders_code on orders (code);\n',
  'migrations/002_items.sql':
    'create table items (\n  order_id bigint references orders (id)\n);\ncreate table labels (code text references orders (code));\n',
};
const triggered = {
  'migrations/001_orders.sql': 'create table orders (id bigserial, changed timestamptz);\n',
  'migrations/002_touch.sql':
    'create function touch() returns trigger language plpgsql as $$ begin new.changed = now(); return new; end $$;\ncreate trigger orders_touch before update on orders for each row execute function touch();\n',
};

export const rule = defineRule({
  id: 'quality/migration-drop-in-use',
  summary: 'A migration drops a view, a type, a function, a key or an index of Postgres that others rest on',
  severity: 'critical',
  why: 'Without CASCADE Postgres refuses it, and the deployment stops. With CASCADE it takes along what rests on it without a word: other views, triggers, foreign keys, and columns of a type with all their values.',
  advice:
    'Change or drop first what rests on it, by name, and make it again after the change if it is still needed.',
  silent: [
    'what a changed migration speaks of: it may be dropped first, or made anew',
    'folders whose files show no order, or no Postgres',
    'changed migrations with a block or a call that may drop anything',
    'columns of types that no migration makes, and functions with arguments',
    'keys and indexes beside others of the same columns, and all keys where a changed migration renames anything',
  ],
  examples: {
    fires: [
      {
        name: 'drops a view that another one reads, which Postgres refuses',
        base: viewed,
        head: {
          'migrations/004.sql':
            'drop view notes;\ncreate view notes as select id, upper(note) as note from orders;\n',
        },
        findings: [{ path: 'migrations/004.sql', line: 1, severity: 'high' }],
      },
      {
        name: 'takes along a view that nothing makes again',
        base: viewed,
        head: { 'migrations/004.sql': 'drop view if exists notes cascade;\n' },
        findings: [{ path: 'migrations/004.sql', line: 1, severity: 'medium' }],
      },
      {
        name: 'drops a type that a column has, after it gave it another name',
        base: typed,
        head: {
          'migrations/003.sql':
            "alter type status rename to old_status;\ncreate type status as enum ('new');\ndrop type old_status;\n",
        },
        findings: [{ path: 'migrations/003.sql', line: 3, severity: 'high' }],
      },
      {
        name: 'drops a type and with it the columns that have it',
        base: typed,
        head: { 'migrations/003.sql': 'drop type status cascade;\n' },
        findings: [{ path: 'migrations/003.sql', line: 1, severity: 'critical' }],
      },
      {
        name: 'drops a function that a trigger runs',
        base: triggered,
        head: { 'migrations/003.sql': 'drop function touch();\n' },
        findings: [{ path: 'migrations/003.sql', line: 1, severity: 'high' }],
      },
      {
        name: 'drops a primary key and a unique index that foreign keys reference',
        base: keyed,
        head: {
          'migrations/003.sql':
            'alter table orders drop constraint orders_pkey;\ndrop index concurrently orders_code;\n',
        },
        findings: [
          { path: 'migrations/003.sql', line: 1, severity: 'high' },
          { path: 'migrations/003.sql', line: 2, severity: 'high' },
        ],
      },
      {
        name: 'takes along a foreign key with the primary key',
        base: keyed,
        head: { 'migrations/003.sql': 'alter table orders drop constraint orders_pkey cascade;\n' },
        findings: [{ path: 'migrations/003.sql', line: 1, severity: 'medium' }],
      },
    ],
    silent: [
      {
        name: 'drops both views, or makes the other one again',
        base: viewed,
        head: {
          'migrations/004.sql': 'drop view long_notes, notes;\n',
        },
      },
      {
        name: 'makes the other view again behind CASCADE',
        base: viewed,
        head: {
          'migrations/004.sql':
            'drop view notes cascade;\ncreate view notes as select id, note from orders;\ncreate view long_notes as select note from notes;\n',
        },
      },
      {
        name: 'gives the column another type first',
        base: typed,
        head: {
          'migrations/003.sql':
            'alter table orders alter column status type text using status::text;\ndrop type status;\n',
        },
      },
      {
        name: 'drops the trigger first, and a function of the same name with arguments',
        base: triggered,
        head: {
          'migrations/003.sql':
            'drop trigger orders_touch on orders;\ndrop function touch();\ndrop function touch(int);\n',
        },
      },
      {
        name: 'drops the foreign key before the primary key, and makes it again on another one',
        base: keyed,
        head: {
          'migrations/003.sql':
            'alter table items drop constraint items_order_id_fkey;\nalter table orders drop constraint orders_pkey;\nalter table orders add primary key (id, code);\n',
        },
      },
      {
        name: 'drops a view in MySQL, where the other one stays and waits',
        base: {
          'migrations/001_orders.sql': 'create table orders (id int auto_increment primary key);\n',
          'migrations/002_ids.sql':
            'create view ids as select id from orders;\ncreate view few as select id from ids;\n',
        },
        head: { 'migrations/003.sql': 'drop view ids;\ncreate view ids as select id from orders;\n' },
      },
    ],
  },
  async *check(context) {
    const dependents = new BrokenDependents(context);
    for (const step of newSteps(context)) {
      const breaks: Break[] = [];
      for (const operation of step.operations)
        if (isDrop(operation)) breaks.push(...(await dependents.of(step, operation)));
      yield* finding(step, breaks);
    }
  },
});

function isDrop({ kind }: Operation): boolean {
  return /^drop-(view|type|function|constraint|index)$/.test(kind);
}

/** One statement is one finding, whatever it drops. */
function* finding({ file, location }: NewStep, breaks: readonly Break[]): Iterable<RuleFinding> {
  const [first, ...others] = breaks;
  if (!first) return;
  const who = whoOf(first, 3);
  const rest = others.length > 0 ? `, and ${others.length} more` : '';
  const does =
    first.outcome === 'refused'
      ? `cannot drop ${code(first.target)} under ${who}`
      : `drops ${code(first.target)} and with it ${who}`;
  const severity = severityOf(first);
  yield {
    severity,
    confidence: severity === 'critical' ? 'proven' : 'likely',
    title: `The migration ${does}${rest}`,
    message: sentencesOf(breaks).join(' '),
    resource: file.path,
    subject: `drop ${first.target}`,
    location,
    related: breaks.flatMap(({ related }) => related),
  };
}

/** Values do not come back; what else goes along can be made again. */
function severityOf({ outcome, kind }: Break): Severity {
  if (outcome === 'refused') return 'high';
  return kind === 'typed column' ? 'critical' : 'medium';
}
