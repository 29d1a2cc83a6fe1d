import { describe, expect, test } from 'vitest';
import { projectOf } from '../../support/dbt-project.ts';

/** Dependencies of model `reader` as `label → target or reason`. */
async function read(files: Record<string, string>, id = 'model.shop.reader'): Promise<string[]> {
  const project = await projectOf(files);
  return (project.resources.get(id)?.dependencies ?? []).map(
    ({ label, target, unresolved }) => `${label} → ${target ?? unresolved}`,
  );
}

const versions =
  'models:\n  - name: dim\n    latest_version: 1\n    versions: [{v: 1}, {v: 2, defined_in: dim_new}]\n';
const versioned = {
  'models/m.yml': versions,
  'models/dim_v1.sql': 'select 1 as a',
  'models/dim_new.sql': 'select 1 as b',
};

describe('what a reference leads to', () => {
  test.each<[string, Record<string, string>, string[]]>([
    [
      'a model',
      { 'models/reader.sql': "select * from {{ ref('a') }}", 'models/x/a.sql': 'select 1' },
      ['a → model.shop.a'],
    ],
    ['a seed', { 'models/reader.sql': "{{ ref('s') }}", 'seeds/s.csv': 'id\n' }, ['s → seed.shop.s']],
    ['nothing', { 'models/reader.sql': "{{ ref('nope') }}" }, ['nope → missing']],
    [
      'a disabled model',
      { 'models/reader.sql': "{{ ref('a') }}", 'models/a.sql': '{{ config(enabled=false) }} select 1' },
      ['a → disabled'],
    ],
    [
      'the latest version',
      { ...versioned, 'models/reader.sql': "{{ ref('dim') }}" },
      ['dim → model.shop.dim.v1'],
    ],
    [
      'a pinned version',
      { ...versioned, 'models/reader.sql': "{{ ref('dim', v=2) }}" },
      ['dim.v2 → model.shop.dim.v2'],
    ],
    [
      'a version there is not',
      { ...versioned, 'models/reader.sql': "{{ ref('dim', v=3) }}" },
      ['dim.v3 → version-missing'],
    ],
    [
      'a package that is not here',
      {
        'models/reader.sql': "{{ ref('salesforce', 'a') }}",
        'packages.yml': 'packages: [{package: fivetran/salesforce}]\n',
      },
      ['salesforce.a → package-not-installed'],
    ],
    [
      'maybe a package with models',
      {
        'models/reader.sql': "{{ ref('a') }}",
        'packages.yml': 'packages: [{package: fivetran/salesforce}]\n',
      },
      ['a → package-not-installed'],
    ],
    [
      'not a package of macros',
      {
        'models/reader.sql': "{{ ref('a') }}",
        'packages.yml': 'packages: [{package: dbt-labs/dbt_utils}]\n',
      },
      ['a → missing'],
    ],
    [
      'its own package first',
      {
        'models/reader.sql': "{{ ref('a') }}",
        'models/a.sql': 'select 1',
        'dbt_packages/p/dbt_project.yml': 'name: p\n',
        'dbt_packages/p/models/a.sql': 'select 2',
      },
      ['a → model.shop.a'],
    ],
    [
      'another package by name',
      {
        'models/reader.sql': "{{ ref('p', 'a') }}",
        'models/a.sql': 'select 1',
        'dbt_packages/p/dbt_project.yml': 'name: p\n',
        'dbt_packages/p/models/a.sql': 'select 2',
      },
      ['p.a → model.p.a'],
    ],
    [
      'one of two packages',
      {
        'models/reader.sql': "{{ ref('a') }}",
        'dbt_packages/p/dbt_project.yml': 'name: p\n',
        'dbt_packages/p/models/a.sql': '',
        'dbt_packages/q/dbt_project.yml': 'name: q\n',
        'dbt_packages/q/models/a.sql': '',
      },
      ['a → unknown'],
    ],
    [
      'a source',
      {
        'models/reader.sql': "{{ source('raw', 'o') }}",
        'models/s.yml': 'sources: [{name: raw, tables: [{name: o}]}]\n',
      },
      ['raw.o → source.shop.raw.o'],
    ],
    ['a source there is not', { 'models/reader.sql': "{{ source('raw', 'o') }}" }, ['raw.o → missing']],
    [
      'a source that a broken file may declare',
      { 'models/reader.sql': "{{ source('raw', 'o') }}", 'models/s.yml': 'sources: [\n' },
      ['raw.o → unknown'],
    ],
    [
      'through a macro',
      {
        'models/reader.sql': 'select * from {{ base() }}',
        'macros/m.sql': "{% macro base() %}{{ ref('a') }}{% endmacro %}",
        'models/a.sql': 'select 1',
      },
      ['a → model.shop.a'],
    ],
    [
      'in a loop',
      {
        'models/reader.sql': "{% for m in ['a', 'b'] %}select * from {{ ref(m) }}{% endfor %}",
        'models/a.sql': 'select 1',
        'models/b.sql': 'select 1',
      },
      ['a → model.shop.a', 'b → model.shop.b'],
    ],
    [
      'from Python',
      {
        'models/reader.py': 'def model(dbt, session):\n    return dbt.ref("a")\n',
        'models/a.sql': 'select 1',
      },
      ['a → model.shop.a'],
    ],
  ])('%s', async (_name, files, expected) => expect(await read(files)).toEqual(expected));

  test('what depends on the run stays unknown', async () => {
    const project = await projectOf({ 'models/reader.sql': "select * from {{ ref(env_var('X')) }}" });
    expect(project.resources.get('model.shop.reader')).toMatchObject({
      dependencies: [],
      dynamic: [{ function: 'ref' }],
    });
  });
});

