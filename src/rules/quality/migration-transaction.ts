import { code } from '../../finding.ts';
import { isMigration } from '../../project/migration/migration-file.ts';
import { refusedInTransaction } from '../../project/migration/transactions.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';

export const rule = defineRule({
  id: 'quality/migration-transaction',
  summary: 'A migration runs in a transaction what Postgres refuses there, such as CREATE INDEX CONCURRENTLY',
  severity: 'high',
  why: 'Postgres stops at the statement, always and everywhere: the migration never succeeds, and the ones after it wait.',
  advice:
    'Put the statement into a migration of its own without BEGIN and COMMIT; where the tool opens the transaction, switch that off for the file.',
  silent: [
    'statements before BEGIN and after COMMIT',
    'files that tell their tool to open no transaction, such as `-- +goose NO TRANSACTION`',
    'tools that open a transaction without a mark in the file: whether they do is a setting',
  ],
  examples: {
    fires: [
      {
        name: 'builds an index concurrently between BEGIN and COMMIT',
        base: {},
        head: {
          'migrations/002.sql':
            'begin;\nalter table orders add column at timestamptz;\ncreate index concurrently orders_at\n  on orders (at);\ncommit;\n',
        },
        findings: [{ path: 'migrations/002.sql', line: 3 }],
      },
      {
        name: 'drops one where Sqitch deploys',
        base: { 'sqitch.plan': '%project=shop\n' },
        head: { 'deploy/tidy.sql': 'BEGIN;\nDROP INDEX CONCURRENTLY orders_at;\nCOMMIT;\n' },
        findings: [{ path: 'deploy/tidy.sql', line: 2 }],
      },
      {
        name: 'has the mark of a tool that opens the transaction',
        base: {},
        head: {
          'migrations/002.sql':
            '-- +goose Up\ncreate unique index concurrently i on orders (id);\n-- +goose Down\ndrop index i;\n',
        },
        findings: [{ path: 'migrations/002.sql', line: 2 }],
      },
      {
        name: 'puts BEGIN in front of a statement that was there',
        base: { 'migrations/002.sql': 'vacuum orders;\n' },
        head: { 'migrations/002.sql': 'begin transaction;\nvacuum orders;\ncommit;\n' },
        findings: [{ path: 'migrations/002.sql', line: 2 }],
      },
    ],
    silent: [
      {
        name: 'builds it behind the transaction, or in none',
        base: {},
        head: {
          'migrations/002.sql':
            'begin;\nalter table orders add column at timestamptz;\ncommit;\ncreate index concurrently i on orders (at);\n',
          'migrations/003.sql': 'create index concurrently j on orders (at);\n',
        },
      },
      {
        name: 'tells the tool to open none',
        base: {},
        head: {
          'migrations/002.sql':
            '-- +goose NO TRANSACTION\n-- +goose Up\ncreate index concurrently i on orders (id);\n',
          'migrations/003.sql':
            '-- migrate:up transaction:false\ncreate index concurrently j on orders (id);\n',
        },
      },
      {
        name: 'refreshes a view concurrently, and names BEGIN in a function',
        base: {},
        head: {
          'migrations/002.sql':
            'begin;\nrefresh materialized view concurrently days;\ncommit;\ncreate function f() returns void as $$ begin; $$ language plpgsql;\ndrop index concurrently i;\n',
        },
      },
    ],
  },
  *check(context) {
    for (const file of context.files) {
      if (file.kind !== 'text' || !file.head || !isMigration(file.path, context.change.head.entries))
        continue;
      yield* refused(context, file.path, file.base?.path);
    }
  },
});

/** One finding a file: what stops at its first statement does not reach the second. */
function* refused({ change }: RuleContext, path: string, was: string | undefined): Iterable<RuleFinding> {
  const before = new Set(
    (was === undefined ? [] : refusedInTransaction(change.base.text(was) ?? '')).map(({ words }) =>
      words.join(' '),
    ),
  );
  const first = refusedInTransaction(change.head.text(path) ?? '').find(
    ({ words }) => !before.has(words.join(' ')),
  );
  if (!first) return;
  const { words, startLine, endLine } = first;
  const verb = words[0]!.toUpperCase();
  const what = words.includes('concurrently') ? `${verb} … CONCURRENTLY` : verb;
  yield {
    confidence: 'proven',
    title: `${code(what)} cannot run in a transaction: the migration fails`,
    message:
      'A transaction is open at this statement, and Postgres refuses it there before it does anything.',
    resource: path,
    subject: words.join(' ').slice(0, 200),
    location: { path, side: 'head', startLine, endLine },
  };
}
