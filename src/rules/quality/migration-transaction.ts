import { code } from '../../finding.ts';
import { isMigration } from '../../project/migration/migration-file.ts';
import { addsValue, refusedInTransaction } from '../../project/migration/transactions.ts';
import type { Enums } from '../../project/migration/transactions.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { enumsOf, readHome } from '../shared/earlier-migrations.ts';
import { homeOf } from '../shared/migrations.ts';

export const rule = defineRule({
  id: 'quality/migration-transaction',
  summary:
    'A migration runs in a transaction what Postgres refuses there: CREATE INDEX CONCURRENTLY, or a value that the same transaction adds to an enum',
  severity: 'high',
  why: 'Postgres stops at the statement, always and everywhere: the migration never succeeds, and the ones after it wait.',
  advice:
    'Put the statement into a migration of its own without BEGIN and COMMIT; where the tool opens the transaction, switch that off for the file.',
  silent: [
    'statements before BEGIN and after COMMIT',
    'files that tell their tool to open no transaction, such as `-- +goose NO TRANSACTION`',
    'tools that open a transaction without a mark in the file: whether they do is a setting',
    'new values of enums in bodies of functions, and in columns whose type no earlier migration shows',
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
        name: 'uses a value of an enum in the transaction that adds it',
        base: {
          'migrations/001.sql':
            "create type state as enum ('new', 'paid');\ncreate table orders (id bigserial, state state);\n",
        },
        head: {
          'migrations/002.sql':
            "begin;\nalter type state add value 'void';\nupdate orders set state = 'void' where id < 9;\ncommit;\n",
        },
        findings: [{ path: 'migrations/002.sql', line: 3 }],
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
        name: 'commits a new value before it uses it',
        base: {},
        head: {
          'migrations/002.sql':
            "begin;\nalter type state add value 'void';\ncommit;\nbegin;\nselect 'void'::state;\ncommit;\n",
          'migrations/003.sql': "alter type state add value 'lost';\nselect 'lost'::state;\n",
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
  async *check(context) {
    for (const file of context.files) {
      if (file.kind !== 'text' || !file.head || !isMigration(file.path, context.change.head.entries))
        continue;
      yield* refused(context, file.path, file.base?.path);
    }
  },
});

/** One finding a file: what stops at its first statement does not reach the second. */
async function* refused(
  context: RuleContext,
  path: string,
  was: string | undefined,
): AsyncIterable<RuleFinding> {
  const { base, head } = context.change;
  const text = head.text(path) ?? '';
  const enums = addsValue(text) ? await earlierEnums(context, path) : unknownEnums;
  const before = new Set(
    (was === undefined ? [] : refusedInTransaction(base.text(was) ?? '', enums)).map(({ statement }) =>
      statement.words.join(' '),
    ),
  );
  const first = refusedInTransaction(text, enums).find(
    ({ statement }) => !before.has(statement.words.join(' ')),
  );
  if (!first) return;
  const { statement, value } = first;
  const { words, startLine, endLine } = statement;
  const verb = words[0]!.toUpperCase();
  const what = words.includes('concurrently') ? `${verb} … CONCURRENTLY` : verb;
  yield {
    confidence: 'proven',
    ...(value
      ? {
          title: `The migration uses ${code(value.value)} of ${code(value.type)} in the transaction that adds it, and fails`,
          message:
            'Postgres refuses a new value of an enum until the transaction that adds it has ended, whatever rows there are.',
          advice: 'Add the value in a migration of its own, which is committed first.',
        }
      : {
          title: `${code(what)} cannot run in a transaction: the migration fails`,
          message:
            'A transaction is open at this statement, and Postgres refuses it there before it does anything.',
        }),
    resource: path,
    subject: words.join(' ').slice(0, 200),
    location: { path, side: 'head', startLine, endLine },
  };
}

const unknownEnums: Enums = { typeOf: () => undefined, valuesOf: () => undefined };

async function earlierEnums(context: RuleContext, path: string): Promise<Enums> {
  const home = await readHome(context, homeOf(path));
  return home ? enumsOf(home) : unknownEnums;
}
