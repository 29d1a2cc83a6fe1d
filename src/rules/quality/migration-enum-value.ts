import { code } from '../../finding.ts';
import { renamedValue } from '../../project/migration/enum-values.ts';
import { bodyUses, ChangingEnums } from '../../project/migration/missing-values.ts';
import type { MissingValue } from '../../project/migration/missing-values.ts';
import { inOrder } from '../../project/migration/order.ts';
import { isMigration, migrationSteps } from '../../project/migration/migration-file.ts';
import type { Statement } from '../../project/migration/statements.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { enumsOf, readHome, wordsElsewhere } from '../shared/earlier-migrations.ts';
import type { Home } from '../shared/earlier-migrations.ts';
import { bare, homeOf, newSteps } from '../shared/migrations.ts';
import type { NewStep } from '../shared/migrations.ts';
import { listed } from '../shared/text.ts';

const orders = {
  'migrations/001_orders.sql':
    "create type status as enum ('new', 'paid');\ncreate table orders (id bigserial, status status default 'new');\n",
};
const counted = {
  ...orders,
  'migrations/002_count.sql':
    "create function open_orders() returns bigint language sql as $$\n  select count(*) from orders where status = 'new'\n$$;\n",
};

export const rule = defineRule({
  id: 'quality/migration-enum-value',
  summary:
    'A migration uses a value that an enum of Postgres does not have, or renames one under a function that goes on using it',
  severity: 'high',
  why: 'Postgres refuses a value that the enum does not have before it looks at any row. It follows a new name in defaults, views and policies, but not in the body of a function, which is a text.',
  advice:
    'Write a value that the enum has by then, or add it and commit first. Make functions that use a value again in the migration that renames it.',
  silent: [
    'enums that no migration makes in plain sight, and folders whose files show no order, or no Postgres',
    'values in comparisons of several tables, and in columns whose type no earlier migration shows',
    'functions that may pass the value by, and ones of which a changed migration or another folder speaks',
    'what comes behind a block, a call or another search path',
  ],
  examples: {
    fires: [
      {
        name: 'uses a value after it gave it another name',
        base: orders,
        head: {
          'migrations/002.sql':
            "alter type status rename value 'new' to 'open';\nupdate orders set status = 'new' where id < 9;\n",
        },
        findings: [{ path: 'migrations/002.sql', line: 2 }],
      },
      {
        name: 'uses a value that the enum never had',
        base: orders,
        head: { 'migrations/002.sql': "insert into orders (id, status) values (1, 'Paid');\n" },
        findings: [{ path: 'migrations/002.sql', line: 1 }],
      },
      {
        name: 'renames a value that the body of a function goes on using',
        base: counted,
        head: { 'migrations/003.sql': "alter type status rename value 'new' to 'open';\n" },
        findings: [{ path: 'migrations/003.sql', line: 1 }],
      },
    ],
    silent: [
      {
        name: 'uses a value that it adds, and compares a text',
        base: orders,
        head: {
          'migrations/002.sql':
            "alter type status add value 'void';\ncommit;\nupdate orders set status = 'void' where id::text = 'none';\n",
        },
      },
      {
        name: 'makes the function again with the new name',
        base: counted,
        head: {
          'migrations/003.sql':
            "alter type status rename value 'new' to 'open';\ncreate or replace function open_orders() returns bigint language sql as $$ select count(*) from orders where status = 'open' $$;\n",
        },
      },
      {
        name: 'renames a value under a default and a view, which follow',
        base: {
          ...orders,
          'migrations/002_view.sql': "create view fresh as select id from orders where status = 'new';\n",
        },
        head: { 'migrations/003.sql': "alter type status rename value 'new' to 'open';\n" },
      },
      {
        name: 'is for MySQL, where each column has an enum of its own',
        base: {
          'migrations/001.sql':
            "create table orders (id int auto_increment primary key, status enum ('new', 'paid'));\n",
        },
        head: { 'migrations/002.sql': "update orders set status = 'void' where id = 1;\n" },
      },
    ],
  },
  async *check(context) {
    const steps = newSteps(context).filter(({ file, statement }) => !file.base && maySpeakOfEnums(statement));
    for (const folder of new Set(steps.map(({ file }) => homeOf(file.path)))) {
      const own = steps.filter(({ file }) => homeOf(file.path) === folder);
      const home = await readHome(context, folder);
      if (home?.dialect !== 'postgres') continue;
      const failing = failingIn(context, folder, home);
      const found = own.flatMap((step) => {
        const missing = failing.get(step.file.path);
        const isMissing = missing?.start === step.statement.start;
        return [...(isMissing ? usage(step, missing) : []), ...broken(step, home)];
      });
      const others = found.length > 0 ? await wordsElsewhere(context, folder) : undefined;
      for (const { finding, speaksOf } of found)
        if (others && !speaksOf.some((name) => others.has(name))) yield finding;
    }
  },
});

