import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openWorkspace } from '../../../src/project/workspace.ts';
import type { SliceOptions } from '../../../src/reviewers/model/slice.ts';
import { sliceOf } from '../../../src/reviewers/model/slice.ts';
import { memoryChange } from '../../support/memory-snapshot.ts';
import { createSqlEngine } from '../../../src/project/sql/engine.ts';

type Files = Record<string, string>;

const shop: Files = {
  'dbt_project.yml': 'name: shop\n',
  'models/stg_orders.sql': "select id, amount, note from {{ source('raw', 'orders') }}\n",
  'models/orders.sql': "select id, amount as total from {{ ref('stg_orders') }}\n",
  'models/weekly.sql': "select sum(total) as total from {{ ref('orders') }}\n",
  'models/schema.yml':
    'models:\n  - name: orders\n    description: One row per order\n    columns:\n      - name: id\n        description: Key\n      - name: total\n        description: In cents\n        data_tests: [not_null]\n',
};

async function slice(base: Files, head: Record<string, string | null>, options: Partial<SliceOptions> = {}) {
  const merged = Object.entries({ ...base, ...head }).filter((it): it is [string, string] => it[1] !== null);
  const change = await memoryChange(base, Object.fromEntries(merged));
  const workspace = await openWorkspace(change);
  const all = {
    change,
    workspace,
    files: change.files,
    reads: ['**'],
    maxTokens: 12_000,
    maxFileTokens: 6_000,
  };
  try {
    return sliceOf({ ...all, ...options });
  } finally {
    workspace.close();
  }
}

test('shows changed lines with what the model reads, who reads it, and what its yml says', async () => {
  const { text, sent, left } = await slice(shop, {
    'models/orders.sql': shop['models/orders.sql']!.replace('amount as total', 'amount / 100 as total'),
  });
  expect(sent).toEqual(['models/orders.sql']);
  expect(left).toEqual([]);
  expect(text.split('\n').slice(1, -1)).toEqual([
    'file "models/orders.sql" (modified)',
    'reads: stg_orders(amount, id)',
    'read by: weekly(total)',
    'models/schema.yml says of orders: One row per order',
    '  id: Key',
    '  total: In cents [not_null]',
    "-1|select id, amount as total from {{ ref('stg_orders') }}",
    "+1|select id, amount / 100 as total from {{ ref('stg_orders') }}",
  ]);
});

test('shows of what stands beside a model only what is asked for', async () => {
  const head = { 'models/orders.sql': shop['models/orders.sql']!.replace('id,', 'id, id as order_id,') };
  const { text } = await slice(shop, head, { context: ['lineage'] });
  expect(text).toContain('new columns: order_id');
  expect(text).not.toContain('says of');
  expect((await slice(shop, head, { context: [] })).text).not.toContain('reads:');
});

test('yml that is in the change is not said again', async () => {
  const { text } = await slice(shop, {
    'models/orders.sql': shop['models/orders.sql']!.replace('total', 'sum'),
    'models/schema.yml': shop['models/schema.yml']!.replace('name: total', 'name: sum'),
  });
  expect(text).not.toContain('says of');
  expect(text).toContain('+7|      - name: sum');
});

test('shows what Jinja becomes, if a changed line hides it and it is short', async () => {
  const loop =
    "select id{% for it in ['a', 'b'] %}, {{ it }}_amount{% endfor %} from {{ ref('stg_orders') }}\n";
  const { text } = await slice(shop, { 'models/orders.sql': loop });
  expect(text).toMatch(/rendered:\nselect id, a_amount, b_amount from stg_orders\n/);
  const long = loop.replace("['a', 'b']", 'range(300)');
  expect((await slice(shop, { 'models/orders.sql': long })).text).not.toContain('rendered:');
});

test('of a model that is gone it tells who read it', async () => {
  const { text } = await slice(shop, { 'models/orders.sql': null });
  expect(text).toContain('file "models/orders.sql" (deleted)');
  expect(text).toContain('read by: weekly(total)');
  expect(text).not.toContain('reads:');
});

test('two projects that hold one model say the same once', async () => {
  const tests = {
    'integration_tests/dbt_project.yml': 'name: shop_tests\n',
    'integration_tests/packages.yml': 'packages:\n  - local: ../\n',
    'integration_tests/models/of_tests.sql': "select total from {{ ref('orders') }}\n",
  };
  const { text } = await slice(
    { ...shop, ...tests },
    { 'models/orders.sql': shop['models/orders.sql']!.replace('amount', 'amount * 2') },
  );
  expect(text.match(/^reads: /gm)).toHaveLength(1);
  expect(text.match(/ says of orders/g)).toHaveLength(1);
});

test('models come first by how many others read them, then code, then words, then data', async () => {
  const { sent } = await slice(shop, {
    'README.md': 'Words\n',
    'data.csv': 'a\n1\n',
    'load.py': 'x = 1\n',
    'models/orders.sql': shop['models/orders.sql']!.replace('amount', 'amount * 2'),
    'models/stg_orders.sql': "select id, amount from {{ source('raw', 'orders') }} where id > 0\n",
    'macros/m.sql': '{% macro m() %}1{% endmacro %}\n',
  });
  expect(sent).toEqual([
    'models/stg_orders.sql',
    'models/orders.sql',
    'macros/m.sql',
    'load.py',
    'README.md',
    'data.csv',
  ]);
});