describe('resources in YAML', () => {
  const files = {
    'models/orders.sql': 'select 1 as id, 2 as amount',
    'models/all.yml': [
      'exposures: [{name: weekly, type: dashboard, owner: {email: a@example.com}, depends_on: ["ref(\'orders\')"]}]',
      'semantic_models: [{name: o, model: "ref(\'orders\')", measures: [{name: total, agg: sum, expr: amount}, {name: n, agg: sum, expr: "case when a = \'b\' then 1 end"}]}]',
      'metrics: [{name: revenue, type: simple, type_params: {measure: total}}]',
      'saved_queries: [{name: q, query_params: {metrics: [revenue]}}]',
      "unit_tests: [{name: t, model: orders, given: [{input: ref('orders'), rows: [{Id: 1}]}], expect: {rows: [{amount: 2}]}}]",
      "snapshots: [{name: snap, relation: ref('orders')}]",
    ].join('\n'),
  };

  test.each([
    ['exposure.shop.weekly', ['orders → model.shop.orders']],
    ['semantic_model.shop.o', ['orders → model.shop.orders']],
    ['metric.shop.revenue', ['total → semantic_model.shop.o']],
    ['saved_query.shop.q', ['revenue → metric.shop.revenue']],
    ['unit_test.shop.orders.t', ['orders → model.shop.orders', 'orders → model.shop.orders']],
    ['snapshot.shop.snap', ['orders → model.shop.orders']],
  ])('%s', async (id, expected) => expect(await read(files, id)).toEqual(expected));

  test('name columns of what they read; of an expression only what it names as columns', async () => {
    const { resources } = await projectOf(files);
    const uses = (id: string) =>
      resources.get(id)?.columnUses.map(({ relation, column }) => `${relation} ${column}`);
    expect(uses('semantic_model.shop.o')).toEqual(['model.shop.orders amount', 'model.shop.orders a']);
    expect(uses('unit_test.shop.orders.t')).toEqual(['model.shop.orders id', 'model.shop.orders amount']);
  });

  test('an exposure knows its owner and type', async () => {
    const { resources } = await projectOf(files);
    expect(resources.get('exposure.shop.weekly')).toMatchObject({
      owner: 'a@example.com',
      exposureType: 'dashboard',
    });
  });
});