/** Who reads all earlier migrations wants a reason. */
function maySpeakOfEnums({ words }: Statement): boolean {
  return /^(insert|update|delete|select|alter|with|create)$/.test(words[0] ?? '') && words.includes("'");
}

interface Failing extends MissingValue {
  start: number;
}

/** The first statement of each new migration that uses a value that is not there: the next ones are not reached. */
function failingIn({ change }: RuleContext, folder: string, home: Home): Map<string, Failing> {
  const found = new Map<string, Failing>();
  const paths = change.files.flatMap(({ path }) =>
    homeOf(path) === folder && isMigration(path, change.head.entries) ? [path] : [],
  );
  const enums = new ChangingEnums(enumsOf(home));
  for (const path of inOrder(paths, folder) ?? [])
    for (const { statement } of migrationSteps(change.head.text(path) ?? '') ?? []) {
      const missing = enums.follow(statement);
      if (missing && !found.has(path)) found.set(path, { ...missing, start: statement.start });
    }
  return found;
}

interface Found {
  finding: RuleFinding;
  /** Whoever speaks of it elsewhere may see to it. */
  speaksOf: string[];
}

function usage({ file, location }: NewStep, { type, value, to }: MissingValue): Found[] {
  const now = to === undefined ? '' : `: it is called ${code(to)} by now`;
  const finding: RuleFinding = {
    confidence: 'likely',
    title: `The migration uses ${code(value)}, which is no value of ${code(type)}, and fails`,
    message: `Migrations leave the enum ${code(type)} without this value${now}. Postgres refuses it, whatever rows there are.`,
    resource: file.path,
    subject: `${type} ${value}`,
    location,
  };
  return [{ finding, speaksOf: [bare(type)] }];
}

function broken({ statement, file, location }: NewStep, home: Home): Found[] {
  const renamed = renamedValue(statement);
  if (!renamed) return [];
  const { typeOf } = enumsOf(home);
  const users = home.standing.allFunctions.filter(
    (made) => !home.touched.has(bare(made.name)) && bodyUses(made, renamed, typeOf),
  );
  if (users.length === 0) return [];
  const isOne = users.length === 1;
  const who = `${isOne ? 'the function' : 'the functions'} ${listed(users.map(({ name }) => name))}`;
  const [type, value] = [code(renamed.type), code(renamed.value)];
  const finding: RuleFinding = {
    confidence: 'likely',
    title: `The migration renames the value ${value} of ${type} under ${who}`,
    message: `Earlier migrations leave ${who} with the old name, which Postgres does not follow in a body that is a text: ${isOne ? 'it fails' : 'they fail'} when called next.`,
    resource: file.path,
    subject: `${renamed.type} ${renamed.value}`,
    location,
    related: users.slice(0, 20).map(({ name, path, statement: { startLine, endLine } }) => ({
      path,
      side: 'head',
      startLine,
      endLine,
      message: `the function ${code(name)} uses ${value}`,
    })),
  };
  return [{ finding, speaksOf: [bare(renamed.type), ...users.map(({ name }) => bare(name))] }];
}
