/** What is said of a model that two files build, of which each run takes one. */
import { afterAll, expect, test } from 'vitest';
import { createReading, openWorkspace } from '../../../src/project/workspace.ts';
import { rule as columnRemoved } from '../../../src/rules/quality/column-removed-in-use.ts';
import { rule as contractBroken } from '../../../src/rules/quality/contract-broken.ts';
import { rule as grainChanged } from '../../../src/rules/quality/grain-changed.ts';
import { rule as unknownColumn } from '../../../src/rules/quality/unknown-column.ts';
import { defaultPolicy } from '../../../src/rules/policy.ts';
import type { Rule } from '../../../src/rules/rule.ts';
import { memoryChange } from '../../support/memory-snapshot.ts';

const { engine, close } = createReading();
afterAll(close);

const project = {
  'dbt_project.yml': 'name: shop\n',
  'requirements.txt': 'dbt-bigquery==1.9.0\n',
  'models/events.sql': 'select id, amount, day, kind from raw.events\n',
};
const rules: readonly Rule[] = [columnRemoved, contractBroken, grainChanged, unknownColumn];

type Files = Record<string, string>;

async function findings(base: Files, head: Files): Promise<string[]> {
  const before = { ...project, ...base };
  const change = await memoryChange(before, { ...before, ...head });
  const workspace = await openWorkspace(change, { engine, known: new Map(), close: () => {} });
  const context = { change, files: change.files, workspace, policy: defaultPolicy, options: undefined };
  const found: string[] = [];
  for (const { id, check } of rules)
    for await (const { subject } of check(context)) found.push(`${id} ${subject}`);
  return found;
}

/** For the warehouse of the project, for another one, and for whoever sets a variable. */
const here = "target.type == 'bigquery'";
const elsewhere = "target.type == 'snowflake'";
const maybe = "var('reads_logs', true)";
const from = "from {{ ref('events') }}";
const built = (condition: string, query: string) => `{{ config(enabled=${condition}) }}\n${query}\n`;
const twins = ([a, b]: readonly [string, string], first: string, second: string): Files => ({
  'models/a/daily.sql': built(a, `select ${first} ${from}`),
  'models/b/daily.sql': built(b, `select ${second} ${from}`),
});
const reader = (columns: string): Files => ({
  'models/report.sql': `select ${columns} from {{ ref('daily') }}\n`,
});

test.each<[string, string, string]>([
  ['nobody knows which is built', maybe, `not ${maybe}`],
  ['the second is built', elsewhere, here],
])('a reader may take what the first of two lacks, as %s', async (_, a, b) => {
  const base = { ...twins([a, b], 'id', 'id, amount'), ...reader('id') };
  expect(await findings(base, reader('id, amount'))).toEqual([]);
});

test('what is built in the warehouse of the project has to have what a reader takes', async () => {
  const base = { ...twins([elsewhere, here], 'id, amount', 'id'), ...reader('id') };
  expect(await findings(base, reader('id, amount'))).toEqual(['quality/unknown-column amount']);
});

test('a column is gone from what is built, if it is known what that is', async () => {
  const lost = async (a: string, b: string): Promise<[first: string[], second: string[]]> => {
    const base = { ...twins([a, b], 'id, amount', 'id, amount'), ...reader('id, amount') };
    return [
      await findings(base, twins([a, b], 'id', 'id, amount')),
      await findings(base, twins([a, b], 'id, amount', 'id')),
    ];
  };
  const gone = ['quality/column-removed-in-use amount'];
  expect(await lost(elsewhere, here)).toEqual([[], gone]);
  expect(await lost(here, elsewhere)).toEqual([gone, []]);
  expect(await lost(maybe, `not ${maybe}`)).toEqual([[], []]);
});

test('a file that is added beside a model changes nothing of it', async () => {
  const perId = `select id, sum(amount) as amount, max(day) as day ${from} group by id`;
  const perDay = `select id, day, sum(amount) as amount ${from} group by id, day`;
  const base = {
    'models/b/daily.sql': `${perId}\n`,
    'models/daily.yml': 'models:\n  - name: daily\n    columns: [{name: id, data_tests: [unique]}]\n',
    ...reader('id, amount'),
  };
  const added = (a: string, b: string) => ({
    'models/a/daily.sql': built(a, perDay),
    'models/b/daily.sql': built(b, perId),
  });
  expect(await findings(base, added(maybe, `not ${maybe}`))).toEqual([]);
  expect(await findings(base, added(elsewhere, here))).toEqual([]);
  expect(await findings(base, added(here, elsewhere))).toEqual(['quality/grain-changed daily']);
});

test('a contract is held by what is built', async () => {
  const contract = (columns: string) =>
    `models:\n  - name: daily\n    config: {contract: {enforced: true}}\n    columns: [{name: id, data_type: int}${columns}]\n`;
  const promised = { 'models/daily.yml': contract(', {name: amount, data_type: int}') };
  const base = (a: string, b: string) => ({
    ...twins([a, b], 'id', 'id, amount'),
    'models/daily.yml': contract(''),
  });
  expect(await findings(base(maybe, `not ${maybe}`), promised)).toEqual([]);
  expect(await findings(base(elsewhere, here), promised)).toEqual([]);
});

test('what may be for another warehouse may read what is built there', async () => {
  const base = { ...twins([elsewhere, here], 'id, amount', 'id'), ...reader('id') };
  const taken = `select id, amount from {{ ref('daily') }}`;
  expect(await findings(base, { 'models/report.sql': built(elsewhere, taken) })).toEqual([]);
  const both = { 'models/a/report.sql': `${taken}\n`, 'models/b/report.sql': `${taken}\n` };
  expect(await findings({ ...base, ...reader('id') }, both)).toEqual([]);
  const lost = {
    ...twins([elsewhere, here], 'id, amount', 'id, amount'),
    'models/report.sql': built(elsewhere, taken),
  };
  expect(await findings(lost, twins([elsewhere, here], 'id, amount', 'id'))).toEqual([]);
  const alternatives = {
    'models/a/total.sql': built(elsewhere, taken),
    'models/b/total.sql': built(here, taken),
  };
  expect(await findings(base, alternatives)).toEqual(['quality/unknown-column amount']);
});

test('a warehouse that only texts look like decides nothing', async () => {
  const project = {
    'requirements.txt': '',
    'models/events.sql': 'select safe_cast(id as int64) as id from raw.events\n',
  };
  const base = { ...project, ...twins([elsewhere, here], 'id, amount', 'id'), ...reader('id') };
  expect(await findings(base, reader('id, amount'))).toEqual([]);
});