test('shows the files that are read, under one of their names', async () => {
  const base = { 'old/a.sql': 'select 1 as id, 2 as b, 3 as c\n', 'b.py': 'x = 1\n' };
  const { sent, text } = await slice(
    base,
    { 'old/a.sql': null, 'new/a.sql': base['old/a.sql'], 'b.py': 'x = 2\n' },
    { reads: ['old/**', '!**/*.py'] },
  );
  expect(sent).toEqual(['new/a.sql']);
  expect(text).toContain('file "new/a.sql" (renamed from "old/a.sql")');
});

test.each([
  ['package-lock.json', '{}\n', 'lock file'],
  ['package-lock.yml', 'packages: []\n', 'lock file'],
  ['poetry.lock', 'a\n', 'lock file'],
  ['infra/.terraform.lock.hcl', 'a\n', 'lock file'],
  ['dbt_packages/u/models/a.sql', 'select 1\n', 'generated file'],
  ['docs/catalog.json', '{}\n', 'generated file'],
  ['logo.svg', '<svg/>\n', 'generated file'],
  ['client.py', '# Automatically generated by a tool. Do not edit.\nx = 1\n', 'generated file'],
])('names %s instead of showing it', async (path, text, reason) => {
  expect(await slice({}, { [path]: text })).toEqual({
    text: '',
    tokens: 0,
    sent: [],
    left: [{ path, reason }],
  });
});

test.each(['locks.sql', 'models/lock.sql', 'clock.yml', 'patches/readme.md'])('shows %s', async (path) => {
  expect((await slice({}, { [path]: 'a\n' })).sent).toEqual([path]);
});

test('shows the header and the first rows of data, and counts the rest', async () => {
  const rows = Array.from({ length: 50 }, (_, at) => `${at},x\n`).join('');
  const { text, left } = await slice(
    { 'a.csv': `id,name\n${rows}` },
    { 'a.csv': `id,name\n${rows}50,y\n51,z\n` },
  );
  expect(text).toContain(' 1|id,name\n+52|50,y\n+53|51,z');
  expect(left).toEqual([]);
  const added = await slice({}, { 'a.csv': `id,name\n${rows}` });
  expect(added.left).toEqual([{ path: 'a.csv', reason: '8 of 51 rows were sent' }]);
});

test('of a notebook it shows what people wrote', async () => {
  const cell = (source: string, output: string) =>
    `{\n "cells": [\n  {\n   "outputs": [\n    {\n     "text": ["${output}"]\n    }\n   ],\n   "source": ["${source}"]\n  }\n ]\n}\n`;
  const { text, left } = await slice(
    { 'a.ipynb': cell('1 + 1', '2') },
    { 'a.ipynb': cell('1 + 2', 'three') },
  );
  expect(text).toContain('1 + 2');
  expect(text).not.toContain('three');
  expect(left).toEqual([{ path: 'a.ipynb', reason: 'outputs of a notebook' }]);
});

test('cuts a long file at its ceiling, and says how much of it was sent', async () => {
  const long = Array.from({ length: 2000 }, (_, at) => `select ${at} as column_${at}\n`).join('');
  const { text, tokens, left } = await slice(
    {},
    { 'a.sql': long, 'b.sql': 'select 1\n' },
    { maxFileTokens: 1000 },
  );
  expect(tokens).toBeLessThan(1200);
  expect(text).toContain('(cut here)');
  expect(text).toContain('file "b.sql"');
  expect(left).toEqual([{ path: 'a.sql', reason: expect.stringMatching(/^\d+ of 2000 lines were sent$/) }]);
});

test('what changed goes before what stands beside it', async () => {
  const head = { 'models/orders.sql': shop['models/orders.sql']!.replace('id,', 'id, id as order_id,') };
  const whole = await slice(shop, head);
  const { text, left } = await slice(shop, head, { maxTokens: whole.tokens - 10 });
  expect(text).toContain('+1|select id, id as order_id');
  expect(text).not.toContain('reads:');
  expect(left).toEqual([]);
});

test('every file that is read is sent or left, within the budget, in any change', async () => {
  const path = fc.constantFrom('a.sql', 'models/b.sql', 'c.yml', 'd.csv', 'e.md', 'f.lock', 'g.ipynb');
  const files = fc.dictionary(path, fc.string({ unit: 'binary', maxLength: 2000 }), {
    noNullPrototype: true,
  });
  await fc.assert(
    fc.asyncProperty(files, files, fc.integer({ min: 80, max: 1500 }), async (base, head, maxTokens) => {
      const change = await memoryChange(base, head);
      const options = {
        change,
        workspace: {
          projects: [],
          untouched: [],
          unplaced: new Map(),
          engine: createSqlEngine(),
          close() {},
        },
        files: change.files,
        reads: ['**'],
      };
      const first = sliceOf({ ...options, maxTokens, maxFileTokens: maxTokens / 2 });
      expect(first).toEqual(sliceOf({ ...options, maxTokens, maxFileTokens: maxTokens / 2 }));
      expect(first.tokens).toBeLessThanOrEqual(maxTokens);
      const known = new Set([...first.sent, ...first.left.map((it) => it.path)]);
      expect([...known].sort()).toEqual(change.files.map((it) => it.path));
    }),
    { numRuns: 60 },
  );
});
