import { describe, expect, test } from 'vitest';
import { projectOf, workspaceOf } from '../../support/dbt-project.ts';
import { impactOf } from '../../../src/project/impact.ts';

describe('columns that readers get', () => {
  test.each<[string, string, Record<string, string>, string[], boolean]>([
    [
      'a seed',
      'seed.shop.s',
      { 'seeds/s.csv': '\ufeffId,"First ""x"", y"\n1,2\n' },
      ['id', 'first "x", y'],
      true,
    ],
    [
      'a source',
      'source.shop.r.t',
      { 'models/s.yml': 'sources: [{name: r, tables: [{name: t, columns: [{name: A}]}]}]' },
      ['a'],
      false,
    ],
    [
      'a star',
      'model.shop.b',
      { 'models/a.sql': 'select 1 as x, 2 as y', 'models/b.sql': "select * from {{ ref('a') }}" },
      ['x', 'y'],
      true,
    ],
    ['Python', 'model.shop.p', { 'models/p.py': 'def model(dbt, s): pass' }, [], false],
    [
      'a snapshot',
      'snapshot.shop.z',
      { 'snapshots/z.sql': '{% snapshot z %}select 1 as x{% endsnapshot %}' },
      ['x', 'dbt_scd_id', 'dbt_updated_at', 'dbt_valid_from', 'dbt_valid_to'],
      true,
    ],
    [
      'a YAML snapshot',
      'snapshot.shop.z',
      {
        'models/a.sql': 'select 1 as x',
        'snapshots/z.yml': "snapshots: [{name: z, relation: ref('a'), config: {hard_deletes: new_record}}]",
      },
      ['x', 'dbt_scd_id', 'dbt_updated_at', 'dbt_valid_from', 'dbt_valid_to', 'dbt_is_deleted'],
      true,
    ],
    [
      'a cycle',
      'model.shop.a',
      { 'models/a.sql': "select * from {{ ref('b') }}", 'models/b.sql': "select * from {{ ref('a') }}" },
      [],
      false,
    ],
    ...(
      [
        ['a contract', "materialized='table', contract={'enforced': true}", ['b', 'a', 'x'], true],
        ['a contract that depends on the run', "materialized='table', contract=var('c')", ['a'], false],
        [
          'a contract that is not enforced',
          "materialized='table', contract={'enforced': false}",
          ['a'],
          false,
        ],
        [
          'a contract of an ephemeral model',
          "materialized='ephemeral', contract={'enforced': true}",
          ['a'],
          false,
        ],
        [
          'a contract that a materialization of its own need not hold',
          "materialized='by_day', contract={'enforced': true}",
          [],
          false,
        ],
      ] as [string, string, string[], boolean][]
    ).map(([what, config, columns, closed]): [string, string, Record<string, string>, string[], boolean] => [
      what,
      'model.shop.m',
      {
        'models/m.yml': 'models: [{name: m, columns: [{name: B}, {name: a}, {name: x.y}, {name: x.z}]}]',
        'models/m.sql': `{{ config(${config}) }} select 1 as a, * from {{ source('r', 't') }}`,
      },
      columns,
      closed,
    ]),
    [
      'a contract of which nothing is written',
      'model.shop.m',
      {
        'models/m.sql':
          "{{ config(materialized='table', contract={'enforced': true}) }} select * from {{ source('r', 't') }}",
      },
      [],
      false,
    ],
    [
      'a contract that the query breaks',
      'model.shop.m',
      {
        'models/m.yml': 'models: [{name: m, columns: [{name: b}]}]',
        'models/m.sql': "{{ config(materialized='table', contract={'enforced': true}) }} select 1 as a",
      },
      ['a'],
      true,
    ],
    [
      'nothing at all by the default of a variable',
      'model.shop.m',
      { 'models/m.sql': "{% if var('with_orders', false) %}select 1 as id{% endif %} -- of orders" },
      ['id'],
      true,
    ],
    ['nothing but a comment', 'model.shop.m', { 'models/m.sql': '-- nothing yet' }, [], false],
    [
      'a relation of its own kind',
      'model.shop.b',
      {
        'models/a.sql': "{{ config(materialized='dictionary', fields=[('id', 'Int32')]) }} select 1 as x",
        'models/b.sql': "select * from {{ ref('a') }}",
      },
      [],
      false,
    ],
    [
      'a disabled model',
      'model.shop.a',
      { 'models/a.sql': '{{ config(enabled=false) }} select 1 as x' },
      [],
      false,
    ],
  ])('%s', async (_name, id, files, columns, closed) => {
    const output = (await projectOf(files)).output(id);
    expect(output.columns.map(({ name }) => name)).toEqual(columns);
    expect(output.open.length === 0).toBe(closed);
  });

  test('uses of a column by its readers', async () => {
    const project = await projectOf({
      'models/a.sql': 'select 1 as x',
      'models/b.sql': "select 2 as y from {{ ref('a') }} where X > 0",
    });
    expect(project.uses('model.shop.a', 'X').map(({ by, kind }) => [by.id, kind])).toEqual([
      ['model.shop.b', 'filter'],
    ]);
  });
});

