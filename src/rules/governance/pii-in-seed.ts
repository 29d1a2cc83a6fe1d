import { z } from 'zod';
import { code } from '../../finding.ts';
import { readRows } from '../../project/dbt/csv-rows.ts';
import type { Resource } from '../../project/dbt/resources.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import type { RuleContext, RuleFinding } from '../rule.ts';
import { count } from '../options.ts';
import { counted } from '../shared/text.ts';

/** Rows with an address of a person in each. */
function people(count: number, domain: string): string {
  const rows = Array.from({ length: count }, (_, at) => `${at + 1},person${at}.name@${domain}\n`);
  return `id,contact\n${rows.join('')}`;
}

export const rule = defineRule({
  id: 'governance/pii-in-seed',
  summary: 'A seed is committed with personal data: email addresses, social security numbers, card numbers',
  severity: 'high',
  why: 'Everybody who can read the repository can read the people in it, and the history keeps them after the file is gone.',
  advice: 'Load the data from where it is protected, or keep only keys or hashes in the seed.',
  silent: [
    'fewer than five such values in a column, and ones that base already had',
    'addresses at `example.com` and the like, and those of a role such as `info@…` or `support@…`',
    'numbers that fail the check digit of cards',
    'seeds below `dbt_packages` or `dbt_modules`: somebody else publishes them',
  ],
  examples: {
    fires: [
      {
        name: 'adds a seed of addresses',
        base: { 'models/a.sql': 'select 1 as id\n' },
        head: { 'seeds/people.csv': people(12, 'lampshop.net') },
        findings: [{ path: 'seeds/people.csv', line: 2, subject: 'contact' }],
      },
      {
        name: 'adds social security numbers to a seed',
        base: { 'models/a.sql': 'select 1 as id\n', 'seeds/people.csv': 'id,number\n0,none\n' },
        head: {
          'seeds/people.csv':
            'id,number\n0,none\n1,212-34-1001\n2,213-34-1002\n3,214-34-1003\n4,215-34-1004\n5,216-34-1005\n',
        },
        findings: [{ path: 'seeds/people.csv', line: 3, subject: 'number' }],
      },
      {
        name: 'adds a seed with addresses in two columns',
        base: { 'models/a.sql': 'select 1 as id\n' },
        head: {
          'seeds/people.csv': people(12, 'lampshop.net').replaceAll(/,(contact|(.*))\n/g, (_, text: string) =>
            text === 'contact' ? ',contact,parent\n' : `,${text},parent.${text}\n`,
          ),
        },
        findings: [{ path: 'seeds/people.csv', line: 2, subject: 'contact' }],
      },
    ],
    silent: [
      {
        name: 'takes in a package with test data of its own',
        base: { 'models/a.sql': 'select 1 as id\n' },
        head: {
          'dbt_packages/people/dbt_project.yml': 'name: people\n',
          'dbt_packages/people/seeds/people.csv':
            'id,email\n1,ann@shop.io\n2,ben@shop.io\n3,cem@shop.io\n4,dia@shop.io\n5,eva@shop.io\n6,flo@shop.io\n',
        },
      },
      {
        name: 'adds addresses that belong to nobody',
        base: { 'models/a.sql': 'select 1 as id\n' },
        head: { 'seeds/people.csv': people(12, 'example.com') },
      },
      {
        name: 'adds a column to a seed that had them',
        base: { 'models/a.sql': 'select 1 as id\n', 'seeds/people.csv': people(12, 'lampshop.net') },
        head: {
          'seeds/people.csv': people(12, 'lampshop.net')
            .replaceAll('\n', ',x\n')
            .replace('contact,x', 'contact,y'),
        },
      },
      {
        name: 'lists where departments are reached, and long numbers',
        base: { 'models/a.sql': 'select 1 as id\n' },
        head: {
          'seeds/teams.csv':
            'team,contact,number\na,info@a-shop.net,4000000000000001\nb,support@b-shop.net,4000000000000003\nc,sales@c-shop.net,4000000000000004\nd,billing@d-shop.net,4000000000000005\ne,contact@e-shop.net,4000000000000007\n',
        },
      },
    ],
  },
  options: z.strictObject({
    'min-values': count(5, 1, 100_000, 'So many different values in a column are reported.'),
  }),
  *check(context) {
    const changed = new Set(
      context.files.filter(({ kind, head }) => kind === 'text' && head).map(({ path }) => path),
    );
    for (const { head: project } of context.workspace.projects) {
      for (const resource of project?.resources.values() ?? []) {
        if (resource.type !== 'seed' || !changed.has(resource.path) || isVendored(resource.path)) continue;
        yield* onePerSeed([...personalColumns(context, project!, resource)]);
      }
    }
  },
});