describe('the graph', () => {
  test('descendants come nearest first and survive cycles', async () => {
    const project = await projectOf({
      'models/a.sql': "select 1 as x from {{ ref('c') }}",
      'models/b.sql': "select * from {{ ref('a') }}",
      'models/c.sql': "select * from {{ ref('b') }}",
    });
    expect(project.descendants('model.shop.a').map(({ name }) => name)).toEqual(['b', 'c']);
  });
});

test.each([
  [
    'profiles.yml',
    {
      'dbt_project.yml': 'name: shop\nprofile: p\n',
      'profiles.yml': 'p: {outputs: {dev: {type: snowflake}}}',
    },
    'snowflake',
  ],
  ['requirements', { 'requirements.txt': 'dbt-core==1.8\ndbt-bigquery==1.8\n' }, 'bigquery'],
  ['the SQL', { 'models/a.sql': 'select safe_divide(1, 2) as x' }, 'bigquery'],
  [
    'more SQL of Spark than of BigQuery',
    {
      'models/a.sql': 'select cast(null as struct<id int>) as x, explode(y) as z from t',
      'models/b.sql': 'select 1 as x where 1 <=> 2',
    },
    'databricks',
  ],
  [
    'a setting of Databricks',
    {
      'dbt_project.yml': 'name: shop\nmodels:\n  shop:\n    +auto_liquid_cluster: true\n',
      'models/a.sql': 'select cast(null as struct<id int>) as x',
    },
    'databricks',
  ],
  [
    'a setting of Redshift',
    { 'dbt_project.yml': 'name: shop\nmodels:\n  shop:\n    # dist: x\n    bind: false\n' },
    'redshift',
  ],
  [
    'settings of two warehouses',
    { 'dbt_project.yml': 'name: shop\nmodels:\n  shop:\n    bind: false\n    +copy_grants: true\n' },
    'generic',
  ],
  [
    'the SQL where a setting is a comment',
    { 'dbt_project.yml': 'name: shop\nmodels:\n  shop:\n    # bind: false\n' },
    'generic',
  ],
  ['nothing', { 'models/a.sql': 'select 1 as x' }, 'generic'],
])('the dialect by %s', async (_name, files, dialect) => {
  expect((await projectOf(files as unknown as Record<string, string>)).dialect).toBe(dialect);
});

describe('what changed', () => {
  const files = {
    'dbt_project.yml': 'name: shop\n',
    'models/a.sql': 'select {{ one() }} as x',
    'models/b.sql': "select x from {{ ref('a') }}",
    'models/m.yml':
      'models:\n  - name: a\n    description: first\nexposures: [{name: e, type: ml, depends_on: [ref("b")]}]\n',
    'macros/one.sql': '{% macro one() %}1{% endmacro %}',
  };
  test.each<[string, Record<string, string | null>, Record<string, string[]>]>([
    ['nothing', { 'README.md': 'hi' }, {}],
    ['the SQL', { 'models/b.sql': "select x, 1 as y from {{ ref('a') }}" }, { 'model.shop.b': ['sql'] }],
    ['a comment in YAML', { 'models/m.yml': `# hi\n${files['models/m.yml']}` }, {}],
    [
      'a description',
      { 'models/m.yml': files['models/m.yml'].replace('first', 'second') },
      { 'model.shop.a': ['properties'] },
    ],
    [
      'the folder',
      { 'models/b.sql': null, 'models/x/b.sql': files['models/b.sql'] },
      { 'model.shop.b': ['moved'] },
    ],
    [
      "a folder's config",
      { 'dbt_project.yml': 'name: shop\nmodels: {+materialized: table}\n' },
      { 'model.shop.a': ['config'], 'model.shop.b': ['config'] },
    ],
    ['a macro', { 'macros/one.sql': '{% macro one() %}2{% endmacro %}' }, { 'model.shop.a': ['macro'] }],
    [
      'enabled',
      { 'dbt_project.yml': 'name: shop\nmodels: {shop: {b: {+enabled: false}}}\n' },
      { 'model.shop.b': ['config', 'enabled'] },
    ],
    [
      'gone and new',
      { 'models/b.sql': null, 'models/c.sql': 'select 1' },
      { 'model.shop.b': ['deleted'], 'model.shop.c': ['added'] },
    ],
  ])('%s', async (_name, changes, expected) => {
    const { projects } = await workspaceOf(files, changes);
    expect(Object.fromEntries(projects[0]!.changes.map(({ id, because }) => [id, because]))).toEqual(
      expected,
    );
  });

  test('and what it reaches', async () => {
    const { projects } = await workspaceOf(files, { 'models/a.sql': 'select 2 as x' });
    const { nodes, edges, omitted } = impactOf(projects[0]!, new Set(['model.shop.b']));
    expect(nodes.map(({ id, state }) => [id, state])).toEqual([
      ['exposure.shop.e', 'exposed'],
      ['model.shop.a', 'changed'],
      ['model.shop.b', 'broken'],
    ]);
    expect(edges).toEqual([
      ['model.shop.a', 'model.shop.b'],
      ['model.shop.b', 'exposure.shop.e'],
    ]);
    expect(omitted).toBe(0);
  });
});