/** One file is committed once, however many of its columns are personal: the fullest speaks for them. */
function* onePerSeed(found: readonly PersonalColumn[]): Iterable<RuleFinding> {
  const [most, ...others] = found.toSorted((a, b) => b.count - a.count);
  if (!most) return;
  const { finding } = most;
  if (others.length === 0) yield finding;
  else
    yield {
      ...finding,
      title: `${finding.title}, and such values in ${counted(others.length, 'more column')}`,
      related: others.map(({ finding: { location, title } }) => ({ ...location, message: title })),
    };
}

/** Test data of packages that somebody else publishes. */
function isVendored(path: string): boolean {
  return /(^|\/)dbt_(modules|packages)\//.test(path);
}

/** What a value gives away, in the plural; undefined if nothing. */
function kindOf(value: string): string | undefined {
  const text = value.trim();
  if (text.length > 254) return undefined;
  if (/^[\w.+-]+@([\w-]+\.)+[a-z]{2,}$/i.test(text)) return isNobody(text) ? undefined : 'email addresses';
  if (/^(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}$/.test(text)) return 'social security numbers';
  const digits = text.replaceAll(/[ -]/g, '');
  if (/^(4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|6011\d{12})$/.test(digits) && passesLuhn(digits))
    return 'card numbers';
  return undefined;
}

const roles =
  /^(info|support|sales|contact|hello|help(desk)?|admin|office|team|service|customer[._-]?(service|care)|billing|press|media|marketing|data|noreply|no-reply|webmaster|postmaster|feedback|jobs|hr|legal|privacy|security|developers?|devs?|gtfs|it|ops)([._+-].*)?@/i;

function isNobody(address: string): boolean {
  return (
    /@(.*\.)?(example|test|invalid|localhost)(\.\w+)?$/i.test(address) ||
    /@(test|fake|dummy|sample)/i.test(address) ||
    roles.test(address)
  );
}

function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

interface PersonalColumn {
  finding: RuleFinding;
  /** Different values. */
  count: number;
}

function* personalColumns(
  { change, options }: RuleContext<{ 'min-values': number }>,
  project: Project,
  seed: Resource,
): Iterable<PersonalColumn> {
  const file = change.files.find(({ path }) => path === seed.path);
  const setting = project.known(seed, 'delimiter');
  const delimiter = typeof setting === 'string' && setting.length === 1 ? setting : ',';
  const had = new Set(
    readRows((file?.base && change.base.text(file.base.path)) ?? '', delimiter).flatMap(({ cells }) => cells),
  );
  const [header, ...rows] = readRows(change.head.text(seed.path) ?? '', delimiter);
  for (const [index, column] of header?.cells.entries() ?? []) {
    const found = rows.flatMap(({ cells, line }) => {
      const value = cells[index] ?? '';
      const kind = had.has(value) ? undefined : kindOf(value);
      return kind === undefined ? [] : [{ kind, value, line }];
    });
    const distinct = new Set(found.map(({ value }) => value));
    const [first] = found;
    if (!first || distinct.size < options['min-values']) continue;
    const finding: RuleFinding = {
      confidence: 'likely',
      title: `The seed ${code(seed.name)} holds ${distinct.size} ${first.kind} in ${code(column)}`,
      message: 'They stand in the file as they are; this report does not repeat them.',
      resource: seed.id,
      subject: column.toLowerCase(),
      location: { path: seed.path, side: 'head', startLine: first.line, endLine: found.at(-1)!.line },
    };
    yield { finding, count: distinct.size };
  }
}
